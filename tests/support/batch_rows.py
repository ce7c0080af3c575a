"""Rows of batches: how they ended, and what was sent for them."""

from __future__ import annotations

from datetime import timedelta

from portal.sandbox.server import Sandbox
from scheduling.batches import progress
from scheduling.models import (
    Batch,
)

MINUTE = timedelta(minutes=1)


def moved(sandbox: Sandbox) -> dict[str, int]:
    """How often each session was moved at the provider."""
    found: dict[str, int] = {}
    for one in sandbox.bookings():
        found[one["session_sid"]] = found.get(one["session_sid"], 0) + 1
    return found


def outcomes(batch: Batch) -> list[str]:
    return [str(outcome) for outcome in progress.of(batch).outcomes.values()]
