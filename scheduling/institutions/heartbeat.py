"""Sign of life of the background worker: what it promises on pages holds only while it lives."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from scheduling.models import Heartbeat, sql_statements

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
    beat = sql_statements.first(Heartbeat, "name = %s", WORKER)
    if beat is None or timedelta(0) <= timezone.now() - beat.at < SILENT_AFTER:
        return None
    return beat.at
