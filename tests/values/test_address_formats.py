"""Which countries' addresses have a region or a postal code."""

from __future__ import annotations

import pytest

from scheduling.country_lists import countries, needed_parts, part_name


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
