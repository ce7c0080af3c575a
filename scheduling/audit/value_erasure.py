"""Erasing personal values: only with an event, which says how many and has their fingerprint.

The database refuses to delete a value that no row of `ErasedValue` gives to such an event.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from scheduling.audit import event_reader, event_writer
from scheduling.audit.kinds import Kind
from scheduling.audit.table_checks.requests.request_records import MOVING
from scheduling.audit.told_reasons import BECAUSE, PRICE_REASON, PROVIDER_WORDS, REASON
from scheduling.models import Attempt, AuditEvent, Batch, ErasedValue, PersonalValue

Value = tuple[int, str]  # the number of its event, and its name there
ERASING = (Kind.PERSONAL_ERASED, Kind.RETENTION_RUN)
# What of a request has what was erased: it goes with it. Of a rescue that is its reason.
COLUMNS = {
    REASON: "reason",
    PROVIDER_WORDS: "answered_words",
    PRICE_REASON: "price_reason",
    BECAUSE: "override_reason",
}
# Which steps write them.
WRITTEN_BY: dict[str, dict[str, Any]] = {
    REASON: {"kind": MOVING},
    PROVIDER_WORDS: {
        "kind": (Kind.OUTCOME, Kind.INTERRUPTED),
        "outcome": (Attempt.State.UNCONFIRMED,),
    },
    PRICE_REASON: {"kind": (Kind.INTENT,)},
    BECAUSE: {"kind": (Kind.INTENT,)},
}
AT_ONCE = 5_000
BLOCK = 500


class NothingToErase(Exception):
    """There is no such value any more."""


def erase(*, values: Collection[Value], entry: event_writer.Entry) -> int:
    """Erase these values and append the event, in one transaction; the event's number.

    Raises NothingToErase.
    """
    with transaction.atomic():
        lock_rows(values)
        event_writer.take_turn()  # so that what another erases at this moment is seen to be gone
        found = _still_there(values)
        if not found:
            raise NothingToErase
        told = {"values": len(found), "fingerprint": fingerprint(found)}
        number = event_writer.append(replace(entry, details={**entry.details, **told}))
        for start in range(0, len(found), BLOCK):
            block = found[start : start + BLOCK]
            ErasedValue.objects.bulk_create(
                ErasedValue(event_number=of, name=name, by_event=number) for of, name in block
            )
            rows = PersonalValue.objects.filter(event_number__in={of for of, _ in block})
            wanted = set(block)
            gone = [pk for pk, *one in rows.values_list("pk", *NAMED) if tuple(one) in wanted]
            PersonalValue.objects.filter(pk__in=gone).delete()
            _empty_columns(block)
    return number


def lock_rows(values: Collection[Value]) -> None:
    """Lock the rescues and requests that have what these values have, inside the caller's
    transaction and before the log's head: in this order they are taken where one is moved on.
    """
    if not connection.features.has_select_for_update:
        return  # SQLite locks all of itself, from the beginning
    numbers = sorted({number for number, name in values if name in COLUMNS})
    batches: set[int] = set()
    ids: set[str] = set()
    for start in range(0, len(numbers), BLOCK):
        events = AuditEvent.objects.filter(number__in=numbers[start : start + BLOCK])
        batches |= _batches(events)
        ids |= _attempt_ids(events)
    _lock(Batch.objects.filter(pk__in=batches))
    _lock(Attempt.objects.filter(attempt_id__in=ids))


def _lock(rows: QuerySet[Any]) -> None:
    list(rows.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def _empty_columns(values: Iterable[Value]) -> None:
    """Empty the columns that have what these values had. Inside the transaction that erased
    them.
    """
    for name, column in COLUMNS.items():
        numbers = {number for number, one in values if one == name}
        events = AuditEvent.objects.filter(number__in=numbers)
        newest = _newest(name, _attempt_ids(events))
        emptied = [id for id, number in newest.items() if number in numbers]
        Attempt.objects.filter(attempt_id__in=emptied).update(**{column: ""})
        if name == REASON:
            Batch.objects.filter(pk__in=_batches(events)).update(reason="")


def _newest(name: str, ids: set[str]) -> dict[str, int]:
    """By request, the number of the event whose value of that name its column has: each step
    writes its own over the last one's.
    """
    told = AuditEvent.objects.filter(attempt_id__in=ids).having(**WRITTEN_BY[name])
    return dict(event_reader.columns(told.order_by("number"), "attempt_id", "number"))


def _attempt_ids(events: QuerySet[AuditEvent]) -> set[str]:
    """Of what stands there for one, as it may in an event that was tampered with, the ids alone."""
    return {id for (id,) in event_reader.columns(events, "attempt_id") if _is_uuid(id)}


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _batches(events: QuerySet[AuditEvent]) -> set[int]:
    begun = event_reader.columns(events.filter(kind=Kind.BATCH_BEGUN), "details")
    told = (event_reader.read_details(details).get("batch") for (details,) in begun)
    return {batch for batch in told if isinstance(batch, int) and abs(batch) < event_reader.BEYOND}


NAMED = ("event_number", "name")


def _still_there(values: Iterable[Value]) -> list[Value]:
    wanted = sorted(set(values))
    there: set[Value] = set()
    for start in range(0, len(wanted), BLOCK):
        numbers = {of for of, _ in wanted[start : start + BLOCK]}
        there |= set(PersonalValue.objects.filter(event_number__in=numbers).values_list(*NAMED))
    return [one for one in wanted if one in there]


def fingerprint(values: Iterable[Value]) -> str:
    """What an event keeps of which values it erased, in letters: no card number stands in it."""
    said = "\n".join(f"{of} {name}" for of, name in sorted(values))
    digest = hashlib.sha256(said.encode()).hexdigest()
    return digest.translate(str.maketrans("0123456789", "ghijklmnop"))
