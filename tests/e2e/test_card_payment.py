"""Paying by card: Stripe's own fields, a token for each request and never one twice, and no digit
of the card in anything that the portal has.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel import accepted_sentences, payment_sentences
from scheduling.models import Attempt, AuditEvent, Institution
from scheduling.views.booking.sending import CARD_SPENT
from tests.support.axe import findings
from tests.support.booking_form import session_path
from tests.support.browser_answers import answers_of
from tests.support.browser_input import SEND, Mouse, unfold
from tests.support.browser_steps import SEAT, open_form, see
from tests.support.browser_windows import Windows
from tests.support.card_fields import (
    DECLINED,
    GOOD,
    LOST,
    SCRIPT,
    SECOND_TRY,
    StripesHosts,
    box,
    stripes_hosts,
    type_card,
)
from tests.support.client import Desk
from tests.support.html import has_digits
from tests.support.outcomes import posts, settled
from tests.support.switching import ONLINE, arrived

pytestmark = pytest.mark.browser
FAULT = "[data-card-fault]"


@pytest.fixture
def hosts(page: Page) -> StripesHosts:
    return stripes_hosts(page)


@pytest.fixture
def where(sandbox: Sandbox) -> dict[str, str]:
    return sandbox.needs_proctor()[0]


def fill(page: Page, where: Mapping[str, str], card: str = GOOD) -> Mouse:
    """A seat for $25.50, with a card typed."""
    hands = open_form(page, where)
    hands.fill(answers_of(SEAT))
    page.locator("#id_amount").fill("25.50")
    type_card(page, card)
    return hands


def on_disk(database: Path) -> bytes:
    files = [*database.parent.glob("portal.sqlite3*")]
    return b"".join(file.read_bytes() for file in files)


@pytest.mark.faults(49)
def test_a_double_click_makes_one_token_in_one_body_and_it_is_nowhere_else(
    page: Page,
    hosts: StripesHosts,
    sandbox: Sandbox,
    where: dict[str, str],
    database: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    fill(page, where)
    assert page.locator(f"script[src='{SCRIPT}']").count() == 1
    page.locator(SEND).dblclick()
    see(page, accepted_sentences.BOOKED)
    see(page, "$25.50 USD by card ending 4242")

    [token] = hosts.tokens
    assert posts(sandbox) == 1
    assert [one["cardToken"] for one in sandbox.charges()] == [token]
    attempt = Attempt.objects.get()
    assert (attempt.card_last_four, attempt.asked["cardToken"]) == ("4242", f"…{token[-4:]}")
    places = [page.content(), caplog.text, on_disk(database).decode("utf-8", "replace")]
    places += [str(page.evaluate("({...localStorage, ...sessionStorage, c: document.cookie})"))]
    places += [str(list(AuditEvent.objects.values_list("sentence", "details")))]
    sent = [body for body in hosts.sent if token not in body]
    assert len(sent) == len(hosts.sent) - 1
    held = [secret for secret in (token, GOOD, "4242 4242") for one in places if secret in one]
    assert (held, [one for one in sent if has_digits(one, "4242")]) == ([], [])


@pytest.mark.long
@pytest.mark.faults(49)
def test_after_a_declined_card_another_token_is_made_and_the_page_says_why(
    page: Page,
    windows: Windows,
    hosts: StripesHosts,
    sandbox: Sandbox,
    where: dict[str, str],
) -> None:
    fill(page, where, DECLINED).book()
    see(page, payment_sentences.CARD_REFUSED)
    see(page, f"Card: {CARD_SPENT}")
    expect(box(page, "cardNumber").locator("input")).to_have_value("")
    page.locator(SEND).click()  # without a card nothing goes out, and nothing old either
    see(page, "Enter a card or a voucher code to pay 25.50 USD.")
    assert (len(hosts.tokens), posts(sandbox)) == (1, 1)

    type_card(page)
    page.locator(SEND).click()
    see(page, accepted_sentences.BOOKED)
    first, second = hosts.tokens
    assert (first != second, posts(sandbox)) == (True, 2)
    assert [one["cardToken"] for one in sandbox.charges()] == [second]
    windows.expect(422, 422)


@pytest.mark.long
@pytest.mark.faults(49)
def test_a_lost_answer_leads_to_one_request_and_is_settled_as_one_charge(
    page: Page, hosts: StripesHosts, sandbox: Sandbox, where: dict[str, str]
) -> None:
    fill(page, where, LOST).book()
    see(page, payment_sentences.DO_NOT_PAY)
    settled(where)
    page.goto(session_path(where))
    see(page, accepted_sentences.BOOKED)
    assert (len(hosts.tokens), posts(sandbox), len(sandbox.charges())) == (1, 1, 1)


@pytest.mark.long
def test_no_token_is_made_for_a_form_that_comes_back_and_the_card_stays_typed(
    page: Page, windows: Windows, hosts: StripesHosts, sandbox: Sandbox, where: dict[str, str]
) -> None:
    hands = fill(page, where)
    page.locator("#id_appointment_date_time").fill("")
    hands.book()
    expect(page.locator(".error-summary")).to_be_focused()
    number = box(page, "cardNumber").locator("input")
    expect(number).to_have_value("4242 4242 4242 4242")
    assert (hosts.tokens, posts(sandbox)) == ([], 0)

    hands.fill({"appointment_date_time": answers_of(SEAT)["appointment_date_time"]})
    hands.book()
    see(page, accepted_sentences.BOOKED)
    assert (len(hosts.tokens), posts(sandbox)) == (1, 1)
    windows.expect(422)


@pytest.mark.long
def test_what_stripe_says_is_told_at_the_card_and_a_second_try_pays(
    page: Page, hosts: StripesHosts, sandbox: Sandbox, where: dict[str, str]
) -> None:
    hands = fill(page, where, SECOND_TRY)
    hands.book()
    expect(page.locator(FAULT)).to_contain_text("An error occurred while processing your card.")
    expect(page.locator(FAULT)).to_have_attribute("role", "alert")
    assert (hosts.tokens, posts(sandbox)) == ([], 0)
    hands.book()
    see(page, accepted_sentences.BOOKED)
    assert (len(hosts.tokens), posts(sandbox)) == (1, 1)


@pytest.mark.long
def test_a_card_that_can_t_be_one_is_told_while_it_is_typed_and_none_is_sent(
    page: Page, hosts: StripesHosts, sandbox: Sandbox, where: dict[str, str]
) -> None:
    hands = fill(page, where, "4242424242424241")
    expect(page.locator(FAULT)).to_have_text("Your card number is invalid.")
    hands.book()
    expect(page.locator(FAULT)).to_have_text("Your card number is invalid.")
    assert (hosts.tokens, posts(sandbox)) == ([], 0)


@pytest.mark.long
def test_where_stripe_can_t_be_reached_the_page_says_so_and_a_voucher_books(
    page: Page, windows: Windows, hosts: StripesHosts, where: dict[str, str]
) -> None:
    hosts.is_down = True
    hands = open_form(page, where)
    see(page, "The card fields could not be loaded from Stripe.")
    windows.expect(503)
    hands.fill(answers_of(SEAT))
    page.locator("#id_amount").fill("25.50")
    page.locator("#id_voucher_code").fill("PRACTICE-OK")
    hands.book()
    see(page, accepted_sentences.BOOKED)


@pytest.mark.long
def test_the_fields_take_our_colors_in_both_themes_and_axe_finds_nothing(
    page: Page, hosts: StripesHosts, where: dict[str, str]
) -> None:
    fill(page, where)
    number, label = box(page, "cardNumber").locator("body"), page.locator("#id_amount")
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        color = label.evaluate("it => getComputedStyle(it).color")
        expect(number).to_have_css("color", color)
    assert findings(page) == []


def switch_to_paid(page: Page, where: Mapping[str, str], card: str) -> Mouse:
    """From a booking that cost nothing to one of ProctorU for $25.50, with a card typed."""
    page.goto(f"{session_path(where)}switch/?type=proctoru")
    hands = Mouse(page)
    unfold(page)
    page.locator("#id_appointment_date_time").fill("2027-01-15T09:30")
    page.locator("#id_proctor_location_sid").select_option(ONLINE)
    page.locator("#id_cancellation_memo").fill("Wants to take it at home.")
    page.locator("#id_amount").fill("25.50")
    type_card(page, card)
    return hands


@pytest.mark.long
@pytest.mark.faults(49)
def test_a_switch_to_a_paid_type_checks_first_and_pays_once_for_the_new_session(
    page: Page,
    windows: Windows,
    hosts: StripesHosts,
    desk: Desk,
    sandbox: Sandbox,
    where: dict[str, str],
) -> None:
    assert desk.book(where).status_code == 302
    sandbox.clear()
    switch_to_paid(page, where, GOOD)
    page.locator("#id_amount").fill("25.505")  # no token is made for a form that comes back
    page.locator(SEND).click()
    expect(page.locator(".error-summary")).to_be_focused()
    assert (hosts.tokens, arrived(sandbox)) == ([], [])
    page.locator("#id_amount").fill("25.50")
    page.locator(SEND).click()
    see(page, accepted_sentences.BOOKED)
    see(page, "$25.50 USD by card ending 4242")
    [token] = hosts.tokens
    assert arrived(sandbox) == ["DELETE", "POST"]
    assert [one["cardToken"] for one in sandbox.charges()] == [token]
    assert token not in page.content()
    windows.expect(422)


@pytest.mark.long
@pytest.mark.faults(49)
def test_a_card_that_is_declined_in_a_switch_is_asked_for_again_in_the_second_step(
    page: Page,
    windows: Windows,
    hosts: StripesHosts,
    desk: Desk,
    sandbox: Sandbox,
    where: dict[str, str],
) -> None:
    assert desk.book(where).status_code == 302
    sandbox.clear()
    switch_to_paid(page, where, DECLINED)
    page.locator(SEND).click()
    see(page, "Step 2 of 2: book the learner again")
    see(page, payment_sentences.CARD_REFUSED)
    assert sandbox.charges() == []
    type_card(page)
    page.locator(SEND).click()
    see(page, accepted_sentences.BOOKED)
    first, second = hosts.tokens
    assert (first != second, arrived(sandbox)) == (True, ["DELETE", "POST", "POST"])
    assert [one["cardToken"] for one in sandbox.charges()] == [second]
    windows.expect(422)


def test_nothing_is_asked_of_stripe_until_the_payment_is_opened(
    page: Page, hosts: StripesHosts, where: dict[str, str]
) -> None:
    page.goto(f"{session_path(where)}schedule/?type={SEAT}")
    expect(page.locator("#card-fields")).to_be_hidden()
    assert hosts.asked == []
    page.locator("details:has(#card-fields) > summary").click()
    expect(page.locator("#card-fields[data-ready]")).to_be_visible()
    assert hosts.asked[0] == SCRIPT


@pytest.mark.long
def test_practice_pays_by_the_stand_ins_own_fields(
    page: Page, sandbox: Sandbox, where: dict[str, str]
) -> None:
    fill(page, where).book()
    see(page, accepted_sentences.BOOKED)
    assert page.locator(f"script[src='{sandbox.url}/stripe/stripe.js']").count() == 0
    [charge] = sandbox.charges()
    assert charge["cardToken"].startswith("tok_practice_visa_")


@pytest.mark.long
def test_without_javascript_the_form_says_how_else_to_pay(
    windows: Windows, desk: Desk, where: dict[str, str]
) -> None:
    page = windows.open("coordinator", java_script_enabled=False)
    page.goto(f"{session_path(where)}schedule/?type={SEAT}")
    page.locator("details:has(#card-fields) > summary").click()
    see(page, "Paying by card needs JavaScript. Use a voucher, or leave the price blank.")
    expect(page.locator("#card-fields")).to_be_hidden()


@pytest.mark.long
def test_where_no_key_is_entered_the_form_says_so(
    page: Page, where: dict[str, str], unreachable: None
) -> None:
    Institution.objects.update(base_url="https://api.smarterproctoring.com")
    open_form(page, where)
    see(page, "Paying by card is not set up at Northfield University")
