"""Who changed a row last, and when, as the log tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import models

from scheduling.audit import event_reader
from scheduling.audit.table_checks.watched_tables import WATCHED
from scheduling.models import AuditEvent

LOOKED_AT = 500  # of the newest events: a form stays open for hours, not for weeks
SOMEBODY = "Somebody"


@dataclass(frozen=True, slots=True)
class LastChange:
    """Who changed it; and when, where the log still tells it among its newest events."""

    who: str = SOMEBODY
    at: datetime | None = None


def last_change(row: models.Model | None) -> LastChange:
    """The newest event that carries the row's fingerprints, or those of what belongs to it."""
    if row is None:
        return LastChange()
    names = [f"{one.name} {row.pk}" for one in WATCHED if isinstance(row, one.model)]
    newest = AuditEvent.objects.order_by("-number")[:LOOKED_AT]
    for event in newest:
        stands = event_reader.read_details(event.details).get("stands")
        if isinstance(stands, dict) and any(name in stands for name in names):
            return LastChange(event.who, event.at)
    return LastChange()
