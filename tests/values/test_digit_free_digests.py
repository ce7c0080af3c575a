"""Marks that pages carry along have letters alone, whatever they are of."""

from __future__ import annotations

from string import ascii_lowercase

from hypothesis import given
from hypothesis import strategies as st

from scheduling.digit_free_digests import in_letters, mark_of


@given(st.integers(0, 2**64 - 1))
def test_a_mark_has_no_digit_and_stands_for_one_value(value: int) -> None:
    mark = in_letters(f"{value:016x}")
    assert set(mark) <= set(ascii_lowercase)
    back = mark.translate(str.maketrans("ghijklmnop", "0123456789"))
    assert int(back, 16) == value


@given(st.text(), st.integers(1, 64))
def test_a_text_has_a_mark_of_just_so_many_letters(text: str, length: int) -> None:
    mark = mark_of(text, length)
    assert (len(mark), mark) == (length, mark_of(text, length))
    assert set(mark) <= set(ascii_lowercase)
