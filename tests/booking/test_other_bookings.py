"""A learner who is booked already, at that time or for that exam, is not booked a second time
unawares.
"""

from __future__ import annotations

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import ExamSession
from scheduling.views.booking.submit import LEARNER_BOOKED
from tests.support.booking_form import booking, form_path, session_path
from tests.support.client import Desk
from tests.support.html import plain_text, words
from tests.support.outcomes import details, kinds, posts

WHY = "Two short quizzes in one sitting, agreed with the center"
OTHER_LEARNER = "US" + "f" * 32


@pytest.fixture
def pair(desk: Desk, sandbox: Sandbox) -> list[dict[str, str]]:
    """Two sessions of one learner, in different exams; the first is booked for 9:30 AM."""
    pair = sandbox.needs_proctor()[:2]
    for where in pair:
        desk.get(session_path(where))
    learner = ExamSession.objects.get(sid=pair[0]["sessionSid"])
    ExamSession.objects.filter(sid=pair[1]["sessionSid"]).update(
        user_sid=learner.user_sid, learner_key=learner.user_sid, learner_name=learner.learner_name
    )
    assert desk.book(pair[0]).status_code == 302
    return pair


def named(where: dict[str, str]) -> str:
    """How the booking of 9:30 AM is named on other pages."""
    title = ExamSession.objects.get(sid=where["sessionSid"]).exam_title
    return f"{title}, Thursday, January 14, 2027, 9:30 AM CST"


@pytest.mark.parametrize("start", ["2027-01-14T09:30", "2027-01-14T09:45"])
def test_a_second_booking_of_the_same_time_is_told_in_the_summary_and_not_sent(
    desk: Desk, sandbox: Sandbox, pair: list[dict[str, str]], start: str
) -> None:
    first, second = pair
    preview = desk.post(f"{form_path(second)}preview/", booking(appointment_date_time=start))
    answer = desk.book(second, appointment_date_time=start)

    assert f"This learner has another booking: {named(first)}" in plain_text(preview.text)
    assert answer.status_code == 409
    assert LEARNER_BOOKED.format(other=named(first)).rstrip(".") in words(answer)
    assert f'href="{session_path(first)}"' in answer.text
    assert (posts(sandbox), kinds()[-1]) == (1, "learner_booked")


def test_an_administrator_books_it_anyway_with_a_reason(
    desk: Desk, administrator: Desk, sandbox: Sandbox, pair: list[dict[str, str]]
) -> None:
    held_back = administrator.book(pair[1])
    assert (held_back.status_code, 'name="override_reason"' in held_back.text) == (409, True)
    assert desk.book(pair[1], override_reason=WHY).status_code == 403
    assert administrator.book(pair[1], override_reason=WHY).status_code == 302
    assert details("intent")["other_session"] == pair[0]["sessionSid"]
    assert posts(sandbox) == 2


@pytest.mark.parametrize(
    ("change", "start"),
    [
        ({"learner_key": OTHER_LEARNER, "user_sid": OTHER_LEARNER}, "2027-01-14T09:30"),
        ({"learner_key": "", "user_sid": ""}, "2027-01-14T09:30"),
        ({}, "2027-01-15T09:30"),
    ],
)
def test_another_person_of_the_same_name_and_another_day_hold_nothing_back(
    desk: Desk, pair: list[dict[str, str]], change: dict[str, str], start: str
) -> None:
    ExamSession.objects.filter(sid=pair[1]["sessionSid"]).update(**change)
    assert desk.book(pair[1], appointment_date_time=start).status_code == 302


def test_another_session_of_the_same_exam_is_held_back_on_any_day(
    desk: Desk, sandbox: Sandbox
) -> None:
    first = sandbox.needs_proctor()[0]
    second = sandbox.place(like=first["sessionSid"])
    for where in (first, second):
        desk.get(session_path(where))
    desk.book(first)

    assert desk.book(second, appointment_date_time="2027-01-20T09:30").status_code == 409
    sandbox.place(first["sessionSid"], status="Cancelled")
    desk.get(session_path(first))
    assert desk.book(second, appointment_date_time="2027-01-20T09:30").status_code == 302


def test_a_booking_that_is_still_being_checked_counts(
    desk: Desk, sandbox: Sandbox, pair: list[dict[str, str]]
) -> None:
    second = pair[1]
    ExamSession.objects.filter(sid=pair[0]["sessionSid"]).update(status="Cancelled")
    sandbox.trouble("drop_after", method="POST")
    sandbox.trouble("status", method="GET", code=503, times=None)
    assert desk.book(second).status_code == 302
    sandbox.clear()
    third = sandbox.place(like=second["sessionSid"])
    ExamSession.objects.create(
        institution=ExamSession.objects.get(sid=second["sessionSid"]).institution,
        sid=third["sessionSid"],
        exam_sid=third["examSid"],
        user_sid=ExamSession.objects.get(sid=second["sessionSid"]).user_sid,
    )
    assert desk.book(third).status_code == 409
