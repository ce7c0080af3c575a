"""Rule of a payment: an amount with its currency and its decimals, paid by card or by voucher."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from scheduling import country_lists
from scheduling.session_types.payment.typed_amounts import sign_fault

ONE_PAYS = "Clear the voucher code or the card: only one of them can pay."
NO_AMOUNT = "Enter the amount that the card pays, or clear the card."


def payment_rule(cleaned: Mapping[str, Any]) -> dict[str, str]:
    """Amount and currency together; what is above 0 is paid in exactly one way (contract §4)."""
    if "amount" not in cleaned or "currency" not in cleaned:
        return {}
    amount, currency = cleaned["amount"], cleaned["currency"]
    if amount is None and currency:
        return {"amount": f"Enter the amount in {currency}, or 0 if nothing is to be paid."}
    if amount is not None and not currency:
        return {"currency": "Choose the currency of the amount."}
    if amount is not None:
        fault = sign_fault(amount, currency) or decimals_fault(amount, currency)
        if fault:
            return {"amount": fault}
    return _means_fault(
        amount or 0, currency, cleaned.get("card_token"), cleaned.get("voucher_code")
    )


def decimals_fault(amount: Decimal, currency: str) -> str:
    """What is wrong with the amount's decimals in its currency; '' when nothing is."""
    decimals = country_lists.decimals(currency)
    if -int(amount.as_tuple().exponent) <= decimals:
        return ""
    if decimals == 0:
        return f"Enter a whole amount: {currency} has no decimals."
    return f"Use at most {decimals} decimals: that is what {currency} has."


def _means_fault(
    amount: Any, currency: str, card_token: str | None, voucher_code: str | None
) -> dict[str, str]:
    if card_token is None or voucher_code is None:
        return {}
    if not amount:
        return {"amount": NO_AMOUNT} if card_token else {}
    if card_token and voucher_code:
        return {"voucher_code": ONE_PAYS}
    if not card_token and not voucher_code:
        return {"card_token": f"Enter a card or a voucher code to pay {amount} {currency}."}
    return {}
