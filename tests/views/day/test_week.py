"""The week's page: its figures, their tables and CSVs, and where they lead to."""

from __future__ import annotations

import csv
import io
import re

import pytest

from portal.sandbox.server import Sandbox
from scheduling.views.day.charts import LABEL, NUMBER, WIDTH, stacked
from scheduling.views.day.week import KINDS
from tests.support.booking_actions import book
from tests.support.client import Desk
from tests.support.html import words

WEEK = "/week/?week=2027-W02"


def test_a_booking_stands_in_its_week_and_leads_to_its_day(desk: Desk, sandbox: Sandbox) -> None:
    book(desk, sandbox)
    page = desk.get(WEEK)
    assert "Week of Monday, January 11, 2027" in words(page)
    assert re.search(r'<a href="/\?view=all&amp;day=2027-01-14"[^>]*>\s*<text', page.text)
    assert "<title>Thu, Jan 14: Booked 1</title>" in page.text
    assert page.text.count('<svg class="chart"') >= 2
    assert "No listed session is in this week." in words(desk.get("/week/?week=2027-W03"))


@pytest.mark.parametrize("asked", ["", "?week=2027", "?week=9999-W01", "?week=0001-W01"])
def test_what_is_no_week_is_this_one_and_weeks_lead_on(desk: Desk, asked: str) -> None:
    page = desk.get(f"/week/{asked}")
    found = re.findall(r'href="\?week=(\d{4}-W\d\d)" rel="(prev|next)"', page.text)
    assert page.status_code == 200
    assert [kind for _, kind in found] == ["prev", "next"]


@pytest.mark.parametrize("name", KINDS)
def test_each_figure_is_had_as_a_table_for_spreadsheets(
    desk: Desk, sandbox: Sandbox, name: str
) -> None:
    book(desk, sandbox)
    answer = desk.get(f"{WEEK}&figure={name}")
    text = answer.content.decode()
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert text.startswith('\ufeff"",')
    assert answer.headers["Content-Disposition"].endswith(f'"week-2027-W02-{name}.csv"')
    assert len({len(row) for row in rows}) == 1
    if name == "sessions":
        assert rows[4] == ["Thu, Jan 14", "1", "0", "0", "0", "0"]


def test_there_is_no_table_of_another_name(desk: Desk) -> None:
    assert desk.get(f"{WEEK}&figure=nothing").status_code == 404


def test_bars_end_to_end_are_as_long_as_their_numbers_and_fill_the_drawing() -> None:
    rows = [("a", [1, 2], "/a"), ("b", [None, 0], ""), ("c", [6, None], ""), ("d", [None], "")]
    chart = stacked(rows, ["x", "y"])
    room = WIDTH - LABEL - NUMBER
    assert [[(bar.x, bar.width, bar.series) for bar in row.bars] for row in chart.rows] == [
        [(LABEL, round(room / 6, 1), 0), (round(LABEL + room / 6, 1), round(room / 3, 1), 1)],
        [],
        [(LABEL, room, 0)],
        [],
    ]
    assert [row.total for row in chart.rows] == ["3", "0", "6", "–"]
    assert chart.rows[0].bars[1].words == "a: y 2"
