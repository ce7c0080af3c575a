"""When each person last said that they had seen the changes of a place's day."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from scheduling.models import LastLook
from scheduling.models.columns.kept_moments import latest_by_this_clock
from scheduling.rosters.past_states import FURTHEST, RosterScope


def seen_until(user_id: int, scope: RosterScope) -> datetime | None:
    """Up to when the person has seen them; None where they never looked."""
    rows = LastLook.objects.filter(user_id=user_id, **_of(scope))
    return rows.values_list("seen_until", flat=True).first()


def begin(user_id: int, scope: RosterScope) -> datetime:
    """The same; of whoever looks for the first time, from now on. Looking again moves nothing."""
    now = timezone.now()
    made, is_new = LastLook.objects.get_or_create(
        user_id=user_id, **_of(scope), defaults={"seen_until": now}
    )
    if is_new:
        old = now - FURTHEST - timedelta(days=1)
        LastLook.objects.filter(user_id=user_id, day__lt=old.date(), seen_until__lt=old).delete()
    return made.seen_until


def move(user_id: int, scope: RosterScope, until: datetime) -> None:
    """Remember that they have seen what happened up to a moment: never back, never beyond now. One
    that is beyond now was kept before the clock was put back.
    """
    now = timezone.now()
    until = min(until, now)
    LastLook.objects.get_or_create(user_id=user_id, **_of(scope), defaults={"seen_until": until})
    rows = LastLook.objects.filter(user_id=user_id, **_of(scope))
    rows.filter(Q(seen_until__lt=until) | Q(seen_until__gt=latest_by_this_clock(now))).update(
        seen_until=until
    )


def _of(scope: RosterScope) -> dict[str, object]:
    return {
        "institution": scope.institution,
        "location_sid": scope.location_sid,
        "day": scope.day,
    }
