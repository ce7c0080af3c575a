"""Which line of a price list holds for a type and a length."""

from __future__ import annotations

from decimal import Decimal

import pytest

from scheduling.price_list import PriceLine, listed_price

SEAT, LIVE = "smarter-scheduling", "b-virtual"
PRICES = (
    PriceLine(SEAT, 60, Decimal("20.000"), "USD"),
    PriceLine(SEAT, 120, Decimal("25.500"), "USD"),
    PriceLine(LIVE, None, Decimal("31"), "CAD"),
    PriceLine("proctoru", None, Decimal(0), "USD"),
)


@pytest.mark.parametrize(
    ("minutes", "amount"), [(60, "20.00"), (61, "25.50"), (120, "25.50"), (121, None), (None, None)]
)
def test_the_shortest_line_that_is_long_enough_holds(
    minutes: int | None, amount: str | None
) -> None:
    found = listed_price(PRICES, SEAT, minutes)
    assert (found.amount_text if found else None) == amount
    whatever = PriceLine(SEAT, None, Decimal(40), "USD")
    assert listed_price([*PRICES, whatever], SEAT, 500) == whatever
    assert listed_price([*PRICES, whatever], SEAT, None) is None
