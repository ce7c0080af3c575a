"""Pool of connections that trusts nobody without checking: certificates and host names always, no
proxy, no redirect, no cookie and no second try.

It stands on the standard library alone. A library above it would do nothing of what it is there for
here, and runs two hundred functions for each call, which nothing else has near the processor.
"""

from __future__ import annotations

import select
import ssl
import threading
from collections import defaultdict
from urllib.parse import urlsplit

import certifi

from scheduling.proctoring_api.http.connections import CallConnection

MOST_IDLE = 64  # connections that are kept open to one place
Place = tuple[str, str, int | None]  # scheme, host, port


class TrustedPool:
    """One TLS context for all connections; building one from the bundle for each costs more than
    the call itself.
    """

    def __init__(self, ca_bundle: str) -> None:
        self._context = tls_context(ca_bundle)
        self._idle: defaultdict[Place, list[CallConnection]] = defaultdict(list)
        self._lock = threading.Lock()

    def take(self, url: str) -> tuple[CallConnection, Place]:
        """A connection to where the address leads, kept open from before where there is one."""
        parts = urlsplit(url)
        place = parts.scheme, parts.hostname or "", parts.port
        with self._lock:
            kept = self._idle[place].pop() if self._idle[place] else None
        if kept is None:
            context = self._context if parts.scheme == "https" else None
            return CallConnection(place[1], place[2], context), place
        if _is_dropped(kept):
            kept.close()
        return kept, place

    def give_back(self, connection: CallConnection, place: Place) -> None:
        """For the next call, where no call has it any more and nothing is left to read."""
        with self._lock:
            idle = self._idle[place]
            if len(idle) < MOST_IDLE:
                idle.append(connection)
                return
        connection.close()


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
