"""Erasing personal values: only with an event, which says how many and has their fingerprint.

The database refuses to delete a value that no row of `ErasedValue` gives to such an event.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace

import orjson
from django.db import transaction

from scheduling.audit import event_writer
from scheduling.audit.kinds import Kind
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
AT_ONCE = 5_000
BLOCK = 500


class NothingToErase(Exception):
    """There is no such value any more."""


def erase(*, values: Iterable[Value], entry: event_writer.Entry) -> int:
    """Erase these values and append the event, in one transaction; the event's number.

    Raises NothingToErase.
    """
    with transaction.atomic():
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


def _empty_columns(values: Iterable[Value]) -> None:
    """Empty the columns that have what these values had, where no later event of the same request
    still has its own. Inside the transaction that erased them.
    """
    for name, column in COLUMNS.items():
        numbers = [number for number, one in values if one == name]
        if numbers:
            _empty(name, column, numbers)


def _empty(name: str, column: str, numbers: list[int]) -> None:
    events = AuditEvent.objects.filter(number__in=numbers).order_by()
    ids = set(events.exclude(attempt_id="").values_list("attempt_id", flat=True))
    told = dict(AuditEvent.objects.filter(attempt_id__in=ids).values_list("number", "attempt_id"))
    still = PersonalValue.objects.filter(name=name, event_number__in=told)
    ids -= {told[number] for number in still.values_list("event_number", flat=True)}
    Attempt.objects.filter(attempt_id__in=ids).update(**{column: ""})
    if name == REASON:
        begun = events.filter(kind=Kind.BATCH_BEGUN).values_list("details", flat=True)
        batches = [orjson.loads(details)["batch"] for details in begun]
        Batch.objects.filter(pk__in=batches).update(reason="")


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
