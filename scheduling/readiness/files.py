"""Whether the portal can write where it must: the spool, the queue, the file of the log's codes."""

from __future__ import annotations

import os
import sqlite3
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from huey.contrib.djhuey import HUEY

from scheduling.audit.codes.file_room import opened, why_unwritable
from scheduling.readiness.fault import ReadinessFault

PROBE = "huey.readiness.portal"  # beside the queue, and gone again at once
PATIENCE = 2.0  # seconds for a queue that somebody else writes to


def faults() -> Iterator[ReadinessFault]:
    """What can't be written, and which variable says where it is."""
    folder = Path(settings.VAR_DIR)
    if why := why_not_writable(folder):
        yield ReadinessFault(
            f"The folder of VAR_DIR can’t be written ({why}): an outcome that the database does not"
            " take could not be kept, and no case file is made.",
            "make room there or give the portal’s account the right to write, or set VAR_DIR",
            where=f"It is {folder}.",
            stops_pages=False,
        )
    else:
        yield from _spool_faults(folder)
    if why := _no_temporary_files():
        yield ReadinessFault(
            f"The folder for temporary files can’t be written ({why}): the database puts long lists"
            " in order there, and the portal’s processes start with a file in it.",
            "make room there or give the portal’s account the right to write, or set TMPDIR",
            stops_pages=False,
        )
    if why := _cannot_be_appended(Path(settings.ANCHORS_FILE)):
        yield ReadinessFault(
            f"The log’s codes can’t be noted in the file of ANCHORS_FILE ({why}).",
            "make room there or give the portal’s account the right to write, or set ANCHORS_FILE",
            where=f"It is {settings.ANCHORS_FILE}.",
            stops_pages=False,
        )
    yield from _codes_open_to_others(Path(settings.ANCHORS_FILE))
    yield from _queue_faults(folder)


def _spool_faults(folder: Path) -> Iterator[ReadinessFault]:
    """The files that are there may be another account’s, in a folder that is the portal’s own."""
    for file in (folder / "outcomes.lock", folder / "outcomes.spool"):
        if why := _cannot_be_appended(file):
            yield ReadinessFault(
                f"The file {file.name} in VAR_DIR can’t be written ({why}): an outcome that the"
                " database does not take could not be kept.",
                "give it to the portal’s account with chown, or move what stands there away",
                where=f"It is {file}.",
                stops_pages=False,
            )


def missing_folder() -> Iterator[ReadinessFault]:
    """That ANCHORS_FOLDER is none. Not asked by pages: one of another machine may not answer."""
    folder = settings.ANCHORS_FOLDER
    if folder and not os.path.isdir(folder):
        yield ReadinessFault(
            "The folder that new codes of the log are sent to is not there, or is no folder.",
            "make it, mount it, or set ANCHORS_FOLDER",
            where=f"It is {folder}.",
            stops_pages=False,
        )


def why_not_writable(folder: Path) -> str:
    """Why not, found by writing: rights alone don't tell of a full disk."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x" * 4096)
            file.flush()
    except OSError as error:
        return error.strerror or type(error).__name__
    return ""


def _no_temporary_files() -> str:
    try:
        return why_not_writable(Path(tempfile.gettempdir()))
    except OSError as error:  # there is none at all
        return error.strerror or type(error).__name__


def _cannot_be_appended(path: Path) -> str:
    """Without leaving a trace: a file that is not there yet is not made."""
    try:
        os.close(opened(path, os.O_WRONLY | os.O_APPEND))
    except FileNotFoundError:
        return why_not_writable(path.parent)
    except OSError as error:  # also of a path that is shut to the portal, or too long
        return error.strerror or str(error)
    return why_unwritable(path)


def _codes_open_to_others(file: Path) -> Iterator[ReadinessFault]:
    """Each code is meant to be known elsewhere as well, so reading them does no harm."""
    if found := [one for one in (file, file.parent) if _is_open_to_others(one)]:
        yield ReadinessFault(
            "Any account of this machine can change the file of the log’s codes, or put another in"
            " its place: every verification is red once one has.",
            "run chmod o-w on the file of ANCHORS_FILE and its folder",
            where=f"It is {' '.join(map(str, found))}.",
            stops_pages=False,
        )


def _is_open_to_others(path: Path) -> bool:
    """Whether any account of the machine may write it; in a folder such as /tmp everybody moves
    what is their own alone, and one that lets nobody pass protects whatever is in it.
    """
    try:
        mode = path.stat().st_mode
        is_own_alone = path.is_dir() and mode & stat.S_ISVTX
        can_pass = all(one.stat().st_mode & stat.S_IXOTH for one in path.resolve().parents)
    except OSError:
        return False
    return bool(mode & stat.S_IWOTH) and can_pass and not is_own_alone


def _queue_faults(folder: Path) -> Iterator[ReadinessFault]:
    said = "The queue can’t be used{why}: verifications of the log begin a minute later."
    try:
        _ask_redis() if settings.REDIS_URL else _ask_file(folder / "queue.sqlite3")
    except Exception as error:  # noqa: BLE001  redis has errors of its own and is not always there
        why = " ".join(str(error).split())[:120]
        if settings.REDIS_URL:  # its error names the machine
            mend = "see that it runs, is reachable and takes what is written, or set REDIS_URL"
            yield ReadinessFault(
                said.format(why=""), mend, where=f"Redis: {why}.", stops_pages=False
            )
        else:
            mend = "stop the portal, move queue.sqlite3 in VAR_DIR away, and start it again"
            where = f"It is {folder / 'queue.sqlite3'}."
            yield ReadinessFault(said.format(why=f" ({why})"), mend, where=where, stops_pages=False)


def _ask_redis() -> None:
    """One that is full, or follows another since that took over, answers all but what is written;
    and what stands in the queue's place need not be a queue.
    """
    from redis import Redis

    with Redis.from_url(settings.HUEY["connection"]["url"]) as redis:
        asked = redis.pipeline(transaction=False)
        asked.llen(f"huey.redis.{HUEY.name}")
        asked.lpush(PROBE, "").delete(PROBE)
        asked.execute()


def _ask_file(path: Path) -> None:
    if not path.exists():
        return  # the first task makes it
    queue = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
    try:
        queue.execute("BEGIN IMMEDIATE")
        queue.execute("SELECT count(*) FROM sqlite_master")
        queue.execute("ROLLBACK")
    finally:
        queue.close()
