"""What single answers may be, and what is said about the others."""

from __future__ import annotations

import pytest

from scheduling.forms.booking.options import FormOptions
from tests.support.form_answers import (
    DULUTH,
    OPTIONS,
    PHOENIX,
    UNLISTED,
    accepted,
    answers_for,
    command_of,
    fault,
    posted,
    schedule_form,
)
from tests.support.form_html import page_of

# SIDs


@pytest.mark.parametrize("sid", [DULUTH, PHOENIX, UNLISTED, f"  {UNLISTED}\n"])
def test_a_known_location_and_any_well_formed_sid_can_be_sent_by_its_own_name(sid: str) -> None:
    assert accepted("b-virtual", "proctor_location_sid", sid) == sid.strip()


def test_a_sid_pasted_beside_the_list_wins_over_the_name_chosen() -> None:
    form = posted(
        "b-virtual", proctor_location_sid=DULUTH, proctor_location_sid_other=f" {UNLISTED} "
    )
    assert command_of(form).proctor_location_sid == UNLISTED


@pytest.mark.parametrize(
    "sid",
    [
        "PL123",
        "PL" + "0" * 33,
        "PL" + "0" * 31,
        "PL" + "G" * 32,
        f"PL {'0' * 16} {'0' * 17}",
        f"XPL{'0' * 32}",
        "PL" + "٠" * 32,
    ],
)
def test_a_sid_of_another_kind_or_shape_is_refused_with_the_right_shape(sid: str) -> None:
    said = "Choose a name, or paste a whole SID: PL and then 32 digits or letters a to f."
    assert fault("b-virtual", "proctor_location_sid", sid) == said


GROUPED = " ".join((UNLISTED[:2], *(UNLISTED[at : at + 8] for at in range(2, 34, 8))))


@pytest.mark.parametrize(
    "typed",
    [
        UNLISTED.lower(),
        UNLISTED.upper(),
        GROUPED,
        GROUPED.replace(" ", "-").lower(),
        GROUPED.replace(" ", "\u2013"),
        f"https://portal.example/institutions/AI{'a' * 32}/locations/{UNLISTED}?tab=hours",
        f"{UNLISTED}, {UNLISTED.lower()}",
    ],
)
def test_a_sid_is_read_however_it_is_spelled_and_out_of_a_link(typed: str) -> None:
    assert accepted("b-virtual", "proctor_location_sid", typed) == UNLISTED
    form = posted("b-virtual", proctor_location_sid="", proctor_location_sid_other=typed)
    assert (command_of(form).proctor_location_sid, form.value_of("proctor_location_sid")) == (
        UNLISTED,
        UNLISTED,
    )


def test_a_sid_of_another_kind_and_several_are_refused_with_what_is_wrong() -> None:
    wanted = "Choose a name, or paste a whole SID: PL and then 32 digits or letters a to f."
    said = fault("b-virtual", "proctor_location_sid", "CP" + "0" * 32)
    assert said == f"This SID is of another kind: it begins with CP. {wanted}"
    said = fault("b-virtual", "proctor_location_sid", f"{UNLISTED} {DULUTH}")
    assert said == "There are 2 SIDs in this. Paste the one that is meant, alone."


@pytest.mark.parametrize(
    ("typed", "currency", "said"),
    [
        ("25,50", "USD", "without a comma"),
        ("1,234.50", "USD", "without a comma"),
        ("25.50 USD", "USD", "choose the currency in its own list"),
        ("US$25.50", "USD", "choose the currency in its own list"),
        ("€25.50", "EUR", "choose the currency in its own list"),
        ("$25.50", "EUR", "“$” does not fit the currency EUR"),
        ("$25.50", "MXN", "“$” does not fit the currency MXN"),
    ],
)
def test_an_amount_that_may_mean_something_else_is_asked_about(
    typed: str, currency: str, said: str
) -> None:
    form = posted("b-virtual", amount=typed, currency=currency, voucher_code="V-1")
    assert said in " ".join(form.errors["amount"])


@pytest.mark.parametrize("currency", ["USD", "CAD"])
def test_a_dollar_sign_is_read_where_the_currency_is_a_dollar(currency: str) -> None:
    form = posted("b-virtual", amount="$25.50", currency=currency, voucher_code="V-1")
    command = command_of(form)
    assert (str(command.amount), command.currency) == ("25.50", currency)


@pytest.mark.parametrize("half", ["\ud83d", "\ufffd"])
def test_a_character_that_can_not_be_read_is_told_at_its_field(half: str) -> None:
    form = posted("b-virtual", notes=f"Bring{half} an ID.")
    said = "A character could not be read: it is shown as �. Type it again, or remove it."
    assert form.errors["notes"] == [said]


def test_each_kind_of_sid_names_its_own_prefix() -> None:
    assert "MT and then 32" in fault("messaging", "message_sid", DULUTH)
    assert "CP and then 32" in fault("instructor-as-proctor", "instructor_proctor_sid", DULUTH)
    assert "TS and then 32" in fault("vtc", "proctor_type_sub_category_sid", DULUTH)
    assert "CV and then 32" in fault("vtc", "cancellation_policy_version_sid", DULUTH)


# Lists of codes


def test_codes_are_understood_in_small_letters() -> None:
    assert accepted("ad-hoc", "country", "us") == "US"
    assert accepted("b-virtual", "currency", "eur") == "EUR"


@pytest.mark.parametrize("code", ["UK", "USA", "ZZ", "United States"])
def test_what_is_no_country_is_refused(code: str) -> None:
    assert fault("ad-hoc", "country", code) == "Choose a country from the list."


@pytest.mark.parametrize(
    "tag",
    ["en", "en-US", "zh-Hant-TW", "es-419", "sl-rozaj-biske", "de-DE-u-co-phonebk", "x-campus"],
)
def test_well_formed_language_tags_are_taken(tag: str) -> None:
    assert accepted("vtc", "exam_locale", tag) == tag


@pytest.mark.parametrize(
    "tag", ["en_US", "english language", "e", "en-", "en--US", "123", "en-US-"]
)
def test_other_language_tags_are_refused(tag: str) -> None:
    assert (
        fault("vtc", "exam_locale", tag)
        == "Enter a language code with hyphens, such as en-US or zh-Hant."
    )


# Position, texts, limits


@pytest.mark.parametrize(
    ("latitude", "longitude", "at"),
    [
        ("", "", None),
        ("90", "-180", None),
        ("46.78667123456789", "+92.1", None),
        ("46.7", "", "location_longitude"),
        ("", "92.1", "location_latitude"),
        ("90.1", "0", "location_latitude"),
        ("0", "180.0001", "location_longitude"),
        ("north", "0", "location_latitude"),
    ],
)
def test_a_position_is_both_numbers_in_range_or_none(
    latitude: str, longitude: str, at: str | None
) -> None:
    form = posted("ad-hoc", location_latitude=latitude, location_longitude=longitude)
    assert list(form.errors) == ([at] if at else [])


def test_coordinates_stay_the_strings_that_were_typed() -> None:
    assert accepted("ad-hoc", "location_latitude", " 46.7000 ") == "46.7000"


@pytest.mark.parametrize(
    "phone",
    ["+1 218 555 0101", "(218) 555-0101 ext. 7", "218.555.0101 x7", "+49 1512 3456789", "911"],
)
def test_phones_are_taken_as_people_write_them(phone: str) -> None:
    assert accepted("ad-hoc", "phone", phone) == phone


def test_a_phone_without_digits_and_half_an_address_are_refused() -> None:
    assert fault("ad-hoc", "phone", "ask Ana").startswith("Enter a phone number in digits")
    assert fault("ad-hoc", "email", "ana@").startswith("Enter a complete email address")


@pytest.mark.parametrize(
    "typed",
    [
        "Pat Levi <pat@univ.edu>",
        "“Levi, Pat” < pat@univ.edu >",
        "<pat@univ.edu>",
        "mailto:pat@univ.edu",
        "MAILTO:pat%40univ.edu?subject=Exam",
        "Pat <mailto:pat@univ.edu>",
    ],
)
def test_an_email_address_is_taken_out_of_what_mail_programs_put_around_it(typed: str) -> None:
    assert accepted("ad-hoc", "email", typed) == "pat@univ.edu"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("pat@univ.edu, pat2@univ.edu", "Enter one email address,"),
        ("Pat <pat@univ.edu>; Ana <ana@univ.edu>", "Enter one email address,"),
        ("pat@x@y.com", "Enter one email address,"),
        ("PAT@UNIV.EDU.", "Enter a complete email address,"),
        ("pat@localhost", "Enter a complete email address,"),
        ("Pat Levi <>", "Enter a complete email address,"),
        ("mailto:", "Enter a complete email address,"),
    ],
)
def test_what_is_not_one_email_address_is_refused(typed: str, said: str) -> None:
    assert fault("ad-hoc", "email", typed).startswith(said)


@pytest.mark.parametrize("name", ["first_name", "company", "place"])
def test_names_of_any_language_are_kept_as_they_are(name: str) -> None:
    for text in (
        "Nguyễn Thị Phương Thảo",
        "Ó’Súilleabháin",
        "李小龙",
        "Βασιλική",
        "נועה",
        "<b>&amp;",
        "🐙",
    ):
        assert accepted("ad-hoc", name, text) == text


@pytest.mark.parametrize("control", ["\x00", "\x1b", "\x7f", "\x85"])
def test_control_characters_are_refused(control: str) -> None:
    assert "invisible control characters" in fault("ad-hoc", "company", f"Camp{control}Ripley")


@pytest.mark.parametrize(
    ("pasted", "read"),
    [
        ("Mary\u00a0Ann", "Mary Ann"),
        ("Camp\tRipley", "Camp Ripley"),
        ("Camp\r\nRipley", "Camp Ripley"),
        ("\u3000山田\u3000太郎", "山田 太郎"),
        ("Paul\u2009Jones\u202fSt.", "Paul Jones St."),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_what_is_pasted_with_odd_blanks_is_sent_and_comes_back_with_plain_ones(
    pasted: str, read: str
) -> None:
    assert accepted("ad-hoc", "company", pasted) == read
    again = posted("ad-hoc", company=pasted, email="")
    [control] = page_of(again).named("company")
    assert control["value"].strip() == read


def test_notes_may_have_lines_but_no_other_control_characters() -> None:
    assert accepted("vtc", "notes", "One\r\nTwo\tthree") == "One\nTwo\tthree"
    assert accepted("vtc", "notes", "Bring\u00a0ID") == "Bring ID"
    assert "invisible control characters" in fault("vtc", "notes", "One\x00Two")


def test_texts_that_are_too_long_say_by_how_much() -> None:
    assert fault("vtc", "notes", "x" * 4001) == "Shorten this to 4,000 characters: it has 4,001."
    assert fault("ad-hoc", "first_name", "x" * 101) == "Shorten this to 100 characters: it has 101."


@pytest.mark.parametrize(
    "attempt", ["", "1", "{0f8c6a52-2b1f-4f0e-9d20-1bb7a4c0c0de}", "0" * 32, "٠" * 36]
)
def test_a_form_without_its_own_number_sends_nothing_and_gets_a_new_one(attempt: str) -> None:
    form = posted("vtc", attempt_id=attempt)
    assert not form.is_valid()
    assert form.faults[0].text.startswith("Nothing was sent: the form had expired.")
    assert str(form.attempt_id) != attempt


def test_the_attempt_stays_on_a_local_refusal_and_is_renewed_when_asked() -> None:
    form = posted("vtc", appointment_date_time="")
    assert not form.is_valid()
    kept = form.attempt_id
    assert str(kept) == answers_for("vtc")["attempt_id"]
    form.renew_attempt()
    assert form.attempt_id != kept


def test_absurdly_much_is_refused_quickly_and_without_a_crash() -> None:
    many = answers_for("vtc") | {f"name{number}": "x" for number in range(5000)}
    long = answers_for("vtc") | {"notes": "x" * 5_000_000, "junk": "4" * 5_000_000}
    for data in (many, long):
        form = schedule_form("vtc", data=data, options=OPTIONS)
        assert not form.is_valid()
        assert (
            form.faults[0].text
            == "The form is too long. Shorten the longest texts, then book again."
        )
        assert sum(map(len, form.answers.values.values())) < 100_000


def test_a_form_needs_no_options_at_all() -> None:
    form = schedule_form("b-virtual", data=answers_for("b-virtual"), options=FormOptions())
    assert command_of(form).time_zone == "UTC"
