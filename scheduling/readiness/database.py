"""Whether the database answers and takes a write, and the log in it has its head; `migrations`
knows whether it is migrated, `disk_room` its disk.
"""

from __future__ import annotations

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
    if connection.vendor == "sqlite" and file.is_file() and (why := why_not_writable(file.parent)):
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
