"""Who came, left or did not come, on the roster and on its prints."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from scheduling.models import Attendance, RosterPrint
from tests.support.booking_actions import mirrored
from tests.support.client import Desk
from tests.support.html import words
from tests.support.roster_page import HERE, made


def test_a_no_show_is_said_on_the_roster_its_print_and_since_the_print_before(
    desk: Desk, booked: list[dict[str, str]]
) -> None:
    absent, here = booked
    made(desk)
    start = mirrored(absent).appointment_at
    for where, facts in ((absent, {"no_show_at": start}), (here, {"arrived_at": start})):
        Attendance.objects.create(
            session=mirrored(where), start_at=start, event_number=1, marked_by_name="Ana", **facts
        )
    page = desk.get("/roster/", params=HERE)
    assert "? Marked as a no-show, Scheduled" in words(page)
    assert page.text.count("roster__boxed") == 1
    since = words(desk.get("/changes/", params=HERE | {"since": "print-1"}))
    assert "1 changed" in since and "? Marked as a no-show, Scheduled" in since
    made(desk)
    printed = RosterPrint.objects.get(number=2)
    assert [row["state"] for row in printed.rows if row["is_boxed"]] == [
        "Marked as a no-show, Scheduled"
    ]


def test_who_came_and_left_stands_on_the_roster_and_of_a_print_who_had_by_then(
    desk: Desk, booked: list[dict[str, str]]
) -> None:
    came, late = (mirrored(one) for one in booked)
    start = came.appointment_at
    assert start
    facts = {"start_at": start, "marked_by_name": "Ana Ruiz", "event_number": 1}
    at = start + timedelta(minutes=-4)
    Attendance.objects.create(session=came, arrived_at=at, left_at=at + timedelta(hours=1), **facts)
    Attendance.objects.create(session=late, arrived_at=at + timedelta(minutes=20), **facts)

    def rows(page: str) -> dict[str, list[str]]:
        found = re.findall(r'<tr class="roster__row">(.*?)</tr>', page, re.DOTALL)
        told = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", one, re.DOTALL) for one in found]
        plain = [[" ".join(re.sub("<[^>]+>", "", one).split()) for one in row] for row in told]
        return {row[1]: [row[0], *row[-2:]] for row in plain}

    now = rows(desk.get("/roster/", params=HERE).text)
    assert now[came.learner_name] == ["☑ Came", "9:26 AM", "10:26 AM"]
    assert now[late.learner_name] == ["☑ Came", "9:46 AM", ""]
    sheet = made(desk).headers["Location"]
    RosterPrint.objects.update(printed_at=at + timedelta(minutes=5))
    kept = rows(desk.get(sheet).text)
    assert kept[came.learner_name] == ["☑ Came", "9:26 AM", ""]
    assert kept[late.learner_name] == ["☐", "", ""]


@pytest.mark.parametrize(("earlier", "came"), [(timedelta(days=10), 0), (timedelta(hours=1), 1)])
def test_who_sits_there_as_the_booking_is_moved_to_another_day_has_not_come_on_that_one(
    desk: Desk, booked: list[dict[str, str]], earlier: timedelta, came: int
) -> None:
    session = mirrored(booked[0])
    at = session.appointment_at - earlier
    facts = {"start_at": at, "marked_by_name": "Ana Ruiz", "event_number": 1}
    Attendance.objects.create(session=session, arrived_at=at, **facts)

    assert desk.get("/roster/", params=HERE).text.count("☑") == came


@pytest.mark.parametrize(("earlier", "came"), [(timedelta(days=10), 0), (timedelta(hours=1), 1)])
def test_a_print_has_who_came_for_its_own_day_alone(
    desk: Desk, booked: list[dict[str, str]], earlier: timedelta, came: int
) -> None:
    session = mirrored(booked[0])
    at = session.appointment_at - earlier
    facts = {"start_at": at, "marked_by_name": "Ana Ruiz", "event_number": 1}
    Attendance.objects.create(session=session, arrived_at=at, **facts)
    sheet = made(desk).headers["Location"]
    RosterPrint.objects.update(printed_at=at + timedelta(minutes=5))

    assert desk.get(sheet).text.count("☑") == came


def test_a_print_goes_on_saying_who_had_come_though_they_left_and_are_booked_for_another_day(
    desk: Desk, booked: list[dict[str, str]]
) -> None:
    session = mirrored(booked[0])
    start = session.appointment_at
    sheet = made(desk).headers["Location"]
    RosterPrint.objects.update(printed_at=start)
    facts = {"start_at": start, "marked_by_name": "Ana Ruiz", "event_number": 1}
    left = start + timedelta(minutes=30)
    Attendance.objects.create(session=session, arrived_at=start, left_at=left, **facts)
    session.appointment_at = start + timedelta(days=1)
    session.save()

    assert desk.get(sheet).text.count("☑") == 1
