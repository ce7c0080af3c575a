"""Vouchers and card tokens that a person can type to see trouble."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.sandbox.practice_codes import CARD_TOKENS, VOUCHERS
from portal.sandbox.server import Sandbox
from tests.support.polling import until
from tests.support.raw_http import talk
from tests.support.sandbox_bookings import BODY

STATUS = {
    "PRACTICE-OK": 200,
    "PRACTICE-400": 400,
    "PRACTICE-401": 401,
    "PRACTICE-403": 403,
    "PRACTICE-404": 404,
    "PRACTICE-409": 409,
    "PRACTICE-422": 422,
    "PRACTICE-BUSY": 429,
    "PRACTICE-500": 500,
    "PRACTICE-502": 502,
    "PRACTICE-503": 503,
    "PRACTICE-REDIRECT": 307,
}
# Those that book, whatever they answer.
BOOKS = {
    "PRACTICE-OK",
    "PRACTICE-TIMEOUT-BOOKED",
    "PRACTICE-LOST-ANSWER",
    "PRACTICE-500-BOOKED",
    "PRACTICE-504",
    "PRACTICE-CUT",
    "PRACTICE-BROKEN",
    "PRACTICE-MISLABELLED",
    "PRACTICE-EMPTY",
    "PRACTICE-DRIP",
    "PRACTICE-ENDLESS",
    "PRACTICE-HOUR-OFF",
    "PRACTICE-SETTLE",
    "PRACTICE-OTHER-PLACE",
    "PRACTICE-OTHER-LEARNER",
    "PRACTICE-PLACE-NAME",
    "PRACTICE-ODD-TIME",
    "PRACTICE-NO-STATUS",
    "PRACTICE-OTHER-PRICE",
    "PRACTICE-OTHER-SESSION",
    "PRACTICE-PENDING",
    "PRACTICE-NULLS",
    "PRACTICE-SPELLING",
    "PRACTICE-WRONG-TYPES",
}
# Those that say nothing at all until they hang up.
SILENT = {"PRACTICE-TIMEOUT", "PRACTICE-TIMEOUT-BOOKED", "tok_practice_timeout"}
# Those that book, but only after seconds.
LATER = {"PRACTICE-SLOW", "PRACTICE-LATE"}


@pytest.mark.parametrize("code", sorted(set(VOUCHERS) - LATER))
def test_each_voucher_does_as_the_catalogue_says(
    sandbox: Sandbox, url: Callable, waiting: dict, code: str
) -> None:
    heard = talk(
        "POST", url(waiting), {**BODY, "voucherCode": code}, patience=patience(code), limit=100
    )
    assert heard.status == STATUS.get(code, heard.status)
    until(lambda: bool(sandbox.bookings()) == (code in BOOKS))


def test_a_practice_voucher_is_never_used_up(sandbox: Sandbox, url: Callable) -> None:
    body = {**BODY, "voucherCode": "PRACTICE-OK"}
    assert [talk("POST", url(w), body).status for w in sandbox.needs_proctor()[:3]] == [
        200,
        200,
        200,
    ]


@pytest.mark.parametrize(
    ("token", "status", "charges"),
    [
        ("tok_practice_visa", 200, 1),
        ("tok_practice_declined", 402, 0),
        ("tok_practice_expired", 402, 0),
        ("tok_practice_no_money", 402, 0),
        ("tok_practice_wrong_cvc", 402, 0),
        ("tok_practice_timeout", 0, 0),
        ("tok_practice_lost_answer", 0, 1),
        ("tok_practice_500", 500, 0),
    ],
)
def test_each_card_token(
    sandbox: Sandbox, url: Callable, waiting: dict, token: str, status: int, charges: int
) -> None:
    sandbox.reset()
    heard = talk("POST", url(waiting), {**BODY, "cardToken": token}, patience=patience(token))
    assert (heard.status, len(sandbox.charges())) == (status, charges)


def test_a_token_does_what_the_one_that_it_begins_with_does(
    sandbox: Sandbox, url: Callable, waiting: dict
) -> None:
    for n, token in enumerate(("tok_practice_declined_1x2", "tok_practice_lost_answer_3x4")):
        assert (
            talk("POST", url(sandbox.needs_proctor()[n]), {**BODY, "cardToken": token}).status
            == (402, 0)[n]
        )
    assert [one["cardToken"] for one in sandbox.charges()] == ["tok_practice_lost_answer_3x4"]


def patience(code: str) -> float:
    return 0.3 if code in SILENT else 30


def test_every_card_token_is_tried_here() -> None:
    assert set(CARD_TOKENS) == {mark[0] for mark in test_each_card_token.pytestmark[0].args[1]}
