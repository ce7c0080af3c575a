"""The form of a rescue: which sessions are moved together, to which times, and why.

Its rows are as many as there are sessions, so they are read here from the answers as they came.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django import forms

from scheduling import wall_time
from scheduling.batches.approved_booking import SeenBooking
from scheduling.card_numbers import contains_card_number, remove_card_numbers
from scheduling.forms.booking.appointment.appointment_time import Appointment, read_appointment
from scheduling.forms.card_free import TAKEN_OUT, CardFreeForm
from scheduling.forms.day_field import TypedDay
from scheduling.rescues.candidates import Candidate
from scheduling.typed_times.reading import TypedTime, read_typed
from scheduling.typed_times.unreadable import Unreadable

SHIFT, TO = "shift", "to"
NEW, FOLD = "new-", "fold-"  # begin the names of a row's fields
MOST_MINUTES = 7 * 24 * 60
LONGEST = 40
STEP = 30
NO_TIME = "Enter a new date and time."
SAME_TIME = "That is already the booked time."


class RescueForm(CardFreeForm, forms.Form):
    """How the new times are proposed, and why all of them are moved."""

    # Besides the question what is offered: rows that are brought back are those of that proposal.
    goes_along = frozenset(
        {"location", "day", "from", "until", "ticked", "session", "offered", "cleared", "told"}
    )
    kept_lists = frozenset({"ticked", "session"})
    kept_rows = (NEW, FOLD)

    how = forms.ChoiceField(choices=((SHIFT, "Later by"), (TO, "Another day and time")))
    minutes = forms.IntegerField(
        label="Minutes",
        required=False,
        min_value=-MOST_MINUTES,
        max_value=MOST_MINUTES,
    )
    to_day = TypedDay(label="Day", required=False)
    to_time = forms.TimeField(label="First start", required=False)
    reason = forms.CharField(
        label="Reason",
        required=False,
        max_length=400,
        min_length=5,
        error_messages={
            "required": "Enter why they are moved. It is recorded in the log.",
            "min_length": "Add a few words, so that someone reading the log later understands.",
        },
    )

    @classmethod
    def may_be_kept(cls) -> dict[str, bool]:
        """Its fields, the question, and which rows are ticked."""
        return super().may_be_kept() | dict.fromkeys(cls.goes_along, True)


@dataclass(frozen=True, slots=True)
class Offered:
    """How new times were to be proposed as a page came, each answer as its text."""

    how: str = SHIFT
    minutes: str = ""
    to_day: str = ""
    to_time: str = ""

    @classmethod
    def of(cls, answers: Mapping[str, object]) -> Offered:
        """As the answers of a form stand, which its next page offers."""
        told = {name: str(answers.get(name) or "").strip()[:LONGEST] for name in cls.__slots__}
        return cls(**told | {"how": TO if told["how"] == TO else SHIFT})

    @property
    def answers(self) -> dict[str, str]:
        """Its answers by the names of the form's fields."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def read(cls, token: str) -> Offered:
        """What a token tells; nothing where it can't be read."""
        try:
            return cls.of(dict(json.loads(token)))
        except (ValueError, TypeError, RecursionError):
            return cls()

    @property
    def token(self) -> str:
        return json.dumps(self.answers)

    def typed_into(self, sent: Offered) -> set[str]:
        """Which of the two ways was typed into on the page that is sent."""
        is_shift = sent.minutes and sent.minutes != self.minutes
        at = sent.to_day, sent.to_time
        is_to = any(at) and at != (self.to_day, self.to_time)
        return {how for how, is_typed in ((SHIFT, is_shift), (TO, is_to)) if is_typed}

    def chosen(self, sent: Offered) -> str:
        """The way that is meant: the one that was pressed, or else the one that was typed into;
        "" where both were typed into and none was pressed.
        """
        typed = self.typed_into(sent)
        if sent.how != self.how or not typed:
            return sent.how
        return typed.pop() if len(typed) == 1 else ""


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


def read_new_time(candidate: Candidate, typed: str, fold: str) -> NewTime:
    """What was typed for a row; where it is no time that can be booked, `problem` says what to do.

    A wall time that clocks jump over is refused, one that they show twice is asked about.
    """
    typed, zone = typed.strip()[:LONGEST], str(candidate.session.zone)
    if contains_card_number(typed):
        return NewTime(remove_card_numbers(typed), fold, problem=TAKEN_OUT)
    if not typed:
        return NewTime(typed, fold, problem=NO_TIME)
    try:
        read = _read(typed)
    except Unreadable as why:
        return NewTime(typed, fold, problem=str(why))
    found = read_appointment(read.wall, zone, fold)
    problem = SAME_TIME if found.instant and found.instant == candidate.start else found.problem
    return NewTime(typed, fold, found, problem, read.remark)


def _read(typed: str) -> TypedTime:
    try:
        return TypedTime(wall_time.parse(typed))
    except ValueError:
        return read_typed(typed)


def shifted(candidates: Sequence[Candidate], minutes: int) -> dict[int, NewTime]:
    """Each so many minutes later, by elapsed ones: an instant that is one whatever clocks do."""
    return {
        one.session.pk: new_time_at(one, one.start + timedelta(minutes=minutes))
        for one in candidates
        if one.start
    }


def new_time_at(candidate: Candidate, start: datetime) -> NewTime:
    """The row of a start that is known as an instant."""
    local = start.astimezone(ZoneInfo(str(candidate.session.zone)))
    fold = wall_time.SECOND if local.fold else wall_time.FIRST
    return read_new_time(candidate, f"{local:%Y-%m-%dT%H:%M}", fold)


def put_at(candidates: Sequence[Candidate], day: date, first: time) -> dict[int, NewTime]:
    """Whoever starts first at that time of the day, by the clock there; the others as far behind on
    their clocks as now.
    """
    found = first_of(candidates)
    if found is None:
        return {}
    zone, at = str(found.session.zone), datetime.combine(day, first)
    return {
        one.session.pk: read_new_time(one, f"{_put(one, found, zone, at):%Y-%m-%dT%H:%M}", "")
        for one in candidates
        if one.start
    }


def first_of(candidates: Iterable[Candidate]) -> Candidate | None:
    """Whoever starts first; None where no start is known."""
    return min((one for one in candidates if one.start), key=lambda one: one.start, default=None)


def _put(one: Candidate, first: Candidate, zone: str, at: datetime) -> datetime:
    """The candidate's new wall time, where the first starts at `at` by the clock of a zone."""
    own = str(one.session.zone)
    behind = _wall(one.start, own) - _wall(first.start, own)
    return (at if own == zone else _wall(at.replace(tzinfo=ZoneInfo(zone)), own)) + behind


def _wall(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def usual_shift(candidates: Sequence[Candidate], until: datetime) -> int:
    """How many minutes later the first would start when the place can be used again, in half
    hours.
    """
    starts = [one.start for one in candidates if one.start and not one.why_not]
    if not starts:
        return STEP
    minutes = max(0, int((until - min(starts)).total_seconds() // 60))
    return max(STEP, -(-minutes // STEP) * STEP)


def stood_token(candidates: Sequence[Candidate]) -> str:
    """How they stand as they are shown, carried along hidden: one field for all, not one each."""
    return json.dumps({one.session.pk: _told(SeenBooking.of(one.session)) for one in candidates})


def read_stood(token: str) -> dict[int, SeenBooking]:
    """What a token tells; nothing where it can't be read."""
    try:
        told = json.loads(token)
        return {int(pk): _stood(one) for pk, one in told.items()}
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return {}


def keys_token(keys: Iterable[int]) -> str:
    """Sessions by their keys, with a letter between them: so they are no card number in a draft."""
    return "x".join(map(str, sorted(keys)))


def read_keys(token: str) -> list[str]:
    return token.split("x")


def told_token(starts: Mapping[int, datetime]) -> str:
    """Beside which new times the page says what speaks against them: whoever selects such a row has
    read it.
    """
    return json.dumps({pk: start.isoformat() for pk, start in starts.items()})


def read_told(token: str) -> dict[int, str]:
    """What a token tells, each start as text; nothing where it can't be read."""
    try:
        return {int(pk): str(start) for pk, start in json.loads(token).items()}
    except (ValueError, TypeError, AttributeError, RecursionError):
        return {}


def _told(stood: SeenBooking) -> list[str]:
    start = stood.start.isoformat() if stood.start else ""
    return [start, stood.status, stood.location_sid]


def _stood(told: Sequence[str]) -> SeenBooking:
    start, status, location_sid = map(str, told)
    return SeenBooking(datetime.fromisoformat(start) if start else None, status, location_sid)


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
