"""The week's page: its figures, their tables and CSVs, and where they lead to."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt, AuditEvent, ExamSession, Institution
from scheduling.views.day.week.bar_drawing import ROOM, stacked
from scheduling.views.day.week.figure_headings import KINDS
from tests.support.booking_actions import book
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import words
from tests.support.known_sessions import known_session

WEEK = "/week/?week=2027-W02"


def test_a_booking_stands_in_its_week_and_leads_to_its_day(desk: Desk, sandbox: Sandbox) -> None:
    book(desk, sandbox)
    page = desk.get(WEEK)
    assert "Week of Monday, January 11, 2027" in words(page)
    assert re.search(r'<a href="/\?view=all&amp;day=2027-01-14"[^>]*><bdi>', page.text)
    assert "<title>Thu, Jan 14: Booked 1</title>" in page.text
    assert page.text.count('<div class="chart"') == 1
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
    about = ["Lakeside College; Northfield University", "All locations", "Central (Chicago)"]
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


def test_the_bars_of_each_row_are_named_under_it_and_of_a_kind_that_goes_on_once(
    desk: Desk, institution: Institution
) -> None:
    days = [(12, "Scheduled"), (13, "Scheduled"), (14, "Scheduled"), (14, "Cancelled")]
    for day, status in [*days, (15, "Cancelled"), (17, "Scheduled")]:
        start = datetime(2027, 1, day, 16, tzinfo=UTC)
        known_session(institution, status=status, appointment_at=start)
    chart = desk.get(WEEK).text.partition('<div class="chart"')[2].partition("</div>")[0]
    named = re.findall(r"<small[^>]*>(.*?)</small>", chart)
    assert named == ["Booked", "Booked 1 · Cancelled 1", "Cancelled", "Booked"]


def test_bars_of_one_series_are_not_named() -> None:
    assert [row.parts for row in stacked([("a", [3], "")], ["x"])] == [""]


def test_there_is_no_table_of_another_name(desk: Desk) -> None:
    assert desk.get(f"{WEEK}&figure=nothing").status_code == 404


def test_bars_end_to_end_are_as_long_as_their_numbers_and_fill_the_drawing() -> None:
    rows = [("a", [1, 2], "/a"), ("b", [None, 0], ""), ("c", [6, None], ""), ("d", [None], "")]
    chart = stacked(rows, ["x", "y"])
    assert [[(bar.x, bar.width, bar.series) for bar in row.bars] for row in chart] == [
        [(0, ROOM / 6, 0), (ROOM / 6, ROOM / 3, 1)],
        [],
        [(0, ROOM, 0)],
        [],
    ]
    assert [row.total for row in chart] == ["3", "0", "6", "–"]
    assert [row.parts for row in chart] == ["x 1 · y 2", "", "x", ""]
    assert chart[0].bars[1].words == "a: y 2"


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
    drawn = re.findall(r'<a([^>]*)>(?:(?!</a>).)*<svg class="bars"[^>]*><rect', page.text)
    assert drawn and all("href=" in one for one in drawn)


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


def test_what_was_before_the_records_is_not_known_in_table_and_file(
    desk: Desk, institution: Institution
) -> None:
    at = f"/week/?install={institution.sid}&week=2026-W40"
    told = words(desk.get(at))
    assert "Nobody sits anywhere this week" not in told
    assert "Sun, Oct 4 All day Not known Not known Not known Not known Not known" in told
    rows = list(csv.reader(io.StringIO(desk.get(f"{at}&figure=seats").content.decode())))
    assert {number for row in rows[1:] for number in row[5:10]} <= {"not known", ""}
    assert "not known" in rows[3]


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
    assert "Location not known 1 0 0 0 0" in told
    rows = desk.get(f"{there}&figure=sessions").content.decode().splitlines()
    assert rows[-1].endswith('"Location not known","1","0","0","0","0"')
    assert "Location not known" not in words(desk.get("/week/?week=2027-W02"))


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
