"""Taking out of a text what must never be kept or shown:
card numbers, secrets that we sent ourselves, links.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from scheduling.card_numbers import remove_card_numbers

HIDDEN = "[hidden]"
LINK = "(link)"
# Shorter ones would blot out ordinary words.
_MIN_SECRET = 4
_URL = re.compile(r"\b[A-Za-z][A-Za-z0-9+.-]{0,20}://[^\s\"<>]+|\bwww\.[^\s\"<>]+", re.IGNORECASE)
_LINKED = re.compile(r"://|www\.", re.IGNORECASE)
# What the portal compares and computes with, so that no voucher code of four digits blots out a
# date.
_EXACT = re.compile(
    r"[A-Z]{2}[0-9a-f]{32}|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{5,15}(?:Z|[+-][0-9]{2}:[0-9]{2})"
)


def mask(said: str, secrets: Iterable[str] = ()) -> str:
    """The text without card numbers, and without `secrets` in any case of letters."""
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= _MIN_SECRET:
            said = re.sub(re.escape(secret), HIDDEN, said, flags=re.IGNORECASE)
    return remove_card_numbers(said, HIDDEN)


def keepable(said: str, secrets: Iterable[str] = ()) -> str:
    """The text as it may be kept:
    masked, and with every link as “(link)”, which may open an exam by itself.
    """
    return mask(_URL.sub(LINK, said) if _LINKED.search(said) else said, secrets)


def cleaned(value: Any, secrets: tuple[str, ...] = ()) -> Any:
    """A JSON value with every text in it `keepable`; SIDs and points in time stay as they are."""
    if isinstance(value, str):
        return value if _EXACT.fullmatch(value) else keepable(value, secrets)
    if isinstance(value, dict):
        return {name: cleaned(one, secrets) for name, one in value.items()}
    return [cleaned(one, secrets) for one in value] if isinstance(value, list) else value
