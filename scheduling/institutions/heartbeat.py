"""Sign of life of the background worker: what it promises on pages holds only while it lives."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from scheduling.models import Heartbeat

WORKER = "worker"
SILENT_AFTER = timedelta(seconds=60)


def beat() -> None:
    """Note that the worker has begun a round."""
    Heartbeat.objects.update_or_create(name=WORKER, defaults={"at": timezone.now()})


def silent_since() -> datetime | None:
    """When the worker was last heard of, where that is too long ago; None while it works, and
    where none was ever started on this database.

    A beat “in the future” was made before the clock was put back: it says nothing.
    """
    found = Heartbeat.objects.filter(name=WORKER).values_list("at", flat=True).first()
    if found is None or timedelta(0) <= timezone.now() - found < SILENT_AFTER:
        return None
    return found
