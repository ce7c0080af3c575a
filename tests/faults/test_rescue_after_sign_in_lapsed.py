"""A sign-in that lapsed while a rescue was put together: nothing begins, and all of it waits."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import requests
from django.contrib.sessions.models import Session

from portal.sandbox.server import Sandbox
from scheduling.models import Batch, BatchRow, ExamSession, Institution
from tests.support.batches import ONE, booked_there
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import own_form_on, words
from tests.support.people import NORTHFIELD

PAGE = "/rescues/new/"
ROOM = {
    "location": f"{NORTHFIELD}/{DULUTH}",
    "day": "2027-01-14",
    "from": "10:00",
    "until": "13:00",
}
WHY = "The power is out."
KEPT = "Nothing was sent. Your answers are still here."
pytestmark = pytest.mark.faults(51)


def typed(page: requests.Response, sessions: list[ExamSession], at: str) -> dict[str, Any]:
    """The page's form with all but the last session ticked, the first one's time typed over."""
    ticked = [str(one.pk) for one in sessions[:-1]]
    mine = {"session": ticked, f"new-{sessions[0].pk}": at, "reason": WHY, "do": "begin"}
    return own_form_on(page) | mine


def is_ticked(page: requests.Response, session: ExamSession) -> bool:
    box = re.search(rf'name="session" value="{session.pk}"[^>]*>', page.text)
    assert box
    return "checked" in box[0]


def sent_too_late(desk: Desk, path: str, form: dict[str, Any]) -> None:
    Session.objects.all().delete()
    answer = desk.post(path, form)
    assert answer.headers["Location"].startswith("/accounts/login/?next=")
    assert Batch.objects.count() == 0


def assert_restored(page: requests.Response, sessions: list[ExamSession], at: str) -> None:
    assert KEPT in words(page)
    form = own_form_on(page)
    assert (form["reason"], form[f"new-{sessions[0].pk}"]) == (WHY, at)
    assert [is_ticked(page, one) for one in sessions] == [True, True, False]


@pytest.mark.parametrize("query", ["", "?location={location}&day={day}&from={from}&until={until}"])
@pytest.mark.faults(51)
def test_a_room_s_rescue_waits_with_its_question_times_ticks_and_reason(
    desk: Desk, sandbox: Sandbox, institution: Institution, query: str
) -> None:
    sessions = booked_there(sandbox, institution, 3)
    form = typed(desk.get(PAGE, params=ROOM), sessions, "2027-01-14T15:30")
    sent_too_late(desk, PAGE + query.format(**ROOM), form)
    told = words(desk.get("/accounts/login/"))
    assert "You were signed out. Nothing was sent. Your answers are kept" in told
    desk.sign_in()

    page = desk.get(PAGE)
    assert_restored(page, sessions, "2027-01-14T15:30")
    assert "Duluth Testing Center, Thu, Jan 14, 2027, 10:00 AM – 1:00 PM" in words(page)
    assert_restored(desk.get(PAGE, params=ROOM), sessions, "2027-01-14T15:30")
    form = own_form_on(page) | {"session": [str(one.pk) for one in sessions[:-1]], "do": "begin"}
    assert desk.post(PAGE, form).status_code == 302
    starts = BatchRow.objects.order_by("pk").values_list("session", "new_start")
    half_past_three = ONE + timedelta(hours=2, minutes=30)
    assert list(starts) == [(sessions[0].pk, half_past_three), (sessions[1].pk, ONE)]
    assert "Choose a location" in words(desk.get(PAGE)) or "Choose…" in words(desk.get(PAGE))
    assert KEPT not in words(desk.get(PAGE, params=ROOM))


@pytest.mark.faults(51)
def test_a_rescue_of_ticked_rows_waits_too(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 3)
    asked = {"session": [one.pk for one in sessions]}
    form = typed(desk.get(PAGE, params=asked), sessions, "2027-01-14T15:30")
    sent_too_late(desk, PAGE, form | {"ticked": asked["session"]})
    desk.sign_in()
    assert_restored(desk.get(PAGE), sessions, "2027-01-14T15:30")
    assert_restored(desk.get(PAGE, params=asked), sessions, "2027-01-14T15:30")


@pytest.mark.faults(51)
def test_what_is_being_typed_is_kept_as_the_page_s_script_sends_it(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 3)
    form = typed(desk.get(PAGE, params=ROOM), sessions, "2027-01-14T15:30")
    said = {"typed": f"reason session new-{sessions[0].pk}", "draft_number": "1"}
    assert desk.post("/drafts/", form | said).status_code == 204
    page = desk.get(PAGE)
    assert "Your unfinished form was restored." in words(page)
    names = f'data-typed="new-{sessions[0].pk} reason session"'
    assert names in page.text
    assert [is_ticked(page, one) for one in sessions] == [True, True, False]
    none_ticked = {name: answer for name, answer in form.items() if name != "session"}
    assert desk.post("/drafts/", none_ticked | said | {"draft_number": "2"}).status_code == 204
    page = desk.get(PAGE)
    assert not any(is_ticked(page, one) for one in sessions)
    assert own_form_on(page)[f"new-{sessions[1].pk}"] == "2027-01-14T13:00"


@pytest.mark.faults(51)
def test_nobody_else_sees_it_and_each_question_has_its_own(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    morning = booked_there(sandbox, institution, 3)
    afternoon = booked_there(sandbox, institution, 3, ONE)
    later = ROOM | {"from": "13:00", "until": "15:00"}
    forms = [
        typed(desk.get(PAGE, params=ROOM), morning, "2027-01-14T15:30"),
        typed(desk.get(PAGE, params=later), afternoon, "2027-01-14T16:30"),
    ]
    for form in forms:
        sent_too_late(desk, PAGE, form)
    desk.username = "coordinator2"
    desk.sign_in()
    assert "Nothing was sent" not in words(desk.get(PAGE))
    assert WHY not in desk.get(PAGE, params=ROOM).text
    Session.objects.all().delete()
    desk.username = "coordinator"
    desk.sign_in()
    assert_restored(desk.get(PAGE, params=ROOM), morning, "2027-01-14T15:30")
    assert_restored(desk.get(PAGE, params=later), afternoon, "2027-01-14T16:30")
    assert_restored(desk.get(PAGE), afternoon, "2027-01-14T16:30")


@pytest.mark.faults(51)
def test_what_can_not_be_moved_any_more_is_told_with_the_rest_restored(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 3)
    form = typed(desk.get(PAGE, params=ROOM), sessions, "2027-01-14T15:30")
    sent_too_late(desk, PAGE, form)
    ExamSession.objects.filter(pk=sessions[1].pk).update(appointment_at=ONE)
    desk.sign_in()
    page = desk.get(PAGE)
    assert KEPT in words(page)
    assert "can’t be moved any more, or no longer sit here then" in words(page)
    assert own_form_on(page)["reason"] == WHY


@pytest.mark.faults(51)
def test_what_was_refused_is_back_after_a_reload_and_can_be_discarded(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 3)
    form = typed(desk.get(PAGE, params=ROOM), sessions, "some day")
    assert desk.post(PAGE, form).status_code == 422
    page = desk.get(PAGE, params=ROOM)
    assert "Your unfinished form was restored." in words(page)
    assert own_form_on(page)[f"new-{sessions[0].pk}"] == "some day"
    assert own_form_on(page)["reason"] == WHY
    word = own_form_on(page)["filled_by"]
    assert desk.post("/drafts/discard/", {"filled_by": word}).headers["Location"] == PAGE
    assert WHY not in desk.get(PAGE, params=ROOM).text
