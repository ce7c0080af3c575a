"""Huey's storage in a file whose trouble stops no program: what it wakes is found without it."""

from __future__ import annotations

import logging
import sqlite3

from huey import SqliteHuey
from huey.storage import SqliteStorage

log = logging.getLogger(__name__)


class PatientStorage(SqliteStorage):
    """A queue's file that may be broken, or on a disk that is full, when a program starts."""

    def initialize_schema(self) -> None:
        try:
            super().initialize_schema()
        except (sqlite3.Error, OSError) as error:
            log.error("the queue's file %s can't be used: %s", self.filename, error)


class QueueFile(SqliteHuey):
    """huey over such a file."""

    storage_class = PatientStorage
