"""An institution's own rules in the form: stricter than the contract, never looser;
defaults give way to what is typed.
"""

from __future__ import annotations

import pytest

from scheduling.institution_type_rules import TypeFieldRule
from scheduling.session_types import registry, rule_validation
from scheduling.session_types.registry import SESSION_TYPES
from tests.support.form_answers import ANSWERS, OPTIONS, answers_for, command_of, schedule_form
from tests.support.form_html import page_of
from tests.support.form_rules import LIVE, SEAT, fresh, ruled, switched

EVERY_FIELD = [
    (wire, name)
    for wire, kind in SESSION_TYPES.items()
    for name in sorted(kind.must() | kind.may())
]
MAY = [(wire, name) for wire, name in EVERY_FIELD if name in SESSION_TYPES[wire].may()]
MUST = [(wire, name) for wire, name in EVERY_FIELD if name in SESSION_TYPES[wire].must()]


# Stricter, never looser


@pytest.mark.parametrize(("wire", "name"), MAY)
def test_a_may_made_a_must_is_demanded_by_the_server_and_shown_so(wire: str, name: str) -> None:
    options = ruled({wire: {name: TypeFieldRule(is_must=True)}})
    others = {"amount": "0"} if name == "currency" else {}
    form = schedule_form(wire, data=answers_for(wire, **{name: " "} | others), options=options)
    assert not form.is_valid()
    assert name in form.errors
    [control] = [one for one in page_of(form).named(name) if one["id"] == f"id_{name}"]
    assert "required" in control
    assert (
        registry.fields_of(SESSION_TYPES[wire])[name].required is False
    )  # elsewhere it stays a may


@pytest.mark.parametrize(("wire", "name"), MUST)
def test_no_rule_makes_a_must_of_the_contract_optional(wire: str, name: str) -> None:
    options = ruled({wire: {name: TypeFieldRule(is_must=False, help_text="Leave it out.")}})
    form = schedule_form(wire, data=answers_for(wire, **{name: ""}), options=options)
    assert not form.is_valid()
    assert list(form.errors) == [name]


@pytest.mark.parametrize("wire", SESSION_TYPES)
def test_a_type_with_every_may_demanded_can_still_be_booked(wire: str) -> None:
    rules = {
        name: TypeFieldRule(is_must=True) for name in SESSION_TYPES[wire].may() - {"card_token"}
    }
    assert rule_validation.faults_of(SESSION_TYPES[wire], rules) == {}
    command = command_of(schedule_form(wire, data=answers_for(wire), options=ruled({wire: rules})))
    assert command.session_type == wire


def test_a_demanded_currency_is_not_taken_for_one_that_merely_stands_there() -> None:
    rules = {"currency": TypeFieldRule(is_must=True)}
    form = schedule_form(LIVE, data=answers_for(LIVE, amount=""), options=ruled({LIVE: rules}))
    assert form.errors["amount"] == ["Enter the amount in USD, or 0 if nothing is to be paid."]


def test_who_is_a_contact_stays_one_when_its_name_is_demanded() -> None:
    options = ruled({SEAT: {"first_name": TypeFieldRule(is_must=True)}})
    form = schedule_form(SEAT, data=answers_for(SEAT), options=options)
    assert form.preview.who == "Contact: Ana Ruiz, ana.ruiz@example.edu"
    empty = schedule_form(SEAT, data=answers_for(SEAT, first_name=""), options=options)
    assert empty.errors["first_name"] == ["Enter the contact’s first name."]


# What an institution may not lay down


@pytest.mark.parametrize("wire", SESSION_TYPES)
def test_a_rule_for_a_field_that_the_type_does_not_have_is_refused_and_ignored(wire: str) -> None:
    kind = SESSION_TYPES[wire]
    strange = {*ANSWERS, "time_zone", "bogus"} - kind.must() - kind.may()
    rules = {name: TypeFieldRule(True, "x", "y") for name in strange}
    told = f"“{kind.label}” does not ask for this field."
    assert rule_validation.faults_of(kind, rules) == {(name, ""): told for name in strange}
    ignoring, plain = fresh(wire, ruled({wire: rules})), fresh(wire, OPTIONS)
    assert (ignoring.questions, ignoring.answers.values) == (plain.questions, plain.answers.values)


@pytest.mark.parametrize(("wire", "name"), EVERY_FIELD)
def test_a_default_is_taken_where_the_field_takes_it_and_refused_where_it_has_none(
    wire: str, name: str
) -> None:
    kind = SESSION_TYPES[wire]
    default = {"location_longitude": "-94.35"}.get(name, ANSWERS[name] or "tok_1")
    fault = rule_validation.faults_of(kind, {name: TypeFieldRule(default=default)}).get(
        (name, "default"), ""
    )
    began = fresh(wire, ruled({wire: {name: TypeFieldRule(default=default)}})).value_of(name)
    never = {
        "appointment_date_time",
        "amount",
        "card_token",
        "voucher_code",
        "message_sid",
        "external_appointment_id",
    }
    never |= {"first_name", "last_name", "email", "phone"} if wire == "ad-hoc" else set()
    assert bool(fault) == (name in never)
    assert began == ("" if name in never else default)


@pytest.mark.parametrize(
    ("wire", "name", "default", "fault"),
    [
        (
            SEAT,
            "proctor_location_sid",
            "PL12",
            "Choose a name, or paste a whole SID: PL and then 32 digits",
        ),
        (
            SEAT,
            "proctor_location_sid",
            "CP" + "1" * 32,
            "This SID is of another kind: it begins with CP. Choose a name, or paste a whole SID",
        ),
        (SEAT, "currency", "XXQ", "Choose a currency from the list."),
        (SEAT, "email", "ana at example", "Enter a complete email address"),
        (SEAT, "notes", "4242 4242 4242 4242", "Remove the card number: none can be stored here."),
        (SEAT, "notes", "x" * 301, "Shorten this to 300 characters: it has 301."),
        (SEAT, "notes", "a\x00b", "Remove the invisible control characters"),
        (SEAT, "exam_locale", "english please", "Enter a language code"),
        (SEAT, "card_token", "tok_visa", "A card token or voucher pays for one booking only."),
        (SEAT, "voucher_code", "FREE", "A card token or voucher pays for one booking only."),
        (SEAT, "amount", "25.50", "Prices are in the price list."),
        (SEAT, "appointment_date_time", "2099-01-14T09:30", "Each booking has its own time."),
        ("ad-hoc", "country", "Atlantis", "Choose a country from the list."),
        ("ad-hoc", "location_latitude", "91", "Enter degrees from −90 to 90"),
    ],
)
def test_a_default_that_the_field_would_refuse_is_refused_and_ignored(
    wire: str, name: str, default: str, fault: str
) -> None:
    rules = {name: TypeFieldRule(default=default)}
    [told] = rule_validation.faults_of(SESSION_TYPES[wire], rules).values()
    assert told.startswith(fault)
    assert fresh(wire, ruled({wire: rules})).value_of(name) == fresh(wire, OPTIONS).value_of(name)


def test_what_can_only_stand_together_is_refused_alone_and_what_excludes_itself_together() -> None:
    alone = {"location_latitude": TypeFieldRule(default="46.78")}
    told = {("location_longitude", "default"): "Enter the longitude too, or clear the latitude."}
    assert rule_validation.faults_of(SESSION_TYPES["ad-hoc"], alone) == told
    both = {name: TypeFieldRule(is_must=True) for name in ("card_token", "voucher_code")}
    assert list(rule_validation.faults_of(SESSION_TYPES[SEAT], both)) == [
        ("voucher_code", "is_must")
    ]
    assert schedule_form(SEAT, data=answers_for(SEAT), options=ruled({SEAT: both})).is_valid()


def test_a_card_number_in_a_help_text_is_refused() -> None:
    told = rule_validation.faults_of(
        SESSION_TYPES[SEAT], {"notes": TypeFieldRule(help_text="Use 4242424242424242")}
    )
    assert told == {("notes", "help_text"): "Remove the card number: none can be stored here."}


# Defaults and help texts in the form


DEFAULTS = {
    SEAT: {"notes": TypeFieldRule(default="Room 4"), "company": TypeFieldRule(default="Library")},
    LIVE: {
        "notes": TypeFieldRule(default="Camera on"),
        "exam_locale": TypeFieldRule(default="fr-CA"),
    },
    "ad-hoc": {"company": TypeFieldRule(default="Camp Ripley")},
}


def test_a_default_stands_in_a_fresh_form_and_nowhere_else() -> None:
    options = ruled(DEFAULTS)
    assert fresh(SEAT, options).value_of("notes") == "Room 4"
    cleared = schedule_form(SEAT, data=answers_for(SEAT, notes=""), options=options)
    assert command_of(cleared).notes == ""
    left_out = {name: text for name, text in answers_for(SEAT).items() if name != "notes"}
    assert command_of(schedule_form(SEAT, data=left_out, options=options)).notes == ""
    refused = schedule_form(
        SEAT, data=answers_for(SEAT, notes="", appointment_date_time=""), options=options
    )
    assert (refused.is_valid(), refused.value_of("notes")) == (False, "")


def test_switching_types_keeps_what_was_typed_and_begins_the_rest_anew() -> None:
    seat = fresh(SEAT, ruled(DEFAULTS))
    untouched = switched(seat, LIVE)
    assert (untouched.value_of("notes"), untouched.value_of("exam_locale")) == (
        "Camera on",
        "fr-CA",
    )
    typed = switched(seat, LIVE, notes="Bring ID", exam_locale="")
    assert (typed.value_of("notes"), typed.value_of("exam_locale")) == ("Bring ID", "fr-CA")
    cleared = switched(seat, LIVE, notes="")
    assert cleared.value_of("notes") == ""
    assert switched(cleared, SEAT).value_of("notes") == ""


def test_a_default_neither_follows_to_a_type_without_it_nor_comes_back_after_it_was_cleared() -> (
    None
):
    seat = fresh(SEAT, ruled(DEFAULTS))
    live = switched(seat, LIVE)
    assert "company" not in live.parked
    assert switched(live, "ad-hoc").value_of("company") == "Camp Ripley"
    cleared = switched(seat, LIVE, company="")
    assert cleared.parked["company"] == ""
    assert switched(cleared, SEAT).value_of("company") == ""
    typed = switched(seat, LIVE, company="Camp X")
    assert switched(typed, "ad-hoc").value_of("company") == "Camp X"


def test_an_amount_keeps_the_currency_it_was_typed_in() -> None:
    options = ruled({LIVE: {"currency": TypeFieldRule(default="CAD")}})
    assert switched(fresh(SEAT, options), LIVE).value_of("currency") == "CAD"
    assert switched(fresh(SEAT, options), LIVE, amount="10").value_of("currency") == "USD"


def test_a_institution_s_own_currency_asks_for_no_amount() -> None:
    options = ruled({LIVE: {"currency": TypeFieldRule(default="CAD")}})
    answers = answers_for(LIVE, amount="", currency="CAD", voucher_code="")
    assert command_of(schedule_form(LIVE, data=answers, options=options)).currency == ""


def test_a_help_text_stands_below_the_type_s_own_hint_and_both_are_read_out() -> None:
    form = fresh(
        SEAT, ruled({SEAT: {"card_token": TypeFieldRule(help_text="Ask <b>the bursar</b>.")}})
    )
    page = page_of(form)
    assert page.texts["id_card_token_hint"] == "Starts with tok_. Do not type a card number."
    assert page.texts["id_card_token_help"] == "Ask <b>the bursar</b>."
    assert (
        page.named("card_token")[0]["aria-describedby"] == "id_card_token_hint id_card_token_help"
    )


def test_a_type_that_is_off_is_said_to_be_so_beside_a_form_that_was_open() -> None:
    form = schedule_form(
        LIVE, data=answers_for(LIVE), options=ruled({}, off=frozenset({LIVE})), unchecked=True
    )
    assert (
        "“Live online” is not offered here any more. Choose another type." in form.preview.warnings
    )


def test_the_chooser_leaves_out_what_is_off_and_a_form_begins_with_what_is_left() -> None:
    off = frozenset(SESSION_TYPES) - {"vtc", "automated"}
    shown = [one.wire_name for family in registry.families(off) for one in family.types]
    assert shown == ["vtc", "automated"]
    assert registry.first_offered(off).wire_name == "vtc"
    assert registry.first_offered(frozenset(SESSION_TYPES)).wire_name == registry.DEFAULT_TYPE
