"""Mark of all that the day board shows, by which a page that was shown is known to have changed."""

from __future__ import annotations

from hashlib import sha256

from scheduling.exam_sessions import accommodations
from scheduling.exam_sessions.day_board import Board
from scheduling.exam_sessions.moments.seat_load import BoardPlace, Seated
from scheduling.views.day.board.sittings import Sittings, keys_of


def mark_of(board: Board, sittings: Sittings, beside: str = "") -> str:
    """A mark of all that the board shows of the day, and what it says `beside` that, for
    comparing; what only the clock changes is left out.
    """
    shown = [_mark_of_place(place) for place in board.places]
    shown += [_mark_of_seat(one, sittings) for place in board.places for one in place.everybody]
    shown += [_mark_of_seat(one, sittings) for one in board.unplaced]
    shown += sittings.marks_of_visits()
    shown.append(f"{len(keys_of(board.unlisted))} {board.unsure} {board.called_off}")
    shown.append(beside)
    return sha256("\n".join(shown).encode()).hexdigest()[:16]


def _mark_of_seat(one: Seated, sittings: Sittings) -> str:
    """All that the board shows of it, but for who came."""
    session, state = one.session, sittings.state(one)
    told = (session.learner_name, session.exam_title or session.exam_sid)
    place = (one.location_sid, session.location_name, session.time_zone)
    given = accommodations.of(session) or ""
    seat = f"{one.key} {one.start.timestamp()} {one.end_at_least.timestamp()} {one.end is None}"
    return f"{seat} {one.is_certain} {state.mark} {state.word} {told} {place} {given}"


def _mark_of_place(place: BoardPlace) -> str:
    """All that the board shows of it, but for who sits there."""
    told = (place.sid, place.name, place.institution, place.zone, place.has_zone, place.is_online)
    known = (place.special_reason, place.seats, place.maybe, place.is_listed)
    coming = [(one.key, one.start, one.end) for one in place.coming]
    return f"{told} {known} {place.open_times} {place.unknown_times} {coming}"
