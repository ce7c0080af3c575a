"""Times of a location on another clock than the board's, and the day clocks are put back."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape
from zoneinfo import ZoneInfo

from django.utils import timezone

from scheduling.models import ExamSession, Institution, Location
from tests.support.board import CHICAGO, MINUTE, PHOENIX, PLACE, ask, board_at, lines, mark, seat
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import plain_text
from tests.support.people import NORTHFIELD


def in_phoenix(northfield: Institution, start: datetime, **facts: object) -> ExamSession:
    """A session at a location whose clocks are an hour behind those of the institution."""
    name, zone = "Phoenix Learning Center", "America/Phoenix"
    Location.objects.get_or_create(
        institution=northfield, pl_sid=PHOENIX, name=name, time_zone=zone, seats=3
    )
    there = {"location_sid": PHOENIX, "location_name": name, "time_zone": zone}
    return seat(northfield, start, **(there | facts))


def test_a_location_without_a_zone_is_told_by_its_institution_s_clock(
    desk: Desk, northfield: Institution
) -> None:
    Location.objects.filter(pl_sid=DULUTH).update(time_zone="")
    seat(northfield, datetime(2027, 1, 14, 8, tzinfo=CHICAGO))
    page = desk.get(f"/board/?{PLACE}&day=2027-01-14").text
    assert 'title="8:00 AM, 1 of' in page
    assert "no time zone entered: in the institution’s time" in page


def test_on_the_day_clocks_are_put_back_both_hours_are_told_apart(
    desk: Desk, northfield: Institution
) -> None:
    first = datetime(2027, 11, 7, 1, tzinfo=CHICAGO)
    seat(northfield, first, duration_minutes=30, learner_name="Ana First")
    seat(northfield, first.replace(fold=1), duration_minutes=30, learner_name="Bea Second")
    page = desk.get(f"/board/?{PLACE}&day=2027-11-07").text
    found = re.findall(r'href="(\?[^"]+)#there" title="(1:00 AM C.T), 1', page)
    assert [one for _, one in found] == ["1:00 AM CDT", "1:00 AM CST"]
    there = [desk.get(f"/board/{unescape(url)}").text for url, _ in found]
    assert [line.split()[0] for page in there for line in lines(page)] == ["Ana", "Bea"]


def test_times_at_a_place_on_another_clock_than_the_page_s_are_that_place_s_own(
    desk: Desk, northfield: Institution
) -> None:
    start = datetime(2027, 1, 14, 10, tzinfo=CHICAGO)
    waiting = in_phoenix(northfield, start, learner_name="Ana There")
    seat(northfield, start, learner_name="Bea Here")
    ask(waiting, start + 4 * 60 * MINUTE)
    page = desk.get(f"/board/?install={NORTHFIELD}&day=2027-01-14&at=10:00").text
    said, told = plain_text(page), {line.split()[0]: line for line in lines(page)}

    assert "120 min free from 6:00 AM MST (7:00 AM here): 3 of 3" in said
    assert re.search(r"120 min free from 8:00 AM: \d+ of \d+", said)
    assert (
        "9:00 AM – 10:00 AM MST Being checked: moved to Thu, Jan 14, 1:00 PM MST, " in told["Ana"]
    )
    assert "10:00 AM – 11:00 AM Scheduled" in told["Bea"]
    assert "Book here at 9:00 AM MST" in said and "Book here at 10:00 AM " in said


def test_a_past_moment_tells_times_of_another_clock_by_that_clock(
    desk: Desk, northfield: Institution
) -> None:
    now = timezone.now().replace(second=0, microsecond=0)
    session = in_phoenix(northfield, now - 20 * MINUTE, learner_name="Ana There")
    mark(session, arrived_at=now - 25 * MINUTE)
    local = (now - 25 * MINUTE).astimezone(ZoneInfo("America/Phoenix"))
    [line] = lines(desk.get(board_at(now - 5 * MINUTE).replace("&location=", "")).text)

    assert "here since " in line and f"{local:%-I:%M %p} MST" in line
    assert f"{local + 5 * MINUTE:%-I:%M %p}" in line
