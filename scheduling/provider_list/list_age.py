"""How old the list of an institution is, and when that is too old to be shown without a word."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from scheduling.models import Institution
from scheduling.models.columns.kept_moments import latest_by_this_clock

OLD_AFTER = timedelta(minutes=5)


def is_old(institution: Institution) -> bool:
    """Whether the list is too old to be shown without a word."""
    return age_of(institution) > OLD_AFTER


def age_of(institution: Institution) -> timedelta:
    """Since the last whole walk. Of one that was made before the clock was put back it is not known
    how long ago that is.
    """
    now, synced_at = timezone.now(), institution.synced_at
    if synced_at is None or synced_at > latest_by_this_clock(now):
        return timedelta.max
    return now - synced_at
