"""Which edition of the time zone database is told:
the one that the clock is really computed with.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from pathlib import Path

import pytest
import tzdata

from scheduling import zone_data

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
    zone_data.edition.cache_clear()


@pytest.mark.parametrize(
    ("file", "holds", "said"),
    [
        ("tzdata.zi", "# version 2031c\n# redo\nR d 1916", "2031c, the system’s"),
        ("+VERSION", "2031a\n", "2031a, the system’s"),
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
