"""Pages of a day on which clocks are put back or forward tell both hours apart."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
import time_machine

from scheduling.models import ExamSession, Institution, Location
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import plain_text, words
from tests.support.known_sessions import known_session
from tests.support.people import NORTHFIELD

CHICAGO = ZoneInfo("America/Chicago")
AT_DULUTH = f"install={NORTHFIELD}&location={DULUTH}"
BACK = datetime(2027, 11, 7, 1, 15, tzinfo=CHICAGO)  # a quarter past one, an hour before clocks do
TWICE = "Clocks go back that day, so this time happens twice. This is {this}."


@pytest.fixture
def northfield(institution: Institution) -> Institution:
    """With Ana, who sits in both of the two hours, and Bea, who sits in the second alone."""
    ExamSession.objects.all().delete()
    here = Institution.objects.get(sid=NORTHFIELD)
    for name, start, minutes in (
        ("Ana First", BACK, 50),
        ("Bea Second", BACK.replace(fold=1), 15),
    ):
        known_session(
            here,
            status="Scheduled",
            appointment_at=start,
            duration_minutes=minutes,
            location_sid=DULUTH,
            location_name="Duluth Testing Center",
            time_zone="America/Chicago",
            learner_name=name,
            refreshed_at=start - timedelta(days=300),
            exam_title="CHEM 322 Final",
        )
    return here


def by_the_clock_of_new_york() -> None:
    """The page's clock then: Duluth keeps its own."""
    Institution.objects.update(time_zone="America/New_York")


def there(page: str) -> list[str]:
    """Who sits there at the moment that was asked about."""
    part = page[page.index('id="there"') :]
    found = re.findall(r'<li class="board__sitting">(.*?)</li>', part, re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", one)).split()) for one in found]


def test_a_moment_that_happens_twice_says_which_it_is_and_leads_to_the_other(
    desk: Desk, northfield: Institution
) -> None:
    board = f"/board/?{AT_DULUTH}&here={DULUTH}&day=2027-11-07&at=01:20"
    shown = desk.get(board).text
    first, second = (
        "1:20 AM CDT (UTC−05:00), before clocks go back",
        "1:20 AM CST (UTC−06:00), after clocks went back",
    )
    assert "Who is where at 1:20 AM CDT" in words(desk.get(board))
    assert TWICE.format(this=first) in words(desk.get(board))
    [url] = re.findall(rf'href="([^"]+)">Show {re.escape(second)}</a>', shown)
    later = desk.get(f"/board/{unescape(url)}")

    assert [line.split()[0] for line in there(shown)] == ["Ana"]
    assert [line.split()[0] for line in there(later.text)] == ["Bea"]
    assert "Who is where at 1:20 AM CST" in words(later)
    assert TWICE.format(this=second) in words(later) and f"Show {first}" in words(later)
    [every] = re.findall(r'href="([^"]+)">All locations at 1:20 AM CST</a>', later.text)
    assert [line.split()[0] for line in there(desk.get(f"/board/{unescape(every)}").text)] == [
        "Bea"
    ]


def test_a_moment_that_happens_once_is_said_as_before(desk: Desk, northfield: Institution) -> None:
    for day in ("2027-11-06", "2027-11-08"):
        shown = words(desk.get(f"/board/?{AT_DULUTH}&day={day}&at=01:20"))
        assert "Who is where at 1:20 AM Nobody" in shown and "happens twice" not in shown


def test_a_moment_over_which_clocks_jump_is_said_and_nobody_looked_up(
    desk: Desk, northfield: Institution
) -> None:
    shown = desk.get(f"/board/?{AT_DULUTH}&day=2027-03-14&at=02:30")
    assert "2:30 AM does not exist on Sunday, March 14, 2027 in Chicago" in words(shown)
    assert 'id="there"' not in shown.text and 'name="at" value="02:30"' in shown.text


def test_who_is_where_now_asks_for_the_hour_that_it_is(desk: Desk, northfield: Institution) -> None:
    for fold, who in ((0, "Ana"), (1, "Bea")):
        with time_machine.travel(BACK.replace(minute=20, fold=fold), tick=False):
            desk.sign_in()
            page = desk.get(f"/board/?{AT_DULUTH}").text
            [url] = re.findall(r'href="([^"]+)">Who is where now</a>', page)
            assert [one.split()[0] for one in there(desk.get(f"/board/{unescape(url)}").text)] == [
                who
            ]


def test_times_of_the_day_have_their_zone_each(desk: Desk, northfield: Institution) -> None:
    page = desk.get(f"/board/?{AT_DULUTH}&day=2027-11-07&at=01:20").text
    assert "1:15 AM CDT – 1:05 AM CST" in there(page)[0]
    by_the_clock_of_new_york()
    board = f"/board/?install={NORTHFIELD}&day=2027-11-07&at=01:30"
    [url] = re.findall(r'href="([^"]+)">Show 1:30 AM EST', desk.get(board).text)
    [line] = there(desk.get(f"/board/{unescape(url)}").text)
    assert line.startswith("Ana First CHEM 322 Final · 1:15 AM CDT – 1:05 AM CST")


def test_how_far_a_place_s_clock_is_from_the_board_s_is_told_of_each_part_of_the_day(
    desk: Desk, northfield: Institution
) -> None:
    by_the_clock_of_new_york()
    told = plain_text(desk.get(f"/board/?install={NORTHFIELD}&day=2027-11-07").text)
    assert "Chicago is 1 hour behind these hours from 2:00 AM EST on" in told
    Location.objects.filter(pl_sid=DULUTH).update(time_zone="America/Phoenix")
    told = plain_text(desk.get(f"/board/?install={NORTHFIELD}&day=2027-11-07").text)
    assert "Phoenix is 2 hours behind these hours" in told
    told = plain_text(desk.get(f"/board/?install={NORTHFIELD}&day=2027-11-08").text)
    assert "Chicago is 1 hour behind these hours" in told and " EST on" not in told


def test_a_roster_and_its_print_keep_the_two_hours_apart(
    desk: Desk, northfield: Institution
) -> None:
    day = {"install": NORTHFIELD, "location": DULUTH, "day": "2027-11-07", "by": "time"}
    made = desk.post("/roster/", day | {"form_id": "7" * 32})
    for shown in (desk.get("/roster/", params=day), desk.get(made.headers["Location"])):
        told = words(shown)
        assert "1:15 AM CDT – 1 learner" in told and "1:15 AM CST – 1 learner" in told
        assert "1:05 AM CST" in told and "1:30 AM CST" in told
        assert told.index("1:15 AM CDT – 1 learner") < told.index("Ana First")
        assert told.index("Ana First") < told.index("1:15 AM CST – 1 learner")


def test_a_number_of_the_week_leads_to_the_hour_that_it_counts(
    desk: Desk, northfield: Institution
) -> None:
    ExamSession.objects.filter(learner_name="Ana First").delete()
    page = desk.get(f"/week/?{AT_DULUTH}&week=2027-W44").text
    [url] = set(re.findall(r'href="(/board/[^"]+day=2027-11-07[^"]+at=01%3A00[^"]*)"', page))
    assert [
        line.split()[0] for line in there(desk.get(unescape(url).replace("%3A00", "%3A15")).text)
    ] == ["Bea"]
    ExamSession.objects.update(appointment_at=BACK)
    page = desk.get(f"/week/?{AT_DULUTH}&week=2027-W44").text
    assert "at=01%3A00#there" in page and "fold=1" not in page
