"""After a booking that did not go through: its answers come back into the form with one click."""

from __future__ import annotations

import re
from html import unescape

import pytest

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.parts import NextStep
from scheduling.forms.booking.payment.payable_form import NOT_KEPT, VOUCHER_NOT_KEPT
from scheduling.models import StoredDraft
from tests.support.booking_actions import NEW_INSTANT, NEW_TIME, cancel, move
from tests.support.booking_form import DULUTH, EXAM_DAY, form_path, session_path
from tests.support.client import Desk
from tests.support.html import form_on, words
from tests.support.outcomes import attempt_of

NOTES = "Bring a photo ID.\nRoom “4”"
ANSWERS = {"notes": NOTES, "amount": "25.50", "currency": "USD", "exam_locale": "en-GB"}
TOKEN, VOUCHER = "tok_practice_declined_77", "PRACTICE-409-7"


def link_on(page: str) -> str:
    """Where “Book again with these answers” leads."""
    found = re.search(f'href="([^"]+)">{NextStep.BOOK_AGAIN}</a>', page)
    assert found, page
    return unescape(found[1])


@pytest.fixture
def where(desk: Desk, sandbox: Sandbox) -> dict[str, str]:
    """A session whose booking was refused: its draft is gone, as on another day."""
    place = sandbox.needs_proctor()[0]
    sandbox.trouble("status", code=422, method="POST")
    assert desk.book(place, **ANSWERS, card_token=TOKEN).status_code == 422
    StoredDraft.objects.all().delete()
    return place


def test_the_answers_of_a_refused_booking_come_back(desk: Desk, where: dict[str, str]) -> None:
    page = desk.get(link_on(desk.get(session_path(where)).text))
    form = form_on(page)
    assert form.items() >= (ANSWERS | {"appointment_date_time": EXAM_DAY}).items()
    assert form["attempt_id"] != str(attempt_of(where).attempt_id)
    assert form["card_token"] == ""
    assert TOKEN[-4:] not in page.text
    assert NOT_KEPT in words(page)
    assert "Your last answers are filled in." in words(page)

    assert desk.post(form_path(where), form | {"card_token": f"{TOKEN[:-10]}ok"}).status_code == 302


def test_a_voucher_is_asked_for_again(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("status", code=422, method="POST")
    desk.book(where, **ANSWERS, voucher_code=VOUCHER)
    StoredDraft.objects.all().delete()
    page = desk.get(link_on(desk.get(session_path(where)).text))
    assert (form_on(page)["voucher_code"], VOUCHER in page.text) == ("", False)
    assert VOUCHER_NOT_KEPT in words(page)


def test_a_learner_who_changes_their_mind_is_booked_as_they_were_but_paid_for_anew(
    desk: Desk, auditor: Desk, sandbox: Sandbox
) -> None:
    place = sandbox.needs_proctor()[0]
    assert desk.book(place, **ANSWERS, voucher_code="PRACTICE-OK").status_code == 302
    assert move(desk, place, appointment_date_time=NEW_TIME).status_code == 302
    assert cancel(desk, place).status_code == 302
    new = place | {"sessionSid": sandbox.bookings(place["sessionSid"])[-1]["new_session_sid"]}
    cancelled = desk.get(session_path(place)).text
    assert cancelled.count("Open the learner’s new session") == 1
    assert "Open the new session" not in cancelled
    label = str(NextStep.BOOK_AS_IT_WAS)
    assert label not in auditor.get(session_path(place)).text
    [link] = re.findall(f'href="([^"]+)">{label}</a>', cancelled)

    blank = desk.get(form_path(new))
    assert "The learner’s last booking of this exam was cancelled." in words(blank)
    [to_it] = re.findall(r'href="([^"]+)">Fill them in</a>', blank.text)
    assert (form_on(blank)["notes"], to_it) == ("", link)
    page = desk.get(unescape(link))
    form = form_on(page)
    kept = {"notes": NOTES, "appointment_date_time": NEW_TIME, "voucher_code": ""}
    assert form.items() >= (kept | {"proctor_location_sid": DULUTH}).items()
    assert ("PRACTICE-OK" in page.text, VOUCHER_NOT_KEPT in words(page)) == (False, True)
    assert desk.post(form_path(new), form | {"amount": "", "currency": ""}).status_code == 302
    assert sandbox.session(new["sessionSid"])["appointmentDate"] == NEW_INSTANT
    assert "To read to the learner" not in words(desk.get(session_path(place)))


def test_what_the_person_has_typed_since_is_not_lost(
    desk: Desk, second_desk: Desk, where: dict[str, str]
) -> None:
    """A colleague fills in the same session's form while the first person's booking is refused."""
    fresh = form_on(second_desk.get(form_path(where)))
    typed = fresh | {"typed": "notes", "notes": "Typed by a colleague"}
    assert second_desk.post("/drafts/", typed).status_code in (200, 204)
    form = form_on(second_desk.get(link_on(second_desk.get(session_path(where)).text)))
    assert (form["notes"], form["amount"]) == ("Typed by a colleague", "25.50")


def test_nothing_comes_back_for_a_booking_that_went_through_or_of_another_session(
    desk: Desk, sandbox: Sandbox, where: dict[str, str]
) -> None:
    other = sandbox.needs_proctor()[1]
    link = link_on(desk.get(session_path(where)).text)
    for path in (
        link.replace(where["sessionSid"], other["sessionSid"]),
        f"{form_path(where)}?again=no-number",
    ):
        assert form_on(desk.get(path))["notes"] == ""

    attempt_of(where).session.attempts.update(state="accepted")
    assert form_on(desk.get(link))["notes"] == ""


def test_who_may_only_read_is_offered_no_booking(auditor: Desk, where: dict[str, str]) -> None:
    assert str(NextStep.BOOK_AGAIN) not in auditor.get(session_path(where)).text


def test_a_blank_form_says_that_a_booking_was_tried_and_leads_to_its_answers(
    desk: Desk, second_desk: Desk, where: dict[str, str]
) -> None:
    page = desk.get(form_path(where))
    assert form_on(page)["notes"] == ""
    tried = "The last booking did not go through."
    assert tried in words(page)
    assert attempt_of(where).reason in words(page)
    [to_it] = re.findall(r'href="([^"]+)">Fill them in</a>', page.text)
    assert form_on(desk.get(unescape(to_it))).items() >= ANSWERS.items()
    assert tried not in words(desk.get(unescape(to_it)))

    typed = form_on(page) | {"typed": "notes", "notes": "Room 5"}
    assert desk.post("/drafts/", typed).status_code in (200, 204)
    assert tried not in words(desk.get(form_path(where)))
    assert tried in words(second_desk.get(form_path(where)))
    assert desk.book(where, notes=NOTES).status_code == 302
    assert tried not in words(second_desk.get(form_path(where)))
