"""Check of a form that changes a booking, before anything is sent: whether that can still be done,
and whether the session stands as the form showed it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from uuid import UUID

from django.db import DatabaseError
from django.utils.functional import cached_property

from scheduling.access.middleware import PortalRequest
from scheduling.audit import denials
from scheduling.audit.kinds import Kind
from scheduling.booking import attempt_queries
from scheduling.booking.admission import hindrances
from scheduling.booking.admission.session_version import SessionVersion
from scheduling.booking.outcome_panel.request_words import DONE
from scheduling.exam_sessions import attendance
from scheduling.exam_sessions.outside_changes import unread_answers
from scheduling.exam_sessions.session_refresh import refresh_session
from scheduling.models import Attempt, ExamSession
from scheduling.session_commands import Actor
from scheduling.spoken_time import say
from scheduling.views.exam_sessions import attendance_words
from scheduling.views.notice import Notice
from scheduling.views.url_lookup import session_url

CHECK = "Nothing was sent. Check it, then send it again."
LAST_DONE = "The last request here: {who} {did} it, {when}."
MARKED = "Marked since you opened it: {words}."
UNREAD = "SmarterProctoring’s last answer is not complete: the booking may not stand as shown here."
LEFT_OPEN = "SmarterProctoring’s answer left open whether it still stands so"
NOTHING_MARKED = "what was marked was taken back"


class SendingCheck:
    """Both questions about one form that was sent, asked once; the provider is asked first.

    A form that was sent before, and a session with an open request, are the database's to judge;
    how the session stands is compared there once more.
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
            hindrances.was_sent(attempt_id) or attempt_queries.open_attempt(session)
        )
        self._marked = ""  # since the form showed it
        self._is_unread = False
        self._seen = self._changed_notice()

    @staticmethod
    def shown(request: PortalRequest) -> SessionVersion | None:
        """How the form showed the session; None where it says nothing that can be read."""
        return SessionVersion.read(request.POST.get("stood", ""))

    @cached_property  # so that it is recorded once
    def changed(self) -> Notice | None:
        """That the session stands differently now from what the form showed, or may; recorded."""
        shown = self.shown(self._request)
        if self._is_unread:
            self._note(LEFT_OPEN, Kind.STALE_FORM)
        elif self._seen and shown:
            hindrances.note_changed(self._session, shown, actor=self._actor, marked=self._marked)
        return self._seen

    def why_held_back(self, *, judged_later: bool = True) -> str:
        """Why nothing may be sent, recorded; '' where it may. What is only remembered holds nobody
        back: the session is read before a no.
        """
        why = self._why(judged_later)
        if why:
            self._note(f"it can’t be done any more: {why.rstrip('.')}", Kind.HELD_BACK)
        return why

    def _note(self, why: str, kind: Kind) -> None:
        denials.note(actor=self._actor, address=self._session.address, why=why, kind=kind)

    @property
    def _actor(self) -> Actor:
        return self._request.actor_at(self._session.institution)

    def _changed_notice(self) -> Notice | None:
        session = self._session
        shown = self.shown(self._request)
        if shown is None or self._is_judged_there:
            return None
        with suppress(DatabaseError):
            refresh_session(session)
        now = SessionVersion.of(session)
        if not now.is_same_as(shown):
            return changed_notice(session, shown)
        if now.is_unread and not shown.is_unread:
            self._is_unread = True
            return unread_notice(session, CHECK)
        return self._marked_notice()

    def _marked_notice(self) -> Notice | None:
        """That somebody marked who came, or took a mark back, since the form showed it. A form that
        says nothing of it is held back where the learner is here.
        """
        given, now = self._request.POST.get("visit"), attendance.of(self._session)
        number = now.event_number if now else 0
        is_same = not (now and now.is_here) if given is None else given == str(number)
        if is_same:
            return None
        self._marked = attendance_words.marked(self._session) or NOTHING_MARKED
        return Notice(MARKED.format(words=self._marked), CHECK, session_url(self._session))

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


def changed_notice(session: ExamSession, shown: SessionVersion) -> Notice:
    """What stands there now in place of what the form showed."""
    zone = str(session.zone)
    before, after = shown.in_words(zone), SessionVersion.of(session).in_words(zone)
    title = f"Changed since you opened it: it was {before}, it is now {after}."
    if shown.shows_nothing:
        title = f"Not known when you opened it: it is now {after}."
    text = " ".join(filter(None, (CHECK, _last_done_here(session))))
    return Notice(title, text, session_url(session))


def unread_notice(session: ExamSession, what_to_do: str = "") -> Notice | None:
    """That the last look left open whether the booking stands as the form shows it."""
    if not unread_answers.leave_the_booking_open(session):
        return None
    text = f"{unread_answers.in_words_with_next(session)} {what_to_do}".rstrip()
    return Notice(UNREAD, text, session_url(session), is_remark=not what_to_do)


def _last_done_here(session: ExamSession) -> str:
    """Who did what with it last through this portal, whether that is the change or not."""
    last = attempt_queries.latest_attempt(session)
    if last is None or last.state != Attempt.State.ACCEPTED or last.settled_at is None:
        return ""
    when = say(last.settled_at.replace(second=0, microsecond=0), str(session.zone)).dated
    return LAST_DONE.format(who=last.actor_name, did=DONE[Attempt.Action(last.action)], when=when)
