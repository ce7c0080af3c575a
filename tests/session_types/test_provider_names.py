"""The provider's names of fields are told by our labels, however they are spelled."""

from __future__ import annotations

import re

import pytest

from scheduling.proctoring_api.request_bodies import api_name, snake
from scheduling.session_types import registry
from scheduling.session_types.provider_names import form_name_of, in_our_words, label_of

EVERY = [
    (kind, name)
    for kind in registry.SESSION_TYPES
    for name in registry.fields_of(registry.get(kind))
]


def spellings(name: str) -> list[str]:
    """A field's name as APIs write it, beyond doubt a name."""
    wire = api_name(name)
    return [
        f"body.{wire}",
        f"/body/{wire}",
        f"#/{wire}",
        f"$.{wire}",
        f"data.items[0].{wire}",
        f'"{wire}"',
        f"'{wire}'",
        f"`{wire}`",
        f"body.{snake(wire)}",
        f'"{wire[:1].upper()}{wire[1:]}"',
    ]


@pytest.mark.parametrize("kind", registry.SESSION_TYPES)
def test_each_field_of_each_type_is_told_by_its_label(kind: str) -> None:
    for name, field in registry.fields_of(registry.get(kind)).items():
        for raw in spellings(name):
            assert in_our_words(f"Check {raw}: not valid") == f"Check {field.label}: not valid", raw
        assert label_of(api_name(name)) == field.label
        assert form_name_of(f"body.{api_name(name)}") == name


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("appointmentDate is past.", "Date and time is past."),
        ("proctorLocationSid: no seats", "Location: no seats"),
        ("PROCTOR_LOCATION_SID is odd", "Location is odd"),
        ("Check billingCountry.", "Check billing country."),
        ("billing_country_code must be set", "Billing country code must be set"),
        ("place is required", "City is required"),
        ("type: not offered", "Session type: not offered"),
        ("examSessionSid was replaced", "Session was replaced"),
        # Plain English, and what is no field's name, stays as it was said.
        ("The place is closed.", "The place is closed."),
        ("Choose another time and place.", "Choose another time and place."),
        ("Ask RegisterBlast or ProctorU.", "Ask RegisterBlast or ProctorU."),
        ("Write to help@exampleSite.org.", "Write to help@exampleSite.org."),
        ("See https://a.example/billingCountry", "See https://a.example/billingCountry"),
        ("state/region, e.g. MN", "state/region, e.g. MN"),
        ("smarter-scheduling is off", "smarter-scheduling is off"),
        ("Sitzplatz belegt – 时间已满", "Sitzplatz belegt – 时间已满"),
        ("", ""),
    ],
)
def test_names_are_told_by_labels_and_all_else_stays(said: str, told: str) -> None:
    assert in_our_words(said) == told


@pytest.mark.parametrize(
    ("name", "label"),
    [("billing.billingCountry", "Billing country"), ("type", "Session type"), ("?", ""), ("", "")],
)
def test_a_field_that_no_form_has_is_spelled_out(name: str, label: str) -> None:
    assert label_of(name) == label


def test_no_label_holds_a_raw_name() -> None:
    raw = re.compile(r"[a-z][A-Z]|\w_\w")
    labels = {registry.fields_of(registry.get(kind))[name].label for kind, name in EVERY}
    assert [label for label in labels if raw.search(label)] == []
