"""Silence of the background worker: after how long it counts as silent, and since when it is."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from scheduling.audit.chain_walker import UNREADABLE
from scheduling.models import Heartbeat, Institution, sql_statements
from scheduling.models.columns.kept_moments import is_within
from scheduling.wall_time import YEARS
from scheduling.worker.heartbeat import WORKER

SILENT_AFTER = timedelta(seconds=60)
_started_at = time.monotonic()  # this process, and what it can have noticed since


@dataclass(frozen=True, slots=True)
class Silence:
    """That the worker is not heard of. `since` is when it last was, None where it never was on this
    database.
    """

    since: datetime | None = None


def of_worker() -> Silence | None:
    """That the worker was not heard of for too long; None while it works.

    One that never was is needed as soon as there is an institution, but a portal that was just
    started gives it time to begin. A beat “in the future” was made before the clock was put back:
    it says nothing, and neither does one whose time can't be read.
    """
    try:
        beat = sql_statements.first(Heartbeat, "name = %s", WORKER)
    except (TypeError, ValueError):
        return Silence()
    except DatabaseError as error:
        if UNREADABLE not in str(error):
            raise
        return Silence()
    if beat is not None:
        at = beat.at if beat.at and beat.at.year in YEARS else None
        return None if is_within(SILENT_AFTER, at, timezone.now()) else Silence(at)
    has_had_time = time.monotonic() - _started_at >= settings.WORKER_GRACE
    is_needed = has_had_time and Institution.objects.filter(is_active=True).exists()
    return Silence() if is_needed else None
