"""Words: what people read of the money of a request that was refused or isn't settled."""

from __future__ import annotations

DO_NOT_PAY = "The payment is not confirmed either. Do not pay again."
VOUCHER_KEPT = "The voucher stays reserved until we know. Do not use it again."
MAY_BE_PAID = (
    "We can’t tell whether the card was charged: ask SmarterProctoring before you take another"
    " payment."
)
MAY_BE_USED = (
    "We can’t tell whether the voucher was used: ask SmarterProctoring before you use it again."
)
CARD_REFUSED = (
    "The card was refused: nothing was charged, and nothing was booked. Use another card, or a"
    " voucher."
)
