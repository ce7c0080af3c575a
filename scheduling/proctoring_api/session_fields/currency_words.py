"""Currencies that a text may mean: by code, number, sign, name, or several of them in any order,
“U.S. Dollars (USD)”.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from babel import Locale
from babel.numbers import get_currency_name, get_currency_symbol

from scheduling import country_lists, date_formats

_LONGEST_CODE = 3
_WORD = re.compile(r"[^\W\d_]+")
_IN_SHORT = re.compile(r"(?<=[^\W\d_])\.")  # “U.S.D.” is one word
# “CanadianDollars” and “USDollar” are two words; “SFr” is one.
_HUMP = re.compile(r"(?<=[a-z]{2})(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})")
_SAYING_NOTHING = frozenset(("the", "of"))
# Beside what the list of currencies says: as people begin a sign, or call it in short.
_ALSO = {
    "USD": "america american states",
    "CAD": "c can cdn",
    "AUD": "au aus aud",
    "NZD": "nz",
    "MXN": "mex",
    "SGD": "s sg",
    "HKD": "hk",
    "GBP": "gb uk sterling quid stg",
    "EUR": "eu",
    "CHF": "fr sfr",
    "CNY": "rmb renminbi",
    "INR": "rs re",
    "PKR": "rs re",
    "LKR": "rs re",
    "NPR": "rs re",
    "ZAR": "r",
    "SEK": "kr",
    "NOK": "kr",
    "DKK": "kr",
    "ISK": "kr",
}


def is_currency(said: str, code: str) -> bool:
    """Whether a text may mean a currency; “$” and “dollars” may mean any dollar, and what says
    none, or can't be read, any currency.
    """
    if _plain(said) == code.casefold():
        return True
    meant = _meant(said)
    return meant is None or code in meant


def is_unread(said: str) -> bool:
    """Whether there are words in a text that can't be read as a currency: “USDT”, “credits”."""
    return bool(_words_in(said)) and _meant(said) is None


def _meant(said: str) -> frozenset[str] | None:
    """The currencies that every word and sign of a text is of; None where it says none, or has
    words that are of no currency. Words as short as a code are one of another.
    """
    if _plain(said).isdecimal():
        code = country_lists.currency_code(said)
        return frozenset((code,)) if code else None
    words = _words_in(said)
    if not words or (len(_plain(said)) > _LONGEST_CODE and not words <= _every_word()):
        return None
    return frozenset(code for code in country_lists.currencies() if words <= _words_of(code))


def _words_in(said: str) -> frozenset[str]:
    plain = _HUMP.sub(" ", _IN_SHORT.sub("", unicodedata.normalize("NFKC", said))).casefold()
    signs = {char for char in plain if unicodedata.category(char) == "Sc"}
    return frozenset(_WORD.findall(plain)) - _SAYING_NOTHING | signs


@cache
def _every_word() -> frozenset[str]:
    return frozenset().union(*map(_words_of, country_lists.currencies()))


@cache
def _words_of(code: str) -> frozenset[str]:
    """Each word that may name it: its code, signs, names, of one and of several, and country."""
    english = Locale("en")
    names = [get_currency_name(code, count, english) for count in (None, 1, 2)]
    signs = [get_currency_symbol(code, locale) for locale in date_formats.LOCALES]
    country = country_lists.countries().get(code[:2], "")
    return _words_in(" ".join((code, *names, *signs, country, _ALSO.get(code, ""))))


def _plain(said: str) -> str:
    return "".join(unicodedata.normalize("NFKC", said).casefold().split())
