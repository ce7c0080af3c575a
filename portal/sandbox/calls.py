"""What each call of the contract does once it was found sound."""

from __future__ import annotations

import secrets
from typing import Any

from portal.sandbox import bookings, records
from portal.sandbox.answers import Reply, conflict
from portal.sandbox.contract import Request
from portal.sandbox.ledger import Entry
from portal.sandbox.model import ENDED, IN_PROGRESS, Session, write_time
from portal.sandbox.practice_institutions import PROCTOR_TYPES
from portal.sandbox.state import State
from portal.sandbox.tokens import Tokens

DEFAULT_LIMIT = 25

Sids = dict[str, str]


class Calls:
    """One method per operation of the document, named like it."""

    def __init__(self, state: State, tokens: Tokens) -> None:
        self.state, self.tokens = state, tokens

    def run(
        self, operation_id: str, request: Request, sids: Sids, body: Any, entry: Entry
    ) -> Reply:
        """Carries out a sound request. Raises Refusal."""
        return getattr(self, f"_{operation_id}")(request, sids, body, entry)

    def _token(self, request: Request, sids: Sids, body: Any, entry: Entry) -> Reply:
        return Reply(data=self.tokens.issue())

    def _session(self, request: Request, sids: Sids, body: Any, entry: Entry) -> Reply:
        with self.state.lock:
            return Reply(data=records.session_object(*self._find(sids)))

    def _schedule(self, request: Request, sids: Sids, body: Any, entry: Entry) -> Reply:
        with self.state.lock:
            install, session = self._find(sids)
            bookings.schedule(self.state, install, session, body, entry)
            return Reply(data=records.session_object(install, session))

    def _reschedule(self, request: Request, sids: Sids, body: Any, entry: Entry) -> Reply:
        with self.state.lock:
            bookings.reschedule(self.state, *self._find(sids), body, entry)
        return Reply(data="The exam session was rescheduled.")

    def _cancel(self, request: Request, sids: Sids, body: Any, entry: Entry) -> Reply:
        with self.state.lock:
            bookings.cancel(self.state, *self._find(sids), body, entry)
        return Reply(data="The exam session was cancelled.")

    def _onboard(self, request: Request, sids: Sids, body: Any, entry: Entry) -> Reply:
        _, session = self._find(sids)
        if session.status in ENDED:
            raise conflict(f"This exam session is {session.status}: there is nothing to start.")
        link = f"https://onboarding.practice.invalid/start/{secrets.token_urlsafe(18)}"
        return Reply(data={"url": link})

    def _settings(self, request: Request, sids: Sids, body: Any, entry: Entry) -> Reply:
        install = self.state.install(sids["installSid"])
        return Reply(data=records.settings_object(install, PROCTOR_TYPES))

    def _enrollmentSessions(self, request: Request, sids: Sids, body: Any, entry: Entry) -> Reply:
        wanted = {status.lower() for status in request.all("status")}
        active_too = request.first("includeActive", "false").lower() == "true"
        with self.state.lock:
            install = self.state.install(sids["installSid"])
            found = [
                s
                for s in install.sessions.values()
                if s.enrollment.sid == sids["enrollmentSid"] and s.exam.sid == sids["examSid"]
                if (not wanted or s.status.lower() in wanted)
                and (active_too or s.status != IN_PROGRESS)
            ]
            page, facts = _page(request, found)
            return Reply(
                data=records.envelope(**facts, results=[records.session_row(s) for s in page])
            )

    def _appointments(self, request: Request, sids: Sids, body: Any, entry: Entry) -> Reply:
        with self.state.lock:
            install = self.state.install(sids["installSid"])
            page, facts = _page(
                request, [s for s in install.sessions.values() if s.status not in ENDED]
            )
            return Reply(
                data=records.envelope(**facts, results=records.appointment_rows(install, page))
            )

    def _find(self, sids: Sids) -> Any:
        return self.state.find(sids["installSid"], sids["examSid"], sids["sessionSid"])


_SORT_VALUES = {
    "createdDate": lambda s: write_time(s.created) or "",
    "appointmentDate": lambda s: write_time(s.start) or "",
    "status": lambda s: s.status,
    "sessionType": lambda s: s.type or "",
}


def _page(request: Request, found: list[Session]) -> tuple[list[Session], dict[str, Any]]:
    """The asked slice of what was found, sorted as asked, and the facts of its envelope."""
    key, order = request.first("sortKeys"), request.first("sortOrder")
    if key or order:
        found = sorted(found, key=_SORT_VALUES[key or "createdDate"], reverse=order == "DESC")
    offset = int(request.first("offset", "0"))
    limit = int(request.first("limit", str(DEFAULT_LIMIT)))
    others: dict[str, list[str]] = {}
    for name, value in request.query:
        if name not in ("offset", "limit"):
            others.setdefault(name, []).append(value)
    address = f"http://{request.headers.get('host', 'stand-in')}{request.path}"
    facts = {
        "address": address,
        "query": others,
        "offset": offset,
        "limit": limit,
        "total": len(found),
    }
    return found[offset : offset + limit], facts
