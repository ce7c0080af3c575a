"""Audit events as people read them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from scheduling.models import AuditEvent
from scheduling.services import audit
from scheduling.wall_time import SpokenTime, say

MARKS = {
    "accepted": "ok",
    "refused": "bad",
    "unreachable": "bad",
    "unconfirmed": "warn",
    "not-applied": "warn",
    "nothing-sent": "warn",
    "alarm": "bad",
}


@dataclass(frozen=True, slots=True)
class Story:
    """One event with its sentence filled in, its time in words, and what stands beside it."""

    event: AuditEvent
    said: str
    at: SpokenTime
    mark: str
    milliseconds: int | None
    reason: str


def of(events: Iterable[AuditEvent]) -> list[Story]:
    """The events as stories, with two queries for any number of them."""
    known = list(events)
    values = audit.personal_values(event.number for event in known)
    return [_story(event, values.get(event.number, {})) for event in known]


def _story(event: AuditEvent, values: dict[str, str]) -> Story:
    details: dict[str, Any] = json.loads(event.details)
    return Story(
        event=event,
        said=audit.said(event, values),
        at=say(event.at, event.time_zone or "UTC"),
        mark=MARKS.get(event.outcome, ""),
        milliseconds=(details.get("exchange") or {}).get("milliseconds"),
        reason=str(details.get("reason", "")),
    )
