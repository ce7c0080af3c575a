"""Card numbers and our own secrets are taken out of texts; SIDs and phone numbers stay."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scheduling.proctoring_api.redaction import VoucherCode, cleaned, mask


def _with_check_digit(digits: str) -> str:
    """The digits and the check digit that Luhn wants, reckoned the slow way."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return digits + str(-total % 10)


# Of the lengths that their issuers give out.
_CARD = r"4(?:[0-9]{11}|[0-9]{14}|[0-9]{17})|5[1-5][0-9]{13}"
_cards = st.from_regex(_CARD, fullmatch=True).map(_with_check_digit)


@given(
    _cards,
    st.sampled_from(["", " ", "-"]),
    st.sampled_from(["", "Card: ", "x "]),
    st.sampled_from(["", ".", "y"]),
)
def test_card_numbers_go(card: str, between: str, before: str, behind: str) -> None:
    written = between.join(card[at : at + 4] for at in range(0, len(card), 4))
    assert mask(f"{before}{written}{behind}") == f"{before}[hidden]{behind}"


@pytest.mark.parametrize(
    "said", ["Order 12 4242 4242 4242 4242", "4242424242424242 2026", "1-4242-4242-4242-4242"]
)
def test_a_card_number_among_other_numbers_goes(said: str) -> None:
    assert "4242" not in mask(said)


@given(st.from_regex(r"[A-Z]{2}[a-f0-9]{32}", fullmatch=True))
def test_sids_stay(sid: str) -> None:
    assert mask(f"see {sid}, please") == f"see {sid}, please"


@given(st.from_regex(r"[0-9]{13,18}", fullmatch=True))
def test_numbers_that_fail_luhn_stay(digits: str) -> None:
    assume(_with_check_digit(digits[:-1]) != digits)
    assert mask(digits) == digits


@pytest.mark.parametrize(
    "said", ["+1 (218) 555-0142", "218 555 0142 ext 4", "0049 30 901820 123", "2026-12-09T15:00"]
)
def test_phone_numbers_and_dates_stay(said: str) -> None:
    assert mask(said) == said


@given(st.text(min_size=4, max_size=20), st.text(), st.text())
def test_secrets_go(secret: str, before: str, behind: str) -> None:
    assume(secret.lower() not in "[hidden]")
    masked = mask(before + secret + behind, [secret])
    assert secret not in masked.replace("[hidden]", "\n" * 30) or secret.isspace()


@given(st.from_regex(r"[A-Za-z0-9_-]{16,40}", fullmatch=True), st.text(), st.text())
def test_a_voucher_too_long_for_chance_goes_wherever_it_stands(
    code: str, before: str, behind: str
) -> None:
    assert code.lower() not in mask(before + code.upper() + behind, [VoucherCode(code)]).lower()


@pytest.mark.parametrize(
    ("secret", "said", "masked"),
    [
        (
            "FINAL",
            "The final exam; voucher FINAL is used.",
            "The final exam; voucher [hidden] is used.",
        ),
        ("FINAL", "FINALS", "FINALS"),
        ("math121", "MATH121 is used, MATH1210 is not.", "[hidden] is used, MATH1210 is not."),
        ("E-OK1", "voucher e-ok1!", "voucher [hidden]!"),
        ("OK1", "OK1", "OK1"),
    ],
)
def test_a_voucher_goes_only_as_a_word_of_its_own(secret: str, said: str, masked: str) -> None:
    assert mask(said, [VoucherCode(secret)]) == masked


VOUCHER = VoucherCode("Duluth")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("status", "Duluth"),
        ("sessionType", "duluth"),
        ("title", "Duluth"),
        ("courseName", "Duluth history"),
        ("firstName", "Duluth"),
        ("address", "12 Duluth Street"),
        ("notes", "At DULUTH, by the lake; Duluthians too"),
    ],
)
def test_a_voucher_s_letters_elsewhere_are_left_alone(name: str, said: str) -> None:
    assert cleaned({name: said}, (VOUCHER,)) == {name: said}


@pytest.mark.parametrize(
    ("name", "said", "kept"),
    [
        ("voucherCode", "duluth", "[hidden]"),
        ("whatever", " DULUTH ", "[hidden]"),
        ("notes", "use Duluth", "use [hidden]"),
        ("message", "Voucher Duluth is spent.", "Voucher [hidden] is spent."),
    ],
)
def test_a_voucher_is_taken_out_where_it_stands_as_one(name: str, said: str, kept: str) -> None:
    assert cleaned({"a": [{name: said}]}, (VOUCHER,)) == {"a": [{name: kept}]}


@pytest.mark.parametrize("said", ["", "a", "4" * 500, "4 " * 500])
def test_odd_texts(said: str) -> None:
    assert mask(said, ["", "a"]) == said
