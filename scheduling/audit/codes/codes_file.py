"""The codes file: the chain's head as a code, kept as a line in a file outside the database.

Whoever changes the log together with its head finds the old head still in this file, on paper, or
in somebody's notes. Its lines are keyed and chained (`code_lines.py`), so that who has the
file but not the key can at most cut off its end; a code that was noted elsewhere needs no file.
"""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice, pairwise
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from scheduling.audit import chain_ends, event_reader
from scheduling.audit.chain import GENESIS
from scheduling.audit.codes import code_lines, file_lock
from scheduling.audit.codes.code_lines import Examined
from scheduling.audit.codes.file_room import NO_FILE, opened, why_unwritable
from scheduling.audit.codes.short_code import HASH, LogCode, code_of
from scheduling.models.columns.kept_moments import is_within

log = logging.getLogger(__name__)
DAMAGED = 20  # lines that may be broken among the newest, and are read past
MOST_LINES = 20_000  # two years and more of a line an hour
OVERDUE = timedelta(hours=2)
LOOKED_BACK = 500  # lines whose keys are looked for; a verification looks at all


def head() -> LogCode:
    """The log_code of the newest event, not written anywhere.

    Number 0 where nothing was logged yet.
    """
    ends = chain_ends.as_held()
    number, hash = ends.number, ends.hash
    if number is None or number < 0 or not HASH.fullmatch(hash):
        number, hash = 0, GENESIS  # nothing was logged, or the head was changed: verifying tells
    return LogCode(number=number, code=code_of(number, hash), hash=hash, at=timezone.now())


def log_id() -> str:
    """The log's own id: it follows from the hash of its first event, so it is made once with it."""
    return code_lines.log_id(event_reader.hashes_of([1]).get(1, ""))


def write(*, reason: str) -> LogCode:
    """Append the chain's head to the file, durably. Call it outside a transaction: what may yet be
    undone is no head.

    Never raises because of the file; what was wrong with it stands in `trouble`.
    """
    try:
        with _opened() as file:
            # Read under the lock, so that the numbers in the file never go back.
            log_code = replace(head(), reason=" ".join(reason.split())[:200])
            _append(file, log_code)
            return log_code
    except OSError as error:
        log.error("the log’s code could not be written to %s: %s", _path(), error)
        return replace(head(), reason=reason, trouble=_why(error))


def write_where_moved(*, reason: str) -> LogCode | None:
    """As `write`, unless the newest line already names the head; None then."""
    newest = next(iter(recent(1)), None)
    return (
        None
        if newest and (newest.number, newest.hash) == (head().number, head().hash)
        else write(reason=reason)
    )


def examined() -> Examined | None:
    """The whole file with every line compared; None where there is none. Raises OSError."""
    try:
        return code_lines.examine(_path())
    except FileNotFoundError:
        return None


def recent(limit: int) -> list[LogCode]:
    """The newest codes in the file, newest first; none where it can't be read."""
    return list(islice(_newest_first(limit + DAMAGED), limit))


def has_unknown_key() -> bool:
    """Whether among the newest keyed lines one fits none of the keys that are here. Where the file
    can't be read, no: that is told elsewhere.
    """
    newest = [one for one in recent(LOOKED_BACK) if one.nth]
    if newest and newest[-1].nth == 1:  # what stands before the first one is all of the file
        try:
            found = examined()
        except OSError:
            return False
        return bool(found and found.faults)
    return any(
        one.nth == before.nth + 1 and not code_lines.fits_a_key(one, before.mac)
        for one, before in pairwise(newest)
    )


def at_or_after(number: int) -> LogCode | None:
    """The earliest code that covers the event of this number;
    None where none was written since.
    """
    found = None
    for log_code in _newest_first(MOST_LINES):
        if log_code.number < number:
            break
        found = log_code
    return found


def trouble() -> str:
    """Why codes are not being written down, as a sentence; empty where all is well."""
    if why := _unwritable():
        return f"The file for the log’s codes can’t be written: {why}."
    newest = next(iter(recent(1)), None)
    if newest and newest.at and _is_recent(newest.at):
        return ""
    waiting_since = event_reader.time_of(newest.number + 1 if newest else 1)
    if waiting_since is None or _is_recent(waiting_since):
        return ""
    return (
        "No code of the log was saved for more than two hours. Is the worker running? Is the disk"
        " full? Does another program keep the file locked?"
    )


def _is_recent(at: datetime) -> bool:
    """Not “in the future”: that was before the clock was put back, who knows when."""
    return is_within(OVERDUE, at, timezone.now())


def _unwritable() -> str:
    path = _path()
    try:
        return why_unwritable(path) if stat.S_ISREG(os.stat(path).st_mode) else NO_FILE
    except FileNotFoundError:
        is_there = os.path.exists(path.parent)
        return why_unwritable(path.parent) if is_there else f"there is no folder {path.parent}"
    except OSError as error:  # it is shut to the portal, or too long
        return _why(error)


def _path() -> Path:
    return Path(settings.ANCHORS_FILE)


@contextmanager
def _opened() -> Iterator[int]:
    """The file, locked against other writers; OSError where one of them keeps it."""
    file = opened(_path(), os.O_RDWR | os.O_APPEND | os.O_CREAT)
    try:
        file_lock.take(file)
        yield file
    finally:
        os.close(file)


def _append(file: int, log_code: LogCode) -> None:
    nth, previous = code_lines.place_after(file)
    _, text = code_lines.written(log_code, log_id=log_id(), nth=nth + 1, previous=previous)
    append(file, f"{text}\n".encode())


def append(file: int, lines: bytes) -> None:
    """Append whole lines to an open file, durably, or nothing of them. Raises OSError."""
    length = os.fstat(file).st_size
    if length and os.pread(file, 1, length - 1) != b"\n":
        # A full disk, or a power cut, left half a line.
        lines = b"\n" + lines
    if os.write(file, lines) != len(lines):
        os.ftruncate(file, length)
        raise OSError(0, "the disk is full")
    os.fsync(file)


def _newest_first(most: int) -> Iterator[LogCode]:
    """The codes among the last lines of the file: of `most` lines, or of as many shorter ones as
    take their place.
    """
    try:
        lines = _last_lines(most)
    except OSError as error:
        if not isinstance(error, FileNotFoundError):
            log.error("the log’s codes in %s can't be read: %s", _path(), error)
        return
    for line in reversed(lines):
        if log_code := code_lines.read(line.decode(errors="replace")):
            yield log_code


def _last_lines(most: int) -> list[bytes]:
    with os.fdopen(opened(_path(), os.O_RDONLY), "rb") as file:
        length = file.seek(0, os.SEEK_END)
        start = file.seek(max(length - most * code_lines.LONGEST_LINE, 0))
        # What is asked for is bounded, so that a file without an end is not read to its end.
        lines = file.read(length - start).split(b"\n")
    return lines[1:] if start else lines


def _why(error: OSError) -> str:
    return error.strerror or type(error).__name__
