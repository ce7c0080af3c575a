"""Whether the database answers and takes a write, and the log in it has its head; `migrations`
knows whether it is migrated, `disk_room` its disk.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max
from django.utils import timezone

from scheduling.models import AuditEvent, ChainHead, Heartbeat
from scheduling.readiness import migrations
from scheduling.readiness.fault import ReadinessFault
from scheduling.readiness.files import why_not_writable

PROBE = "readiness"
HEAD = 1  # the primary key of the row that appending to the log locks


class _Undone(Exception):
    """Ends the transaction of the probe, so that nothing of it stays."""


def cannot_be_read() -> Iterator[ReadinessFault]:
    """That it does not answer, or that it is not the one that this program was made for."""
    if taken := connection.taken_files() if connection.vendor == "sqlite" else []:
        yield ReadinessFault(
            "A file beside the database was taken away, or another put in its place, while the"
            " portal had it open: what was booked since may be in no file.",
            "stop the web processes and the worker, all of them, wait until they have ended (the"
            " last one writes into the database what it still has), and start them again",
            where=f"It is {' '.join(taken)}.",
        )
        return
    try:
        executor = MigrationExecutor(connection)
    except DatabaseError as error:
        yield _out_of_reach(error)
        return
    yield from migrations.faults(executor)


def _out_of_reach(error: DatabaseError) -> ReadinessFault:
    """A PostgreSQL's words name the machine and the account, so they are for operators."""
    said = f"It says: {' '.join(str(error).split())[:200]}."
    file = Path(str(connection.settings_dict["NAME"]))
    is_file = os.path.isfile(file)  # False as well where it may not be asked for
    if connection.vendor == "sqlite" and not is_file and os.access(file.parent, os.X_OK):
        return ReadinessFault(
            "The database’s file is not there.",
            "put it back, with those of its name that end in -wal and -shm, or check DATABASE_URL;"
            f" where there has not been one yet, {migrations.MIGRATE}",
            where=f"It was looked for at {file}.",
        )
    if connection.vendor == "sqlite" and is_file and (why := why_not_writable(file.parent)):
        return ReadinessFault(
            f"The folder of the database can’t be written ({why}): SQLite reads nothing without its"
            " journal beside the file.",
            "give the portal’s account the right to write in the folder that DATABASE_URL names",
            where=said,
        )
    mend = "check DATABASE_URL, and that the database runs"
    return ReadinessFault("The database can’t be reached.", mend, where=said)


def cannot_be_written() -> Iterator[ReadinessFault]:
    """That it refuses a row, which is taken back."""
    try:
        with transaction.atomic():
            Heartbeat.objects.filter(name=PROBE).delete()
            Heartbeat.objects.create(name=PROBE, at=timezone.now())
            raise _Undone
    except _Undone:
        pass
    except DatabaseError as error:
        why = " ".join(str(error).split())[:200]
        yield ReadinessFault(
            f"The database can’t be written ({why}).",
            "see that the disk has room and that the account of DATABASE_URL may write there",
        )


def log_head_is_another() -> Iterator[ReadinessFault]:
    """That the log's head is not the one row that names the newest event."""
    heads = list(ChainHead.objects.order_by("pk").values_list("pk", "number"))
    newest = AuditEvent.objects.aggregate(newest=Max("number"))["newest"] or 0
    # Events that are appended while this is asked are newer than the head that was read.
    if [pk for pk, _ in heads] != [HEAD] or heads[0][1] > newest:
        yield ReadinessFault(
            "The log’s head is not the one row that names its newest event: the database was"
            " changed past the portal.",
            "run manage.py audit_verify, which names what differs, and find out who changed it",
            stops_pages=False,
        )
