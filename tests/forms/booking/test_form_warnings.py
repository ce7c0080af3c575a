"""Warnings of the form: under which line each stands, and what the button says in spite of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from typing import Any

import pytest

from scheduling.forms.booking.preview import Preview
from scheduling.opening_hours import LocationAvailability, Span
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
        ({"seats": 2, "taken": 1}, ""),
        ({}, ""),
    ],
)
def test_seats_stand_under_where(facts: dict[str, int], although: str) -> None:
    shown = preview(replace(OPEN, **facts))
    assert [name for name, texts in shown.beside.items() if texts] == (
        ["where"] if although else []
    )
    assert shown.although == although


def test_of_several_the_gravest_is_on_the_button_and_each_stands_under_its_line() -> None:
    place = replace(OPEN, spans=[Span(WEDNESDAY, time(9), time(12))], seats=1, taken=1)
    both = {"amount": "20", "card_token": "tok_visa", "voucher_code": "FINALS"}
    shown = preview(place, **both)
    assert shown.although == "although the location is closed"
    assert [(name, len(texts)) for name, texts in shown.beside.items()] == [
        ("when", 1),
        ("where", 1),
        ("how", 0),
        ("price", 1),
    ]
    assert shown.warnings == [text for texts in shown.beside.values() for text in texts]


def test_how_a_date_was_read_and_what_is_refused_anyway_change_no_button() -> None:
    for answers in (
        {"appointment_date_time": "3/4/2027 9:30 AM"},
        {"appointment_date_time": "2020-01-14T09:30"},
        {"amount": "20", "card_token": "tok_visa", "voucher_code": "FINALS"},
    ):
        shown = preview(**answers)
        assert (bool(shown.warnings), shown.although) == (True, "")
