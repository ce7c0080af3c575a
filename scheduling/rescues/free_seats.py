"""Seats at new times that are proposed together: how many those leave free who are not moved, and
for which of the proposals none of them is left.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from scheduling.exam_sessions.attendance import LONGEST_STAY
from scheduling.models import Institution
from scheduling.opening_hours.hours_of_days import LocationAvailability
from scheduling.opening_hours.seats_warnings import TakenBy, none_left
from scheduling.rescues import known_days
from scheduling.rescues.candidates import Proposal
from scheduling.rescues.known_days import Day
from scheduling.seats import availability, coming_seats
from scheduling.seats.coming_seats import ComingSeat

Spans = list[tuple[datetime, datetime]]
WhereAndWhen = tuple[str, date]
NO_SPANS: Spans = []


@dataclass(frozen=True, slots=True)
class FreeSeats:
    """The seats at a new time: how many those leave who are not moved with it, None where that is
    not known, because nobody entered how many there are or nobody counted who sits there then;
    whose all of them are where none is left (`taken_by`), and that in a sentence. `is_up_to` where
    more may sit there than were counted.
    """

    free: int | None = None
    taken_by: TakenBy | None = None
    why_none: str = ""
    is_up_to: bool = False
    are_not_entered: bool = False
    is_counted: bool = True


@dataclass(frozen=True, slots=True)
class _There:
    """Who sits at a location, from when to when, by the session's primary key: those booked, and
    these with those whom rescues under way are still to move there (`or_coming`).
    """

    booked: Mapping[int, Spans]
    or_coming: Mapping[int, Spans]
    coming: Sequence[ComingSeat]


def of(
    institution: Institution, proposals: Sequence[Proposal], not_chosen: Sequence[Proposal] = ()
) -> dict[int, FreeSeats]:
    """The seats of each, by the session's primary key. A proposal needs one that those before it
    leave; who is not chosen stays, and would leave the own one.
    """
    every = [*proposals, *not_chosen]
    days = known_days.of(institution, _days_of_all(institution, every))
    known = locations(institution, every)
    chosen = {one.candidate.session.pk for one in proposals}
    there = {sid: _there(institution, sid, days, chosen) for sid, _ in known}
    found: dict[int, FreeSeats] = {}
    before: dict[str, Spans] = {}
    for one in every:
        pk, sid = one.candidate.session.pk, one.candidate.seat.location_sid
        first = before.setdefault(sid, []) if pk in chosen else []
        found[pk] = _seats(one, known.get(where_and_when(one)), there, _days_of(one, days), first)
        first.append((one.start, one.end))
    for pk in _beside_endless(proposals, not_chosen, there):
        found[pk] = replace(found[pk], is_up_to=True)
    return found


def locations(
    institution: Institution, proposals: Sequence[Proposal]
) -> dict[WhereAndWhen, LocationAvailability | None]:
    """What is known of each location, near each day."""
    return {
        (sid, day): availability.availability_at(institution, sid, near=day)
        for sid, day in {where_and_when(one) for one in proposals}
        if sid
    }


def where_and_when(one: Proposal) -> WhereAndWhen:
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


def _there(
    institution: Institution, sid: str, days: Mapping[date, Day], chosen: Collection[int]
) -> _There:
    booked = _booked(sid, days, chosen)
    coming = coming_seats.at(institution, sid, besides=chosen)
    or_coming = {pk: list(spans) for pk, spans in booked.items()}
    for one in coming:
        _add(or_coming.setdefault(one.session_id, []), (one.start, one.end))
    return _There(booked, or_coming, coming)


def _booked(sid: str, days: Mapping[date, Day], besides: Collection[int]) -> dict[int, Spans]:
    """From when to when each session sits there, or may. Who may sit in one of two seats has a time
    for each, or where they overlap one for both.
    """
    found: dict[int, Spans] = {}
    seated = [seat for day in days.values() if sid in day.places for seat in day.places[sid].seated]
    for one in sorted(seated, key=lambda seat: seat.start):
        if one.session.pk not in besides:
            spans = found.setdefault(one.session.pk, [])
            start = spans.pop()[0] if spans and spans[-1][1] > one.start else one.start
            spans.append((start, one.end_at_least))
    return found


def _add(spans: Spans, added: tuple[datetime, datetime]) -> None:
    """A time in which the same learner sits there; with one that it overlaps it is one."""
    for number, (start, end) in enumerate(spans):
        if start < added[1] and added[0] < end:
            spans[number] = min(start, added[0]), max(end, added[1])
            return
    spans.append(added)


def _seats(
    one: Proposal,
    place: LocationAvailability | None,
    there: Mapping[str, _There],
    days: Sequence[Day],
    before: Spans,
) -> FreeSeats:
    sid = one.candidate.seat.location_sid
    if place is None or place.seats is None:
        return FreeSeats(are_not_entered=bool(sid))
    if not days:
        return FreeSeats(is_counted=False)
    booked = _most(one, there[sid].booked)
    others = _most(one, there[sid].or_coming)
    with_chosen = _most(one, there[sid].or_coming, before)
    by = (TakenBy.BOOKINGS, booked), (TakenBy.MOVES, others), (TakenBy.CHOSEN, with_chosen)
    taken_by = next((who for who, taken in by if taken >= place.seats), None)
    return FreeSeats(
        free=max(0, place.seats - others),
        taken_by=taken_by,
        why_none=none_left(taken_by, place.seats) if taken_by else "",
        is_up_to=any(day.may_have_more(sid, one.start, one.end) for day in days),
    )


def _most(one: Proposal, there: Mapping[int, Spans], before: Spans = NO_SPANS) -> int:
    """The most seats that others take at a moment of the new time."""
    pk = one.candidate.session.pk
    taken = Counter(span for key, spans in there.items() if key != pk for span in spans)
    taken.update(before)
    return availability.most_at_once(taken, one.start, one.end)


def _beside_endless(
    proposals: Sequence[Proposal], not_chosen: Sequence[Proposal], there: Mapping[str, _There]
) -> list[int]:
    """The keys of those beside which another, or one that is to come, may sit still: nobody knows
    until when.
    """
    starts = {
        sid: [one.start for one in known.coming if not one.minutes] for sid, known in there.items()
    }
    for one in proposals:
        if one.candidate.is_endless:
            starts.setdefault(one.candidate.seat.location_sid, []).append(one.start)
    for same in starts.values():
        same.sort()
    beside = [one for one in proposals if _is_beside(one, starts, one.candidate.is_endless)]
    beside += [one for one in not_chosen if _is_beside(one, starts, False)]
    return [one.candidate.session.pk for one in beside]


def _is_beside(one: Proposal, starts: Mapping[str, list[datetime]], own: int) -> bool:
    """Whether one of these starts, in order by location, is another's that may reach into it: of so
    many (`own`) it is its own.
    """
    same = starts.get(one.candidate.seat.location_sid, [])
    first = bisect_right(same, one.start - LONGEST_STAY)
    return bisect_left(same, one.end) - first > own
