"""What an institution decides for itself, as plain values:
types that are off, fields asked more strictly, prices.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from scheduling import code_lists


@dataclass(frozen=True, slots=True)
class FieldRule:
    """One field of a type: a *may* made a *must*, an answer to begin with, a help text."""

    is_must: bool = False
    default: str = ""
    help_text: str = ""

    @property
    def says_something(self) -> bool:
        return self != FieldRule()


@dataclass(frozen=True, slots=True)
class HouseRules:
    """An institution's rules by wire name. Whether a rule fits its type, `rule_checks` knows."""

    off: frozenset[str] = frozenset()
    fields: Mapping[str, Mapping[str, FieldRule]] = field(default_factory=dict)

    def of(self, wire_name: str) -> Mapping[str, FieldRule]:
        """The rules of a type's fields, by form name."""
        return self.fields.get(wire_name, {})

    def preset(self) -> frozenset[str]:
        """Form names that begin with an answer in some type."""
        return frozenset(
            name for rules in self.fields.values() for name, rule in rules.items() if rule.default
        )


NO_RULES = HouseRules()


@dataclass(frozen=True, slots=True)
class Price:
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
        return f"{self.amount:.{code_lists.decimals(self.currency)}f}"

    @property
    def said(self) -> str:
        return code_lists.money(Decimal(self.amount_text), self.currency)

    def is_met_by(self, amount: Decimal | None, currency: str | None) -> bool:
        return amount == self.amount and currency == self.currency


def listed(prices: Iterable[Price], wire_name: str, minutes: int | None) -> Price | None:
    """The line that holds for a type and a length: the shortest that is long enough, or else the
    one for any length.

    None where no line holds, and where the price depends on a length that is not known.
    """
    lines = {one.up_to_minutes: one for one in prices if one.session_type == wire_name}
    limits = sorted(limit for limit in lines if limit is not None)
    if limits and minutes is None:
        return None
    return lines.get(next((limit for limit in limits if minutes and minutes <= limit), None))
