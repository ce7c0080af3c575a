"""The order of a day's list: what each session means now to the person who works there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

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
    Value,
    When,
)
from django.db.models.functions import Cast
from django.utils import timezone

from scheduling.exam_sessions import accommodations
from scheduling.exam_sessions.lists import half_switched
from scheduling.exam_sessions.lists.list_filters import Rows
from scheduling.exam_sessions.lists.listed_statuses import with_status
from scheduling.models import Attendance, Institution
from scheduling.models.session_status import IN_PROGRESS, INCIDENT


class Moment(StrEnum):
    """What a session of a day means to the person who works there, in the order of the list."""

    NEEDS_YOU = "needs-you"
    NOW = "now"
    OVERDUE = "overdue"
    UNENDED = "unended"  # it has begun, and nobody knows until when it goes
    NEXT = "next"
    LATER = "later"
    EARLIER = "earlier"


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
    return rows.alias(ends_at=_end()).annotate(
        moment=Case(
            When(waits, then=_place(Moment.NEEDS_YOU)),
            When(Q(dropped=True) & may_come, then=_place(Moment.LATER)),
            When(dropped=True, then=_place(Moment.EARLIER)),
            When(needs, then=_place(Moment.NEEDS_YOU)),
            When(stands & _is_past(now) & ~_has_gone(), then=_place(Moment.OVERDUE)),
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


def _is_past(now: datetime) -> Q:
    """Whether it has ended. What has not begun is told first: SQLite reckons an end in Python."""
    return Q(appointment_at__lte=now) & Q(ends_at__lte=now)


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
