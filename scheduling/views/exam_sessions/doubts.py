"""What is not certain about a seat, in words: what the open request would make of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from scheduling.models import Attempt, BatchRow, ExamSession
from scheduling.seats import possible_seats
from scheduling.seats.possible_seats import PossibleSeat
from scheduling.spoken_time import say_there
from scheduling.views.exam_sessions.state_marks import StateMark, state_with


def state_at(
    session: ExamSession,
    latest: Attempt | None,
    start: datetime,
    zone: str,
    to_move: BatchRow | None = None,
) -> StateMark:
    """The state of a session that is expected at this start: “Being checked: moved to Fri, Jan 15,
    1:00 PM?”; `to_move` is the row by which a batch is still to move it.
    """
    state = state_with(session, latest, to_move)
    doubt = _doubt(session, latest, start, zone) if latest and latest.is_open else ""
    return replace(state, word=f"{state.word}: {doubt}") if doubt else state


def _doubt(session: ExamSession, request: Attempt, start: datetime, zone: str) -> str:
    """“” of what is only asked for: a booking."""
    if request.action == Attempt.Action.CANCEL:
        return "cancelled?"
    seats = possible_seats.of(session, request)
    if len(seats) < 2:
        return ""
    standing, asked = seats
    if standing.start == asked.start:
        return "at another location?"
    is_moved_outside = request.stood_at not in (None, standing.start)
    if request.action == Attempt.Action.SCHEDULE or is_moved_outside:
        return _booked_otherwise(standing, asked, start, session, zone)
    if start == standing.start:
        return f"moved to {_other(asked, standing, session, zone)}?"
    moved = f"moved from {_other(standing, asked, session, zone)}?"
    return moved if start == asked.start else ""


def _booked_otherwise(
    standing: PossibleSeat, asked: PossibleSeat, start: datetime, session: ExamSession, zone: str
) -> str:
    """Of a booking that shows another start than was asked for, or than it was to be moved from;
    nobody here moved it.
    """
    if start == standing.start:
        return f"asked for {_other(asked, standing, session, zone)}"
    return f"SmarterProctoring shows {_other(standing, asked, session, zone)}"


def _other(seat: PossibleSeat, than: PossibleSeat, session: ExamSession, zone: str) -> str:
    is_elsewhere = seat.location_sid.casefold() != than.location_sid.casefold()
    spoken, is_apart = say_there(seat.start, str(session.zone), zone)
    said = spoken.short if is_apart else spoken.unzoned
    return f"{said}{', another location' if is_elsewhere else ''}"
