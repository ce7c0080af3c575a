"""Price list of an institution, as plain values: what a session of a type and a length costs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from scheduling import country_lists


@dataclass(frozen=True, slots=True)
class PriceLine:
    """A line of the price list:
    what a session of a type costs up to a length, or whatever its length (None).
    """

    session_type: str
    up_to_minutes: int | None
    amount: Decimal
    currency: str

    @property
    def amount_text(self) -> str:
        """The amount as it is typed: with the currency's own decimals."""
        return f"{self.amount:.{country_lists.decimals(self.currency)}f}"

    @property
    def in_words(self) -> str:
        return country_lists.money(Decimal(self.amount_text), self.currency)

    def is_met_by(self, amount: Decimal | None, currency: str | None) -> bool:
        return amount == self.amount and currency == self.currency


def listed_price(
    prices: Iterable[PriceLine], wire_name: str, minutes: int | None
) -> PriceLine | None:
    """The line that holds for a type and a length: the shortest that is long enough, or else the
    one for any length.

    None where no line holds, and where the price depends on a length that is not known.
    """
    lines = {one.up_to_minutes: one for one in prices if one.session_type == wire_name}
    limits = sorted(limit for limit in lines if limit is not None)
    if limits and minutes is None:
        return None
    return lines.get(next((limit for limit in limits if minutes and minutes <= limit), None))
