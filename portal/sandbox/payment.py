"""Vouchers and card tokens of the stand-in: each pays once, except the practice ones made to be
used over and over.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from portal.sandbox.answers import Refusal, conflict, invalid_field
from portal.sandbox.ledger import Entry

# A voucher that begins so is never used up.
REUSABLE_VOUCHER = "PRACTICE-"
DECLINED_CARDS = {
    "tok_practice_declined": "The card was declined.",
    "tok_practice_expired": "The card has expired.",
    "tok_practice_no_money": "The card has insufficient funds.",
    "tok_practice_wrong_cvc": "The card’s security code is incorrect.",
}


def begins_as(token: str, known: Iterable[str]) -> str:
    """Which of the known tokens this one is, alone or with anything behind it (`tok_a`, `tok_a_2`);
    "" for none.
    """
    return next((one for one in known if token == one or token.startswith(f"{one}_")), "")


class Till:
    """What was paid and with what. The caller holds the state's lock."""

    def __init__(self) -> None:
        self._used: set[str] = set()
        self._paid: dict[str, Entry] = {}

    def pay(self, session_sid: str, body: dict[str, Any]) -> Entry | None:
        """Takes the payment a booking carries; returns the charge, or None where nothing was to
        pay.

        Raises:
            Refusal: 402 for a declined card, 409 for a voucher or token that was used already.
        """
        card, voucher = body.get("cardToken"), body.get("voucherCode")
        if not card and not voucher:
            return None
        if card:
            self._check_card(card)
        codes = [("card token", card), ("voucher", voucher)]
        self._use_up(
            [(what, code) for what, code in codes if code and not code.startswith(REUSABLE_VOUCHER)]
        )
        charge = {
            "session_sid": session_sid,
            "kind": "charge",
            "amount": body.get("amount", 0),
            "currency": body.get("currency"),
            "cardToken": card,
            "voucherCode": voucher,
        }
        self._paid[session_sid] = charge
        return charge

    def refund(self, session_sid: str, body: dict[str, Any]) -> Entry | None:
        """What goes back on cancelling; the scheduling fees only with `bypassNonRefundable`."""
        charge = self._paid.pop(session_sid, None)
        if charge is None:
            return None
        return {**charge, "kind": "refund", "fees_too": bool(body.get("bypassNonRefundable"))}

    def _check_card(self, token: str) -> None:
        if declined := begins_as(token, DECLINED_CARDS):
            raise Refusal(402, "CARDDECLINED", DECLINED_CARDS[declined])
        if not token.startswith("tok_"):
            raise invalid_field("cardToken", "This is not a card token.")

    def _use_up(self, codes: list[tuple[str, str]]) -> None:
        for what, code in codes:
            if code in self._used:
                raise conflict(f"This {what} was already used.")
        self._used.update(code for _, code in codes)
