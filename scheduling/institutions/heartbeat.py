"""Sign of life of the background worker: what it promises on pages holds only while it lives."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from scheduling.models import Heartbeat, Institution, sql_statements

WORKER = "worker"
SILENT_AFTER = timedelta(seconds=60)
_started_at = time.monotonic()  # this process, and what it can have noticed since


@dataclass(frozen=True, slots=True)
class Silence:
    """That the worker is not heard of. `since` is when it last was, None where it never was on this
    database.
    """

    since: datetime | None = None


def beat() -> None:
    """Note that the worker has begun a round."""
    Heartbeat.objects.update_or_create(name=WORKER, defaults={"at": timezone.now()})


def silence() -> Silence | None:
    """That the worker was not heard of for too long; None while it works.

    One that never was is needed as soon as there is an institution, but a portal that was just
    started gives it time to begin. A beat “in the future” was made before the clock was put back:
    it says nothing.
    """
    beat = sql_statements.first(Heartbeat, "name = %s", WORKER)
    if beat is not None:
        is_heard = timedelta(0) <= timezone.now() - beat.at < SILENT_AFTER
        return None if is_heard else Silence(beat.at)
    has_had_time = time.monotonic() - _started_at >= settings.WORKER_GRACE
    is_needed = has_had_time and Institution.objects.filter(is_active=True).exists()
    return Silence() if is_needed else None
