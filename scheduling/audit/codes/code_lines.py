"""The codes file's lines: each keyed, numbered and chained to the one before it.

A line is `TIME NUMBER HASH CODE #NTH log=ID mac=MAC REASON`. Its MAC is an HMAC-SHA256, with a key
that the database does not hold, over the MAC of the line before it and the rest of the line; the
first one's is over the SHA-256 of all that stands before it. So no line can be changed, made up,
put in or taken out between two others without the key. Lines of before had neither: they are read
where they stand before the first keyed line, and nowhere else.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from scheduling.audit.chain import instant
from scheduling.audit.codes.file_room import opened
from scheduling.audit.codes.short_code import LogCode

PLAIN = re.compile(r"(\S+Z) (\d{1,18}) ([0-9a-f]{64}) ([0-9A-Z-]+) ?(.*)")
KEYED = re.compile(
    r"(\S+Z) (\d{1,18}) ([0-9a-f]{64}) ([0-9A-Z-]+) #(\d{1,12}) log=([0-9a-f]{32})"
    r" mac=([0-9a-f]{64}) ?(.*)"
)
PURPOSE = b"the codes of the log"
NO_LOG = "0" * 32  # what stands for the log's id where it has no event yet
LONGEST_LINE = 1_000  # bytes; a reason has 200 characters at most
LONGEST_FILE = 256 * 1024 * 1024


def log_id(first_hash: str) -> str:
    """The id of the log whose first event has this hash: no other log's first event has it."""
    if not first_hash:
        return NO_LOG
    return hashlib.sha256(b"the log that begins with " + first_hash.encode()).hexdigest()[:32]


def keys() -> list[bytes]:
    """The keys of the lines; the first one writes, all are read with."""
    secrets = [*settings.ANCHORS_KEYS, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [hmac.digest(secret.encode(), PURPOSE, "sha256") for secret in secrets]


def written(log_code: LogCode, *, log_id: str, nth: int, previous: str) -> tuple[LogCode, str]:
    """The code with its place in the file, and its line, without an end of line."""
    placed = replace(log_code, at=log_code.at or timezone.now(), nth=nth, log_id=log_id)
    placed = replace(placed, mac=_mac(keys()[0], previous, placed))
    reason = f" {placed.reason}" if placed.reason else ""
    return placed, f"{_begun(placed)} mac={placed.mac}{reason}"


def _begun(log_code: LogCode) -> str:
    at = instant(log_code.at or timezone.now())
    place = f"#{log_code.nth} log={log_code.log_id}"
    return f"{at} {log_code.number} {log_code.hash} {log_code.code} {place}"


def _mac(key: bytes, previous: str, log_code: LogCode) -> str:
    said = f"{previous}\n{_begun(log_code)} {log_code.reason}"
    return hmac.digest(key, said.encode(), "sha256").hex()


def read(line: str) -> LogCode | None:
    """A code from its line, whoever wrote that; None from half a line, or one that is not that of
    its hash.
    """
    if match := KEYED.fullmatch(line):
        place = {"nth": int(match[5]), "log_id": match[6], "mac": match[7]}
    elif match := PLAIN.fullmatch(line):
        place = {}
    else:
        return None
    try:
        at = datetime.fromisoformat(match[1])
    except ValueError:
        return None
    log_code = LogCode(
        number=int(match[2]),
        hash=match[3],
        code=match[4],
        at=at,
        reason=match[match.lastindex or 0],
        **place,  # type: ignore[arg-type]
    )
    return log_code if log_code.fits(log_code.hash) else None


@dataclass(slots=True)
class Examined:
    """What the whole file holds: its `codes`, oldest first; how many of them are `plain`, from
    before lines were keyed; how many lines can't be read; and what is wrong with the others, in
    words, the first of it first.
    """

    codes: list[LogCode] = field(default_factory=list)
    plain: int = 0
    unreadable: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def last_keyed(self) -> LogCode | None:
        """The last line that carries its key and place."""
        return next((one for one in reversed(self.codes) if one.nth), None)


def examine(path: Path) -> Examined:
    """Read the whole file, and compare every line with its key and with the line before it.

    Raises OSError where it can't be read.
    """
    found, known = Examined(), keys()
    before, previous, nth = hashlib.sha256(), "", 0
    for line in _lines(path):
        text = line.removesuffix(b"\n").decode(errors="replace")
        log_code = read(text)
        if log_code is None:
            found.unreadable += 1 if text else 0
        elif not log_code.nth and nth:
            found.faults.append(f"after line {nth}, one stands there without a key")
        elif not log_code.nth:
            found.plain += 1
            found.codes.append(log_code)
        else:
            previous = previous or before.hexdigest()
            if fault := _fault(log_code, known, previous, nth):
                found.faults.append(fault)
            else:
                found.codes.append(log_code)
            previous, nth = log_code.mac, log_code.nth
        if not previous:
            before.update(line)
    return found


def _fault(log_code: LogCode, known: list[bytes], previous: str, nth: int) -> str:
    """What is wrong with a keyed line that stands after line `nth`; empty where nothing is."""
    if log_code.nth != nth + 1:
        return f"lines are missing between line {nth} and line {log_code.nth}"
    if not fits_a_key(log_code, previous, known):
        return f"line {log_code.nth} is not as the portal wrote it, or was written with another key"
    return ""


def fits_a_key(log_code: LogCode, previous: str, known: list[bytes] | None = None) -> bool:
    """Whether a line that follows the one with this MAC was written with one of our keys."""
    known = keys() if known is None else known
    return any(hmac.compare_digest(_mac(key, previous, log_code), log_code.mac) for key in known)


def _lines(path: Path) -> Iterator[bytes]:
    """The lines of the file with their ends, the last one perhaps without; what is no file, or
    longer than any file of codes, is refused.
    """
    with os.fdopen(opened(path, os.O_RDONLY), "rb") as file:
        if os.fstat(file.fileno()).st_size > LONGEST_FILE:
            raise OSError(0, "it is no file of codes")
        while line := file.readline(64 * LONGEST_LINE):
            yield line


def place_after(file: int) -> tuple[int, str]:
    """The number and MAC of the last keyed line of an open file, for the next line to follow.

    Where there is none, 0 and the SHA-256 of all that stands there, ended by an end of line.
    """
    length = os.fstat(file).st_size
    for size in (20 * LONGEST_LINE, length):
        start = max(length - size, 0)
        lines = _read_from(file, start, length).split(b"\n")
        for line in reversed(lines[1:] if start else lines):
            log_code = read(line.decode(errors="replace"))
            if log_code and log_code.nth:
                return log_code.nth, log_code.mac
    held = _read_from(file, 0, length)
    ended = held if not held or held.endswith(b"\n") else held + b"\n"
    return 0, hashlib.sha256(ended).hexdigest()


def _read_from(file: int, start: int, end: int) -> bytes:
    if end - start > LONGEST_FILE:
        raise OSError(0, "it is no file of codes")
    held = bytearray()
    while start + len(held) < end and (
        piece := os.pread(file, min(end - start - len(held), 1 << 20), start + len(held))
    ):
        held += piece
    return bytes(held)
