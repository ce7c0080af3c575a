"""Audit events as people read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

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
    milliseconds: int | None  # how long the provider took; None where it gave no answer
    reason: str
    differences: list[str]  # what the provider stored otherwise than asked, in words


def of(events: Iterable[AuditEvent], *, zone: str) -> list[Story]:
    """The events as stories, all by one clock, with two queries for any number of them."""
    known = list(events)
    values = audit.personal_values(event.number for event in known)
    return [_story(event, values.get(event.number, {}), zone) for event in known]


def _story(event: AuditEvent, values: dict[str, str], zone: str) -> Story:
    details = audit.details_of(event, values)
    exchange = details.get("exchange") or {}
    differences = [_difference(one) for one in details.get("differences") or ()]
    return Story(
        event=event,
        said=audit.said(event, values),
        at=say(event.at, zone),
        mark="warn" if differences else MARKS.get(event.outcome, ""),
        milliseconds=exchange.get("milliseconds") if exchange.get("status") else None,
        reason=str(details.get("reason", "")),
        differences=differences,
    )


def _difference(one: Mapping[str, str]) -> str:
    if not one.get("asked"):
        return f"{one['what']}: stored differently."
    return f"{one['what']}: asked for {one['asked']}, stored as {one['stored']}."
