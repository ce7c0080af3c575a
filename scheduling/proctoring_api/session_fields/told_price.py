"""The price of a booking, out of every field of the session object that may tell it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from scheduling import country_lists
from scheduling.proctoring_api.parsing import JsonObject
from scheduling.proctoring_api.responses.field_readers import as_one_line, has_content
from scheduling.proctoring_api.session_fields import currency_words
from scheduling.proctoring_api.session_fields.agreement import agreed, apart
from scheduling.proctoring_api.session_fields.made_once import made_once
from scheduling.proctoring_api.session_fields.prices import currencies_in, price

_PRICES = ("amount", "price", "cost")
_CURRENCY = 40  # no currency has a longer name


@dataclass(frozen=True)
class ToldPrice:
    """Whatever came for the price, in the objects that may hold one."""

    places: tuple[JsonObject, ...]

    @made_once
    def amount(self) -> Decimal | None:
        """None where none came, or two different ones did, or one in two currencies."""
        code = next(filter(None, map(country_lists.currency_code, self._currencies)), "")
        if code and not all(currency_words.is_currency(one, code) for one in self._currencies):
            return None
        return agreed(amount for amount, _ in map(price, self._prices) if amount is not None)

    @made_once
    def currency(self) -> str:
        """A code, which tells more than a sign, wherever it stands; else what stands with the
        amount.
        """
        coded = (one for one in self._currencies if country_lists.currency_code(one))
        said = next(coded, next(iter(self._currencies), ""))
        return said if len(said) <= _CURRENCY else ""

    @made_once
    def different(self) -> list[str]:
        """Every price that came with its currency, where two different ones did; else nothing."""
        told = [
            f"{amount:f} {currency or ' / '.join(currencies_in(place))}".strip()
            for place in self.places
            for amount, currency in map(price, _told_in(place))
            if amount is not None
        ]
        found = apart(told, str.casefold)
        return found if self.amount is None and len(found) > 1 else []

    @property
    def is_unreadable(self) -> bool:
        return self.amount is None and any(map(has_content, self._prices))

    @property
    def as_given(self) -> str:
        """The first that came, on one line, with its currency where that can't be read."""
        said = next((as_one_line(one) for one in self._prices if one), "")
        is_unread = currency_words.is_unread(self.currency)
        return f"{said} {self.currency}" if is_unread else said

    @made_once
    def _prices(self) -> list[Any]:
        return [one for place in self.places for one in _told_in(place)]

    @made_once
    def _currencies(self) -> list[str]:
        """Whatever came for the currency: first what stands with an amount."""
        own = (currency for _, currency in map(price, self._prices))
        beside = (said for one in self.places for said in currencies_in(one))
        return [one for one in (*own, *beside) if one]


def _told_in(place: JsonObject) -> list[Any]:
    return [place[name] for name in _PRICES if place.get(name) is not None]
