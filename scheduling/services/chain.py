"""The hash chain: canonical JSON, the hash of one event, and walking the whole log.

An event's hash is SHA-256 over the canonical JSON of all its other columns, the predecessor's hash
included. Personal values are not in it: the event holds SHA-256(salt + value) of each.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from scheduling.models import AuditEvent, ChainHead, PersonalValue

GENESIS = "0" * 64
COLUMNS = tuple(field.attname for field in AuditEvent._meta.concrete_fields if field.attname != "hash")
BLOCK = 2000


def canonical(value: Any) -> str:
    """Canonical JSON: sorted keys, no spaces, text as it is. Raises TypeError for a float: no two agree on them."""
    _refuse_floats(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("A float has no canonical form: use a string or a whole number.")
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    for child in children:
        _refuse_floats(child)


def instant(at: datetime) -> str:
    """An aware datetime as the log writes it: UTC, microseconds, Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def event_hash(columns: dict[str, Any]) -> str:
    """The hash of an event given all its columns but `hash`; `at` may be a datetime."""
    at = columns["at"]
    fixed = columns | {"at": instant(at) if isinstance(at, datetime) else at}
    # Strings, whole numbers and None only, so orjson gives the same bytes as `canonical`.
    return hashlib.sha256(orjson.dumps(fixed, option=orjson.OPT_SORT_KEYS)).hexdigest()


def personal_hash(salt: str, value: str) -> str:
    """What an event keeps of a personal value."""
    return hashlib.sha256((salt + value).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a walk found. `broken_at` is the first number that does not hold, None where all do."""

    events: int
    head_number: int
    head_hash: str
    broken_at: int | None = None
    why: str = ""

    @property
    def holds(self) -> bool:
        return self.broken_at is None


def verify(*, noted_number: int | None = None, noted_hash: str = "") -> Verdict:
    """Walk the chain from its first event to the head, and against a head noted earlier where one is given."""
    seen, previous = 0, GENESIS
    for columns, stored_hash in _walk():
        seen += 1
        why = _fault(columns, stored_hash, expected_number=seen, previous=previous)
        if not why and columns["number"] == noted_number and stored_hash != noted_hash:
            why = "this event is not the one that was noted"
        if why:
            return Verdict(events=seen, head_number=seen - 1, head_hash=previous, broken_at=seen, why=why)
        previous = stored_hash
    return _verdict_at_end(seen, previous, noted_number)


def _verdict_at_end(seen: int, last_hash: str, noted_number: int | None) -> Verdict:
    head = ChainHead.objects.filter(pk=1).first()
    expected = max(head.number if head else 0, noted_number or 0)
    why, broken_at = "", None
    if seen < expected:
        why, broken_at = f"events {seen + 1} to {expected} are missing from the end", seen + 1
    elif head and (head.number, head.hash or GENESIS) != (seen, last_hash):
        why, broken_at = "the last event is not the one the head names", seen
    elif missing := _personal_fault():
        broken_at, why = missing
    return Verdict(events=seen, head_number=seen, head_hash=last_hash, broken_at=broken_at, why=why)


def _fault(columns: dict[str, Any], stored_hash: str, *, expected_number: int, previous: str) -> str:
    if columns["number"] != expected_number:
        return f"event {expected_number} is missing"
    if columns["previous_hash"] != previous:
        return "it does not follow the event before it"
    if event_hash(columns) != stored_hash:
        return "its content was changed"
    return ""


def _walk() -> Iterator[tuple[dict[str, Any], str]]:
    last = -(2**62)
    while True:
        rows = list(AuditEvent.objects.filter(number__gt=last).order_by("number").values_list(*COLUMNS, "hash")[:BLOCK])
        for row in rows:
            yield dict(zip(COLUMNS, row, strict=False)), row[-1]
        if len(rows) < BLOCK:
            return
        last = rows[-1][0]


def _personal_fault() -> tuple[int, str] | None:
    """The first personal value that is still there and does not match the hash its event holds."""
    last = 0
    while True:
        block = list(PersonalValue.objects.filter(pk__gt=last).order_by("pk")[:BLOCK])
        if not block:
            return None
        kept = _kept_hashes({value.event_number for value in block})
        for value in block:
            if kept.get(value.event_number, {}).get(value.name) != personal_hash(value.salt, value.value):
                return value.event_number, f"the personal value “{value.name}” was changed"
        last = block[-1].pk


def _kept_hashes(numbers: set[int]) -> dict[int, dict[str, str]]:
    rows = AuditEvent.objects.filter(number__in=numbers).values_list("number", "personal")
    return {number: json.loads(personal) for number, personal in rows}
