"""Codes of the log's head: read aloud, typed, mistyped."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.audit.codes.short_code import ALPHABET, LENGTH, NotACode, code_of, read_code

NUMBERS = st.integers(0, 2**30 - 1) | st.integers(2**30, 2**50)
HASHES = st.binary(min_size=32, max_size=32).map(bytes.hex)


@given(NUMBERS, HASHES)
def test_a_code_names_its_event(number: int, hash: str) -> None:
    log_code = read_code(code_of(number, hash))
    assert (log_code.number, log_code.fits(hash)) == (number, True)
    assert not log_code.fits(f"{int(hash, 16) ^ 1 << 255:064x}")


@given(NUMBERS, HASHES)
def test_it_is_understood_however_it_was_written_down(number: int, hash: str) -> None:
    code = code_of(number, hash)
    written = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert (
        read_code(f" {written} ")
        == read_code(code.replace("-", "").replace("1", "I"))
        == read_code(code)
    )


@given(NUMBERS, HASHES)
def test_every_wrong_character_is_noticed(number: int, hash: str) -> None:
    code = code_of(number, hash).replace("-", "")
    for place, right in enumerate(code):
        for wrong in ALPHABET.replace(right, ""):
            with pytest.raises(NotACode, match="Compare them"):
                read_code(code[:place] + wrong + code[place + 1 :])


@given(NUMBERS, HASHES)
def test_any_two_that_changed_places_are_noticed(number: int, hash: str) -> None:
    code = code_of(number, hash).replace("-", "")
    for one in range(len(code)):
        for other in range(one):
            if code[one] != code[other]:
                swapped = list(code)
                swapped[one], swapped[other] = code[other], code[one]
                with pytest.raises(NotACode, match="Compare them"):
                    read_code("".join(swapped))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Type the code"),
        ("0001-G4C8", "this has 8. Some are missing"),
        ("0001-G4C8-XN2K-7PQD-3VWE-1", "this has 21. Some are too many"),
        ("0001-G4C8-XN2K-7PQD-3VW!", "no “!” in it"),
        ("0001-G4C8-XN2K-7PQD-3VWU", "no “U” in it"),
        ("0000-0000-0000-0000-0000", "Compare them"),
        ("0G00-0000-0000-05ZZ-ZZZZ-ZZZZ-ZZZC", "No event has a number as large"),
        (code_of(2**63, "f" * 64), "No event has a number as large"),
    ],
)
def test_what_can_be_no_code_is_told_in_words(typed: str, said: str) -> None:
    with pytest.raises(NotACode, match=said):
        read_code(typed)


def test_it_is_short_enough_to_be_read_aloud() -> None:
    assert LENGTH == 20
    assert code_of(123, "f" * 64)[:9] == "0000-3VZZ"
