"""List of what is wrong with the portal right now, each with what mends it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

from scheduling.readiness import (
    audit_codes,
    called_hosts,
    database,
    disk_room,
    files,
    program_files,
    schema,
    secrets,
    serving,
    static_files,
    worker,
)
from scheduling.readiness.fault import ReadinessFault

Question = Callable[[], Iterator[ReadinessFault]]
log = logging.getLogger(__name__)
# Without the database nothing of this can be asked; the schema is compared where all of it is
# there.
OF_THE_DATABASE: tuple[Question, ...] = (
    schema.faults,
    database.cannot_be_written,
    secrets.faults,
    database.log_head_is_another,
    worker.faults,
)
OF_THE_MACHINE: tuple[Question, ...] = (
    serving.faults,
    called_hosts.faults,
    static_files.faults,
    program_files.faults,
    disk_room.faults,
    files.faults,
    audit_codes.faults,
)


def find(*, without: Question | None = None) -> list[ReadinessFault]:
    """Everything that is wrong, what stops pages first."""
    found = list(database.cannot_be_read())
    asked = OF_THE_MACHINE if found else (*OF_THE_DATABASE, *OF_THE_MACHINE)
    for ask in asked:
        found += [] if ask is without else _asked(ask)
    return sorted(found, key=lambda fault: not fault.stops_pages)


def _asked(ask: Question) -> list[ReadinessFault]:
    """A question that breaks is a fault itself: what was not shown to be well is not well."""
    try:
        return list(ask())
    except Exception as error:  # noqa: BLE001  whatever it was, the answer is “not ready”
        part = ask.__module__.rpartition(".")[2].replace("_", " ")
        log.warning("%s could not be checked: %s", part, error)
        return [
            ReadinessFault(
                f"Whether the {part} is in order could not be found out ({type(error).__name__}).",
                "read the portal’s own log on standard error",
            )
        ]


def log_faults_at_start() -> None:
    """Say in the program's own log what is wrong as it starts; it starts all the same, since much
    of it is mended while it runs. The worker is not missed yet: it starts at the same time.
    """
    for fault in find(without=worker.faults):
        log.error("not ready: %s", fault.for_operators)
