"""Outcomes that the database could not take: kept encrypted in a file until it can."""

from __future__ import annotations

import fcntl
import json
import logging
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cryptography.fernet import InvalidToken
from django.conf import settings

from scheduling.models import Attempt
from scheduling.models.encrypted import decrypt, encrypt
from scheduling.proctoring_api.client import Exchange
from scheduling.proctoring_api.record import SessionRecord
from scheduling.services.outcomes import Outcome

log = logging.getLogger(__name__)


def _file() -> Path:
    return Path(settings.VAR_DIR) / "outcomes.spool"


def keep(attempt: Attempt, outcome: Outcome) -> None:
    """Append an outcome that could not be recorded, durably. Never raises: the row itself will be read back."""
    line = {
        "attempt": str(attempt.attempt_id),
        "state": outcome.state,
        "cause": outcome.cause,
        "reason": outcome.reason,
        "exchange": asdict(outcome.exchange) if outcome.exchange else None,
        "record": outcome.record.loggable() if outcome.record else None,
        "alarm": outcome.alarm,
    }
    try:
        _file().parent.mkdir(parents=True, exist_ok=True)
        with _file().open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.write(encrypt(json.dumps(line, default=str)) + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        log.critical("outcome of attempt %s could not be kept anywhere: %s", attempt.attempt_id, error)


def take() -> Iterator[tuple[str, Outcome]]:
    """Every kept outcome, by attempt id. The file is emptied only when all were taken."""
    if not _file().exists():
        return
    with _file().open("r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        for line in file:
            if (read := _line(line)) is not None:
                yield read
        file.seek(0)
        file.truncate()


def _line(line: str) -> tuple[str, Outcome] | None:
    """A line that can't be read must not keep the others waiting."""
    try:
        return _read(json.loads(decrypt(line.strip())))
    except (InvalidToken, ValueError, KeyError, TypeError):
        log.error("a line of the outcome spool can't be read; its attempt will be read back instead")
        return None


def _read(kept: dict[str, Any]) -> tuple[str, Outcome]:
    outcome = Outcome(
        state=Attempt.State(kept["state"]),
        cause=kept["cause"],
        reason=kept["reason"],
        exchange=Exchange(**kept["exchange"]) if kept["exchange"] else None,
        record=SessionRecord.read(kept["record"]) if kept["record"] else None,
        alarm=kept["alarm"],
    )
    return kept["attempt"], outcome
