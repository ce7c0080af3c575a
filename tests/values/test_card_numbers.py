"""Card numbers are found in any writing and in any field, and what only looks a little like one is
left alone.
"""

from __future__ import annotations

import re
import uuid
from datetime import datetime

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scheduling.card_numbers import (
    contains_card_number,
    may_hold_card_number,
    remove_card_numbers,
)

VISA = "4242424242424242"
# Issuers' beginnings and the lengths they give out.
BRANDS = [
    ("4", 16),
    ("4", 13),
    ("4", 19),
    ("51", 16),
    ("55", 16),
    ("2221", 16),
    ("2720", 16),
    ("34", 15),
    ("37", 15),
    ("6011", 16),
    ("65", 16),
    ("644", 16),
    ("3528", 16),
    ("3589", 16),
    ("36", 14),
    ("300", 14),
    ("38", 14),
    ("62", 16),
    ("62", 19),
    ("2200", 16),
    ("5018", 16),
    ("6759", 18),
    ("60", 16),
]
SCRIPTS = [
    "0123456789",
    "٠١٢٣٤٥٦٧٨٩",
    "０１２３４５６７８９",
    "०१२३४५६७८९",
    "⁰¹²³⁴⁵⁶⁷⁸⁹",
    "〇一二三四五六七八九",
    "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗",
]
GAPS = ["", " ", "-", "  ", " - ", "\u00a0", "\u2013", "\u2011", "\u200b", "\u2009", "\n", "\t"]


def with_check_digit(start: str) -> str:
    """The digits and the one that makes them pass the Luhn check, worked out the long way."""
    for last in "0123456789":
        total = 0
        for place, digit in enumerate(reversed(start + last)):
            value = int(digit) * (2 if place % 2 else 1)
            total += value - 9 if value > 9 else value
        if total % 10 == 0:
            return start + last
    raise AssertionError("one of ten digits always fits")


@st.composite
def card_numbers(draw: st.DrawFn) -> str:
    start, length = draw(st.sampled_from(BRANDS))
    missing = length - len(start) - 1
    return with_check_digit(start + draw(st.text("0123456789", min_size=missing, max_size=missing)))


@st.composite
def written_cards(draw: st.DrawFn) -> str:
    script = draw(st.sampled_from(SCRIPTS))
    digits = [script[int(digit)] for digit in draw(card_numbers())]
    return digits[0] + "".join(draw(st.sampled_from(GAPS)) + digit for digit in digits[1:])


@settings(max_examples=500)
@given(
    written_cards(),
    st.sampled_from(["", "Pay with ", "card:", "nº ", "Visa", "#"]),
    st.sampled_from(["", " please", "!", "."]),
)
def test_a_card_number_is_found_in_any_script_and_with_any_gaps(
    card: str, before: str, after: str
) -> None:
    assert contains_card_number(before + card + after)
    left = remove_card_numbers(before + card + after)
    assert not contains_card_number(left)
    assert left == (before + after).strip()


@settings(max_examples=300)
@given(
    card_numbers().filter(lambda card: len(card) == 16),
    st.sampled_from([" ", "-", ".", "/", "_"]),
    st.integers(100, 9999),
)
def test_a_card_number_in_fours_is_found_even_with_its_security_code_behind(
    card: str, gap: str, code: int
) -> None:
    fours = gap.join(re.findall("....", card))
    assert contains_card_number(fours)
    assert card[-4:] not in remove_card_numbers(f"{fours}{gap}{code % 1000:03d}")


@settings(max_examples=300)
@given(card_numbers().filter(lambda card: len(card) < 19), st.integers(0, 18), st.integers(1, 9))
def test_one_wrong_digit_makes_it_no_card_number(card: str, place: int, more: int) -> None:
    place %= len(card)
    wrong = card[:place] + str((int(card[place]) + more) % 10) + card[place + 1 :]
    assert not contains_card_number(wrong)


@settings(max_examples=300)
@given(
    st.sampled_from(["PL", "CP", "ES", "TS", "AI"]), st.text("0123456789", min_size=32, max_size=32)
)
def test_sids_of_digits_alone_are_left_alone(prefix: str, digits: str) -> None:
    text = f"see {prefix}{digits}, or else {prefix}{digits}"
    assert not contains_card_number(text)
    assert remove_card_numbers(text) == text


@settings(max_examples=200)
@given(card_numbers())
def test_a_sid_with_a_card_number_inside_is_left_alone(card: str) -> None:
    assert not contains_card_number("PL" + card.ljust(32, "0"))


@settings(max_examples=300)
@given(st.integers(1, 999), st.text("0123456789", min_size=7, max_size=12))
def test_phone_numbers_with_a_plus_are_left_alone(country: int, rest: str) -> None:
    number = f"{country}{rest}"
    assume(number[0] != "3" or len(number) <= 13)  # longer ones, no country that begins with 3 has
    assert not contains_card_number(f"011 {number}"[:19])
    spaced = f"+{country} {rest[:3]} {rest[3:6]} {rest[6:]}"
    assert not contains_card_number(f"+{number}"[:16])
    assert not contains_card_number(spaced) or len(number) > 15


@pytest.mark.parametrize(
    "text",
    [
        "+1 218 555 0101",
        "(218) 555-0101 ext. 20441",
        "+49 1512 3456788",
        "+86 138 0013 8000",
        "0044 20 7946 0958",
        "2185550101, 2185550102",
        "2027-01-14T09:30",
        "46.7867123456789",
        "-92.4111111111111",
        "20441",
        "",
        "0f8c6a52-2b1f-4f0e-9d20-1bb7a4c0c0de",
        "41111111-1111-4111-8111-111111111111",
        "ISBN 978-3-16-148410-0",
        "tok_1N3T00LkdIwHu7ixt44h1F8k",
        "192.168.100.200",
        "1 2 3 4 5 6 7 8 9 10 11 12",
    ],
)
def test_what_is_no_card_number_is_left_alone(text: str) -> None:
    assert not contains_card_number(text)


MARKS = [
    *"|+~='·•_/.:,*;()[]{}",
    ")(",
    "\u034f",
    "\u200b",
    "\ufe0f",
    "\u2800",
    "\u3164",
    "\u0301",
    "\ufe0f\u20e3",
    "\U000e0020",
]


@settings(max_examples=300)
@given(
    card_numbers().filter(lambda card: len(card) == 16),
    st.lists(st.sampled_from(MARKS), min_size=3, max_size=3),
    st.sampled_from(["", "CVV 123, ", "12/27 "]),
)
def test_a_card_number_in_fours_is_found_with_any_marks(
    card: str, marks: list[str], before: str
) -> None:
    assume(marks[1].strip() not in (",", ";"))  # may part two telephone numbers of eight digits
    first, *rest = re.findall("....", card)
    text = before + first + "".join(map("".join, zip(marks, rest, strict=True)))
    assert contains_card_number(text)
    assert not contains_card_number(remove_card_numbers(text))


@pytest.mark.parametrize("mark", MARKS)
def test_a_card_number_with_a_mark_behind_each_digit_is_found(mark: str) -> None:
    if mark != ")(":
        assert contains_card_number(mark.join(VISA))


@pytest.mark.parametrize(
    "text",
    [
        "CVV 123,4111111111111111",
        "1.4111111111111111",
        "12/27,4111111111111111",
        "4111111111111111.00",
        "-4111111111111111",
        "41111111 11111111 12 27",
        "5 41111111 11111111",
        "41111111.11111111",
        "4111-1111.1111-1111",
        "+378282246310005",
        "00 378282246310005",
        "4111111111111111123",
        "41111111111111111227",
        "3782822463100051234",
        "123" + VISA,
        VISA + VISA,
        "4111 1111 1111 1111 218 555 0101",
        ";4111111111111111=27121010000012345678?",
        "(4111)(1111)(1111)(1111)",
        "3782-822463-10005",
        "3782.822463.10005",
        "٤١١١,١١١١,١١١١,١١١١",
    ],
)
def test_a_card_number_is_found_beside_what_else_is_on_the_card(text: str) -> None:
    assert contains_card_number(text)
    assert not contains_card_number(remove_card_numbers(text))


ESCAPED_GAPS = [
    *("&nbsp;", "&#160;", "&#xA0;", "&#x2d;", "&ndash;", "&#8209;", "&shy;", "&nbsp", "&amp;"),
    *("&amp;nbsp;", "&amp;amp;#160;", "&#38;nbsp;", "&#x26;#x2d;", " &nbsp; ", "&ensp;-&ensp;"),
    *("%20", "%C2%A0", "%2d", "%26nbsp%3B", "\\u00a0", "\\u2011"),
]


@settings(max_examples=300)
@given(
    card_numbers().filter(lambda card: len(card) == 16),
    st.lists(st.sampled_from(ESCAPED_GAPS), min_size=3, max_size=3),
    st.sampled_from(["", "Q&A: ", "50% by card ", "R&amp;D – "]),
)
def test_a_card_number_is_found_with_entities_and_escapes_between_its_groups(
    card: str, gaps: list[str], before: str
) -> None:
    first, *rest = re.findall("....", card)
    text = before + first + "".join(map("".join, zip(gaps, rest, strict=True)))
    assert may_hold_card_number(text)
    assert contains_card_number(text)
    assert remove_card_numbers(f"{text} please", "…") == f"{before}… please"


@settings(max_examples=200)
@given(
    card_numbers(), st.sampled_from(["&#{};", "&#x{:x};", "&amp;#{:03d};", "%{:x}", "\\u{:04x}"])
)
def test_a_card_number_is_found_with_digits_written_as_entities_and_escapes(
    card: str, written: str
) -> None:
    some = "".join(written.format(ord(one)) if at % 4 == 0 else one for at, one in enumerate(card))
    whole = "".join(written.format(ord(one)) for one in card)
    for text in (some, whole):
        assert contains_card_number(f"by {text} ok")
        assert remove_card_numbers(f"by {text} ok", "…") == "by … ok"


def test_card_numbers_nested_in_each_other_all_go_and_quickly() -> None:
    nested = "41111111 " * 900 + VISA + " 11111111" * 900
    assert not contains_card_number(remove_card_numbers(nested))


@settings(max_examples=300)
@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1)),
    st.floats(-90, 90),
    st.floats(-180, 180),
)
def test_dates_times_and_places_on_the_map_are_left_alone(
    at: datetime, north: float, east: float
) -> None:
    for said in (
        at.isoformat(),
        f"{at:%Y-%m-%d %H:%M:%S}",
        f"{at:%d.%m.%Y %H:%M:%S}",
        f"{at:%m/%d/%Y %H:%M}-{at:%H:%M}",
    ):
        assert not contains_card_number(said)
    assert not contains_card_number(f"{north:.6f},{east:.6f}")
    assert not contains_card_number(f"{north:.9f}")


def test_uuids_never_look_like_card_numbers() -> None:
    assert not any(
        contains_card_number(str(uuid.UUID(int=seed * 10**30, version=4))) for seed in range(1, 300)
    )
