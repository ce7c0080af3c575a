"""A backup of a running portal into an empty folder: the database as of one moment, the outcomes
that wait for it, and the file of the log's codes.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from scheduling.audit import event_writer
from scheduling.audit.codes import codes_file, file_lock
from scheduling.audit.codes.file_room import opened
from scheduling.audit.kinds import Kind
from scheduling.session_commands import Actor

SQLITE, POSTGRES = "portal.sqlite3", "portal.pgdump"
SUMS = "SHA256SUMS"
CODES = "anchors.txt"  # in the backup, whatever ANCHORS_FILE is called
# What pg_dump is told of the connection, besides the password: it may be older than our driver.
TOLD = ("host", "hostaddr", "port", "user", "dbname", "sslmode", "sslrootcert", "sslcert", "sslkey")
PATIENCE = 30.0  # seconds for the lock of the kept outcomes
UNOPENED = "unable to open database file"  # SQLite's, of one whose folder takes no file beside it
BY_HAND = (
    "SQLite can’t open {name} ({why}). Where its disk can be read and not written, stop the portal"
    " and copy that file by hand, with those beside it whose names end in -wal and -shm."
)
NO_CODES = (
    "It holds no codes of the log: there is no file at ANCHORS_FILE. Where there should be one, put"
    " that right and make another backup."
)
NO_LOCK = (
    "The folder of VAR_DIR can’t be written, or is not there: see that it is the right one. The"
    " answers that wait there to be recorded were copied without their lock."
)


class CannotBackUp(Exception):
    """Why no backup was made, in a sentence."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What was made: its files, the newest event that is certainly in it, and why it is not in the
    log where that could not be written.
    """

    files: tuple[str, ...]
    code: str
    number: int
    unrecorded: str = ""
    without: str = ""  # what there was nothing of, or no lock


def make(*, folder: Path, actor: Actor) -> Backup:
    """Copy everything into the folder, which must be empty; it is made where it is missing. The
    event of it is not in it.

    Raises CannotBackUp. What was copied so far stays then, without its sums.
    """
    try:
        _insist_on_database()
        if folder.exists() and not folder.is_dir():
            raise CannotBackUp(f"{folder} is a file. Name an empty folder. Nothing was written.")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise CannotBackUp(f"{folder} is not empty. Nothing was written.")
        # Outcomes first: one that is taken over meanwhile is then in both, which changes nothing.
        codes = _copy_codes(folder)
        outcomes, had_lock = _copy_outcomes(folder)
        files = [*outcomes, *codes]
        head = codes_file.head()
        files.append(_copy_sqlite(folder) if connection.vendor == "sqlite" else _dump(folder))
        _write_sums(folder, files)
    except (OSError, sqlite3.Error, DatabaseError) as error:
        if UNOPENED in str(error) and folder.is_dir():
            name = connection.settings_dict["NAME"]
            raise CannotBackUp(BY_HAND.format(name=name, why=error)) from error
        raise CannotBackUp(f"The backup in {folder} is not complete: {error}") from error
    said = f"{actor.name} made a backup, up to event {head.number} at least."
    entry = event_writer.Entry(
        kind=Kind.ADMIN_CHANGED, sentence=event_writer.escape_braces(said), actor=actor
    )
    without = " ".join([*([] if codes else [NO_CODES]), *([] if had_lock else [NO_LOCK])])
    made = Backup(tuple(files), head.code, head.number, without=without)
    try:
        event_writer.record(entry)
    except DatabaseError as error:  # a database in trouble is the one to have a backup of
        return replace(made, unrecorded=str(error))
    return made


def _insist_on_database() -> None:
    """SQLite would make an empty file in the place of one that is not there."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and "mode=memory" not in name and not Path(name).is_file():
        raise CannotBackUp(f"There is no database at {name}: check DATABASE_URL.")


def _copy_sqlite(folder: Path) -> str:
    """By SQLite itself: what stands in the journal beside the file is in it."""
    connection.ensure_connection()
    target = sqlite3.connect(folder / SQLITE)
    try:
        connection.connection.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")
        if target.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise CannotBackUp("The database is damaged: the copy does not pass SQLite’s check.")
    finally:
        target.close()
    return SQLITE


def _dump(folder: Path) -> str:
    """By PostgreSQL's own program, as of one moment."""
    program = shutil.which("pg_dump")
    if program is None:
        raise CannotBackUp("pg_dump is not here: install PostgreSQL’s client programs.")
    from psycopg.conninfo import make_conninfo

    connection.ensure_connection()
    info = connection.connection.info
    known = info.get_parameters()
    address = make_conninfo("", **{name: known[name] for name in TOLD if name in known})
    done = subprocess.run(
        [program, "--format=custom", f"--file={folder / POSTGRES}", f"--dbname={address}"],
        env={**os.environ, "PGPASSWORD": info.password},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise CannotBackUp(f"pg_dump failed: {done.stderr.strip()[-300:]}")
    return POSTGRES


def _lock() -> Path:
    return Path(settings.VAR_DIR) / "outcomes.lock"


def _copy_outcomes(folder: Path) -> tuple[list[str], bool]:
    """Under the spool's own lock, so that no half line is copied, and whether there was one."""
    var = Path(settings.VAR_DIR)
    with _locked(_lock()) as had_lock:
        found = sorted(var.glob("outcomes.spool*"))
        for file in found:
            shutil.copyfile(file, folder / file.name)
    return [file.name for file in found], had_lock


@contextmanager
def _locked(path: Path) -> Iterator[bool]:
    """Where the folder takes nothing just now a lock that is there is only read. False where there
    is none: then nobody has appended yet, but an account that may write there can meanwhile.
    """
    try:
        file = opened(path, os.O_RDWR | os.O_CREAT)
    except OSError:
        if not path.exists():
            yield False
            return
        file = opened(path, os.O_RDONLY)
    try:
        file_lock.take(file, patience=PATIENCE)
        yield True
    finally:
        os.close(file)


def _copy_codes(folder: Path) -> list[str]:
    """What is there and no file can't be copied, and so the backup is not complete. Under a name of
    its own, which none of the other files in the backup has.
    """
    file = Path(settings.ANCHORS_FILE)
    if not file.exists():
        return []
    shutil.copyfile(file, folder / CODES)
    return [CODES]


def _write_sums(folder: Path, files: list[str]) -> None:
    """As `sha256sum --check` reads them; written last, so a backup with sums is whole."""
    lines = []
    for name in files:
        with (folder / name).open("rb") as file:
            lines.append(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {name}\n")
            os.fsync(file.fileno())
    (folder / SUMS).write_text("".join(lines))
