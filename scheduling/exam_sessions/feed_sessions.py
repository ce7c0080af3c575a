"""Sessions of a calendar feed: those around now that take place somewhere, or were booked by
somebody, in a number of statements that does not depend on how many they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from scheduling.exam_sessions import accommodations
from scheduling.exam_sessions.lists import list_filters, listed_statuses
from scheduling.exam_sessions.lists.list_filters import Filters
from scheduling.models import ExamSession, Institution, SessionStatus

BACK, AHEAD = timedelta(days=14), timedelta(days=90)
MOST = 2_000


def around(
    institutions: Sequence[Institution], filters: Filters, *, now: datetime
) -> list[ExamSession]:
    """The sessions that the filters let through, by start, the next ones where there are too many.

    One whose status is not known is among them; one that is shown not to be booked is not.
    """
    texts = listed_statuses.statuses_there(institutions)
    near = ExamSession.objects.filter(
        institution__in=list(institutions),
        appointment_at__gte=now - BACK,
        appointment_at__lte=now + AHEAD,
    ).exclude(listed_statuses.with_status(texts, _is_not_booked))
    rows = list_filters.narrowed(near, institutions, filters).select_related("institution")
    found = list(rows.order_by("appointment_at", "pk")[: MOST + 1])
    if len(found) > MOST:
        found = _nearest(found[:MOST], rows.filter(appointment_at__gte=now))
    accommodations.load(found)
    return found


def _nearest(first: list[ExamSession], to_come: list_filters.Rows) -> list[ExamSession]:
    """What is to come counts more than what was."""
    ahead = list(to_come.order_by("appointment_at", "pk")[:MOST])
    before = [one for one in first if one.pk not in {later.pk for later in ahead}]
    return before[len(before) - (MOST - len(ahead)) :] + ahead


def _is_not_booked(status: SessionStatus) -> bool:
    return status.rules_out_a_booking and not status.is_closed
