"""A price and a cancellation's reason are read in the event and the story, not only in the fold of
what was sent.
"""

from __future__ import annotations

from uuid import uuid4

from portal.sandbox.server import Sandbox
from scheduling.models import AuditEvent
from scheduling.views.log.request_facts import in_words
from tests.support.booking_actions import WHY, book, cancel, settle_by_hand
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.html import words


def readable(page: str) -> str:
    """The page without its folds."""
    return page.split('<details class="fold">', 1)[0]


def test_the_price_and_the_reason_stand_in_event_and_story(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    desk.book(where, amount="25.50", currency="USD", voucher_code="PRACTICE-OK")
    asked = {
        "attempt_id": str(uuid4()),
        "reason": "no-show",
        "cancellation_memo": "Maya rang: she is ill",
    }
    assert desk.post(f"{session_path(where)}cancel/", asked).status_code == 302

    booked, cancelled = (
        AuditEvent.objects.filter(kind="outcome")
        .order_by("number")
        .values_list("number", flat=True)
    )
    price, reason = "$25.50 USD by voucher ending E-OK", "No-show"
    pages = [readable(desk.get(f"/audit/{number}/").text) for number in (booked, cancelled)]
    assert [price in page for page in pages] == [True, False]
    assert [reason in page and "Maya rang: she is ill" in page for page in pages] == [False, True]
    story = desk.get(f"{session_path(where).replace('/sessions/', '/audit/story/session/')}").text
    assert price in story
    assert reason in story
    assert "PRACTICE-OK" not in story


def test_what_pays_is_never_more_than_its_last_four() -> None:
    assert in_words({"amount": "10", "currency": "EUR", "cardToken": "…4242"}) == [
        ("Payment", "€10.00 EUR by card token ending 4242")
    ]
    assert in_words({"voucherCode": "…"}) == [("Payment", "Voucher, no amount given")]
    assert in_words({"type": "examity", "notes": "x"}) == []


def test_a_card_that_the_page_made_a_token_of_is_told_by_its_own_last_four(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    paid = {"amount": "25.50", "currency": "USD", "card_token": "tok_practice_visa_ab12"}
    desk.book(where, **paid, card_last_four="4242")
    outcome = AuditEvent.objects.get(kind="outcome")
    for address in (f"/audit/{outcome.number}/", session_path(where)):
        page = words(desk.get(address))
        assert "$25.50 USD by card ending 4242" in page
        assert "card token" not in page.split("What was sent", 1)[0]


def test_why_somebody_decided_is_told_in_their_words_and_nothing_answered(
    desk: Desk, administrator: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("drop_before", method="DELETE")
    cancel(desk, where)
    settle_by_hand(administrator, where, "no")
    rows = administrator.get("/audit/").text.split('<li class="log__item')
    told = next(one for one in rows if f"“{WHY}”" in one)
    assert "SmarterProctoring answered in" not in told
