"""Edition of the time zone database that clocks are computed with: the newest at hand.

Python takes a zone from the system's files where they have it, however old, and from the `tzdata`
package where not. Countries change their clocks several times a year, so the newest edition has to
decide, and the same one on every machine that has it: `use_newest` sees to that.
"""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import tzdata

# "# version 2025b", "2025b", or a line of a distribution's own with it.
_NAMED_IN = ("tzdata.zi", "+VERSION", "version")
_EDITION = re.compile(r"\b((?:19|20|21)\d\d)([a-z]{1,2})\b", re.ASCII)
_A_ZONE = "America/New_York"
_NOT_TOLD = "edition not told"
_TOO_OLD = timedelta(days=365)
PACKAGE = Path(tzdata.__file__).parent / "zoneinfo"


def use_newest(paths: Iterable[str] | None = None) -> None:
    """Have every zone of this process read from the newest edition on these paths (unless told,
    Python's own, PYTHONTZPATH included) and in the package.

    The package decides unless a folder says that it is newer: one that doesn't tell its edition is
    not taken for the newest.
    """
    roots = [root for root in (zoneinfo.TZPATH if paths is None else paths) if _has_zones(root)]
    newest = max(roots, key=lambda root: _rank(_edition_in(root)), default="")
    is_newer = newest and _rank(_edition_in(newest)) > _rank(tzdata.IANA_VERSION)
    zoneinfo.reset_tzpath(to=[newest] if is_newer else [])
    zoneinfo.ZoneInfo.clear_cache()
    edition.cache_clear()


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


def newest_edition() -> str:
    """The edition in use: “2026f”."""
    return _edition_in(zoneinfo.TZPATH[0]) if zoneinfo.TZPATH else tzdata.IANA_VERSION


def age_warning(today: date | None = None) -> str:
    """What to tell administrators of an edition that is older than a year; '' of a younger one."""
    today = today or datetime.now(UTC).date()
    if today - _latest_release() <= _TOO_OLD:
        return ""
    return (
        f"The time zone data ({newest_edition()}) is more than a year old, and countries have"
        " changed their clocks since. Have the tzdata package updated and the portal restarted."
    )


def prepare() -> None:
    """Looks now, so that a server's first booking need not."""
    for root in zoneinfo.TZPATH:
        _edition_in(root)


def _has_zones(root: str) -> bool:
    return Path(root, _A_ZONE).is_file()


def _rank(said: str) -> tuple[int, int, str]:
    """Where an edition stands among others: 2026z is followed by 2026za; one not told is first."""
    found = _EDITION.search(said)
    return (int(found[1]), len(found[2]), found[2]) if found else (0, 0, "")


def _latest_release() -> date:
    """The last day on which the edition in use can have come out: an edition doesn't tell its day,
    only its year, but no copy of it is older than itself.
    """
    root = zoneinfo.TZPATH[0] if zoneinfo.TZPATH else str(PACKAGE)
    year = _rank(newest_edition())[0]
    copied = _copied_on(root)
    at_the_latest = date(year, 12, 31)
    return min(copied, at_the_latest) if copied and copied.year >= year else at_the_latest


def _copied_on(root: str) -> date | None:
    for name in _NAMED_IN:
        try:
            return datetime.fromtimestamp(Path(root, name).stat().st_mtime, UTC).date()
        except OSError:
            continue
    return None


@cache
def _edition_in(root: str) -> str:
    """What a folder of zones says of itself. Not every system's says it."""
    for name in _NAMED_IN:
        try:
            with Path(root, name).open(encoding="utf-8", errors="replace") as file:
                found = _EDITION.search(file.readline(80))
        except OSError:
            continue
        if found:
            return found[0]
    return _NOT_TOLD
