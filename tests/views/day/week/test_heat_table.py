"""Seats in use as a heat table: its steps, its peak, what its cells say and where they lead to."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from scheduling.models import ExamSession, HoursByDate, Institution
from scheduling.views.day.week import heat_markup
from scheduling.views.day.week.bar_drawing import ChartRow
from scheduling.views.day.week.heat_table import (
    LEFT_OUT_NOTE,
    NOT_KNOWN_NOTE,
    SHUT_NOTE,
    SIGNS_NOTE,
    HeatDay,
    HeatRow,
    HeatTable,
)
from scheduling.week_figures.known_numbers import AtLeast, Number
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import plain_text, words
from tests.support.known_sessions import known_session

WEEK = "/week/?week=2027-W02"
HEAT = re.compile(r'(?s)<table class="heat.*?</table>')
CELL = re.compile(r"(?s)<td([^>]*)>(.*?)</td>")


@pytest.fixture
def listed(institution: Institution) -> Institution:
    """Its list was loaded, and nobody is booked."""
    ExamSession.objects.all().delete()
    Institution.objects.filter(pk=institution.pk).update(synced_at=timezone.now())
    return institution


def booked(institution: Institution, *days: int, **facts: object) -> None:
    """On each of the days of January, from 10 to 11 at Duluth."""
    usual = {"status": "Scheduled", "duration_minutes": 60, "location_sid": DULUTH}
    for day in days:
        at = datetime(2027, 1, day, 16, tzinfo=UTC)
        known_session(institution, appointment_at=at, refreshed_at=timezone.now(), **usual | facts)


def table(*rows: Sequence[Number]) -> HeatTable:
    """Half hours from 9 on, a number each day."""
    days = [HeatDay(f"Day {number}", f"/{number}") for number in range(len(rows[0]))]
    said = ("9:00 AM", "9:30 AM", "10:00 AM")
    return HeatTable(
        days,
        [
            HeatRow(at, one, [f"{day.url}?{at}" for day in days], ChartRow(at, "", [], ""))
            for at, one in zip(said, rows, strict=False)
        ],
    )


def row_of(page: str, at: str) -> list[tuple[str, str]]:
    """The cells of a half hour: what stands in the tag, and in the cell."""
    [heat] = HEAT.findall(page)
    [row] = re.findall(rf'(?s)<th scope="row">{at}</th>(.*?)</tr>', heat)
    return CELL.findall(row)


def test_a_number_is_colored_by_its_share_of_the_most_and_by_ones_where_few_sit() -> None:
    assert [table([count, 41]).step(count) for count in (0, 1, 8, 9, 24, 25, 33, 41)] == [
        *(0, 1, 1, 2, 3, 4, 5, 5)
    ]
    assert [table([count, 2]).step(count) for count in (0, 1, 2)] == [0, 1, 2]
    assert [table([3, 5]).step(one) for one in (AtLeast(0), AtLeast(3))] == [0, 3]


def test_the_peak_is_the_first_of_those_that_have_the_most_and_tells_of_the_others() -> None:
    peak = table([0, 4, 4], [4, 2, 1]).peak
    assert peak and (peak.day, peak.row, peak.url) == (0, 1, "/0?9:30 AM")
    assert f"{peak.words}{peak.besides}" == "4 on Day 0, 9:30 AM, and in 2 other half hours"
    one_other = table([4, 4]).peak
    assert one_other and one_other.besides == ", and in 1 other half hour"
    only = table([1, AtLeast(3)], [AtLeast(0), None]).peak
    assert only and f"{only.words}{only.besides}" == "at least 3 on Day 1, 9:00 AM"
    assert table([0, None, AtLeast(0)]).peak is None


def test_a_day_without_any_number_says_why_in_one_word() -> None:
    """Not of one that is closed but for a night in which somebody may still sit."""
    none = AtLeast(0)
    shown = table(
        [None, none, 0, AtLeast(2), none],
        [None, none, None, none, None],
        [None, none, None, None, None],
    )
    assert [shown.instead(day) for day in range(5)] == ["Closed", "Not known", "", "", ""]


def test_a_note_tells_of_what_stands_in_the_cells_alone() -> None:
    assert table([1, 0], [2, 3]).notes == ""
    assert table([None, 1], [None, 2]).notes == ""  # the word says it
    assert table([None, 1], [0, 2]).notes == SHUT_NOTE
    assert table([AtLeast(0), 1], [AtLeast(0), 2]).notes == NOT_KNOWN_NOTE
    assert table([AtLeast(0), AtLeast(1)], [1, None]).notes == f"{SIGNS_NOTE} {SHUT_NOTE}"


def test_what_stands_in_a_cell_is_text() -> None:
    days = [HeatDay("<b> & Co", "/?a&b")]
    rows = [HeatRow("<i>", [7], ["/?a&c"], ChartRow("<i>", "7", [], "/?a&d"))]
    told = heat_markup.heat("Seats", "Half hour", HeatTable(days, rows))
    assert "<b>" not in told and "<i>" not in told
    assert 'href="/?a&amp;b"' in told and '<a href="/?a&amp;c"><small>peak</small> 7</a>' in told


def test_each_cell_leads_to_the_board_at_its_half_hour_and_the_bar_to_the_fullest(
    desk: Desk, listed: Institution
) -> None:
    booked(listed, 12, 15, 15)
    answer = desk.get(f"{WEEK}&install={listed.sid}")
    page = answer.text
    board = f"/board/?install={listed.sid}&amp;day=2027-01-{{}}&amp;at=10%3A00#there"
    cells = [
        (looks, *re.findall(r'<a href="([^"]+)"', cell), plain_text(cell))
        for looks, cell in row_of(page, "10:00 AM")
    ]
    friday = board.format(15)
    assert cells == [
        ("", board.format(11), "0"),
        (' class="heat-1"', board.format(12), "1"),
        ("", board.format(13), "0"),
        ("", board.format(14), "0"),
        (' class="heat-2"', friday, "peak 2"),
        ("", board.format(16), "0"),
        ("", board.format(17), "0"),
        ("", friday, "2"),
        (' aria-hidden="true"', friday, "10:00 AM: The most on any day 2"),
    ]
    peak = "Peak: 2 on Fri, Jan 15, 10:00 AM , and in 1 other half hour"
    assert peak in words(answer)
    assert f'href="/board/?install={listed.sid}&amp;day=2027-01-12">Tue, <br>Jan 12' in page


def test_half_hours_that_are_left_out_between_others_are_told(
    desk: Desk, listed: Institution
) -> None:
    at = f"{WEEK}&install={listed.sid}"
    booked(listed, 12)
    assert "⋯" not in words(desk.get(at))
    night = {"status": "Scheduled", "duration_minutes": 30, "location_sid": DULUTH}
    start = datetime(2027, 1, 13, 7, tzinfo=UTC)  # 1 AM
    known_session(listed, appointment_at=start, refreshed_at=timezone.now(), **night)
    page = desk.get(at)
    [heat] = HEAT.findall(page.text)
    labels = re.findall(r'<th scope="row">([^<]+)</th>', heat)
    assert labels[0] == "1:00 AM" and labels[1].startswith("⋯ ")
    assert [one for one in labels[2:] if "⋯" in one] == []
    assert LEFT_OUT_NOTE in words(page) and "none is known to be open." in LEFT_OUT_NOTE


def test_what_is_not_known_is_a_sign_and_told_below(desk: Desk, listed: Institution) -> None:
    booked(listed, 12, duration_minutes=None)
    booked(listed, 12, 12, duration_minutes=90)
    page = desk.get(f"{WEEK}&install={listed.sid}")
    signs = [plain_text(row_of(page.text, at)[1][1]) for at in ("10:00 AM", "10:30 AM", "11:30 AM")]
    assert [sign.replace(" ", "") for sign in signs] == ["peak3", "2+", "?"]
    assert SIGNS_NOTE in words(page)
    other = words(desk.get(f"{WEEK[:-2]}03&install={listed.sid}"))
    assert "is not known" not in other


def test_a_day_that_is_closed_everywhere_says_so_unless_somebody_sits_there_all_the_same(
    desk: Desk, listed: Institution
) -> None:
    for day in (12, 13):
        closed = date(2027, 1, day)
        HoursByDate.objects.create(
            institution=listed, first_day=closed, last_day=closed, reason="Snow"
        )
    booked(listed, 13)
    at = f"{WEEK}&install={listed.sid}"
    page = desk.get(at).text
    [heat] = HEAT.findall(page)
    rows = heat.count("<tr>") - 1
    whole = [(looks, cell) for looks, cell in CELL.findall(heat) if "rowspan" in looks]
    tuesday = f"/board/?install={listed.sid}&amp;day=2027-01-12"
    assert whole == [(f' class="heat__shut" rowspan="{rows}"', f'<a href="{tuesday}">Closed</a>')]
    assert len(row_of(page, "10:00 AM")) == 8 and "peak" in row_of(page, "10:00 AM")[1][1]
    assert row_of(page, "11:00 AM")[1] == (' class="heat__shut"', "–")
    [head, *_] = csv.reader(io.StringIO(desk.get(f"{at}&figure=seats").content.decode()))
    assert head[6:9] == ["Tue, Jan 12, 2027 (closed)", "Wed, Jan 13, 2027", "Thu, Jan 14, 2027"]


def test_a_week_of_nobody_says_which_days_are_closed_and_explains_no_signs(
    desk: Desk, listed: Institution
) -> None:
    for first, last in ((12, 12), (15, 16)):
        HoursByDate.objects.create(
            institution=listed,
            first_day=date(2027, 1, first),
            last_day=date(2027, 1, last),
            reason="Snow",
        )
    told = words(desk.get(f"{WEEK}&install={listed.sid}"))
    nobody = "Nobody sits anywhere this week, as far as we know."
    assert f"{nobody} Closed: Tue, Jan 12; Fri, Jan 15; Sat, Jan 16. What is not certain" in told
    assert SHUT_NOTE not in told
    listed.hours_by_date.all().delete()
    HoursByDate.objects.create(
        institution=listed,
        first_day=date(2027, 1, 1),
        last_day=date(2027, 1, 31),
        reason="Renovation",
    )
    told = words(desk.get(f"{WEEK}&install={listed.sid}"))
    assert f"{nobody} Closed: Mon, Jan 11; Tue, Jan 12;" in told


def test_where_every_day_is_the_same_it_is_one_line(desk: Desk, listed: Institution) -> None:
    Institution.objects.filter(pk=listed.pk).update(synced_at=None)
    page = desk.get(f"{WEEK}&install={listed.sid}&location={DULUTH}")
    assert [plain_text(cell) for _, cell in row_of(page.text, "All day")] == ["Not known"] * 7
    assert NOT_KNOWN_NOTE in words(page) and "Most" not in plain_text(HEAT.findall(page.text)[0])
