"""What a yes says beside its session is told: on the page, of money in the headline, and in the
event.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import requests

from portal.sandbox.server import Sandbox
from scheduling.audit.kinds import Kind
from scheduling.models import Attempt
from tests.support.booking_actions import cancel
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.html import words
from tests.support.kept_values import found
from tests.support.outcomes import details
from tests.support.scripted_provider import message

ADDED = "SmarterProctoring’s answer adds: “{}”"
BOOKED, CANCELLED = (
    f"{done}. SmarterProctoring has confirmed it." for done in ("Booked", "Cancelled")
)
OF_A_BOOKING = [
    ({"message": "Card declined, pay at the center"}, "Card declined, pay at the center"),
    ({"warnings": ["Payment pending"]}, "Payment pending"),
    ({"paymentStatus": "declined"}, "payment status: declined"),
    ({"payment": {"status": "failed"}}, "payment status: failed"),
    ({"amount_due": 25}, "amount due: 25"),
]


def answering(sandbox: Sandbox, method: str, change: Callable[[Any], Any]) -> Callable[..., None]:
    """The stand-in, of which one call's answer is changed."""

    def answer(link: Any, asked: Any) -> None:
        kept = ("token", "authorization", "content-type")
        headers = {name: one for name, one in asked.headers.items() if name in kept}
        url = sandbox.url + asked.target
        done = requests.request(asked.method, url, headers=headers, data=asked.body or None)
        body = done.content
        if asked.method == method and "/sessions/" in asked.target:
            body = json.dumps(change(done.json())).encode()
        link.send(message(done.status_code, body))

    return answer


def page_after(desk: Desk, where: dict[str, Any]) -> str:
    return words(desk.get(session_path(where)))


@pytest.mark.faults(22)
@pytest.mark.parametrize(("beside", "said"), OF_A_BOOKING, ids=str)
def test_what_a_booking_s_yes_says_of_money_stands_in_the_headline(
    desk: Desk,
    sandbox: Sandbox,
    provide: Callable[..., Any],
    beside: dict[str, Any],
    said: str,
) -> None:
    where = sandbox.needs_proctor()[0]
    provide(answering(sandbox, "POST", lambda told: {**told, **beside}))
    desk.book(where)

    assert f"{BOOKED} {ADDED.format(said)}" in page_after(desk, where)
    assert Attempt.objects.get().answered_words == said
    assert details(Kind.OUTCOME)["provider_words"] == said
    assert [one for one in found().split("; ") if not one.startswith("the institution")] == []


@pytest.mark.faults(22)
def test_other_words_stand_below_it(
    desk: Desk, sandbox: Sandbox, provide: Callable[..., Any]
) -> None:
    where = sandbox.needs_proctor()[0]
    provide(answering(sandbox, "POST", lambda told: {**told, "info": "Bring an ID"}))
    desk.book(where)

    page = page_after(desk, where)
    assert (ADDED.format("Bring an ID") in page, f"{BOOKED} Smarter" in page) == (True, False)


@pytest.mark.faults(22)
@pytest.mark.parametrize(
    "beside", [{}, {"message": "Session booked successfully"}, {"paymentStatus": "Paid"}], ids=str
)
def test_a_yes_that_says_nothing_more_stays_as_it_is(
    desk: Desk, sandbox: Sandbox, provide: Callable[..., Any], beside: dict[str, Any]
) -> None:
    where = sandbox.needs_proctor()[0]
    provide(answering(sandbox, "POST", lambda told: {**told, **beside}))
    desk.book(where)

    page = page_after(desk, where)
    assert (BOOKED in page, "answer adds" in page) == (True, False)


@pytest.mark.faults(22)
@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("Cancelled. A fee of $25.00 was charged.", "Cancelled. A fee of $25.00 was charged."),
        ({"refund": "failed", "message": "No refund"}, "refund: failed; No refund"),
    ],
)
def test_a_fee_for_a_cancellation_stands_in_the_headline(
    desk: Desk, sandbox: Sandbox, provide: Callable[..., Any], body: Any, said: str
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.book(where)
    provide(answering(sandbox, "DELETE", lambda told: body))
    cancel(desk, where)

    assert f"{CANCELLED} {ADDED.format(said)}" in page_after(desk, where)


@pytest.mark.faults(24)
@pytest.mark.parametrize(
    "secret", ["4111 1111 1111 1111", "https://pay.example/s/1", "VCH-4471-ABCD"], ids=str
)
def test_what_is_secret_in_it_is_masked(
    desk: Desk, sandbox: Sandbox, provide: Callable[..., Any], secret: str
) -> None:
    where = sandbox.needs_proctor()[0]
    told = {"message": f"Payment with {secret} declined", "warnings": [f"See {secret}"]}
    provide(answering(sandbox, "POST", lambda shown: {**shown, **told}))
    desk.book(where, amount="25.00", currency="USD", voucher_code="VCH-4471-ABCD")

    kept = Attempt.objects.get().answered_words
    assert (secret in kept, secret in page_after(desk, where)) == (False, False)
    assert kept.startswith("Payment with ")
