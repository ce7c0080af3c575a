"""What keeps a move from being sent:
what is booked, what was asked, who asks, and a form that was used already.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from portal.sandbox.server import Sandbox
from scheduling.booking.permitted_actions import NOT_MOVED, NOTHING_BOOKED
from scheduling.models import Attempt
from tests.support.booking_actions import INSTRUCTOR, book, log_of, move
from tests.support.booking_form import booking, form_path, session_path
from tests.support.client import Desk
from tests.support.html import words
from tests.support.outcomes import attempt_of, kinds, page_of, settled


def test_the_same_time_again_is_no_move(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    answer = move(desk, where, appointment_date_time="2027-01-14T09:30")

    assert answer.status_code == 422
    assert "That is already the booked time." in words(answer)
    assert sandbox.requests("PUT") == []


def test_a_booking_of_a_type_that_can_t_be_moved_says_what_to_do_instead(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox, **INSTRUCTOR)
    why = NOT_MOVED.format(type="Instructor")
    page, answer = desk.get(f"{session_path(where)}reschedule/"), move(desk, where)

    assert (page.status_code, answer.status_code) == (200, 422)
    assert why in words(page)
    assert why in words(answer)
    assert f'href="{session_path(where)}cancel/"' in page.text
    assert why in page_of(desk, where)
    assert (sandbox.requests("PUT"), Attempt.objects.filter(action="reschedule").count()) == ([], 0)


def test_what_is_not_booked_can_t_be_moved(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    answer = move(desk, where)

    assert answer.status_code == 422
    assert f"This booking can’t be moved. Nothing was sent. {NOTHING_BOOKED}" in words(answer)
    assert (sandbox.requests("PUT"), kinds()) == ([], ["held_back"])


@pytest.mark.parametrize(
    ("wall", "says"),
    [
        ("2027-03-14T02:30", "2:30 AM does not exist on Sunday, March 14, 2027 in Chicago"),
        ("2027-11-07T01:30", "1:30 AM happens twice on Sunday, November 7, 2027 in Chicago"),
        ("2020-01-15T13:00", "Choose a later time: this one is in the past."),
        ("", "Choose the date and time of the exam."),
    ],
)
def test_a_time_that_can_t_be_meant_is_refused_before_anything_is_sent(
    desk: Desk, sandbox: Sandbox, wall: str, says: str
) -> None:
    where = book(desk, sandbox)
    answer = move(desk, where, appointment_date_time=wall)

    assert answer.status_code == 422
    assert says in words(answer)
    assert (sandbox.requests("PUT"), log_of("reschedule")) == ([], [])


def test_a_card_number_is_taken_out_and_nothing_is_sent(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    answer = move(desk, where, notes="Card 4242 4242 4242 4242")

    assert answer.status_code == 422
    assert "Do not enter card numbers" in words(answer)
    assert "4242 4242" not in answer.text
    assert sandbox.requests("PUT") == []


def test_two_clicks_on_one_form_move_once(desk: Desk, sandbox: Sandbox) -> None:
    where, form = book(desk, sandbox), str(uuid4())
    first, second = (move(desk, where, attempt_id=form) for _ in range(2))

    assert [one.headers.get("Location") for one in (first, second)] == [session_path(where)] * 2
    assert len(sandbox.requests("PUT")) == 1
    assert [kind for kind, _ in log_of("reschedule")] == ["intent", "outcome", "duplicate_submit"]


def test_clicks_at_the_same_moment_move_once(desk: Desk, sandbox: Sandbox) -> None:
    where, form = book(desk, sandbox), str(uuid4())
    sandbox.trouble("latency", method="PUT", ms=300)
    with ThreadPoolExecutor(4) as clicks:
        answers = list(clicks.map(lambda _: move(desk, where, attempt_id=form), range(4)))

    assert [one.status_code for one in answers] == [302] * 4
    assert len(sandbox.requests("PUT")) == 1


def test_a_form_used_again_with_another_time_is_not_sent(desk: Desk, sandbox: Sandbox) -> None:
    where, form = book(desk, sandbox), str(uuid4())
    move(desk, where, attempt_id=form)
    answer = move(desk, where, attempt_id=form, appointment_date_time="2027-01-18T13:00")

    assert answer.status_code == 422
    assert "This form was already used for another request." in words(answer)
    assert len(sandbox.requests("PUT")) == 1


@pytest.mark.faults(62)
def test_a_move_waits_until_the_booking_is_certain(
    desk: Desk, second_desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("drop_after")
    desk.post(form_path(where), booking())
    answer = move(second_desk, where)

    assert answer.status_code == 409
    assert (
        f"Ana Ruiz’s request {str(attempt_of(where).attempt_id)[:8]} is still being checked."
        in words(answer)
    )
    assert sandbox.requests("PUT") == []
    assert kinds()[:3] == ["intent", "outcome", "blocked"]
    assert settled(where).state == "accepted"
    assert move(second_desk, where).status_code == 302


def test_who_may_only_read_moves_nothing(auditor: Desk, desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    assert auditor.get(f"{session_path(where)}reschedule/").status_code == 403
    assert move(auditor, where).status_code == 403
    assert (sandbox.requests("PUT"), log_of("reschedule")) == ([], [])
    assert "Your role here is read-only." in page_of(auditor, where)
