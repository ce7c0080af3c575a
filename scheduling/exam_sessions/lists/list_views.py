"""Views of the worklist: which sessions answer which question, and how many they are.

A view says what is looked for, its filters at which place, of which type and booked by whom. A day
is the institution's own: it ends at its midnight.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import reduce
from operator import or_
from zoneinfo import ZoneInfo

from django.db.models import (
    Case,
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast
from django.utils import timezone

from scheduling.exam_sessions import accommodations
from scheduling.exam_sessions.lists import half_switched
from scheduling.models import (
    Attempt,
    Attendance,
    ExamSession,
    Institution,
    SessionStatus,
    sql_statements,
    status_of,
)
from scheduling.models.session_status import IN_PROGRESS, INCIDENT
from scheduling.wall_time import midnight

Rows = QuerySet[ExamSession]
NEXT_STATUS = """(SELECT MIN(status) FROM scheduling_examsession
  WHERE institution_id = %s AND status > last.status)"""
# Steps from one status to the next in the index, however many sessions have each.
STATUSES_THERE = f"""WITH RECURSIVE last(status) AS (
  SELECT MIN(status) FROM scheduling_examsession WHERE institution_id = %s
  UNION ALL SELECT {NEXT_STATUS} FROM last WHERE last.status IS NOT NULL
) SELECT status FROM last WHERE status IS NOT NULL"""


class View(StrEnum):
    """The questions that the list answers, by their names in its address."""

    TODAY = "today"
    TOMORROW = "tomorrow"
    TO_BOOK = "to-book"
    DECIDE = "decide"
    APPROVAL = "approval"
    INCIDENTS = "incidents"
    ALL = "all"


WORDS = {
    View.TODAY: "Today",
    View.TOMORROW: "Tomorrow",
    View.TO_BOOK: "To book",
    View.DECIDE: "Needs a decision",
    View.APPROVAL: "Approval",
    View.INCIDENTS: "Incidents",
    View.ALL: "All",
}
DAYS = (View.TODAY, View.TOMORROW)  # each of one day
LED_ELSEWHERE = (*DAYS, View.DECIDE)  # by a start, or by numbers
AT_NO_LOCATION = (View.TO_BOOK,)  # of what is at none yet: the same at every location


class Moment(StrEnum):
    """What a session of a day means to the person who works there, in the order of the list."""

    NEEDS_YOU = "needs-you"
    NOW = "now"
    OVERDUE = "overdue"
    UNENDED = "unended"  # it has begun, and nobody knows until when it goes
    NEXT = "next"
    LATER = "later"
    EARLIER = "earlier"


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a view: a day, times of that day at which sessions start by their own clocks, a
    location by its SID, a session type by its wire name, and the person who booked. Blank where
    nothing is asked for. The day is by the clock of `zone`, or else each institution's own.
    """

    day: date | None = None
    location_sid: str = ""
    session_type: str = ""
    booked_by: int | None = None
    clocks: tuple[time, ...] = ()
    zone: str = ""


NO_FILTERS = Filters()


def led_elsewhere(rows: Rows, institutions: Sequence[Institution]) -> Rows:
    """The rows at these institutions, where an index leads to the few that are asked for: as an
    expression the institution is no index's business, and no planner walks all that it has.
    """
    here = [one.pk for one in institutions]
    return rows.alias(at_institution=F("institution_id") + 0).filter(at_institution__in=here)


def today_at(institution: Institution, days_on: int = 0) -> date:
    """The day that it is at the institution, or so many days on."""
    zone = ZoneInfo(institution.time_zone)
    return timezone.now().astimezone(zone).date() + timedelta(days=days_on)


def on_day(
    institutions: Sequence[Institution], day_of: Callable[[Institution], date], zone: str = ""
) -> Q:
    """Sessions that start on each institution's own day, or on that by the clock of a zone."""
    found = (_starts_on(one, day_of(one), zone or one.time_zone) for one in institutions)
    return reduce(or_, found, Q(pk__in=()))


def _starts_on(institution: Institution, day: date, zone: str) -> Q:
    first, last = (midnight(one, zone) for one in (day, day + timedelta(days=1)))
    return Q(institution=institution, appointment_at__gte=first, appointment_at__lt=last)


def statuses_there(institutions: Sequence[Institution]) -> set[str]:
    """Every status at these institutions, as it came."""
    return {
        text
        for one in institutions
        for (text,) in sql_statements.rows(STATUSES_THERE, one.pk, one.pk)
    }


def with_status(texts: set[str], shows: Callable[[SessionStatus], bool]) -> Q:
    """Sessions with one of those of these statuses of which the predicate holds."""
    return Q(status__in=sorted(text for text in texts if shows(status_of(text))))


def narrowed(rows: Rows, institutions: Sequence[Institution], filters: Filters) -> Rows:
    """The rows that the filters let through."""
    if day := filters.day:
        rows = rows.filter(on_day(institutions, lambda _: day, filters.zone))
        if filters.clocks:
            rows = rows.filter(_starting_at(rows, institutions, day, filters.clocks))
    if filters.location_sid:
        rows = rows.filter(at_location(filters.location_sid))
    if filters.session_type:
        rows = rows.filter(session_type=filters.session_type)
    if filters.booked_by:
        rows = rows.filter(Exists(_bookings_by(filters.booked_by)))
    return rows


def at_location(location_sid: str) -> Q:
    """Sessions that are there, or that a request which is still open asks for there: what became of
    it is not known.
    """
    opened = Attempt.objects.filter(state__in=Attempt.OPEN)
    asked = opened.filter(asked__proctorLocationSid__iexact=location_sid)
    return Q(location_sid=location_sid) | Q(pk__in=asked.values("session"))


def _starting_at(
    rows: Rows, institutions: Sequence[Institution], day: date, clocks: Sequence[time]
) -> Q:
    """Sessions of the day whose own clocks show one of these times at their start."""
    found = Q(pk__in=())
    known = rows.order_by().values_list("institution", "time_zone").distinct()
    own = {one.pk: one.time_zone for one in institutions}
    for pk, zone in set(known):
        for start in _instants(day, clocks, ZoneInfo(zone or own[pk])):
            within = Q(appointment_at__gte=start, appointment_at__lt=start + timedelta(minutes=1))
            found |= within & Q(institution=pk, time_zone=zone)
    return found


def _instants(day: date, clocks: Sequence[time], zone: ZoneInfo) -> set[datetime]:
    """When clocks of the zone show these times on the day or, as it is elsewhere, beside it; once,
    twice, or never where they are put back or forward.
    """
    walls = [datetime.combine(day + timedelta(days=to), at) for to in (-1, 0, 1) for at in clocks]
    found = {
        one.replace(tzinfo=zone, fold=fold).astimezone(UTC) for one in walls for fold in (0, 1)
    }
    return {one for one in found if one.astimezone(zone).replace(tzinfo=None, fold=0) in walls}


def _bookings_by(person_id: int) -> QuerySet[Attempt]:
    may_stand = (*Attempt.OPEN, Attempt.State.ACCEPTED)
    booked = Attempt.objects.filter(session=OuterRef("pk"), action=Attempt.Action.SCHEDULE)
    return booked.filter(actor=person_id, state__in=may_stand)


def by_moment(rows: Rows, institutions: Sequence[Institution], texts: set[str]) -> Rows:
    """A day's rows with what each means now as `moment`, its number: what needs somebody, what is
    on, what should have ended, what has begun and nobody knows until when, what comes, what would
    come if it is booked, and what was: it is over, or its start has passed.
    """
    now = timezone.now()
    comes = Q(appointment_at__gt=now)
    may_come = comes & ~with_status(texts, lambda status: status.is_over)
    booked = with_status(texts, lambda status: status.is_in_place)
    stands = with_status(texts, lambda status: status.is_booked)
    needs = with_status(texts, lambda status: status.needs_proctor or status == INCIDENT)
    runs = with_status(texts, IN_PROGRESS.__eq__)
    half = Q(pk__in=half_switched.goes_on_from(institutions))
    waits = Q(checking=True) | Q(changed_event__isnull=False) | half
    rows = rows.annotate(ends_at=_end())
    return rows.annotate(
        moment=Case(
            When(waits, then=_place(Moment.NEEDS_YOU)),
            When(Q(dropped=True) & may_come, then=_place(Moment.LATER)),
            When(dropped=True, then=_place(Moment.EARLIER)),
            When(needs, then=_place(Moment.NEEDS_YOU)),
            When(stands & Q(ends_at__lte=now) & ~_has_gone(), then=_place(Moment.OVERDUE)),
            When(booked & comes, then=_place(Moment.NEXT)),  # also where it is said to run already
            When(runs & (Q(ends_at__gt=now) | Q(ends_at=None)), then=_place(Moment.NOW)),
            When(booked & _is_on(now), then=_place(Moment.NOW)),
            When(stands & _is_unended(now) & ~_has_gone(), then=_place(Moment.UNENDED)),
            When(may_come, then=_place(Moment.LATER)),
            default=_place(Moment.EARLIER),
            output_field=IntegerField(),
        )
    )


def _place(moment: Moment) -> Value:
    return Value(list(Moment).index(moment))


def _is_on(now: datetime) -> Q:
    """Whether it has begun and not ended; of one whose length is not known, that isn't said."""
    return Q(appointment_at__lte=now, ends_at__gt=now)


def _is_unended(now: datetime) -> Q:
    return Q(appointment_at__lte=now, ends_at=None)


def _has_gone() -> Exists:
    """Whether somebody here checked the learner out, or marked a no-show, for this very start."""
    marks = Attendance.objects.filter(session=OuterRef("pk"), start_at=OuterRef("appointment_at"))
    return Exists(marks.filter(Q(left_at__isnull=False) | Q(no_show_at__isnull=False)))


def _end() -> ExpressionWrapper:
    # SQLite multiplies a length by an integer only, and by no positive one.
    sitting = Cast(accommodations.minutes_expression(), IntegerField())
    minutes = sitting * Value(timedelta(minutes=1), DurationField())
    length = ExpressionWrapper(minutes, DurationField())
    return ExpressionWrapper(F("appointment_at") + length, DateTimeField())
