"""How many sessions a list at one location may lack, because nobody knows that they are there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Count, Q

from scheduling.exam_sessions.lists import list_filters, listed_statuses
from scheduling.exam_sessions.lists.list_filters import Filters, Rows
from scheduling.models import Attempt, Institution


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many more there may be: of `unread` nobody has read yet where they are; `nowhere` are at
    no location yet, as far as is known, to be booked or with a request that is still open.
    """

    unread: int = 0
    nowhere: int = 0


NOTHING = LeftOut()


def of(
    rows: Rows, institutions: Sequence[Institution], filters: Filters, texts: set[str]
) -> LeftOut:
    """What the location's filter leaves out of these rows; `texts` are all statuses there. One
    statement, and none where no location is asked for.
    """
    if not filters.location_sid:
        return NOTHING
    every = list_filters.narrowed(rows, institutions, replace(filters, location_sid=""))
    opened = Attempt.objects.filter(state__in=Attempt.OPEN)
    elsewhere = opened.filter(asked__proctorLocationSid__isnull=False)
    elsewhere = elsewhere.exclude(asked__proctorLocationSid="")
    needs = listed_statuses.with_status(texts, lambda status: status.needs_proctor)
    nowhere = needs | Q(pk__in=opened.values("session"))
    placeless = every.filter(location_sid="").exclude(pk__in=elsewhere.values("session"))
    found = placeless.filter(nowhere | Q(refreshed_at__isnull=True)).order_by()
    counted = found.aggregate(every=Count("pk"), nowhere=Count("pk", filter=nowhere))
    return LeftOut(unread=counted["every"] - counted["nowhere"], nowhere=counted["nowhere"])
