"""Names that are written as they were typed stand before those that only sound so, which have a
heading of their own; a command goes to the one that is written so.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest

from scheduling.models import ExamSession, Institution
from tests.support.client import Desk
from tests.support.found_page import found
from tests.support.known_sessions import known_session, user

SOUNDS_LIKE = "Sounds like it"
HEARD = ("نور حداد", "نور خوري")
ToBook = Callable[..., ExamSession]


@pytest.fixture
def to_book(known: dict[str, ExamSession], institution: Institution) -> ToBook:
    """Makes a session to book of somebody of this name."""
    numbers = count(50)

    def made(name: str, **facts: object) -> ExamSession:
        number = next(numbers)
        about = {"learner_name": name, "user_sid": user(number), "sid": f"ES{number:032x}"}
        return known_session(institution, **{"status": "Needs Proctor"} | about | facts)

    return made


@pytest.fixture
def njeri(to_book: ToBook) -> ExamSession:
    for name in HEARD:
        to_book(name)
    return to_book("Njeri Kimani")


def entered(desk: Desk, typed: str) -> str:
    answer = desk.get("/", params={"q": typed, "understand": "1"})
    return answer.headers.get("Location", "")


def names(links: list[tuple[str, str, str]]) -> list[str]:
    return [words for _, words, _ in links]


def test_who_only_sounds_so_stands_under_a_heading_of_its_own(
    njeri: ExamSession, desk: Desk
) -> None:
    there = found(desk, "njeri")
    assert names(there["Learners"]) == names(there["Sessions"]) == ["Njeri Kimani"]
    assert names(there["Do"]) == ["Book Njeri Kimani"]
    assert names(there[SOUNDS_LIKE]) == list(HEARD)


def test_a_command_goes_to_the_one_who_is_written_so(njeri: ExamSession, desk: Desk) -> None:
    assert f"/{njeri.sid}/schedule/" in entered(desk, "book njeri")
    assert f"/{njeri.sid}/schedule/" in entered(desk, "book njeri friday 2pm")
    there = found(desk, "book njeri")
    assert names(there["Do"]) == ["Book Njeri Kimani"]
    assert names(there[SOUNDS_LIKE]) == [f"Book {name}" for name in HEARD]


def test_where_nobody_is_written_so_all_who_sound_so_are_found(to_book: ToBook, desk: Desk) -> None:
    for name in HEARD:
        to_book(name)
    there = found(desk, "njeri")
    assert names(there["Learners"]) == list(HEARD) and SOUNDS_LIKE not in there
    assert entered(desk, "book njeri").startswith("/find/?q=")


def test_who_sounds_so_takes_no_room_of_who_is_written_so(to_book: ToBook, desk: Desk) -> None:
    for number in range(12):
        to_book(f"نور حداد{number}", course_name="AAA 1")
    last = to_book("Njeri Kimani", course_name="ZZZ 9")
    assert f"/{last.sid}/schedule/" in entered(desk, "book njeri")
    assert names(found(desk, "njeri")["Sessions"]) == ["Njeri Kimani"]


def test_letters_that_are_written_in_two_are_no_other_spelling(to_book: ToBook, desk: Desk) -> None:
    to_book("Götz Müller")
    to_book("Ann Mueller")
    for typed in ("mueller", "Müller"):
        assert set(names(found(desk, typed)["Learners"])) == {"Götz Müller", "Ann Mueller"}
        assert SOUNDS_LIKE not in found(desk, typed)


def test_an_instructor_whose_name_only_sounds_so_stands_apart_too(
    to_book: ToBook, desk: Desk
) -> None:
    to_book("Amy One", instructor_name="Njeri Wekesa")
    to_book("Amy Two", instructor_name="نور منصور")
    there = found(desk, "njeri")
    assert names(there["Instructors"]) == ["Njeri Wekesa"]
    assert names(there[SOUNDS_LIKE]) == ["نور منصور"]


def test_who_can_not_be_booked_now_stands_once_where_they_belong(
    njeri: ExamSession, to_book: ToBook, desk: Desk
) -> None:
    to_book("Njeri Otieno", status="Approval denied")
    there = found(desk, "book njeri")
    assert [one[2].partition(" · ")[0] for one in there["Do"]][1:] == ["Njeri Otieno"]
    assert names(there[SOUNDS_LIKE]) == [f"Book {name}" for name in HEARD]


def test_who_can_not_be_booked_now_and_only_sounds_so_is_in_nobody_s_way(
    to_book: ToBook, desk: Desk
) -> None:
    written = to_book("Njeri Kimani")
    to_book(HEARD[0], status="Approval denied")
    assert f"/{written.sid}/schedule/" in entered(desk, "book njeri")
    there = found(desk, "book njeri")
    assert names(there["Do"]) == ["Book Njeri Kimani"]
    assert [one[2].partition(" · ")[0] for one in there[SOUNDS_LIKE]] == [HEARD[0]]


def test_who_only_sounds_so_stands_once_where_nothing_else_can_be_changed(
    to_book: ToBook, known: dict[str, ExamSession], desk: Desk
) -> None:
    to_book("Njeri Kimani")
    start = known["booked"].appointment_at
    to_book(HEARD[0], status="Scheduled", session_type="proctoru", appointment_at=start)
    there = found(desk, "cancel njeri")
    assert names(there["Do"]) == [f"Cancel {HEARD[0]}"] and SOUNDS_LIKE not in there
