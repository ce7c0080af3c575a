"""An address is asked for as its country writes it."""

from __future__ import annotations

from scheduling.session_types.booking_fields import address_rule


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
