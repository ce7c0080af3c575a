"""Lease of an institution's list: one at a time fetches it, and whoever outlives the lease writes
nothing any more.

It is known by the moment at which it ends: to the microsecond two have the same only if one of them
had it from the other.
"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from scheduling.models import Institution
from scheduling.models.columns.kept_moments import latest_by_this_clock

LENGTH = timedelta(seconds=120)


class LeaseLostError(Exception):
    """Somebody else may have the list by now."""


def claim(institution: Institution) -> bool:
    """Take the list, unless somebody has it."""
    now = timezone.now()
    over = Q(sync_lease_until=None) | Q(sync_lease_until__lt=now)
    over |= Q(sync_lease_until__gt=latest_by_this_clock(now) + LENGTH)
    free = Institution.objects.filter(over, pk=institution.pk)
    if not free.update(sync_lease_until=now + LENGTH):
        return False
    institution.sync_lease_until = now + LENGTH
    return True


def hold(institution: Institution) -> None:
    """See to it that what is written in this transaction is written by whoever has the list.

    Raises LeaseLostError.
    """
    if not _mine(institution).exists():
        raise LeaseLostError(institution.sid)


def release(institution: Institution, **changes: object) -> None:
    """Give the list back, with what is to be kept of how it went."""
    changes |= {"sync_lease_until": None}
    _mine(institution).update(**changes)
    for name, value in changes.items():
        setattr(institution, name, value)


def _mine(institution: Institution) -> QuerySet[Institution]:
    return Institution.objects.filter(
        pk=institution.pk, sync_lease_until=institution.sync_lease_until
    )
