"""Outcomes that the database could not take: kept encrypted in a file until it can."""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from scheduling.audit.codes import file_lock
from scheduling.audit.codes.file_room import opened
from scheduling.booking.outcomes.outcome import Outcome
from scheduling.models import Attempt
from scheduling.models.encryption import decrypt, encrypt, is_whole
from scheduling.proctoring_api.client import Exchange
from scheduling.proctoring_api.session_record import SessionRecord
from scheduling.session_types.registry import with_known_type

log = logging.getLogger(__name__)
PATIENCE = 10.0  # seconds for the lock: without it the answer is lost, and read back


class UnknownAttempt(LookupError):
    """The database has no such attempt: it is another than the one that sent it, or an older."""


def _file() -> Path:
    return Path(settings.VAR_DIR) / "outcomes.spool"


def keep(attempt: Attempt, outcome: Outcome) -> bool:
    """Append an outcome that could not be recorded, durably. Never raises.

    False where the file can't be written either: the row itself will be read back.
    """
    line = {
        "attempt": str(attempt.attempt_id),
        "state": outcome.state,
        "cause": outcome.cause,
        "reason": outcome.reason,
        "exchange": asdict(outcome.exchange) if outcome.exchange else None,
        "record": _written(outcome.record) if outcome.record else None,
        "alarm": outcome.alarm,
        "provider_words": outcome.provider_words,
        "answered_at": timezone.now().isoformat(),
    }
    try:
        with _locked():
            _append(encrypt(json.dumps(line, default=str)).encode() + b"\n")
    except OSError as error:
        log.critical(
            "outcome of attempt %s could not be kept anywhere: %s", attempt.attempt_id, error
        )
        return False
    return True


def _written(record: SessionRecord) -> dict[str, Any]:
    """The record as `SessionRecord.read` takes it back: entities are read once only."""
    return {
        name: value.replace("&", "&amp;") if isinstance(value, str) else value
        for name, value in with_known_type(record).loggable().items()
    }


@contextmanager
def _locked() -> Iterator[None]:
    """Held for the file's own sake only, never while the database is waited for:
    `keep` runs in people's requests. Raises OSError where another program keeps it.
    """
    _file().parent.mkdir(parents=True, exist_ok=True)
    lock = opened(_file().with_suffix(".lock"), os.O_WRONLY | os.O_CREAT, 0o666)
    with os.fdopen(lock, "a") as file:
        file_lock.take(file.fileno(), patience=PATIENCE)
        yield


def _append(line: bytes) -> None:
    spool = opened(_file(), os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o666)
    with os.fdopen(spool, "ab+") as file:
        length = file.seek(0, os.SEEK_END)
        if (
            length and os.pread(file.fileno(), 1, length - 1) != b"\n"
        ):  # a full disk, or a power cut, left half a line
            line = b"\n" + line
        file.write(line)
        file.flush()
        os.fsync(file.fileno())


def take(record: Callable[[str, Outcome], None]) -> None:
    """Have every kept outcome recorded, by attempt id.

    What was kept is set aside, and gone once all of it is recorded; what no key opens waits for
    its key, and what is of an attempt that the database does not know for the database that does.
    So an outcome may be recorded twice, and `record` must bear that, but none is lost where the
    process ends or the storage fails in between. Only what is still to be set aside needs the lock.
    """
    try:
        _set_aside()
    except OSError as error:
        log.error("the outcome spool must wait: %s", error)
    for file in sorted(_file().parent.glob(f"{_file().name}.*")):
        lines = _lines(file)
        if lines is None:
            continue
        waiting = [line for line in lines if not _recorded(line, record)]
        if not waiting:
            file.unlink(missing_ok=True)


def _set_aside() -> None:
    with _locked():
        if _file().exists():
            _file().rename(f"{_file()}.{time.time_ns()}")


def _lines(file: Path) -> list[bytes] | None:
    """No lines where another worker was faster; None where it can't be read, which keeps no other
    file waiting.
    """
    try:
        with os.fdopen(opened(file, os.O_RDONLY), "rb") as kept:
            return kept.read().splitlines()
    except FileNotFoundError:
        return []
    except OSError as error:
        log.error("kept outcomes in %s can’t be read: %s", file.name, error)
        return None


def _recorded(line: bytes, record: Callable[[str, Outcome], None]) -> bool:
    """Whether the line is done with. Only a storage in trouble keeps the others waiting."""
    if _is_locked(line):
        log.error("no key in FIELD_ENCRYPTION_KEYS opens a line of the outcome spool; it waits")
        return False
    kept = _line(line)
    if kept is None:
        return True
    try:
        record(*kept)
    except (OperationalError, InterfaceError):
        raise
    except UnknownAttempt:
        log.error("the database has no attempt %s: the outcome that was kept of it waits", kept[0])
        return False
    except Exception:
        log.exception("the kept outcome of attempt %s could not be recorded", kept[0])
        return False
    return True


def locked() -> int:
    """How many of the kept outcomes no key opens that is here."""
    files = _file().parent.glob(f"{_file().name}*")
    return sum(_is_locked(line) for file in files for line in _lines(file) or ())


def unknown() -> int:
    """How many attempts with a kept outcome the database does not know."""
    files = _file().parent.glob(f"{_file().name}*")
    ids = {id for file in files for line in _lines(file) or () if (id := _attempt_of(line))}
    return len(ids) - Attempt.objects.filter(attempt_id__in=ids).count() if ids else 0


def _attempt_of(line: bytes) -> str:
    """The id of the attempt whose outcome it is; '' where it can't be read."""
    try:
        return _id_in(json.loads(decrypt(line.decode().strip())))
    except (InvalidToken, ValueError, KeyError, TypeError):
        return ""


def _is_locked(line: bytes) -> bool:
    """Whether it is whole, but encrypted with a key that is not here."""
    try:
        sealed = line.decode().strip()
        decrypt(sealed)
    except InvalidToken:
        return is_whole(sealed)
    except UnicodeDecodeError:
        return False
    return False


def _line(line: bytes) -> tuple[str, Outcome] | None:
    """What a line holds; None where it can't be read."""
    try:
        return _read(json.loads(decrypt(line.decode().strip())))
    except (InvalidToken, ValueError, KeyError, TypeError):
        log.error(
            "a line of the outcome spool can't be read; its attempt will be read back instead"
        )
        return None


def _read(kept: dict[str, Any]) -> tuple[str, Outcome]:
    outcome = Outcome(
        state=Attempt.State(kept["state"]),
        cause=kept["cause"],
        reason=kept["reason"],
        exchange=Exchange(**kept["exchange"]) if kept["exchange"] else None,
        record=SessionRecord.read(kept["record"]) if kept["record"] else None,
        alarm=kept["alarm"],
        # Lines that were kept before have neither of these.
        provider_words=kept.get("provider_words", ""),
        answered_at=datetime.fromisoformat(kept["answered_at"]) if "answered_at" in kept else None,
    )
    return _id_in(kept), outcome


def _id_in(kept: dict[str, Any]) -> str:
    return str(UUID(str(kept["attempt"])))
