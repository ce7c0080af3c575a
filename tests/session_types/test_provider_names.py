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
        ("This install has no thread.", "Your institution has no thread."),
        ("Not offered at the install.", "Not offered at your institution."),
        ("Please install the app.", "Please install the app."),
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
    ("said", "told"),
    [
        ("No room at 2026-12-08T16:00:00.000Z.", "No room at Tue, Dec 8, 2026, 10:00 AM CST."),
        ("2026-07-01T16:00Z is past", "Wed, Jul 1, 2026, 11:00 AM CDT is past"),
        ("at 2026-12-08 16:00:00+00:00", "at Tue, Dec 8, 2026, 10:00 AM CST"),
        ("appointmentDate 2026-12-08T16:00:00-0500", "Date and time Tue, Dec 8, 2026, 3:00 PM CST"),
        # Whose clock it is is not told, or there is no such day.
        ("at 2026-12-08T16:00:00", "at 2026-12-08T16:00:00"),
        ("at 2026-02-30T16:00:00Z", "at 2026-02-30T16:00:00Z"),
        ("on 2026-12-08", "on 2026-12-08"),
        ("at 9999-12-08T16:00:00Z", "at 9999-12-08T16:00:00Z"),
    ],
)
def test_an_instant_is_told_by_the_clock_that_people_read(said: str, told: str) -> None:
    assert in_our_words(said, "America/Chicago") == told


def test_where_no_clock_is_known_it_is_told_in_utc() -> None:
    told = in_our_words("No room at 2026-12-08T16:00:00.000Z.")
    assert told == "No room at Tue, Dec 8, 2026, 4:00 PM UTC."


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
