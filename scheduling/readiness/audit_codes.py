"""Whether the keys that the log's codes were written with are still here."""

from __future__ import annotations

from collections.abc import Iterator

from scheduling.audit.codes import codes_file
from scheduling.readiness.fault import ReadinessFault

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
