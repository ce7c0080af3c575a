"""What a person sees of each outcome, and what pressing twice does."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.accepted_sentences import BOOKED, NOT_AS_ASKED
from scheduling.booking.outcome_panel.failed_sentences import NOT_APPLIED
from scheduling.booking.outcome_panel.open_sentences import NOT_KNOWN, OTHERS_DECIDE
from scheduling.booking.outcome_panel.parts import NextStep
from scheduling.booking.permitted_actions import ALREADY_BOOKED
from scheduling.models import Attempt
from tests.support.axe import findings
from tests.support.booking_form import session_path
from tests.support.browser_answers import EXAM_DAY, Given, answers_of
from tests.support.browser_input import SEND, Mouse
from tests.support.browser_steps import SEAT, book_a_seat, open_form, see
from tests.support.browser_windows import Windows
from tests.support.outcomes import settle

pytestmark = pytest.mark.browser


def states() -> list[str]:
    return list(Attempt.objects.order_by("pk").values_list("state", flat=True))


@pytest.mark.long
@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        ("drop_after", BOOKED),
        ("drop_before", NOT_APPLIED["schedule"]),
    ],
)
def test_a_page_without_an_answer_turns_by_itself_when_it_is_settled(
    page: Page, sandbox: Sandbox, trouble: str, words: str
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble(trouble)
    book_a_seat(page, where)
    see(page, NOT_KNOWN["schedule"])
    expect(page.get_by_role("link", name="Book this session")).to_have_count(0)
    expect(page.get_by_text("answered in")).to_have_count(0)

    settle()
    see(page, words)
    assert page.url.endswith(session_path(where))
    assert len(sandbox.requests("POST")) == 1


def test_a_double_click_books_once(page: Page, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("latency", ms=400)
    hands = open_form(page, where)
    hands.fill(answers_of(SEAT))
    page.locator(SEND).dblclick()

    see(page, BOOKED)
    assert len(sandbox.requests("POST")) == len(sandbox.bookings()) == 1
    assert states() == ["accepted"]


@pytest.mark.long
def test_enter_in_a_field_books_and_does_not_change_the_type(page: Page, sandbox: Sandbox) -> None:
    hands = open_form(page, sandbox.needs_proctor()[0])
    hands.fill(answers_of(SEAT))
    page.locator("#id_first_name").press("Enter")

    see(page, BOOKED)
    assert [one["body"]["type"] for one in sandbox.requests("POST")] == [SEAT]


@pytest.mark.long
def test_going_back_after_a_booking_finds_no_button_that_books_again(
    windows: Windows, sandbox: Sandbox
) -> None:
    page = windows.open("coordinator")
    book_a_seat(page, sandbox.needs_proctor()[0])
    see(page, BOOKED)
    page.go_back()
    Mouse(page).fill(answers_of(SEAT))
    page.locator("#id_appointment_date_time").press("Enter")
    expect(page.locator(SEND)).to_be_disabled()

    windows.settle(page)
    assert len(sandbox.requests("POST")) == 1
    assert states() == ["accepted"]


@pytest.mark.long
def test_a_second_coordinator_is_told_who_booked_meanwhile(
    windows: Windows, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    first, second = windows.open("coordinator"), windows.open("coordinator2")
    hands = open_form(second, where)
    hands.fill(answers_of(SEAT))
    book_a_seat(first, where)
    see(first, BOOKED)
    hands.book()

    see(second, "Already booked. Nothing was sent.")
    see(second, "Ana Ruiz booked this session a moment ago.")
    expect(second.locator("#id_appointment_date_time")).to_have_value(f"{EXAM_DAY}T09:30")
    assert len(sandbox.requests("POST")) == 1
    windows.expect(409)


@pytest.mark.long
def test_what_the_provider_stored_differently_is_said_in_words(
    page: Page, sandbox: Sandbox
) -> None:
    sandbox.trouble("hour_off")
    book_a_seat(page, sandbox.needs_proctor()[0])

    see(page, NOT_AS_ASKED.format(title="Booked", who="you"))
    row = page.get_by_role("row", name="Start")
    expect(row.get_by_role("cell")).to_have_text(["9:30 AM CST", "≠Different: 10:30 AM CST"])
    see(page, "Start: asked for 9:30 AM CST, stored as 10:30 AM CST.")  # in the history
    assert findings(page) == []


@pytest.mark.long
def test_the_session_tells_what_to_read_to_the_learner_and_why_it_is_not_booked_again(
    page: Page, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    book_a_seat(page, where)

    see(page, f"January 14, {EXAM_DAY[:4]} from 9:30 to 11:00 AM CST, Duluth Testing Center")
    see(page, ALREADY_BOOKED)


@pytest.mark.long
def test_what_cannot_be_decided_waits_in_a_list_until_an_administrator_settles_it(
    windows: Windows, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("drop_before")
    page = windows.open("coordinator")
    book_a_seat(page, where)
    see(page, NOT_KNOWN["schedule"])
    sandbox.place(where["sessionSid"], status="Incident")
    settle()
    page.reload()
    see(page, OTHERS_DECIDE.format(names="Ingrid Sato"))
    expect(page.get_by_role("link", name=NextStep.SETTLE)).to_have_count(0)
    page = windows.open("administrator")
    page.get_by_role("link", name="1 needs your decision").click()
    page.get_by_role("link", name=where["learner"]).click()
    page.get_by_role("button", name="Save the decision").click()
    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_label("Yes, it is booked as asked").check()
    page.get_by_label("How do you know?").fill("Seen in SmarterProctoring at 9:46")
    page.get_by_role("button", name="Save the decision").click()

    see(page, "Seen in SmarterProctoring at 9:46")
    assert states() == ["accepted"]
    windows.expect(422)


@pytest.mark.long
def test_notes_with_markup_in_them_are_shown_as_they_were_typed(
    page: Page, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    hands = open_form(page, where)
    text = "</textarea><script>alert(1)</script> & “co” \U0001f600"
    hands.fill(answers_of(SEAT) | {"notes": Given(text, "notes", text)})
    hands.book()

    see(page, BOOKED)
    assert [one["body"]["notes"] for one in sandbox.requests("POST")] == [text]


@pytest.mark.long
def test_a_form_beside_an_open_request_turns_and_what_was_typed_stays(
    windows: Windows, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    first, second = windows.open("coordinator"), windows.open("administrator")
    sandbox.trouble("drop_before")
    book_a_seat(first, where)
    see(first, NOT_KNOWN["schedule"])
    open_form(second, where)
    see(second, "is being checked.")
    second.get_by_text("Paste a card token made elsewhere").click()
    button = second.locator("#form-send").get_by_role("button")
    expect(button).to_be_disabled()
    second.locator("#id_card_token").fill("tok_4242")
    second.locator("#id_voucher_code").fill("FINALS")
    see(second, "only one of them can pay")  # the summary knows of the token, which it was not told

    settle()
    see(second, "Nothing is booked. You can book now.")
    expect(button).to_be_enabled()
    expect(second.locator("#form-state")).to_have_text("Needs proctor")
    expect(second.locator("#id_voucher_code")).to_be_focused()
    expect(second.locator("#id_card_token")).to_have_value("tok_4242")
