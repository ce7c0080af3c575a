"""The week's page: its figures, their tables and CSVs, and where they lead to."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt, AuditEvent, ExamSession, HoursByDate, Institution
from scheduling.views.day.week.bar_drawing import (
    FEW_LETTERS,
    LETTERS,
    LINE,
    NUMBER,
    ROW,
    WIDTH,
    narrow,
    stacked,
)
from scheduling.views.day.week.figure_kinds import KINDS
from tests.support.booking_actions import book
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import plain_text, words
from tests.support.known_sessions import known_session

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
    text = asked.partition("=")[2]
    assert ("is no week that can be shown. This is this week." in words(page)) == bool(text)
    assert f"“{text}” is no week" in words(page) or not text


@pytest.mark.parametrize("name", KINDS)
def test_each_figure_is_had_as_a_table_for_spreadsheets(
    desk: Desk, sandbox: Sandbox, name: str
) -> None:
    book(desk, sandbox)
    answer = desk.get(f"{WEEK}&figure={name}")
    text = answer.content.decode()
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert text.startswith('\ufeff"Institution","Location","Clock","Week","')
    assert answer.headers["Content-Disposition"].endswith(
        f'"week-2027-W02-{name}-all-institutions.csv"'
    )
    assert len({len(row) for row in rows}) == 1
    about = ["Lakeside College; Northfield University", "All locations", "Eastern (New York)"]
    if name == "sessions":
        assert rows[4] == [*about, "2027-W02", "Thu, Jan 14, 2027", "1", "0", "0", "0", "0"]
    if name == "seats":
        assert rows[0][4:6] == ["Half hour", "Mon, Jan 11, 2027"]


def test_a_table_says_of_which_place_week_and_clock_it_is_and_so_does_its_name(
    desk: Desk, institution: Institution
) -> None:
    answer = desk.get(f"{WEEK}&figure=sessions&install={institution.sid}&location={DULUTH}")
    named = "week-2027-W02-sessions-northfield-university-duluth-testing-center.csv"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{named}"'
    rows = list(csv.reader(io.StringIO(answer.content.decode().removeprefix("\ufeff"))))
    assert rows[0][:5] == ["Institution", "Location", "Clock", "Week", "Day"]
    about = ["Northfield University", "Duluth Testing Center", "Central (Chicago)", "2027-W02"]
    assert [row[:4] for row in rows[1:]] == [about] * 7
    Institution.objects.filter(pk=institution.pk).update(name="=日本語")
    answer = desk.get(f"{WEEK}&figure=sessions&install={institution.sid}")
    assert institution.sid in answer.headers["Content-Disposition"]
    assert '\r\n"\'=日本語","All locations"' in answer.content.decode()


def test_what_waits_to_be_booked_is_told_of_all_locations_whichever_is_chosen(
    desk: Desk, institution: Institution
) -> None:
    answer = desk.get(f"{WEEK}&figure=to-book&install={institution.sid}&location={DULUTH}")
    named = "week-2027-W02-to-book-northfield-university.csv"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{named}"'
    rows = list(csv.reader(io.StringIO(answer.content.decode().removeprefix("\ufeff"))))
    assert {row[1] for row in rows[1:]} <= {"All locations"}


def test_a_table_that_is_taken_is_in_the_log_with_who_which_and_how_many_rows(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    desk.get(WEEK)
    assert not AuditEvent.objects.filter(kind="figures_exported").exists()  # looking is none
    desk.get(f"{WEEK}&figure=sessions&install={where['installSid']}&location={DULUTH}")
    event = AuditEvent.objects.get(kind="figures_exported")
    what = "“Sessions a day” of the week of Monday, January 11, 2027 at Duluth Testing Center"
    assert event.install_sid == where["installSid"]
    assert event.sentence == f"Ana Ruiz exported {what} as CSV: 7 rows."
    assert json.loads(event.details) == {
        "figure": "Sessions a day",
        "week": "2027-W02",
        "location": "Duluth Testing Center",
        "exported_rows": 7,
    }


def test_only_what_has_a_bar_is_named_beside_the_bars(desk: Desk, institution: Institution) -> None:
    known_session(
        institution, status="Scheduled", appointment_at=datetime(2027, 1, 14, 16, tzinfo=UTC)
    )
    keys = re.findall(r'(?s)<ul class="chart-key">(.*?)</ul>', desk.get(WEEK).text)
    assert [plain_text(key) for key in keys] == ["Booked"]


def test_there_is_no_table_of_another_name(desk: Desk) -> None:
    assert desk.get(f"{WEEK}&figure=nothing").status_code == 404


def test_bars_end_to_end_are_as_long_as_their_numbers_and_fill_the_drawing() -> None:
    rows = [("a", [1, 2], "/a"), ("b", [None, 0], ""), ("c", [6, None], ""), ("d", [None], "")]
    chart = stacked(rows, ["x", "y"])
    left = chart.label_width
    room = WIDTH - left - NUMBER
    assert [[(bar.x, bar.width, bar.series) for bar in row.bars] for row in chart.rows] == [
        [(left, round(room / 6, 1), 0), (round(left + room / 6, 1), round(room / 3, 1), 1)],
        [],
        [(left, room, 0)],
        [],
    ]
    assert [row.total for row in chart.rows] == ["3", "0", "6", "–"]
    assert chart.rows[0].bars[1].words == "a: y 2"


@pytest.mark.parametrize("label", ["Introduction to Statistics " * 4, "日本語" * 20, "x" * 90])
def test_a_long_label_is_whole_on_several_lines_and_moves_the_rows_below(label: str) -> None:
    chart = stacked([("a", [1], ""), (label, [1], ""), ("b", [1], "")], ["x"])
    short, long, below = chart.rows
    assert short.lines == ["a"] and len(long.lines) > 2
    assert "".join(long.lines).replace(" ", "") == label.replace(" ", "")
    assert below.y - long.y == ROW + LINE * (len(long.lines) - 1)
    assert chart.height == below.y + ROW
    assert chart.label_width > 3 * stacked([("Tue, Mar 2", [1], "")], ["x"]).label_width // 2
    widest = 2 if label.startswith("日") else 1
    assert all(len(line) * widest <= LETTERS for line in long.lines)


def test_each_bar_leads_to_what_is_behind_it(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    now = timezone.now().astimezone(ZoneInfo("America/Chicago"))
    ExamSession.objects.update(listed_at=timezone.now())
    known_session(
        Institution.objects.get(sid=where["installSid"]),
        status="Needs Proctor",
        course_name="Marine Law",
    )
    page = desk.get(f"/week/?install={where['installSid']}")
    day = now.date().isoformat()
    log = f"/audit/?install={where['installSid']}&from={day}&to={day}"
    waiting = f"/?install={where['installSid']}&view=to-book&q=Marine+Law"
    for url in (log, waiting):
        assert f'<a href="{url.replace("&", "&amp;")}"' in page.text
    assert "booked" in words(desk.get(log))
    assert "Marine Law" in words(desk.get(waiting))
    bars = re.findall(r"<a([^>]*)>\s*<text class=\"chart__label\"(.*?)</a>", page.text, re.DOTALL)
    assert bars and all("href=" in one for one, drawn in bars if "<rect" in drawn)


def test_a_half_hour_leads_to_the_day_that_has_the_most_and_each_cell_to_its_own(
    desk: Desk, institution: Institution
) -> None:
    for day in ("2027-01-12", "2027-01-15", "2027-01-15"):
        known_session(
            institution,
            status="Scheduled",
            appointment_at=datetime.fromisoformat(f"{day}T16:00:00Z"),
            duration_minutes=60,
            location_sid=DULUTH,
            refreshed_at=timezone.now(),
        )
    page = desk.get(f"{WEEK}&install={institution.sid}")
    board = f"/board/?install={institution.sid}&amp;day={{}}&amp;at=10%3A00#there"
    friday = board.format("2027-01-15")
    assert re.search(rf'<a href="{re.escape(friday)}" tabindex="-1">\s*<text', page.text)
    [row] = re.findall(
        r"<tr>\s*<th scope=\"row\">\s*<a[^>]*><bdi>10:00 AM.*?</tr>", page.text, re.S
    )
    assert row.count(f'href="{friday}"') == 2  # its head, and the cell
    cells = re.findall(r'<td>\s*<a href="([^"]*)">([^<]*)</a>', row)
    days = [f"2027-01-{day}" for day in range(11, 16)]
    assert cells[:5] == [
        (board.format(day), number) for day, number in zip(days, "01002", strict=True)
    ]
    assert "not known" not in row


def test_other_courses_lead_nowhere_because_no_list_is_of_them(
    desk: Desk, institution: Institution
) -> None:
    for course in (*(f"Course {number}" for number in range(16)), ""):
        known_session(institution, status="Needs Proctor", course_name=course)
    page = desk.get(f"/week/?install={institution.sid}")
    for label in ("Other courses", "Course not known"):
        heads = re.findall(rf'<th scope="row">\s*(<a[^>]*>)?<bdi>{label}</bdi>', page.text)
        assert [one for one in heads if one] == []
    assert "<bdi>Other courses</bdi>" in page.text


def test_what_was_before_the_records_is_not_known_in_table_chart_and_file(
    desk: Desk, institution: Institution
) -> None:
    at = f"/week/?install={institution.sid}&week=2026-W40"
    page = desk.get(at)
    assert "Nobody sits anywhere this week" not in words(page)
    assert "not known not known not known not known not known" in words(page)
    assert re.search(r'<text class="chart__total"[^>]*>not known</text>', page.text)
    rows = list(csv.reader(io.StringIO(desk.get(f"{at}&figure=seats").content.decode())))
    assert {number for row in rows[1:] for number in row[5:10]} <= {"not known", ""}
    assert "not known" in rows[3]


def test_a_day_that_is_closed_everywhere_says_so_unless_somebody_sits_there_all_the_same(
    desk: Desk, institution: Institution
) -> None:
    Institution.objects.filter(pk=institution.pk).update(synced_at=timezone.now())
    for day in (12, 13):
        closed = date(2027, 1, day)
        HoursByDate.objects.create(
            institution=institution, first_day=closed, last_day=closed, reason="Snow"
        )
    start = datetime(2027, 1, 13, 16, tzinfo=UTC)
    known_session(
        institution, status="Scheduled", appointment_at=start, duration_minutes=60, location_sid=""
    )
    told = words(desk.get(f"{WEEK}&install={institution.sid}"))
    days = "Mon, Jan 11 Tue, Jan 12 (closed) Wed, Jan 13 Thu, Jan 14 Fri, Jan 15"
    assert f"Half hour {days} Sat, Jan 16 Sun, Jan 17" in told
    assert told.count("(closed)") == 1


def test_of_a_list_that_was_never_loaded_nothing_is_told_as_none(
    desk: Desk, institution: Institution
) -> None:
    Institution.objects.filter(pk=institution.pk).update(synced_at=None)
    told = words(desk.get(f"{WEEK}&install={institution.sid}"))
    assert "No listed session is in this week." not in told
    assert "Nothing waits to be booked." not in told
    assert "Mon, Jan 11 not known not known not known not known not known" in told
    assert "Sessions not loaded yet not known" in told


def test_at_a_location_what_was_asked_for_it_counts_and_what_is_not_loaded_is_told(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sandbox.trouble("status", method="POST", code=409)
    desk.book(where := sandbox.needs_proctor()[0])
    assert (
        Attempt.objects.get().state == "refused"
        and not ExamSession.objects.get(sid=where["sessionSid"]).location_sid
    )
    at = f"/week/?install={institution.sid}&location={DULUTH}"
    told = words(desk.get(at))
    assert "Nothing was booked, moved or cancelled here this week." not in told
    assert "the log is that of all locations" in told
    assert "the log is that of all locations" not in words(desk.get("/week/"))
    lines = desk.get(f"{at}&figure=requests").content.decode().splitlines()
    assert '"0","1","0","0","0"' in "".join(lines)

    known_session(
        institution,
        status="Scheduled",
        appointment_at=datetime.fromisoformat("2027-01-14T16:00:00Z"),
    )
    there = f"{at}&week=2027-W02"
    told = words(desk.get(there))
    assert "No listed session is in this week." not in told
    assert "Location not loaded yet 1 0 0 0 0" in told
    rows = desk.get(f"{there}&figure=sessions").content.decode().splitlines()
    assert rows[-1].endswith('"Location not loaded yet","1","0","0","0","0"')
    assert "Location not loaded yet" not in words(desk.get("/week/?week=2027-W02"))


def test_an_answer_within_a_millisecond_is_an_answer(desk: Desk, sandbox: Sandbox) -> None:
    book(desk, sandbox)
    started = Attempt.objects.get().started_at
    Attempt.objects.update(finished_at=started)
    assert "Nothing was answered this week." not in words(desk.get("/week/"))


@pytest.mark.parametrize("week", ["2027-W10", "2027-W44", "2027-W30"])
def test_weeks_on_which_clocks_change_and_empty_ones_are_told(desk: Desk, week: str) -> None:
    page = desk.get(f"/week/?week={week}")
    assert page.status_code == 200
    assert "No listed session is in this week." in words(page)
    assert "Nothing was booked, moved or cancelled here this week." in words(page)
    for name in KINDS:
        assert desk.get(f"/week/?week={week}&figure={name}").status_code == 200


def test_a_location_without_a_zone_is_told_by_its_institutions_clock(
    desk: Desk, institution: Institution
) -> None:
    institution.locations.filter(pl_sid=DULUTH).update(time_zone="")
    at = f"/week/?week=2027-W02&install={institution.sid}&location={DULUTH}"
    assert "Duluth Testing Center · Central (Chicago)" in words(desk.get(at))


def test_a_phone_has_its_own_drawing_that_needs_no_scrolling(desk: Desk, sandbox: Sandbox) -> None:
    book(desk, sandbox)
    page = desk.get("/week/?week=2027-W02").text
    drawn = re.findall(r'<svg class="chart( chart--narrow)?" viewBox="0 0 (\d+)', page)
    assert drawn and drawn == [("", "760"), (" chart--narrow", "340")] * (len(drawn) // 2)
    rows = [("A course with a name that is long", [1, 2], ""), ("b", [6], "")]
    chart = narrow(rows, ["x", "y"])
    ends = [bar.x + bar.width for row in chart.rows for bar in row.bars]
    assert chart.width - max(ends) == NUMBER
    assert max(len(line) for line in chart.rows[0].lines) <= FEW_LETTERS
    assert chart.label_width < chart.width / 2
