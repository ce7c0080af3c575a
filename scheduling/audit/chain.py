"""The hash chain's format: canonical JSON, and the hash of one event.

An event's hash is SHA-256 over its predecessor's hash and the hash of its own content: the
canonical JSON of all its other columns that its formula knows. Personal values are not in it: the
event holds SHA-256(salt + value) of each.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import orjson

from scheduling.audit.chain_walker import hashed
from scheduling.models import AuditEvent

GENESIS = "0" * 64
COLUMNS = tuple(
    field.attname for field in AuditEvent._meta.concrete_fields if field.attname != "hash"
)
CONTENT = tuple(name for name in COLUMNS if name != "previous_hash")
# In the order of canonical JSON, so that nothing is sorted again for each of a million events.
SORTED = tuple(sorted(CONTENT))


def canonical(value: Any) -> str:
    """Canonical JSON: sorted keys, no spaces, text as it is. Raises TypeError for a float:
    no two agree on them.
    """
    _refuse_floats(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("A float has no canonical form: use a string or a whole number.")
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, (list, tuple)):
        return
    for child in value:
        if type(child) is not str:
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
    fixed = hashed({name: columns[name] for name in SORTED}) | {
        "at": instant(at) if isinstance(at, datetime) else at
    }
    # Strings, whole numbers and None only, so orjson gives the same bytes as `canonical`.
    return hashlib.sha256(orjson.dumps(fixed)).hexdigest()


def link_hash(previous_hash: str, content: str) -> str:
    """The hash of an event, which ties its content to the event before it.

    In two steps, so that whoever shows some events can prove them part of the chain without showing
    the events between: those give their content hashes only.
    """
    return hashlib.sha256((previous_hash + content).encode()).hexdigest()


def personal_hash(salt: str, value: str) -> str:
    """What an event keeps of a personal value."""
    return hashlib.sha256((salt + value).encode()).hexdigest()
