"""The board's page: cells that lead to who sits there, days, places, and what is not known."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape
from uuid import uuid4

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt, Institution
from tests.support.booking_actions import book, move
from tests.support.booking_form import DULUTH, session_path
from tests.support.client import Desk
from tests.support.html import words
from tests.support.known_sessions import known_session
from tests.support.people import LAKESIDE, NORTHFIELD, someone
from tests.support.portal_server import Portal

LINK = re.compile(r'href="(\?[^"]+#there)" title="([^"]+)"')


def test_a_booking_stands_in_its_half_hours_and_its_cell_leads_to_the_learner(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    here = f"install={where['installSid']}&day=2027-01-14"
    page = desk.get(f"/board/?{here}")
    cells = [one for one in LINK.findall(page.text) if "at=09%3A30" in one[0]]
    [cell] = [one for one in cells if "nobody" not in one[1]]
    there = desk.get(f"/board/{cell[0].replace('&amp;', '&').removesuffix('#there')}")

    assert "Thursday, January 14, 2027" in words(page)
    assert re.fullmatch(r"9:30 AM, 1 of \d+", cell[1])
    assert "Who is where at 9:30 AM" in words(there)
    assert session_path(where) in there.text
    assert session_path(where) not in desk.get(f"/board/?{here}&at=18:00").text


def test_what_is_not_settled_is_named_and_counted_apart(desk: Desk, sandbox: Sandbox) -> None:
    sandbox.trouble("drop_before", method="POST")
    where = sandbox.needs_proctor()[0]
    desk.book(where)
    assert Attempt.objects.get().is_open
    page = desk.get("/board/?day=2027-01-14")

    assert "+1?" in words(page)
    assert "Being checked" in words(page)
    assert session_path(where) in page.text


def test_a_move_that_is_not_settled_stands_at_both_starts_and_says_which_is_which(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("drop_before", method="PUT")
    move(desk, where)
    old = desk.get(f"/board/?install={NORTHFIELD}&day=2027-01-14&at=09:30")
    new = desk.get(f"/board/?install={NORTHFIELD}&day=2027-01-15&at=13:00")

    assert session_path(where) in old.text and session_path(where) in new.text
    assert "Being checked: moved to Fri, Jan 15, 1:00 PM?" in words(old)
    assert "Being checked: moved from Thu, Jan 14, 9:30 AM?" in words(new)
    assert "9:30 AM, 0 of 40, 1 more not certain" in old.text


def test_another_location_that_is_asked_for_is_told_at_both(
    desk: Desk, institution: Institution
) -> None:
    start = datetime.fromisoformat("2027-01-14T15:00:00Z")
    facts = {"location_sid": DULUTH, "refreshed_at": start, "duration_minutes": 60}
    session = known_session(institution, status="Scheduled", appointment_at=start, **facts)
    there = f"PL{3:032x}"
    for asked, said in (
        (start, "at another location?"),
        (start + timedelta(hours=3), "moved to Thu, Jan 14, 12:00 PM, another location?"),
    ):
        body = {"appointmentDateTime": asked.isoformat(), "proctorLocationSid": there}
        now = {"attempt_id": uuid4(), "started_at": start, "deadline_at": start}
        Attempt.objects.update_or_create(
            session=session,
            defaults=now | {"action": "reschedule", "state": "unconfirmed", "asked": body},
        )
        page = words(desk.get(f"/board/?install={NORTHFIELD}&day=2027-01-14"))
        assert f"Being checked: {said}" in page
    assert "Being checked: moved from Thu, Jan 14, 9:00 AM, another location?" in page


def test_the_head_counts_apart_whose_place_is_not_loaded(
    desk: Desk, institution: Institution
) -> None:
    start = datetime.fromisoformat("2027-01-14T15:00:00Z")
    known_session(institution, status="Scheduled", appointment_at=start)
    told = words(desk.get("/board/?day=2027-01-14"))
    assert "0 sessions, 1 more: location not known" in told


def test_an_empty_half_hour_says_nobody_only_where_that_is_known(
    desk: Desk, institution: Institution
) -> None:
    free = re.compile(r"9:00 AM, ([^<\"]+)")

    def said(day: str) -> set[str]:
        return {
            one
            for one in free.findall(desk.get(f"/board/?install={NORTHFIELD}&day={day}").text)
            if "closed" not in one
        }

    assert said("2027-01-14") == {"nobody"}
    start = datetime.fromisoformat("2027-01-14T21:00:00Z")
    known_session(institution, status="Scheduled", appointment_at=start)
    assert said("2027-01-14") == {"nobody known, 1 more may sit here"}
    begun = datetime.fromisoformat("2027-01-15T14:00:00Z")
    placed = {"location_sid": DULUTH, "refreshed_at": begun}
    known_session(institution, status="Scheduled", appointment_at=begun, **placed)
    assert said("2027-01-15") == {"nobody", "nobody known, the end of somebody’s exam is not known"}
    assert said("2020-01-14") == {"not known, our records begin later"}
    told = "who sat in an empty cell before that is not known"
    assert told in words(desk.get("/board/?day=2020-01-14"))
    assert told not in words(desk.get("/board/?day=2027-01-14"))


def test_an_unreadable_day_is_today_and_days_lead_on(
    desk: Desk, institution: Institution, sandbox: Sandbox
) -> None:
    today = desk.get("/board/?day=tomorrow")
    plain = desk.get("/board/")
    found = re.findall(r'href="\?day=(\d{4}-\d\d-\d\d)" rel="(prev|next)"', today.text)
    days = [datetime.fromisoformat(one) for one, _ in found]

    assert re.findall(r"<h1[^>]*>([^<]+)<", today.text) == re.findall(
        r"<h1[^>]*>([^<]+)<", plain.text
    )
    assert [kind for _, kind in found] == ["prev", "next"]
    assert (days[1] - days[0]).days == 2


def test_another_institution_s_learners_are_on_no_board(
    desk: Desk, administrator: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    other = Institution.objects.exclude(sid=where["installSid"]).first()
    page = desk.get(f"/board/?day=2027-01-14&at=09:30&install={other.sid}&location=")

    assert session_path(where) not in page.text


def test_moving_a_room_is_offered_to_who_may_alone(
    desk: Desk, auditor: Desk, portal: Portal, institution: Institution
) -> None:
    for where in (NORTHFIELD, "all"):
        assert "Move a room" in words(desk.get(f"/board/?install={where}"))
        page = words(auditor.get(f"/board/?install={where}"))
        assert "Move a room" not in page and "Roster" in page
    with someone(portal.url, "auditor-elsewhere-coordinator-here") as both:
        assert "Move a room" in words(both.get(f"/board/?install={NORTHFIELD}"))
        assert "Move a room" not in words(both.get(f"/board/?install={LAKESIDE}"))
    path = f"/board/?install={NORTHFIELD}&location={DULUTH}&day=2027-01-14"
    link = re.search(r'href="(/rescues/new/[^"]+)">Move a room', desk.get(path).text)
    assert link
    asked = desk.get(unescape(link[1])).text
    assert f'<option value="{NORTHFIELD}/{DULUTH}" selected>' in asked
    assert 'value="2027-01-14"' in asked


@pytest.mark.parametrize("name", ["What changed", "Handover", "Roster"])
def test_the_pages_beside_the_board_are_of_its_place_and_lead_back_to_it(
    desk: Desk, institution: Institution, name: str
) -> None:
    desk.post("/place/", {"place": LAKESIDE})
    there = f"install={NORTHFIELD}&location={DULUTH}&day=2027-01-14"
    link = re.search(rf'href="([^"]+)">{name}</a>', desk.get(f"/board/?{there}").text)
    assert link
    page = desk.get(unescape(link[1]))
    assert "Duluth Testing Center" in words(page) and "January 14, 2027" in words(page)
    back = re.search(r'class="crumb" href="([^"]+)">Board', page.text)
    assert back and unescape(back[1]) == f"/board/?{there}"
