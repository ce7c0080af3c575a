"""The list of a day: which day it is of, what stands under its headings, and what they count."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from scheduling.date_formats import day as say_day
from scheduling.date_formats import full_day
from scheduling.exam_sessions.lists import list_filters, worklist
from scheduling.models import ExamSession, Institution, SavedView
from scheduling.wall_time import midnight
from tests.support.client import Desk
from tests.support.html import plain_text, words
from tests.support.known_sessions import known_session

CURRENT = re.compile(r'aria-current="page">\s*<bdi>([^<]+)</bdi>')
FILTER = re.compile(r'<form class="filters" method="get".*?</form>', re.DOTALL)
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
CRUMB = re.compile(r'<a class="crumb" href="([^"]+)">Back to list: ([^<]+)</a>')
SAVE = re.compile(r'views__save" href="([^"]+)"')
HEADING = re.compile(r'scope="rowgroup">\s*<b>\s*<bdi>([^<]+)</bdi>')
GROUP = re.compile(r'<th colspan="\d+" scope="rowgroup">(.*?)</th>', re.DOTALL)
NOTE = re.compile(r'<span class="rows__sub">(\d+)</span>')
ROW = re.compile(r'<a class="rows__link" href="([^"]+)"')


def counted(desk: Desk, path: str) -> list[tuple[str, str]]:
    """The headings of a list, each with its count where it has one."""
    heads = GROUP.findall(desk.get(path).text)
    notes = [NOTE.search(one) for one in heads]
    names = [plain_text(NOTE.sub("", one)) for one in heads]
    return [(name, note[1] if note else "") for name, note in zip(names, notes, strict=True)]


@pytest.fixture
def empty(institution: Institution) -> Institution:
    """The institution without any session."""
    ExamSession.objects.all().delete()
    Institution.objects.update(synced_at=timezone.now())
    return institution


@pytest.fixture
def other_day(empty: Institution) -> str:
    """A day nine days on, with one session, as the address names it; today has one as well."""
    day = list_filters.today_at(empty) + timedelta(days=9)
    about = {"status": "Scheduled"}
    noon = midnight(day, empty.time_zone) + timedelta(hours=12)
    known_session(empty, learner_name="Ana That Day", appointment_at=noon, **about)
    known_session(empty, learner_name="Ben Today", appointment_at=timezone.now(), **about)
    return day.isoformat()


@pytest.mark.parametrize("view", ["today", "tomorrow"])
def test_another_day_that_is_asked_for_from_today_or_tomorrow_is_the_one_that_is_shown(
    empty: Institution, other_day: str, desk: Desk, view: str
) -> None:
    form = FILTER.search(desk.get(f"/?view={view}").text)
    assert form
    answer = desk.get("/", params=dict(HIDDEN.findall(form[0])) | {"day": other_day})
    day = list_filters.today_at(empty) + timedelta(days=9)
    told = words(answer)
    assert "Ana That Day" in told and "Ben Today" not in told
    assert f"Only {full_day(day)}. Clear" in told
    assert CURRENT.findall(answer.text) == []  # no view has just this day
    [row] = ROW.findall(answer.text)
    back = CRUMB.search(desk.get(row).text)
    assert back and unescape(back[2]) == say_day(day)
    assert "Ana That Day" in words(desk.get(unescape(back[1])))
    saves = SAVE.search(answer.text)
    assert saves and f"view=all&amp;day={other_day}" in saves[1]


def test_a_view_that_was_saved_so_shows_its_day_and_is_marked(
    empty: Institution, other_day: str, desk: Desk
) -> None:
    ana = get_user_model().objects.get(username="coordinator")
    SavedView.objects.create(person=ana, name="The day", query=f"view=today&day={other_day}")
    page = desk.get(f"/?view=today&day={other_day}")
    assert "Ana That Day" in words(page)
    assert CURRENT.findall(page.text) == ["The day"]
    assert f"All · {full_day(list_filters.today_at(empty) + timedelta(days=9))}" in words(
        desk.get("/views/")
    )


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("view=approval&day={day}", "Only Approval, {words}. Clear"),
        ("view=to-book&q=ana", "Only To book, “ana”. Clear"),
        ("view=today&q=ana", "Only Today, “ana”. Clear"),
        ("view=all&q=ana", "Only “ana”. Clear"),
        ("view=approval&type=proctoru", "Only ProctorU. Clear"),  # its tab says the rest
    ],
)
def test_what_a_view_leaves_out_is_said_where_no_tab_says_it(
    empty: Institution, other_day: str, desk: Desk, asked: str, said: str
) -> None:
    day = list_filters.today_at(empty) + timedelta(days=9)
    told = words(desk.get(f"/?{asked.format(day=other_day)}"))
    assert said.format(words=full_day(day)) in told


@pytest.mark.parametrize(
    ("status", "facts", "heading"),
    [
        ("", {}, "Later, not booked or not certain"),
        ("On hold", {}, "Later, not booked or not certain"),
        ("Approval denied", {}, "Later, not booked or not certain"),
        ("Scheduled", {"dropped_at": timezone.now()}, "Later, not booked or not certain"),
        ("Closed", {}, "Earlier and over"),
        ("Cancelled", {}, "Earlier and over"),
    ],
)
def test_what_is_still_to_come_is_not_told_as_earlier(
    empty: Institution, desk: Desk, status: str, facts: dict[str, object], heading: str
) -> None:
    day = list_filters.today_at(empty) + timedelta(days=2)
    noon = midnight(day, empty.time_zone) + timedelta(hours=12)
    known_session(empty, learner_name="Ana", status=status, appointment_at=noon, **facts)
    known_session(
        empty, learner_name="Ben", status="Scheduled", appointment_at=noon + timedelta(hours=5)
    )
    page = desk.get(f"/?view=all&day={day.isoformat()}&install={empty.sid}")
    assert HEADING.findall(page.text) == ["5:00 PM", heading]
    past = midnight(day - timedelta(days=9), empty.time_zone) + timedelta(hours=12)
    ExamSession.objects.filter(learner_name="Ana").update(appointment_at=past)
    path = f"/?view=all&day={(day - timedelta(days=9)).isoformat()}&install={empty.sid}"
    assert HEADING.findall(desk.get(path).text) == ["Earlier and over"]


def test_a_heading_counts_only_what_is_there_in_whole(
    empty: Institution, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worklist, "PAGE", 4)
    day = list_filters.today_at(empty) + timedelta(days=2)
    for number, hour in enumerate((9, 10, 10, 14, 14, 14, 15)):
        start = midnight(day, empty.time_zone) + timedelta(hours=hour)
        about = {"status": "Scheduled", "appointment_at": start}
        known_session(empty, learner_name=f"Learner {number}", **about)
    path = f"/?view=all&day={day.isoformat()}&install={empty.sid}"
    assert counted(desk, path) == [("9:00 AM", "1"), ("10:00 AM", "2"), ("2:00 PM", "")]
    assert counted(desk, f"{path}&page=2") == [("2:00 PM", ""), ("3:00 PM", "1")]
    monkeypatch.setattr(worklist, "PAGE", 100)
    assert dict(counted(desk, path))["2:00 PM"] == "3"


def test_a_heading_is_the_start_of_its_rows_or_from_which_to_which_they_start(
    empty: Institution, desk: Desk
) -> None:
    noon = datetime(2027, 1, 14, 18, tzinfo=UTC)
    for minutes in (30, 30, 75, 90, 105, 180):
        start = noon + timedelta(minutes=minutes)
        known_session(empty, status="Scheduled", appointment_at=start)
    assert counted(desk, f"/?view=all&day=2027-01-14&install={empty.sid}") == [
        ("12:30 PM", "2"),
        ("1:15 PM to 1:45 PM", "3"),
        ("3:00 PM", "1"),
    ]


def test_the_heading_of_an_hour_names_it_by_each_clock_of_its_rows(
    empty: Institution, desk: Desk
) -> None:
    ten = datetime(2027, 1, 14, 16, tzinfo=UTC)
    for hours, zone in [(0, "America/Phoenix"), (0, "America/Chicago"), (2, "America/Phoenix")]:
        about = {"status": "Scheduled", "time_zone": zone}
        known_session(empty, appointment_at=ten + timedelta(hours=hours), **about)
    for minutes in (300, 330):
        known_session(empty, status="Scheduled", appointment_at=ten + timedelta(minutes=minutes))
    denver = {"status": "Scheduled", "time_zone": "America/Denver"}
    known_session(empty, appointment_at=ten + timedelta(minutes=345), **denver)
    assert counted(desk, "/?view=today&day=2027-01-14") == [
        ("10:00 AM CST · 9:00 AM MST", "2"),
        ("11:00 AM MST", "1"),
        ("3:00 PM to 3:30 PM CST · 2:45 PM MST", "3"),
    ]
