"""Finished verifications, as the page shows them: each has its event, and each event of one that
was asked for on the page has its row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import orjson
from django.db.models import Q

from scheduling.audit import event_writer
from scheduling.audit.kinds import Kind
from scheduling.audit.table_checks.difference_classes import TableDifference
from scheduling.models import AuditEvent, Verification

MOST = 200
# Of one that was asked for on the page its event names who asked; those of before do so in their
# sentence alone, which begins so.
ASKED_BY = "asked_by"
ASKED_BEFORE = "The log was verified ("
AT_ONCE = timedelta(minutes=1)  # a row and its event are written in one transaction
COLUMNS = ("number", "at", "sentence", "details")


@dataclass(frozen=True, slots=True)
class VerificationEvent:
    """What the event of a verification says."""

    number: int
    at: datetime
    sentence: str
    details: dict[str, Any]


def check() -> Iterator[TableDifference]:
    """Each finished verification that is not as an event of its own says; then each event of one
    that is not there.
    """
    yield from islice(_compared(), MOST)


def _compared() -> Iterator[TableDifference]:
    known = _told()
    rows = Verification.objects.filter(finished_at__isnull=False).order_by("pk")
    for row in rows.iterator():
        events = known.get(row.head_number, [])
        event = next((one for one in events if _is_of(row, one)), None)
        if event:
            events.remove(event)  # a copy of the row has none
            continue
        said = f"the verification of {row.finished_at:%Y-%m-%d %H:%M} UTC has no event"
        found = (row.head_number, row.broken_at, *_found(row.beside, row.codes))
        stands = (*found, row.finished_at, row.beside, row.codes)
        yield TableDifference(f"verification {row.pk}", said, stands=stands)
    for event in (one for events in known.values() for one in events):
        said = f"event {event.number} tells of a verification that is not there so any more"
        yield TableDifference(f"verification of event {event.number}", said)


def _told() -> dict[int | None, list[VerificationEvent]]:
    """By the last number that it walked to, in the order in which they were written."""
    found: dict[int | None, list[VerificationEvent]] = {}
    asked_for = Q(details__contains=f'"{ASKED_BY}":') | Q(sentence__startswith=ASKED_BEFORE)
    events = AuditEvent.objects.filter(asked_for, kind=Kind.VERIFIED)
    for *facts, details in events.order_by("number").values_list(*COLUMNS).iterator():
        told = VerificationEvent(*facts, orjson.loads(details))
        found.setdefault(told.details["head_number"], []).append(told)
    return found


def _is_of(row: Verification, told: VerificationEvent) -> bool:
    details = told.details
    if details["broken_at"] != row.broken_at or not _is_said(row, told):
        return False
    if row.finished_at is None or abs(told.at - row.finished_at) > AT_ONCE:
        return False
    before, codes = details.get("differences"), details.get("codes")
    if event_writer.HIDDEN in str(details):  # what looks like a card number stays in the row
        return _found(row.beside, row.codes) == _found(before, codes)
    shown = (row.head_hash, row.beside or [], row.codes or {})
    return shown == (details.get("head_hash", row.head_hash), before or [], codes or {})


def _is_said(row: Verification, told: VerificationEvent) -> bool:
    """Whether it tells who asked for it, and why it did not hold."""
    if ASKED_BY in told.details:
        pairs = ((row.asked_by, told.details[ASKED_BY]), (row.why, told.details.get("why")))
        return all(event_writer.HIDDEN in str(said) or one == said for one, said in pairs)
    return event_writer.HIDDEN in told.sentence or all(
        event_writer.escape_braces(text.translate(event_writer.ONE_LINE)) in told.sentence
        for text in (row.asked_by, row.why)
    )


def _found(differences: list[str] | None, codes: dict[str, Any] | None) -> tuple[int, str]:
    """By what a banner comes and goes: how many things differ, and the color of the codes."""
    return len(differences or ()), str((codes or {}).get("color", ""))
