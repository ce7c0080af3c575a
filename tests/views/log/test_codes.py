"""The page of all saved codes: a page at a time, those of a day, what is wrong with the file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from scheduling.audit.codes import codes_file
from scheduling.views.log import codes
from tests.support.client import Desk
from tests.support.codes_file import FILE, lines, note_codes
from tests.support.html import plain_text

PAGE = "/audit/codes/"


@pytest.fixture(autouse=True)
def file(database: Path) -> Path:
    FILE.unlink(missing_ok=True)
    return FILE


def shown(desk: Desk, query: str = "") -> list[str]:
    """The codes on the page, in its order."""
    text = desk.get(PAGE + query).text
    known = {one.code: text.find(one.code) for one in codes_file.recent(1000)}
    return sorted((code for code, at in known.items() if at > 0), key=lambda code: known[code])


def test_all_codes_are_there_a_page_at_a_time_newest_first(
    auditor: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codes, "SHOWN", 2)
    note_codes(3)
    every = [one.code for one in codes_file.recent(10)]
    assert shown(auditor) == every[:2]
    assert 'href="/audit/codes/?page=2"' in auditor.get(PAGE).text
    assert shown(auditor, "?page=2") == every[2:]
    assert f'href="{PAGE}"' in auditor.get("/audit/verify/").text


def test_those_of_a_day_are_found_and_for_a_day_without_one_the_last_before(auditor: Desk) -> None:
    for day in (1, 3):
        with time_machine.travel(datetime(2026, 11, day, 18, tzinfo=UTC), tick=False):
            note_codes(1)
    late, early = (one.code for one in codes_file.recent(2))
    assert shown(auditor, "?day=2026-11-03") == [late]
    assert "1 code of Tue, Nov 3, 2026." in plain_text(auditor.get(f"{PAGE}?day=2026-11-03").text)
    assert shown(auditor, "?day=2026-11-02") == [early]
    assert "No code was saved on that day" in auditor.get(f"{PAGE}?day=2026-11-02").text
    assert shown(auditor, "?day=2026-10-31") == []
    assert shown(auditor, "?day=") == [late, early]
    assert auditor.get(f"{PAGE}?day=soon").status_code == 422


def test_the_day_is_one_of_the_institutions_clock(auditor: Desk) -> None:
    assert "Times are in Eastern (New York)." in plain_text(auditor.get(PAGE).text)
    evening = datetime(2026, 11, 5, 3, tzinfo=UTC)  # still the 4th in Chicago
    with time_machine.travel(evening, tick=False):
        note_codes(1)
    [code] = (one.code for one in codes_file.recent(1))
    assert shown(auditor, f"?day={evening - timedelta(days=1):%Y-%m-%d}") == [code]


def test_lines_without_the_portals_key_are_told_and_not_shown(auditor: Desk) -> None:
    note_codes(2)
    known = lines()
    FILE.write_text(known[0] + known[1].replace("a test", "a tale"))
    text = plain_text(auditor.get(PAGE).text)
    assert "line 2 is not as the portal wrote it" in text
    assert len(shown(auditor)) == 1
