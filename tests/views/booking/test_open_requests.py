"""A form that is opened while a request on its session is open says so, and turns once that is
settled.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.booking.permitted_actions import ALREADY_BOOKED
from scheduling.models import Attempt, StoredDraft
from tests.support.booking_actions import book, move, settle_by_hand
from tests.support.booking_form import booking, form_path, session_path
from tests.support.client import Desk
from tests.support.drafts import keep, word_of
from tests.support.form_submission import HTMX
from tests.support.html import form_on, words
from tests.support.outcomes import let_looks_count, settled

WAITS = re.compile(r'id="form-stop"[^>]* hx-get="([^"]+)" hx-trigger="every 2s"')
OFF = re.compile(r"<button [^>]*type=\"submit\"[^>]* disabled")

WITHOUT_SCRIPTS = re.compile(r"<noscript>((?:(?!</noscript>).)*to see the result\.)", re.DOTALL)


def turned(desk: Desk, page: str) -> str:
    """What the form's notice becomes when it asks again."""
    found = WAITS.search(page)
    assert found, page
    answer = desk.get(found[1].replace("&amp;", "&"), headers=HTMX)
    assert answer.status_code in (200, 204)
    return answer.text


def test_the_booking_form_tells_of_an_open_request_and_turns_when_it_is_settled(
    desk: Desk, second_desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    assert not OFF.search(second_desk.get(form_path(where)).text)
    sandbox.trouble("drop_after")
    desk.book(where)
    page = second_desk.get(form_path(where))
    assert re.search(r"Ana Ruiz’s request \(\d+:\d\d [AP]M\) is being checked\.", words(page))
    assert "Being checked" in words(page)
    assert len(OFF.findall(page.text)) == 2  # what Enter presses, and what is seen
    assert (
        " disabled"
        not in page.text[page.text.index('id="id_appointment_date_time"') :].split(">", 1)[0]
    )
    assert turned(second_desk, page.text) == ""

    Attempt.objects.update(state="sending")
    assert "is being sent." in turned(second_desk, page.text)
    Attempt.objects.update(state="unconfirmed")
    assert settled(where).state == "accepted"
    part = turned(second_desk, page.text)
    assert "Ana Ruiz’s request is finished." in part
    assert ALREADY_BOOKED in part
    assert (
        len(OFF.findall(part)),
        "hx-get" in part,
        'id="form-state" hx-swap-oob="true"' in part,
    ) == (2, False, True)
    assert "state--scheduled" in part


def test_a_request_that_came_to_nothing_gives_the_button_back(
    administrator: Desk, desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("drop_before", method="POST")
    administrator.book(where)
    Attempt.objects.update(needs_person=True)
    page = desk.get(form_path(where)).text
    assert "needs an administrator’s decision." in page
    settle_by_hand(administrator, where, "no")
    part = turned(desk, page)
    assert "Nothing is booked. You can book now." in part
    assert (OFF.findall(part), "state--needs" in part) == ([], True)


@pytest.mark.faults(66)
def test_where_no_status_is_shown_nobody_says_that_nothing_is_booked(
    administrator: Desk, desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("other_fields", method="GET", fields={"status": None}, times=None)
    sandbox.trouble("drop_before", method="POST")
    administrator.book(where)
    page = desk.get(form_path(where)).text
    settle_by_hand(administrator, where, "no")
    part = turned(desk, page)
    assert "Nothing is booked" not in part
    assert "It was not done. You can book now." in part
    assert OFF.findall(part) == []


@pytest.mark.parametrize(("form", "buttons"), [("reschedule", 2), ("cancel", 1)])
def test_the_forms_that_change_a_booking_wait_too(
    desk: Desk, second_desk: Desk, sandbox: Sandbox, form: str, buttons: int
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("drop_before", method="PUT")
    move(desk, where)
    page = second_desk.get(f"{session_path(where)}{form}/")
    assert "Ana Ruiz’s request" in words(page)
    assert len(OFF.findall(page.text)) == buttons
    assert turned(second_desk, page.text) == ""
    assert settled(where).state == "not-applied"
    part = turned(second_desk, page.text)
    assert "The session is now “Scheduled”, Thu, Jan 14, 9:30 AM CST." in part
    assert (OFF.findall(part), f'href="{session_path(where)}{form}/"' in part) == ([], True)


def test_what_is_held_back_shows_the_state_as_it_is_known_now(
    desk: Desk, second_desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("drop_after")
    desk.book(where)
    busy = second_desk.post(form_path(where), booking(), headers=HTMX)
    assert settled(where).state == "accepted"
    late = second_desk.post(form_path(where), booking(), headers=HTMX)
    assert [one.status_code for one in (busy, late)] == [409, 409]
    assert [len(OFF.findall(one.text)) for one in (busy, late)] == [2, 2]
    assert [bool(WAITS.search(one.text)) for one in (busy, late)] == [True, False]
    heads = [one.text.split('id="form-state" hx-swap-oob="true">', 1)[1] for one in (busy, late)]
    assert ["state--checking" in heads[0], "state--scheduled" in heads[1]] == [True, True]
    assert turned(second_desk, busy.text).count("Ana Ruiz’s request is finished.") == 1


def test_without_scripts_the_result_is_looked_up_by_an_address_that_sends_nothing(
    desk: Desk, second_desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    shown = form_on(second_desk.get(form_path(where)))
    sandbox.trouble("drop_before", method="POST")
    desk.book(where)
    answer = second_desk.post(form_path(where), shown | booking(notes="Typed already"))
    assert answer.status_code == 409
    [plain] = WITHOUT_SCRIPTS.findall(answer.text)
    [way] = re.findall(r'href="([^"]+)">Open the form again</a>', plain)
    assert way.endswith("/schedule/") and "Reload" not in plain
    opened = second_desk.get(way)
    assert form_on(opened)["notes"] == "Typed already"
    assert "Reload this page" in WITHOUT_SCRIPTS.findall(opened.text)[0]
    assert len(sandbox.requests("POST")) == 1


def test_an_administrator_may_book_all_the_same_from_the_form_as_it_is_opened(
    administrator: Desk, desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    form = form_path(where)
    offers = ['name="override_reason"' in one.get(form).text for one in (administrator, desk)]
    assert offers == [True, False]
    assert len(OFF.findall(administrator.get(form).text)) == 2
    let_looks_count()
    sandbox.place(where["sessionSid"], status="Needs Proctor")
    assert OFF.findall(desk.get(form).text) == []


def test_a_draft_of_what_is_being_sent_is_not_told_as_unfinished(
    desk: Desk, second_desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    keep(desk, word_of(desk, form_path(where)), notes="Ground floor")
    assert "Your unfinished form was restored." in words(desk.get(form_path(where)))
    sandbox.trouble("drop_before", method="POST")
    second_desk.book(where)
    Attempt.objects.update(state="sending", actor=StoredDraft.objects.get().person)
    page = desk.get(form_path(where))
    told = words(page)
    assert "Your unfinished form was restored." not in told
    assert "What you filled in is on its way: nothing is lost." in told
    assert "Ground floor" not in page.text
    assert "on its way" not in words(second_desk.get(form_path(where)))

    Attempt.objects.update(state="unreachable")
    page = desk.get(form_path(where))
    assert "Your unfinished form was restored." in words(page)
    assert "Ground floor" in page.text


def test_a_draft_that_was_typed_since_something_was_sent_comes_back(
    desk: Desk, second_desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    word = word_of(desk, form_path(where))
    sandbox.trouble("drop_before", method="POST")
    second_desk.book(where)
    keep(desk, word, notes="Ground floor")
    earlier = timezone.now() - timedelta(minutes=1)
    draft = StoredDraft.objects.get(person__username="coordinator")
    Attempt.objects.update(state="sending", actor=draft.person, started_at=earlier)
    assert "Your unfinished form was restored." in words(desk.get(form_path(where)))
