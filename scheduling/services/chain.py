"""The hash chain: canonical JSON, the hash of one event, and walking the whole log.

An event's hash is SHA-256 over the canonical JSON of all its other columns, the predecessor's hash
included. Personal values are not in it: the event holds SHA-256(salt + value) of each.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from scheduling.models import AuditEvent, ChainHead, written_out

GENESIS = "0" * 64
SALT = re.compile("[0-9a-f]{32}")  # of one length, so that nothing moves between salt and value
COLUMNS = tuple(field.attname for field in AuditEvent._meta.concrete_fields if field.attname != "hash")
CONTENT = tuple(name for name in COLUMNS if name != "previous_hash")
BLOCK = 2000
# What Django leaves out of a time's text in SQLite, by the text's length.
WHOLE_SECOND = {len("15:30:00"): ".000000"}
BEFORE_ALL = -(2**62)
# In the order of canonical JSON, so that nothing is sorted again for each of a million events.
SORTED = tuple(sorted(CONTENT))
NUMBER = SORTED.index("number")
EVENTS = (
    f"SELECT {', '.join(SORTED)}, previous_hash, hash FROM scheduling_auditevent "
    "WHERE number > %s ORDER BY number LIMIT %s"
)
VALUES = (
    "SELECT event_number, name, salt, value FROM scheduling_personalvalue "
    "WHERE event_number > %s AND event_number <= %s ORDER BY event_number"
)
STRAY_VALUES = (
    "SELECT event_number FROM scheduling_personalvalue "
    "WHERE event_number > %s OR event_number < 1 ORDER BY event_number LIMIT 1"
)
PersonalValueRow = tuple[int, str, str, str]


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
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def event_hash(columns: dict[str, Any]) -> str:
    """The hash of an event given all its columns but `hash`; `at` may be a datetime."""
    return link_hash(columns["previous_hash"], content_hash(columns))


def content_hash(columns: dict[str, Any]) -> str:
    """What an event's own columns hash to, without its place in the chain."""
    at = columns["at"]
    fixed = {name: columns[name] for name in SORTED} | {"at": instant(at) if isinstance(at, datetime) else at}
    # Strings, whole numbers and None only, so orjson gives the same bytes as `canonical`.
    return hashlib.sha256(orjson.dumps(fixed)).hexdigest()


def link_hash(previous_hash: str, content: str) -> str:
    """The hash of an event, which ties its content to the event before it.

    In two steps, so that whoever shows some events can prove them part of the chain without showing the
    events between: those give their content hashes only.
    """
    return hashlib.sha256((previous_hash + content).encode()).hexdigest()


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
    for columns, previous_hash, stored_hash, values in _walk():
        seen += 1
        why = _fault(columns, previous_hash, stored_hash, expected_number=seen, previous=previous)
        if not why and seen == noted_number and stored_hash != noted_hash:
            why = "this event is not the one that was noted"
        if not why and values:
            why = _personal_fault(columns["personal"], values)
        if why:
            return Verdict(events=seen, head_number=seen - 1, head_hash=previous, broken_at=seen, why=why)
        previous = stored_hash
    return _verdict_at_end(seen, previous, noted_number)


def _verdict_at_end(seen: int, last_hash: str, noted_number: int | None) -> Verdict:
    heads = list(ChainHead.objects.all()[:2])
    head = heads[0] if len(heads) == 1 else None
    expected = max(head.number if head else 0, noted_number or 0)
    why, broken_at = "", None
    if head is None:
        why, broken_at = "the chain must have one head, and has not", seen + 1
    elif head.broken_at:
        why, broken_at = "it was found broken when this event was written", head.broken_at
    elif seen < expected:
        why, broken_at = f"events {seen + 1} to {expected} are missing from the end", seen + 1
    elif (head.number, head.hash or GENESIS) != (seen, last_hash):
        why, broken_at = "the last event is not the one the head names", seen
    elif stray := written_out.rows(STRAY_VALUES, seen):
        [(broken_at,)], why = stray, "a personal value belongs to no event"
    return Verdict(events=seen, head_number=seen, head_hash=last_hash, broken_at=broken_at, why=why)


def _fault(
    columns: dict[str, Any], previous_hash: str, stored_hash: str, *, expected_number: int, previous: str
) -> str:
    if columns["number"] != expected_number:
        return f"event {expected_number} is missing"
    if previous_hash != previous:
        return "it does not follow the event before it"
    try:
        found = link_hash(previous, hashlib.sha256(orjson.dumps(columns)).hexdigest())
    except TypeError:  # SQLite takes bytes in a text column
        found = ""
    return "" if found == stored_hash else "its content was changed"


def _personal_fault(personal: str, values: list[PersonalValueRow]) -> str:
    """What is wrong with the values that are still there; erased ones are missed by nobody."""
    kept = orjson.loads(personal)
    for _, name, salt, value in values:
        if not (isinstance(value, str) and SALT.fullmatch(str(salt)) and kept.get(name) == personal_hash(salt, value)):
            return f"the personal value “{name}” was changed"
    return ""


def _walk() -> Iterator[tuple[dict[str, Any], str, str, list[PersonalValueRow]]]:
    """Every event in order: its content as it is hashed, both its hashes, and its personal values."""
    last = BEFORE_ALL
    while rows := written_out.rows(EVENTS, last, BLOCK):
        values = _values(last, rows[-1][NUMBER])
        for row in rows:
            columns = dict(zip(SORTED, row, strict=False))
            columns["at"] = _written(columns["at"])
            yield columns, row[-2], row[-1], values.get(columns["number"], [])
        last = rows[-1][NUMBER]


def _values(after: int, until: int) -> dict[int, list[PersonalValueRow]]:
    found: dict[int, list[PersonalValueRow]] = {}
    for row in written_out.rows(VALUES, after, until):
        found.setdefault(row[0], []).append(row)
    return found


def _written(at: datetime | str) -> str:
    """A time column as `instant` writes it. SQLite gives the text it holds: only one that Django wrote will do."""
    if isinstance(at, datetime):
        return instant(at)
    date, _, time = str(at).partition(" ")
    return f"{date}T{time}{WHOLE_SECOND.get(len(time), '')}Z"
