"""Moments that are kept, beside the clock as it goes now: which of them were written before it was
put back.

Machines' clocks differ a little, and whoever waits for a lock has taken the time before it: what a
colleague has written meanwhile lies “in the future”, too, and counts all the same.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

CLOCKS_DIFFER = timedelta(minutes=1)  # at most; clocks that are put back are by more


def latest_by_this_clock(now: datetime) -> datetime:
    """The latest moment that was written by the clock as it goes now; what lies beyond it was
    written before the clock was put back.
    """
    return now + CLOCKS_DIFFER


def is_within(span: timedelta, at: datetime | None, now: datetime) -> bool:
    """Whether it was less than so long ago, by the clock as it goes now."""
    return at is not None and now - span < at <= latest_by_this_clock(now)


def kept_within(span: timedelta, column: str, now: datetime) -> Q:
    """The same as a condition on rows, of the moment in a column of theirs."""
    return Q(**{f"{column}__gt": now - span, f"{column}__lte": latest_by_this_clock(now)})
