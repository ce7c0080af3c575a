"""What stands above the board: how old it is, what needs somebody first, what was asked wrongly."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.models import ExamSession, Institution, Location
from tests.support.batches import TEN, begun, booked_there, carried_out
from tests.support.board import CHICAGO, MINUTE, PLACE, seat
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import plain_text, words
from tests.support.midday import zone_where_it_is
from tests.support.people import NORTHFIELD


def test_an_open_board_says_how_old_it_is_and_that_the_day_has_changed(
    desk: Desk, northfield: Institution
) -> None:
    start = datetime(2027, 1, 14, 8, tzinfo=CHICAGO)
    session = seat(northfield, start)
    page = desk.get(f"/board/?{PLACE}&day=2027-01-14").text
    [url] = re.findall(r'id="board-age" hx-get="([^"]+)"', page)
    assert "Sessions" in page and "shown at" in page
    again = desk.get(unescape(url)).text
    assert "<table" not in again and "has changed" not in again
    ExamSession.objects.filter(pk=session.pk).update(appointment_at=start + 30 * MINUTE)
    changed = desk.get(unescape(url)).text
    assert "This day has changed since you opened the page." in plain_text(changed)
    mark_now = desk.get(unescape(re.findall(r'hx-get="([^"]+)"', changed)[0])).text
    assert "has changed" in mark_now


def test_whom_a_rescue_did_not_move_stands_above_the_board_of_their_day(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    batch = begun(booked_there(sandbox, institution, 3))
    sandbox.trouble("status", method="PUT", code=409, times=2)
    carried_out(batch)
    page = desk.get("/board/?day=2027-01-14")
    assert f"Rescue {batch.pk} did not move 2 sessions of this day." in words(page)
    assert f'href="/rescues/{batch.pk}/"' in page.text
    assert "did not move" not in words(desk.get("/board/?day=2027-01-15"))
    other = "PL" + "3".zfill(32)
    elsewhere = f"/board/?install={NORTHFIELD}&location={other}&day=2027-01-14"
    assert "did not move" not in words(desk.get(elsewhere))
    [row, _] = ExamSession.objects.filter(appointment_at=TEN)
    ExamSession.objects.filter(pk=row.pk).update(appointment_at=TEN + 60 * MINUTE)
    assert "did not move 1 session of this day." in words(desk.get("/board/?day=2027-01-14"))


@pytest.mark.parametrize(("hour", "is_told"), [(2, True), (12, False)])
def test_in_the_small_hours_the_board_says_who_of_the_day_before_should_have_ended(
    desk: Desk, northfield: Institution, hour: int, is_told: bool
) -> None:
    local = zone_where_it_is(hour)
    Institution.objects.update(time_zone=local)
    Location.objects.update(time_zone="")
    today = timezone.now().astimezone(ZoneInfo(local)).date()
    start = datetime(today.year, today.month, today.day, tzinfo=ZoneInfo(local)) - 300 * MINUTE
    seat(northfield, start, time_zone=local)
    page = desk.get(f"/board/?{PLACE}")
    said = f"{start:%A, %B %-d, %Y} : 1 should have ended, not closed and not checked out."
    assert (said in words(page)) is is_told
    day_before = desk.get(f"/board/?{PLACE}&day={start.date()}")
    assert "Overdue: should have ended" in words(day_before) and said not in words(day_before)


def test_of_one_institution_and_of_several_the_head_says_whose_list_is_how_old(desk: Desk) -> None:
    Institution.objects.update(synced_at=timezone.now())
    one, several = words(desk.get(f"/board/?{PLACE}")), words(desk.get("/board/?install="))
    assert re.search(r"Sessions as of \d", one)
    assert "Sessions" not in several.partition("as of")[0].rpartition("Rescues")[2]
    assert re.search(r"Lakeside College: as of \d", several)


@pytest.mark.parametrize("text", ["25:00", "noon", "10:75", "9" * 5000])
def test_a_moment_that_is_none_is_said_and_nobody_looked_up(desk: Desk, text: str) -> None:
    page = words(desk.get("/board/", params={"install": NORTHFIELD, "at": text}))
    assert f"“{text[:20]}” is no time of a day, so nobody is looked up." in page
    assert "Who is where at 1" not in page
    assert "is no time" not in words(desk.get("/board/", params={"at": "10:37"}))


@pytest.mark.parametrize("page", ["board", "handover", "changes"])
def test_a_day_that_is_none_is_said_and_today_shown(desk: Desk, page: str) -> None:
    here = f"/{page}/?install={NORTHFIELD}&location={DULUTH}"
    for text in ("2026-02-30", "1999-13-01", "soon"):
        said = words(desk.get(f"{here}&day={text}"))
        assert f"“{text}” is no day that can be shown. This is today." in said
    for asked in ("", "&day=", "&day=2027-01-14"):
        assert "is no day" not in words(desk.get(f"{here}{asked}"))


@pytest.mark.parametrize("text", ["9999", "0", "-5", "abc", "1e2", "9" * 5000, "٩"])
def test_a_length_that_is_none_is_said_with_the_one_that_is_used(desk: Desk, text: str) -> None:
    said = words(desk.get(f"/board/?install={NORTHFIELD}&minutes={text}"))
    assert f"“{text[:20]}” is no length from 1 to 720 minutes, such as 150, 2:30 or 2.5 h." in said
    assert "2.5 h. 120 minutes are used." in said
    for fine in ("720", "1", "", "090", "2.5 h", "2:30"):
        assert "is no length" not in words(desk.get(f"/board/?minutes={fine}"))


def test_who_sits_past_midnight_is_counted_apart_from_the_sessions_of_the_day(
    desk: Desk, northfield: Institution
) -> None:
    for hour, day in ((23, 13), (9, 14)):
        start = datetime(2027, 1, day, hour, 30, tzinfo=CHICAGO)
        seat(northfield, start)
    page = words(desk.get(f"/board/?{PLACE}&day=2027-01-14"))
    assert "1 session, 1 more from the evening before" in page


def test_of_a_day_before_the_records_it_is_not_known_how_many_there_were(desk: Desk) -> None:
    said = "sessions not known, our records begin later"
    for day, is_known in (("2026-01-14", False), ("2027-01-14", True)):
        page = words(desk.get(f"/board/?{PLACE}&day={day}"))
        assert ("0 sessions" in page, said in page) == (is_known, not is_known)
        here = {"install": NORTHFIELD, "location": DULUTH, "day": day}
        handover = words(desk.get("/handover/", params=here))
        assert ("what happened on it is not known" in handover) is not is_known
