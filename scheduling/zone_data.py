"""Which edition of the time zone database clocks are computed with.

Python takes a zone from the system's files where they have it, and from the `tzdata` package where
not, so the two may be of different editions.
"""

from __future__ import annotations

import zoneinfo
from functools import cache
from pathlib import Path

import tzdata

_NAMED_IN = ("tzdata.zi", "+VERSION")  # "# version 2025b" or "2025b"


@cache
def edition(zone: str) -> str:
    """The edition that a zone is of, and whose:
    “2025b, the system’s” or “2025b, the tzdata package’s”.
    """
    root = next((root for root in zoneinfo.TZPATH if Path(root, zone).is_file()), "")
    return (
        f"{_edition_in(root)}, the system’s"
        if root
        else f"{tzdata.IANA_VERSION}, the tzdata package’s"
    )


def prepare() -> None:
    """Looks now, so that a server's first booking need not."""
    for root in zoneinfo.TZPATH:
        _edition_in(root)


@cache
def _edition_in(root: str) -> str:
    """What a folder of zones says of itself. Not every system's says it."""
    for name in _NAMED_IN:
        try:
            with Path(root, name).open(encoding="utf-8", errors="replace") as file:
                return file.readline(80).removeprefix("# version").strip()[:20]
        except OSError:
            continue
    return "edition not told"
