"""Re-encryption of the outcomes that wait in files because the database did not take them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.fernet import InvalidToken
from django.conf import settings

from scheduling.audit.codes import file_lock
from scheduling.audit.codes.file_room import opened
from scheduling.models.encryption import is_newest, renew

PATIENCE = 30.0  # seconds for the lock
NAME = "outcomes.spool"  # and what was set aside of it, with a number behind
ASIDE = "rotated."  # a file that is being rewritten, until it takes the other's place


def rotate() -> tuple[int, int]:
    """How many lines were re-encrypted, and how many no key opens: those stay as they are.

    Raises OSError where a file can't be read or rewritten, or another program keeps them locked.
    """
    renewed = unreadable = 0
    folder = Path(settings.VAR_DIR)
    with _locked(folder):
        for left in folder.glob(f"{ASIDE}*"):  # by a run that was killed before it was done
            left.unlink()
        for file in sorted(folder.glob(f"{NAME}*")):
            with os.fdopen(opened(file, os.O_RDONLY), "rb") as kept:
                lines = kept.read().splitlines()
            fresh = [_renewed(line) for line in lines]
            unreadable += fresh.count(None)
            changed = sum(new not in (None, old) for old, new in zip(lines, fresh, strict=True))
            if changed:
                _replace(file, [new or old for old, new in zip(lines, fresh, strict=True)])
                renewed += changed
    return renewed, unreadable


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """As the spool does it, so that no line is appended meanwhile."""
    lock = opened(folder / "outcomes.lock", os.O_WRONLY | os.O_CREAT, 0o666)
    with os.fdopen(lock, "a") as file:
        file_lock.take(file.fileno(), patience=PATIENCE)
        yield


def _renewed(line: bytes) -> bytes | None:
    """The line with the newest key; None where it can't be read. It may hold any bytes."""
    try:
        sealed = line.strip().decode()
        return line if not sealed or is_newest(sealed) else renew(sealed).encode()
    except (InvalidToken, UnicodeDecodeError):
        return None


def _replace(file: Path, lines: list[bytes]) -> None:
    """Whole or not at all: beside it first, then in its place."""
    aside = file.with_name(f"{ASIDE}{os.getpid()}")
    try:
        with aside.open("wb") as written:
            written.write(b"".join(line + b"\n" for line in lines))
            written.flush()
            os.fsync(written.fileno())
        aside.replace(file)
    finally:
        aside.unlink(missing_ok=True)
