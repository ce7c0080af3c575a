"""The figures of a week at some institutions, by the clock of one zone.

Counted is what is known here: the provider's list and this portal's own requests. A session whose
status shows nothing certain, or for which a request is open, is counted as that, never as booked or
as free. At one location what may be there, because nobody has read where it is, stands in a last
row of its own. Where there may be more than is known, a number is one from below (`AtLeast`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from statistics import median, quantiles
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from scheduling.exam_sessions.lists import listed_statuses
from scheduling.exam_sessions.lists.tab_conditions import IS_NOT_CHECKED
from scheduling.models import Attempt, ExamSession, Institution, sql_statements, status_of
from scheduling.proctoring_api.parsing import moment
from scheduling.seats import standing_requests
from scheduling.wall_time import midnight
from scheduling.weeks.iso_weeks import days_of
from scheduling.weeks.known_numbers import AtLeast, Number

MOST_COURSES = 15
OTHER_COURSES = "Other courses"
NO_COURSE = "Course not known"
NOT_LOADED = "Location not loaded yet"
NOT_LISTED = "Sessions not loaded yet"
NAMES_A_LOCATION = Q(asked__has_key="proctorLocationSid")
SESSIONS = ("Booked", "Waiting for approval", "Closed", "Cancelled", "Not booked or not certain")
UNCERTAIN = len(SESSIONS) - 1
REQUESTS = (
    "Done at once",
    "Refused or not sent",
    "Not known at first, then done",
    "Not known at first, then not done",
    "Still being checked",
    Attempt.NEEDS_DECISION,
)
# Of the sessions that wait, the numbers alone: there may be thousands.
BY_COURSE = """SELECT course_name, count(*) FROM scheduling_examsession
WHERE institution_id IN {institutions} AND status IN {statuses}
  AND dropped_at IS NULL AND listed_at IS NOT NULL AND {is_not_checked}
GROUP BY course_name ORDER BY course_name"""
NOBODY_READ = "location_sid = '' AND refreshed_at IS NULL"
SECONDS = ("Half were answered within", "95 of 100 within")


@dataclass(frozen=True, slots=True)
class Row:
    """A label of a figure with its numbers, one for each series; None where there is none.

    `day`, `at` and `course` say what it is about, for a link there; one that has none of them leads
    nowhere. `later` are the days of which the numbers are of the later of two such times.
    """

    label: str
    values: Sequence[Number]
    day: date | None = None
    at: str = ""
    course: str = ""
    later: Collection[date] = ()


class Asked(NamedTuple):
    """What is counted of a request of this portal."""

    started_at: datetime
    finished_at: datetime | None
    state: str
    settled_how: str
    needs_person: bool


@dataclass(frozen=True)
class Scope:
    """What is counted: a week at institutions, perhaps at one location, by a zone's clock. What
    several figures count is read once.
    """

    institutions: Sequence[Institution]
    location_sid: str
    monday: date
    zone: str

    @cached_property
    def days(self) -> list[date]:
        return days_of(self.monday)

    @property
    def is_listed(self) -> bool:
        """Whether the sessions of each of its institutions were ever loaded."""
        return all(one.synced_at is not None for one in self.institutions)

    @cached_property
    def bounds(self) -> tuple[datetime, datetime]:
        after = self.monday + timedelta(days=7)
        return midnight(self.monday, self.zone), midnight(after, self.zone)

    @cached_property
    def _midnights(self) -> list[datetime]:
        return [midnight(day, self.zone) for day in self.days]

    def day_at(self, instant: datetime) -> date:
        """The day of the week that an instant of it is on."""
        return self.days[bisect_right(self._midnights, instant) - 1]

    @cached_property
    def open_requests(self) -> list[tuple[int, dict[str, Any], bool]]:
        """What is still being asked about, or was booked and is not shown: the session, what is
        asked, and whether it is listed and has no start yet.
        """
        return [
            (
                one.session_id,
                one.asked,
                not (one.session.appointment_at or one.session.dropped_at),
            )
            for one in standing_requests.at(self.institutions)
        ]

    @cached_property
    def requests(self) -> list[Asked]:
        """This portal's requests of the week for the place."""
        return _asked_where(self, _is_asked_there(self))

    @cached_property
    def requests_nowhere(self) -> list[Asked]:
        """The same of those that may be for the place: nobody has read where they are."""
        return _asked_where(self, _may_be_asked_there(self)) if self.location_sid else []


def sessions_a_day(scope: Scope) -> list[Row]:
    """Listed sessions by the day of their start, or of the start that is being asked for where they
    have none: one number for each of `SESSIONS`.
    """
    is_open = {session for session, _, _ in scope.open_requests}
    told = Counter(
        (scope.day_at(start), status, pk in is_open) for pk, status, start in _listed_there(scope)
    )
    counted = Counter((scope.day_at(start), UNCERTAIN) for start in _asked_starts(scope))
    for (day, status, is_asked), many in told.items():
        counted[day, _session_series(status, is_open=is_asked)] += many
    nowhere = Counter(
        _session_series(status, is_open=pk in is_open) for pk, status, _ in _may_be_there(scope)
    )
    rows = [*_by_day(scope, counted, SESSIONS), *_not_loaded(nowhere, SESSIONS)]
    return rows if scope.is_listed else [_at_least(row) for row in rows]


def requests_a_day(scope: Scope) -> list[Row]:
    """This portal's bookings, moves and cancellations by the day they were asked for: one number
    for each of `REQUESTS`.
    """
    counted = Counter((scope.day_at(one.started_at), _series_of(one)) for one in scope.requests)
    nowhere = Counter(_series_of(one) for one in scope.requests_nowhere)
    return [*_by_day(scope, counted, REQUESTS), *_not_loaded(nowhere, REQUESTS)]


def seconds_a_day(scope: Scope) -> list[Row]:
    """How long requests took that were settled by the provider's own answer, by day: one number for
    each of `SECONDS`; None on a day without any.
    """
    took: dict[date, list[float]] = {}
    for started, seconds in _answered(scope.requests):
        took.setdefault(scope.day_at(started), []).append(seconds)
    rows = [Row("", _spread(took.get(day, [])), day=day) for day in scope.days]
    nowhere = [seconds for _, seconds in _answered(scope.requests_nowhere)]
    return [*rows, Row(NOT_LOADED, _spread(nowhere))] if nowhere else rows


def _answered(requests: Iterable[Asked]) -> Iterator[tuple[datetime, float]]:
    """When each was asked for that was settled by an answer, and the seconds it took."""
    for one in requests:
        if one.settled_how == Attempt.SettledHow.ANSWER and one.finished_at:
            yield one.started_at, (one.finished_at - one.started_at).total_seconds()


def to_book_by_course(scope: Scope) -> list[Row]:
    """Sessions that need a proctor now and for which no request is open, by course, the most first;
    the rest in one row.
    """
    # A location is known of booked sessions alone: what waits to be booked has none.
    counted = Counter(dict(_waiting_by_course(scope)))
    most = counted.most_common(MOST_COURSES)
    rows = [Row(course or NO_COURSE, [count], course=course) for course, count in most]
    if rest := sum(counted.values()) - sum(count for _, count in most):
        rows.append(Row(OTHER_COURSES, [rest]))
    return rows if scope.is_listed else [_at_least(row) for row in (*rows, Row(NOT_LISTED, [0]))]


def _waiting_by_course(scope: Scope) -> list[tuple[Any, ...]]:
    texts = listed_statuses.statuses_there(scope.institutions)
    waiting = [one for one in sorted(texts) if status_of(one).needs_proctor]
    keys = [one.pk for one in scope.institutions]
    sql = BY_COURSE.format(
        institutions=sql_statements.marks(keys),
        statuses=sql_statements.marks(waiting),
        is_not_checked=IS_NOT_CHECKED.sql,
    )
    return sql_statements.rows(sql, *keys, *waiting, *IS_NOT_CHECKED.values) if waiting else []


def _listed_there(scope: Scope) -> list[list[Any]]:
    """The key, the status and the start of each listed session of the week at the place."""
    if scope.location_sid:
        return _listed(scope, "location_sid = %s", scope.location_sid)
    return _listed(scope, "TRUE")


def _may_be_there(scope: Scope) -> list[list[Any]]:
    """Of which nobody has read where they are; at all locations they are counted like others."""
    return _listed(scope, NOBODY_READ) if scope.location_sid else []


def _listed(scope: Scope, where: str, *values: object) -> list[list[Any]]:
    keys = [one.pk for one in scope.institutions]
    if not keys:
        return []
    week = f"institution_id IN {sql_statements.marks(keys)} AND dropped_at IS NULL"
    bounds = (sql_statements.stored(ExamSession, "appointment_at", at) for at in scope.bounds)
    return sql_statements.attributes(
        ExamSession,
        f"{week} AND appointment_at >= %s AND appointment_at < %s AND {where}",
        *(*keys, *bounds, *values),
        only=("id", "appointment_at", "status"),
    )


def _asked_starts(scope: Scope) -> Iterator[datetime]:
    """The starts in the week that are being asked for there, for sessions that have none yet."""
    first, last = scope.bounds
    for request in (asked for _, asked, has_none in scope.open_requests if has_none):
        start = moment(request.get("appointmentDateTime"))
        is_there = scope.location_sid in ("", request.get("proctorLocationSid"))
        if start and is_there and first <= start < last:
            yield start


def _asked_where(scope: Scope, where: Q) -> list[Asked]:
    return [Asked(*row) for row in _asked(scope).filter(where).values_list(*Asked._fields)]


def _asked(scope: Scope) -> QuerySet[Attempt]:
    first, last = scope.bounds
    here = Attempt.objects.at(scope.institutions)
    return here.filter(started_at__gte=first, started_at__lt=last)


def _is_asked_there(scope: Scope) -> Q:
    """Requests for the location; of those that name none, the ones about what is booked there. A
    booking that was not made, of a type without a location, was for none.
    """
    if not scope.location_sid:
        return Q()
    is_booked = ~Q(action=Attempt.Action.SCHEDULE) | Q(state=Attempt.State.ACCEPTED)
    about = ~NAMES_A_LOCATION & is_booked & Q(session__location_sid=scope.location_sid)
    return Q(asked__proctorLocationSid=scope.location_sid) | about


def _may_be_asked_there(scope: Scope) -> Q:
    return ~NAMES_A_LOCATION & Q(session__location_sid="", session__refreshed_at=None)


def _session_series(text: str, *, is_open: bool) -> int:
    """Which of `SESSIONS` it counts as; while a request for it is open, nothing is certain."""
    if is_open:
        return UNCERTAIN
    status = status_of(text)
    shown = (status.is_booked, status.is_pending, status.is_closed, status.is_cancelled, True)
    return shown.index(True)


def _series_of(one: Asked) -> int:
    """Which of `REQUESTS` it counts among."""
    if one.state in Attempt.OPEN:
        return 5 if one.needs_person else 4
    is_done = one.state == Attempt.State.ACCEPTED
    if one.settled_how == Attempt.SettledHow.ANSWER or one.state == Attempt.State.UNREACHABLE:
        return 0 if is_done else 1
    return 2 if is_done else 3


def _by_day(scope: Scope, counted: Counter[tuple[date, int]], series: Sequence[str]) -> list[Row]:
    numbers = range(len(series))
    return [Row("", [counted[day, one] for one in numbers], day=day) for day in scope.days]


def _not_loaded(counted: Counter[int], series: Sequence[str]) -> list[Row]:
    numbers = [counted[one] for one in range(len(series))]
    return [Row(NOT_LOADED, numbers)] if counted else []


def _at_least(row: Row) -> Row:
    return replace(row, values=[AtLeast.of(value) for value in row.values])


def _spread(took: Iterable[float]) -> list[float | None]:
    known = sorted(took)
    if not known:
        return [None, None]
    ninety_five = quantiles(known, n=20, method="inclusive")[-1] if len(known) > 1 else known[0]
    return [round(median(known), 3), round(ninety_five, 3)]
