"""An index of the log that tells other events than its table has, and as many, hides none: what it
does not find is named.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from scheduling.audit import event_writer, log_indexes, verifier
from scheduling.audit.event_writer import Entry
from scheduling.audit.verifier import verify
from scheduling.models import AuditEvent, sql_statements
from scheduling.session_commands import PORTAL
from tests.support.audit_log import SOME_KIND
from tests.support.long_cases import mostly_long
from tests.support.table_comparisons import verified

INDEXES = {one.name: one.fields[0] for one in AuditEvent._meta.indexes}
TABLE = "scheduling_auditevent"
GUARDS = f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{TABLE}'"


@pytest.fixture
def log(database: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A log of some events, walked by two processes."""
    monkeypatch.setattr(verifier, "APART_FROM", 2)
    monkeypatch.setattr(verifier, "MOST_PROCESSES", 2)
    for _ in range(12):
        event_writer.record(Entry(kind=SOME_KIND, sentence="Something.", actor=PORTAL))
    connection.close()
    return database


def lie(path: Path, name: str, number: int, otherwise: str) -> None:
    """Leave the entry of an event in an index as it is while the event is otherwise."""
    column = INDEXES[name]
    event = f"UPDATE {TABLE} SET {otherwise} WHERE number = {number}"
    with connected(path) as run:
        guards = run(GUARDS)
        for guard, _ in guards:
            run(f"DROP TRIGGER {guard}")
        [held] = run(f"SELECT rowid, {column}, number FROM {TABLE} WHERE number = {number}")
        run(event)
        [schema] = run("SELECT * FROM sqlite_master WHERE name = ?", name)
        run("PRAGMA writable_schema = ON")
        run("DELETE FROM sqlite_master WHERE name = ?", name)
    with connected(path) as run:
        back = f"UPDATE {TABLE} SET {column} = ?, number = ? WHERE rowid = ?"
        run(back, held[1], held[2], held[0])
        run("PRAGMA writable_schema = ON")
        run("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", *schema)
    with connected(path) as run:
        for _, sql in guards:
            run(sql)


@contextmanager
def connected(path: Path) -> Iterator[Callable[..., list[tuple[Any, ...]]]]:
    """Statements on a connection of their own, which reads the schema anew."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        yield lambda sql, *values: database.execute(sql, values).fetchall()


def said(name: str, number: int) -> str:
    return f"the index {name} does not hold what the log holds: event {number} is not found by it"


@pytest.mark.parametrize("name", mostly_long(INDEXES, everyday=4))
def test_an_index_with_as_many_entries_that_hides_an_event_is_named(log: Path, name: str) -> None:
    assert verified() == []
    other = "77" if name == "event_actor" else "'zz'"
    lie(log, name, 3, f"{INDEXES[name]} = {other}")
    verdict = verify()
    assert verdict.is_intact
    assert [one.said for one in verdict.differences] == [said(name, 3)]
    assert not verdict.is_clear


@pytest.mark.parametrize("otherwise", ["kind = CAST(kind AS BLOB)", "number = 999999"])
def test_an_index_that_holds_a_look_alike_is_named(log: Path, otherwise: str) -> None:
    lie(log, "event_kind", 9, otherwise)
    assert said("event_kind", 9) in verified()


def test_two_indexes_that_lie_are_named_each_with_its_event(log: Path) -> None:
    lie(log, "event_session", 11, "session_sid = 'ES1'")
    lie(log, "event_exam", 4, "exam_sid = 'EX1'")
    assert [one.said for one in verify().lying] == [
        said("event_session", 11),
        said("event_exam", 4),
    ]


def test_every_index_of_the_log_is_looked_in(database: Path) -> None:
    assert [name for name, _ in verifier._stretches(1)[0].indexes] == list(INDEXES)


def test_an_index_in_which_nothing_can_be_looked_up_is_named(log: Path) -> None:
    sql_statements.run("DROP INDEX event_kind")
    sql_statements.run(f"CREATE INDEX event_kind ON {TABLE} (outcome)")
    unusable = log_indexes.UNUSABLE.format(name="event_kind")
    assert [one.said for one in verify().lying] == [unusable]
