"""Where card numbers stand in a text, also in one whose marks are written as entities or escapes.

A card number is 13 to 19 digits that begins as issuers' numbers begin and passes the Luhn check: in
one row, with spaces and dashes anywhere, or with marks of any kind between groups. Digits of any
script count; what can't be seen does not part them, nor do the tags of a page. SIDs, UUIDs, phone
numbers with a leading +, 00 or 011 (up to the 15 digits that one can have) or written as in North
America, lists of longer ids, dates, times and decimals are not card numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scheduling.card_numbers.escapes import Way, read_in_place, readings
from scheduling.card_numbers.plain_text import plain_in_place, plain_text

_SHORTEST, _LONGEST, _LONGEST_PHONE = 13, 19, 15
_LONGEST_PHONE_OF_3 = 13  # in no country whose code begins with 3 are they longer
_ISSUER = re.compile(
    r"4|5[0-8]|6|3(?:0|[4-9])|22(?:0[0-4]|2[1-9]|[3-9])|2[3-6]|27[01]|2720|2131", re.ASCII
)
# Whose numbers have other lengths than 16 digits: by theirs alone most phone numbers are none.
_ISSUER_OF = {
    13: re.compile("4"),
    14: re.compile("3[0689]"),
    15: re.compile("3[47]|2131"),
    17: re.compile("67"),
    18: re.compile("6[37]"),
    19: re.compile("4|6[0-57]"),
}
# A number of North America as it is written there, with an extension that no letter tells; the
# extension of the one in the line before may precede it.
_NORTH_AMERICAN = re.compile(
    r"(?:[0-9]{3} +)?(?:(?:1[ .-]+)?[0-9]{3}[ .)-]+[0-9]{3}[ .-]+[0-9]{4}(?:[ -]*#? ?[0-9]{1,4})?"
    r"|(?:1[ -]+)?[0-9]{10}(?:[ -]+| ?# ?)[0-9]{3})",
    re.ASCII,
)
_LIST = re.compile(r"[0-9]+(?:[,;][0-9]{5,})+|[0-9]{5,}(?:[,;][0-9]+)+", re.ASCII)
_IDENTIFIER = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Z]{2}[0-9a-f]{32}"
    r"|[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})(?![A-Za-z0-9])",
    re.ASCII,
)
_SID = re.compile(r"\b[A-Z]{2}[0-9a-f]{32}\b", re.ASCII)
# What every card number has, and most texts have not: this many digits with only marks between.
_ENOUGH, _MARKS = (
    re.compile(rb"[0-9]{13}"),
    bytes(one for one in range(128) if not chr(one).isalnum()),
)
# A row of digits with spaces and dashes; nothing shorter can be one. This expression and the next
# ones begin with the digits that they may begin with, and look behind it afterwards: so the places
# where they begin are found several times quicker.
_RUN = re.compile(r"[0-9][0-9 -]{12,}+", re.ASCII)
_GROUP = re.compile(r"[0-9]{13,}+", re.ASCII)
_JOINED = re.compile(
    r"[0-9](?<![0-9].)[0-9]*+(?:(?:[ -]++|[^0-9A-Za-z])[0-9]++)+", re.ASCII | re.DOTALL
)
# As cards show their numbers; a security code may follow. It matches the first digit alone, so that
# a number is found also where it begins inside of what looks like another one.
_SHAPE = re.compile(
    r"[2-6](?<![0-9].)(?![0-9]{7} ?[,;] ?[0-9]{8}(?![0-9]))"
    r"(?=([0-9]{3}M?[0-9]{4}M?[0-9]{4}M?[0-9]{4}(?:M[0-9]{1,3})?(?![0-9])"
    r"|[0-9]{3}M[0-9]{4}M[0-9]{4}M[0-9]{1,4}(?![0-9])"
    r"|[0-9]{3}M[0-9]{6}M[0-9]{4,5}(?![0-9])))".replace("M", "(?:[^0-9A-Za-z]{1,7})"),
    re.ASCII | re.DOTALL,
)
_DIAL_OUT = re.compile(r"(?:00|011)[ -]+", re.ASCII)
_DECIMALS = re.compile(
    r"(?:(?:^|[,; /])(?:[0-9]{1,3}[.,][0-9]+|[0-9]+[.,][0-9]{1,2})){1,2}", re.ASCII
)
_WHEN = re.compile(
    r"[0-9](?<![0-9].)(?:[0-9]{3}(?<=(?:19|20|21)..)-[01][0-9]-[0-3][0-9]"
    r"|(?<![0-9][./-].)(?:(?<=[0-3])[0-9])?([./-])[0-3]?[0-9]\1(?:19|20|21)?[0-9]{2}(?![./-][0-9])"
    r"|(?<![0-9]:.)(?:(?<=[0-2])[0-9])?:[0-5][0-9](?::[0-5][0-9])?(?!:[0-9]))(?![0-9])",
    re.ASCII | re.DOTALL,
)
# By the shape of a text, with all digits and letters as one, it is seen at once that it has no
# identifier, and no four digits in a row.
_HEX = bytes.maketrans(b"0123456789abcdefABCDEF", b"h" * 22)
_LOWER_HEX = bytes.maketrans(b"0123456789abcdefABCDEFGHIJKLMNOPQRSTUVWXYZ", b"h" * 16 + b"U" * 26)
_UUID_INSIDE, _SID_SHAPE = b"-hhhh-hhhh-hhhh-", b"UU" + b"h" * 32
_TURNS = 8
_LOOKED_BACK = 8
# Each digit's double, both of its digits added up.
_DOUBLED = str.maketrans("0123456789", "0246813579")
_NO_DIGITS = bytes(one for one in range(256) if not 48 <= one <= 57)
_LONGEST_DIALLED = 3 + _LONGEST_PHONE  # with 00 or 011 before it
_WITH_CODE = 19  # digits of the shortest number with its security code directly behind


def may_hold_card_number(text: str) -> bool:
    """A quick look:
    False where there are too few digits in a row for a card number anywhere in the text.
    """
    return not _has_too_few_digits(text) and any(map(_may_hold_one, _readings(text)))


def _readings(text: str) -> Iterator[str]:
    """The text as it is written and, where that is otherwise, as it reads."""
    yield text
    for _, read in readings(text):
        yield read


def _has_too_few_digits(text: str) -> bool:
    """As most texts have, and a SID by itself, whose digits never count. What stands for a
    character may stand for a digit.
    """
    if len(text) < _SHORTEST:
        return True
    if not text.isascii() or "&" in text or "%" in text or "\\u" in text:
        return False
    digits = text.encode().translate(None, _NO_DIGITS)
    return len(digits) < _SHORTEST or _SID.fullmatch(text) is not None


def _may_hold_one(text: str) -> bool:
    plain = text if text.isascii() else plain_text(text)
    return _has_enough_digits(plain) and _has_enough_digits(_SID.sub("x", plain))


def _has_enough_digits(text: str) -> bool:
    return _ENOUGH.search(text.encode().translate(None, _MARKS)) is not None


def contains_card_number(text: str) -> bool:
    """Whether a payment card number stands anywhere in the text."""
    return not _has_too_few_digits(text) and any(map(_contains_one, _readings(text)))


def _contains_one(text: str) -> bool:
    plain = plain_text(text)
    return _has_enough_digits(plain) and any(_found(_without_identifiers(plain)))


def remove_card_numbers(text: str, replacement: str = "") -> str:
    """The text with each payment card number replaced, and then without white space at its ends.

    A text that holds none is returned as it is.
    """
    # Taking one out may bring the halves of another together; nobody nests them deep but to hide
    # them.
    for turn in range(_TURNS):
        spans = _spans(text)
        if not spans:
            return text.strip() if turn else text
        text = replacement.join(_between(text, spans))
    return replacement


def _between(text: str, spans: list[tuple[int, int]]) -> Iterator[str]:
    """The pieces before, between and behind the spans."""
    at = 0
    for start, end in spans:
        yield text[at:start]
        at = end
    yield text[at:]


def _spans(text: str) -> list[tuple[int, int]]:
    """Where card numbers stand, without overlaps, in order."""
    if _has_too_few_digits(text):
        return []
    found = set(_spans_as_written(text))
    for way, read in readings(text):
        found.update(_spans_as_read(text, way, read))
    return _without_overlaps(sorted(found))


def _spans_as_written(text: str) -> list[tuple[int, int]]:
    if not _may_hold_one(text):
        return []
    places, plain = plain_in_place(text)
    if not _has_enough_digits(plain):
        return []
    found = _without_overlaps(sorted(set(_found(_without_identifiers(plain)))))
    return [(places[start], places[end - 1] + 1) for start, end in found]


def _spans_as_read(text: str, way: Way, read: str) -> list[tuple[int, int]]:
    if not (found := _spans_as_written(read)):
        return []
    _, places = read_in_place(text, way)
    return [(places[start][0], places[end - 1][1]) for start, end in found]


def _without_overlaps(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for start, end in found:
        if spans and start < spans[-1][1]:
            spans[-1] = spans[-1][0], max(end, spans[-1][1])
        else:
            spans.append((start, end))
    return spans


def _found(plain: str) -> Iterator[tuple[int, int]]:
    """Where card numbers stand in a text as `plain_text` makes it, without identifiers."""
    yield from _whole_runs(plain)
    has_times = any(mark in plain for mark in ":./-")
    yield from _joined(_WHEN.sub(_crossed_out, plain) if has_times else plain)
    yield from _shaped(plain)


def _without_identifiers(plain: str) -> str:
    text = plain.encode()
    has_one = _UUID_INSIDE in text.translate(_HEX) or _SID_SHAPE in text.translate(_LOWER_HEX)
    return _IDENTIFIER.sub(_crossed_out, plain) if has_one else plain


def _crossed_out(match: re.Match[str]) -> str:
    return "x" * len(match[0])


def _whole_runs(plain: str) -> Iterator[tuple[int, int]]:
    """Rows of digits, with spaces and dashes, that are a card number as a whole, or whose single
    groups are.
    """
    for match in _RUN.finditer(plain):
        row = match[0].rstrip(" -")
        digits = _digits(row)
        if len(digits) < _SHORTEST:
            continue
        # Most rows are none by their length alone, and so need no closer look.
        is_short = len(digits) <= _LONGEST_DIALLED
        if is_short and _is_phone(_before(plain, match.start()), row):
            continue
        if _is_card(digits):
            yield match.start(), match.start() + len(row)
            continue
        for group in _GROUP.finditer(row):
            if _is_card(group[0]) or _holds_card(group[0]):
                yield match.start() + group.start(), match.start() + group.end()


def _holds_card(digits: str) -> bool:
    """Whether a long row begins or ends with a card number:
    with the security code or another one joined to it.
    """
    if len(digits) < _WITH_CODE:
        return False
    ends = (digits[:16], digits[-16:], digits[:15], digits[-15:])
    return any(_is_card(one) and (len(one) == 16 or one[:2] in ("34", "37")) for one in ends)


def _joined(plain: str) -> Iterator[tuple[int, int]]:
    """Groups of digits with one mark between them, whichever, that are a card number together."""
    for match in _JOINED.finditer(plain):
        if not _is_card(_digits(match[0])):
            continue
        excuses = (_DECIMALS.fullmatch(match[0]), _LIST.fullmatch(match[0]))
        if not (any(excuses) or _is_phone(_before(plain, match.start()), match[0])):
            yield match.span()


def _shaped(plain: str) -> Iterator[tuple[int, int]]:
    """Groups of digits as on a card, also among other numbers."""
    known: dict[str, bool] = {}  # a long text has the same few again and again
    for match in _SHAPE.finditer(plain):
        shape = match[0] + match[1]
        is_card = known.get(shape)
        if is_card is None:
            digits = _digits(shape)
            is_card = _is_card(digits) or (len(digits) > 16 and _is_card(digits[:16]))
            known[shape] = is_card
        if is_card and not _is_phone(_before(plain, match.start()), shape):
            yield match.start(), match.end(1)


def _before(plain: str, start: int) -> str:
    """The little in front of a row that tells whether it is dialled: copying all of it for each row
    would take a long text's square.
    """
    return plain[max(0, start - _LOOKED_BACK) : start]


def _is_phone(before: str, run: str) -> bool:
    """Whether the row is written as a number of North America, or dialled from abroad:
    after a +, or after 00 or 011 that stand by themselves.
    """
    if _NORTH_AMERICAN.fullmatch(run):
        return True
    dialled = _DIAL_OUT.match(run)
    digits = _digits(run[dialled.end() :] if dialled else run)
    if len(digits) > _LONGEST_PHONE or (digits[:1] == "3" and len(digits) > _LONGEST_PHONE_OF_3):
        return False
    return dialled is not None or before.rstrip().endswith("+")


def _digits(text: str) -> str:
    return text.encode().translate(None, _NO_DIGITS).decode()


def _is_card(digits: str) -> bool:
    return (
        _SHORTEST <= len(digits) <= _LONGEST
        and _ISSUER_OF.get(len(digits), _ISSUER).match(digits) is not None
        and _passes_luhn(digits)
    )


def _passes_luhn(digits: str) -> bool:
    reversed_digits = digits[::-1]
    once, doubled = reversed_digits[::2], reversed_digits[1::2].translate(_DOUBLED)
    return sum((once + doubled).encode()) % 10 == 48 * len(digits) % 10
