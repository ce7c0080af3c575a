"""Countries, currencies and their decimals; money as people write it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from scheduling import country_lists
from scheduling.country_lists import money


@pytest.mark.parametrize(
    ("amount", "currency", "said"),
    [
        ("25.5", "USD", "$25.50"),
        ("1200", "JPY", "¥1,200"),
        ("1.25", "KWD", "KWD\u00a01.250"),
        ("5", "CAD", "CA$5.00"),
    ],
)
def test_money_is_written_in_its_currency_s_own_way(amount: str, currency: str, said: str) -> None:
    assert money(Decimal(amount), currency) == said


def test_countries_are_the_249_of_iso_3166_and_kosovo() -> None:
    assert len(country_lists.countries()) == 249 + 1
    assert country_lists.countries()["XK"] == "Kosovo"
    assert country_lists.countries()["CI"] == "Côte d’Ivoire"


def test_countries_stand_where_people_look_them_up() -> None:
    names = list(country_lists.countries().values())
    assert names[:3] == ["Afghanistan", "Åland Islands", "Albania"]
    assert names[-1] == "Zimbabwe"
    around = [names[names.index(one) - 1] for one in ("Côte d’Ivoire", "Curaçao", "Réunion")]
    assert around == ["Costa Rica", "Cuba", "Qatar"]


def test_currencies_have_their_own_decimals() -> None:
    assert [country_lists.decimals(code) for code in ("USD", "JPY", "KWD", "EUR")] == [2, 0, 3, 2]
    assert {"USD", "EUR", "JPY", "KWD", "CAD"} <= set(country_lists.currencies())
    assert not {"DEM", "XXX", "XAU"} & set(country_lists.currencies())


@pytest.mark.parametrize(
    ("currency", "said"),
    [("USD", "$25.50"), ("-", "-\u00a025.50"), ("840", "840\u00a025.50"), ("", "25.50")],
)
def test_an_amount_is_never_glued_to_what_is_no_sign_of_money(currency: str, said: str) -> None:
    assert country_lists.money(Decimal("25.5"), currency) == said
