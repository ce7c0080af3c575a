"""Whose an instructor's entry is, by the two names that are known."""

from __future__ import annotations

import pytest

from scheduling.exam_sessions.search.same_person import is_of


@pytest.mark.parametrize(
    ("instructor", "entry"),
    [
        ("Prof. Iyer", "Dr. Iyer, Hall 2"),
        ("Osei", "Dr. Osei"),
        ("Dr. Osei", "Osei"),
        ("Dr. Harriet Osei", "Harriet Osei"),
        ("Dr. Harriet Osei", "Osei, Harriet"),
        ("Osei, Harriet", "Dr. Harriet Osei, Tue 9:00"),
        ("Harriet Osei, PhD", "Harriet Osei"),
        ("Osei, Harriet, Ph.D.", "Harriet Osei – Hall 2"),
        ("Dr Harriet B. Osei", "Harriet Osei, Room 4"),
        ("Harriet Osei", "Harriet B. Osei, Room 4"),
        ("Prof. Dr. Käthe Müller", "Kaethe Mueller"),
        ("Käthe Mueller", "Kathe Müller: Library"),
        ("Anna Wyn-Jones", "Anna Wyn Jones"),
        ("D’Arcy Hughes", "Darcy Hughes"),
        ("Dr. Ana Ruiz; Dr. Bo Chen", "Bo Chen"),
        ("Ana Ruiz and Bo Chen", "Bo Chen, Lab"),
        ("Ana Ruiz, Bo Chen", "Ana Ruiz"),
        ("Prof. Ma", "Prof. Ma"),
        ("Ma, Wei", "Wei Ma"),
        ("李 明", "李明"),
        ("李明", "李 明，3号楼"),
    ],
)
def test_an_entry_of_the_same_name_is_the_instructor_s_however_it_is_written(
    instructor: str, entry: str
) -> None:
    assert is_of(instructor, entry)


@pytest.mark.parametrize(
    ("instructor", "entry"),
    [
        ("Dr. Lee", "Jason Lee, Tue 9:00"),
        ("Dr. Osei", "Grace Osei, Hall 3"),
        ("Dr. Osei", "Osei, Grace"),
        ("J. Lee", "Jason Lee"),
        ("Ann Lee", "Lee Ann Smith, Library"),
        ("Lee Ann", "Ann Lee, room 2"),
        ("Prof. Li", "Li Hall, Room 2"),
        ("Hall", "Main Hall, Tuesday"),
        ("Harriet B. Osei", "Harriet C. Osei"),
        ("Harriet 2 Osei", "Harriet Osei"),
        ("李 秀 英", "李 英"),
        ("Ma, Wei", "Wei, Hall 2"),
        ("Staff", "Staff"),
        ("Staff", "Library staff desk"),
        ("Instructor", "Instructor desk"),
        ("TBA", "TBA"),
        ("To be announced", "To be announced"),
        ("Dr.", "Dr."),
        ("", ""),
        ("", "Dr. Osei"),
        ("Dr. Osei", ""),
    ],
)
def test_what_may_be_another_person_s_or_nobody_s_is_not(instructor: str, entry: str) -> None:
    assert not is_of(instructor, entry)
