"""Publishable keys of Stripe, by which a browser makes card tokens for an account: their shape, and
what to say of one that has another.
"""

from __future__ import annotations

import re

_SHAPE = re.compile(r"pk_(?:test|live)_[A-Za-z0-9]{8,240}", re.ASCII)
_SECRET = re.compile(r"(?:sk|rk|whsec)_", re.ASCII)
IS_SECRET = (
    "This is a secret key: with it anybody can move money. It was not saved. Enter the publishable"
    " key, which begins with pk_live_ or pk_test_. Whoever saw the secret key can use it: replace"
    " it in the Stripe Dashboard if it was sent or pasted anywhere."
)
OTHER_SHAPE = "Enter the publishable key from Stripe: it begins with pk_live_ or pk_test_."


def key_fault(key: str) -> str:
    """Why the text is no publishable key; "" for one, and for a blank."""
    if not key or _SHAPE.fullmatch(key):
        return ""
    return IS_SECRET if _SECRET.match(key.strip()) else OTHER_SHAPE
