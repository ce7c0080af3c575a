"""The new time of each row, as it was typed; its rows are as many as there are sessions, so they
are read from the answers as they came.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from scheduling import wall_time
from scheduling.card_numbers import contains_card_number, remove_card_numbers
from scheduling.forms.booking.appointment.appointment_time import Appointment
from scheduling.forms.booking.appointment.halves_of_day import read_typed_appointment
from scheduling.forms.card_free import TAKEN_OUT
from scheduling.opening_hours.hours_warnings import is_open_at
from scheduling.rescues.candidates import Candidate
from scheduling.seats.availability import availability_at
from scheduling.session_types.unread_characters import UNREAD_CHARACTER, as_shown, is_unread
from scheduling.typed_times.reading import TypedTime, read_typed
from scheduling.typed_times.unreadable import Unreadable
from scheduling.wall_time import FoldChoice

NEW, FOLD = "new-", "fold-"  # begin the names of a row's fields
LONGEST = 80
NO_TIME = "Enter a new date and time."
TOO_LONG = "Enter the date and time alone, like 1/14/2027 9:30 AM."
SAME_TIME = "That is already the booked time."


@dataclass(frozen=True, slots=True)
class NewTime:
    """One row as it was answered: the wall time as text, which of two it is, what it means, and how
    it was read where it may mean something else.
    """

    typed: str = ""
    fold: str = ""
    appointment: Appointment | None = None
    problem: str = ""
    remark: str = ""

    @property
    def start(self) -> datetime | None:
        return self.appointment.instant if self.appointment else None

    @property
    def choices(self) -> tuple[FoldChoice, ...]:
        """The instants of which one is to be chosen; none of a time that says one alone."""
        if self.appointment is None:
            return ()
        return self.appointment.half_choices or self.appointment.fold_choices

    @property
    def control(self) -> str:
        """The kind of control that shows what was typed: the browser's own shows a blank in place
        of what it can't read.
        """
        return "text" if self.typed and not _is_picked(self.typed) else "datetime-local"


def _is_picked(typed: str) -> bool:
    """Whether it is written as the browser's own control sends it."""
    try:
        return wall_time.parse(typed) is not None and typed[10] == "T"
    except ValueError:
        return False


def read_new_time(candidate: Candidate, typed: str, fold: str) -> NewTime:
    """What was typed for a row; where it is no time that can be booked, `problem` says what to do.

    A wall time that clocks jump over is refused, one that they show twice is asked about.
    """
    typed, zone = typed.strip(), str(candidate.session.zone)
    if contains_card_number(typed):
        return NewTime(remove_card_numbers(typed), fold, problem=TAKEN_OUT)
    if not typed:
        return NewTime(typed, fold, problem=NO_TIME)
    if len(typed) > LONGEST:  # cut, it could be read as another time
        return NewTime(typed, fold, problem=TOO_LONG)
    if is_unread(typed):
        return NewTime(as_shown(typed), fold, problem=UNREAD_CHARACTER)
    try:
        read = _read(typed)
    except Unreadable as why:
        return NewTime(typed, fold, problem=str(why))
    found = read_typed_appointment(read, zone, fold, partial(_is_open_at, candidate))
    problem = SAME_TIME if found.instant and found.instant == candidate.start else found.problem
    return NewTime(typed, fold, found, problem, f"{read.remark} {found.remark}".strip())


def _is_open_at(candidate: Candidate, at: datetime) -> bool:
    """Whether the location is open then at which the row's session is, or was booked."""
    sid = candidate.seat.location_sid
    place = availability_at(candidate.session.institution, sid, near=at.date()) if sid else None
    return place is not None and is_open_at(place, at)


def _read(typed: str) -> TypedTime:
    try:
        return TypedTime(wall_time.parse(typed))
    except ValueError:
        return read_typed(typed)


def new_time_at(candidate: Candidate, start: datetime) -> NewTime:
    """The row of a start that is known as an instant."""
    local = start.astimezone(ZoneInfo(str(candidate.session.zone)))
    fold = wall_time.SECOND if local.fold else wall_time.FIRST
    return read_new_time(candidate, f"{local:%Y-%m-%dT%H:%M}", fold)


def typed_rows(
    answers: Mapping[str, str], candidates: Sequence[Candidate]
) -> Mapping[int, NewTime]:
    """The new time of each candidate as it was sent."""
    return {
        one.session.pk: read_new_time(
            one,
            answers.get(f"{NEW}{one.session.pk}", ""),
            answers.get(f"{FOLD}{one.session.pk}", ""),
        )
        for one in candidates
    }


def kept_rows(answers: Mapping[str, str], candidates: Sequence[Candidate]) -> dict[int, NewTime]:
    """The new times that a draft holds."""
    known = [one for one in candidates if f"{NEW}{one.session.pk}" in answers]
    return dict(typed_rows(answers, known))
