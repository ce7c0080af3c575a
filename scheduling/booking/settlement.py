"""Whether a person's answer about a request can be true, given what the provider shows of its
session.
"""

from __future__ import annotations

from scheduling.booking.comparison import asked_start
from scheduling.exam_sessions.refresh import refresh_session
from scheduling.models import Attempt, ExamSession

YES, OTHERWISE, NO = "yes", "otherwise", "no"  # it took effect as asked; differently; not at all
Action = Attempt.Action


def fitting(attempt: Attempt, answer: str) -> str:
    """The answer that fits instead, where what the provider shows contradicts this one; '' where it
    does not.

    The session is looked at once more. What was read before the request was sent says nothing.
    """
    session = refresh_session(attempt.session).session
    if (
        not session.status
        or session.refreshed_at is None
        or session.refreshed_at <= attempt.started_at
    ):
        return ""
    shown = _shown(attempt, session)
    contradicts = {YES: (NO, OTHERWISE), OTHERWISE: (NO,), NO: (YES,)}[answer]
    return shown if shown in contradicts else ""


def _shown(attempt: Attempt, session: ExamSession) -> str:
    """The answer that the session as it is shown amounts to; '' where it can't be told."""
    status = session.known_status
    if attempt.action == Action.CANCEL and status.is_cancelled:
        return YES
    if attempt.action == Action.CANCEL:
        return NO if status.is_in_place else ""
    if attempt.action == Action.SCHEDULE and session.needs_proctor:
        return NO
    if attempt.stood_at and session.appointment_at == attempt.stood_at:
        return (
            NO if attempt.action == Action.RESCHEDULE else ""
        )  # an earlier booking, or this one over it
    if status.is_cancelled or _differs(attempt, session):
        return OTHERWISE
    return "" if attempt.overrides_id or not status.is_in_place else YES


def _differs(attempt: Attempt, session: ExamSession) -> bool:
    """Whether start, type or place is another than was asked;
    what is not shown is no difference.
    """
    pairs = (
        (asked_start(attempt.asked), session.appointment_at),
        (attempt.session_type, session.session_type),
        (str(attempt.asked.get("proctorLocationSid", "")), session.location_sid),
    )
    return any(asked and shown and asked != shown for asked, shown in pairs)
