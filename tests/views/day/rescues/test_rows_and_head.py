"""Who a new rescue shows, by which clock, who can’t be moved, and what its head says."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import time_machine

from portal.sandbox.server import Sandbox
from scheduling.models import ExamSession, Institution, Location
from tests.support.batches import ONE, TEN, begun, booked_there
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import own_form_on, words
from tests.support.people import LAKESIDE, NORTHFIELD
from tests.support.rescue_form import PAGE, ROOM, shown


def test_who_sits_there_then_is_shown_with_a_new_start_when_the_place_is_free_again(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    [early] = booked_there(sandbox, institution, 1, TEN - timedelta(minutes=30))
    booked_there(sandbox, institution, 1, TEN - timedelta(hours=2))
    [late] = booked_there(sandbox, institution, 1, ONE)
    page = shown(desk)

    form = own_form_on(page)
    assert form[f"new-{early.pk}"] == "2027-01-14T13:00"
    assert f"new-{late.pk}" not in form
    assert form["minutes"] == "210"
    assert "Duluth Testing Center, Thu, Jan 14, 2027, 10:00 AM – 1:00 PM" in words(page)


def test_who_can_not_be_moved_now_stands_apart_with_the_reason(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 4)
    for one, facts in zip(
        sessions,
        ({"status": "Closed"}, {"session_type": "vtc"}, {"session_type": ""}, {"status": "?"}),
        strict=True,
    ):
        ExamSession.objects.filter(pk=one.pk).update(**facts)
    page = shown(desk)

    assert "Can’t be moved now: 3" in words(page)
    for why in ("This exam is finished.", "can’t move a booking of the type", "not known. Cancel"):
        assert why in words(page)
    assert f'name="session" value="{sessions[3].pk}"' in page.text


def test_other_locations_that_are_free_then_are_named_and_a_switch_leads_there(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    [session] = booked_there(sandbox, institution, 1)
    page = shown(desk)
    assert "Minneapolis Campus Testing Center: 60 of 60 seats" in words(page)
    assert f"/{session.sid}/switch/" in page.text


def test_nobody_there_and_sessions_without_a_known_place_are_told(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    assert "Nobody is booked there at that time, as far as we know" in words(shown(desk))
    booked_there(sandbox, institution, 2, location_sid="", refreshed_at=None)
    assert "2 more are booked at that time, location not known" in words(shown(desk))


def test_rows_by_different_clocks_each_name_their_own_and_the_head_names_none(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    [here] = booked_there(sandbox, institution, 1)
    [there] = booked_there(sandbox, institution, 1, time_zone="America/Phoenix")
    page = desk.get(PAGE, params={"session": [here.pk, there.pk]})
    said = words(page)
    assert "Times: " not in said
    assert "Central (Chicago) Thu, Jan 14, 2027, 10:30 AM – 11:30 AM CST" in said
    assert "Arizona (Phoenix) Thu, Jan 14, 2027, 9:30 AM – 10:30 AM MST" in said
    label = f"New time of {there.learner_name}, Arizona (Phoenix)"
    assert f'value="2027-01-14T09:30" aria-label="{label}"' in page.text

    room = words(shown(desk))
    assert "10:00 AM – 1:00 PM: Central (Chicago)" in room
    assert "Arizona (Phoenix) Thu, Jan 14, 2027, 12:00 PM – 1:00 PM MST" in room


def test_rows_by_one_clock_have_it_in_the_head_alone(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 2, time_zone="America/Phoenix")
    page = desk.get(PAGE, params={"session": [one.pk for one in sessions]})
    said = words(page)
    assert "Times: Arizona (Phoenix)" in said
    assert f'aria-label="New time of {sessions[0].learner_name}"' in page.text
    assert said.count(" Thu, Jan 14, 2027, 9:30 AM – 10:30 AM MST") == 2


def test_names_of_sixty_letters_are_shown_whole(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    booked_there(sandbox, institution, 1, learner_name="N" * 60)
    assert "N" * 60 in shown(desk).text


def test_without_a_location_none_is_shown_as_chosen(desk: Desk) -> None:
    page = desk.get(PAGE, params=ROOM | {"location": ""}).text
    assert '<option value="" selected>Choose…</option>' in page
    assert page.count(" selected>") == 1 and "Choose a location." in page


def test_title_and_heading_of_a_rescue_are_the_same(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    batch = begun(booked_there(sandbox, institution, 1))
    for path in (f"/rescues/{batch.pk}/", f"/rescues/{batch.pk}/calls/", PAGE):
        answer = desk.get(path)
        title = re.search("<title>(.+) · Proctor desk</title>", answer.text)
        assert title and title[1] in words(answer)
    assert (
        'href="/rescues/"' in desk.get("/").text and 'href="/rescues/"' in desk.get("/board/").text
    )


def test_rows_ticked_in_the_list_name_their_location(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    [one] = booked_there(sandbox, institution, 1)
    ticked = words(desk.get(PAGE, params={"session": one.pk}))
    assert "10:00 AM CST · Duluth Testing Center" in ticked
    assert "10:00 AM CST · Duluth Testing Center" not in words(shown(desk))


def test_an_address_without_a_day_asks_about_the_day_that_it_is_there(
    desk: Desk, institution: Institution
) -> None:
    Location.objects.filter(pl_sid=DULUTH).update(time_zone="Pacific/Honolulu")
    with time_machine.travel(datetime(2027, 1, 14, 7, tzinfo=UTC), tick=False):  # 1 AM in Chicago
        desk.sign_in()
        page = desk.get("/rescues/new/", params={"location": f"{NORTHFIELD}/{DULUTH}"})
    assert re.findall(r'name="day"[^>]* value="([^"]*)"', page.text) == ["2027-01-13"]


def test_moving_a_room_says_what_it_does_and_begins_with_the_place_that_is_kept(
    desk: Desk, administrator: Desk
) -> None:
    for number, install in enumerate((NORTHFIELD, LAKESIDE)):
        kept = Institution.objects.get(sid=install)
        Location.objects.create(institution=kept, pl_sid=f"PL{number:032x}", name="Annex")
        administrator.post("/place/", {"place": install})
        page = administrator.get("/rescues/new/")
        assert re.findall(r'<optgroup label="([^"]+)">', page.text)[0] == kept.name
        assert "Rescues Move a room When a room can’t be used" in words(page)
        assert '<option value="" selected>' in page.text
    desk.post("/place/", {"place": f"{NORTHFIELD}/{DULUTH}"})
    assert f'value="{NORTHFIELD}/{DULUTH}" selected' in desk.get("/rescues/new/").text
