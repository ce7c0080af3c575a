"""Card numbers are found in pages and notes, between entities and escapes, in a time that grows no
faster than the text; what only looks like one there is left alone.
"""

from __future__ import annotations

import re
import time

import pytest

from scheduling.card_numbers import (
    contains_card_number,
    may_hold_card_number,
    remove_card_numbers,
)

VISA = "4242424242424242"
IN_PAGES = [
    *("<br>", "<br />\n", "</p><p>", '</span> <span class="a1">', "<wbr>", "<!-- -->"),
    *("</b>, <b>", '</td>\n  <td align="right">', "</li>\n<li>", "&lt;br&gt;", "%3Cbr%3E"),
    *("\\u003cbr\\u003e", "&amp;lt;br/&amp;gt;", "<b></b>&nbsp;<i></i>"),
]
RUN_IN = [
    *("&#160", "&#0160", "&#32", "&#8209", "&#45", "&#173", "&#124", "&#xA0", "&#x20", "&#x2009"),
    *("&amp;#160", "&ensp", "&thinsp", "&nbsp"),
]
WRITTEN = [
    *(" **", "** **", "** | **", " | ", "_", "* *", '", "', "', '", " ... ", " / ", " => ", "` `"),
    *("\n- ", "\n\n> ", "\\", "~~ ~~"),
]


@pytest.mark.parametrize("gap", [*IN_PAGES, *RUN_IN, *WRITTEN])
@pytest.mark.parametrize("card", [VISA, "5555555555554444", "3530111333300000"])
def test_a_card_number_is_found_however_pages_and_notes_part_its_groups(
    card: str, gap: str
) -> None:
    text = f"by {gap.join(re.findall('....', card))} ok"
    assert may_hold_card_number(text)
    assert contains_card_number(text)
    assert remove_card_numbers(text, "…") == "by … ok"


@pytest.mark.parametrize(
    "text",
    [
        "<p>42<b>42</b>4242<wbr>4242<span>4242</span></p>",
        "3782<br>822463<br>10005",
        "3782&#160822463&#16010005",
        '<a title="4242&nbsp;4242&nbsp;4242&nbsp;4242">by card</a>',
        "<td>1</td><td>4242 4242 4242 4242</td>",
        "④②④②④②④②④②④②④②④②",
        "٤٢٤٢<br>٤٢٤٢<br>٤٢٤٢<br>٤٢٤٢",
    ],
)
def test_a_card_number_is_found_inside_of_pages(text: str) -> None:
    assert contains_card_number(text)
    assert not contains_card_number(remove_card_numbers(text))


@pytest.mark.parametrize(
    "text",
    [
        "<b>4242</b> 4242 4242 4243",
        "+49<br>1512<br>3456788",
        '<a href="tel:+12185550101">(218) 555-0101</a>',
        "<td>218-555-0101</td><td>218-555-0102</td>",
        "4242&#1604242",
        "ES4242<wbr>4242",
        "a < 4242 and 4242 > b",
        "4242 then 4242 then 4242 then 4242",
        "Rooms 4242 &ensp4242",
    ],
)
def test_pages_make_no_card_number_of_what_is_none(text: str) -> None:
    assert not contains_card_number(text)
    assert remove_card_numbers(text, "…") == text


@pytest.mark.parametrize(
    "text",
    [
        "R&D; 4242 & 4242 &lt;4242&gt;",
        "https://desk.example/find?q=room%2012&day=2027-01-14&from=09%3A30",
        "+49&nbsp;1512&nbsp;3456788",
        "(218)&nbsp;555-0101 &amp; 218-555-0102",
        "4242&nbsp;4242&nbsp;4242&nbsp;4243",
        "&#99999999999999999999; 100% &amp &; %zz \\ud800",
    ],
)
def test_entities_and_escapes_make_no_card_number_of_what_is_none(text: str) -> None:
    assert not contains_card_number(text)
    assert remove_card_numbers(text) == text


@pytest.mark.parametrize(
    "part",
    [
        *(
            "1234&nbsp;",
            "&amp;",
            "&#1",
            "%2",
            "&#38;#38;",
            "\\u0031",
            "&#1601234",
            "&#xa0",
            "&ensp1",
        ),
        *("<", "<a", "<a ", "<!", "1234<br>", "<i>\n", "1  "),
    ],
)
def test_entities_and_escapes_take_as_long_as_they_are_many(part: str) -> None:
    def seconds(length: int) -> float:
        text, start = part * (length // len(part)), time.process_time()
        remove_card_numbers(text)
        return time.process_time() - start

    seconds(20_000)
    assert seconds(400_000) < 24 * max(seconds(50_000), 0.005)


def test_many_card_numbers_take_as_long_as_they_are_many() -> None:
    def seconds(many: int) -> float:
        text, start = f"{VISA}x" * many, time.process_time()
        assert remove_card_numbers(text, "…") == "…x" * many
        return time.process_time() - start

    seconds(1_000)
    assert seconds(32_000) < 30 * max(seconds(4_000), 0.005)
