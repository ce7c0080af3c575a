"""What a coordinator reads to the learner, by what is known of the booking."""

from __future__ import annotations

import pytest

from scheduling.session_types.learner_sentences import Booked
from scheduling.session_types.registry import SESSION_TYPES, SessionType


@pytest.mark.parametrize(
    ("location", "said"),
    [
        ("Online with ProctorU", ""),
        ("proctoru", ""),
        ("Live+ Room", ", Live+ Room"),
    ],
)
def test_a_location_called_as_the_type_is_said_once(location: str, said: str) -> None:
    booked = Booked(exam="it", when="on Thursday", location=location)
    words = f"You are booked for it on Thursday, online with ProctorU{said}."
    assert SESSION_TYPES["proctoru"].to_read(booked) == words


@pytest.mark.parametrize(
    ("wire_name", "location", "said"),
    [
        ("messaging", "Proctor", ", with the proctor from the message thread, Proctor"),
        ("b-virtual", "Proctor", ", live online with a proctor, Proctor"),
        ("b-virtual", "Online", ", live online with a proctor"),
        ("vtc", "Virtual Test Center", ", online in the Virtual Test Center"),
    ],
)
def test_a_location_whose_name_stands_in_the_words_by_chance_is_said(
    wire_name: str, location: str, said: str
) -> None:
    booked = Booked(exam="it", when="on Thursday", location=location)
    words = f"You are booked for it on Thursday{said}."
    assert SESSION_TYPES[wire_name].to_read(booked) == words


INSTRUCTOR = SESSION_TYPES["instructor-as-proctor"]


@pytest.mark.parametrize(
    ("slot", "location", "said"),
    [
        ("Dr. Iyer", "Hall 2", "Dr. Iyer, Hall 2"),
        ("Dr. Iyer, Hall 2", "Hall 2", "Dr. Iyer, Hall 2"),
        ("Dr. Iyer", "", "Dr. Iyer"),
    ],
)
def test_an_instructors_place_is_said_once(slot: str, location: str, said: str) -> None:
    booked = Booked(exam="it", when="on Thursday", slot=slot, location=location)
    words = f"You are booked for it on Thursday, face to face with an instructor: {said}."
    assert (INSTRUCTOR.to_read(booked), INSTRUCTOR.place(booked)) == (words, location)


@pytest.mark.parametrize("kind", SESSION_TYPES.values(), ids=SESSION_TYPES)
def test_nobody_is_a_place(kind: type[SessionType]) -> None:
    booked = Booked(exam="it", when="on Thursday", slot="Dr. Iyer", person="Jonas Berg")
    where = "online" if kind.is_over_the_internet() else ""
    assert (kind.place(booked), kind.lacks_place(booked)) == (where, not where)


def test_an_instructors_place_has_its_address() -> None:
    booked = Booked(exam="it", when="on Thursday", location="Hall 2", address="1 Main St")
    said = "face to face with an instructor, Hall 2. The address is 1 Main St."
    assert INSTRUCTOR.to_read(booked) == f"You are booked for it on Thursday, {said}"
    assert (INSTRUCTOR.place(booked), INSTRUCTOR.lacks_place(booked)) == (
        "Hall 2, 1 Main St",
        False,
    )


def test_of_a_type_that_nobody_knows_the_place_is_said() -> None:
    booked = Booked(exam="it", when="on Thursday", location="Hall 2", address="1 Main St")
    said = "You are booked for it on Thursday, Hall 2. The address is 1 Main St."
    assert SessionType.to_read(booked) == said
    assert (SessionType.place(booked), SessionType.how(booked)) == ("Hall 2, 1 Main St", "")
