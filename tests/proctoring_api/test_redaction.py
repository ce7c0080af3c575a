"""Card numbers and our own secrets are taken out of texts; SIDs and phone numbers stay."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scheduling.proctoring_api.redaction import VoucherCode, cleaned, keepable, mask, own_secrets


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
        ("AB-12345", "券AB-12345已使用", "券[hidden]已使用"),
        ("AB12345", "쿠폰 AB12345가 사용됨", "쿠폰 [hidden]가 사용됨"),
        ("夏季2027", "券夏季2027已用", "券[hidden]已用"),
        ("期末考试", "期末考试时间, 期末考试", "期末考试时间, [hidden]"),
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


@pytest.mark.parametrize(
    ("name", "said", "kept"),
    [
        ("title", "dl-27-xyz", "[hidden]"),
        ("firstName", " DL\u201027-XYZ", "[hidden]"),
        ("courseName", "DL-27-XYZ history", "DL-27-XYZ history"),
        ("status", "DL-27-XYZ", "DL-27-XYZ"),
        ("sessionType", "DL-27-XYZ", "DL-27-XYZ"),
        ("appointmentDate", "DL-27-XYZ", "DL-27-XYZ"),
    ],
)
def test_a_code_that_is_no_word_is_taken_out_where_it_is_the_whole_of_a_name(
    name: str, said: str, kept: str
) -> None:
    assert cleaned({name: said}, (VoucherCode("DL-27-XYZ"),)) == {name: kept}


@pytest.mark.parametrize(
    ("code", "said", "kept"),
    [
        ("R&D-2027", "Voucher R&amp;D-2027 was used", "Voucher [hidden] was used"),
        ("R&D-2027", "Twice R&amp;amp;D-2027", "Twice [hidden]"),
        ("R&D-2027", "code=R%26D-2027&x=1", "code=[hidden]&x=1"),
        ("R&D-2027", r"code R\u0026D-2027", "code [hidden]"),
        ("AB-12345", "Ref AB&#45;12345.", "Ref [hidden]."),
        ("AB-12345", "Ref AB\u200b-12345.", "Ref [hidden]."),
        ("AB-12345", "Ref AB&#8203;-12345.", "Ref [hidden]."),
        ("AB-12345", "Ref AB\x00-12345.", "Ref [hidden]."),
        ("AB-12345", "Ref AB\u201112345.", "Ref [hidden]."),
        ("AB-12345", "Ref ＡＢ－１２３４５.", "Ref [hidden]."),
        ("ÉTÉ-2027", "Voucher E\u0301TE\u0301-2027 used", "Voucher [hidden] used"),
        ("E\u0301TE\u0301-2027", "Voucher ÉTÉ-2027 used", "Voucher [hidden] used"),
        ("ÉTÉS", "Voucher E\u0301TE\u0301S used, étés not", "Voucher [hidden] used, étés not"),
        ("Straße99", "Voucher STRASSE99 used", "Voucher [hidden] used"),
        ("D'OR-27", "By D’OR-27", "By [hidden]"),
        ("A1B2", "Voucher_A1B2_used, A1B22 not", "Voucher_[hidden]_used, A1B22 not"),
        ("A\u200b\u200b\u200b", "A B, A\u200b\u200b\u200b", "A B, [hidden]"),
        ("R&D-2027", "Q&amp;A, 50%25 off, \\u0041", "Q&amp;A, 50%25 off, \\u0041"),
    ],
)
def test_a_voucher_goes_in_every_disguise_and_what_holds_none_stays_as_it_was(
    code: str, said: str, kept: str
) -> None:
    assert mask(said, [VoucherCode(code)]) == kept
    assert cleaned({"notes": said}, (VoucherCode(code),)) == {"notes": kept}


@pytest.mark.parametrize("said", ["tok&#95;visa&#45;1", "tok_visa\u20111", "TOK_VISA\u00ad-1"])
def test_a_card_token_goes_in_every_disguise(said: str) -> None:
    assert mask(f"charged {said} once", ["tok_visa-1"]) == "charged [hidden] once"


@pytest.mark.parametrize(
    "said", ["4242&#32;4242&#32;4242&#32;4242", "&#52;242424242424242", "4242%204242%204242%204242"]
)
def test_a_card_number_in_disguise_goes(said: str) -> None:
    assert cleaned({"notes": said}) == {"notes": "[hidden]"}


@pytest.mark.parametrize(
    "said",
    ["https&#58;//x.test/k", "https:&#47;&#47;x.test/k", "https%3A%2F%2Fx.test%2Fk", "www&#46;x"],
)
def test_a_link_in_disguise_is_called_one(said: str) -> None:
    assert keepable(f"Go to {said}") == "Go to (link)"


@pytest.mark.parametrize(
    "said",
    [
        "onboarding.example/go?k=ONBSECRET5",
        "onboarding.example/go/abc123token",
        "//onboarding.example/go?k=1",
        "https:// onboarding.example/go",
        "ｈｔｔｐｓ://onboarding.example/go",
    ],
)
def test_a_link_without_a_scheme_or_in_letters_of_another_width_is_one(said: str) -> None:
    assert keepable(f"Go to {said}") == "Go to (link)"


@pytest.mark.parametrize(
    "said", ["token=sk_live_abcdef12", "Bearer abcdefghijklmnop", "eyJhbGciOiJI.eyJzdWIi.c2ln"]
)
def test_what_signs_a_call_is_taken_out(said: str) -> None:
    assert keepable(f"Use {said} then") == "Use [hidden] then"


@pytest.mark.parametrize(
    "said",
    ["Intro to ASP.NET/C#", "Node.js/React lab", "Room 3.14/2", "x = y", "Ch. 3.4/5.6", "Ｆ１／２"],
)
def test_what_only_looks_like_a_link_stays(said: str) -> None:
    assert keepable(said) == said


def test_an_access_key_goes_wherever_the_answer_that_names_it_tells_it_but_from_what_decides() -> (
    None
):
    told = {
        "accessKey": "Scheduled",
        "status": "Scheduled",
        "statusReason": "The key is Scheduled",
        "examLocale": "Scheduled",
        "exam": {"title": "Scheduled tests"},
    }
    assert cleaned(told, own_secrets(told)) == {
        "accessKey": "[hidden]",
        "status": "Scheduled",
        "statusReason": "The key is [hidden]",
        "examLocale": "[hidden]",
        "exam": {"title": "Scheduled tests"},
    }


def test_what_stands_in_a_text_of_json_is_cleaned_too() -> None:
    code = VoucherCode("R&D-2027")
    said = r'{"code": "R\u0026D-2027", "amount": 5, "sid": "R\u0026D-2027 é"}'
    assert cleaned({"appointment": said}, (code,)) == {
        "appointment": '{"code": "[hidden]", "amount": 5, "sid": "R&D-2027 é"}'
    }
    plain = r'{"name":"A\u0026B &quot;x&quot;"}'
    assert cleaned({"appointment": plain}, (code,)) == {"appointment": plain}


@pytest.mark.parametrize("code", ["duluth", "Dul\u00aduth", "D&#117;luth", "ＤＵＬＵＴＨ"])
def test_a_voucher_that_is_a_whole_value_goes_in_every_disguise(code: str) -> None:
    assert cleaned({"whatever": code}, (VOUCHER,)) == {"whatever": "[hidden]"}


@pytest.mark.parametrize("said", ["", "a", "4" * 500, "4 " * 500])
def test_odd_texts(said: str) -> None:
    assert mask(said, ["", "a"]) == said


_SECRET = st.sampled_from(["K9-x2", "Straße1", "ıst12", "tok_Abc`1", "A1B2", "ab", "-\u00ad-"])


@given(
    st.lists(
        _SECRET.flatmap(lambda one: st.sampled_from([one, one.upper(), one.casefold(), one[1:]]))
        | st.sampled_from([" ", "k9-X2", "STRASSE1", "ist12", "&", "%41", "4242424242424242", "\n"])
    ).map("".join),
    st.lists(_SECRET, min_size=1).map(tuple),
    st.sampled_from([str, VoucherCode]),
)
def test_a_quick_look_keeps_what_the_whole_search_keeps(
    said: str, secrets: tuple[str, ...], kind: type[str]
) -> None:
    known = tuple(map(kind, secrets))
    assert keepable(said, known) == mask(said, known)
