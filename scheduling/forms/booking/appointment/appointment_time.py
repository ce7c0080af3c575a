"""Appointment as it was answered: the zone it is meant in, the instant it is, or why it is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from scheduling import spoken_time, wall_time
from scheduling.spoken_time import SpokenTime
from scheduling.wall_time import FoldChoice, HappensTwice, NoSuchTime

WHICH_TIME = "Which of the two times?"

YEARS = range(1970, 2101)  # in which an exam can be; the others are mistyped


@dataclass(frozen=True, slots=True)
class Appointment:
    """A wall time in a zone. Exactly one of `instant` (aware, UTC) and `problem` (what to do) is
    there.

    `fold_choices` are the two instants where clocks show the wall time twice, also once one is
    chosen; `half_choices` the instants of a time that was typed without its half of the day, or of
    a day's name that may say two, `remark` which was taken because only that one can be. `title`
    stands in the place of a time that is none.
    """

    zone: str
    instant: datetime | None = None
    problem: str = ""
    fold_choices: tuple[FoldChoice, ...] = ()
    asks_which: bool = False
    asks_zone: bool = False  # `zone` is only the desk's own then
    half_choices: tuple[FoldChoice, ...] = ()
    remark: str = ""
    title: str = "This time cannot be booked"

    @property
    def asks_something(self) -> bool:
        """Whether it is a choice that is missing, which is asked for by itself."""
        return self.asks_which or self.asks_zone

    @property
    def spoken(self) -> SpokenTime | None:
        return spoken_time.say(self.instant, self.zone) if self.instant else None


def read_appointment(wall: datetime, zone: str, fold: str) -> Appointment:
    """Finds the instant of a wall time.

    Refuses times that don't exist, are undecided, past or absurd.
    """
    if wall.year not in YEARS:
        return Appointment(zone, problem=f"Check the year: {wall.year} is not valid.")
    choices: tuple[FoldChoice, ...] = ()
    try:
        instant = wall_time.to_utc(wall, zone)
    except NoSuchTime as never:
        return Appointment(zone, problem=str(never))
    except HappensTwice as twice:
        choices = twice.choices
        chosen = {choice.value: choice.instant for choice in choices}.get(fold)
        if chosen is None and choices[-1].instant > datetime.now(UTC):
            return Appointment(
                zone, problem=str(twice), fold_choices=choices, asks_which=True, title=WHICH_TIME
            )
        instant = chosen or choices[-1].instant
    return _unless_past(Appointment(zone, instant=instant, fold_choices=choices))


def _unless_past(appointment: Appointment) -> Appointment:
    now = datetime.now(UTC)
    if appointment.instant > now:
        return appointment
    there = spoken_time.say(now, appointment.zone).short
    problem = f"Choose a later time: this one is in the past. It is now {there}."
    return Appointment(appointment.zone, problem=problem, fold_choices=appointment.fold_choices)
