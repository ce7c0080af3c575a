"""What can be done with a booked session as it stands, and why not."""

from __future__ import annotations

from scheduling.models import ExamSession
from scheduling.session_types import registry


def why_no_booking(session: ExamSession) -> str:
    """Why it can't be booked; '' when it can."""
    if not session.status or session.needs_proctor:
        return ""
    return f"It does not need a proctor: the provider says “{session.status}”."


def why_no_move(session: ExamSession) -> str:
    """Why it can't be moved; '' when it can.

    Which types can be is the session types' own knowledge.
    """
    if why := _why_not_booked(session):
        return why
    try:
        kind = registry.get(session.session_type)
    except registry.UnknownSessionType:
        return "Its type is not known here. Cancel it and book again."
    if kind.can_be_rescheduled:
        return ""
    return (
        f"The provider can’t move a booking of the type “{kind.label}”. Cancel it and book again."
    )


def why_no_cancel(session: ExamSession) -> str:
    """Why it can't be cancelled; '' when it can."""
    return _why_not_booked(session)


def _why_not_booked(session: ExamSession) -> str:
    if session.is_over:
        return f"It is over: the provider says “{session.status}”."
    if session.needs_proctor:
        return "Nothing is booked yet."
    return ""
