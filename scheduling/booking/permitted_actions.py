"""What can be done with a session as it stands, and why not.

A status that is blank or unknown shows neither that something can be done nor that it can't. What
can be taken back may then be asked for all the same: a move, a cancellation, and the booking of a
session that was never read. A booking that may be the second one may not.
"""

from __future__ import annotations

from django.utils import timezone

from scheduling.booking import attempt_queries
from scheduling.exam_sessions.attendance import has_ended
from scheduling.models import ExamSession
from scheduling.models.session_status import (
    IN_PROGRESS,
    INCIDENT,
    NOT_SHOWN,
    PROCESSING,
    UNKNOWN,
)
from scheduling.session_types import registry

ALREADY_BOOKED = "Already booked."
LAST_KNOWN_AS_BOOKED = "Last known as booked. SmarterProctoring no longer lists it."
AWAITS_APPROVAL = "Already booked: waiting for approval."
DENIED = "Its approval was denied. Ask SmarterProctoring before you book it again."
CANCELLED = "This booking was cancelled. A new booking is made in a new session."
FINISHED = "This exam is finished."
BOOKED_HERE = "Already booked here. SmarterProctoring has not said since that it needs a proctor."
UNKNOWN_STATUS = (
    "SmarterProctoring says “{status}”, a status we don’t know. Ask them whether it can be booked."
)
NOTHING_BOOKED = "Nothing is booked yet."
IN_THE_PAST = "The time of this exam has passed."
NOT_SETTLED = "A request on this session has no outcome yet, so nobody knows whether it is booked."
NOT_KNOWN_AS_BOOKED = "We don’t know of a booking."
UNKNOWN_TYPE = "Its type is not known. Cancel it and book again."
NOT_MOVED = "SmarterProctoring can’t move a booking of the type “{type}”. Switch it instead."
# Of a sitting that has begun: nothing documents whether it can still be changed.
BEGUN = (IN_PROGRESS, PROCESSING, INCIDENT)
MAY_BE_REFUSED = "SmarterProctoring shows it as “{status}” and may refuse to {change} it."


def why_no_booking(session: ExamSession) -> str:
    """Why it can't be booked; '' when it can."""
    status = session.known_status
    if status.needs_proctor:
        return ""
    if status == NOT_SHOWN:
        return BOOKED_HERE if attempt_queries.booked_here(session) else ""
    if status.key == UNKNOWN:
        return UNKNOWN_STATUS.format(status=status.word)
    if status.is_over:
        return CANCELLED if status.is_cancelled else FINISHED
    if status.is_denied:
        return DENIED
    if session.dropped_at:
        return LAST_KNOWN_AS_BOOKED
    return AWAITS_APPROVAL if status.is_pending else ALREADY_BOOKED


def why_no_move(session: ExamSession) -> str:
    """Why it can't be moved; '' when it can.

    Which types can be is the session types' own knowledge.
    """
    if why := why_no_cancel(session):
        return why
    try:
        kind = registry.get(session.session_type)
    except registry.UnknownSessionType:
        return UNKNOWN_TYPE
    return "" if kind.can_be_rescheduled else NOT_MOVED.format(type=kind.label)


def why_no_cancel(session: ExamSession) -> str:
    """Why it can't be cancelled; '' when it can."""
    status = session.known_status
    if status.is_over:
        return CANCELLED if status.is_cancelled else FINISHED
    return NOTHING_BOOKED if status.needs_proctor else ""


def why_refused(session: ExamSession, change: str = "cancel") -> str:
    """Why the provider may refuse a change that can be asked for; '' where nothing says so."""
    status = session.known_status
    return MAY_BE_REFUSED.format(status=status.word, change=change) if status in BEGUN else ""


def why_too_late(session: ExamSession) -> str:
    """Why a sitting that has begun, and is over by the clock, can't be moved or switched; '' where
    it may be.
    """
    is_begun = session.known_status in BEGUN
    return IN_THE_PAST if is_begun and has_ended(session, timezone.now()) else ""


def why_no_move_now(session: ExamSession) -> str:
    """Why nobody can move it, also by the clock; '' when it can be."""
    return why_no_move(session) or why_too_late(session)


def why_no_switch_now(session: ExamSession) -> str:
    """Why nobody can switch it, also by the clock; '' when it can be."""
    return why_no_cancel(session) or why_too_late(session)


def why_no_mark(session: ExamSession) -> str:
    """Why nobody can be checked in for it or be a no-show; '' when a booking stands, as far as is
    known.
    """
    status = session.known_status
    if status.is_in_place:
        return ""
    if status.is_over or status.needs_proctor or status.is_denied:
        return why_no_cancel(session) or DENIED
    return "" if attempt_queries.booked_here(session) else NOT_KNOWN_AS_BOOKED


def why_no_onboarding(session: ExamSession) -> str:
    """Why the learner is sent nowhere for it; '' when a booking stands for all that is known, and
    its time is not over, if it is not taken whenever the learner likes: the provider shows one, or
    shows nothing and it was booked here.
    """
    status = session.known_status
    if attempt_queries.open_attempt(session):
        return NOT_SETTLED
    is_timed = status != IN_PROGRESS and not registry.is_on_demand(session.session_type)
    if is_timed and has_ended(session, timezone.now()):
        return IN_THE_PAST
    if status.is_in_place:
        return ""
    if status == NOT_SHOWN and attempt_queries.booked_here(session):
        return ""
    return why_no_mark(session) or NOT_KNOWN_AS_BOOKED
