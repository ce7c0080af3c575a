"""What the provider refused, shown where it belongs."""

from __future__ import annotations

import pytest

from scheduling.forms.booking.schedule import ScheduleForm
from tests.support.form_answers import (
    answers_for,
    posted,
)
from tests.support.form_html import html_of, page_of


def refused(field_errors: dict[str, list[str]], message: str = "", **answers: str) -> ScheduleForm:
    form = posted("b-virtual", **answers)
    assert form.is_valid()
    form.add_provider_errors(field_errors, message)
    return form


@pytest.mark.faults(14)
def test_each_fault_goes_to_its_field_and_the_rest_on_top_with_the_reason_first() -> None:
    form = refused(
        {
            "proctorLocationSid": ["is closed", "is full"],
            "type": ["is odd"],
            "body.amount": ["too low"],
            "?": ["huh"],
        },
        "No seats are left.",
    )
    assert form.errors["proctor_location_sid"] == ["is closed", "is full"]
    assert form.errors["amount"] == ["too low"]
    assert [(fault.text, fault.target) for fault in form.faults] == [
        ("No seats are left.", ""),
        ("Session type: is odd", ""),
        ("huh", ""),
        ("Location: is closed", "id_proctor_location_sid"),
        ("Location: is full", "id_proctor_location_sid"),
        ("Amount: too low", "id_amount"),
    ]


def test_what_was_refused_names_its_field_though_it_reads_as_a_blank_one_does() -> None:
    [missing] = posted("b-virtual", proctor_location_sid="").faults
    assert missing.text.startswith("Choose the location")
    [fault] = refused({"proctorLocationSid": [missing.text]}).faults
    assert fault.text == f"Location: {missing.text}"


@pytest.mark.faults(14)
def test_faults_at_fields_of_another_type_go_on_top() -> None:
    faults = refused({"firstName": ["missing"], "billingCountry": ["unknown"]}).faults
    assert [(fault.text, fault.target) for fault in faults] == [
        ("First name: missing", ""),
        ("Billing country: unknown", ""),
    ]


@pytest.mark.faults(14)
def test_huge_lists_and_texts_and_markup_are_cut_down_to_plain_words() -> None:
    form = refused(
        {f"field{number}": ["no"] * 100 for number in range(100)}, "<i>x</i>\x00\n" + "y" * 9000
    )
    assert len(form.faults) == 14
    assert form.faults[-1].text == "SmarterProctoring named 9988 more errors."
    assert len(form.faults[0].text) == 301
    assert "&lt;i&gt;x&lt;/i&gt; yyy" in html_of(form)


@pytest.mark.faults(50)
def test_a_card_number_in_the_provider_s_words_is_not_shown() -> None:
    form = refused(
        {"cardToken": ["4242 4242 4242 4242 was declined"]}, "Card 4242424242424242 declined"
    )
    assert [fault.text for fault in form.faults] == ["Card declined", "Card token: was declined"]


def test_a_refusal_loses_no_answer_but_the_card_token() -> None:
    form = refused({"amount": ["too low"]}, card_token="tok_secret", voucher_code="")
    html = html_of(form)
    for name, text in answers_for("b-virtual", voucher_code="").items():
        assert text in html, name
    assert "tok_secret" not in html


def test_a_card_token_that_is_known_to_be_unused_may_be_kept() -> None:
    form = posted("b-virtual", card_token="tok_unused", voucher_code="")
    assert form.is_valid()
    form.add_provider_errors({}, "The service is unreachable.", keep_card_token=True)
    assert page_of(form).named("card_token")[0]["value"] == "tok_unused"
