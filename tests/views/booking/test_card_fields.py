"""What the booking form's page opens for paying by card: Stripe's hosts on that page alone, and the
box for a token made elsewhere for administrators alone.
"""

from __future__ import annotations

import pytest
from pytest_django import Settings

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt, Institution
from tests.support.booking_form import booking, form_path, session_path
from tests.support.client import Desk
from tests.support.html import form_on, words
from tests.support.outcomes import posts

KEY = "pk_live_TYooMQauvdEDq54NiTphI7jx"
PAID = {"amount": "25.50", "currency": "USD"}
FROM_PAGE = {"check_first": "yes", "has_card_token": "yes"}


def policy(desk: Desk, path: str) -> dict[str, set[str]]:
    header = desk.get(path).headers["Content-Security-Policy"]
    parts = (one.split() for one in header.split(";"))
    return {name: set(sources) for name, *sources in parts}


@pytest.fixture
def where(sandbox: Sandbox) -> dict[str, str]:
    return sandbox.needs_proctor()[0]


def test_stripes_hosts_are_open_on_the_form_alone(desk: Desk, where: dict[str, str]) -> None:
    Institution.objects.update(stripe_publishable_key=KEY)
    usual, form = policy(desk, session_path(where)), policy(desk, form_path(where))
    assert usual["script-src"] == {"'self'"}
    assert "frame-src" not in usual
    assert form == usual | {
        "script-src": {"'self'", "https://js.stripe.com"},
        "frame-src": {"https://js.stripe.com", "https://hooks.stripe.com"},
        "connect-src": {"'self'", "https://api.stripe.com"},
    }
    move = policy(desk, f"{session_path(where)}reschedule/")
    assert move == usual


def test_practice_opens_the_stand_in_alone(
    desk: Desk, sandbox: Sandbox, where: dict[str, str]
) -> None:
    form = policy(desk, form_path(where))
    assert form["script-src"] == {"'self'", sandbox.url}
    assert form["frame-src"] == {sandbox.url}
    assert "stripe.com" not in str(form)


def test_without_any_key_nothing_is_opened_and_the_portals_own_key_serves_all_that_have_none(
    desk: Desk, where: dict[str, str], settings: Settings
) -> None:
    Institution.objects.update(base_url="https://api.smarterproctoring.com")
    page = desk.get(form_path(where))
    assert "Paying by card is not set up at Northfield University" in words(page)
    assert "frame-src" not in page.headers["Content-Security-Policy"]
    settings.STRIPE_PUBLISHABLE_KEY = KEY
    page = desk.get(form_path(where))
    assert f'data-key="{KEY}"' in page.text
    assert f'data-script="{settings.STRIPE_JS_URL}"' in page.text


def test_administrators_may_paste_a_token_and_from_others_a_program_still_can_send_one(
    desk: Desk, administrator: Desk, sandbox: Sandbox
) -> None:
    first, second = sandbox.needs_proctor()[:2]
    paste = "Paste a card token made elsewhere"
    assert paste in words(administrator.get(form_path(first)))
    page = desk.get(form_path(first))
    assert paste not in words(page)
    assert form_on(page)["card_token"] == ""
    for who, where, token in ((desk, first, "tok_x1"), (administrator, second, "tok_x2")):
        assert who.book(where, **PAID, card_token=token).status_code == 302
    assert [one["cardToken"] for one in sandbox.charges()] == ["tok_x1", "tok_x2"]


def test_a_check_sends_nothing_and_says_only_whether_the_form_is_sound(
    desk: Desk, sandbox: Sandbox, where: dict[str, str]
) -> None:
    path = form_path(where)
    assert desk.post(path, booking(**PAID, **FROM_PAGE)).status_code == 204
    faulty = desk.post(path, booking(**PAID, **FROM_PAGE, appointment_date_time=""))
    assert faulty.status_code == 422
    both = desk.post(path, booking(**PAID, **FROM_PAGE, voucher_code="PRACTICE-OK"))
    assert "Clear the voucher code or the card: only one of them can pay." in words(both)
    assert "tok_made" not in faulty.text + both.text
    assert (posts(sandbox), Attempt.objects.count()) == (0, 0)


@pytest.mark.parametrize("digits", ["4242", "4242424242424242", "42 2", ""])
def test_four_digits_of_the_card_are_kept_and_nothing_longer(
    desk: Desk, where: dict[str, str], digits: str
) -> None:
    desk.book(where, **PAID, card_token="tok_kept", card_last_four=digits)
    kept = digits if digits == "4242" else ""
    found = Attempt.objects.values_list("card_last_four", flat=True)
    assert list(found) in ([kept], [])


def test_a_token_that_the_page_made_never_comes_back_even_where_nothing_was_sent(
    desk: Desk, where: dict[str, str], unreached: None
) -> None:
    answer = desk.book(where, **PAID, card_token="tok_typed_here", card_last_four="4242")
    assert (answer.status_code, "tok_typed_here" in answer.text) == (502, False)
    assert "The card was not used, and its number was not kept. Enter it again." in words(answer)
    pasted = desk.book(where, **PAID, card_token="tok_by_program")
    assert (pasted.status_code, form_on(pasted)["card_token"]) == (502, "tok_by_program")


@pytest.fixture
def unreached(desk: Desk, where: dict[str, str]) -> None:
    desk.get(session_path(where))
    Institution.objects.update(base_url="http://127.0.0.1:9")
