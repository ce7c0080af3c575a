"""One process writes at a time: whoever comes second waits for its turn, and not for ever."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import (
    DEFAULT_DB_ALIAS,
    DatabaseError,
    OperationalError,
    connection,
    connections,
    transaction,
)

from scheduling.models import ChainHead
from scheduling.wall_time import CANT_READ, NoTime

PATIENCE = 60


@pytest.fixture
def writer(database: Path) -> Iterator[sqlite3.Connection]:
    """Somebody else in the middle of a transaction."""
    other = sqlite3.connect(database, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    yield other
    other.close()


def alone() -> None:
    """A write that is a transaction of its own."""
    ChainHead.objects.update(broken_at=None)


def together() -> None:
    with transaction.atomic():
        alone()


@pytest.mark.parametrize("write", [alone, together])
def test_a_write_goes_through_as_soon_as_the_other_has_ended(
    writer: sqlite3.Connection, write: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    connection.ensure_connection()
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", PATIENCE)
    start = time.monotonic()
    threading.Timer(0.2, writer.execute, ["COMMIT"]).start()
    write()
    assert 0.2 <= time.monotonic() - start < PATIENCE / 2


@pytest.mark.parametrize("write", [alone, together])
def test_it_gives_up_after_the_time_it_was_given(
    writer: sqlite3.Connection, write: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    connection.ensure_connection()
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.2)
    start = time.monotonic()
    with pytest.raises(OperationalError, match="locked"):
        write()
    assert time.monotonic() - start >= 0.2
    writer.execute("COMMIT")
    write()


class _Unusable:
    def __conform__(self, protocol: object) -> str:
        raise sqlite3.OperationalError("not the database's own")


def test_an_error_that_is_not_the_database_s_own_is_told_as_it_is(database: Path) -> None:
    with (
        connection.cursor() as cursor,
        pytest.raises(OperationalError, match="not the database's own"),
    ):
        cursor.execute("SELECT %s", [_Unusable()])


def test_a_lock_that_waiting_cannot_bring_is_told_at_once(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A transaction that began with reading, and that another one has overtaken since, can't write
    any more.
    """
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", PATIENCE)
    connection.ensure_connection()
    other = sqlite3.connect(database, isolation_level=None)
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        cursor.execute("SELECT name FROM scheduling_institution")
        other.execute("UPDATE scheduling_institution SET name = name || '!'")
        start = time.monotonic()
        with pytest.raises(OperationalError, match="locked"):
            cursor.execute("UPDATE scheduling_institution SET name = ''")
        assert time.monotonic() - start < PATIENCE / 2
        cursor.execute("ROLLBACK")
    other.close()


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("stored", "read"),
    [
        ("2027-01-14 15:30:00", datetime(2027, 1, 14, 15, 30, tzinfo=UTC)),
        ("2027-01-14 15:30:00.108690", datetime(2027, 1, 14, 15, 30, 0, 108690, tzinfo=UTC)),
        ("2027-01-14T15:30:00Z", datetime(2027, 1, 14, 15, 30, tzinfo=UTC)),
        ("2027-01-14 09:30:00-06:00", datetime(2027, 1, 14, 15, 30, tzinfo=UTC)),
    ],
)
def test_a_stored_time_is_read_as_the_instant_it_is(stored: str, read: datetime) -> None:
    assert read_back(stored) == read


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("stored", ["2027-01-14", "at noon", "0001-01-01 00:00:00"])
def test_what_is_no_time_is_never_told_as_one_and_stays_what_it_is(stored: str) -> None:
    told = read_back(stored)
    assert isinstance(told, NoTime)
    assert (told.stored, str(told)) == (stored.encode(), CANT_READ)


def read_back(stored: str) -> object:
    """What is read of a column of times that has this."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE told (at datetime)")
        cursor.execute("INSERT INTO told VALUES (%s)", [stored])
        cursor.execute("SELECT at FROM told")
        [(told,)] = cursor.fetchall()
        cursor.execute("DROP TABLE told")
    return told


@pytest.mark.usefixtures("database")
def test_a_connection_is_no_other_threads_to_ask() -> None:
    connection.ensure_connection()
    here, refused = connections[DEFAULT_DB_ALIAS], []

    def ask() -> None:
        try:
            here.cursor()
        except DatabaseError as error:
            refused.append(error)

    there = threading.Thread(target=ask)
    there.start()
    there.join()
    assert len(refused) == 1


def test_what_is_deleted_is_written_over_however_sqlite_was_built(database: Path) -> None:
    with sqlite3.connect(":memory:") as plain:
        plain.execute("PRAGMA secure_delete=OFF")
        plain.executescript(connection.settings_dict["OPTIONS"]["init_command"])
        assert plain.execute("PRAGMA secure_delete").fetchone() == (1,)
    plain.close()
