"""Which countries' addresses have a region or a postal code."""

from __future__ import annotations

import pytest

from scheduling.address_formats import needed_parts, part_name
from scheduling.code_lists import countries
from scheduling.session_types.questions import address_rule


@pytest.mark.parametrize(
    ("country", "needed"),
    [
        ("US", {"region", "postal_code"}),
        ("CA", {"region", "postal_code"}),
        ("AU", {"region", "postal_code"}),
        ("GB", {"postal_code"}),
        ("DE", {"postal_code"}),
        ("HK", {"region"}),
        ("SG", {"postal_code"}),
        ("AE", {"region"}),
        ("XK", set()),
        ("ZZ", set()),
        ("", set()),
    ],
)
def test_a_country_needs_what_its_addresses_have(country: str, needed: set[str]) -> None:
    assert needed_parts(country) == needed


def test_every_country_that_is_offered_can_be_asked_about() -> None:
    for country in countries():
        assert all(part_name(country, part) for part in needed_parts(country))


def test_what_is_missing_is_called_as_the_country_calls_it() -> None:
    blank = {"region": "", "postal_code": ""}
    assert address_rule({"country": "US"} | blank) == {
        "postal_code": "Enter the ZIP code: addresses in United States have one.",
        "region": "Enter the state: addresses in United States have one.",
    }
    assert address_rule({"country": "JP", "region": "", "postal_code": "1"}) == {
        "region": "Enter the prefecture: addresses in Japan have one."
    }
    assert address_rule({"country": "HK", "region": "Kowloon", "postal_code": ""}) == {}
    assert address_rule({"region": "", "postal_code": ""}) == {}
