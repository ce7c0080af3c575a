"""Answers that somebody else typed are told as theirs, with when, and with a way to begin without
them.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape
from uuid import uuid4

import pytest
import requests
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.parts import NextStep
from scheduling.models import Attempt, StoredDraft, TypeSwitch
from tests.support.booking_actions import book, mirrored, new_session
from tests.support.booking_form import DULUTH, EXAM_DAY, form_path, session_path
from tests.support.client import Desk
from tests.support.html import form_on, words
from tests.support.switching import switch, switch_path

AT = datetime.fromisoformat("2027-01-13T10:30:20-06:00")
WHEN = "Wed, Jan 13, 2027, 10:30 AM CST"
OF_A_SWITCH = "Filled in from a switch that was not done."
SAID = (
    f"{OF_A_SWITCH} Ana Ruiz asked for it {WHEN}: Testing center seat, Duluth Testing Center, Thu,"
    " Jan 14, 2027, 9:30 AM CST → Virtual Test Center, Thu, Jan 14, 2027, 9:30 AM CST. Nothing was"
    " changed then. The answers below are from that try: check each, then switch. Start from what"
    " is booked now"
)
FROM_BOOKED, BLANK = "Start from what is booked now", "Start with a blank form"


def way(page: requests.Response, label: str) -> str:
    """Where a link of a page leads."""
    [found] = re.findall(f'href="([^"]+)">{label}</a>', page.text)
    return unescape(found)


@pytest.fixture
def where(desk: Desk, sandbox: Sandbox) -> dict[str, str]:
    """A booking whose switch was refused."""
    place = book(desk, sandbox, notes="Quiet room")
    sandbox.trouble("status", method="DELETE", code=409, message="Not now.")
    assert switch(desk, place, notes="Typed by Ana").status_code == 422
    TypeSwitch.objects.update(started_at=AT)
    return place


@pytest.mark.parametrize("query", ["", "?type=vtc"])
def test_the_answers_of_a_switch_that_was_not_done_say_whose_they_are_and_from_when(
    second_desk: Desk, where: dict[str, str], query: str
) -> None:
    page = second_desk.get(f"{switch_path(where)}{query}")
    assert (SAID in words(page), form_on(page)["notes"]) == (True, "Typed by Ana")


def test_it_can_begin_with_what_stands_now(second_desk: Desk, where: dict[str, str]) -> None:
    page = second_desk.get(way(second_desk.get(switch_path(where)), FROM_BOOKED))
    form = form_on(page)
    assert OF_A_SWITCH not in words(page)
    begun = ("smarter-scheduling", DULUTH, "Quiet room")
    assert (form["session_type"], form["proctor_location_sid"], form["notes"]) == begun
    assert form.get("cancellation_memo", "") == ""


def test_where_a_request_is_open_that_is_told_first(
    second_desk: Desk, where: dict[str, str]
) -> None:
    Attempt.objects.create(
        attempt_id=uuid4(),
        session=mirrored(where),
        action=Attempt.Action.RESCHEDULE,
        state=Attempt.State.UNCONFIRMED,
        actor_name="Ben Ito",
        started_at=timezone.now(),
        deadline_at=timezone.now() + timedelta(hours=1),
    )
    page = second_desk.get(switch_path(where))
    assert (OF_A_SWITCH in words(page), "Ben Ito" in words(page)) == (False, True)


def test_what_the_person_typed_since_is_told_as_their_own(
    second_desk: Desk, where: dict[str, str]
) -> None:
    form = form_on(second_desk.get(switch_path(where)))
    answer = second_desk.post(switch_path(where), form | {"notes": "Mine", "change_type": "vtc"})
    assert (OF_A_SWITCH in words(answer), form_on(answer)["notes"]) == (False, "Mine")


def test_above_the_second_step_it_is_told_who_entered_it(
    desk: Desk, second_desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("status", method="POST", code=422)
    switch(desk, where)
    TypeSwitch.objects.update(started_at=AT)
    page = second_desk.get(form_path(new_session(sandbox, where)))
    assert f"here. Ana Ruiz entered it {WHEN}." in words(page)


def test_answers_of_another_persons_booking_are_not_told_as_your_own(
    desk: Desk, second_desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("status", method="POST", code=422)
    assert desk.book(where, notes="Typed by Ana").status_code == 422
    Attempt.objects.update(started_at=AT)
    StoredDraft.objects.all().delete()
    again = way(second_desk.get(session_path(where)), str(NextStep.BOOK_AGAIN))
    page = second_desk.get(again)
    told = (
        f"The last answers of Ana Ruiz are filled in. They were sent {WHEN}. Check them, then book."
        " Enter a card token or voucher code again. Start with a blank form"
    )
    assert (told in words(page), form_on(page)["notes"]) == (True, "Typed by Ana")
    assert form_on(page)["appointment_date_time"] == EXAM_DAY
    blank = second_desk.get(way(page, BLANK))
    assert form_on(blank).get("notes", "") == ""
    assert "Your last answers are filled in." in words(desk.get(again))
