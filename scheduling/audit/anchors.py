"""Anchors: the chain's head, kept as a line in a file outside the database.

Whoever changes the log together with its head finds the old head still in this file, on paper, or
in somebody's notes. What the file holds is a help to find a code again, not a proof: the proof is
the code.
"""

from __future__ import annotations

import fcntl
import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from scheduling.audit.anchor_codes import HASH, Anchor, NotACode, code_of, read_code
from scheduling.audit.chain import GENESIS, instant
from scheduling.models import AuditEvent, statements

__all__ = [
    "Anchor",
    "NotACode",
    "at_or_after",
    "code_of",
    "head",
    "read_code",
    "recent",
    "trouble",
    "write",
]

log = logging.getLogger(__name__)
LINE = re.compile(r"(\S+Z) (\d{1,18}) ([0-9a-f]{64}) ([0-9A-Z-]+) ?(.*)")
BLOCK = 16_384
OVERDUE = timedelta(hours=2)
HEAD = "SELECT number, hash FROM scheduling_chainhead WHERE id = 1"


def head() -> Anchor:
    """The anchor of the newest event, not written anywhere.

    Number 0 where nothing was logged yet.
    """
    [(number, hash)] = statements.rows(HEAD) or [(0, GENESIS)]
    if not (isinstance(number, int) and number >= 0 and HASH.fullmatch(str(hash))):
        number, hash = (
            0,
            GENESIS,
        )  # nothing was logged, or the head was meddled with: verification tells that
    return Anchor(number=number, code=code_of(number, hash), hash=hash, at=timezone.now())


def write(*, reason: str) -> Anchor:
    """Append the chain's head to the file, durably. Call it outside a transaction: what may yet be
    undone is no head.

    Never raises because of the file; what was wrong with it stands in `trouble`.
    """
    try:
        with _opened() as file:
            # Read under the lock, so that the numbers in the file never go back.
            anchor = replace(head(), reason=" ".join(reason.split())[:200])
            _append(file, anchor)
            return anchor
    except OSError as error:
        log.error("the anchor could not be written to %s: %s", _path(), error)
        return replace(head(), reason=reason, trouble=_why(error))


def write_where_moved(*, reason: str) -> Anchor | None:
    """As `write`, unless the newest line already names the head; None then."""
    newest = next(iter(recent(1)), None)
    return (
        None
        if newest and (newest.number, newest.hash) == (head().number, head().hash)
        else write(reason=reason)
    )


def recent(limit: int) -> list[Anchor]:
    """The newest anchors in the file, newest first; none where it can't be read."""
    return list(islice(_from_the_end(), limit))


def at_or_after(number: int) -> Anchor | None:
    """The earliest anchor that covers the event of this number;
    None where none was written since.
    """
    found = None
    for anchor in _from_the_end():
        if anchor.number < number:
            break
        found = anchor
    return found


def trouble() -> str:
    """Why codes are not being written down, as a sentence; empty where all is well."""
    if why := _unwritable():
        return f"The file that the log’s codes are written to can’t be written: {why}."
    newest = next(iter(recent(1)), None)
    if newest and newest.at and timezone.now() - newest.at < OVERDUE:
        return ""
    first_since = AuditEvent.objects.filter(number=newest.number + 1 if newest else 1)
    waiting_since = first_since.values_list("at", flat=True).first()
    if waiting_since is None or timezone.now() - waiting_since < OVERDUE:
        return ""
    return (
        "For more than two hours no code of the log was written down. Is the worker running, or the"
        " disk full?"
    )


def _unwritable() -> str:
    path = _path()
    if not path.exists():
        return (
            ""
            if os.access(path.parent, os.W_OK)
            else f"there is no folder {path.parent}, or no right to write there"
        )
    if not path.is_file():
        return "it is not a file"
    return "" if os.access(path, os.W_OK) else "there is no right to"


def _path() -> Path:
    return Path(settings.ANCHORS_FILE)


@contextmanager
def _opened() -> Iterator[int]:
    """The file, locked against other writers."""
    file = os.open(_path(), os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file
    finally:
        os.close(file)


def _append(file: int, anchor: Anchor) -> None:
    at = instant(anchor.at or timezone.now())
    line = f"{at} {anchor.number} {anchor.hash} {anchor.code} {anchor.reason}\n".encode()
    length = os.fstat(file).st_size
    if (
        length and os.pread(file, 1, length - 1) != b"\n"
    ):  # a full disk, or a power cut, left half a line
        line = b"\n" + line
    if os.write(file, line) != len(line):
        os.ftruncate(file, length)
        raise OSError(0, "the disk is full")
    os.fsync(file)


def _from_the_end() -> Iterator[Anchor]:
    try:
        for line in _lines_from_the_end():
            if anchor := _read(line.decode(errors="replace")):
                yield anchor
    except OSError as error:
        if not isinstance(error, FileNotFoundError):
            log.error("the anchors in %s can't be read: %s", _path(), error)


def _lines_from_the_end() -> Iterator[bytes]:
    with _path().open("rb") as file:
        place, rest = file.seek(0, os.SEEK_END), b""
        while place:
            length = min(BLOCK, place)
            place -= length
            file.seek(place)
            first, *lines = (file.read(length) + rest).split(b"\n")
            yield from reversed(lines)
            rest = first
        yield rest


def _read(line: str) -> Anchor | None:
    """An anchor from its line; None from half a line, or one whose code is not that of its hash."""
    match = LINE.fullmatch(line)
    if match is None:
        return None
    try:
        at = datetime.fromisoformat(match[1])
    except ValueError:
        return None
    anchor = Anchor(number=int(match[2]), hash=match[3], code=match[4], at=at, reason=match[5])
    return anchor if anchor.fits(anchor.hash) else None


def _why(error: OSError) -> str:
    return error.strerror or type(error).__name__
