"""A word for nothing is nothing where a name or an address belongs, and half a name is told apart
from a whole one.
"""

from __future__ import annotations

import pytest

from scheduling.proctoring_api import parsing
from scheduling.proctoring_api.lists.list_rows import AppointmentRow
from scheduling.proctoring_api.session_record import SessionRecord

NOTHING = ["N/A", "n/a", "none", "None", "null", "NULL", "(null)", "unknown", "undefined", "-", "—"]
NO_ADDRESS = [*NOTHING, "@", "none@", "ana.ruiz", "a@b", "noreply@northfield.example", 7, None]


@pytest.mark.parametrize("said", NO_ADDRESS)
def test_what_is_nobody_s_address_is_none(said: object) -> None:
    row = AppointmentRow.read({"enrollment": {"user": {"lastName": "Ruiz", "email": said}}})
    assert row.learner_email == ""


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("ana@example.edu", "ana@example.edu"),
        ("Ana Ruiz <ana@example.edu>", "ana@example.edu"),
        ("null@example.edu", "null@example.edu"),
        ("用户@例え.jp", "用户@例え.jp"),
        ("noreply.ruiz@example.edu", "noreply.ruiz@example.edu"),
        ("no-reply-ana@example.edu", "no-reply-ana@example.edu"),
        ("no-reply+17@example.edu", ""),
        ("norepley@example.edu", "norepley@example.edu"),
    ],
)
def test_an_address_is_read(said: str, read: str) -> None:
    assert parsing.address(said) == read
    assert parsing.shown_address(said) == read


@pytest.mark.parametrize(
    ("said", "one"),
    [
        ("ana@example.edu,", "ana@example.edu"),
        ("ana@example.edu.", "ana@example.edu"),
        ("ana@example.edu (home)", ""),
        ("ana@example.edu; ruiz@example.edu", ""),
        ("noreply@example.edu, ana@example.edu", ""),
    ],
)
def test_what_has_more_than_an_address_is_shown_as_it_came(said: str, one: str) -> None:
    row = AppointmentRow.read({"enrollment": {"user": {"lastName": "Ruiz", "email": said}}})
    assert (row.learner_email, parsing.address(said)) == (said, one)


@pytest.mark.parametrize("said", [*NOTHING, "null null", "N / A"])
def test_what_is_no_name_names_no_person_exam_course_instructor_or_place(said: str) -> None:
    exam = {"title": said, "courseName": said, "instructorName": said}
    row = AppointmentRow.read({"exam": exam, "enrollment": {"user": {"fullName": said}}})
    record = SessionRecord.read({"exam": exam, "course": said, "location": said})
    assert (row.exam_title, row.course_name, row.instructor_name, row.learner_name) == ("",) * 4
    assert (record.exam_title, record.course_name, record.location_name) == ("",) * 3
    assert SessionRecord.read({"location": "n/a"}).unreadable == frozenset()


@pytest.mark.parametrize(
    ("first", "last", "name", "family", "half"),
    [
        ("Ana", "Ruiz", "Ana Ruiz", "Ruiz", ""),
        ("null", "null", "", "", ""),
        ("undefined", "undefined", "", "", ""),
        ("Jane", "Null", "Jane Null", "Null", "Jane"),
        ("N/A", "Müller", "Müller", "Müller", "Müller"),
        ("null", "Müller", "null Müller", "Müller", "Müller"),
        (None, "Müller", "Müller", "Müller", "Müller"),
        ("Sukarno", "-", "Sukarno", "", "Sukarno"),
        ("N. A.", "Rao", "N. A. Rao", "Rao", ""),
        ("N.A.", "Rao", "N.A. Rao", "Rao", "Rao"),
        ("No", "Ne", "No Ne", "Ne", ""),
    ],
)
def test_a_name_is_read_from_its_parts(
    first: object, last: object, name: str, family: str, half: str
) -> None:
    user = {"firstName": first, "lastName": last}
    row = AppointmentRow.read({"enrollment": {"user": user}})
    record = SessionRecord.read({"enrollment": {"user": user}})
    read = (name, family, half)
    assert (row.learner_name, row.learner_family_name, row.half_name) == read
    assert (record.learner_name, record.learner_family_name, record.half_name) == read


@pytest.mark.parametrize("said", ["No Ne", "N. A.", "N. A. Rao", "Null Islander"])
def test_a_name_is_read_where_not_the_whole_of_it_is_such_words(said: str) -> None:
    row = AppointmentRow.read({"enrollment": {"user": {"fullName": said}}})
    assert row.learner_name == said


@pytest.mark.parametrize(
    ("half", "whole", "is_part"),
    [
        ("Ruiz", "Ana Ruiz", True),
        ("ANA", "Ana Ruiz", True),
        ("García López", "Ana García López", True),
        ("李", "秀英 李", True),
        ("Ruiz", "Ruiz", False),
        ("Uiz", "Ana Ruiz", False),
        ("Schmidt", "Ana Ruiz", False),
        ("", "Ana Ruiz", False),
    ],
)
def test_a_part_of_a_name_is_known(half: str, whole: str, is_part: bool) -> None:
    assert parsing.is_part(half, whole) is is_part
