"""What was kept here for the learner who sat a session before somebody else did: an accommodation
and a no-show are one person's, and are taken back with an event of their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy

from scheduling.accommodation_times import NO_ACCOMMODATION
from scheduling.exam_sessions import accommodations, attendance
from scheduling.exam_sessions.outside_changes.differences import OutsideChange
from scheduling.exam_sessions.outside_changes.known_session import KnownSession
from scheduling.models import ExamSession
from scheduling.session_commands import PORTAL

WHY = "another learner has the session now"


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
