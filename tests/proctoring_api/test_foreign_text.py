"""What the provider's texts and ids are when they have been read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.proctoring_api.foreign_text import clean_id, clean_line, clean_text, strip_unseen

UNSEEN = ["\u200b", "\u2060", "\u3164", "\u115f", "\u1160", "\uffa0", "\ufeff", "\u00ad", "\u200e"]
UNSEEN += ["\u2800", "\u034f", "\ufe0f", "\U000e0041", "\u180e", "\u00a0", "\u2003", "\u0000", "\t"]
TURNING = ["\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"]


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("O&#39;Brien &amp; Sons", "O'Brien & Sons"),
        ("O&#x27;Brien", "O'Brien"),
        ("Jos&eacute;", "José"),
        ("&amp;amp;", "&amp;"),  # once
        ("R&D, AT&T; a&notes", "R&D, AT&T; a&notes"),  # no entities
        ("&nosuch; &#xd83d;", "&nosuch; \ufffd"),
        ("&#8238;nA", "nA"),
        ("Ana \ud83d Ruiz", "Ana ? Ruiz"),
        ("a\x00b", "ab"),
        ("first\nsecond", "first\nsecond"),
        ("Z\u0301\u0302\u0303\u0304\u0305\u0306\u0307o\u0308", "Z\u0301\u0302\u0303\u0304o\u0308"),
        ("\u0301\u0302Ana", "Ana"),
        ("Phượng Bùi", "Phượng Bùi"),
        ("علی\u200cرضا", "علی\u200cرضا"),
        ("क्\u200dष", "क्\u200dष"),
    ],
)
def test_a_text_is_read_once_and_whole(said: str, read: str) -> None:
    assert clean_text(said) == read


@pytest.mark.parametrize("char", TURNING)
def test_nothing_turns_the_order_of_reading(char: str) -> None:
    assert clean_text(f"Ana {char}ziuR{char} Zed") == "Ana ziuR Zed"


@pytest.mark.parametrize("char", UNSEEN)
def test_what_nobody_can_see_is_blank(char: str) -> None:
    assert [clean_text(char * 3), clean_id(char * 3), strip_unseen(char * 3)] == ["", "", ""]
    assert strip_unseen(f"{char} Ana Ruiz{char}") == "Ana Ruiz"
    assert clean_text(f" {char}علی{char} ") == "علی"


@pytest.mark.parametrize("char", [*UNSEEN, *TURNING, "\u200c", "\u200d"])
def test_an_id_holds_nothing_that_cannot_be_seen(char: str) -> None:
    seen = char if char.isspace() else ""
    assert clean_id(f"{char}tok_{char}4711{char}") == f"tok_{seen}4711"


def test_an_id_keeps_what_it_is_made_of() -> None:
    assert clean_id("A&amp;b-É.9") == "A&amp;b-É.9"


def test_a_line_is_one_line() -> None:
    assert clean_line("  Ana\r\n\tMaría&#10;Ruiz ") == "Ana María Ruiz"


@given(st.text())
def test_reading_again_changes_nothing_but_entities(said: str) -> None:
    read = clean_text(said.replace("&", ""))
    assert clean_text(read) == read
    assert clean_id(clean_id(said)) == clean_id(said)
    read.encode()
