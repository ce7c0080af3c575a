"""Commands on a database that can't be used: each says so in a sentence, and ends with 1."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from portal.sandbox.server import Sandbox
from scheduling.audit.kinds import Kind
from scheduling.models import AuditEvent
from tests.support.fault_processes import ROOT, environment

SAID = "The command was not finished: the database says “"
HERE = ("--install", Sandbox.install_sid)
COMMANDS = [
    ("grant", "coordinator", "administrator"),
    ("revoke", "coordinator", "coordinator", *HERE),
    ("acknowledge", "coordinator"),
    ("audit_explain",),
    ("audit_export", "--format", "csv"),
    ("audit_verify",),
    ("erase_learner", "LU1", *HERE, "--why", "asked"),
    ("rotate_keys",),
    ("clearsessions",),
]


def run(database: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=environment(database) | more,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture
def no_database(tmp_path: Path) -> Path:
    file = tmp_path / "none.sqlite3"
    file.write_bytes(b"This is a letter to somebody, and no database. " * 100)
    return file


@pytest.mark.long
@pytest.mark.parametrize("words", COMMANDS)
def test_a_database_that_is_none_is_told_in_a_sentence(
    no_database: Path, words: tuple[str, ...]
) -> None:
    done = run(no_database, *words)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith(f"{SAID}file is not a database”.")


def test_where_it_stopped_is_told_to_who_asks(no_database: Path) -> None:
    done = run(no_database, "audit_explain", "--traceback")
    assert done.returncode == 1
    assert done.stderr.startswith("Traceback (most recent call last)")


@pytest.mark.long
@pytest.mark.parametrize(
    "words",
    [
        ("grant", "auditor", "coordinator"),
        ("audit_explain", "--why", "a test"),
        ("audit_export", "--format", "csv"),
    ],
)
def test_a_log_that_takes_nothing_is_told_in_a_sentence(
    database: Path, words: tuple[str, ...]
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TRIGGER refuses BEFORE INSERT ON scheduling_auditevent"
            " BEGIN SELECT RAISE(ABORT, 'no such event today'); END"
        )
        cursor.execute("UPDATE auth_user SET email = 'x@y.example' WHERE username = 'auditor'")
    connection.close()
    done = run(database, *words)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith(f"{SAID}no such event today”.")


@pytest.mark.parametrize(
    "words",
    [
        ("audit_export", "--format", "jsonl", "--since", "2099-01-01"),
        ("audit_export", "--format", "csv"),
        ("audit_verify",),
    ],
)
def test_what_could_not_be_written_is_told_and_no_export_was_completed(
    database: Path, words: tuple[str, ...]
) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=environment(database),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=120,
        )
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert "could not be written: “No space left on device”" in done.stderr
    assert not AuditEvent.objects.filter(kind=Kind.EXPORT_DONE).exists()


def test_a_reader_that_has_enough_is_no_trouble(database: Path) -> None:
    running = subprocess.Popen(
        [sys.executable, "manage.py", "audit_export", "--format", "jsonl"],
        cwd=ROOT,
        env=environment(database),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert running.stdout and running.stderr
    running.stdout.close()
    with running.stderr:
        assert (running.stderr.read(), running.wait(60)) == (b"", 1)


@pytest.mark.long
@pytest.mark.parametrize("content", [b"", b"\0" * 5000, b"no database"])
def test_a_backup_of_what_is_no_database_is_told_in_a_sentence(
    tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "none.sqlite3"
    file.write_bytes(content)
    done = run(file, "backup", str(tmp_path / "backup"))
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith(f"CommandError: The backup in {tmp_path / 'backup'} is not compl")


def test_a_backup_of_a_database_that_is_not_there_makes_none(tmp_path: Path) -> None:
    file = tmp_path / "none.sqlite3"
    done = run(file, "backup", str(tmp_path / "backup"))
    assert done.stderr == f"CommandError: There is no database at {file}: check DATABASE_URL.\n"
    assert not file.exists() and not (tmp_path / "backup").exists()
