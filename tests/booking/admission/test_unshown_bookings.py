"""A booking that was accepted and that no answer has shown since holds its time, its slot, its seat
and its exam as it was asked for.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import ExamSession, Location
from scheduling.provider_list import list_fetching
from tests.support.booking_actions import INSTRUCTOR
from tests.support.booking_form import DULUTH, booking, form_path, session_path
from tests.support.client import Desk
from tests.support.html import plain_text
from tests.support.long_cases import mostly_long
from tests.support.outcomes import attempt_of, let_looks_count, posts
from tests.support.polling import PATIENCE

DAY = "2027-01-14"
UNSAID: dict[str, Any] = {
    "status": None,
    "sessionType": None,
    "appointmentDate": None,
    "appointment": None,
}
NOWHERE = {"location": None}
SHOWS_LITTLE = [
    UNSAID,
    UNSAID | NOWHERE,
    {"appointmentDate": None, "appointment": None},
    {"status": None, **NOWHERE},
    NOWHERE,
    {"status": "Confirmed"},
    {"status": None},
]


def session_of(where: dict[str, str]) -> ExamSession:
    return ExamSession.objects.get(sid=where["sessionSid"])


def answer_with(sandbox: Sandbox, fields: dict[str, Any]) -> None:
    """Let bookings be accepted with an answer that says no more, and reads fail."""
    sandbox.trouble("other_fields", match={"method": "POST"}, times=None, fields=fields)
    sandbox.trouble("status", method="GET", code=503, times=None)


@pytest.fixture
def opened(desk: Desk, sandbox: Sandbox) -> list[dict[str, str]]:
    """Two sessions of two learners, both read."""
    pair = sandbox.needs_proctor()[:2]
    for where in pair:
        desk.get(session_path(where))
    return pair


@pytest.fixture
def of_one_exam(desk: Desk, sandbox: Sandbox) -> list[dict[str, str]]:
    """Two sessions of one learner for one exam, both read."""
    first = sandbox.needs_proctor()[0]
    second = sandbox.place(like=first["sessionSid"])
    for where in (first, second):
        desk.get(session_path(where))
    return [first, second]


@pytest.mark.parametrize("fields", mostly_long(SHOWS_LITTLE, everyday=3))
@pytest.mark.parametrize("start", [f"{DAY}T09:30", "2027-01-20T09:30"])
def test_its_learner_is_not_booked_for_the_exam_or_the_time_again(
    desk: Desk,
    sandbox: Sandbox,
    of_one_exam: list[dict[str, str]],
    fields: dict[str, Any],
    start: str,
) -> None:
    answer_with(sandbox, fields)
    first, second = of_one_exam

    booked = desk.book(first)
    again = desk.book(second, appointment_date_time=start)

    assert (booked.status_code, again.status_code, posts(sandbox)) == (302, 409, 1)
    assert f'href="{session_path(first)}"' in again.text


def test_two_sessions_of_one_enrollment_are_one_learner_s_where_no_user_is_named(
    desk: Desk, sandbox: Sandbox, of_one_exam: list[dict[str, str]]
) -> None:
    first, second = of_one_exam
    enrollment = session_of(first).enrollment_sid
    ExamSession.objects.filter(sid__in=[first["sessionSid"], second["sessionSid"]]).update(
        user_sid="", learner_key=enrollment
    )
    for method in ("GET", "POST"):
        unnamed = {"userSid": None, "enrollment": None}
        sandbox.trouble("other_fields", match={"method": method}, times=None, fields=unnamed)

    assert [desk.book(one).status_code for one in (first, second)] == [302, 409]
    assert posts(sandbox) == 1


def test_its_instructor_s_slot_is_pointed_out(
    desk: Desk, sandbox: Sandbox, opened: list[dict[str, str]]
) -> None:
    answer_with(sandbox, UNSAID)
    first, second = opened
    assert desk.book(first, **INSTRUCTOR).status_code == 302

    preview = plain_text(desk.post(f"{form_path(second)}preview/", booking(**INSTRUCTOR)).text)

    learner = session_of(first).learner_name
    assert f"This slot is for one learner at a time, and {learner}, " in preview


@pytest.mark.parametrize("fields", mostly_long(SHOWS_LITTLE, everyday=3))
def test_its_seat_is_not_free_for_certain(
    desk: Desk, sandbox: Sandbox, opened: list[dict[str, str]], fields: dict[str, Any]
) -> None:
    Location.objects.filter(pl_sid=DULUTH).update(seats=1)
    answer_with(sandbox, fields)
    first, second = opened
    desk.book(first)

    preview = plain_text(desk.post(f"{form_path(second)}preview/", booking()).text)
    sandbox.clear()
    desk.book(second)

    told = "Up to 1 of 1 seats are free: 1 session may need a seat then."
    assert told in preview
    assert re.search("up to 1 of 1 seat", preview)
    assert told in attempt_of(second).warnings


@pytest.mark.parametrize("fields", mostly_long(SHOWS_LITTLE, everyday=3))
def test_it_is_on_the_board_and_the_roster_as_not_certain(
    desk: Desk, sandbox: Sandbox, opened: list[dict[str, str]], fields: dict[str, Any]
) -> None:
    answer_with(sandbox, fields)
    first, _ = opened
    desk.book(first)

    where = {"day": DAY, "location": DULUTH, "install": first["installSid"]}
    name = session_of(first).learner_name
    board, roster = (
        plain_text(desk.get(path, params=where).text) for path in ("/board/", "/roster/")
    )

    row = roster.split(f"☐ {name} ", 1)[1].split("☐", 1)[0]
    assert ("39 of 40 +1? +1? +1?" in board, " ? " in row) == (True, True)


def test_once_a_look_shows_that_it_needs_a_proctor_it_holds_nothing_where_it_was_asked_for(
    desk: Desk, sandbox: Sandbox, of_one_exam: list[dict[str, str]]
) -> None:
    answer_with(sandbox, UNSAID)
    first, second = of_one_exam
    desk.book(first)
    sandbox.clear()
    let_looks_count()
    sandbox.place(first["sessionSid"], status="Needs Proctor")
    assert list_fetching.refresh_list(session_of(first).institution, patience=PATIENCE)
    desk.get(session_path(first))

    assert session_of(first).needs_proctor
    assert desk.book(second).status_code == 302
