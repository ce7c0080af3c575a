"""Taking out of a text what must never be kept or shown: card numbers, and secrets that we sent ourselves."""

from __future__ import annotations

import re
from collections.abc import Iterable

from scheduling.card_numbers import remove_card_numbers

HIDDEN = "[hidden]"
# Shorter ones would blot out ordinary words.
_MIN_SECRET = 4


def mask(said: str, secrets: Iterable[str] = ()) -> str:
    """The text without card numbers, and without `secrets` in any case of letters."""
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= _MIN_SECRET:
            said = re.sub(re.escape(secret), HIDDEN, said, flags=re.IGNORECASE)
    return remove_card_numbers(said, HIDDEN)
