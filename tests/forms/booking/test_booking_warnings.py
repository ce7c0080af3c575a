"""Warnings of the form: under which line each stands, and what the button says in spite of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from typing import Any

import pytest

from scheduling.exam_sessions.other_bookings import OtherBooking
from scheduling.forms.booking.preview import Preview
from scheduling.forms.booking.warnings.warning import (
    Although,
    BookingWarning,
    SummaryLine,
    although,
    is_grave,
)
from scheduling.institutions.catalogue import NamedSid
from scheduling.models import ExamSession
from scheduling.opening_hours.hours_of_days import LocationAvailability, Span
from scheduling.session_types.proctor_vetting import PO_BOX
from tests.support.booking_form import DULUTH
from tests.support.form_answers import OPTIONS, answers_for, schedule_form
from tests.support.form_rules import SEAT

WEDNESDAY, THURSDAY = 2, 3
NEAR = "2027-01-14T09:30"
OPEN = LocationAvailability("Duluth", "America/Chicago", spans=[Span(THURSDAY, time(9), time(12))])


def preview(place: LocationAvailability | None = None, /, **answers: Any) -> Preview:
    options = replace(OPTIONS, location_at=lambda *asked: place)
    usual = {"appointment_date_time": NEAR, "voucher_code": "", "amount": ""}
    data = answers_for(SEAT, **(usual | answers))
    return schedule_form(SEAT, data=data, options=options, unchecked=True).preview


@pytest.mark.parametrize(
    ("place", "line", "although"),
    [
        (replace(OPEN, spans=[Span(WEDNESDAY, time(9), time(12))]), "when", "is closed"),
        (replace(OPEN, spans=[Span(THURSDAY, time(10), time(12))]), "when", "is closed"),
        (replace(OPEN, spans=[Span(THURSDAY, time(8), time(9))]), "when", "is closed"),
        (replace(OPEN, spans=[Span(THURSDAY, time(9), time(10))]), "when", "closes before the end"),
    ],
)
def test_hours_stand_under_when(place: LocationAvailability, line: str, although: str) -> None:
    shown = preview(place)
    assert [name for name, texts in shown.beside.items() if texts] == [line]
    assert shown.although == f"although the location {although}"


@pytest.mark.parametrize(
    ("facts", "although"),
    [
        ({"seats": 1, "taken": 1}, "although all seats are taken"),
        ({"seats": 2, "taken": 1, "unplaced": 3}, "although free seats are not known"),
        ({"seats": 4, "taken": 1, "unplaced": 3}, "although free seats are not known"),
    ],
)
def test_seats_stand_under_where(facts: dict[str, int], although: str) -> None:
    shown = preview(replace(OPEN, **facts))
    assert [name for name, texts in shown.beside.items() if texts] == ["where"]
    assert shown.although == although


@pytest.mark.parametrize(("unplaced", "lines"), [(0, []), (2, ["where"])])
def test_who_could_not_fill_the_location_is_told_and_the_button_stays_plain(
    unplaced: int, lines: list[str]
) -> None:
    shown = preview(replace(OPEN, seats=4, taken=1, unplaced=unplaced))
    assert [name for name, texts in shown.beside.items() if texts] == lines
    assert (shown.although, shown.has_to_be_seen) == ("", False)


def test_all_of_them_are_on_the_button_the_gravest_first_and_each_stands_under_its_line() -> None:
    place = replace(OPEN, spans=[Span(WEDNESDAY, time(9), time(12))], seats=1, taken=1)
    assert preview(place).although == "although the location is closed and all seats are taken"
    both = {"amount": "20", "card_token": "tok_visa", "voucher_code": "FINALS"}
    shown = preview(place, **both)
    assert shown.although == ""  # two payments are refused, whatever is pressed
    assert [(name, len(texts)) for name, texts in shown.beside.items()] == [
        ("when", 1),
        ("where", 1),
        ("how", 0),
        ("price", 1),
    ]
    assert shown.warnings == [text for texts in shown.beside.values() for text in texts]


def test_a_button_names_three_and_counts_the_rest() -> None:
    reasons = [Although.VOUCHER, Although.FULL, Although.CLOSED, Although.PRICE, Although.FULL]
    warnings = [BookingWarning(SummaryLine.WHEN, one, one) for one in reasons]
    closed = "although the location is closed"
    full = "all seats are taken"
    assert although(warnings[2:3]) == closed
    assert although(warnings[:3]) == f"{closed}, {full} and the voucher was used before"
    assert although(warnings) == f"{closed}, {full} and 2 more warnings"
    assert although([replace(warnings[0], although=None)]) == ""
    assert (is_grave(warnings), is_grave(warnings[:1])) == (True, False)


def test_how_a_date_was_read_and_what_is_refused_anyway_change_no_button() -> None:
    for answers in (
        {"appointment_date_time": "3/4/2027 9:30 AM"},
        {"appointment_date_time": "2020-01-14T09:30"},
        {"amount": "20", "card_token": "tok_visa", "voucher_code": "FINALS"},
    ):
        shown = preview(**answers)
        assert (bool(shown.warnings), shown.although) == (True, "")


def ad_hoc(**answers: Any) -> Preview:
    usual = {"appointment_date_time": "", "voucher_code": "", "amount": ""}
    data = answers_for("ad-hoc", **(usual | answers))
    return schedule_form("ad-hoc", data=data, options=OPTIONS, unchecked=True).preview


@pytest.mark.parametrize(
    ("answers", "although"),
    [
        ({"email": "pat@gmial.com"}, "although the email address looks mistyped"),
        (
            {"email": "pat@gmial.com", "address1": "PO Box 12"},
            "although the email address looks mistyped and the address is a PO box",
        ),
        ({"address1": "PO Box 12"}, "although the address is a PO box"),
        ({"email": "pat@gmail.com"}, "although the proctor’s details need checking"),
        ({}, ""),
    ],
)
def test_what_to_look_at_twice_of_a_proctor_is_on_the_button(
    answers: dict[str, str], although: str
) -> None:
    shown = ad_hoc(**answers)
    assert shown.although == although
    assert bool([*shown.beside["how"], *shown.beside["where"]]) == bool(although)


@pytest.mark.parametrize(
    ("phone", "words"),
    [
        ("(218) 555-0142 after 5", "after 5"),
        ("+1 218 555 0142 ext. 12, mornings", "mornings"),
        ("(218) 555-0142", ""),
        ("218 555 0142 x12", ""),
        ("Tel. 218 555 0142 extension 7", ""),
    ],
)
def test_what_is_no_part_of_a_phone_number_is_told_as_sent_with_it(phone: str, words: str) -> None:
    told = ad_hoc(phone=phone).beside["how"]
    said = f"“{words}” is sent as part of the phone number. If it is a note, put it in the notes."
    assert list(told) == ([said] if words else [])


def test_a_po_box_is_told_where_the_address_is_and_not_at_the_email() -> None:
    shown = ad_hoc(email="pat@gmial.com", address1="PO Box 12")
    assert [PO_BOX in shown.beside[line] for line in ("where", "how")] == [True, False]
    assert shown.although.endswith("looks mistyped and the address is a PO box")


@pytest.mark.parametrize(
    ("email", "said"),
    [
        ("pat@x@y.com", ["Enter one email address, such as ana.ruiz@example.edu."]),
        ("pat@localhost", ["Enter a complete email address, such as ana.ruiz@example.edu."]),
        ("pat", []),
    ],
)
def test_an_email_that_will_be_refused_is_said_while_it_is_typed(
    email: str, said: list[str]
) -> None:
    shown = ad_hoc(email=email, address1="PO Box 12")
    assert [one for one in shown.beside["how"] if "email" in one] == said
    assert (shown.unreadable, shown.although) == (["Email"], "")


def test_a_mistyped_email_is_told_within_what_a_mail_program_puts_around_it() -> None:
    shown = ad_hoc(email="Pat Levi <pat@gmial.com>")
    assert shown.although == "although the email address looks mistyped"
    assert (shown.who, shown.unreadable) == ("Proctor: Ana Ruiz, pat@gmial.com", [])


def test_whatever_will_be_refused_as_it_is_typed_is_named_while_one_types() -> None:
    assert preview(voucher_code="A B", amount="2,5").unreadable == ["Amount", "Voucher code"]
    assert preview(appointment_date_time="soon").unreadable == []


@pytest.mark.parametrize(
    ("code", "country", "text"),
    [
        ("5580", "US", "“5580” is not how a ZIP code is written in United States."),
        ("558055", "US", "“558055” is not how a ZIP code is written in United States."),
        ("55812", "US", ""),
        ("55812-1010", "US", ""),
        ("558121010", "US", ""),
        ("AE 09007", "US", ""),
        ("D-10115", "DE", ""),
        ("00950", "PL", ""),
        ("B3H\u20134R2", "CA", ""),
        ("k1a0b1", "CA", ""),
        ("K1A 0B1", "CA", ""),
        ("55812", "CA", "“55812” is not how a postal code is written in Canada."),
        ("anything", "HK", ""),
        ("", "US", ""),
        ("55812", "", ""),
    ],
)
def test_a_postal_code_that_is_none_of_the_country_is_warned_of(
    code: str, country: str, text: str
) -> None:
    shown = ad_hoc(postal_code=code, country=country)
    assert shown.beside["where"] == ([f"{text} Check the address."] if text else [])
    assert shown.although == ("although the postal code looks wrong" if text else "")


def test_another_booking_of_the_learner_has_to_be_seen_and_promises_nothing() -> None:
    shown = preview(OPEN)
    assert (shown.although, shown.has_to_be_seen) == ("", False)
    shown.other_bookings = [OtherBooking(ExamSession(exam_title="JAPN 101"), None, True)]
    assert (shown.although, shown.has_to_be_seen) == ("", True)
    shut = preview(replace(OPEN, spans=[Span(WEDNESDAY, time(9), time(12))]))
    shut.other_bookings = shown.other_bookings
    assert (shut.although, len(shut.warnings)) == ("", 1)
    assert shut.on_button == "(the learner has another booking)"


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("America/Los_Angeles", "At Duluth it is Thu, Jan 14, 11:30 AM CST then."),
        ("America/Menominee", ""),  # the same time under another name
        ("", ""),
    ],
)
def test_a_time_zone_that_is_not_the_rooms_is_warned_of(zone: str, text: str) -> None:
    room = NamedSid(DULUTH, "Duluth", "America/Chicago", kind="testing-center")
    options = replace(OPTIONS, locations=[room], location_at=lambda *asked: None)
    data = answers_for(SEAT, appointment_date_time=NEAR, time_zone=zone, amount="", voucher_code="")
    data |= {"proctor_location_sid": DULUTH}
    shown = schedule_form(SEAT, data=data, options=options, unchecked=True).preview
    assert shown.beside["when"] == ([f"{text} Check the time zone."] if text else [])
    assert shown.although == ("although the time zone may be wrong" if text else "")


@pytest.mark.parametrize(
    ("wire_name", "kind", "text"),
    [
        (SEAT, "online", "ProctorU is online: the learner does not come to a testing center."),
        (SEAT, "testing-center", ""),
        (SEAT, "", ""),
        ("proctoru", "online", ""),
    ],
)
def test_a_seat_at_a_center_that_is_online_is_said_to_be(
    wire_name: str, kind: str, text: str
) -> None:
    options = replace(
        OPTIONS,
        locations=[NamedSid(DULUTH, "ProctorU", kind=kind)],
        location_at=lambda *asked: None,
    )
    data = answers_for(wire_name, appointment_date_time=NEAR, amount="", voucher_code="")
    data |= {"proctor_location_sid": DULUTH}
    shown = schedule_form(wire_name, data=data, options=options, unchecked=True).preview
    assert shown.beside["where"] == ([text] if text else [])


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("100234", ["RegisterBlast numbers look like RB-100234. Check “100234”."]),
        ("RB-100234", []),
        ("rb 100234", []),
        ("DULUTH-7", []),
    ],
)
def test_a_registerblast_number_without_its_letters_is_asked_about(
    number: str, said: list[str]
) -> None:
    kind = "register-blast"
    data = answers_for(kind, external_appointment_id=number, appointment_date_time=NEAR)
    shown = schedule_form(kind, data=data, options=OPTIONS, unchecked=True).preview
    assert [one for one in shown.beside["where"] if "RegisterBlast" in one] == said
    assert (shown.although == "although the appointment number looks incomplete") == bool(said)
