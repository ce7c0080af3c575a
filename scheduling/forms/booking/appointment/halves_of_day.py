"""Which half of the day is meant where none was typed, “fri 2”: the one that alone can be, or that
the location is open in; else both are offered, and nothing is booked by a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from scheduling.date_formats import clock
from scheduling.forms.booking.appointment.appointment_time import Appointment, read_appointment
from scheduling.typed_times.reading import TypedTime
from scheduling.wall_time import FoldChoice

IsOpen = Callable[[datetime], bool]
_Half = tuple[datetime, Appointment]  # its wall time, and what that means


def nobody_knows(at: datetime) -> bool:
    """The `is_open_at` of a place whose hours are not known."""
    return False


def read_typed_appointment(
    typed: TypedTime, zone: str, chosen: str, is_open_at: IsOpen = nobody_knows
) -> Appointment:
    """What a typed time means in a zone; `chosen` is which of several instants was chosen, of a
    time that clocks show twice or that has two halves.
    """
    if typed.later is None:
        return read_appointment(typed.wall, zone, chosen)
    halves = [(wall, read_appointment(wall, zone, chosen)) for wall in (typed.wall, typed.later)]
    choices = tuple(one for half in halves for one in _choices_of(*half))
    for one in choices:
        if one.value == chosen:
            return Appointment(zone, instant=one.instant, half_choices=choices)
    possible = [one for one in halves if _choices_of(*one)]
    meant = [one for one in possible if is_open_at(_choices_of(*one)[0].instant)]
    for only in (possible, meant):
        if len(only) == 1:
            wall, appointment = only[0]
            return replace(appointment, remark=f"Read as {clock(wall.time())}.")
    return _asked(halves, choices, zone) if possible else halves[0][1]


def _asked(halves: Sequence[_Half], choices: tuple[FoldChoice, ...], zone: str) -> Appointment:
    said = " or ".join(clock(wall.time()) for wall, _ in halves)
    return Appointment(zone, problem=f"{said}?", asks_which=True, half_choices=choices)


def _choices_of(wall: datetime, appointment: Appointment) -> list[FoldChoice]:
    """Its instants, as they are offered; none of a time that can't be booked."""
    if appointment.asks_which:
        return [replace(one, value=one.instant.isoformat()) for one in appointment.fold_choices]
    if appointment.instant is None:
        return []
    at = appointment.instant
    return [FoldChoice(at.isoformat(), clock(wall.time()), appointment.spoken.zone_abbrev, at)]
