"""A backup of a portal that is being written to is whole, and can be put back."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import subprocess
import sys
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.conf import settings as portal_settings
from django.core.management import CommandError, call_command
from django.db import connection, connections
from pytest_django import Settings

from scheduling import backup
from scheduling.access.actors import command_line
from scheduling.audit import event_writer
from scheduling.audit.codes import codes_file
from scheduling.audit.kinds import Kind
from scheduling.audit.verifier import verify
from scheduling.models import AuditEvent
from scheduling.models.encryption import encrypt
from tests.support.database_faults import READ_ONLY
from tests.support.database_file import use_database
from tests.support.practice_processes import ROOT, own_environment


def backed_up(folder: Path) -> str:
    said = StringIO()
    call_command("backup", str(folder), stdout=said)
    return said.getvalue()


def write(many: int) -> None:
    for number in range(many):
        entry = event_writer.Entry(
            kind=Kind.ADMIN_CHANGED, sentence=f"Change {number}.", actor=command_line()
        )
        event_writer.record(entry)


def test_events_that_stand_in_the_journal_alone_are_in_the_backup_and_not_in_a_plain_copy(
    database: Path, tmp_path: Path
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_autocheckpoint = 0")
    write(5)
    newest = AuditEvent.objects.count()
    plain = shutil.copy(database, tmp_path / "plain.sqlite3")
    backed_up(tmp_path / "backup")
    count = "SELECT count(*) FROM scheduling_auditevent"
    copies = [plain, tmp_path / "backup" / "portal.sqlite3"]
    assert [sqlite3.connect(one).execute(count).fetchone()[0] for one in copies] == [
        newest - 5,
        newest,
    ]


def test_a_backup_without_codes_says_so(
    database: Path, tmp_path: Path, settings: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    settings.ANCHORS_FILE = tmp_path / "misspelt.txt"
    backed_up(tmp_path / "backup")
    assert "It holds no codes of the log: there is no file at" in capfd.readouterr().err
    settings.ANCHORS_FILE.write_text("")
    backed_up(tmp_path / "another")
    assert capfd.readouterr().err == ""


def test_a_folder_in_the_place_of_the_codes_makes_no_whole_backup(
    database: Path, tmp_path: Path, settings: Settings
) -> None:
    settings.ANCHORS_FILE = tmp_path / "codes"
    settings.ANCHORS_FILE.mkdir()
    with pytest.raises(CommandError, match=r"is not complete: .*Is a directory"):
        backed_up(tmp_path / "backup")
    assert not (tmp_path / "backup" / "SHA256SUMS").exists()


@pytest.mark.parametrize("name", ["SHA256SUMS", "portal.sqlite3", "outcomes.spool", "codes"])
def test_the_codes_are_in_it_whatever_their_file_is_called(
    database: Path, tmp_path: Path, settings: Settings, name: str
) -> None:
    (tmp_path / "codes").mkdir()
    settings.ANCHORS_FILE = tmp_path / "codes" / name
    (Path(portal_settings.VAR_DIR) / "outcomes.spool").write_text(f"{encrypt('one')}\n")
    codes_file.write(reason="test")
    folder = tmp_path / "backup"
    backed_up(folder)
    names = {"portal.sqlite3", "outcomes.spool", "anchors.txt", "SHA256SUMS"}
    assert {file.name for file in folder.iterdir()} == names
    assert (folder / "anchors.txt").read_bytes() == settings.ANCHORS_FILE.read_bytes()
    checked = subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=folder)
    assert checked.returncode == 0


def test_it_can_be_put_back_and_its_log_holds(database: Path, tmp_path: Path) -> None:
    write(3)
    head = codes_file.write(reason="test")
    (Path(portal_settings.VAR_DIR) / "outcomes.spool").write_text(f"{encrypt('one')}\n")
    folder = tmp_path / "backup"
    said = backed_up(folder)
    assert f"up to event {head.number} at least: {head.code}" in said
    names = {
        "portal.sqlite3",
        "outcomes.spool",
        Path(portal_settings.ANCHORS_FILE).name,
        "SHA256SUMS",
    }
    assert {file.name for file in folder.iterdir()} == names
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    checked = subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=folder)
    assert checked.returncode == 0
    assert "made a backup" in AuditEvent.objects.order_by("-number")[0].sentence

    use_database(Path(shutil.copy(folder / "portal.sqlite3", tmp_path / "restored.sqlite3")))
    assert verify().is_intact
    assert codes_file.head().code == head.code
    use_database(database)


def test_an_open_transaction_is_not_in_it(database: Path, tmp_path: Path) -> None:
    before = AuditEvent.objects.count()
    other = sqlite3.connect(database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.execute("UPDATE scheduling_institution SET name = 'half done'")
    try:
        folder = tmp_path / "backup"
        folder.mkdir()
        backup._copy_sqlite(folder)  # the whole command waits for the lock, to note its event
    finally:
        other.execute("ROLLBACK")
        other.close()
    copy = sqlite3.connect(folder / "portal.sqlite3")
    assert copy.execute("SELECT count(*) FROM scheduling_auditevent").fetchone() == (before,)
    assert copy.execute(
        "SELECT count(*) FROM scheduling_institution WHERE name = 'half done'"
    ).fetchone() == (0,)


def test_a_backup_of_a_database_that_takes_nothing_is_whole_and_says_that_it_is_not_in_the_log(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = connections.settings["default"]["OPTIONS"]
    monkeypatch.setitem(options, "init_command", options["init_command"] + READ_ONLY)
    connections.close_all()
    wrong = StringIO()
    call_command("backup", str(tmp_path / "backup"), stdout=StringIO(), stderr=wrong)
    assert "That it was made could not be recorded" in wrong.getvalue()
    assert (tmp_path / "backup" / "SHA256SUMS").exists()


@pytest.mark.parametrize("there", [True, False])
def test_a_folder_that_takes_nothing_keeps_no_backup_from_being_made(
    database: Path, tmp_path: Path, settings: Settings, there: bool
) -> None:
    wrong, settings.VAR_DIR = StringIO(), tmp_path / "var"
    if there:
        # A program that runs can be read and not written, whoever asks.
        settings.VAR_DIR.mkdir()
        (settings.VAR_DIR / "outcomes.spool").write_bytes(b"kept\n")
        (settings.VAR_DIR / "outcomes.lock").symlink_to(Path(sys.executable).resolve())
    call_command("backup", str(tmp_path / "backup"), stdout=StringIO(), stderr=wrong)
    made = {file.name for file in (tmp_path / "backup").iterdir()}
    assert {"portal.sqlite3", "SHA256SUMS"} <= made
    assert ("outcomes.spool" in made, backup.NO_LOCK in wrong.getvalue()) == (there, not there)


def test_a_lock_that_comes_while_the_outcomes_are_copied_was_not_held(tmp_path: Path) -> None:
    lock = tmp_path / "var" / "outcomes.lock"
    with backup._locked(lock) as had_lock:
        lock.parent.mkdir()
        lock.touch()
    assert not had_lock
    with backup._locked(lock) as had_lock:
        assert had_lock


def test_a_database_that_sqlite_can_not_open_is_to_be_copied_by_hand(
    database: Path, tmp_path: Path
) -> None:
    before = Path(f"{database}-wal")
    connections.close_all()
    before.unlink(missing_ok=True)
    before.mkdir()
    try:
        with pytest.raises(CommandError, match="copy that file by hand, with those beside it"):
            backed_up(tmp_path / "backup")
    finally:
        connections.close_all()
        before.rmdir()


def test_nothing_is_written_into_a_folder_that_is_not_empty(database: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "file").touch()
    with pytest.raises(CommandError, match=r"is not empty\. Nothing was written\."):
        backed_up(tmp_path / "taken")
    assert [file.name for file in (tmp_path / "taken").iterdir()] == ["file"]


def test_a_file_in_the_place_of_the_folder_is_told_and_stays(
    database: Path, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("a letter")
    with pytest.raises(CommandError, match=r"taken is a file\. Name an empty folder\."):
        backed_up(tmp_path / "taken")
    assert (tmp_path / "taken").read_text() == "a letter"


@pytest.mark.long
def test_a_backup_of_postgresql_can_be_put_back(postgres: str, tmp_path: Path) -> None:
    with psycopg.connect(postgres.format("postgres"), autocommit=True) as server:
        for name in ("backed_up", "restored"):
            server.execute(f"CREATE DATABASE {name}")
    environment = own_environment(tmp_path, DATABASE_URL=postgres.format("backed_up"))
    (tmp_path / "var").mkdir()
    folder = tmp_path / "backup"
    for command in (["migrate", "-v0"], ["audit_anchor"], ["backup", str(folder)]):
        subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True
        )
    restore = ["pg_restore", "--no-owner", f"--dbname={postgres.format('restored')}"]
    subprocess.run([*restore, str(folder / "portal.pgdump")], check=True)
    restored = environment | {"DATABASE_URL": postgres.format("restored")}
    for command in (["migrate", "--check"], ["audit_verify"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=restored, check=True)
