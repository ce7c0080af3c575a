"""Who is booked at a moment, for certain or not, and who is while the location is closed."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from html import unescape

import pytest
from django.utils import timezone

from scheduling.models import ExamSession, HoursByDate, Institution
from tests.support.board import CHICAGO, MINUTE, PHOENIX, PLACE, ask, board_at, lines, mark, seat
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import plain_text, words
from tests.support.people import NORTHFIELD


@pytest.mark.parametrize("day", [date(2027, 1, 14), date(2026, 11, 3)])
def test_what_is_not_certain_is_counted_apart_from_what_is_booked(
    desk: Desk, northfield: Institution, day: date
) -> None:
    start = datetime(day.year, day.month, day.day, 10, tzinfo=CHICAGO)
    then = "" if day.year == 2027 else " then"
    for _ in range(2):
        seat(northfield, start)
    ask(seat(northfield, None, status="Needs Proctor", location_sid=""), start, "schedule")
    page = desk.get(board_at(start)).text
    assert "10:00 AM, 2 of 40, 1 more not certain" in page
    assert f"2 booked{then}, 1 not certain" in plain_text(page)

    seat(northfield, start - 60 * MINUTE, duration_minutes=None, learner_name="Ana Endless")
    came = seat(northfield, start - 30 * MINUTE, duration_minutes=None, learner_name="Bea Here")
    if then:
        mark(came, arrived_at=start - 35 * MINUTE)
    ask(seat(northfield, start, learner_name="Cy Away"), start + timedelta(days=3))
    page = desk.get(board_at(start)).text
    told = {name: line for line in lines(page) for name in [line.split()[0]]}
    counted = f"2 booked{then}, 2 not certain, 2 whose end is not known"
    assert counted in plain_text(page)
    assert "9:00 AM – end not known" in told["Ana"]
    assert "Being checked: moved to" in told["Cy"]
    assert told["Bea"].endswith("here since 9:25 AM" if then else "Scheduled")


def test_beside_a_place_who_is_booked_now_is_counted_as_it_is_known(
    desk: Desk, northfield: Institution
) -> None:
    now = timezone.now().replace(second=0, microsecond=0)
    began = now - 20 * MINUTE
    seat(northfield, began)
    seat(northfield, began, duration_minutes=None)
    ask(seat(northfield, began), began, "cancel")
    page = plain_text(desk.get(board_at(now)).text)
    counted = "1 booked, 1 not certain, 1 whose end is not known, 0 marked as here"
    assert page.count(counted) == 2 and f"now {counted}" in page


def test_who_began_before_midnight_is_told_with_the_day(
    desk: Desk, northfield: Institution
) -> None:
    for year in (2026, 2027):
        late = datetime(year, 1, 13, 23, tzinfo=CHICAGO)
        seat(northfield, late, duration_minutes=None, learner_name=f"Ana {year}")
        seat(northfield, late, duration_minutes=90, learner_name=f"Bea {year}")
        told = lines(desk.get(board_at(late + 75 * MINUTE)).text)
        day = f"{late:%a}, Jan 13, 11:00 PM"
        assert f"· {day} – end not known" in told[0]
        assert f"· {day} – 12:30 AM" in told[1]


@pytest.mark.parametrize("many", [0, 1, 400])
def test_a_day_of_none_one_and_four_hundred_is_told_whole(
    desk: Desk, northfield: Institution, many: int
) -> None:
    start = datetime(2027, 1, 14, 9, tzinfo=CHICAGO)
    long = "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh de la V"
    one = seat(northfield, start, learner_name=long) if many else None
    if many > 1:
        ExamSession.objects.bulk_create(
            ExamSession(
                institution=northfield,
                sid=f"ES{0xE000 + number:032x}",
                exam_sid=one.exam_sid,
                status="Scheduled",
                learner_name=long,
                appointment_at=start + (number % 16) * 30 * MINUTE,
                duration_minutes=60,
                location_sid=DULUTH,
                refreshed_at=timezone.now(),
            )
            for number in range(1, many)
        )
    page = desk.get(f"/board/?{PLACE}&day=2027-01-14&at=09:15")

    assert page.status_code == 200
    assert f"{many} session{'' if many == 1 else 's'}" in words(page)
    assert len(lines(page.text)) == min(many, 25)
    assert all(line.startswith(long) for line in lines(page.text))


def test_who_is_booked_while_a_place_is_closed_is_hatched_counted_and_led_to_be_moved(
    desk: Desk, auditor: Desk, northfield: Institution
) -> None:
    start = datetime(2027, 1, 14, 10, tzinfo=CHICAGO)
    for hours in (0, 0, 2):
        seat(northfield, start + hours * 60 * MINUTE)
    seat(northfield, start, status="Closed")
    asked = f"/board/?install={NORTHFIELD}&day=2027-01-14"
    before = desk.get(asked).text
    assert "board__half--shut" not in before and "booked while closed" not in before
    HoursByDate.objects.create(
        institution=northfield, first_day=start.date(), last_day=start.date(), reason="Snow"
    )
    page = desk.get(asked).text
    assert page.count("board__half--shut") == 4
    assert "10:00 AM, 3 of 40, closed: Snow" in page and "12:00 PM, 1 of 40, closed: Snow" in page
    assert "11:00 AM, closed: Snow" in page
    assert "3 booked while closed Move these" in plain_text(page)
    [url] = re.findall(r'href="(/rescues/new/[^"]+)">Move these', page)
    moved = words(desk.get(unescape(url)))
    assert "Duluth Testing Center, Thu, Jan 14, 2027, 10:00 AM – 1:00 PM" in moved
    assert "3 booked while closed" in words(auditor.get(asked))
    assert "Move these" not in words(auditor.get(asked))


@pytest.mark.parametrize("place", [f"&location={DULUTH}", ""])
def test_who_began_the_evening_before_keeps_nobody_from_being_led_to(
    desk: Desk, northfield: Institution, place: str
) -> None:
    ten = datetime(2027, 1, 14, 10, tzinfo=CHICAGO)
    seat(northfield, ten - timedelta(hours=11), learner_name="Nell Night", duration_minutes=120)
    seat(northfield, ten, learner_name="Dee Day")
    seat(northfield, ten + timedelta(hours=13), learner_name="Lu Late", duration_minutes=120)
    HoursByDate.objects.create(
        institution=northfield, first_day=ten.date(), last_day=ten.date(), reason="Snow"
    )
    page = desk.get(f"/board/?install={NORTHFIELD}{place}&day=2027-01-14").text
    assert "3 booked while closed" in plain_text(page)
    ways = dict(map(reversed, re.findall(r'href="(/rescues/new/[^"]+)">(Move tho[^<]+)', page)))

    assert list(ways) == ["Move those of Wed, Jan 13", "Move those of Thu, Jan 14"]
    shown = [words(desk.get(unescape(url))) for url in ways.values()]
    names = [[one for one in ("Nell Night", "Dee Day", "Lu Late") if one in page] for page in shown]
    assert names == [["Nell Night"], ["Dee Day", "Lu Late"]]


def test_who_sits_past_the_closing_hour_is_booked_while_closed(
    desk: Desk, northfield: Institution
) -> None:
    late = datetime(2027, 1, 14, 17, 30, tzinfo=CHICAGO)
    seat(northfield, late)
    page = desk.get(f"/board/?install={NORTHFIELD}&day=2027-01-14").text
    assert "1 booked while closed" in plain_text(page)
    assert "5:30 PM, 1 of 40" in page and "6:00 PM, 1 of 40, closed" in page


def test_who_waits_for_approval_is_said_to_be_counted_nowhere(
    desk: Desk, northfield: Institution
) -> None:
    start = datetime(2027, 1, 14, 10, tzinfo=CHICAGO)
    seat(northfield, start)
    for facts in ({}, {"location_sid": PHOENIX}, {"location_sid": ""}):
        seat(northfield, start, status="Pending Approval", **facts)
    seat(northfield, start, location_sid="", refreshed_at=None)
    whole = words(desk.get(f"/board/?install={NORTHFIELD}&day=2027-01-14"))
    here = words(desk.get(f"/board/?install={NORTHFIELD}&location={DULUTH}&day=2027-01-14"))
    waits = "more not counted above: not approved yet, or their state is not known"
    assert (
        f"3 {waits}" in whole
        and "1 more: location not known, 3 more not approved yet or not known" in whole
    )
    assert (
        f"2 {waits}" in here
        and "more: location not known, 2 more not approved yet or not known" in here
    )
    assert waits not in words(desk.get(f"/board/?install={NORTHFIELD}&day=2027-01-15"))


def test_who_was_cancelled_or_denied_is_said_to_take_no_seat(
    desk: Desk, northfield: Institution
) -> None:
    start = datetime(2027, 1, 14, 10, tzinfo=CHICAGO)
    seat(northfield, start)
    for status in ("Cancelled", "Canceled", "Approval denied"):
        seat(northfield, start, status=status)
    seat(northfield, start, status="Approval denied", location_sid=PHOENIX)
    whole = words(desk.get(f"/board/?install={NORTHFIELD}&day=2027-01-14"))
    here = words(desk.get(f"/board/?install={NORTHFIELD}&location={DULUTH}&day=2027-01-14"))
    assert "1 session, 4 cancelled or denied" in whole
    assert "1 session, 3 cancelled or denied" in here
