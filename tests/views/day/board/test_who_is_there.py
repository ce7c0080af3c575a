"""Who came, left, is here since before or should have ended, beside who is booked at a moment."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from scheduling.models import Attendance, ExamSession, Institution
from tests.support.board import CHICAGO, MINUTE, PLACE, ask, board_at, lines, mark, seat, seen
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import plain_text


def test_who_came_stands_beside_who_is_booked_and_changes_no_status(
    desk: Desk, northfield: Institution, noon: ZoneInfo
) -> None:
    now = timezone.now().replace(second=0, microsecond=0)
    began = now - 20 * MINUTE
    came = seat(northfield, began, learner_name="Ana Came")
    left = seat(northfield, began, learner_name="Bea Left")
    absent = seat(northfield, began, learner_name="Cy Absent")
    seat(northfield, began, learner_name="Di Unmarked")
    mark(came, arrived_at=now - 25 * MINUTE)
    mark(left, arrived_at=now - 25 * MINUTE, left_at=now - 5 * MINUTE)
    mark(absent, no_show_at=now)
    page = desk.get(board_at(now, noon)).text
    clock = f"{(now - 25 * MINUTE).astimezone(noon):%-I:%M %p}"
    told = {name: line for line in lines(page) for name in [line.split()[0]]}

    assert f"Scheduled here since {clock}" in told["Ana"]
    assert "Scheduled left" in told["Bea"]
    assert "Scheduled marked as a no-show" in told["Cy"]
    assert told["Di"].endswith("Scheduled not marked as here")
    assert "now 4 booked, 1 marked as here" in plain_text(page)
    assert set(ExamSession.objects.values_list("status", flat=True)) == {"Scheduled"}


def test_a_check_in_of_days_ago_for_another_start_says_nothing_of_this_one(
    desk: Desk, northfield: Institution
) -> None:
    now = timezone.now().replace(second=0, microsecond=0)
    session = seat(northfield, now - 20 * MINUTE, learner_name="Ana Forgotten")
    came = now - timedelta(days=3)
    Attendance.objects.create(session=session, event_number=1, start_at=came, arrived_at=came)
    for at in (now, now - 10 * MINUTE):
        page = desk.get(board_at(at)).text
        [line] = lines(page)
        assert line.endswith("not marked as here")
        assert "0 marked as here" in plain_text(page) and "1 marked as here" not in plain_text(page)


def test_who_is_here_since_another_day_is_told_with_the_day(
    desk: Desk, northfield: Institution
) -> None:
    now = timezone.now().replace(second=0, microsecond=0)
    ahead = seat(northfield, now + timedelta(days=1), learner_name="Ana Here")
    mark(ahead, arrived_at=now - 5 * MINUTE)
    Attendance.objects.update(arrived_at=timezone.now())  # in the minute that is told as now
    page = desk.get(board_at(ahead.appointment_at)).text
    since = Attendance.objects.get().arrived_at.astimezone(CHICAGO)
    assert lines(page)[0].endswith(f"here since {since:%a, %b %-d, %-I:%M %p}")


def test_a_no_show_is_not_told_of_the_time_to_which_a_move_is_being_checked(
    desk: Desk, northfield: Institution
) -> None:
    now = timezone.now().replace(second=0, microsecond=0)
    session = seat(northfield, now - 60 * MINUTE, learner_name="Ana Absent")
    mark(session, no_show_at=now - 30 * MINUTE)
    ask(session, now)
    told = lines(desk.get(board_at(now)).text)
    assert [one.endswith("not marked as here") for one in told] == [True]
    before = lines(desk.get(board_at(now - 30 * MINUTE)).text)
    assert [one.endswith("marked as a no-show") for one in before] == [True]


def test_overdue_is_who_should_have_ended_and_was_neither_closed_nor_checked_out(
    desk: Desk, northfield: Institution
) -> None:
    start = timezone.now() - 90 * MINUTE
    day = start.astimezone(CHICAGO).date()
    gone = seat(northfield, start, learner_name="Bea Left")
    seat(northfield, start, learner_name="Ana Overdue")
    seat(northfield, start, learner_name="Cy Closed", status="Closed")
    mark(gone, arrived_at=start, left_at=start + 80 * MINUTE)
    page = desk.get(f"/board/?{PLACE}&day={day}&at=23:59").text
    part = page[page.index('id="overdue"') : page.index('id="there"')]

    assert "Ana Overdue" in part
    assert "Bea Left" not in part and "Cy Closed" not in part


@pytest.mark.parametrize("year", [2026, 2027])
def test_who_began_hours_ago_and_whose_end_nobody_knows_stands_apart_uncounted(
    desk: Desk, northfield: Institution, year: int
) -> None:
    evening = datetime(year, 1, 13, 17, 30, tzinfo=CHICAGO)
    gone = seat(northfield, evening, duration_minutes=None, learner_name="Ana Gone")
    stays = seat(northfield, evening, duration_minutes=None, learner_name="Bea Stays")
    seat(northfield, evening + 180 * MINUTE, duration_minutes=None, learner_name="Cy Late")
    mark(stays, arrived_at=evening)
    at = evening + 410 * MINUTE
    page = desk.get(board_at(at)).text
    then = " then" if year == 2026 else ""

    assert f"0 booked{then}, 2 whose end is not known" in plain_text(page)
    apart = "Not counted: 1 began more than 6 hours before, end not known, not marked as here"
    assert apart in plain_text(page)
    before, _, after = plain_text(page).partition(apart)
    part = before[before.index("Who is where" if year == 2027 else "Who was where") :]
    assert gone.learner_name not in part and "Bea Stays" in part and "Cy Late" in part
    assert after.index("Ana Gone") < after.index("Duluth Testing Center")


def test_a_no_show_is_counted_apart_beside_the_place(desk: Desk, northfield: Institution) -> None:
    now = timezone.now().replace(second=0, microsecond=0)
    absent, _ = (seat(northfield, now - 20 * MINUTE) for _ in range(2))
    mark(absent, no_show_at=now)
    page = plain_text(desk.get(board_at(now)).text)
    assert "now 2 booked, 0 marked as here, 1 as a no-show" in page
    table = page[: page.index("A cell counts")]
    assert "marked as a no-show 1 other" in table


def test_who_came_early_is_counted_apart_now_and_at_a_moment_before(
    desk: Desk, northfield: Institution, noon: ZoneInfo
) -> None:
    now = timezone.now().replace(second=0, microsecond=0)
    absent = seat(northfield, now - 20 * MINUTE, learner_name="Cy Absent")
    early = seat(northfield, now + 40 * MINUTE, learner_name="Ana Early")
    mark(absent, no_show_at=now)
    mark(early, arrived_at=now - 5 * MINUTE)
    page = plain_text(desk.get(board_at(now, noon)).text)
    assert "now 1 booked, 0 marked as here, 1 as a no-show, 1 here for another time" in page
    assert "Ana Early" in page[page.index("Marked as here, for another time") :]
    before = plain_text(desk.get(board_at(now - 2 * MINUTE, noon)).text)
    start = f"{(now + 40 * MINUTE).astimezone(noon):%-I:%M %p}"
    assert "1 booked then, 0 marked as here" in before
    assert "Marked as here, for another time" in before
    assert f"Ana Early CHEM 322 Final · booked for {start}" in before


def test_who_is_here_and_moved_to_another_day_or_cancelled_meanwhile_is_told_as_here(
    desk: Desk, northfield: Institution, noon: ZoneInfo
) -> None:
    now = timezone.now().replace(second=0, microsecond=0)
    began = now - 20 * MINUTE
    names = ("Ana Moved", "Bea Cancelled", "Cy Unbooked", "Di Gone")
    moved, cancelled, unbooked, gone = (seat(northfield, began, learner_name=one) for one in names)
    for one in (moved, cancelled, unbooked):
        mark(one, arrived_at=began)
    mark(gone, arrived_at=began, left_at=now - 5 * MINUTE)
    shown = desk.get(board_at(now, noon)).text
    [renewal] = re.findall(r'hx-get="([^"]+shown=[^"]+)"', shown)
    seen(moved, "Scheduled", appointmentDate=f"{now + timedelta(days=5):%Y-%m-%dT%H:%M:%SZ}")
    seen(cancelled, "Cancelled")
    for one in (unbooked, gone):
        seen(one, "Needs Proctor")
    for path in (board_at(now, noon), board_at(now, noon, here=DULUTH)):
        page = plain_text(desk.get(path).text)
        part = page[page.index("Marked as here, for another time") :]
        assert all(part.count(one) == 1 for one in names[:3])
        assert "Di Gone" not in page
        assert "Duluth Testing Center · here since" not in part
        assert part.count("Duluth Testing Center") == 3
        assert "3 here for another time" in page
    assert "This day has changed" in plain_text(desk.get(unescape(renewal)).text)
