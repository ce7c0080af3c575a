"""The calls of contract §2, one method each.

What only reads is tried up to three times within its time; what changes something is sent once,
whatever happens (`signed_calls`). Errors are those drawn in `errors`.
"""

from __future__ import annotations

import json
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from scheduling.proctoring_api.call_paths import path_of, session_path
from scheduling.proctoring_api.connection_settings import Connection
from scheduling.proctoring_api.exchange import Exchange as Exchange
from scheduling.proctoring_api.http import largest_answers
from scheduling.proctoring_api.http.deadline import Deadline
from scheduling.proctoring_api.http.read_retries import RETRIES
from scheduling.proctoring_api.http.transport import Reply
from scheduling.proctoring_api.install_settings import InstallSettings, read_settings
from scheduling.proctoring_api.lists.list_page import PAGE_SIZE, BadRow, ListPage, ListScope
from scheduling.proctoring_api.lists.list_rows import AppointmentRow, SessionRow
from scheduling.proctoring_api.lists.short_list_walk import walk
from scheduling.proctoring_api.redaction import VoucherCode
from scheduling.proctoring_api.responses.link_answers import read_link
from scheduling.proctoring_api.responses.reply_checks import held_to_json
from scheduling.proctoring_api.responses.response_outcomes import (
    read_booked,
    read_list,
    read_plain,
    read_record,
)
from scheduling.proctoring_api.session_record import SessionRecord
from scheduling.proctoring_api.signed_calls import SignedCalls
from scheduling.session_commands import LearnerSids, SessionAddress

NOT_KNOWN = LearnerSids()
_MAX_CLIENTS = 64


@dataclass(frozen=True)
class Answer:
    """The provider said yes.

    `record` is None for the calls whose answer the API reference leaves open; `said` is what such
    an answer says in words, and what one says that shows nothing of a booking; `beside` what one
    says that shows it.
    """

    status: int
    record: SessionRecord | None
    exchange: Exchange
    said: str = ""
    beside: str = ""


class Client:
    """One install's API over pooled connections; safe under threads and across forks."""

    def __init__(self, connection: Connection) -> None:
        self._calls = SignedCalls(connection)

    def __repr__(self) -> str:
        return f"<Client for {self._calls}>"

    def schedule(
        self,
        address: SessionAddress,
        body: dict[str, Any],
        *,
        learner: LearnerSids = NOT_KNOWN,
    ) -> Answer:
        """POST: book the session. UnknownOutcome unless the answer names this very session, and
        where it names another learner than the one who is known to sit it.
        """
        reply = self._change("POST", address, body)
        record, said, beside = read_booked(reply, address, learner)
        return Answer(reply.status, record, reply.exchange, said, beside)

    def reschedule(
        self, address: SessionAddress, body: dict[str, Any], *, learner: LearnerSids = NOT_KNOWN
    ) -> Answer:
        """PUT: move the session. The answer is undocumented: read the session afterwards. It is
        held to be about it and its learner as far as it says about whom it is.
        """
        return self._told(self._change("PUT", address, body), address, learner)

    def cancel(
        self, address: SessionAddress, body: dict[str, Any], *, learner: LearnerSids = NOT_KNOWN
    ) -> Answer:
        """DELETE, with a body: cancel. Its answer is as one to `reschedule`."""
        return self._told(self._change("DELETE", address, body), address, learner)

    def session(
        self,
        address: SessionAddress,
        *,
        learner: LearnerSids = NOT_KNOWN,
        timeout: float | None = None,
        retries: int = RETRIES,
    ) -> Answer:
        """GET: the session as it stands, held to be about it and its learner like a booking's."""

        def read(reply: Reply) -> Answer:
            return Answer(reply.status, read_record(reply, address, learner), reply.exchange)

        return self._calls.get(
            session_path(address), read, self._calls.deadline(timeout), retries=retries
        )

    def onboarding_url(
        self,
        address: SessionAddress,
        *,
        learner: LearnerSids = NOT_KNOWN,
        timeout: float | None = None,
    ) -> str:
        """The learner's onboarding link: single use, so ask when it is needed and keep it nowhere.
        Asked for once: each time may make a link and end the one before. UnknownOutcome where one
        may have been made and none is told, or the answer names another session or learner.
        """

        def read(reply: Reply) -> str:
            return read_link(reply, address, learner)

        return self._calls.get(
            f"{session_path(address)}/onboard", read, self._calls.deadline(timeout), retries=0
        )

    def settings(self, install_sid: str, *, timeout: float | None = None) -> InstallSettings:
        """The install's own name, currency and zone."""

        def read(reply: Reply) -> InstallSettings:
            return read_settings(reply, install_sid)

        return self._calls.get(
            path_of("installs", install_sid, "settings"), read, self._calls.deadline(timeout)
        )

    def enrollment_sessions(
        self,
        install_sid: str,
        enrollment_sid: str,
        exam_sid: str,
        *,
        user_sid: str = "",
        statuses: Iterable[str] = (),
        include_active: bool = False,
        timeout: float | None = None,
        page_size: int = PAGE_SIZE,
        left_out: list[BadRow] | None = None,
    ) -> list[SessionRow]:
        """An enrollment's exam sessions, each once, newest last: without what a row says of itself
        to be another's, which goes to `left_out`. A given `timeout` bounds the whole walk through
        the pages; without one, each page has the connection's.
        """
        query: dict[str, Any] = {"sortKeys": "createdDate", "sortOrder": "ASC"}
        if statuses := list(statuses):
            query["status"] = statuses
        if include_active:
            query["includeActive"] = "true"
        query["limit"] = page_size
        scope = ListScope(
            install_sid=install_sid,
            exam_sid=exam_sid,
            enrollment_sid=enrollment_sid,
            user_sid=user_sid,
        )
        others: list[BadRow] = [] if left_out is None else left_out
        rows = self._walk_enrollment(scope, query, timeout, others)
        theirs = {one.sid for one in others}
        return [row for row in rows if row.sid not in theirs]

    def _walk_enrollment(
        self,
        scope: ListScope,
        query: dict[str, Any],
        timeout: float | None,
        others: list[BadRow],
    ) -> list[SessionRow]:
        """The rows of all its pages; what says of itself to be another's goes to `others` too."""
        path = path_of(
            *("installs", scope.install_sid, "enrollments", scope.enrollment_sid),
            *("exams", scope.exam_sid, "sessions"),
        )
        whole = None if timeout is None else Deadline(timeout)

        def fetch(offset: int) -> ListPage:
            deadline = whole or self._calls.deadline(None)
            page = self._page(path, query, SessionRow.read, scope, deadline, offset)
            others.extend(row for row in page.bad if row.is_another_s)
            return page

        return list(walk(fetch))

    def appointments(
        self,
        install_sid: str,
        *,
        offset: int = 0,
        limit: int = PAGE_SIZE,
        newest_first: bool = False,
        timeout: float | None = None,
    ) -> ListPage:
        """One page of the appointments report, asked for once: whoever walks the list decides
        whether and when to ask again.

        That the report can be sorted is not documented: `newest_first` is a wish.
        """
        path = path_of("installs", install_sid, "reports", "appointments")
        query: dict[str, Any] = {"limit": limit}
        if newest_first:
            query |= {"sortKeys": "createdDate", "sortOrder": "DESC"}
        deadline = self._calls.deadline(timeout)
        scope = ListScope(install_sid=install_sid)
        return self._page(path, query, AppointmentRow.read, scope, deadline, offset, retries=0)

    def _page(
        self,
        path: str,
        query: dict[str, Any],
        reader: Callable[..., Any],
        scope: ListScope,
        deadline: Deadline,
        offset: int,
        retries: int = RETRIES,
    ) -> ListPage:
        def read(reply: Reply) -> ListPage:
            return ListPage.read(
                read_list(reply),
                reader=reader,
                offset=offset,
                exchange=reply.exchange,
                scope=scope,
                secrets=reply.secrets,
            )

        query = {"offset": offset, **query}
        limit = largest_answers.LIST_PAGE
        return self._calls.get(path, read, deadline, query=query, limit=limit, retries=retries)

    def _told(self, reply: Reply, address: SessionAddress, learner: LearnerSids) -> Answer:
        return Answer(reply.status, None, reply.exchange, read_plain(reply, address, learner))

    def _change(self, method: str, address: SessionAddress, body: dict[str, Any]) -> Reply:
        codes = {"cardToken": str, "voucherCode": VoucherCode}
        secrets = tuple(code(body[name]) for name, code in codes.items() if body.get(name))
        encoded = json.dumps(body, allow_nan=False, separators=(",", ":")).encode()
        path = session_path(address)
        reply = self._calls.send(
            method, path, self._calls.deadline(None), body=encoded, secrets=secrets
        )
        return held_to_json(reply, or_text=method != "POST")


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
