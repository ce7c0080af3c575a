"""A text in ASCII, for searching: digits of any script as such, and marks as marks."""

from __future__ import annotations

import unicodedata

_GAPS = str.maketrans("\t\n\r\v\f", " " * 5)
# Letters and signs to Unicode that show nothing.
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def plain_text(text: str) -> str:
    """The text in ASCII without what can't be seen."""
    return text.translate(_GAPS if text.isascii() else _PLAIN)


def plain_in_place(text: str) -> tuple[range | list[int], str]:
    """The text in ASCII without what can't be seen, and where each character of it stands in the
    text.
    """
    if text.isascii():
        return range(len(text)), text.translate(_GAPS)
    seen = [(at, char) for at, char in enumerate(map(_plain_char, text)) if char]
    return [at for at, _ in seen], "".join(char for _, char in seen)


def _plain_char(char: str) -> str:
    """Digits of any script as ASCII, gaps as a space, dashes as "-", other marks as ".", other
    letters as "x".
    """
    digit = unicodedata.digit(char, None)
    if digit is None and unicodedata.numeric(char, -1) in range(10):
        digit = int(unicodedata.numeric(char))  # 四 counts as 4
    if digit is not None:
        return str(digit)
    category = unicodedata.category(char)
    if category in ("Mn", "Me", "Cf") or char in _BLANKS:
        return ""
    if char.isspace() or category[0] == "Z":
        return " "
    if category == "Pd" or char == "\u2212":
        return "-"
    return char if char.isascii() else "x" if char.isalnum() else "."


class _PlainChars(dict[int, str]):
    """Characters of texts as `_plain_char` has them, each worked out once."""

    def __missing__(self, code: int) -> str:
        self[code] = _plain_char(chr(code))
        return self[code]


_PLAIN = _PlainChars()
