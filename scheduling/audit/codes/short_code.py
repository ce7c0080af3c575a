"""The chain's head as a short code that people can read aloud and type.

A code is 20 characters in five groups, such as `0001-G4C8-XN2K-7PQD-3VWE`: six for the event's
number, thirteen for the beginning of its hash, one to check the others. Six hold a thousand million
numbers (four more are taken after that). Thirteen are 65 bits: whoever wants to put another event
in the place of this one has to try 2^64 of them, and yet all of it is read aloud over the telephone
in half a minute. The letters are those that nobody takes for another: no I, L, O, U. Small letters,
spaces for dashes or none at all, O for 0, and I or L for 1 are understood. The last character
catches every single wrong one, and every two that changed places.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import reduce

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOK_ALIKES = str.maketrans("OIL", "011", " -–—\t\r\n.")
NUMBER_LENGTH, HASH_LENGTH, GROUP = 6, 13, 4
HASH = re.compile("[0-9a-f]{64}")
LENGTH = NUMBER_LENGTH + HASH_LENGTH + 1
NO_NUMBER = 2**63  # the log's numbers end before it, as the database's do


class NotACode(ValueError):
    """What was typed can't be a code; the message says why, for the person who typed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogCode:
    """An event's number with the beginning of its hash, as `code`.

    One from the file has the whole `hash`, the time it was written `at` and the `reason`; one that
    was read from a code has neither. `trouble` says why it could not be written to the file, empty
    where it was. One from a keyed line has its place `nth` among those, the `log_id` and its `mac`.
    """

    number: int
    code: str
    hash: str = ""
    at: datetime | None = None
    reason: str = ""
    trouble: str = ""
    nth: int = 0
    log_id: str = ""
    mac: str = ""

    def fits(self, hash: str) -> bool:
        """Whether the event of this number, having this hash, is the one that it was made from."""
        return bool(HASH.fullmatch(hash)) and code_of(self.number, hash) == self.code


def code_of(number: int, hash: str) -> str:
    """The code of an event; `hash` is its hash in 64 hexadecimal digits."""
    length = NUMBER_LENGTH
    while number >> 5 * length:
        length += GROUP
    body = _written(number, length) + _written(int(hash, 16) >> 256 - 5 * HASH_LENGTH, HASH_LENGTH)
    text = body + ALPHABET[_times_two(_sum(body))]
    return "-".join(text[place : place + GROUP] for place in range(0, len(text), GROUP))


def read_code(text: str) -> LogCode:
    """What a typed code names.

    Raises `NotACode` with a sentence for the person who typed it.
    """
    typed = text.upper().translate(LOOK_ALIKES)
    if not typed:
        raise NotACode(
            "Type the code: five groups of four characters, like 0001-G4C8-XN2K-7PQD-3VWE."
        )
    if strange := [letter for letter in typed if letter not in ALPHABET]:
        raise NotACode(f"A code has no “{strange[0]}” in it. Check that character.")
    if len(typed) < LENGTH:
        raise NotACode(f"A code has {LENGTH} characters; this has {len(typed)}. Some are missing.")
    if len(typed) % GROUP:
        raise NotACode(f"A code has {LENGTH} characters; this has {len(typed)}. Some are too many.")
    if _sum(typed):
        raise NotACode("One of these characters is wrong. Compare them one by one.")
    number = reduce(
        lambda total, letter: total * 32 + ALPHABET.index(letter), typed[: -HASH_LENGTH - 1], 0
    )
    if number >= NO_NUMBER:
        raise NotACode(
            "No event has a number as large as this code’s. Reload at where it was written down."
        )
    code = "-".join(typed[place : place + GROUP] for place in range(0, len(typed), GROUP))
    return LogCode(number=number, code=code)


def _written(value: int, length: int) -> str:
    return "".join(ALPHABET[value >> 5 * place & 31] for place in reversed(range(length)))


def _sum(text: str) -> int:
    """0 for a whole code. Each place weighs another power of two in the field of 32 elements (x⁵ +
    x² + 1).

    So neither one wrong character nor two that changed places leave it at 0; nor is a row of
    noughts a code.
    """
    return reduce(lambda total, letter: _times_two(total) ^ ALPHABET.index(letter), text, 1)


def _times_two(value: int) -> int:
    return value << 1 ^ (0b100101 if value & 16 else 0)
