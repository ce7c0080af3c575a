"""Starts to choose from beside a form's time: which are free that day, as far as it is known here,
and what is not known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.functional import cached_property

from scheduling import date_formats, spoken_time
from scheduling.exam_sessions.other_bookings import OtherBooking
from scheduling.forms.booking.appointment.appointment_time import YEARS
from scheduling.forms.booking.appointment.next_free_day import next_free_day
from scheduling.forms.booking.earlier_answers import wall_answers
from scheduling.forms.booking.rendering.sections import SectionedForm
from scheduling.opening_hours.hours_of_days import say_time_at
from scheduling.seats.free_starts import DayOfStarts, Start
from scheduling.typed_times.reading import read_day, read_day_within

TAKE_START = "take_start"  # a button of the form: the instant that it takes
WHEN, LOCATION = "appointment_date_time", "proctor_location_sid"
TIME = (WHEN, "time_fold")  # what the button answers
NO_LOCATION = "Choose a location to see which starts of the day are free."
NOT_ENTERED = "No starts to choose from: this location is not entered here."
NO_HOURS = "No starts to choose from: the opening hours of {name} are not entered here."
NO_SEATS = "The seats of {name} are not entered here, so we don’t know which starts are free."
NO_LIST = "The sessions are not loaded yet, so we don’t know which starts are free."
NO_LENGTH = "The exam’s length is not known: seats are counted at the start only."
NO_PLACE = "{sessions} that day {have} no known location."
NOT_CERTAIN = "{sessions} here may need a seat as well: not certain yet."
AS_OF = "Counted from the sessions known here at {time}."
NONE_FREE = "No free start on {day}."
NONE_FREE_BECAUSE = "No free start on {day}: {why}."
SPECIAL_HOURS = "Special hours that day: {why}."
BESIDE = "{starts} left out: the learner has {exam} then."
FULL = "All seats are taken at {starts} more."


@dataclass(frozen=True, slots=True)
class StartChoice:
    """One button: what it sends, its time, how many seats are free where the title does not tell
    it, and whether it is the time that stands in the form.
    """

    value: str
    time: str
    seats: str
    is_chosen: bool

    @property
    def at_most(self) -> str:
        """“up to”, which the title tells of all; ears hear it with each."""
        return self.seats.rpartition(" ")[0]

    @property
    def count(self) -> str:
        return self.seats.rpartition(" ")[2]


@dataclass(frozen=True)
class StartChoices:
    """What stands beside the time of a form; `chosen` is the instant that stands there."""

    found: DayOfStarts
    minutes: int | None
    zone: str
    chosen: datetime | None = None
    passed_over: DayOfStarts | None = None  # the day asked about, where it has no free start
    in_the_way: Mapping[datetime, OtherBooking] = field(default_factory=dict)  # by the start

    @property
    def title(self) -> str:
        """“Free on Wed, Dec 9, of 40 seats”, or “: 12 of 40 seats” where that holds for every
        start: no more than is known; '' where no hours are.
        """
        day = date_formats.short_day(self.found.day)
        if not self.found.starts:
            return _none_free(self.found) if self.found.has_hours else ""
        passed = f"{_none_free(self.passed_over)} " if self.passed_over else ""
        if not self.found.counts_seats:
            return f"{passed}Open on {day}"
        word = "Free" if self._is_exact else "Free as far as we know"
        seats = _count(self.found.place.seats or 0, "seat")
        of = f": {self._up_to}{self._everywhere}" if self._everywhere else ","
        return f"{passed}{word} on {day}{of} of {seats}"

    @property
    def choices(self) -> list[StartChoice]:
        free = (one for one in self.found.starts if one.at not in self.in_the_way)
        return [self._choice(one) for one in free]

    def _choice(self, one: Start) -> StartChoice:
        is_told = one.free and not self._everywhere  # else the title tells it of all
        seats = f"{self._up_to}{one.free}" if is_told else ""
        return StartChoice(
            value=one.at.isoformat(),
            time=say_time_at(one.at, self.zone, self.found.place.time_zone),
            seats=seats,
            is_chosen=one.at == self.chosen,
        )

    @cached_property
    def notes(self) -> list[str]:
        """What is not known, and from when the numbers are."""
        found, name = self.found, self.found.place.name
        if not found.has_hours:
            return [NO_HOURS.format(name=name)]
        why = found.special_reason if found.starts else ""
        special = [*self._left_out(), *([SPECIAL_HOURS.format(why=why)] if why else [])]
        if found.place.seats is None:
            return [*special, NO_SEATS.format(name=name)]
        if found.listed_at is None:
            return [*special, NO_LIST]
        return [*special, *self._unknown(), AS_OF.format(time=self._listed)]

    def _left_out(self) -> Iterator[str]:
        """The starts at which the learner sits another exam."""
        exams = [one.session.exam_title or "another exam" for one in self.in_the_way.values()]
        for exam in dict.fromkeys(exams):
            yield BESIDE.format(starts=_count(exams.count(exam), "start"), exam=exam)

    def _unknown(self) -> Iterator[str]:
        found = self.found
        if self.minutes is None and found.starts:
            yield NO_LENGTH
        if found.full and found.starts:
            yield FULL.format(starts=_count(found.full, "start"))
        if found.unplaced:
            have = "has" if found.unplaced == 1 else "have"
            yield NO_PLACE.format(sessions=_count(found.unplaced, "session"), have=have)
        if found.uncertain:
            yield NOT_CERTAIN.format(sessions=_count(found.uncertain, "session"))

    @cached_property
    def _everywhere(self) -> int:
        """How many seats are free at every start; 0 where they differ, or that is not known."""
        counts = {one.free for one in self.found.starts}
        return (counts.pop() or 0) if len(counts) == 1 else 0

    @property
    def _up_to(self) -> str:
        return "" if self._is_exact else "up to "

    @property
    def _is_exact(self) -> bool:
        return not (self.found.unplaced or self.found.uncertain)

    @property
    def _listed(self) -> str:
        """The time of the list and whose clock that is, with its day where that is not today."""
        listed, today = (
            spoken_time.say(at.replace(second=0, microsecond=0), self.zone)
            for at in (self.found.listed_at or timezone.now(), timezone.now())
        )
        return listed.clock if listed.day == today.day else listed.short


def start_choices(
    form: SectionedForm, *, otherwise: date | datetime | None = None
) -> StartChoices | None:
    """The free starts of the day that stands in the form, `otherwise` of another than today, or of
    the next one that has any; None for a form without a time, and where no location is chosen that
    is known here.
    """
    sid = form.parsed(LOCATION) if LOCATION in form.fields else form.options.location_sid
    if WHEN not in form.fields or not sid:
        return None
    chosen = form.preview.appointment.instant if form.preview.appointment else None
    typed = _typed_day(form)
    if form.value_of(WHEN) and not (chosen or typed):
        return None  # some day is meant, and none that is known
    asked = chosen or typed or otherwise
    zone = form.meant_zone or form.default_zone
    minutes = form.options.sitting.minutes
    first = form.options.starts_on(sid, asked, minutes)
    if first is None:
        return None
    found = next_free_day(first, lambda day: form.options.starts_on(sid, day, minutes))
    if not found.starts:
        return StartChoices(first, minutes, zone)
    passed = first if asked and found.day != first.day else None
    in_the_way = form.options.overlapping(one.at for one in found.starts)
    return StartChoices(found, minutes, zone, chosen, passed, in_the_way)


def _none_free(found: DayOfStarts) -> str:
    day, why = date_formats.short_day(found.day), found.special_reason
    return NONE_FREE_BECAUSE.format(day=day, why=why) if why else NONE_FREE.format(day=day)


def _typed_day(form: SectionedForm) -> date | None:
    """The day that stands in the form, without a time or with one that can't be taken."""
    wall = form.parsed(WHEN)
    if wall is None:
        today = timezone.now().astimezone(ZoneInfo(form.default_zone)).date()
        typed = form.value_of(WHEN)
        read = read_day(typed, today)
        wall = read[0] if read else read_day_within(typed, today)
    day = wall.date() if isinstance(wall, datetime) else wall
    return day if day and day.year in YEARS else None


def day_in_address(text: str) -> date | None:
    """The day that an address names, “2027-01-14”; None for anything else."""
    with suppress(ValueError):
        day = date.fromisoformat(text)
        return day if day.year in YEARS else None
    return None


def take_start(form: SectionedForm, pressed: Mapping[str, Any]) -> None:
    """Put in the start of the button that was pressed, on the clock by which the form is read; what
    is no instant changes nothing.
    """
    try:
        instant = datetime.fromisoformat(str(pressed.get(TAKE_START, "")))
        local = instant.astimezone(ZoneInfo(form.meant_zone or form.default_zone))
    except (ValueError, OverflowError):
        return
    if instant.tzinfo:
        form.answers.values |= wall_answers(local)
        form.focus = WHEN


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
