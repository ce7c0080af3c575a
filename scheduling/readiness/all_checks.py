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
# Whatever these find, pages go on.
STOPS_NO_PAGE: tuple[Question, ...] = (
    secrets.faults,
    database.log_head_is_another,
    worker.faults,
    called_hosts.faults,
    files.faults,
    audit_codes.faults,
)


def find(*, without: Question | None = None) -> list[ReadinessFault]:
    """Everything that is wrong, what stops pages first."""
    found = list(database.cannot_be_read())
    questions = OF_THE_MACHINE if found else (*OF_THE_DATABASE, *OF_THE_MACHINE)
    for ask in questions:
        found += [] if ask is without else asked(ask)
    return sorted(found, key=lambda fault: not fault.stops_pages)


def asked(ask: Question) -> list[ReadinessFault]:
    """What it finds. A question that breaks is a fault itself: what was not shown to be well is not
    well. It hides neither the others nor what it had found.
    """
    found = list[ReadinessFault]()
    try:
        found.extend(ask())
    except Exception as error:  # noqa: BLE001  whatever it was, the answer is “not ready”
        part = ask.__module__.rpartition(".")[2].replace("_", " ")
        log.warning("%s could not be checked: %s", part, error)
        told = f"Whether all is well with the {part} could not be found out"
        found.append(
            ReadinessFault(
                f"{told} ({type(error).__name__}).",
                "read the portal’s own log on standard error",
                stops_pages=ask not in STOPS_NO_PAGE,
            )
        )
    return found


def log_faults_at_start() -> None:
    """Say in the program's own log what is wrong as it starts; it starts all the same, since much
    of it is mended while it runs. The worker is not missed yet: it starts at the same time.
    """
    for fault in find(without=worker.faults):
        log.error("not ready: %s", fault.for_operators)
