"""What a command says where the storage beneath it fails: a sentence, where a traceback would bury
it. Nothing is known of what it had changed by then but that each change and its event go together.
"""

from __future__ import annotations

import os
import sys
from typing import NoReturn

DATABASE = (
    "The command was not finished: the database says “{why}”. See that DATABASE_URL names it, that"
    " it can be reached and written, and that it has room; then run the command again."
    " With --traceback it tells where it stopped."
)
DISK = (
    "The command was not finished, or what it says could not be written: “{why}”. See that there is"
    " room where its output goes, and in VAR_DIR; then run the command again. With --traceback it"
    " tells where it stopped."
)


def is_storage_trouble(error: Exception) -> bool:
    """Whether the database or a disk did not take or give something, or nobody reads the output
    any more.
    """
    from django.db import DatabaseError, InterfaceError

    from scheduling.audit.codes.file_room import OF_DISKS

    if isinstance(error, OSError) and error.errno in OF_DISKS:
        return True
    return isinstance(error, DatabaseError | InterfaceError | BrokenPipeError)


def exit_with_storage_trouble(error: Exception) -> NoReturn:
    """End the program with it."""
    if isinstance(error, OSError):
        # What is still to be written at the end would fail once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1 if isinstance(error, BrokenPipeError) else DISK.format(why=_why(error)))
    from portal.log_redaction import without_rows

    sys.exit(DATABASE.format(why=" ".join(without_rows(str(error)).split())[:300]))


def _why(error: OSError) -> str:
    return f"{error.strerror}{f': {error.filename}' if error.filename else ''}"
