"""Sessions of a calendar feed: those around now that take place somewhere, or were booked by
somebody, in a number of statements that does not depend on how many they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count

from scheduling.exam_sessions import accommodations
from scheduling.exam_sessions.lists import list_filters, listed_statuses, without_a_start
from scheduling.exam_sessions.lists.list_filters import ListFilters
from scheduling.models import ExamSession, Institution, SessionStatus
from scheduling.seats import unknown_locations

BACK, AHEAD = timedelta(days=14), timedelta(days=90)
BACK_AND_AHEAD = "the last two weeks and the next 90 days"  # as people are told
MOST = 2_000


def sessions_for_feed(
    institutions: Sequence[Institution], filters: ListFilters, *, now: datetime
) -> list[ExamSession]:
    """The sessions that the filters let through, by start, the next ones where there are too many;
    behind them those of which no start is shown.

    One whose status is not known is among them; one that is shown not to be booked is not.
    """
    near = _may_be_booked(institutions, now)
    rows = list_filters.narrowed(near, institutions, filters).select_related("institution")
    found = list(rows.order_by("appointment_at", "pk")[: MOST + 1])
    if len(found) > MOST:
        found = _nearest(found[:MOST], rows.filter(appointment_at__gte=now))
    found += _without_a_start(institutions, filters, now)
    accommodations.load(found)
    return found


def unread_by_day(institution: Institution, *, now: datetime) -> Counter[date]:
    """Of how many of those around now nothing known tells where they are, by the institution's day:
    any of its locations may lack them.
    """
    asked = list_filters.asked_for_anywhere()  # each is in the calendar of that location
    rows = _may_be_booked([institution], now).filter(unknown_locations.unknown())
    starts = rows.exclude(pk__in=asked).order_by().values_list("appointment_at")
    zone, found = ZoneInfo(institution.time_zone), Counter[date]()
    for start, count in starts.annotate(count=Count("pk")):
        found[start.astimezone(zone).date()] += count
    return Counter(dict(sorted(found.items())))


def _may_be_booked(institutions: Sequence[Institution], now: datetime) -> list_filters.Rows:
    texts = listed_statuses.statuses_there(institutions)
    return ExamSession.objects.filter(
        institution__in=list(institutions),
        appointment_at__gte=now - BACK,
        appointment_at__lte=now + AHEAD,
    ).exclude(listed_statuses.with_status(texts, _is_not_booked))


def _without_a_start(
    institutions: Sequence[Institution], filters: ListFilters, now: datetime
) -> list[ExamSession]:
    """Those around now by what is asked for."""
    near = [
        session.pk
        for session, start in without_a_start.every(institutions)
        if now - BACK <= start <= now + AHEAD
    ]
    if not near:
        return []
    rows = list_filters.narrowed(ExamSession.objects.filter(pk__in=near), institutions, filters)
    return list(rows.select_related("institution").order_by("pk"))


def _nearest(first: list[ExamSession], to_come: list_filters.Rows) -> list[ExamSession]:
    """What is to come counts more than what was."""
    ahead = list(to_come.order_by("appointment_at", "pk")[:MOST])
    before = [one for one in first if one.pk not in {later.pk for later in ahead}]
    return before[len(before) - (MOST - len(ahead)) :] + ahead


def _is_not_booked(status: SessionStatus) -> bool:
    return status.rules_out_a_booking and not status.is_closed
