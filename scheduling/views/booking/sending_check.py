"""Check of a form that changes a booking, before anything is sent: whether that can still be done,
and whether the session stands as the form showed it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cached_property
from uuid import UUID

from django.db import DatabaseError

from scheduling.access.middleware import PortalRequest
from scheduling.audit import denials
from scheduling.audit.kinds import Kind
from scheduling.booking import queries
from scheduling.booking.admission import hindrances
from scheduling.exam_sessions.refresh import refresh_session
from scheduling.models import ExamSession
from scheduling.views.booking.session_version import LONGEST, SessionVersion
from scheduling.views.notice import Notice
from scheduling.views.url_lookup import session_url


class SendingCheck:
    """Both questions about one form that was sent, asked once; the provider is asked first.

    A form that was sent before, and a session with an open request, are the database's to judge.
    """

    def __init__(
        self,
        request: PortalRequest,
        session: ExamSession,
        why_not: Callable[[ExamSession], str],
        attempt_id: UUID | None,
    ) -> None:
        self._request, self._session, self._why_not = request, session, why_not
        self._is_judged_there = bool(
            hindrances.was_sent(attempt_id) or queries.open_attempt(session)
        )
        self._seen = self._changed_notice()

    @cached_property  # so that it is recorded once
    def changed(self) -> Notice | None:
        """That the session stands differently now from what the form showed; recorded."""
        if self._seen:
            versions = {
                "shown": self._request.POST["stood"][:LONGEST],
                "now": SessionVersion.of(self._session).token,
            }
            self._record(Kind.STALE_FORM, "it had changed since it was shown", versions)
        return self._seen

    def why_held_back(self, *, judged_later: bool = True) -> str:
        """Why nothing may be sent, recorded; '' where it may. What is only remembered holds nobody
        back: the session is read before a no.
        """
        why = self._why(judged_later)
        if why:
            self._record(Kind.HELD_BACK, f"it can’t be done any more: {why.rstrip('.')}")
        return why

    def _changed_notice(self) -> Notice | None:
        session = self._session
        shown = SessionVersion.read(self._request.POST.get("stood", ""))
        if shown is None or self._is_judged_there:
            return None
        with suppress(DatabaseError):
            refresh_session(session)
        now, zone = SessionVersion.of(session), str(session.zone)
        if now.stands_as(shown):
            return None
        before, after = shown.in_words(zone), now.in_words(zone)
        title = f"Changed since you opened it: it was {before}, it is now {after}."
        if shown.shows_nothing:
            title = f"Not known when you opened it: it is now {after}."
        text = "Nothing was sent. Check it, then send it again."
        return Notice(title, text, session_url(session))

    def _why(self, judged_later: bool) -> str:
        session = self._session
        if session.status and not self._why_not(session):
            return ""
        if self._is_judged_there and judged_later:
            return ""
        # What was just read counts, whether it could be written down or not.
        with suppress(DatabaseError):
            refresh_session(session)
        return self._why_not(session)

    def _record(self, kind: Kind, why: str, details: Mapping[str, str] | None = None) -> None:
        actor = self._request.actor_at(self._session.institution)
        denials.note(
            actor=actor, address=self._session.address, why=why, kind=kind, details=details
        )
