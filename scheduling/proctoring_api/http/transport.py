"""One HTTP exchange: sent at most once, never redirected, bounded in time and size, and honest
about what is certain.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http.client import HTTPException
from urllib.parse import urlsplit

from scheduling.proctoring_api.auth import Header
from scheduling.proctoring_api.errors import FailureCause
from scheduling.proctoring_api.exchange import Exchange
from scheduling.proctoring_api.http import answer_headers
from scheduling.proctoring_api.http.connections import serving
from scheduling.proctoring_api.http.deadline import Call, Deadline
from scheduling.proctoring_api.http.final_answers import FinalAnswer
from scheduling.proctoring_api.http.response_body import Body, read_body
from scheduling.proctoring_api.http.transport_failures import nothing_sent, translated
from scheduling.proctoring_api.http.trusted_pool import TrustedPool
from scheduling.proctoring_api.http.web_addresses import is_allowed

HEADERS = {
    "Accept": "application/json",
    "Accept-Encoding": "gzip",
    "User-Agent": "proctoring-portal/1",
}
WITHOUT_A_BODY = ("GET", "HEAD")


@dataclass(frozen=True, slots=True)
class Request:
    """What to send. `path` is what the audit log may keep; `url` adds host and query."""

    method: str
    url: str
    path: str
    signed: Header = field(repr=False)
    body: bytes | None = None
    content_type: str = "application/json"

    @property
    def headers(self) -> dict[str, str]:
        told = {**HEADERS, self.signed[0]: self.signed[1]}
        if self.body is not None:
            told["Content-Type"] = self.content_type
        if self.body is not None or self.method not in WITHOUT_A_BODY:
            told["Content-Length"] = str(len(self.body or b""))
        return told

    @property
    def target(self) -> str:
        """Path and query, as the request's first line has them."""
        parts = urlsplit(self.url)
        return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of which at least the status line came. `flaw` tells what is wrong with its body,
    None for nothing. `secrets` are those sent with the request, which it may echo.
    """

    status: int
    headers: Mapping[str, str]
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
        self._made: tuple[TrustedPool | None, int] = (None, -1)

    def send(self, request: Request, *, deadline: Deadline, limit: int) -> Reply:
        """Send once. Raises NothingSent or UnknownOutcome where no status line came back."""
        started = time.monotonic()
        exchange = Exchange(request.method, request.path)
        _check_address(request.url, exchange)
        call = Call(deadline)
        with serving(call):
            try:
                answer, body = self._exchanged(request, limit)
            except (HTTPException, OSError, ValueError, RuntimeError) as error:
                exchange = replace(exchange, elapsed_ms=_since(started))
                # Without its cause: the HTTP library's exceptions carry the request, and with it
                # the secrets.
                raise translated(error, call, exchange) from None
        return _reply(answer, body, replace(exchange, elapsed_ms=_since(started)), call)

    def _exchanged(self, request: Request, limit: int) -> tuple[FinalAnswer, Body]:
        """The answer and its body. Its connection is kept where nothing is left to read on it."""
        pool = self._pool()
        connection, place = pool.take(request.url)
        is_left_over = True
        try:
            answer = connection.ask(request.method, request.target, request.headers, request.body)
            body = read_body(answer, limit)
            is_left_over = answer.will_close or not answer.is_read
            answer.close()
        finally:
            connection.leave_call()
            if is_left_over:
                connection.close()
            else:
                pool.give_back(connection, place)
        return answer, body

    def _pool(self) -> TrustedPool:
        pool, pid = self._made
        if pool is None or pid != os.getpid():
            with _making:
                pool, pid = self._made
                if pool is None or pid != os.getpid():
                    pool = TrustedPool(self._ca_bundle)
                    self._made = pool, os.getpid()
        return pool


def _check_address(url: str, exchange: Exchange) -> None:
    """Raises NothingSent where the address is not one that may be called."""
    if not is_allowed(url):
        raise nothing_sent(
            exchange,
            "misconfigured",
            "the address must be https; plain http is for this machine only",
        )


_making = threading.Lock()


def _after_fork() -> None:
    global _making
    _making = threading.Lock()


os.register_at_fork(after_in_child=_after_fork)


def _reply(answer: FinalAnswer, body: Body, exchange: Exchange, call: Call) -> Reply:
    late = call.was_cut or (body.flaw == FailureCause.CLOSED and call.deadline.passed)
    flaw, why = (FailureCause.TIMEOUT, "no whole answer in time") if late else (body.flaw, body.why)
    exchange = replace(
        exchange,
        status=answer.status,
        bytes_read=body.wire_bytes,
        digest=body.digest,
        clock_skew_seconds=answer_headers.clock_skew(answer.fields),
        request_id=answer_headers.request_id(answer.fields),
        detail=why,
    )
    return Reply(answer.status, answer.fields, body.content, exchange, flaw)


def _since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)
