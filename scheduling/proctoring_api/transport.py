"""One HTTP exchange: sent at most once, never redirected, bounded in time and size, and honest
about what is certain.
"""

from __future__ import annotations

import ipaddress
import os
import re
import ssl
import threading
import time
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import certifi
import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from requests.cookies import RequestsCookieJar
from urllib3.exceptions import HTTPError
from urllib3.util.retry import Retry

from scheduling.proctoring_api.connections import POOLS, serving
from scheduling.proctoring_api.deadline import Call, Deadline
from scheduling.proctoring_api.errors import NothingSent, UnknownOutcome
from scheduling.proctoring_api.exchange import Exchange
from scheduling.proctoring_api.response_body import Body, read_body

POOL_SIZE = 64
NEVER = Retry(
    total=0, connect=0, read=False, redirect=0, status=0, other=0, respect_retry_after_header=False
)
HEADERS = {
    "Accept": "application/json",
    "Accept-Encoding": "gzip",
    "User-Agent": "proctoring-portal/1",
}
_REQUEST_IDS = (
    "x-request-id",
    "x-amzn-requestid",
    "x-amz-request-id",
    "x-correlation-id",
    "request-id",
    "x-amzn-trace-id",
)

SAID = {
    "refused": "SmarterProctoring could not be reached.",
    "name": "SmarterProctoring’s address could not be looked up.",
    "connect-timeout": "SmarterProctoring could not be reached in time.",
    "tls": "No secure connection to SmarterProctoring could be made.",
    "misconfigured": "SmarterProctoring’s address or sign-in is not set up correctly.",
    "timeout": "SmarterProctoring did not answer in time.",
    "closed": "The connection broke before SmarterProctoring’s answer was complete.",
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
    "" for nothing. `secrets` are those sent with the request, which it may echo.
    """

    status: int
    headers: Any
    body: bytes
    exchange: Exchange
    flaw: str = ""
    secrets: tuple[str, ...] = field(default=(), repr=False)


class _Session(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> None:
        """None:
        even with redirects off, `requests` would read a redirect's body, without any limit.
        """


class _Adapter(HTTPAdapter):
    """One TLS context for all connections; building one from the bundle for each costs more than
    the call itself.
    """

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        super().__init__(
            pool_connections=4, pool_maxsize=POOL_SIZE, max_retries=NEVER, pool_block=False
        )

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, ssl_context=self._context, **kwargs)
        self.poolmanager.pool_classes_by_scheme = POOLS

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: Any, cert: Any = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        host, _ = super().build_connection_pool_key_attributes(request, verify, cert)
        return host, {}

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """The context checks certificate and host name of every connection; there is no way to
        switch it off.
        """


def tls_context(ca_bundle: str) -> ssl.SSLContext:
    """Certificates and host names are checked against `ca_bundle` (PEM file; "" for certifi's), TLS
    1.2 at least.
    """
    context = ssl.create_default_context(cafile=ca_bundle or certifi.where())
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


class Transport:
    """A pool of connections, made anew in every process: a socket shared over a fork would mix up
    two answers.
    """

    def __init__(self, ca_bundle: str) -> None:
        self._ca_bundle = ca_bundle
        self._made: tuple[requests.Session | None, int] = (None, -1)

    def send(self, request: Request, *, deadline: Deadline, limit: int) -> Reply:
        """Send once. Raises NothingSent or UnknownOutcome where no status line came back."""
        started = time.monotonic()
        exchange = Exchange(request.method, request.path)
        if not is_allowed(request.url):
            raise nothing_sent(
                exchange,
                "misconfigured",
                "the address must be https; plain http is for this machine only",
            )
        call = Call(deadline)
        with serving(call):
            try:
                response = self._open_session().send(
                    _prepared(request),
                    timeout=max(0.001, deadline.left),
                    allow_redirects=False,
                    stream=True,
                    proxies={},
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
                raise _translated(error, call, exchange) from None
            try:
                body = read_body(response.raw, limit)
            finally:
                response.close()
        return _reply(response, body, replace(exchange, elapsed_ms=_since(started)), call)

    def _open_session(self) -> requests.Session:
        session, pid = self._made
        if session is None or pid != os.getpid():
            with _making:
                session, pid = self._made
                if session is None or pid != os.getpid():
                    session = _new_session(self._ca_bundle)
                    self._made = session, os.getpid()
        return session


def _prepared(request: Request) -> requests.PreparedRequest:
    """As a session would prepare it that has no cookies, hooks or parameters of its own to merge
    in.
    """
    prepared = requests.PreparedRequest()
    prepared.prepare(
        method=request.method,
        url=request.url,
        headers=HEADERS | request.headers,
        data=request.body,
        auth=request.auth,
    )
    return prepared


_making = threading.Lock()


def _after_fork() -> None:
    global _making
    _making = threading.Lock()


os.register_at_fork(after_in_child=_after_fork)


def nothing_sent(exchange: Exchange, cause: str, detail: str) -> NothingSent:
    return NothingSent(SAID[cause], exchange=replace(exchange, detail=detail), cause=cause)


def _new_session(ca_bundle: str) -> requests.Session:
    context = tls_context(ca_bundle)
    session = _Session()
    session.trust_env = False
    session.verify = ca_bundle or certifi.where()
    session.cookies = RequestsCookieJar(policy=DefaultCookiePolicy(allowed_domains=[]))
    for scheme in ("http://", "https://"):
        session.mount(scheme, _Adapter(context))
    return session


def is_allowed(url: str) -> bool:
    """https anywhere; plain http to this machine only (contract §1).

    No passwords in the address.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if not host or parts.username is not None or parts.password is not None:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))


def is_loopback(host: str) -> bool:
    """Whether a host name or literal address is this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _translated(error: Exception, call: Call, exchange: Exchange) -> NothingSent | UnknownOutcome:
    name = _root(error)
    if not call.sent:
        return nothing_sent(exchange, _cause_unsent(error, call), f"nothing was sent ({name})")
    late = call.was_cut or call.deadline.passed or isinstance(error, requests.Timeout)
    cause, detail = (
        ("timeout", "no answer in time") if late else ("closed", f"no whole answer ({name})")
    )
    return UnknownOutcome(SAID[cause], exchange=replace(exchange, detail=detail), cause=cause)


def _cause_unsent(error: Exception, call: Call) -> str:
    if call.phase == "start":
        return "misconfigured"
    if call.phase == "name":
        return "name"
    if call.was_cut or call.deadline.passed or isinstance(error, requests.Timeout):
        return "connect-timeout"
    return "refused" if call.phase == "connect" else "tls"


def _root(error: BaseException) -> str:
    """The class name of the innermost cause;
    never its text, which may quote a header or an address.
    """
    for _ in range(8):
        inner = error.__cause__ or error.__context__ or getattr(error, "reason", None)
        inner = inner or next((arg for arg in error.args if isinstance(arg, BaseException)), None)
        if not isinstance(inner, BaseException):
            break
        error = inner
    return type(error).__name__


def _reply(response: requests.Response, body: Body, exchange: Exchange, call: Call) -> Reply:
    late = call.was_cut or (body.flaw == "closed" and call.deadline.passed)
    flaw, why = ("timeout", "no whole answer in time") if late else (body.flaw, body.why)
    exchange = replace(
        exchange,
        status=response.status_code,
        bytes_read=body.wire_bytes,
        digest=body.digest,
        clock_skew_seconds=_skew(response.headers.get("date", "")),
        request_id=_request_id(response.headers),
        detail=why,
    )
    return Reply(response.status_code, response.headers, body.content, exchange, flaw)


def _skew(date: str) -> float | None:
    try:
        return round(parsedate_to_datetime(date).timestamp() - time.time(), 1)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _request_id(headers: Any) -> str:
    found = next((value for name in _REQUEST_IDS if (value := headers.get(name))), "")
    return re.sub(r"[^A-Za-z0-9._:-]", "", found)[:64]


def _since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)
