"""The figures of a week at some institutions, by the clock of one zone.

Counted is what is known here: the provider's list and this portal's own requests. A session whose
status shows nothing certain is counted as that, never as booked or as free.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median, quantiles
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from scheduling.exam_sessions import day_board
from scheduling.models import Attempt, ExamSession, Institution, SessionStatus, status_of
from scheduling.wall_time import midnight
from scheduling.weeks.iso_weeks import days_of

MOST_COURSES = 15
OTHER_COURSES = "Other courses"
NO_COURSE = "Course not known"
SESSIONS = ("Booked", "Waiting for approval", "Closed", "Cancelled", "Not booked or not certain")
REQUESTS = (
    "Done at once",
    "Refused or not sent",
    "Not known at first, then done",
    "Not known at first, then not done",
    "Still being checked",
)
SECONDS = ("Half were answered within", "95 of 100 within")


@dataclass(frozen=True, slots=True)
class Row:
    """A label of a figure with its numbers, one for each series; None where there is none.

    `day`, `at` and `course` say what it is about, for a link there.
    """

    label: str
    values: Sequence[float | None]
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
    def bounds(self) -> tuple[datetime, datetime]:
        after = self.monday + timedelta(days=7)
        return midnight(self.monday, self.zone), midnight(after, self.zone)

    def day_at(self, instant: datetime) -> date:
        return instant.astimezone(ZoneInfo(self.zone)).date()


def sessions_a_day(scope: Scope) -> list[Row]:
    """Listed sessions by the day of their start: one number for each of `SESSIONS`."""
    found = _listed(scope).filter(
        appointment_at__gte=scope.bounds[0], appointment_at__lt=scope.bounds[1]
    )
    counted = Counter(
        (scope.day_at(start), _session_series(status_of(status)))
        for start, status in found.values_list("appointment_at", "status")
    )
    return _by_day(scope, counted, SESSIONS)


def requests_a_day(scope: Scope) -> list[Row]:
    """This portal's bookings, moves and cancellations by the day they were asked for: one number
    for each of `REQUESTS`.
    """
    asked = _asked(scope).values_list("started_at", "state", "settled_how")
    counted = Counter((scope.day_at(at), _request_series(state, how)) for at, state, how in asked)
    return _by_day(scope, counted, REQUESTS)


def seconds_a_day(scope: Scope) -> list[Row]:
    """How long requests took that were settled by the provider's own answer, by day: one number for
    each of `SECONDS`; None on a day without any.
    """
    answered = _asked(scope).filter(
        settled_how=Attempt.SettledHow.ANSWER, finished_at__isnull=False
    )
    took: dict[date, list[float]] = {}
    for started, finished in answered.values_list("started_at", "finished_at"):
        took.setdefault(scope.day_at(started), []).append((finished - started).total_seconds())
    return [Row("", _spread(took.get(day, [])), day=day) for day in scope.days]


def seats_by_half_hour(scope: Scope) -> list[Row]:
    """Seats in use at the half hours of a day: a row each, and in it a number for each day of the
    week; None where the day has no such half hour.
    """
    boards = day_board.of_days(
        scope.institutions, scope.days, scope.zone, location_sid=scope.location_sid
    )
    local, taken = ZoneInfo(scope.zone), dict[tuple[str, date], int]()
    for board in boards:
        every = [place.cells(board.slots) for place in board.places]
        for number, slot in enumerate(board.slots):
            cells = [place[number] for place in every]
            key = f"{slot.astimezone(local):%H:%M}", board.day
            # Where clocks are put back an hour comes twice: the fuller one counts.
            taken[key] = max(taken.get(key, 0), sum(one.taken + one.unsure for one in cells))
    times = sorted({at for at, _ in taken})
    return [Row(at, [taken.get((at, day)) for day in scope.days], at=at) for at in times]


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
    rest = sum(counted.values()) - sum(count for _, count in most)
    return [*rows, Row(OTHER_COURSES, [rest])] if rest else rows


def _listed(scope: Scope) -> QuerySet[ExamSession]:
    rows = ExamSession.objects.filter(institution__in=scope.institutions, dropped_at=None)
    return rows.filter(location_sid=scope.location_sid) if scope.location_sid else rows


def _asked(scope: Scope) -> QuerySet[Attempt]:
    first, last = scope.bounds
    rows = Attempt.objects.filter(
        session__institution__in=scope.institutions, started_at__gte=first, started_at__lt=last
    )
    if not scope.location_sid:
        return rows
    # Where it was asked for: a booking that was refused or lost left its session at no location.
    at_none = Q(asked__proctorLocationSid__isnull=True) | Q(asked__proctorLocationSid="")
    return rows.filter(
        Q(asked__proctorLocationSid__iexact=scope.location_sid)
        | at_none & Q(session__location_sid=scope.location_sid)
    )


def _session_series(status: SessionStatus) -> int:
    shown = (status.is_booked, status.is_pending, status.is_closed, status.is_cancelled, True)
    return shown.index(True)


def _request_series(state: str, settled_how: str) -> int:
    if state in Attempt.OPEN:
        return 4
    is_done = state == Attempt.State.ACCEPTED
    if settled_how == Attempt.SettledHow.ANSWER or state == Attempt.State.UNREACHABLE:
        return 0 if is_done else 1
    return 2 if is_done else 3


def _by_day(scope: Scope, counted: Counter[tuple[date, int]], series: Sequence[str]) -> list[Row]:
    numbers = range(len(series))
    return [Row("", [counted[day, one] for one in numbers], day=day) for day in scope.days]


def _spread(took: Iterable[float]) -> list[float | None]:
    known = sorted(took)
    if not known:
        return [None, None]
    ninety_five = quantiles(known, n=20, method="inclusive")[-1] if len(known) > 1 else known[0]
    return [round(median(known), 3), round(ninety_five, 3)]
