"""The learner who sat a session before somebody else did: an accommodation and a no-show that were
kept for them are one person's, and are taken back with an event of their own; and whose a session
was at a moment, the log tells.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from datetime import datetime

from django.db.models import Q

from scheduling.accommodation_times.accommodation import NO_ACCOMMODATION
from scheduling.audit import event_reader
from scheduling.audit.kinds import Kind
from scheduling.exam_sessions import accommodations, attendance
from scheduling.exam_sessions.outside_changes import reviews
from scheduling.exam_sessions.outside_changes.differences import OutsideChange
from scheduling.exam_sessions.outside_changes.known_session import KnownSession
from scheduling.exam_sessions.outside_changes.learner_marks import is_of_another_learner
from scheduling.models import AuditEvent, ExamSession
from scheduling.session_commands import PORTAL

WHY = "another learner has the session now"
NAMES = ("learner_account", "enrollment")


def part_from(session: ExamSession, before: KnownSession, changes: Iterable[OutsideChange]) -> None:
    """Take back what was kept for the learner who was known before, where these changes say that
    there is another one. Inside the transaction that keeps the look, and ahead of the event that
    tells of them: from that on the log is the new learner's (`learner_periods`).
    """
    names = {one.name for one in changes}
    is_alone = "enrollment" in names and not session.user_sid
    if not ("learner_account" in names or is_alone):
        return
    theirs = copy(session)
    theirs.learner_name = before.learner_name
    given = accommodations.of(theirs)
    if given:
        accommodations.change(
            session=theirs,
            accommodation=NO_ACCOMMODATION,
            shown_event=given.event_number,
            actor=PORTAL,
        )
        accommodations.load([session])
    _take_no_show_back(theirs)


def _take_no_show_back(session: ExamSession) -> None:
    """A visit stays: somebody was there, whoever it was."""
    known = attendance.of(session)
    if known and known.no_show_at:
        number = known.event_number
        attendance.take_back(session=session, shown_event=number, reason=WHY, actor=PORTAL)


def of_another_at(sessions: Iterable[ExamSession], moment: datetime) -> set[int]:
    """The keys of those of the sessions that were somebody else's at the moment: before the first
    change of the learner that was seen later.
    """
    by_sid = {(one.institution.sid, one.sid): one for one in sessions}
    if not by_sid:
        return set()
    found: dict[int, bool] = {}
    for event in _changes_of_learners({sid for _, sid in by_sid}):
        session, pairs = (
            by_sid.get((event.install_sid, event.session_sid)),
            reviews.changes_of(event),
        )
        if session and event.at > moment and not pairs.keys().isdisjoint(NAMES):
            found.setdefault(session.pk, _was_another(session, pairs))
    return {key for key, is_other in found.items() if is_other}


def _changes_of_learners(sids: Iterable[str]) -> list[AuditEvent]:
    """Oldest first."""
    about_them = AuditEvent.objects.filter(session_sid__in=list(sids)).having(kind=(Kind.SEEN,))
    account, enrollment = (Q(details__contains=f'"{name}"') for name in NAMES)
    return event_reader.of_rows(about_them.filter(account | enrollment).order_by("number"))


def _was_another(session: ExamSession, pairs: dict[str, tuple[str, str]]) -> bool:
    """Whether it was another learner's before this change. What the change does not tell of is as
    it is now.
    """
    user, enrollment = (
        pairs.get(name, (known,))[0]
        for name, known in zip(NAMES, (session.user_sid, session.enrollment_sid), strict=True)
    )
    return is_of_another_learner(session, user, enrollment)
