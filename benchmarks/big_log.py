"""Letting a log grow by valid events, and walking it. A program of its own:
`log` runs it with a stage's settings.
"""

from __future__ import annotations

import json
import resource
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

from scheduling.audit.chain import GENESIS, canonical, event_hash, personal_hash  # noqa: E402
from scheduling.audit.chain_walker import FORMULA  # noqa: E402
from scheduling.audit.exports.log_lines import Chosen, export  # noqa: E402
from scheduling.audit.verifier import verify  # noqa: E402
from scheduling.models import AuditEvent, ChainHead, Institution  # noqa: E402
from scheduling.session_commands import Actor  # noqa: E402

BLOCK = 20_000
EVENT, VALUE = "scheduling_auditevent", "scheduling_personalvalue"
EVENT_COLUMNS = [field.attname for field in AuditEvent._meta.concrete_fields]
VALUE_COLUMNS = ["event_number", "name", "salt", "value"]
START = datetime(2026, 1, 5, 8, tzinfo=UTC)
APART = timedelta(seconds=7)
PER_SESSION = 8
LINKED = 1_000  # events from a case to the head that proves it: what an hour of a finals week has
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
DETAILS = (
    canonical({"asked": ASKED}),
    canonical({"cause": "accepted", "exchange": EXCHANGE, "stored": ASKED}),
)
INDEXES = {
    "sqlite": (
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql IS NOT"
        " NULL"
    ),
    "postgresql": (
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexname NOT LIKE"
        " '%%_pkey'"
    ),
}

Rows = list[tuple[Any, ...]]


def grow(until: int) -> dict[str, Any]:
    """Append events until there are `until`:
    bookings, an intent and an outcome each, over many sessions.
    """
    head, institution = (
        ChainHead.objects.get_or_create(pk=1)[0],
        Institution.objects.order_by("pk")[0],
    )
    events = _events(head, institution.sid, until)
    with connection.cursor() as cursor:
        cursor.execute(INDEXES[connection.vendor], [EVENT])
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        while block := list(islice(events, BLOCK)):
            _write(cursor, block)
            ChainHead.objects.filter(pk=1).update(
                number=block[-1]["number"], hash=block[-1]["hash"]
            )
        for _, sql in indexes:
            cursor.execute(sql)
        cursor.execute("ANALYZE")
    return _about(institution, until)


def _about(institution: Institution, until: int) -> dict[str, Any]:
    """What the pages are asked for: things in the middle of the log."""
    with_session = (
        AuditEvent.objects.filter(install_sid=institution.sid)
        .exclude(session_sid="")
        .order_by("number")
    )
    recent = with_session.filter(number__gt=until - min(LINKED, until // 2)).first()
    assert recent, "The log has no event about a session."
    return {
        "middle": until // 2,
        "session_sid": _sid("ES", until // 3 // PER_SESSION),
        "recent_session_sid": recent.session_sid,
        "install_sid": institution.sid,
        "day": f"{START + APART * (until // 2):%Y-%m-%d}",
    }


def _events(head: ChainHead, install_sid: str, until: int) -> Iterator[dict[str, Any]]:
    previous = head.hash or GENESIS
    for number in range(head.number + 1, until + 1):
        event = _event(number, install_sid, previous)
        previous = event["hash"] = event_hash(event)
        yield event


def _event(number: int, install_sid: str, previous: str) -> dict[str, Any]:
    return {
        "number": number,
        "at": START + APART * number,
        "kind": ("intent", "outcome")[number % 2],
        "outcome": ("", "accepted")[number % 2],
        "sentence": (
            "Ana Ruiz booked {learner} for CHEM 322 Final (smarter-scheduling, Thu 14 Jan 9:30 AM"
            " CST)."
        ),
        "actor_id": 1,
        "actor_name": "Ana Ruiz",
        "role": "coordinator",
        "ip": "127.0.0.1",
        "request_id": f"{number:032x}",
        "install_sid": install_sid,
        "exam_sid": _sid("EX", number % 400),
        "session_sid": _sid("ES", number // PER_SESSION),
        "session_type": "smarter-scheduling",
        "attempt_id": str(UUID(int=number // 2)),
        "time_zone": "America/Chicago",
        "details": DETAILS[number % 2],
        "personal": canonical(
            {name: personal_hash(salt, value) for _, name, salt, value in _values(number)}
        ),
        "previous_hash": previous,
        "formula": FORMULA,
        "actor_username": "ana",
        "nth_of_session": number % PER_SESSION + 1,
        "practice": 1,
    }


def _values(number: int) -> Rows:
    salt = f"{number * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**128:032x}"
    learner = f"Maya Lindqvist {number // PER_SESSION % 1000}"
    return [(number, "learner", salt, learner), (number, "asked.notes", salt[::-1], "Ground floor")]


def _sid(prefix: str, number: int) -> str:
    """Spread over the whole range, as real ones are."""
    return f"{prefix}{number * 0x9E3779B97F4A7C15 % 2**64:016x}{number:016x}"


def _write(cursor: Any, block: list[dict[str, Any]]) -> None:
    values = [value for event in block for value in _values(event["number"])]
    if connection.vendor == "postgresql":
        _copy(
            cursor,
            EVENT,
            EVENT_COLUMNS,
            [tuple(event[name] for name in EVENT_COLUMNS) for event in block],
        )
        _copy(cursor, VALUE, VALUE_COLUMNS, values)
        return
    # As Django writes a datetime.
    rows = [
        tuple(str(event[name])[:19] if name == "at" else event[name] for name in EVENT_COLUMNS)
        for event in block
    ]
    raw: sqlite3.Connection = cursor.connection
    raw.execute("BEGIN IMMEDIATE")
    _insert(raw, EVENT, EVENT_COLUMNS, rows)
    _insert(raw, VALUE, VALUE_COLUMNS, values)
    raw.execute("COMMIT")


def _copy(cursor: Any, table: str, columns: list[str], rows: Rows) -> None:
    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _insert(raw: sqlite3.Connection, table: str, columns: list[str], rows: Rows) -> None:
    raw.executemany(
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})", rows
    )


def verified() -> dict[str, float]:
    """Events per second of verifying the whole log."""
    start = time.perf_counter()
    verdict = verify()
    if not verdict.is_intact:
        raise SystemExit(
            f"The log that was built does not hold at {verdict.broken_at}: {verdict.why}."
        )
    return {"verified": verdict.events / (time.perf_counter() - start)}


def exported() -> dict[str, float]:
    """Events per second of exporting the whole log, and the most memory it took, in megabytes."""
    count, start = ChainHead.objects.get(pk=1).number, time.perf_counter()
    with open("/dev/null", "w") as out:
        out.writelines(
            export(
                form="jsonl",
                chosen=Chosen(),
                actor=Actor(user_id=None, name="The benchmarks"),
            )
        )
    taken = time.perf_counter() - start
    return {
        "exported": count / taken,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


ACTS: dict[str, Callable[..., dict[str, Any]]] = {
    "grow": grow,
    "verified": verified,
    "exported": exported,
}

if __name__ == "__main__":
    print(json.dumps(ACTS[sys.argv[1]](*map(int, sys.argv[2:]))))
