"""Payment card numbers in free text: found and taken out, so that they are neither shown nor kept.

A card number is 13 to 19 digits, spaces and dashes aside, that begins as issuers' numbers begin and
passes the Luhn check. Digits of any script count. SIDs, UUIDs, phone numbers with a leading +, 00 or 011
(up to the 15 digits that one can have) and decimal fractions are not card numbers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_SHORTEST, _LONGEST, _LONGEST_PHONE = 13, 19, 15
_ISSUER = re.compile(r"4|5[0-8]|6|3(?:0|[4-9])|22(?:0[0-4]|2[1-9]|[3-9])|2[3-6]|27[01]|2720|2131", re.ASCII)
_IDENTIFIER = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Z]{2}[0-9a-f]{32}"
    r"|[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})(?![A-Za-z0-9])",
    re.ASCII,
)
_RUN = re.compile(r"[0-9](?:[ -]*[0-9])+", re.ASCII)
# Four fours and the like are card numbers even inside a longer row of digits, or with dots between.
_GROUPED = re.compile(
    r"(?<![0-9])[0-9]{4}(?P<s>[ ._/,-]+)(?:[0-9]{4}(?P=s)[0-9]{4}(?P=s)[0-9]{1,4}(?:(?P=s)[0-9]{1,3})?"
    r"|[0-9]{6}(?P=s)[0-9]{4,5})(?![0-9])",
    re.ASCII,
)
_DIAL_OUT = re.compile(r"(?:00|011)[ -]+", re.ASCII)
_FRACTION = re.compile(r"(?<![0-9])[0-9]{1,3}[.,]$", re.ASCII)


def contains_card_number(text: str) -> bool:
    """Whether a payment card number stands anywhere in the text."""
    return any(_spans(text))


def remove_card_numbers(text: str, replacement: str = "") -> str:
    """The text without its payment card numbers; everything else stays as it was."""
    spans = sorted(_spans(text), reverse=True)
    for start, end in spans:
        text = text[:start] + replacement + text[end:]
    return text.strip() if spans else text


def _spans(text: str) -> list[tuple[int, int]]:
    """Where card numbers stand, without overlaps, in order."""
    plain = text if text.isascii() else "".join(map(_plain, text))
    plain = re.sub(r"[\t\n\r\v\f]", " ", plain)
    if sum(map(plain.count, "0123456789")) < _SHORTEST:
        return []
    plain = _IDENTIFIER.sub(lambda match: "x" * len(match[0]), plain)
    spans: list[tuple[int, int]] = []
    for start, end in sorted({*_whole_runs(plain), *_shaped(plain)}):
        if not spans or start >= spans[-1][1]:
            spans.append((start, end))
    return spans


def _plain(char: str) -> str:
    """One character for one: digits of any script as ASCII, every kind of gap as a space, dashes as "-"."""
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(char)
    if category == "Pd" or char == "\u2212":
        return "-"
    return " " if category[0] == "Z" or category == "Cf" else char


def _whole_runs(plain: str) -> Iterator[tuple[int, int]]:
    """Rows of digits that are a card number as a whole, or whose single groups are."""
    for match in _RUN.finditer(plain):
        before = plain[max(0, match.start() - 8) : match.start()].rstrip()
        digits = _digits(match[0])
        if _is_phone(before, match[0]) or _is_fraction(before, match[0]):
            continue
        if _is_card(digits):
            yield match.span()
            continue
        for group in re.finditer("[0-9]+", match[0]):
            if _is_card(group[0]):
                yield match.start() + group.start(), match.start() + group.end()


def _shaped(plain: str) -> Iterator[tuple[int, int]]:
    for match in _GROUPED.finditer(plain):
        if _is_card(_digits(match[0])):
            yield match.span()
        elif _is_card(digits := _digits(match[0])[:16]):
            yield match.start(), _end_of(match, len(digits))


def _end_of(match: re.Match[str], count: int) -> int:
    places = [at for at, char in enumerate(match[0]) if char.isdigit()]
    return match.start() + places[count - 1] + 1


def _is_phone(before: str, run: str) -> bool:
    """Whether the row is dialled from abroad: after a +, or after 00 or 011 that stand by themselves."""
    dialled = _DIAL_OUT.match(run)
    digits = _digits(run[dialled.end() :] if dialled else run)
    return (dialled is not None or before.endswith("+")) and len(digits) <= _LONGEST_PHONE


def _is_fraction(before: str, run: str) -> bool:
    return run.isdigit() and _FRACTION.search(before) is not None


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


def _is_card(digits: str) -> bool:
    return _SHORTEST <= len(digits) <= _LONGEST and _ISSUER.match(digits) is not None and _passes_luhn(digits)


def _passes_luhn(digits: str) -> bool:
    values = [int(digit) for digit in reversed(digits)]
    return (sum(values[::2]) + sum(sum(divmod(2 * value, 10)) for value in values[1::2])) % 10 == 0
