"""A database that does not answer, or takes no row, is told as that."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from django.db import OperationalError, close_old_connections, connection, connections
from django.utils import timezone

from scheduling.models import Heartbeat
from tests.support.database_faults import READ_ONLY
from tests.support.fault_processes import ROOT, environment
from tests.support.portal_server import Portal
from tests.support.readiness_answers import readyz


def test_a_database_that_takes_no_row_is_not_ready(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = connections.settings["default"]["OPTIONS"]
    monkeypatch.setitem(options, "init_command", options["init_command"] + READ_ONLY)
    status, told = readyz(portal)
    assert status == 503
    assert "The database can’t be written (attempt to write a readonly database)" in told
    assert "DATABASE_URL" in told


def test_a_database_that_is_none_is_not_ready(portal: Portal, database: Path) -> None:
    connections.close_all()
    database.write_bytes(b"this is no database" * 1000)
    status, told = readyz(portal)
    assert (status, "DATABASE_URL" in told) == (503, True)


def test_a_folder_of_the_database_that_can_not_be_written_is_told_as_that(
    database: Path, tmp_path: Path
) -> None:
    """Also for root, which may write anywhere unless it gives that up."""
    folder = tmp_path / "of another"
    folder.mkdir()
    file = folder / "portal.sqlite3"
    with sqlite3.connect(database) as whole, sqlite3.connect(file) as copy:
        whole.backup(copy)
        copy.execute("PRAGMA journal_mode = WAL")
    whole.close()
    copy.close()
    giving_up = ["setpriv", "--bounding-set=-dac_override"] if os.geteuid() == 0 else []
    file.chmod(0o400)
    folder.chmod(0o500)
    try:
        done = subprocess.run(
            [*giving_up, sys.executable, "manage.py", "check", "--deploy"],
            cwd=ROOT,
            env=environment(file, var=tmp_path / "var"),
            capture_output=True,
            text=True,
        )
    finally:
        folder.chmod(0o700)
    said = "(portal.E001) The folder of the database can’t be written (Permission denied): SQLite"
    assert said in done.stderr
    assert "The database can’t be reached" not in done.stderr


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE scheduling_chainhead SET id = 2",
        "INSERT INTO scheduling_chainhead (id, number, hash) VALUES (2, 0, 'x')",
        "UPDATE scheduling_chainhead SET number = number + 1",
    ],
)
def test_a_head_of_the_log_that_was_put_elsewhere_is_told(portal: Portal, sql: str) -> None:
    assert readyz(portal)[0] == 200
    with connection.cursor() as cursor:
        cursor.execute(sql)
    status, told = readyz(portal)
    assert (status, "The log’s head is not the one row" in told) == (503, True)
    assert readyz(portal, "?pages")[0] == 200


def moved(database: Path, ends: tuple[str, ...], to: Path) -> None:
    to.mkdir(exist_ok=True)
    for end in ends:
        Path(f"{database}{end}").rename(to / f"{database.name}{end}")


def test_a_database_that_is_taken_from_under_the_portal_is_told_and_takes_nothing_more(
    portal: Portal, database: Path, tmp_path: Path
) -> None:
    """A connection that is kept open would go on writing into the file that was moved."""
    connection.ensure_connection()
    before = Heartbeat.objects.count()
    moved(database, ("", "-wal", "-shm"), tmp_path / "away")
    close_old_connections()  # as with each request
    with pytest.raises(OperationalError, match="unable to open database file"):
        Heartbeat.objects.create(name="lost", at=timezone.now())
    status, told = readyz(portal)
    assert (status, "The database’s file is not there. To fix it: put it" in told) == (503, True)
    assert requests.get(f"{portal.url}/accounts/login/", timeout=30).status_code == 503
    assert not database.exists()
    (tmp_path / "away" / database.name).rename(database)
    Path(f"{tmp_path / 'away' / database.name}-wal").rename(f"{database}-wal")
    assert (Heartbeat.objects.count(), readyz(portal)) == (before, (200, "ready\n"))


@pytest.mark.parametrize("end", ["-wal", "-shm"])
@pytest.mark.parametrize("is_replaced", [False, True])
def test_a_file_beside_the_database_that_is_taken_away_is_told(
    portal: Portal, database: Path, end: str, is_replaced: bool
) -> None:
    """Whoever has the database open knows what others can't read any more."""
    connection.ensure_connection()
    assert readyz(portal) == (200, "ready\n")
    file = Path(f"{database}{end}")
    file.rename(file.with_suffix(".away"))
    if is_replaced:
        file.write_bytes(b"")
    status, told = readyz(portal)
    assert (status, "A file beside the database was taken away" in told) == (503, True)
    connections.close_all()
    assert Heartbeat.objects.count() >= 0


def test_a_path_of_the_database_that_can_not_be_asked_about_breaks_no_question(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connections.settings["default"], "NAME", f"/{'x' * 300}")
    status, told = readyz(portal)
    assert (status, "DATABASE_URL" in told, "not be found out" in told) == (503, True, False)
