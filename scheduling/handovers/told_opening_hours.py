"""When a place is open on a day, where that is not as usual or not as somebody is booked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from scheduling.date_formats import counted
from scheduling.exam_sessions.moments.seat_load import BoardPlace, Seated
from scheduling.opening_hours.hours_of_days import say_time_at
from scheduling.wall_time import midnight

CLOSED = "closed that day"
EARLY, LATE = "before it opens", "after it closes"
ENDS_LATE, BETWEEN = "ends after it closes", "while it is closed"
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Hours:
    """A location whose day's hours are not the week's (`reason` says why), or leave no time for
    some who are booked: how many of them, how many more may be (`maybe`; sheets of before did not
    keep it), and when it is open, on a clock of its own (`zone`).
    """

    place: str
    zone: str
    reason: str
    spans: Sequence[Span]
    outside: int
    maybe: int = 0

    def in_words(self, clock: str) -> str:
        """“open 9:30 AM – 12:00 PM (Short staff)”, “closed that day”, for who reads that clock."""
        times = [
            " – ".join(say_time_at(one, self.zone, clock) for one in span) for span in self.spans
        ]
        told = f"open {', '.join(times)}" if times else CLOSED
        return f"{told} ({self.reason})" if self.reason else told

    @property
    def booked(self) -> str:
        """“2 are booked outside these hours, 1 more may be.”; "" where nobody is, or may be."""
        are = counted(self.outside, "is", "are")
        when = "outside these hours" if self.spans else "that day"
        if not self.outside:
            return f"{self.maybe} may be booked {when}." if self.maybe else ""
        more = f", {self.maybe} more may be" if self.maybe else ""
        return f"{are} booked {when}{more}."


def of(places: Sequence[BoardPlace], day: date, unsure: Sequence[Seated] = ()) -> list[Hours]:
    """Those of the places, as far as hours were entered, with all who sit there on the day, as its
    board counts them: also who came the evening before. `unsure` may sit there besides.
    """
    found = []
    for place, spans in _known(places, day).values():
        there = [one for one in place.seated if not one.session.is_over]
        outside = [
            one
            for one in (*there, *unsure)
            if one.location_sid == place.sid and why_outside_hours(place, spans, one)
        ]
        booked = {one.key for one in outside if one.is_certain}
        maybe = {one.key for one in outside} - booked
        if place.special_reason or outside:
            told = (place.name, place.zone, place.special_reason, spans)
            found.append(Hours(*told, len(booked), len(maybe)))
    return found


def marks(places: Sequence[BoardPlace], day: date) -> Callable[[Seated], str]:
    """What the hours of its place say against a seat; "" where nothing is known against it."""
    known = _known(places, day)

    def mark(one: Seated) -> str:
        found = known.get(one.location_sid)
        return why_outside_hours(*found, one) if found else ""

    return mark


def _known(places: Sequence[BoardPlace], day: date) -> Mapping[str, tuple[BoardPlace, list[Span]]]:
    found = ((one, _spans(one, day)) for one in places)
    return {one.sid: (one, list(spans)) for one, spans in found if spans is not None}


def _spans(place: BoardPlace, day: date) -> Iterator[Span] | None:
    """When it is open on the day by its own clock; None where nobody entered that."""
    if not place.sid or place.open_times is None:
        return None
    first, last = midnight(day, place.zone), midnight(day + timedelta(days=1), place.zone)
    if any(begins <= first < ends for begins, ends in place.unknown_times):
        return None
    return (span for span in place.open_times if span[0] < last and span[1] > first)


def why_outside_hours(place: BoardPlace, spans: Sequence[Span], one: Seated) -> str:
    """In a few words, why the seat is not within the hours; "" where it is."""
    if place.is_open(one.start, one.end_at_least):
        return ""
    if not spans:
        return CLOSED
    if one.start < spans[0][0]:
        return EARLY
    if one.start >= spans[-1][1]:
        return LATE
    is_begun = any(opens <= one.start < closes for opens, closes in spans)
    return ENDS_LATE if is_begun else BETWEEN
