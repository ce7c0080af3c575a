"""Handovers that were signed and rosters that were printed, against the events that tell of them.

The event of one carries the SHA-256 of what was kept (`sheet_sha256`). Those of before have counts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import orjson

from scheduling.audit.chain import canonical
from scheduling.audit.codes import short_code
from scheduling.audit.kinds import Kind
from scheduling.audit.table_checks import accounts_named
from scheduling.audit.table_checks.difference_classes import TableDifference
from scheduling.models import AuditEvent, Handover, RosterPrint
from scheduling.models.columns.kept_columns import as_stored

BLOCK = 500
COLUMNS = ("number", "kind", "actor_id", "actor_name", "details", "hash")
Event = dict[str, Any]


def digest_of_handover(row: Handover) -> str:
    """What its event says of a handover as it is signed."""
    return _sha256(
        *("handover", row.institution_id, row.location_sid, row.location_name, row.time_zone),
        *(row.day, row.sheet, row.signed_at, row.signed_by_name, row.form_id),
    )


def digest_of_print(row: RosterPrint) -> str:
    """What its event says of a roster as it is printed."""
    return _sha256(
        *("roster", row.institution_id, row.location_sid, row.location_name, row.day),
        *(row.number, row.printed_at, row.printed_by_name, row.form_id, row.rows, row.unplaced),
        # Prints of before did not keep these.
        *(one for one in (row.unsure, row.opens) if one is not None),
    )


def _sha256(*facts: Any) -> str:
    return hashlib.sha256(canonical([_plain(one) for one in facts]).encode()).hexdigest()


def _plain(fact: Any) -> Any:
    fact = as_stored(fact)
    if isinstance(fact, datetime):
        return fact.astimezone(UTC).isoformat()
    return fact if isinstance(fact, str | int | dict | list) else str(fact)


def check() -> Iterator[TableDifference]:
    """Each handover and each print against its event, and each such event against them."""
    for block in _blocks(Handover):
        yield from _handovers(block)
    for block in _blocks(RosterPrint):
        yield from _prints(block)
    yield from _gone(Kind.HANDOVER_SIGNED, Handover, "event_number", "signed a handover")
    yield from _gone(Kind.HANDOVER_TAKEN, Handover, "taken_over_event", "took over a handover")
    yield from _gone(Kind.ROSTER_PRINTED, RosterPrint, "event_number", "printed a roster")


def _blocks(model: type[Any]) -> Iterator[list[Any]]:
    last = 0
    while block := list(model.objects.filter(pk__gt=last).order_by("pk")[:BLOCK]):
        last = block[-1].pk
        yield block


def _events(numbers: set[int | None]) -> dict[int, Event]:
    found = AuditEvent.objects.filter(pk__in=numbers - {None}).values(*COLUMNS)
    return {one["number"]: one | {"details": orjson.loads(one["details"])} for one in found}


def _handovers(block: list[Handover]) -> Iterator[TableDifference]:
    events = _events({n for row in block for n in (row.event_number, row.taken_over_event)})
    for row in block:
        said, key = f"the handover {row.pk}, of {row.day},", f"handover {row.pk}"
        event = events.get(row.event_number)
        if event is None or event["kind"] != Kind.HANDOVER_SIGNED:
            how = f"{said} is shown, but no event signed it"
            yield TableDifference(key, how, stands=_signed(row))
        elif not _is_as_signed(row, event):
            how = f"{said} is not as event {row.event_number} signed it"
            yield TableDifference(key, how, stands=_signed(row))
        if not _is_taken_so(row, events.get(row.taken_over_event or 0)):
            by = row.taken_over_by_name or "nobody"
            how = f"{said} is shown as taken over by {by}: no event is"
            stands = (by, row.taken_over_at, row.taken_over_event)
            yield TableDifference(f"{key} taken", how, stands=stands)


def _signed(row: Handover) -> tuple[Any, ...]:
    return row.event_number, row.signed_by_id, digest_of_handover(row)


def _printed(row: RosterPrint) -> tuple[Any, ...]:
    return row.event_number, digest_of_print(row), row.code


def _is_as_signed(row: Handover, event: Event) -> bool:
    told = event["details"]
    if not accounts_named.is_account_of_event(row.signed_by_id, event["actor_id"]):
        return False
    if "sheet_sha256" in told:
        return bool(told["sheet_sha256"] == digest_of_handover(row))
    kept = row.sheet.get("parts")
    parts = {name: len(found) for name, found in kept.items()} if isinstance(kept, dict) else {}
    counts = {name: many for name, many in parts.items() if name in told}
    return (row.signed_by_name, row.location_sid, row.day.isoformat(), counts) == (
        event["actor_name"],
        told["location"],
        told["day"],
        {name: told[name] for name in counts},
    )


def _is_taken_so(row: Handover, event: Event | None) -> bool:
    if event is None:
        return (row.taken_over_event, row.taken_over_at, row.taken_over_by_name) == (None, None, "")
    told = event["details"]
    at = told.get("taken_over_at")
    return (
        event["kind"] == Kind.HANDOVER_TAKEN
        and (told.get("handover"), told.get("signed_event")) == (row.pk, row.event_number)
        and event["actor_name"] == row.taken_over_by_name
        and row.taken_over_at is not None
        and at in (None, _plain(row.taken_over_at))
    )


def _prints(block: list[RosterPrint]) -> Iterator[TableDifference]:
    events = _events({row.event_number for row in block})
    coded = _hashes(block)
    for row in block:
        said = f"the roster of {row.location_name} for {row.day}, print {row.number},"
        event, key = events.get(row.event_number), f"print {row.pk}"
        if event is None or event["kind"] != Kind.ROSTER_PRINTED:
            how = f"{said} is shown, but no event printed it"
            yield TableDifference(key, how, stands=_printed(row))
        elif not _is_as_printed(row, event):
            how = f"{said} is not as event {row.event_number} printed it"
            yield TableDifference(key, how, stands=_printed(row))
        elif row.code and not _fits(row, coded):
            how = f"{said} has a code that is not the log’s"
            yield TableDifference(f"{key} code", how, stands=(row.code,))


def _is_as_printed(row: RosterPrint, event: Event) -> bool:
    told = event["details"]
    if "sheet_sha256" in told:
        return bool(told["sheet_sha256"] == digest_of_print(row))
    return (
        *(row.printed_by_name, row.location_sid, row.day.isoformat()),
        *(row.number, len(row.rows), row.unplaced, row.unsure),
    ) == (
        *(event["actor_name"], told["location"], told["day"]),
        *(told["print"], told["learners"], told.get("unplaced", row.unplaced)),
        told.get("unsure"),
    )


def _hashes(block: list[RosterPrint]) -> dict[int, str]:
    read = (_read(row.code) for row in block if row.code)
    numbers = [code.number for code in read if code]
    rows = AuditEvent.objects.filter(pk__in=numbers)
    return dict(rows.values_list("number", "hash"))


def _fits(row: RosterPrint, hashes: dict[int, str]) -> bool:
    code = _read(row.code)
    if code is None or code.number < row.event_number:
        return False
    return code.fits(hashes.get(code.number, ""))


def _read(code: str) -> short_code.LogCode | None:
    try:
        return short_code.read_code(code)
    except short_code.NotACode:
        return None


def _gone(kind: Kind, model: type[Any], column: str, did: str) -> Iterator[TableDifference]:
    """Events that tell of a row that is not there."""
    last, told = 0, AuditEvent.objects.filter(kind=kind).order_by("number")
    while numbers := list(told.filter(number__gt=last).values_list("number", flat=True)[:BLOCK]):
        last = numbers[-1]
        rows = model.objects.filter(**{f"{column}__in": numbers})
        there = set(rows.values_list(column, flat=True))
        for number in numbers:
            if number not in there:
                said = f"event {number} {did} that is not there any more"
                yield TableDifference(f"{column} {kind} {number}", said)
