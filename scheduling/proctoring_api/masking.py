"""Taking out of a text what must never be kept or shown: card numbers, and secrets that we sent ourselves."""

from __future__ import annotations

import re
from collections.abc import Iterable

HIDDEN = "[hidden]"
# A SID is matched first so that the digits inside it are never taken for a card number.
_RUNS = re.compile(r"(?P<sid>[A-Z]{2}[a-f0-9]{32})|\d(?:[ -]?\d){12,}")
_MIN_SECRET = 4


def mask(said: str, secrets: Iterable[str] = ()) -> str:
    """The text without card numbers (13 to 19 digits that begin like a card and pass Luhn) and without
    `secrets`.
    """
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= _MIN_SECRET:
            said = re.sub(re.escape(secret), HIDDEN, said, flags=re.IGNORECASE)
    return _RUNS.sub(_masked, said)


def looks_like_card(digits: str) -> bool:
    """Whether 13 to 19 digits begin like a card number (2 to 6) and pass Luhn."""
    return 13 <= len(digits) <= 19 and digits[0] in "23456" and _luhn(digits)


def _masked(found: re.Match[str]) -> str:
    return found[0] if found["sid"] or not _holds_card(re.split("[ -]", found[0])) else HIDDEN


def _holds_card(groups: list[str]) -> bool:
    """Whether some neighbouring groups of digits make a card number: it may follow another number."""
    starts = range(len(groups))
    return any(looks_like_card("".join(groups[start:end])) for start in starts for end in range(start + 1, start + 20))


def _luhn(digits: str) -> bool:
    doubled = (divmod(2 * int(d), 10) for d in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(tens + ones for tens, ones in doubled)) % 10 == 0
