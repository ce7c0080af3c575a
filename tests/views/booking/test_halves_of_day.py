"""A time that was typed without its half of the day, “jan 14 2”: asked where either may be meant,
in whatever form, and nothing is sent by a guess.
"""

from __future__ import annotations

import re
from datetime import time

import pytest
import requests

from portal.sandbox.server import Sandbox
from scheduling.models import Location, OpeningHours
from tests.support.booking_actions import book
from tests.support.booking_form import DULUTH, booking, form_path, session_path
from tests.support.client import Desk
from tests.support.html import form_on, plain_text
from tests.support.rescue_form import PAGE

WHEN = "appointment_date_time"
_HALVES = re.compile(r'name="take_start" value="([^"]+)"[^>]*>\s*<b>(2:00 [AP]M)</b>')


def halves(page: requests.Response) -> dict[str, str]:
    """The two that are offered, each with what its button sends."""
    asked = page.text.partition('id="halves-title"')[2].partition("</div>")[0]
    return {words: value for value, words in _HALVES.findall(asked)}


def open_from(opens: time | None, closes: time | None = None) -> None:
    location = Location.objects.get(pl_sid=DULUTH)
    OpeningHours.objects.filter(location=location).delete()
    if opens and closes:
        OpeningHours.objects.create(location=location, weekday=3, opens=opens, closes=closes)


def test_a_booking_asks_which_half_is_meant_and_sends_the_one_that_was_pressed(
    desk: Desk, sandbox: Sandbox
) -> None:
    open_from(None)
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    typed = booking(**{WHEN: "jan 14 2"}, time_zone="")
    shown = desk.post(f"{form_path(where)}preview/", typed)
    assert list(halves(shown)) == ["2:00 AM", "2:00 PM"]
    assert "2:00 AM or 2:00 PM?" in plain_text(shown.text)
    assert "Which of the two times?" in plain_text(shown.text)

    refused = desk.post(form_path(where), typed)
    assert (refused.status_code, sandbox.requests("POST")) == (422, [])
    assert form_on(refused)[WHEN] == "jan 14 2"
    pressed = form_on(refused) | {"take_start": halves(refused)["2:00 PM"]}
    taken = desk.post(form_path(where), pressed)
    assert form_on(taken)[WHEN] == "2027-01-14T14:00"
    assert (halves(taken), sandbox.requests("POST")) == ({}, [])
    assert desk.post(form_path(where), form_on(taken)).status_code == 302
    [sent] = sandbox.requests("POST")
    assert sent["body"]["appointmentDateTime"] == "2027-01-14T20:00:00.000Z"


@pytest.mark.parametrize(
    "typed", ["jan 14 2 PM", "jan 14 14:00", "2027-01-14T14:00", "jan 14 2p", "jan 14 1400"]
)
def test_a_half_that_was_typed_is_not_asked(desk: Desk, sandbox: Sandbox, typed: str) -> None:
    open_from(None)
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    shown = desk.post(f"{form_path(where)}preview/", booking(**{WHEN: typed}, time_zone=""))
    assert (halves(shown), "2:00" in plain_text(shown.text)) == ({}, True)


@pytest.mark.parametrize(
    ("opens", "closes", "taken"),
    [(time(9), time(17), "2:00 PM"), (time(0), time(12), "2:00 AM"), (time(0), time(23), "")],
)
def test_the_opening_hours_decide_where_the_location_is_open_in_one_half_alone(
    desk: Desk, sandbox: Sandbox, opens: time, closes: time, taken: str
) -> None:
    open_from(opens, closes)
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    shown = desk.post(f"{form_path(where)}preview/", booking(**{WHEN: "jan 14 2"}, time_zone=""))
    asked = "" if taken else "2:00 AM or 2:00 PM?"
    assert (f"Read as {taken}." if taken else asked) in plain_text(shown.text)
    assert bool(halves(shown)) != bool(taken)


@pytest.mark.parametrize("form", ["reschedule", "switch"])
def test_a_move_and_a_switch_ask_as_well(desk: Desk, sandbox: Sandbox, form: str) -> None:
    where = book(desk, sandbox)
    open_from(None)
    path = f"{session_path(where)}{form}/"
    before = len(sandbox.requests())
    answers = form_on(desk.get(path)) | {WHEN: "jan 15 2", "cancellation_memo": "Wants Friday."}
    held = desk.post(path, answers | {"beside_another": "on"})
    assert list(halves(held)) == ["2:00 AM", "2:00 PM"]
    assert form_on(held)[WHEN] == "jan 15 2"
    wrote = [one for one in sandbox.requests()[before:] if one["method"] != "GET"]
    assert (held.status_code, wrote) == (422, [])


def test_a_room_that_can_t_be_used_is_asked_for_with_the_halves_of_its_times(desk: Desk) -> None:
    page = desk.get(f"{PAGE}?location={DULUTH}&day=2027-01-14&from=1&until=3")
    assert "Enter AM or PM with the times." in plain_text(page.text)
    page = desk.get(f"{PAGE}?location={DULUTH}&day=2027-01-14&from=1+PM&until=15:00")
    assert "1:00 PM – 3:00 PM" in plain_text(page.text)
