"""What speaks against new times that are proposed together: hours, seats – the proposals take some
among themselves – and the learners' other bookings.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from scheduling.exam_sessions.attendance import LONGEST_STAY
from scheduling.exam_sessions.other_bookings import REACH, OtherBookings
from scheduling.models import Institution
from scheduling.opening_hours.hours_of_days import LocationAvailability
from scheduling.opening_hours.hours_warnings import about_hours
from scheduling.opening_hours.seats_warnings import about_seats
from scheduling.rescues import known_days
from scheduling.rescues.candidates import Candidate
from scheduling.rescues.known_days import Day
from scheduling.seats import availability, coming_seats
from scheduling.seats.coming_seats import ComingSeat
from scheduling.spoken_time import say

ANOTHER = "The learner has another booking then: {other}."
BOTH = "The learner would be moved to two exams then: also {other}."
MAY_REACH_IT = "The learner may still be in another exam then, whose length is not known: {other}."
UNUSABLE = "In the time that can’t be used ({times})."
MAY_REACH = "Its end is not known: it may still sit there in the time that can’t be used ({times})."
ALL_TAKEN = "seats"  # however many there are
NOT_COUNTED = "Free seats are not known."
Spans = list[tuple[datetime, datetime]]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A candidate with the start that is proposed for it."""

    candidate: Candidate
    start: datetime

    @property
    def end(self) -> datetime:
        return self.start + self.candidate.length

    @property
    def latest_end(self) -> datetime:
        """Until when it may sit, for all that is known."""
        return self.start + self.candidate.longest


@dataclass(frozen=True, slots=True)
class Unusable:
    """The time in which the place can’t be used, and how it is said."""

    first: datetime
    last: datetime
    in_words: str

    def meets(self, one: Proposal) -> bool:
        """Whether somebody would sit there at a moment of it."""
        return one.start < self.last and one.end > self.first

    def may_meet(self, one: Proposal) -> bool:
        """Whether somebody may, for all that is known."""
        return one.start < self.last and one.latest_end > self.first

    def against(self, one: Proposal) -> str:
        """What that says against it; "" where it says nothing."""
        said = UNUSABLE if self.meets(one) else MAY_REACH if self.may_meet(one) else ""
        return said.format(times=self.in_words)


@dataclass(frozen=True, slots=True)
class JudgedProposal:
    """What is known of a proposal: what rules it out (`hindrance`), what it is warned of besides
    what holds it back, and how many seats the others leave free, None where that is not known.
    `is_up_to` where more may sit there than were counted, `lacks_seats` where nobody entered how
    many there are; `about_learner` is what it is warned of besides, of the learner's other exams.
    `warned_of` is what two readings of the same warnings have in common.
    """

    hindrance: str = ""
    warnings: tuple[str, ...] = ()
    free: int | None = None
    is_up_to: bool = False
    lacks_seats: bool = False
    about_learner: tuple[str, ...] = ()

    @property
    def all_warnings(self) -> tuple[str, ...]:
        """All that it is warned of."""
        return (*self.warnings, *self.about_learner)

    @property
    def warned_of(self) -> tuple[str, ...]:
        is_counted = self.warnings and self.free is not None
        return (*((ALL_TAKEN,) if is_counted else self.warnings), *self.about_learner)


def judged(institution: Institution, proposals: Sequence[Proposal]) -> dict[int, JudgedProposal]:
    """What is known of each, by the session's primary key."""
    days = known_days.of(institution, _days_of_all(institution, proposals))
    places = _places(institution, proposals)
    chosen = {one.candidate.session.pk for one in proposals}
    there = {sid: _sitting(sid, days, chosen, proposals) for sid, _ in places}
    coming = {sid: coming_seats.at(institution, sid, besides=chosen) for sid in there}
    for sid, seats in coming.items():
        for one in seats:
            _add(there[sid].setdefault(one.session_id, []), (one.start, one.end))
    twice, still = _twice(proposals, _overlap), _twice(proposals, _may_go_on)
    found: dict[int, JudgedProposal] = {}
    for one in proposals:
        pk, known = one.candidate.session.pk, _days_of(one, days)
        hindrance, may_reach = _other_bookings(one, chosen)
        found[pk] = replace(
            _judged(one, places.get(_where_and_when(one)), there, known),
            hindrance=hindrance or "".join(BOTH.format(other=said) for said in twice[pk][-1:]),
            about_learner=tuple(MAY_REACH_IT.format(other=x) for x in (*may_reach, *still[pk])),
        )
    for pk in _beside_endless(proposals, coming):
        found[pk] = replace(found[pk], is_up_to=True)
    return found


def _other_bookings(one: Proposal, chosen: Container[int]) -> tuple[str, list[str]]:
    """Which other booking of the learner's rules it out; and which may still go on then, but for
    those that are moved together with it.
    """
    others = OtherBookings(one.candidate.session)
    beside = others.beside(one.start, also_of_exam=False)
    may_reach = others.that_may_reach(one.start, also_of_exam=False)
    hindrance = ANOTHER.format(other=beside[0].in_words) if beside else ""
    return hindrance, [other.in_words for other in may_reach if other.session.pk not in chosen]


def _beside_endless(
    proposals: Sequence[Proposal], coming: Mapping[str, Sequence[ComingSeat]]
) -> list[int]:
    """The keys of those beside which another, or one that is to come, may sit still: nobody knows
    until when.
    """
    starts = {sid: [one.start for one in seats if not one.minutes] for sid, seats in coming.items()}
    for one in proposals:
        if one.candidate.is_endless:
            starts.setdefault(one.candidate.seat.location_sid, []).append(one.start)
    for same in starts.values():
        same.sort()
    return [one.candidate.session.pk for one in proposals if _is_beside(one, starts)]


def _is_beside(one: Proposal, starts: Mapping[str, list[datetime]]) -> bool:
    """Whether one of these starts, in order by location, is another's that may reach into it."""
    same = starts.get(one.candidate.seat.location_sid, [])
    first = bisect_right(same, one.start - LONGEST_STAY)
    return bisect_left(same, one.end) - first > one.candidate.is_endless


def held_back(
    institution: Institution, proposals: Sequence[Proposal], unusable: Unusable | None
) -> dict[int, tuple[str, ...]]:
    """What speaks so much against some of them that they are proposed to nobody who has not read
    it: the place can’t be used then, or its hours are over. By the session's primary key.
    """
    places = _places(institution, proposals)
    found = {
        one.candidate.session.pk: _against(one, places.get(_where_and_when(one)), unusable)
        for one in proposals
    }
    return {pk: said for pk, said in found.items() if said}


def _against(
    one: Proposal, place: LocationAvailability | None, unusable: Unusable | None
) -> tuple[str, ...]:
    said = [unusable.against(one)] if unusable else []
    if place:
        minutes = one.candidate.length // timedelta(minutes=1)
        said.append(about_hours(place, one.start, minutes, str(one.candidate.session.zone)).text)
    return tuple(filter(None, said))


def _places(
    institution: Institution, proposals: Sequence[Proposal]
) -> dict[tuple[str, date], LocationAvailability | None]:
    """What is known of each location, near each day."""
    return {
        (sid, day): availability.availability_at(institution, sid, near=day)
        for sid, day in {_where_and_when(one) for one in proposals}
        if sid
    }


def _twice(
    proposals: Sequence[Proposal], is_beside: Callable[[Proposal, Proposal], bool]
) -> dict[int, list[str]]:
    """The others of these exams beside which each learner would sit in one, by session."""
    by_learner: dict[str, list[Proposal]] = {}
    for one in proposals:
        by_learner.setdefault(one.candidate.session.user_sid.casefold(), []).append(one)
    return {
        one.candidate.session.pk: [
            _in_words(other) for other in same if sid and other is not one and is_beside(one, other)
        ]
        for sid, same in by_learner.items()
        for one in same
    }


def _overlap(one: Proposal, other: Proposal) -> bool:
    return one.start < other.end and other.start < one.end


def _may_go_on(one: Proposal, other: Proposal) -> bool:
    """Whether the other, begun before, may still go on when this one starts."""
    may_reach = other.candidate.is_endless and other.end <= one.start < other.start + REACH
    return may_reach and not _overlap(one, other)


def _in_words(one: Proposal) -> str:
    session = one.candidate.session
    when = say(one.start, str(session.zone)).whole
    return f"{session.exam_title or 'another exam'}, {when}"


def _where_and_when(one: Proposal) -> tuple[str, date]:
    """The location and the day that hours and seats are asked of."""
    zone = one.candidate.session.institution.time_zone
    return one.candidate.seat.location_sid, known_days.local_day(one.start, zone)


def _days_of_all(institution: Institution, proposals: Iterable[Proposal]) -> set[date]:
    zone = institution.time_zone
    return {day for one in proposals for day in known_days.days_from(one.start, one.end, zone)}


def _days_of(one: Proposal, days: dict[date, Day]) -> list[Day]:
    """What is known of the days on which somebody would sit; none where one of them is not."""
    wanted = known_days.days_from(one.start, one.end, one.candidate.session.institution.time_zone)
    return [days[day] for day in wanted] if all(day in days for day in wanted) else []


def _sitting(
    sid: str, days: dict[date, Day], chosen: set[int], proposals: Sequence[Proposal]
) -> dict[int, Spans]:
    """From when to when each session sits there, or may: those proposed at their new times. Who may
    sit in one of two seats has a time for each, or where they overlap one for both.
    """
    found: dict[int, Spans] = {}
    seated = [seat for day in days.values() if sid in day.places for seat in day.places[sid].seated]
    for one in sorted(seated, key=lambda seat: seat.start):
        if one.session.pk not in chosen:
            spans = found.setdefault(one.session.pk, [])
            start = spans.pop()[0] if spans and spans[-1][1] > one.start else one.start
            spans.append((start, one.end_at_least))
    mine = (one for one in proposals if one.candidate.seat.location_sid == sid)
    return found | {one.candidate.session.pk: [(one.start, one.end)] for one in mine}


def _add(spans: Spans, added: tuple[datetime, datetime]) -> None:
    """A time in which the same learner sits there; with one that it overlaps it is one."""
    for number, (start, end) in enumerate(spans):
        if start < added[1] and added[0] < end:
            spans[number] = min(start, added[0]), max(end, added[1])
            return
    spans.append(added)


def _judged(
    one: Proposal,
    place: LocationAvailability | None,
    there: dict[str, dict[int, Spans]],
    days: list[Day],
) -> JudgedProposal:
    session = one.candidate.session
    if place is None or place.seats is None:
        is_somewhere = bool(one.candidate.seat.location_sid)
        return JudgedProposal(lacks_seats=is_somewhere)
    if not days:
        return JudgedProposal(warnings=(NOT_COUNTED,))
    others = Counter(
        span
        for pk, spans in there[one.candidate.seat.location_sid].items()
        if pk != session.pk
        for span in spans
    )
    taken = availability.most_at_once(others, one.start, one.end)
    said = about_seats(replace(place, taken=taken, unplaced=0)).text
    free = max(0, place.seats - taken)
    warnings = (said,) if said else ()
    sid = one.candidate.seat.location_sid
    is_up_to = any(day.may_have_more(sid, one.start, one.end) for day in days)
    return JudgedProposal(warnings=warnings, free=free, is_up_to=is_up_to)
