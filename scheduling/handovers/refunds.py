"""A day's cancellations that ask for the fees back that are not refunded else."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from scheduling.handovers import places
from scheduling.handovers.places import Among, HandoverPlace
from scheduling.models import Attempt


def of(where: HandoverPlace, day: date, among: Among) -> QuerySet[Attempt]:
    """Those that were sent on the day, in that order; whether any money went back, nothing here
    tells.
    """
    first, last = where.bounds(day)
    asked = places.requests_of(where).filter(
        among.placed,
        action=Attempt.Action.CANCEL,
        asked__bypassNonRefundable=True,
        state__in=(*Attempt.OPEN, Attempt.State.ACCEPTED),
        started_at__gte=first,
        started_at__lt=last,
    )
    return asked.select_related("session").order_by("started_at", "pk")
