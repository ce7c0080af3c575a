"""What single answers may be, and what is said about the others."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
import time_machine

from scheduling import code_lists
from scheduling.forms import FormOptions, schedule_form
from tests.forms.filled import BOSTON, DULUTH, OPTIONS, PHOENIX, UNLISTED, answers_for, command_of, posted


def fault(wire_name: str, name: str, text: str) -> str:
    form = posted(wire_name, **{name: text})
    assert list(form.errors) == [name], form.errors
    return form.errors[name][0]


def accepted(wire_name: str, name: str, text: str) -> object:
    return getattr(command_of(posted(wire_name, **{name: text})), name)


# SIDs


@pytest.mark.parametrize("sid", [DULUTH, PHOENIX, UNLISTED, f"  {UNLISTED}\n"])
def test_a_known_location_and_any_well_formed_sid_can_be_sent_by_its_own_name(sid: str) -> None:
    assert accepted("b-virtual", "proctor_location_sid", sid) == sid.strip()


def test_a_sid_pasted_beside_the_list_wins_over_the_name_chosen() -> None:
    form = posted("b-virtual", proctor_location_sid=DULUTH, proctor_location_sid_other=f" {UNLISTED} ")
    assert command_of(form).proctor_location_sid == UNLISTED


@pytest.mark.parametrize(
    "sid",
    ["PL123", "CP" + "0" * 32, "PL" + "0" * 33, "pl" + "0" * 32, "PL" + "G" * 32, "PL" + "A" * 32, "PL" + "٠" * 32],
)
def test_a_sid_of_another_kind_or_shape_is_refused_with_the_right_shape(sid: str) -> None:
    said = "Choose a name, or paste a whole SID: PL and then 32 digits or letters a to f."
    assert fault("b-virtual", "proctor_location_sid", sid) == said


def test_each_kind_of_sid_names_its_own_prefix() -> None:
    assert "MT and then 32" in fault("messaging", "message_sid", DULUTH)
    assert "CP and then 32" in fault("instructor-as-proctor", "instructor_proctor_sid", DULUTH)
    assert "TS and then 32" in fault("vtc", "proctor_type_sub_category_sid", DULUTH)
    assert "CV and then 32" in fault("vtc", "cancellation_policy_version_sid", DULUTH)


# Time


@pytest.mark.parametrize(
    ("zone", "location", "utc_hour", "said"),
    [
        ("", DULUTH, 15, "America/Chicago"),
        ("", PHOENIX, 16, "America/Phoenix"),
        ("", BOSTON, 14, "America/New_York"),
        ("", UNLISTED, 15, "America/Chicago"),
        ("America/New_York", PHOENIX, 14, "America/New_York"),
        ("asia/kolkata", DULUTH, 4, "Asia/Kolkata"),
    ],
)
def test_wall_time_is_meant_in_the_zone_named_or_else_the_location_s_or_else_the_install_s(
    zone: str, location: str, utc_hour: int, said: str
) -> None:
    command = command_of(posted("b-virtual", time_zone=zone, proctor_location_sid=location))
    assert command.time_zone == said
    assert command.appointment_date_time == datetime(2099, 1, 14, utc_hour, 30 if utc_hour > 4 else 0, tzinfo=UTC)


def test_a_location_left_over_from_another_type_does_not_choose_the_zone() -> None:
    form = posted("instructor-as-proctor", proctor_location_sid=PHOENIX)
    assert command_of(form).time_zone == "America/Chicago"


def test_seconds_are_understood() -> None:
    wall = "2099-01-14T09:30:00"
    assert accepted("vtc", "appointment_date_time", wall) == datetime(2099, 1, 14, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["soon", "2099-13-01T09:30", "2099-01-14T09:30Z", "14.01.2099 9:30", "0"])
def test_garbage_is_no_time(text: str) -> None:
    said = "Enter the date and the local time as year-month-day and 24-hour time: 2027-01-14T09:30."
    assert fault("vtc", "appointment_date_time", text) == said


@pytest.mark.parametrize("text", ["9999-12-31T23:59", "0001-01-01T00:00", "0202-01-14T09:30"])
def test_an_absurd_year_is_pointed_out(text: str) -> None:
    assert fault("vtc", "appointment_date_time", text).startswith("Check the year:")


def test_an_unknown_zone_is_refused_at_its_own_field() -> None:
    assert fault("vtc", "time_zone", "Mars/Olympus") == "Choose a time zone from the list, such as America/Chicago."


@pytest.mark.faults(47)
@time_machine.travel("2027-01-14T15:31:00Z", tick=False)
def test_a_time_that_has_passed_is_refused_with_the_time_it_is_now() -> None:
    said = "Choose a later time: this one has passed. It is Thu 14 Jan 9:31 AM CST now."
    assert fault("vtc", "appointment_date_time", "2027-01-14T09:31") == said
    assert accepted("vtc", "appointment_date_time", "2027-01-14T09:32") == datetime(2027, 1, 14, 15, 32, tzinfo=UTC)


@pytest.mark.faults(44)
@time_machine.travel("2025-01-10T12:00:00Z")
def test_a_time_in_the_gap_is_refused_at_the_time_s_field() -> None:
    form = posted("b-virtual", appointment_date_time="2025-03-09T02:30", proctor_location_sid=BOSTON)
    assert form.errors == {
        "appointment_date_time": [
            "2:30 AM does not exist on Sunday, 9 March 2025 in New York: clocks jump from 2:00 to 3:00. "
            "Choose 3:00 AM or later."
        ]
    }


@pytest.mark.faults(45)
@pytest.mark.parametrize(("fold", "hour"), [("first", 5), ("second", 6)])
@time_machine.travel("2025-01-10T12:00:00Z")
def test_a_time_that_happens_twice_is_booked_as_chosen(fold: str, hour: int) -> None:
    answers = {"appointment_date_time": "2025-11-02T01:30", "proctor_location_sid": BOSTON}
    for undecided in ("", "third"):
        form = posted("b-virtual", **answers, time_fold=undecided)
        assert list(form.errors) == ["appointment_date_time"]
        assert form.preview.appointment.asks_which
    chosen = command_of(posted("b-virtual", **answers, time_fold=fold))
    assert chosen.appointment_date_time == datetime(2025, 11, 2, hour, 30, tzinfo=UTC)


@time_machine.travel("2025-11-02T06:00:00Z")
def test_of_a_time_that_happens_twice_the_one_that_has_passed_is_refused() -> None:
    answers = {"appointment_date_time": "2025-11-02T01:30", "proctor_location_sid": BOSTON}
    assert "has passed" in posted("b-virtual", **answers, time_fold="first").errors["appointment_date_time"][0]
    assert posted("b-virtual", **answers, time_fold="second").is_valid()


def test_a_leftover_choice_is_ignored_for_a_time_that_happens_once() -> None:
    plain = command_of(posted("vtc")).appointment_date_time
    assert command_of(posted("vtc", time_fold="second")).appointment_date_time == plain


# Lists of codes


def test_countries_are_the_249_of_iso_3166() -> None:
    assert len(code_lists.countries()) == 249
    assert code_lists.countries()["CI"] == "Côte d’Ivoire"


def test_currencies_have_their_own_decimals() -> None:
    assert [code_lists.decimals(code) for code in ("USD", "JPY", "KWD", "EUR")] == [2, 0, 3, 2]
    assert {"USD", "EUR", "JPY", "KWD", "CAD"} <= set(code_lists.currencies())
    assert not {"DEM", "XXX", "XAU"} & set(code_lists.currencies())


def test_codes_are_understood_in_small_letters() -> None:
    assert accepted("ad-hoc", "country", "us") == "US"
    assert accepted("b-virtual", "currency", "eur") == "EUR"


@pytest.mark.parametrize("code", ["XK", "UK", "USA", "ZZ", "United States"])
def test_what_is_no_country_is_refused(code: str) -> None:
    assert fault("ad-hoc", "country", code) == "Choose a country from the list."


@pytest.mark.parametrize(
    "tag", ["en", "en-US", "zh-Hant-TW", "es-419", "sl-rozaj-biske", "de-DE-u-co-phonebk", "x-campus"]
)
def test_well_formed_language_tags_are_taken(tag: str) -> None:
    assert accepted("vtc", "exam_locale", tag) == tag


@pytest.mark.parametrize("tag", ["en_US", "english language", "e", "en-", "en--US", "123", "en-US-"])
def test_other_language_tags_are_refused(tag: str) -> None:
    assert fault("vtc", "exam_locale", tag) == "Enter a language tag with hyphens, such as en-US or zh-Hant."


# Payment

NO_MONEY = {"amount": "", "card_token": "", "voucher_code": ""}


def payment(**answers: str) -> dict[str, list[str]]:
    return dict(posted("b-virtual", **NO_MONEY | answers).errors)


@pytest.mark.parametrize(
    ("answers", "at"),
    [
        ({}, None),
        ({"amount": "0"}, None),
        ({"amount": "0.00", "voucher_code": "V"}, None),
        ({"voucher_code": "V"}, None),
        ({"voucher_code": "V", "currency": ""}, None),
        ({"amount": "25.50", "voucher_code": "V"}, None),
        ({"amount": "25.50", "card_token": "tok_1"}, None),
        ({"amount": "25.50"}, "card_token"),
        ({"amount": "25.50", "card_token": "tok_1", "voucher_code": "V"}, "voucher_code"),
        ({"card_token": "tok_1"}, "card_token"),
        ({"amount": "0", "card_token": "tok_1"}, "card_token"),
        ({"amount": "25.50", "currency": "", "voucher_code": "V"}, "currency"),
        ({"currency": "EUR"}, "amount"),
        ({"amount": "25.505", "voucher_code": "V"}, "amount"),
        ({"amount": "25.5", "currency": "JPY", "voucher_code": "V"}, "amount"),
        ({"amount": "1200", "currency": "JPY", "voucher_code": "V"}, None),
        ({"amount": "1.250", "currency": "KWD", "voucher_code": "V"}, None),
        ({"amount": "1.2505", "currency": "KWD", "voucher_code": "V"}, "amount"),
        ({"amount": "25,50", "voucher_code": "V"}, "amount"),
        ({"amount": "-1", "voucher_code": "V"}, "amount"),
        ({"amount": "1e3", "voucher_code": "V"}, "amount"),
        ({"amount": "NaN", "voucher_code": "V"}, "amount"),
        ({"amount": "٢٥", "voucher_code": "V"}, "amount"),
        ({"amount": "1" * 30, "voucher_code": "V"}, "amount"),
        ({"amount": "5", "currency": "DEM", "voucher_code": "V"}, "currency"),
    ],
)
def test_payment_is_whole_or_refused_at_the_field_to_change(answers: dict[str, str], at: str | None) -> None:
    assert list(payment(**answers)) == ([at] if at else [])


def test_what_is_wrong_with_a_payment_is_said_with_its_amount() -> None:
    assert payment(amount="25.50")["card_token"] == ["Enter a card token or a voucher code to pay 25.50 USD."]
    assert payment(amount="5.5", currency="JPY", voucher_code="V")["amount"] == [
        "Enter a whole amount: JPY has no decimals."
    ]


def test_the_currency_that_stands_in_the_form_is_not_sent_without_an_amount() -> None:
    command = command_of(posted("b-virtual", **NO_MONEY))
    assert (command.amount, command.currency) == (None, "")


def test_an_amount_of_nothing_is_sent_as_asked() -> None:
    command = command_of(posted("b-virtual", **NO_MONEY | {"amount": "0"}))
    assert (command.amount, command.currency) == (Decimal(0), "USD")


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
def test_a_position_is_both_numbers_in_range_or_none(latitude: str, longitude: str, at: str | None) -> None:
    form = posted("ad-hoc", location_latitude=latitude, location_longitude=longitude)
    assert list(form.errors) == ([at] if at else [])


def test_coordinates_stay_the_strings_that_were_typed() -> None:
    assert accepted("ad-hoc", "location_latitude", " 46.7000 ") == "46.7000"


@pytest.mark.parametrize(
    "phone", ["+1 218 555 0101", "(218) 555-0101 ext. 7", "218.555.0101 x7", "+49 1512 3456789", "911"]
)
def test_phones_are_taken_as_people_write_them(phone: str) -> None:
    assert accepted("ad-hoc", "phone", phone) == phone


def test_a_phone_without_digits_and_half_an_address_are_refused() -> None:
    assert fault("ad-hoc", "phone", "ask Ana").startswith("Enter a phone number in digits")
    assert fault("ad-hoc", "email", "ana@").startswith("Enter a whole e-mail address")


@pytest.mark.parametrize("name", ["first_name", "company", "place"])
def test_names_of_any_language_are_kept_as_they_are(name: str) -> None:
    for text in ("Nguyễn Thị Phương Thảo", "Ó’Súilleabháin", "李小龙", "Βασιλική", "נועה", "<b>&amp;", "🐙"):
        assert accepted("ad-hoc", name, text) == text


@pytest.mark.parametrize("control", ["\x00", "\x1b", "\x7f", "\x85", "\ud800", "\n"])
def test_control_characters_are_refused(control: str) -> None:
    assert "invisible control characters" in fault("ad-hoc", "company", f"Camp{control}Ripley")


def test_notes_may_have_lines_but_no_other_control_characters() -> None:
    assert accepted("vtc", "notes", "One\r\nTwo\tthree") == "One\nTwo\tthree"
    assert "invisible control characters" in fault("vtc", "notes", "One\x00Two")


def test_texts_that_are_too_long_say_by_how_much() -> None:
    assert fault("vtc", "notes", "x" * 4001) == "Shorten this to 4,000 characters: it has 4,001."
    assert fault("ad-hoc", "first_name", "x" * 101) == "Shorten this to 100 characters: it has 101."


@pytest.mark.parametrize("attempt", ["", "1", "{0f8c6a52-2b1f-4f0e-9d20-1bb7a4c0c0de}", "0" * 32, "٠" * 36])
def test_a_form_without_its_own_number_sends_nothing_and_gets_a_new_one(attempt: str) -> None:
    form = posted("vtc", attempt_id=attempt)
    assert not form.is_valid()
    assert form.faults[0].text.startswith("Nothing was sent: the form had lost its own number.")
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
            form.faults[0].text == "This is more than the form can carry. Shorten the longest texts, then book again."
        )
        assert sum(map(len, form.answers.values.values())) < 100_000


def test_a_form_needs_no_options_at_all() -> None:
    form = schedule_form("b-virtual", data=answers_for("b-virtual"), options=FormOptions())
    assert command_of(form).time_zone == "UTC"
