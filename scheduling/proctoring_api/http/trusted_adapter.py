"""An adapter of `requests` that trusts nobody without checking: certificates and host names always,
no proxy and no second try. It is used without a session: there are no cookies or redirects.

Below it are the standard library's connections, not the ones of `requests`: what those do besides
is not wanted here, and runs two hundred functions for each call, of which the processor has none at
hand.
"""

from __future__ import annotations

import select
import ssl
import threading
from collections import defaultdict
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import certifi
import requests
from requests.adapters import BaseAdapter

from scheduling.proctoring_api.http.connections import CallConnection
from scheduling.proctoring_api.http.final_answers import FinalAnswer

MOST_IDLE = 64  # connections that are kept open to one place
Place = tuple[str, str, int | None]  # scheme, host, port


class TrustedAdapter(BaseAdapter):
    """One TLS context for all connections; building one from the bundle for each costs more than
    the call itself.
    """

    def __init__(self, ca_bundle: str) -> None:
        super().__init__()
        self._context = tls_context(ca_bundle)
        self._idle: defaultdict[Place, list[CallConnection]] = defaultdict(list)
        self._lock = threading.Lock()

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """The answer, of which the head is read. Nothing that is said of proxies or certificates
        counts, and whose call it is, and how long it may take, `serving` says.
        """
        place = _place_of(str(request.url))
        connection = self._taken(place)
        try:
            answer = connection.ask(
                str(request.method), request.path_url, request.headers, request.body
            )
        except BaseException:
            connection.leave_call()
            connection.close()
            raise
        answer.release_conn = partial(self._take_back, connection, place, answer)
        response = requests.Response()
        response.status_code, response.raw = answer.status, answer
        response.headers = answer.fields  # type: ignore[assignment]  by names in small letters
        return response

    def _taken(self, place: Place) -> CallConnection:
        """A connection, kept open from before where there is one."""
        with self._lock:
            kept = self._idle[place].pop() if self._idle[place] else None
        if kept is None:
            scheme, host, port = place
            return CallConnection(host, port, self._context if scheme == "https" else None)
        if _is_dropped(kept):
            kept.close()
        return kept

    def _take_back(self, connection: CallConnection, place: Place, answer: FinalAnswer) -> None:
        """For the next call, unless something may be left to read."""
        connection.leave_call()
        with self._lock:
            if not answer.is_left_over and len(self._idle[place]) < MOST_IDLE:
                self._idle[place].append(connection)
                return
        connection.close()


def _place_of(url: str) -> Place:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port


def _is_dropped(connection: CallConnection) -> bool:
    """Whether the other side has hung up, or says something that nobody asked for."""
    if connection.sock is None:
        return False
    looked_at = select.poll()
    looked_at.register(connection.sock, select.POLLIN)
    return bool(looked_at.poll(0))


def tls_context(ca_bundle: str) -> ssl.SSLContext:
    """Certificates and host names are checked against `ca_bundle` (PEM file; "" for certifi's), TLS
    1.2 at least.
    """
    context = ssl.create_default_context(cafile=ca_bundle or certifi.where())
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    return context
