"""The figures of a week at some institutions, by the clock of one zone.

Counted is what is known here: the provider's list and this portal's own requests. A session whose
status shows nothing certain, or for which a request is open, is counted as that, never as booked or
as free. At one location what may be there, because nobody has read where it is, stands in a last
row of its own. Where there may be more than is known, a number is one from below (`AtLeast`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from statistics import median, quantiles
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from scheduling.models import Attempt, ExamSession, Institution, SessionStatus, status_of
from scheduling.proctoring_api.parsing import moment
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
    "Needs a decision",
)
SECONDS = ("Half were answered within", "95 of 100 within")


@dataclass(frozen=True, slots=True)
class Row:
    """A label of a figure with its numbers, one for each series; None where there is none.

    `day`, `at` and `course` say what it is about, for a link there; one that has none of them leads
    nowhere.
    """

    label: str
    values: Sequence[Number]
    day: date | None = None
    at: str = ""
    course: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """What is counted: a week at institutions, perhaps at one location, by a zone's clock."""

    institutions: Sequence[Institution]
    location_sid: str
    monday: date
    zone: str

    @property
    def days(self) -> list[date]:
        return days_of(self.monday)

    @property
    def is_listed(self) -> bool:
        """Whether the sessions of each of its institutions were ever loaded."""
        return all(one.synced_at is not None for one in self.institutions)

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        after = self.monday + timedelta(days=7)
        return midnight(self.monday, self.zone), midnight(after, self.zone)

    def day_at(self, instant: datetime) -> date:
        return instant.astimezone(ZoneInfo(self.zone)).date()


def sessions_a_day(scope: Scope) -> list[Row]:
    """Listed sessions by the day of their start, or of the start that is being asked for where they
    have none: one number for each of `SESSIONS`.
    """
    is_open = frozenset(_open_requests(scope).values_list("session_id", flat=True))
    shown = _listed(scope).values_list("pk", "appointment_at", "status")
    counted = Counter(
        (scope.day_at(start), _session_series(status_of(status), is_open=pk in is_open))
        for pk, start, status in shown.filter(_is_there(scope))
    )
    counted.update((scope.day_at(start), UNCERTAIN) for start in _asked_starts(scope))
    nowhere = Counter(
        _session_series(status_of(status), is_open=pk in is_open)
        for pk, _, status in shown.filter(_may_be_there(scope))
    )
    rows = [*_by_day(scope, counted, SESSIONS), *_not_loaded(nowhere, SESSIONS)]
    return rows if scope.is_listed else [_at_least(row) for row in rows]


def requests_a_day(scope: Scope) -> list[Row]:
    """This portal's bookings, moves and cancellations by the day they were asked for: one number
    for each of `REQUESTS`.
    """
    asked = _asked(scope).values_list("started_at", "state", "settled_how", "needs_person")
    counted = Counter(
        (scope.day_at(at), _request_series(*became))
        for at, *became in asked.filter(_is_asked_there(scope))
    )
    nowhere = Counter(
        _request_series(*became) for _, *became in asked.filter(_may_be_asked_there(scope))
    )
    return [*_by_day(scope, counted, REQUESTS), *_not_loaded(nowhere, REQUESTS)]


def seconds_a_day(scope: Scope) -> list[Row]:
    """How long requests took that were settled by the provider's own answer, by day: one number for
    each of `SECONDS`; None on a day without any.
    """
    answered = _asked(scope).filter(
        settled_how=Attempt.SettledHow.ANSWER, finished_at__isnull=False
    )
    moments = answered.values_list("started_at", "finished_at")
    took: dict[date, list[float]] = {}
    for started, finished in moments.filter(_is_asked_there(scope)):
        took.setdefault(scope.day_at(started), []).append((finished - started).total_seconds())
    rows = [Row("", _spread(took.get(day, [])), day=day) for day in scope.days]
    nowhere = [
        (finished - started).total_seconds()
        for started, finished in moments.filter(_may_be_asked_there(scope))
    ]
    return [*rows, Row(NOT_LOADED, _spread(nowhere))] if nowhere else rows


def to_book_by_course(scope: Scope) -> list[Row]:
    """Sessions that need a proctor now, by course, the most first; the rest in one row."""
    # A location is known of booked sessions alone: what waits to be booked has none.
    waiting = ExamSession.objects.filter(
        institution__in=scope.institutions, dropped_at=None, listed_at__isnull=False
    )
    counted = Counter[str]()
    for status, course in waiting.values_list("status", "course_name"):
        if status_of(status).needs_proctor:
            counted[course] += 1
    most = counted.most_common(MOST_COURSES)
    rows = [Row(course or NO_COURSE, [count], course=course) for course, count in most]
    if rest := sum(counted.values()) - sum(count for _, count in most):
        rows.append(Row(OTHER_COURSES, [rest]))
    return rows if scope.is_listed else [_at_least(row) for row in (*rows, Row(NOT_LISTED, [0]))]


def _listed(scope: Scope) -> QuerySet[ExamSession]:
    first, last = scope.bounds
    return ExamSession.objects.filter(
        institution__in=scope.institutions,
        dropped_at=None,
        appointment_at__gte=first,
        appointment_at__lt=last,
    )


def _open_requests(scope: Scope) -> QuerySet[Attempt]:
    return Attempt.objects.filter(
        session__institution__in=scope.institutions, state__in=Attempt.OPEN
    )


def _asked_starts(scope: Scope) -> Iterator[datetime]:
    """The starts in the week that are being asked for there, for sessions that have none yet."""
    first, last = scope.bounds
    asked = _open_requests(scope).filter(session__appointment_at=None, session__dropped_at=None)
    for request in asked.values_list("asked", flat=True):
        start = moment(request.get("appointmentDateTime"))
        is_there = scope.location_sid in ("", request.get("proctorLocationSid"))
        if start and is_there and first <= start < last:
            yield start


def _is_there(scope: Scope) -> Q:
    return Q(location_sid=scope.location_sid) if scope.location_sid else Q()


def _may_be_there(scope: Scope) -> Q:
    """Of which nobody has read where they are; at all locations they are counted like others."""
    return Q(location_sid="", refreshed_at=None) if scope.location_sid else Q(pk__in=())


def _asked(scope: Scope) -> QuerySet[Attempt]:
    first, last = scope.bounds
    return Attempt.objects.filter(
        session__institution__in=scope.institutions, started_at__gte=first, started_at__lt=last
    )


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
    if not scope.location_sid:
        return Q(pk__in=())
    return ~NAMES_A_LOCATION & Q(session__location_sid="", session__refreshed_at=None)


def _session_series(status: SessionStatus, *, is_open: bool) -> int:
    """Which of `SESSIONS` it counts as; while a request for it is open, nothing is certain."""
    if is_open:
        return UNCERTAIN
    shown = (status.is_booked, status.is_pending, status.is_closed, status.is_cancelled, True)
    return shown.index(True)


def _request_series(state: str, settled_how: str, needs_person: bool) -> int:
    if state in Attempt.OPEN:
        return 5 if needs_person else 4
    is_done = state == Attempt.State.ACCEPTED
    if settled_how == Attempt.SettledHow.ANSWER or state == Attempt.State.UNREACHABLE:
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
