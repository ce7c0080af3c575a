"""A place of a day as values: who sits there, how full a half hour is, when it is open, and what is
free next. What is not known – how long a session takes, how many seats there are, when it is open –
is left open, never guessed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from scheduling.exam_sessions.attendance import LONGEST_STAY
from scheduling.models import ExamSession
from scheduling.seats.possible_seats import PossibleSeat

HALF_HOUR = timedelta(minutes=30)
FIVE_MINUTES = 300  # in seconds
NEARLY_FULL = 0.9
LONG_AGO = timedelta(hours=6)  # that most exams are over by, with extra time


class Load(StrEnum):
    """How full a half hour is, as far as seats and hours are known."""

    CLOSED = "closed"
    EMPTY = "empty"
    SOME = "some"
    NEARLY = "nearly"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Seated:
    """A session at a place; `end` is None where its length is not known, `is_certain` False while
    it is being asked about. Who may sit in one of two seats has both: where it stands, and where a
    move would take it (`is_target`).
    """

    session: ExamSession
    start: datetime
    end: datetime | None
    is_certain: bool = True
    location_sid: str = ""
    is_target: bool = False

    @classmethod
    def of(cls, session: ExamSession, seat: PossibleSeat, minutes: int | None) -> Seated:
        """A session in a seat, for so many minutes, where that is known."""
        end = seat.start + timedelta(minutes=minutes) if minutes else None
        return cls(session, seat.start, end, seat.is_certain, seat.location_sid, seat.is_target)

    def sits(self, start: datetime, end: datetime) -> bool:
        """Whether it sits there at a moment of the time; one whose length is not known only as it
        begins.
        """
        return self.start < end and self.end_at_least > start

    def may_still_sit(self, at: datetime) -> bool:
        """Whether it has begun, nobody knows until when, and not longer ago than anybody stays."""
        return self.end is None and self.end_at_least <= at < self.start + LONGEST_STAY

    @property
    def key(self) -> int:
        """The session's; Django looks `pk` up by its name each time."""
        return self.session.id

    @property
    def end_at_least(self) -> datetime:
        return self.end or self.start + timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A half hour at a place: how many sit there, how many more may, how full that makes it, and
    whether it is open all the while.
    """

    start: datetime
    taken: int
    unsure: int
    load: Load
    is_open: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPlace:
    """A row of the board: a location, or what has none. `seats` is None where nobody entered them;
    `open_times` are of the day and of those beside it, None where nobody entered hours of any;
    `unknown_times` are those of which nobody did. `special_reason` says why the day's hours are not
    the week's. `from_before` began the day before, and nobody knows until when they sit. `first` is
    the day's first moment, `following` the same location's row of the next day that was read with
    this one and on which somebody may sit there.
    """

    name: str
    institution: str = ""  # '' where it is not one institution's
    install_sid: str = ""
    sid: str = ""
    zone: str = ""
    seats: int | None = None
    open_times: Sequence[tuple[datetime, datetime]] | None = None
    unknown_times: Sequence[tuple[datetime, datetime]] = ()
    special_reason: str = ""
    has_zone: bool = True  # False where `zone` is its institution's, because it has no own
    is_online: bool = False  # then it has none, whatever was entered
    maybe: int = 0  # that may sit here besides: status not certain, or place not known
    is_listed: bool = True  # False while its institution's sessions were never loaded
    seated: Sequence[Seated] = field(default_factory=tuple)
    from_before: Sequence[Seated] = ()
    first: datetime | None = None
    following: BoardPlace | None = None
    coming: Sequence[Seated] = ()  # whom a batch is still to move here: they need a seat

    @property
    def everybody(self) -> list[Seated]:
        """Who sits here at any time of the day, or may."""
        return [*self.from_before, *self.seated]

    def cell(self, start: datetime) -> Cell:
        """The half hour that begins then."""
        [cell] = self.cells([start])
        return cell

    def cells(self, starts: Sequence[datetime]) -> list[Cell]:
        """The half hours that begin then, the earliest first."""
        there: list[list[int]] = [[] for _ in starts]
        for one in self.seated:
            first = bisect_right(starts, one.start - HALF_HOUR)
            for number in range(first, bisect_left(starts, one.end_at_least)):
                there[number].append(0 if one.is_certain else one.key)
        return [self._cell(start, held) for start, held in zip(starts, there, strict=True)]

    def _cell(self, start: datetime, held: Sequence[int]) -> Cell:
        """`held` has the session's key where it is not certain, 0 where it is."""
        taken = held.count(0)
        unsure = len({key for key in held if key})
        is_open = self.is_open(start, start + HALF_HOUR)
        load = self._load(taken, unsure, is_open=is_open)
        return Cell(start=start, taken=taken, unsure=unsure, load=load, is_open=is_open)

    def _load(self, taken: int, unsure: int, *, is_open: bool) -> Load:
        if self.seats and taken + unsure >= self.seats:
            return Load.FULL
        if self.seats and taken + unsure >= NEARLY_FULL * self.seats:
            return Load.NEARLY
        if taken or unsure:
            return Load.SOME
        return Load.EMPTY if is_open else Load.CLOSED

    def while_closed(self) -> list[Seated]:
        """Who is booked here for a time in which it is not open, all of it or a part."""
        certain = [one for one in self.seated if one.is_certain and not one.session.is_over]
        times = {(one.start, one.end_at_least) for one in certain}
        shut = {one for one in times if not self.is_open(*one)}
        return [one for one in certain if (one.start, one.end_at_least) in shut]

    def is_open(self, start: datetime, end: datetime) -> bool:
        """Whether it is open all that time; where no hours were entered, nothing says it isn't."""
        if self.open_times is None:
            return True
        known = (*self.open_times, *self.unknown_times)
        return any(opens <= start and end <= closes for opens, closes in known)

    def next_free(
        self, minutes: int, after: datetime, slots: Sequence[datetime]
    ) -> datetime | None:
        """The first start from which on a seat is free, and it is open, for so long: at once, at a
        half hour, or as late as it can be before closing. None where there is none, or where nobody
        entered the seats.
        """
        if self.seats is None or not slots:
            return None
        length, soon = timedelta(minutes=minutes), _to_five_minutes(after)
        latest = (closes - length for _, closes in self.open_times or ())
        starts = (one for one in {*slots, soon, *latest} if one >= max(after, slots[0]))
        in_time = sorted(one for one in starts if one < slots[-1] + HALF_HOUR)
        return next((one for one in in_time if self._is_free(one, one + length)), None)

    def still_open(
        self, after: datetime, slots: Sequence[datetime]
    ) -> list[tuple[datetime, datetime]]:
        """What is left of the times in which it is open at one of the half hours."""
        spans = self.open_times or ()
        of_day = [one for one in spans if one[0] < slots[-1] + HALF_HOUR and one[1] > slots[0]]
        return [(max(opens, after), closes) for opens, closes in of_day if closes > after]

    def _is_free(self, start: datetime, end: datetime) -> bool:
        return self.is_open(start, end) and self.left_over(start, end) > 0

    def left_over(self, start: datetime, end: datetime) -> int:
        """The seats that nobody known here has, or may have, at any moment of the time; past the
        day's end by what the following one knows.
        """
        near = [one for one in (*self.seated, *self.coming) if one.sits(start, end)]
        moments = {start, *(one.start for one in near if one.start > start)}
        most = max(len(_sitting(near, at)) for at in moments)
        free = max(0, (self.seats or 0) - most)
        next_day = self._until(end)
        return min(free, next_day.left_over(start, end)) if next_day else free

    def is_exact(self, start: datetime, end: datetime | None = None) -> bool:
        """Whether everybody who may sit here from then on, that day and until the end, is counted
        for as long as they may.
        """
        endless = any(one.end is None for one in (*self.seated, *self.coming))
        from_before = any(one.may_still_sit(start) for one in self.from_before)
        if endless or self.maybe or from_before:
            return False
        next_day = self._until(end) if end else None
        return next_day is None or next_day.is_exact(start, end)

    def _until(self, end: datetime) -> BoardPlace | None:
        """The following day's row, where a time that ends then reaches into it."""
        next_day = self.following
        return next_day if next_day and next_day.first and next_day.first < end else None

    def there_at(self, at: datetime) -> list[Seated]:
        """Who sits here at a moment, or may: that too who began, and nobody knows until when. Whose
        exam the provider shows as over does not any more.
        """
        end = at + timedelta(seconds=1)
        return [
            one
            for one in self.everybody
            if one.sits(at, end) or (one.may_still_sit(at) and not one.session.known_status.is_over)
        ]

    def knows_hours(self, at: datetime) -> bool:
        """Whether anybody entered hours of that moment's day."""
        unknown = any(first <= at < last for first, last in self.unknown_times)
        return self.open_times is not None and not unknown


def _to_five_minutes(at: datetime) -> datetime:
    """The next moment that people book for."""
    return at + timedelta(seconds=-at.timestamp() % FIVE_MINUTES)


def _sitting(seated: Sequence[Seated], at: datetime) -> set[int]:
    """The keys of those that sit, or may sit, there at a moment."""
    end = at + timedelta(seconds=1)
    return {one.key for one in seated if one.sits(at, end)}
