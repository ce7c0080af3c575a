"""The calls of contract §2, one method each.

Reading calls are tried up to three times within their time; a call that changes something is sent
once, whatever happens. (A 401 to an expired access token is the one exception: the provider refused
it before doing anything, so it is sent again with a new token, once. Where no new token can be had,
the refusal is the answer.) Errors are those drawn in `errors`.
"""

from __future__ import annotations

import json
import os
import random
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from scheduling.proctoring_api.auth import ClientCredentials, HeaderToken, fits_header
from scheduling.proctoring_api.deadline import Deadline
from scheduling.proctoring_api.errors import NothingSent, UnknownOutcome
from scheduling.proctoring_api.exchange import Exchange as Exchange
from scheduling.proctoring_api.list_rows import AppointmentRow, InstallSettings, Page, SessionRow
from scheduling.proctoring_api.paging import walk
from scheduling.proctoring_api.parsing import identifier
from scheduling.proctoring_api.redaction import VoucherCode
from scheduling.proctoring_api.response_outcomes import (
    check,
    guarded,
    held_to_json,
    read_list,
    read_object,
    read_plain,
    read_record,
    read_told,
    unknown,
)
from scheduling.proctoring_api.session_record import SessionRecord
from scheduling.proctoring_api.tokens import Signature, Signer
from scheduling.proctoring_api.transport import Reply, Request, Transport, is_allowed, nothing_sent
from scheduling.session_commands import SessionAddress

SESSION_LIMIT = 256 * 1024
LIST_LIMIT = 8 * 1024 * 1024
PAGE_SIZE = 200
_RETRIES = 2
_PAUSE = 0.15
_MAX_CLIENTS = 64
Read = TypeVar("Read")
_SID = re.compile(r"[A-Za-z0-9]{1,64}")
_NO_SID = "!"


@dataclass(frozen=True)
class Connection:
    """How to reach one install's API.

    `timeout` is in seconds over a whole call: name lookup, access token and retries included.
    `ca_bundle` is the path of a PEM file of trusted authorities, "" for certifi's.
    """

    base_url: str
    credentials: HeaderToken | ClientCredentials
    timeout: float = 20.0
    ca_bundle: str = ""


@dataclass(frozen=True)
class Answer:
    """The provider said yes.

    `record` is None for the calls whose answer the API reference leaves open.
    """

    status: int
    record: SessionRecord | None
    exchange: Exchange


class Client:
    """One install's API over pooled connections; safe under threads and across forks."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._transport = Transport(connection.ca_bundle)
        self._signer = Signer(connection.credentials, self._transport)
        self._fault = _fault(connection)

    def __repr__(self) -> str:
        host = "no usable address" if self._fault else urlsplit(self._connection.base_url).hostname
        return f"<Client for {host}>"

    def schedule(self, address: SessionAddress, body: dict[str, Any]) -> Answer:
        """POST: book the session. UnknownOutcome unless the answer names this very session."""
        reply = self._change("POST", address, body)
        return Answer(reply.status, read_record(reply, address), reply.exchange)

    def reschedule(self, address: SessionAddress, body: dict[str, Any]) -> Answer:
        """PUT: move the session. The answer is undocumented: read the session afterwards."""
        return self._told(self._change("PUT", address, body))

    def cancel(self, address: SessionAddress, body: dict[str, Any]) -> Answer:
        """DELETE, with a body: cancel. The answer is undocumented: read the session afterwards."""
        return self._told(self._change("DELETE", address, body))

    def session(
        self, address: SessionAddress, *, timeout: float | None = None, retries: int = _RETRIES
    ) -> Answer:
        """GET: the session as it stands."""

        def read(reply: Reply) -> Answer:
            return Answer(reply.status, read_record(reply, address), reply.exchange)

        return self._get(_session_path(address), read, self._deadline(timeout), retries=retries)

    def onboarding_url(self, address: SessionAddress, *, timeout: float | None = None) -> str:
        """The learner's onboarding link:
        single use, so ask when it is needed and keep it nowhere.
        """
        return self._get(f"{_session_path(address)}/onboard", _read_url, self._deadline(timeout))

    def settings(self, install_sid: str, *, timeout: float | None = None) -> InstallSettings:
        """The install's own name, currency and zone."""

        def read(reply: Reply) -> InstallSettings:
            return InstallSettings.read(read_told(reply), exchange=reply.exchange)

        return self._get(_path("installs", install_sid, "settings"), read, self._deadline(timeout))

    def enrollment_sessions(
        self,
        install_sid: str,
        enrollment_sid: str,
        exam_sid: str,
        *,
        statuses: Iterable[str] = (),
        include_active: bool = False,
        timeout: float | None = None,
        page_size: int = PAGE_SIZE,
    ) -> list[SessionRow]:
        """An enrollment's exam sessions, each once, newest last. A given `timeout` bounds the whole
        walk through the pages; without one, each page has the connection's.
        """
        path = _path(
            "installs", install_sid, "enrollments", enrollment_sid, "exams", exam_sid, "sessions"
        )
        query: dict[str, Any] = {"sortKeys": "createdDate", "sortOrder": "ASC"}
        if statuses := list(statuses):
            query["status"] = statuses
        if include_active:
            query["includeActive"] = "true"
        return list(self._walk(path, query, SessionRow.read, timeout, page_size))

    def appointments(
        self,
        install_sid: str,
        *,
        offset: int = 0,
        limit: int = PAGE_SIZE,
        newest_first: bool = False,
        timeout: float | None = None,
    ) -> Page:
        """One page of the appointments report, asked for once: whoever walks the list decides
        whether and when to ask again.

        That the report can be sorted is not documented: `newest_first` is a wish.
        """
        path = _path("installs", install_sid, "reports", "appointments")
        query: dict[str, Any] = {"limit": limit}
        if newest_first:
            query |= {"sortKeys": "createdDate", "sortOrder": "DESC"}
        deadline = self._deadline(timeout)
        return self._page(path, query, AppointmentRow.read, deadline, offset, retries=0)

    def _walk(
        self,
        path: str,
        query: dict[str, Any],
        reader: Callable[..., Any],
        timeout: float | None,
        limit: int,
    ) -> Iterator[Any]:
        whole = None if timeout is None else Deadline(timeout)
        query = {**query, "limit": limit}
        return walk(
            lambda offset: self._page(path, query, reader, whole or self._deadline(None), offset)
        )

    def _page(
        self,
        path: str,
        query: dict[str, Any],
        reader: Callable[..., Any],
        deadline: Deadline,
        offset: int,
        retries: int = _RETRIES,
    ) -> Page:
        def read(reply: Reply) -> Page:
            return Page.read(
                read_list(reply),
                reader=reader,
                offset=offset,
                exchange=reply.exchange,
                secrets=reply.secrets,
            )

        query = {"offset": offset, **query}
        return self._get(path, read, deadline, query=query, limit=LIST_LIMIT, retries=retries)

    def _told(self, reply: Reply) -> Answer:
        read_plain(reply)
        return Answer(reply.status, None, reply.exchange)

    def _change(self, method: str, address: SessionAddress, body: dict[str, Any]) -> Reply:
        codes = {"cardToken": str, "voucherCode": VoucherCode}
        secrets = tuple(code(body[name]) for name, code in codes.items() if body.get(name))
        encoded = json.dumps(body, allow_nan=False, separators=(",", ":")).encode()
        path = _session_path(address)
        reply = self._send(method, path, self._deadline(None), body=encoded, secrets=secrets)
        return held_to_json(reply, or_text=method != "POST")

    def _get(
        self,
        path: str,
        read: Callable[[Reply], Read],
        deadline: Deadline,
        *,
        query: dict[str, Any] | None = None,
        limit: int = SESSION_LIMIT,
        retries: int = _RETRIES,
    ) -> Read:
        for left in range(retries, -1, -1):
            try:
                return read(self._send("GET", path, deadline, query=query, limit=limit))
            except (NothingSent, UnknownOutcome) as error:
                pause = _PAUSE * 2 ** (retries - left) * random.uniform(0.5, 1.5)
                if not left or not _passing(error) or deadline.left <= pause:
                    raise
            time.sleep(pause)
        raise AssertionError("unreachable")

    def _send(
        self,
        method: str,
        path: str,
        deadline: Deadline,
        *,
        body: bytes | None = None,
        query: dict[str, Any] | None = None,
        limit: int = SESSION_LIMIT,
        secrets: tuple[str, ...] = (),
    ) -> Reply:
        if fault := self._fault or ("one of the SIDs is not a SID" if _NO_SID in path else ""):
            raise nothing_sent(Exchange(method, path), "misconfigured", fault)
        base = self._connection.base_url.rstrip("/")
        url = f"{base}{path}?{urlencode(query, doseq=True)}" if query else f"{base}{path}"

        def send(signature: Signature) -> Reply:
            request = Request(method, url, path, signature.auth, body)
            return self._transport.send(request, deadline=deadline, limit=limit)

        signature = self._signer.sign(deadline)
        reply, secret = send(signature), signature.secret
        if reply.status == 401 and signature.renewable:
            with suppress(
                NothingSent
            ):  # nothing but this second time: that the first was refused stands
                signature = self._signer.sign(deadline, instead_of=secret)
                reply, secret = send(signature), signature.secret
        reply = guarded(reply, (secret, *secrets))
        check(reply, base=url)
        return reply

    def _deadline(self, timeout: float | None) -> Deadline:
        return Deadline(self._connection.timeout if timeout is None else timeout)


_clients: OrderedDict[Connection, Client] = OrderedDict()
_lock = threading.Lock()


def client_for(connection: Connection) -> Client:
    """This process's client for a connection: asked again, the same one, with its open connections
    and access token.
    """
    with _lock:
        client = _clients.get(connection)
        if client is None:
            client = _clients[connection] = Client(connection)
            if len(_clients) > _MAX_CLIENTS:
                _clients.popitem(last=False)
        _clients.move_to_end(connection)
        return client


def _after_fork() -> None:
    global _lock
    _lock = threading.Lock()
    _clients.clear()


os.register_at_fork(after_in_child=_after_fork)


def _session_path(address: SessionAddress) -> str:
    return _path(
        "installs", address.install_sid, "exams", address.exam_sid, "sessions", address.session_sid
    )


def _path(*parts: str) -> str:
    """A SID is letters and digits:
    anything else could lead the call to another address, and becomes `!`.
    """
    return "/v1/" + "/".join(part if _SID.fullmatch(part) else _NO_SID for part in parts)


def _fault(connection: Connection) -> str:
    """What keeps a connection from ever working, "" for nothing."""
    credentials = connection.credentials
    base = urlsplit(connection.base_url) if is_allowed(connection.base_url) else None
    if base is None or base.query or base.fragment:
        return "the address must be https, without query; plain http is for this machine only"
    if isinstance(credentials, HeaderToken) and not fits_header(credentials.token):
        return "the API token is missing or holds characters that a token can't have"
    if isinstance(credentials, ClientCredentials) and not is_allowed(credentials.token_url):
        return "the token address must be https; plain http is for this machine only"
    return ""


def _passing(error: NothingSent | UnknownOutcome) -> bool:
    """Whether asking again may help:
    not where the setup is at fault, or the answer is clear but wrong.
    """
    return error.cause not in ("tls", "misconfigured", "redirect", "too-large", "wrong-session")


def _read_url(reply: Reply) -> str:
    url = identifier(read_object(reply).get("url"))
    if not url.startswith(("https://", "http://")):
        raise unknown(reply, "unreadable", "the answer holds no link")
    return url
