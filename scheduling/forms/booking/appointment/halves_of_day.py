"""Which half of the day is meant where none was typed, “fri 2”, and which day where its name may
say two, “mon 10am” on a Monday: the one that alone can be, or of halves that the location is open
in; else all are offered, and nothing is booked by a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from scheduling.date_formats import clock, short_day, weekday
from scheduling.forms.booking.appointment.appointment_time import (
    WHICH_TIME,
    Appointment,
    read_appointment,
)
from scheduling.typed_times.reading import TypedTime
from scheduling.wall_time import FoldChoice

PASSED, WHEN = "That time has passed today.", "Which day and time?"
IsOpen = Callable[[datetime], bool]
_Half = tuple[datetime, Appointment]  # its wall time, and what that means


def nobody_knows(at: datetime) -> bool:
    """The `is_open_at` of a place whose hours are not known."""
    return False


def read_typed_appointment(
    typed: TypedTime, zone: str, chosen: str, is_open_at: IsOpen = nobody_knows
) -> Appointment:
    """What a typed time means in a zone; `chosen` is which of several instants was chosen, of a
    time that clocks show twice, that has two halves, or that may be on two days.
    """
    if not typed.walls[1:]:
        return read_appointment(typed.wall, zone, chosen)
    every = [(wall, read_appointment(wall, zone, chosen)) for wall in typed.walls]
    possible = [one for one in every if _choices_of(*one, typed)]
    choices = tuple(one for each in possible for one in _choices_of(*each, typed))
    for one in choices:
        if one.value == chosen:
            return Appointment(zone, instant=one.instant, half_choices=choices)
    meant = _in_open_hours(possible, typed, is_open_at)
    if len(meant) == 1:
        wall, appointment = meant[0]
        return replace(appointment, remark=_remark(wall, typed))
    return _asked(meant, typed, zone) if meant else every[0][1]


def _in_open_hours(possible: Sequence[_Half], typed: TypedTime, is_open_at: IsOpen) -> list[_Half]:
    """Of each day the half in which the location is open, where only one is: which day is meant,
    its hours don't tell.
    """
    found: list[_Half] = []
    for day in dict.fromkeys(wall.date() for wall, _ in possible):
        halves = [one for one in possible if one[0].date() == day]
        open_then = [one for one in halves if is_open_at(_choices_of(*one, typed)[0].instant)]
        found += open_then if len(open_then) == 1 else halves
    return found


def _remark(wall: datetime, typed: TypedTime) -> str:
    """How it was read; the other of two days can only have passed."""
    if typed.on_other_day is None:
        return f"Read as {clock(wall.time())}."
    return f"Read as {_in_words(wall, typed)}. {PASSED}"


def _in_words(wall: datetime, typed: TypedTime) -> str:
    at = clock(wall.time())
    return f"{short_day(wall)}, {at}" if typed.on_other_day else at


def _asked(meant: Sequence[_Half], typed: TypedTime, zone: str) -> Appointment:
    said = " or ".join(_in_words(wall, typed) for wall, _ in meant)
    choices = tuple(one for each in meant for one in _choices_of(*each, typed))
    title = _title([wall for wall, _ in meant])
    return Appointment(zone, problem=f"{said}?", asks_which=True, half_choices=choices, title=title)


def _title(walls: Sequence[datetime]) -> str:
    """“Which Monday?” of two days, and of two times of one which of them."""
    if len({wall.date() for wall in walls}) == 1:
        return WHICH_TIME
    return f"Which {weekday(walls[0])}?" if len({wall.time() for wall in walls}) == 1 else WHEN


def _choices_of(wall: datetime, appointment: Appointment, typed: TypedTime) -> list[FoldChoice]:
    """Its instants, as they are offered; none of a time that can't be booked."""
    if appointment.asks_which:
        return [replace(one, value=one.instant.isoformat()) for one in appointment.fold_choices]
    if appointment.instant is None:
        return []
    at = appointment.instant
    return [FoldChoice(at.isoformat(), _in_words(wall, typed), appointment.spoken.zone_abbrev, at)]
