"""Between which numbers the events of a time stand."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F, Max, Min, QuerySet

from scheduling.audit import event_reader
from scheduling.models import AuditEvent

# How far a clock may have been put back and the time filter still be right.
SLACK = timedelta(days=1)
LAST = 2**62


def between(since: datetime | None, until: datetime | None) -> tuple[int, int]:
    """The least and the greatest number that an event of that time can have; (1, 0) where there is
    none.

    Numbers follow the clock, but for the hours in which it was put back: those are looked through.
    """
    lowest, highest, every = 0, LAST, AuditEvent.objects.all()
    if since is not None:
        later = every.filter(at__gte=since).order_by("at", "number")
        lowest = _extreme(Min, later, none=LAST, unread=0)
    if until is not None:
        earlier = every.filter(at__lt=until).order_by("-at", "-number")
        highest = _extreme(Max, earlier, none=0, unread=LAST)
    return (lowest, highest) if lowest <= highest else (1, 0)


def _extreme(
    which: type[Max] | type[Min], rows: QuerySet[AuditEvent], *, none: int, unread: int
) -> int:
    """The least or greatest number around the time of the first of these events; `none` where there
    is none, `unread` where that time is not as the portal writes it.

    With `+ 0`, no index on numbers is walked for it.
    """
    times = event_reader.columns(rows[:1], "at")
    if not times or times[0][0] == event_reader.NO_TIME:
        return unread if times else none
    at = times[0][0]
    start, end = (at, at + SLACK) if which is Min else (at - SLACK, at)
    found: int | None = AuditEvent.objects.filter(at__gte=start, at__lte=end).aggregate(
        it=which(F("number") + 0)
    )["it"]
    return unread if found is None else found
