"""Whether the keys that the log's codes were written with are still here, and whether the places
that codes are sent to take anything.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator

from django.conf import settings

from scheduling.audit.codes import codes_file, delivery
from scheduling.audit.codes.file_room import opened
from scheduling.readiness.fault import ReadinessFault
from scheduling.readiness.files import why_not_writable

PATIENCE = 2.0  # seconds for a system log that is busy
MEND = (
    "put the secret that they were written with, an earlier SECRET_KEY perhaps, at the end of"
    " ANCHORS_KEYS, and leave it there"
)


def faults() -> Iterator[ReadinessFault]:
    """That some are not: the next verification is red, and calls what was fingerprinted changed."""
    if codes_file.has_unknown_key():
        yield ReadinessFault(
            "The newest codes of the log were written with a key that is not here any more, or"
            " were changed: verifying will say that the log does not hold.",
            MEND,
            stops_pages=False,
        )


def places_that_take_nothing() -> Iterator[ReadinessFault]:
    """Found out without sending anything. Not asked by pages, as `files.missing_folder`."""
    said = "New codes of the log can’t be sent to {where} ({why})."
    if why := _why_not_in_folder():
        yield ReadinessFault(
            said.format(where="the folder of ANCHORS_FOLDER", why=why),
            "make room there, give the portal’s account the right to write, or set ANCHORS_FOLDER",
            where=f"It is {settings.ANCHORS_FOLDER}.",
            stops_pages=False,
        )
    if why := _why_not_to_system_log():
        yield ReadinessFault(
            said.format(where="the system log of ANCHORS_SYSLOG", why=why),
            "see that a system log listens there and takes what the portal’s account sends, or set"
            " ANCHORS_SYSLOG",
            where=f"It is {settings.ANCHORS_SYSLOG}.",
            stops_pages=False,
        )


def _why_not_in_folder() -> str:
    """Why not, where there is a folder: one that is missing is told as that."""
    if not settings.ANCHORS_FOLDER or not os.path.isdir(settings.ANCHORS_FOLDER):
        return ""
    try:
        os.close(opened(delivery.file_in_folder(), os.O_WRONLY | os.O_APPEND))
    except FileNotFoundError:
        return why_not_writable(delivery.file_in_folder().parent)
    except OSError as error:
        return error.strerror or type(error).__name__
    return ""


def _why_not_to_system_log() -> str:
    """Of one on another machine nothing is known without sending."""
    if not settings.ANCHORS_SYSLOG.startswith("/"):
        return ""
    why = ""
    for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
        with socket.socket(socket.AF_UNIX, kind) as tried:
            tried.settimeout(PATIENCE)
            try:
                tried.connect(settings.ANCHORS_SYSLOG)
                return ""
            except OSError as error:
                why = error.strerror or str(error)
    return why
