"""Who proctors, as looks after the answer show it: told once, and held by no review of less."""

from __future__ import annotations

from typing import Any

import pytest

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.confirmed import is_confirmed
from scheduling.exam_sessions.outside_changes import arrangements, reviews
from scheduling.models import ExamSession
from scheduling.session_commands import PORTAL
from tests.support.booking_actions import INSTRUCTOR, ONE_OFF, book, mirrored, move
from tests.support.client import Desk
from tests.support.differing_answers import (
    OTHER_SLOT,
    READ_ALOUD,
    ZOE,
    answers_otherwise,
    looked_at_later,
)
from tests.support.html import plain_text
from tests.support.outcomes import attempt_of, details, page_of, settle
from tests.support.outside_changes import listed, seen

SLOT = {"instructorProctorSid": "CP" + "1".zfill(32), "proctor": None}
NOBODY = {"instructorProctorSid": None, "proctor": None}
JONAS = {"proctor": {"firstName": "Jonas", "lastName": "Berg", "email": "jonas.berg@example.edu"}}
MAX = {"proctor": {"firstName": "Max", "lastName": "Third"}}


@pytest.mark.faults(26)
@pytest.mark.parametrize(("asked", "shown"), [(ONE_OFF, ZOE), (INSTRUCTOR, OTHER_SLOT)])
def test_a_review_of_whom_the_answer_had_not_shown_confirms_nobody(
    desk: Desk, sandbox: Sandbox, asked: dict[str, Any], shown: dict[str, Any]
) -> None:
    where = sandbox.needs_proctor()[0]
    answers_otherwise(sandbox, NOBODY, "POST")
    answers_otherwise(sandbox, shown, "GET")
    desk.book(where, **asked)
    looked_at_later()
    page_of(desk, where)
    assert seen() == 1
    reviews.acknowledge(session=mirrored(where), actor=PORTAL)

    assert (READ_ALOUD in page_of(desk, where), is_confirmed(mirrored(where))) == (False, False)


@pytest.mark.faults(26)
def test_whom_the_answer_had_not_shown_is_told_as_not_shown_then(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    answers_otherwise(sandbox, NOBODY, "POST")
    answers_otherwise(sandbox, ZOE, "GET")
    desk.book(where, **ONE_OFF)
    looked_at_later()
    page = page_of(desk, where)

    assert details("seen")["changes"]["proctor_name"] == {
        "before": "not shown",
        "after": "Zoe Wrong",
    }
    assert "proctor not shown → Zoe Wrong" in page


@pytest.mark.faults(67)
@pytest.mark.parametrize(
    ("asked", "shown"), [(ONE_OFF, (ZOE, JONAS)), (INSTRUCTOR, (OTHER_SLOT, SLOT))]
)
def test_who_goes_to_and_fro_is_told_once_each_way(
    desk: Desk, sandbox: Sandbox, asked: dict[str, Any], shown: tuple[dict[str, Any], ...]
) -> None:
    where = book(desk, sandbox, **asked)
    page_of(desk, where)
    for look in (*shown, *shown):
        looked_at_later()
        sandbox.trouble("other_fields", method="GET", fields=look, times=1)
        page = page_of(desk, where)

    assert seen() == 2
    assert "That is as it was before" in page


@pytest.mark.faults(67)
def test_a_third_proctor_is_told_beside_the_second(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox, **ONE_OFF)
    page_of(desk, where)
    for look in (ZOE, JONAS, MAX):
        looked_at_later()
        sandbox.trouble("other_fields", method="GET", fields=look, times=1)
        page = page_of(desk, where)

    assert (seen(), "proctor Jonas Berg → Max Third" in page) == (3, True)


@pytest.mark.faults(26)
def test_a_row_of_the_list_leaves_a_booking_of_which_nothing_was_kept_confirmed(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox, **ONE_OFF)
    ExamSession.objects.update(arranged=None)
    listed(mirrored(where), externalAppointmentId="X-1", instructorProctorSid="CP" + "8" * 32)

    assert (mirrored(where).arranged, is_confirmed(mirrored(where))) == (None, True)


@pytest.mark.faults(26)
@pytest.mark.parametrize(
    "half",
    [{"last_name": "Smith"}, {"first_name": "Joe"}, {"first_name": "Jonas"}],
    ids=str,
)
def test_a_move_that_names_half_of_a_name_is_done_as_asked(
    desk: Desk, sandbox: Sandbox, half: dict[str, str]
) -> None:
    where = book(desk, sandbox, **ONE_OFF)
    move(desk, where, **half)
    page = page_of(desk, where)

    assert (attempt_of(where).differences, READ_ALOUD in page) == ([], True)


@pytest.mark.faults(26)
@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("Jonas Berg", "Jonas M. Berg", True),
        ("Mr. Jonas Berg", "Jonas Berg", True),
        ("José Núñez", "Jose Nunez", True),
        ("José Núñez", "Nunez, JOSE", True),
        ("Pat O’Brien", "Pat O'Brien", True),
        ("Smith", "Jonas Smith", True),
        ("Jonas Berg", "Jonas Bergmann", False),
        ("Jonas Berg", "Joan Berg", False),
        ("Jonas Berg", "Zoe Wrong", False),
        ("佐藤", "田中", False),
        ("佐藤", "佐藤", True),
    ],
)
def test_names_of_people_are_compared_as_search_folds_them(
    one: str, other: str, is_same: bool
) -> None:
    assert arrangements.is_same("proctor_name", one, other) is is_same
    assert arrangements.is_same("proctor_name", other, one) is is_same


@pytest.mark.faults(26)
def test_another_spelling_of_who_proctors_settles_a_lost_answer_and_another_phone_is_told(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    jose = {
        "firstName": "Jose",
        "lastName": "Nunez",
        "phone": "555 0199",
        "company": "Fort Snelling",
    }
    answers_otherwise(sandbox, {"proctor": jose}, "GET")
    sandbox.trouble("drop_after", method="POST")
    desk.book(where, **ONE_OFF | {"first_name": "José", "last_name": "Núñez"})
    settle()

    attempt = attempt_of(where)
    assert attempt.state == "accepted"
    assert [one["what"] for one in attempt.differences] == [
        "Proctor’s organization",
        "Proctor’s phone",
    ]


@pytest.mark.faults(26)
def test_another_proctor_s_email_leaves_a_lost_answer_open(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    answers_otherwise(sandbox, {"proctor": {"email": "zoe@other.example"}}, "GET")
    sandbox.trouble("drop_after", method="POST")
    desk.book(where, **ONE_OFF)
    settle()

    assert (attempt_of(where).state, attempt_of(where).needs_person) == ("unconfirmed", True)


@pytest.mark.faults(26)
def test_a_row_that_awaits_a_decision_tells_no_sid_of_what_differs(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    answers_otherwise(sandbox, OTHER_SLOT, "GET")
    sandbox.trouble("drop_after", method="POST")
    desk.book(where, **INSTRUCTOR)
    settle()
    page = plain_text(desk.get("/").text)

    assert "Instructor time slot stored differently" in page
    assert (OTHER_SLOT["instructorProctorSid"] in page, SLOT["instructorProctorSid"] in page) == (
        False,
        False,
    )
