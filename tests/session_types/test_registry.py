"""The ten types against the contract's table, one by one, and an eleventh that is one class."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from scheduling.session_types import registry
from scheduling.session_types.booking_fields import appointment, details, payment
from scheduling.session_types.registry import SESSION_TYPES, SessionType, UnknownSessionType
from scheduling.session_types.types import AT_A_CENTER
from tests.support.form_answers import (
    ACTOR,
    ADDRESS,
    ANSWERS,
    ATTEMPT,
    OPTIONS,
    answers_for,
    command_of,
    posted,
    schedule_form,
)
from tests.support.form_html import page_of

ANY = {"notes", "exam_locale", "proctor_type_sub_category_sid", "cancellation_policy_version_sid"}
PAYMENT = {"amount", "currency", "card_token", "voucher_code"}
CONTACT = {"company", "first_name", "last_name", "email", "phone"}
PLACE_AND_TIME = {"proctor_location_sid", "appointment_date_time"}
ADDRESS_MUST = {"address1", "place", "country"}
BY_COUNTRY = {"region", "postal_code"}  # tests/values/test_address_formats.py
POSITION = {"location_latitude", "location_longitude"}

# Contract §4: must and may of each type.
TABLE: dict[str, tuple[set[str], set[str]]] = {
    "ad-hoc": (
        CONTACT | {"appointment_date_time"} | ADDRESS_MUST,
        {"address2"} | BY_COUNTRY | POSITION,
    ),
    "instructor-as-proctor": ({"instructor_proctor_sid", "appointment_date_time"}, set()),
    "messaging": ({"message_sid", "appointment_date_time"}, {"proctor_location_sid"} | PAYMENT),
    "register-blast": (PLACE_AND_TIME | {"external_appointment_id"}, CONTACT | PAYMENT),
    "b-virtual": (PLACE_AND_TIME, PAYMENT),
    "proctoru": (PLACE_AND_TIME, PAYMENT),
    "examity": (PLACE_AND_TIME, PAYMENT),
    "smarter-scheduling": (PLACE_AND_TIME, CONTACT | PAYMENT),
    "vtc": (PLACE_AND_TIME, {"external_appointment_id"}),
    "automated": (set(), PLACE_AND_TIME | {"external_appointment_id"} | PAYMENT),
}
# Contract §2: the types that PUT names.
RESCHEDULABLE = {
    "b-virtual",
    "ad-hoc",
    "register-blast",
    "proctoru",
    "examity",
    "smarter-scheduling",
}


def test_there_are_the_ten_types_of_the_contract() -> None:
    assert set(SESSION_TYPES) == set(TABLE)


@pytest.mark.parametrize("wire_name", TABLE)
def test_a_type_demands_and_offers_what_the_contract_says(wire_name: str) -> None:
    must, may = TABLE[wire_name]
    session_type = registry.get(wire_name)
    assert session_type.must() == must
    assert session_type.may() == may | ANY


def test_only_types_that_the_api_can_move_say_so() -> None:
    assert {name for name, one in SESSION_TYPES.items() if one.can_be_rescheduled} == RESCHEDULABLE


@pytest.mark.parametrize("wire_name", TABLE)
def test_a_type_says_in_one_sentence_each_what_it_is_and_what_booking_does(wire_name: str) -> None:
    session_type = registry.get(wire_name)
    for sentence in (session_type.what, session_type.on_book):
        assert sentence.endswith(".") and sentence[0].isupper() and ". " not in sentence
    assert session_type.label and session_type.told
    assert session_type.family in registry.FAMILIES


def test_the_one_off_proctor_is_said_to_be_mailed_all_exam_details_at_once() -> None:
    assert (
        "The proctor gets all exam details by email immediately" in registry.get("ad-hoc").on_book
    )


def test_the_chooser_shows_every_type_once_in_the_four_families() -> None:
    families = registry.families()
    assert [family.name for family in families] == list(registry.FAMILIES)
    assert [one.wire_name for family in families for one in family.types] == list(SESSION_TYPES)


@pytest.mark.parametrize("wire_name", TABLE)
def test_a_type_is_booked_with_all_its_answers_and_nothing_else(wire_name: str) -> None:
    command = command_of(posted(wire_name))
    must, may = TABLE[wire_name]
    asked = {name for name in ANSWERS if getattr(command, name) not in ("", None)} - {"time_zone"}
    assert asked == (must | may | ANY) - {"card_token"}
    assert command.session_type == wire_name
    assert str(command.attempt_id) == ATTEMPT
    assert (command.actor, command.address) == (ACTOR, ADDRESS)


@pytest.mark.parametrize("wire_name", TABLE)
def test_a_type_is_booked_with_its_musts_alone(wire_name: str) -> None:
    must, _ = TABLE[wire_name]
    alone = {"attempt_id": ATTEMPT, **{name: ANSWERS[name] for name in must}}
    if "country" in must:
        alone["country"] = "XK"  # whose addresses need neither region nor postal code
    form = schedule_form(wire_name, data=alone, options=OPTIONS)
    command = command_of(form)
    assert {name for name in ANSWERS if getattr(command, name) not in ("", None)} - {
        "time_zone"
    } == must


@pytest.mark.parametrize(
    ("wire_name", "name"),
    [(one, name) for one, (must, _) in TABLE.items() for name in sorted(must)],
)
def test_a_type_is_not_sent_without_any_one_of_its_musts(wire_name: str, name: str) -> None:
    form = posted(wire_name, **{name: "  "})
    assert not form.is_valid()
    assert list(form.errors) == [name]
    assert form.faults[0].target == f"id_{name}"


@pytest.mark.parametrize("wire_name", TABLE)
def test_an_unanswered_form_demands_exactly_the_musts(wire_name: str) -> None:
    form = schedule_form(wire_name, data={"attempt_id": ATTEMPT}, options=OPTIONS)
    form.is_valid()
    assert set(form.errors) == TABLE[wire_name][0]


def test_an_unknown_type_is_refused() -> None:
    for wire_name in ("", "teleport", "AD-HOC "):
        with pytest.raises(UnknownSessionType):
            registry.get(wire_name)


@pytest.fixture
def eleventh() -> Iterator[type[SessionType]]:
    class LibraryRoom(SessionType):
        wire_name = "library-room"
        label = "Library room"
        family = AT_A_CENTER
        what = "A quiet room in the library."
        on_book = "Booking keeps the room."
        groups = (appointment.must(), payment, details)

    yield LibraryRoom
    del SESSION_TYPES["library-room"]


def test_an_eleventh_type_is_one_class_and_nothing_else(eleventh: type[SessionType]) -> None:
    command = command_of(posted("library-room"))
    assert command.session_type == "library-room"
    assert command.appointment_date_time == datetime(2099, 1, 14, 15, 30, tzinfo=UTC)
    assert (command.amount, command.currency, command.voucher_code) == (
        Decimal("25.50"),
        "USD",
        "FINALS-2099",
    )
    page = page_of(posted("library-room"))
    assert "type-library-room" in page.ids
    assert "A quiet room in the library." in page.texts["type-note"]
    assert page.named("amount")[0]["value"] == "25.50"


def test_an_eleventh_type_parks_what_it_has_no_field_for(eleventh: type[SessionType]) -> None:
    form = schedule_form("library-room", data=answers_for("vtc"), options=OPTIONS, unchecked=True)
    assert form.parked["external_appointment_id"] == "RB-20441"
