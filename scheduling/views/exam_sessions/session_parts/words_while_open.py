"""What to read to the learner while it is not certain what became of a request, and what the page
itself saw that no check has told of yet.
"""

from __future__ import annotations

from scheduling.booking.comparison.compared_values import asked_start
from scheduling.models import Attempt, ExamSession, TypeSwitch
from scheduling.views.exam_sessions.learner_script import (
    Script,
    booked,
    spoken_at,
    takes_place_no_more,
)

MOVE = Attempt.Action.RESCHEDULE
# None of them says that a time holds.
ASKED_TO_BOOK = "We have asked to book {exam} for you{asked}. It is not confirmed yet."
ASKED_TO_MOVE = (
    "As far as we know, your booking for {exam} is still {stands}. We have asked to move it to"
    " {asked}. The move is not confirmed yet."
)
ASKED_TO_CANCEL = (
    "We have asked to cancel your booking for {exam}{stands}. It is not confirmed yet that it is"
    " cancelled."
)
ASKED_TO_SWITCH = (
    "Your booking for {exam}{old} is cancelled. We have asked to book it again for you{asked}. It"
    " is not confirmed yet."
)
NOT_BOOKED_AGAIN = (
    "Your booking for {exam}{old} is cancelled. A new one is not made yet; if you do not hear from"
    " us, please ask us again."
)
UNCERTAIN = "We are still finding out how your booking for {exam} stands."
ASK_AGAIN = "If you do not hear from us, please ask us again."
NOTHING_TO_DO = f"There is nothing to do for now. {ASK_AGAIN}"


def while_open(session: ExamSession, attempt: Attempt) -> Script:
    """What can be read while it is not certain what became of a request: what was asked for, of a
    move also the time that stands as far as is known, and no promise of either.
    """
    if takes_place_no_more(session):
        return Script("")
    exam = session.exam_title or "your exam"
    if switch := _being_switched(attempt):
        return _being_booked_again(exam, switch.old, attempt)
    said = _asked(session, attempt) or UNCERTAIN
    return Script(f"{said.format(exam=exam)} {NOTHING_TO_DO}", (exam,))


def _being_switched(attempt: Attempt) -> TypeSwitch | None:
    """The switch whose old booking is cancelled, and whose new one this request asks for."""
    is_booking = attempt.action == Attempt.Action.SCHEDULE
    return attempt.switch if is_booking and attempt.switch_id else None


def half_switched(old: ExamSession) -> Script:
    """The words between the two steps of a switch, while nothing is asked for: the learner has no
    booking.
    """
    exam, (stood, place) = old.exam_title or "your exam", _stood(old)
    said = NOT_BOOKED_AGAIN.format(exam=exam, old=stood)
    return Script(said, tuple(filter(None, (exam, place))))


def _being_booked_again(exam: str, old: ExamSession, attempt: Attempt) -> Script:
    """The same once the new booking is asked for: the old one has gone, whatever comes."""
    start, (stood, place) = asked_start(attempt.asked), _stood(old)
    asked = f" on {spoken_at(start, attempt.time_zone)}" if start else ""
    said = ASKED_TO_SWITCH.format(exam=exam, old=stood, asked=asked)
    return Script(f"{said} {ASK_AGAIN}", tuple(filter(None, (exam, place))))


def _stood(old: ExamSession) -> tuple[str, str]:
    """Where and when the cancelled booking stood, in words, and the place among them."""
    was = booked(old)
    place = was.location if was.location and not was.is_online else ""
    stood = spoken_at(old.appointment_at, str(old.zone)) if old.appointment_at else ""
    parts = (f" at {place}" if place else "", f" on {stood}" if stood else "")
    return "".join(parts), place


def is_shown_early(session: ExamSession, attempt: Attempt) -> bool:
    """Whether the page's own look shows a start that an open request asks for, or of a booking
    another one that it may have come to, before any check has told of it: until then the page goes
    by what stood before.
    """
    shown, stood = session.appointment_at, attempt.stood_at
    if shown is None or not attempt.is_open or attempt.needs_person:
        return False
    is_booking = attempt.action == Attempt.Action.SCHEDULE
    return shown == asked_start(attempt.asked) or (is_booking and shown != stood)


def _asked(session: ExamSession, attempt: Attempt) -> str:
    """What an open request asks for, with the exam's name left open; '' for the half of a switch,
    where what is asked for is shown already, and where neither that nor what stood is.
    """
    start, shown = asked_start(attempt.asked), session.appointment_at
    stands = None if is_shown_early(session, attempt) else shown
    stands = stands or attempt.stood_at
    asked = spoken_at(start, attempt.time_zone) if start else ""
    stood = spoken_at(stands, str(session.zone)) if stands else ""
    if attempt.stood_at not in (None, stands) and start != stands:
        return ""  # somebody else has changed it: neither start is the one that the learner knows
    if attempt.action == Attempt.Action.SCHEDULE:
        return ASKED_TO_BOOK.replace("{asked}", f" on {asked}" if asked else "")
    if attempt.action == Attempt.Action.CANCEL and not attempt.switch_id:
        return ASKED_TO_CANCEL.replace("{stands}", f" on {stood}" if stood else "")
    if attempt.action != MOVE or not (asked and stood) or start == stands:
        return ""
    return ASKED_TO_MOVE.replace("{stands}", f"on {stood}").replace("{asked}", asked)
