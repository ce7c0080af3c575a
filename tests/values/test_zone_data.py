"""Which edition of the time zone database is told:
the one that the clock is really computed with.
"""

from __future__ import annotations

import os
import zoneinfo
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import tzdata

from scheduling.time_zones import zone_data

PHOENIX = "America/Phoenix"


@pytest.fixture
def system(tmp_path: Path) -> Iterator[Path]:
    """A system whose folder of zones knows Phoenix alone."""
    before = zoneinfo.TZPATH
    (tmp_path / "America").mkdir()
    (tmp_path / PHOENIX).touch()
    zoneinfo.reset_tzpath(to=[tmp_path / "nowhere", tmp_path])
    zone_data.edition.cache_clear()
    yield tmp_path
    zoneinfo.reset_tzpath(to=before)
    zoneinfo.ZoneInfo.clear_cache()
    zone_data.edition.cache_clear()


@pytest.mark.parametrize(
    ("file", "holds", "said"),
    [
        ("tzdata.zi", "# version 2031c\n# redo\nR d 1916", "2031c, the system’s"),
        ("+VERSION", "2031a\n", "2031a, the system’s"),
        ("version", "2031zb", "2031zb, the system’s"),
        ("else", "", "edition not told, the system’s"),
    ],
)
def test_a_zone_of_the_system_is_of_the_system_s_edition(
    system: Path, file: str, holds: str, said: str
) -> None:
    (system / file).write_text(holds)
    assert zone_data.edition(PHOENIX) == said


def test_a_zone_that_the_system_lacks_is_of_the_package_s_edition(system: Path) -> None:
    (system / "tzdata.zi").write_text("# version 2031c\n")
    assert (
        zone_data.edition("Australia/Lord_Howe") == f"{tzdata.IANA_VERSION}, the tzdata package’s"
    )


def test_the_edition_is_looked_up_once(system: Path) -> None:
    (system / "+VERSION").write_text("2031a")
    zone_data.prepare()
    (system / "+VERSION").write_text("2032a")
    assert zone_data.edition(PHOENIX) == "2031a, the system’s"


def folder(root: Path, **files: str) -> str:
    """A folder of zones as a system has it; America/New_York is ten hours behind in it."""
    behind = (zone_data.PACKAGE / "Etc/GMT+10").read_bytes()
    (root / "America").mkdir(parents=True)
    (root / "America/New_York").write_bytes(behind)
    for name, holds in files.items():
        (root / name.replace("PLUS", "+").replace("_zi", ".zi")).write_text(holds)
    return str(root)


def hours_in_new_york() -> float:
    local = datetime(2027, 1, 14, tzinfo=zoneinfo.ZoneInfo("America/New_York"))
    return local.utcoffset().total_seconds() / 3600


@pytest.mark.parametrize(
    ("files", "hours"),
    [
        ({"tzdata_zi": "# version 2019c\n"}, -5),
        ({"tzdata_zi": f"# version {tzdata.IANA_VERSION}\n"}, -5),
        ({}, -5),  # what doesn't tell its edition is not taken for the newest
        ({"tzdata_zi": "# version unknown\n", "PLUSVERSION": "2098a\n"}, -10),
        ({"tzdata_zi": "# version 2098a\n"}, -10),
        ({"version": "2098a"}, -10),
    ],
)
def test_the_newest_edition_decides_whosever_it_is(
    system: Path, files: dict[str, str], hours: float
) -> None:
    zone_data.use_newest([folder(system / "zones", **files)])
    assert hours_in_new_york() == hours


def test_of_several_folders_the_newest_is_read(system: Path) -> None:
    paths = [
        str(system / "nothing here"),
        folder(system / "old", tzdata_zi="# version 2001a"),
        folder(system / "late", tzdata_zi="# version 2098za"),
        folder(system / "later", tzdata_zi="# version 2098z"),
    ]
    zone_data.use_newest(paths)

    assert list(zoneinfo.TZPATH) == [str(system / "late")]
    assert zone_data.newest_edition() == "2098za"
    assert zone_data.edition("America/New_York") == "2098za, the system’s"
    assert zone_data.edition(PHOENIX) == f"{tzdata.IANA_VERSION}, the tzdata package’s"


def copied(root: str, day: date) -> None:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp()
    os.utime(Path(root, "tzdata.zi"), (at, at))


@pytest.mark.parametrize(
    ("copied_on", "today", "is_old"),
    [
        (date(2098, 3, 1), date(2099, 3, 1), False),
        (date(2098, 3, 1), date(2099, 3, 2), True),
        (date(2099, 11, 1), date(2099, 12, 31), False),  # copied late: it may be of December
        (date(2099, 11, 1), date(2100, 1, 1), True),
        (date(1980, 1, 1), date(2099, 6, 1), False),  # a build that hides its day
    ],
)
def test_an_edition_that_is_surely_older_than_a_year_is_told_of(
    system: Path, copied_on: date, today: date, is_old: bool
) -> None:
    root = folder(system / "zones", tzdata_zi="# version 2098a")
    copied(root, copied_on)
    zone_data.use_newest([root])

    said = zone_data.age_warning(today)
    assert bool(said) == is_old
    assert not said or said.startswith("The time zone data (2098a) is more than a year old")
