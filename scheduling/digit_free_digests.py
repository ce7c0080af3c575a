"""Marks of digests in letters alone: in hexadecimal some have rows of digits, which are taken for a
card number by chance.
"""

from __future__ import annotations

import hashlib

LETTERS = str.maketrans("0123456789", "ghijklmnop")


def in_letters(hexadecimal: str) -> str:
    """The same value without a digit: `g` to `p` stand for 0 to 9."""
    return hexadecimal.translate(LETTERS)


def mark_of(text: str, length: int) -> str:
    """So many letters of a text's SHA-256, by which a page's answer tells what it showed."""
    return in_letters(hashlib.sha256(text.encode(errors="replace")).hexdigest()[:length])
