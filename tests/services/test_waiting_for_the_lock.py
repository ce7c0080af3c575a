"""One process writes at a time: a transaction waits for its turn, and not for ever."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import OperationalError, connection, transaction

from scheduling.models import ChainHead


@pytest.fixture
def writer(database: Path) -> Iterator[sqlite3.Connection]:
    """Somebody else in the middle of a transaction."""
    other = sqlite3.connect(database, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    yield other
    other.close()


def busy_timeout() -> int:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        milliseconds: int = cursor.fetchone()[0]
    return milliseconds


def test_a_transaction_begins_as_soon_as_the_other_has_ended(writer: sqlite3.Connection) -> None:
    connection.ensure_connection()
    threading.Timer(0.2, writer.execute, ["COMMIT"]).start()
    start = time.monotonic()
    with transaction.atomic():
        ChainHead.objects.update(broken_at=None)
    assert 0.15 < time.monotonic() - start < 2


def test_it_gives_up_after_the_time_it_was_given(writer: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    connection.ensure_connection()
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.2)
    with pytest.raises(OperationalError, match="locked"), transaction.atomic():
        pass
    assert busy_timeout() == 200
    writer.execute("COMMIT")
    with transaction.atomic():
        ChainHead.objects.update(broken_at=None)


def test_a_statement_outside_a_transaction_still_waits_the_usual_way(database: Path) -> None:
    with transaction.atomic():
        pass
    assert busy_timeout() == 1000 * connection.settings_dict["OPTIONS"]["timeout"] > 0
