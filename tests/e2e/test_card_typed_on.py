"""What is typed while the card becomes a token: the press that came before it sends nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel import accepted_sentences, payment_sentences
from tests.support.browser_answers import answers_of
from tests.support.browser_input import SEND, Mouse, chosen
from tests.support.browser_steps import SEAT, open_form, see
from tests.support.browser_windows import Windows
from tests.support.card_fields import DECLINED, StripesHosts, box, stripes_hosts, type_card
from tests.support.outcomes import posts

pytestmark = pytest.mark.browser
TYPED_ON = (
    "You typed on while the card was being checked. Nothing was sent."
    " Check the form, then press the button again."
)
REPLACED = (
    "The form changed while the card was being checked. Nothing was sent."
    " Check the form, then press the button again."
)


@pytest.fixture
def hosts(page: Page) -> StripesHosts:
    """Stripe takes its time over a token."""
    hosts = stripes_hosts(page)
    hosts.holds_tokens = True
    return hosts


@pytest.fixture
def hands(page: Page, hosts: StripesHosts, sandbox: Sandbox) -> Mouse:
    """At a seat's form for $25.50, with a card typed."""
    hands = open_form(page, sandbox.needs_proctor()[0])
    hands.fill(answers_of(SEAT))
    page.locator("#id_amount").fill("25.50")
    type_card(page)
    return hands


def press_until_the_token_is_made(hands: Mouse) -> None:
    hands.book()
    expect(hands.page.locator(SEND)).to_be_disabled()


def let_tokens_go(page: Page) -> None:
    page.evaluate("window.letTokensGo()")
    expect(page.locator(SEND)).to_be_enabled()


@pytest.mark.faults(49)
@pytest.mark.long
def test_an_amount_that_is_typed_meanwhile_is_sent_by_the_next_press_alone(
    page: Page, hands: Mouse, hosts: StripesHosts, sandbox: Sandbox
) -> None:
    press_until_the_token_is_made(hands)
    page.locator("#id_amount").fill("35")
    let_tokens_go(page)
    see(page, TYPED_ON)
    page.wait_for_timeout(1000)  # for what the earlier press might send, and a newer summary
    see(page, TYPED_ON)
    assert (hosts.tokens, posts(sandbox)) == ([], 0)

    hands.book()
    see(page, accepted_sentences.BOOKED)
    see(page, "$35.00 USD by card ending 4242")
    assert [one["body"]["amount"] for one in sandbox.requests("POST")] == [35]
    assert [one["cardToken"] for one in sandbox.charges()] == hosts.tokens


@pytest.mark.long
@pytest.mark.faults(49)
def test_a_card_that_is_typed_anew_meanwhile_is_asked_for_by_the_next_press_alone(
    page: Page, windows: Windows, hands: Mouse, hosts: StripesHosts, sandbox: Sandbox
) -> None:
    press_until_the_token_is_made(hands)
    number = box(page, "cardNumber").locator("input")
    number.press("Control+a")
    number.press_sequentially(DECLINED)
    expect(number).to_have_value("4000 0000 0000 0002")
    let_tokens_go(page)
    see(page, TYPED_ON)
    page.wait_for_timeout(1000)
    assert (hosts.tokens, posts(sandbox)) == ([], 0)

    hands.book()
    see(page, payment_sentences.CARD_REFUSED)
    [token] = hosts.tokens
    assert (token.startswith("tok_practice_declined"), sandbox.charges()) == (True, [])
    windows.expect(422)


@pytest.mark.long
@pytest.mark.faults(49)
def test_what_is_typed_while_the_form_is_checked_is_asked_to_be_pressed_for_again(
    page: Page, hands: Mouse, hosts: StripesHosts, sandbox: Sandbox
) -> None:
    checks = list[Route]()

    def hold(route: Route) -> None:
        is_check = "check_first=yes" in (route.request.post_data or "")
        checks.append(route) if is_check else route.continue_()

    page.route("**/schedule/", hold)
    with page.expect_request("**/schedule/"):
        hands.book()
    page.locator("#id_amount").fill("35")
    page.unroute("**/schedule/")
    [check] = checks
    check.continue_()
    see(page, TYPED_ON)
    page.evaluate("window.letTokensGo()")
    page.wait_for_timeout(1000)
    assert (hosts.tokens, posts(sandbox)) == ([], 0)
    hands.book()
    see(page, accepted_sentences.BOOKED)
    assert [one["body"]["amount"] for one in sandbox.requests("POST")] == [35]


@pytest.mark.long
@pytest.mark.faults(49)
def test_a_form_that_gives_way_to_another_type_s_meanwhile_sends_nothing_and_that_is_said(
    page: Page, hands: Mouse, hosts: StripesHosts, sandbox: Sandbox
) -> None:
    press_until_the_token_is_made(hands)
    page.locator("#type-proctoru").click()
    chosen(page, "proctoru")
    page.evaluate("window.letTokensGo()")
    see(page, REPLACED)
    page.wait_for_timeout(1000)
    assert (hosts.tokens, posts(sandbox)) == ([], 0)


@pytest.mark.long
@pytest.mark.faults(49)
def test_a_button_that_gives_way_to_another_meanwhile_has_to_be_pressed_itself(
    page: Page, hands: Mouse, hosts: StripesHosts, sandbox: Sandbox
) -> None:
    press_until_the_token_is_made(hands)
    # As the answer to what is asked for by itself does where the booking has turned.
    page.locator(SEND).evaluate(
        "it => { const next = it.cloneNode(true); next.disabled = false; it.replaceWith(next); }"
    )
    page.evaluate("window.letTokensGo()")
    see(page, REPLACED)
    page.wait_for_timeout(1000)
    assert (hosts.tokens, posts(sandbox)) == ([], 0)
    hands.book()
    see(page, accepted_sentences.BOOKED)
    assert [one["cardToken"] for one in sandbox.charges()] == hosts.tokens
