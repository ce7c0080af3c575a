"""A batch carried out by a worker that is killed again and again, and what came of it."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.audit.verifier import verify
from scheduling.batches import progress
from scheduling.models import Attempt, Batch, BatchRow
from tests.support.polling import until

PATIENCE = 500.0  # a busy machine takes its time


def carried_out(
    batch: Batch, kills: int, work: Callable[[], subprocess.Popen[bytes]], *, in_time: bool = True
) -> int:
    """Let a worker do it, killed so many times on the way; how often it was killed. With `in_time`
    what a killed one had waits its time, else it is free at once.
    """
    chance, killed, rows = random.Random(4), 0, batch.rows.count()
    for number in range(1, kills + 1):
        worker = work()
        enough = rows * number // (kills + 1)
        until(lambda least=enough: done(batch) >= least, PATIENCE)
        time.sleep(chance.uniform(0, 0.2))
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        killed += worker.returncode == -signal.SIGKILL
        if not in_time:
            BatchRow.objects.exclude(lease_until=None).update(lease_until=timezone.now())
            Attempt.objects.filter(state="sending").update(deadline_at=timezone.now())
    last = work()
    try:
        until(lambda: not Batch.objects.get(pk=batch.pk).is_open, PATIENCE)
    finally:
        last.kill()
        last.wait()
    return killed


def done(batch: Batch) -> int:
    return batch.rows.exclude(state__in=BatchRow.OPEN).count()


def told(batch: Batch, sandbox: Sandbox) -> dict[str, Any]:
    """What each row came to, against what took effect at the provider."""
    found = progress.of(batch)
    effects = Counter(one["session_sid"] for one in sandbox.bookings())
    asked = Counter(one["path"].rsplit("/", 1)[1] for one in sandbox.requests("PUT"))
    rows = list(batch.rows.select_related("session"))
    lies = [
        row.session.sid
        for row in rows
        if (found.outcomes[row.pk] == progress.RowOutcome.MOVED) != (effects[row.session.sid] == 1)
    ]
    # In its database what became of a row is an attempt's state, or the reason why it has none.
    open_ends = [row.pk for row in rows if found.outcomes[row.pk].is_under_way]
    return {
        "state": Batch.objects.get(pk=batch.pk).state,
        "rows": len(rows),
        "moved or not": sum(effects.values()) + found.by_word.get("not moved", 0),
        "most moves of one": max(effects.values(), default=0),
        "most requests of one": max(asked.values(), default=0),
        "lies": lies,
        "open ends": open_ends,
        "holds": verify().is_intact,
        "outcomes": found.by_word,
    }
