"""The places of a day: when each is open, how many seats it has, and who sits there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from scheduling.exam_sessions.moments.seat_load import BoardPlace, Seated
from scheduling.exam_sessions.search.text_folding import sort_key_of_name
from scheduling.models import (
    ExamSession,
    HoursByDate,
    Institution,
    Location,
    OpeningHours,
    sql_statements,
)
from scheduling.models.columns.kept_columns import is_damaged
from scheduling.models.type_rules_hours_prices import are_hours
from scheduling.opening_hours.hours_of_days import (
    Span,
    SpecialHours,
    days_between,
    open_times,
    reason_on,
    spans_on,
)
from scheduling.seats import coming_seats
from scheduling.seats.coming_seats import ComingSeat
from scheduling.wall_time import midnight

ONE_DAY = timedelta(days=1)
NO_PLACE = "Without a location, or not known"
IN_ORDER = "ORDER BY weekday, opens"


@dataclass(frozen=True, slots=True)
class OneDay:
    """A day, its first moment, and what is entered for the days around it: it may be another one at
    a place. `maybe` counts who may sit there besides, by institution and location's SID; `coming`
    are those whom a batch is still to move to one.
    """

    day: date
    first: datetime
    special: Sequence[HoursByDate]
    maybe: Counter[tuple[int, str]]
    coming: Mapping[tuple[int, str], Sequence[Seated]]

    def split(self, there: Iterable[Seated]) -> dict[str, list[Seated]]:
        """Those of the day, and those from before, as a place has them."""
        found: dict[str, list[Seated]] = {"seated": [], "from_before": []}
        for one in there:
            found["from_before" if one.may_still_sit(self.first) else "seated"].append(one)
        return found

    def maybe_at(self, location: Location) -> int:
        key = location.institution_id
        return self.maybe[key, location.pl_sid] + self.maybe[key, ""]


def special_of(location: Location, entered: Iterable[HoursByDate]) -> list[SpecialHours]:
    """What of it holds at a location, its institution's too. What can't be read may hold on any of
    its days, and where it can't be read of which location it is, at each.
    """
    return [
        SpecialHours(
            one.first_day or date.min,
            one.last_day or date.max,
            one.opens,
            one.closes,
            one.reason,
            is_of_location=one.location_id is not None,
            is_known=one.is_readable,
        )
        for one in entered
        if one.institution_id == location.institution_id and _may_be_at(location, one)
    ]


def _may_be_at(location: Location, entry: HoursByDate) -> bool:
    return entry.location_id in (None, location.pk) or is_damaged(entry.location_id)


def locations(institutions: Sequence[Institution]) -> list[Location]:
    """All that were entered at these institutions, with the hours of each, by name."""
    if not institutions:
        return []
    by_key = {one.pk: one for one in institutions}
    there = f"institution_id IN {sql_statements.marks(list(by_key))}"
    found = sql_statements.every(Location, there, *by_key)
    of_these = f"location_id IN (SELECT id FROM scheduling_location WHERE {there})"
    hours: dict[int, list[OpeningHours]] = {}
    for one in sql_statements.every(OpeningHours, f"{of_these} {IN_ORDER}", *by_key):
        hours.setdefault(one.location_id, []).append(one)
    for one in found:
        one.institution = by_key[one.institution_id]
        one.hours_entered = _if_known(hours.get(one.pk, []))
    return sorted(found, key=_by_name)


def _if_known(hours: list[OpeningHours]) -> list[OpeningHours]:
    """None where one of them can't be read: a day would be told as closed that isn't."""
    is_known = all(are_hours(one.weekday, one.opens, one.closes) for one in hours)
    return hours if is_known else []


def _by_name(location: Location) -> tuple[str, str, int]:
    names = location.institution.name, location.name
    return sort_key_of_name(names[0]), sort_key_of_name(names[1]), location.pk


def of(
    known: Iterable[Location], seated: Iterable[Seated], at: OneDay, asked_sid: str = ""
) -> list[BoardPlace]:
    """The locations that are offered, those where somebody sits and the one that is asked for, and
    at the end one row for what has no location.
    """
    by_place: dict[tuple[int, str], list[Seated]] = {}
    for one in seated:
        key = one.session.institution_id, one.location_sid
        by_place.setdefault(key, []).append(one)
    entered = [(one, by_place.pop((one.institution_id, one.pl_sid), [])) for one in known]
    places = [
        _place(one, there, at)
        for one, there in entered
        if one.is_active or there or one.pl_sid == asked_sid
    ]
    unknown = [_named(sid, there, at) for (_, sid), there in by_place.items() if sid]
    elsewhere = [one for (_, sid), there in by_place.items() if not sid for one in there]
    nowhere = [BoardPlace(name=NO_PLACE, **at.split(elsewhere))] if elsewhere else []
    return [*places, *unknown, *nowhere]


def coming(
    seats: Mapping[coming_seats.Place, Sequence[ComingSeat]], first: datetime, last: datetime
) -> dict[coming_seats.Place, list[Seated]]:
    """Whom batches are still to move to each location then: which, and from when to when."""
    every = {
        place: [Seated(ExamSession(id=one.session_id), one.start, one.known_end) for one in some]
        for place, some in seats.items()
    }
    return {place: [one for one in some if one.sits(first, last)] for place, some in every.items()}


def zone_of(location: Location) -> str:
    """By whose clock its days and hours are: the one on its walls, or else its institution's.
    Online it has no walls, whatever was entered (`WALL_CLOCK` of the catalogue).
    """
    own = "" if _is_online(location) else location.time_zone
    return own or location.institution.time_zone


def _is_online(location: Location) -> bool:
    return location.kind == Location.Kind.ONLINE


def _place(location: Location, there: list[Seated], at: OneDay) -> BoardPlace:
    zone = zone_of(location)
    spans = [Span(one.weekday, one.opens, one.closes) for one in location.hours_entered]
    special = special_of(location, at.special)
    days = days_between(at.day - ONE_DAY, at.day + ONE_DAY)
    unknown = [one for one in days if spans_on(one, spans, special) is None]
    is_known = len(unknown) < len(days)
    return BoardPlace(
        name=location.name,
        institution=location.institution.name,
        install_sid=location.institution.sid,
        sid=location.pl_sid,
        zone=zone,
        has_zone=bool(location.time_zone) and not _is_online(location),
        is_online=_is_online(location),
        seats=location.seats,
        open_times=open_times(spans, zone, days[0], days[-1], special) if is_known else None,
        unknown_times=[(midnight(one, zone), midnight(one + ONE_DAY, zone)) for one in unknown],
        special_reason=reason_on(at.day, special),
        maybe=at.maybe_at(location),
        coming=at.coming.get((location.institution_id, location.pl_sid), ()),
        first=at.first,
        is_listed=location.institution.synced_at is not None,
        **at.split(there),
    )


def _named(sid: str, there: list[Seated], at: OneDay) -> BoardPlace:
    """A location that nobody entered here, by what the provider calls it."""
    names = (one.session.location_name for one in there)
    return BoardPlace(
        name=next(filter(None, names), sid),
        institution=there[0].session.institution.name,
        install_sid=there[0].session.institution.sid,
        sid=sid,
        first=at.first,
        **at.split(there),
    )
