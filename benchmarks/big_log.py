"""Letting a log grow by valid events, and walking it. A program of its own: `log` runs it with a stage's settings."""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

import django

django.setup()

from django.db import connection  # noqa: E402

from scheduling.commands import Actor  # noqa: E402
from scheduling.models import AuditEvent, ChainHead, Install  # noqa: E402
from scheduling.services.chain import GENESIS, canonical, event_hash, personal_hash, verify  # noqa: E402
from scheduling.services.export import export  # noqa: E402

BLOCK = 20_000
SALT = "5a" * 16
LEARNER = "Maya Lindqvist"
EVENT, VALUE = "scheduling_auditevent", "scheduling_personalvalue"
ASKED = {
    "type": "smarter-scheduling",
    "appointmentDateTime": "2027-01-14T15:30:00.000Z",
    "proctorLocationSid": "PL" + "1".zfill(32),
    "notes": {"personal": "asked.notes"},
}
EXCHANGE = {
    "method": "POST",
    "path": "/v1/installs/AI/exams/EX/sessions/ES",
    "status": 200,
    "milliseconds": 412,
    "bytes": 2310,
    "digest": "c" * 64,
    "provider_request": "req-00000001",
}
DETAILS = (canonical({"asked": ASKED}), canonical({"cause": "accepted", "exchange": EXCHANGE, "stored": ASKED}))
PERSONAL = canonical({"learner": personal_hash(SALT, LEARNER), "asked.notes": personal_hash(SALT, "Ground floor")})


def grow(until: int) -> dict[str, Any]:
    """Append events until there are `until`: bookings, an intent and an outcome each, over many sessions."""
    head, install = ChainHead.objects.get(pk=1), Install.objects.order_by("pk")[0]
    events = _events(head, install.sid, until)
    names = [field.attname for field in AuditEvent._meta.concrete_fields]
    with connection.cursor() as cursor:
        raw: sqlite3.Connection = cursor.connection
        indexes = cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL", [EVENT]
        ).fetchall()
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        while block := list(islice(events, BLOCK)):
            _write(raw, names, block)
            ChainHead.objects.filter(pk=1).update(number=block[-1]["number"], hash=block[-1]["hash"])
        for _, sql in indexes:
            cursor.execute(sql)
    return {"middle": until // 2, "session_sid": _sid("ES", until // 3)}


def _events(head: ChainHead, install_sid: str, until: int) -> Iterator[dict[str, Any]]:
    previous, start = head.hash or GENESIS, datetime(2026, 1, 5, 8, tzinfo=UTC)
    for number in range(head.number + 1, until + 1):
        event = {
            "number": number,
            "at": start + timedelta(seconds=7 * number),
            "kind": ("intent", "outcome")[number % 2],
            "outcome": ("", "accepted")[number % 2],
            "sentence": "Ana Ruiz booked {learner} for CHEM 322 Final (smarter-scheduling, Thu 14 Jan 9:30 AM CST).",
            "actor_id": 1,
            "actor_name": "Ana Ruiz",
            "role": "coordinator",
            "ip": "127.0.0.1",
            "request_id": f"{number:032x}",
            "install_sid": install_sid,
            "exam_sid": _sid("EX", number % 400),
            "session_sid": _sid("ES", number // 8),
            "session_type": "smarter-scheduling",
            "attempt_id": str(UUID(int=number // 2)),
            "time_zone": "America/Chicago",
            "details": DETAILS[number % 2],
            "personal": PERSONAL,
            "previous_hash": previous,
        }
        previous = event["hash"] = event_hash(event)
        yield event


def _sid(prefix: str, number: int) -> str:
    """Spread over the whole range, as real ones are."""
    return f"{prefix}{number * 0x9E3779B97F4A7C15 % 2**64:016x}{number:016x}"


def _write(raw: sqlite3.Connection, names: list[str], block: list[dict[str, Any]]) -> None:
    # As Django writes a datetime.
    rows = [tuple(str(event[name])[:26] if name == "at" else event[name] for name in names) for event in block]
    values = [
        (event["number"], name, SALT, value)
        for event in block
        for name, value in (("learner", LEARNER), ("asked.notes", "Ground floor"))
    ]
    raw.execute("BEGIN IMMEDIATE")
    raw.executemany(f"INSERT INTO {EVENT} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})", rows)
    raw.executemany(f"INSERT INTO {VALUE} (event_number, name, salt, value) VALUES (?, ?, ?, ?)", values)
    raw.execute("COMMIT")


def walk() -> dict[str, float]:
    """Events per second of verifying and of exporting the whole log."""
    count = ChainHead.objects.get(pk=1).number
    return {"verified": count / _seconds(_verified), "exported as jsonl": count / _seconds(_exported)}


def _verified() -> None:
    verdict = verify()
    if not verdict.holds:
        raise SystemExit(f"The log that was built does not hold at {verdict.broken_at}: {verdict.why}.")


def _exported() -> None:
    actor = Actor(user_id=None, name="The benchmarks")
    for line in export(form="jsonl", since=None, until=None, actor=actor):
        sys.stderr.write(line) if not line else None


def _seconds(act: Callable[[], None]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


if __name__ == "__main__":
    print(json.dumps(grow(int(sys.argv[2])) if sys.argv[1] == "grow" else walk()))
