"""One HTTP exchange: sent at most once, never redirected, bounded in time and size, and honest
about what is certain.
"""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass, field, replace
from typing import Any

import requests
from requests.auth import AuthBase
from urllib3.exceptions import HTTPError

from scheduling.proctoring_api.errors import FailureCause
from scheduling.proctoring_api.exchange import Exchange
from scheduling.proctoring_api.http import answer_headers
from scheduling.proctoring_api.http.connections import serving
from scheduling.proctoring_api.http.deadline import Call, Deadline
from scheduling.proctoring_api.http.response_body import Body, read_body
from scheduling.proctoring_api.http.transport_failures import nothing_sent, translated
from scheduling.proctoring_api.http.trusted_adapter import TrustedAdapter
from scheduling.proctoring_api.http.web_addresses import is_allowed

HEADERS = {
    "Accept": "application/json",
    "Accept-Encoding": "gzip",
    "User-Agent": "proctoring-portal/1",
}


@dataclass(frozen=True, slots=True)
class Request:
    """What to send. `path` is what the audit log may keep; `url` adds host and query."""

    method: str
    url: str
    path: str
    auth: AuthBase
    body: bytes | None = None
    content_type: str = "application/json"

    @property
    def headers(self) -> dict[str, str]:
        return {"Content-Type": self.content_type} if self.body is not None else {}


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of which at least the status line came. `flaw` tells what is wrong with its body,
    None for nothing. `secrets` are those sent with the request, which it may echo.
    """

    status: int
    headers: Any
    body: bytes
    exchange: Exchange
    flaw: FailureCause | None = None
    secrets: tuple[str, ...] = field(default=(), repr=False)


class Transport:
    """A pool of connections, made anew in every process: a socket shared over a fork would mix up
    two answers.
    """

    def __init__(self, ca_bundle: str) -> None:
        self._ca_bundle = ca_bundle
        self._made: tuple[TrustedAdapter | None, int] = (None, -1)

    def send(self, request: Request, *, deadline: Deadline, limit: int) -> Reply:
        """Send once. Raises NothingSent or UnknownOutcome where no status line came back."""
        started = time.monotonic()
        exchange = Exchange(request.method, request.path)
        _check_address(request.url, exchange)
        call = Call(deadline)
        with serving(call):
            try:
                response = self._adapter().send(
                    _prepared(request), timeout=max(0.001, deadline.left), stream=True
                )
            except (
                requests.RequestException,
                HTTPError,
                OSError,
                ValueError,
                RuntimeError,
            ) as error:
                exchange = replace(exchange, elapsed_ms=_since(started))
                # Without its cause: the HTTP library's exceptions carry the request, and with it
                # the secrets.
                raise translated(error, call, exchange) from None
            try:
                body = read_body(response.raw, limit)
            finally:
                response.close()
        return _reply(response, body, replace(exchange, elapsed_ms=_since(started)), call)

    def _adapter(self) -> TrustedAdapter:
        adapter, pid = self._made
        if adapter is None or pid != os.getpid():
            with _making:
                adapter, pid = self._made
                if adapter is None or pid != os.getpid():
                    adapter = TrustedAdapter(self._ca_bundle)
                    self._made = adapter, os.getpid()
        return adapter


def _check_address(url: str, exchange: Exchange) -> None:
    """Raises NothingSent where the address is not one that may be called."""
    if not is_allowed(url):
        raise nothing_sent(
            exchange,
            "misconfigured",
            "the address must be https; plain http is for this machine only",
        )


def _prepared(request: Request) -> requests.PreparedRequest:
    """As a session would prepare it, but without looking for cookies, hooks or parameters."""
    prepared = requests.PreparedRequest()
    prepared.prepare_method(request.method)
    prepared.prepare_url(request.url, None)
    prepared.prepare_headers(HEADERS | request.headers)
    prepared.prepare_body(request.body, None)
    prepared.prepare_auth(request.auth, request.url)
    return prepared


_making = threading.Lock()


def _after_fork() -> None:
    global _making
    _making = threading.Lock()


os.register_at_fork(after_in_child=_after_fork)


def _reply(response: requests.Response, body: Body, exchange: Exchange, call: Call) -> Reply:
    late = call.was_cut or (body.flaw == FailureCause.CLOSED and call.deadline.passed)
    flaw, why = (FailureCause.TIMEOUT, "no whole answer in time") if late else (body.flaw, body.why)
    exchange = replace(
        exchange,
        status=response.status_code,
        bytes_read=body.wire_bytes,
        digest=body.digest,
        clock_skew_seconds=answer_headers.clock_skew(response.headers),
        request_id=answer_headers.request_id(response.headers),
        detail=why,
    )
    return Reply(response.status_code, response.headers, body.content, exchange, flaw)


def _since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)
