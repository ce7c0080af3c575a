"""Taking out of a text what must never be kept or shown:
card numbers, secrets that we sent ourselves, links.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from scheduling.card_numbers import remove_card_numbers

HIDDEN = "[hidden]"
LINK = "(link)"
# Shorter secrets would blot out ordinary words of a text; longer ones never stand in it by chance.
_MIN_SECRET, _NO_WORD = 4, 16
_URL = re.compile(r"\b[A-Za-z][A-Za-z0-9+.-]{0,20}://[^\s\"<>]+|\bwww\.[^\s\"<>]+", re.IGNORECASE)
_LINKED = re.compile(r"://|www\.", re.IGNORECASE)
# Fields that may say again what was sent, and those that say what was booked, for whom and where.
_ECHOES = re.compile(
    r"voucher|coupon|token|secret|payment|card|message|error|reason|detail|memo|note", re.IGNORECASE
)
_TELLS = re.compile(r"status|type|name|title|sid$|date|locale|currency|email", re.IGNORECASE)
# What the portal compares and computes with, so that no voucher code of four digits blots out a
# date.
_EXACT = re.compile(
    r"[A-Z]{2}[0-9a-f]{32}|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{5,15}(?:Z|[+-][0-9]{2}:[0-9]{2})"
)


class VoucherCode(str):
    """A voucher's code among the secrets of a request: it may be an ordinary word."""

    __slots__ = ()


def _may_be_a_word(secret: str) -> bool:
    return isinstance(secret, VoucherCode) and len(secret) < _NO_WORD


def mask(said: str, secrets: Iterable[str] = ()) -> str:
    """The text without card numbers, and without `secrets` wherever they stand, in any case.

    A `VoucherCode` goes only as a word of its own, and one of letters alone only in just these
    letters: inside another word it is none of ours.
    """
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= _MIN_SECRET:
            said = _pattern(str(secret), _may_be_a_word(secret)).sub(HIDDEN, said)
    return remove_card_numbers(said, HIDDEN)


@lru_cache(maxsize=256)
def _pattern(secret: str, may_be_a_word: bool) -> re.Pattern[str]:
    if not may_be_a_word:
        return re.compile(re.escape(secret), re.IGNORECASE)
    flags = re.NOFLAG if secret.isalpha() else re.IGNORECASE
    return re.compile(rf"(?<!\w){re.escape(secret)}(?!\w)", flags)


def keepable(said: str, secrets: Iterable[str] = ()) -> str:
    """The text as it may be kept:
    masked, and with every link as “(link)”, which may open an exam by itself.
    """
    return mask(_URL.sub(LINK, said) if _LINKED.search(said) else said, secrets)


def cleaned(value: Any, secrets: tuple[str, ...] = (), *, name: str = "") -> Any:
    """A JSON value without card numbers, links and `secrets`; without a `VoucherCode` where it
    stands as such: as a whole value, or as a word in a field that may echo what was sent.

    `name` is the field's own. SIDs and points in time stay as they are, and so does whatever tells
    what was booked: a voucher of the word “Scheduled” changes no status.
    """
    if isinstance(value, str):
        return value if _EXACT.fullmatch(value) else _cleaned_text(name, value, secrets)
    if isinstance(value, dict):
        return {key: cleaned(one, secrets, name=key) for key, one in value.items()}
    if isinstance(value, list):
        return [cleaned(one, secrets, name=name) for one in value]
    return value


def _cleaned_text(name: str, said: str, secrets: tuple[str, ...]) -> str:
    if _ECHOES.search(name):
        return HIDDEN if _is_whole(said, secrets) else keepable(said, secrets)
    if not _TELLS.search(name) and _is_whole(said, secrets):
        return HIDDEN
    return keepable(said, (one for one in secrets if not _may_be_a_word(one)))


def _is_whole(said: str, secrets: tuple[str, ...]) -> bool:
    return said.strip().casefold() in {one.strip().casefold() for one in secrets}
