"""A learner who is booked already, at that time or for that exam, is not booked a second time
unawares.
"""

from __future__ import annotations

import re
from datetime import time

import pytest

from portal.sandbox.server import Sandbox
from scheduling.exam_sessions.other_bookings import NOT_SENT_BESIDE
from scheduling.models import ExamSession, Institution, Location, OpeningHours
from tests.support.booking_actions import make_one_learner_s, move
from tests.support.booking_form import DULUTH, booking, form_path, session_path
from tests.support.client import Desk
from tests.support.html import form_on, plain_text, words
from tests.support.outcomes import details, kinds, page_of, posts

WHY = "Two short quizzes in one sitting, agreed with the center"
OTHER_LEARNER = "US" + "f" * 32


@pytest.fixture
def pair(desk: Desk, sandbox: Sandbox) -> list[dict[str, str]]:
    """Two sessions of one learner, in different exams; the first is booked for 9:30 AM."""
    pair = sandbox.needs_proctor()[:2]
    for where in pair:
        desk.get(session_path(where))
    make_one_learner_s(pair)
    learner = ExamSession.objects.get(sid=pair[0]["sessionSid"]).user_sid
    sandbox.place(pair[1]["sessionSid"], learner={"sid": learner})
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
    assert f"{NOT_SENT_BESIDE} {named(first)}" in words(answer)
    assert f'href="{session_path(first)}"' in answer.text
    assert (posts(sandbox), kinds()[-1]) == (1, "learner_booked")


def test_free_starts_beside_it_are_left_out_and_the_button_says_who_can(
    desk: Desk, administrator: Desk, pair: list[dict[str, str]], institution: Institution
) -> None:
    first, second = pair
    location = Location.objects.get(pl_sid=DULUTH)
    OpeningHours.objects.filter(location=location).delete()
    OpeningHours.objects.create(location=location, weekday=3, opens=time(8), closes=time(12))
    ExamSession.objects.update(duration_minutes=60)
    ExamSession.objects.filter(sid=second["sessionSid"]).update(duration_minutes=30)
    shown = desk.post(f"{form_path(second)}preview/", booking()).text
    starts = re.findall(r"<b>([0-9:]+ AM)</b>", shown)
    assert starts == ["8:00 AM", "8:30 AM", "9:00 AM", "10:30 AM", "11:00 AM", "11:30 AM"]
    title = ExamSession.objects.get(sid=first["sessionSid"]).exam_title
    assert f"2 starts left out: the learner has {title} then." in plain_text(shown)
    assert "Only an administrator can book it" in plain_text(shown)
    theirs = administrator.post(f"{form_path(second)}preview/", booking()).text
    assert "Book (the learner has another booking)" in plain_text(theirs)
    free = desk.post(
        f"{form_path(second)}preview/", booking(appointment_date_time="2027-01-14T11:00")
    )
    assert "Only an administrator" not in plain_text(free.text)


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


@pytest.mark.parametrize(
    ("start", "minutes", "is_told"),
    [
        ("2027-01-14T10:00", None, True),
        ("2027-01-14T10:00", 30, False),
        ("2027-01-14T09:00", None, False),
        ("2027-01-15T09:30", None, False),
    ],
)
def test_one_begun_before_whose_length_is_not_known_is_told_and_holds_nothing_back(
    desk: Desk, pair: list[dict[str, str]], start: str, minutes: int | None, is_told: bool
) -> None:
    first, second = pair
    ExamSession.objects.filter(sid=first["sessionSid"]).update(duration_minutes=minutes)
    ExamSession.objects.filter(sid=second["sessionSid"]).update(duration_minutes=30)
    answers = booking(appointment_date_time=start)
    shown = plain_text(desk.post(f"{form_path(second)}preview/", answers).text)

    told = "This learner may still be in another exam then, whose length is not known:"
    assert (f"{told} {named(first)}" in shown) == is_told
    assert "This learner has another booking" not in shown
    assert desk.post(form_path(second), answers).status_code == 302


# Moves


@pytest.fixture
def moved(desk: Desk, pair: list[dict[str, str]]) -> list[dict[str, str]]:
    """The same two, the second booked as well, for the day after at 9:30 AM."""
    assert desk.book(pair[1], appointment_date_time="2027-01-15T09:30").status_code == 302
    make_one_learner_s(pair)  # the provider's answer named its own
    return pair


ONTO = {"appointment_date_time": "2027-01-14T09:45"}


@pytest.mark.parametrize("start", ["2027-01-14T09:30", "2027-01-15T13:15"])
def test_a_move_that_is_still_being_checked_holds_both_times(
    desk: Desk, sandbox: Sandbox, pair: list[dict[str, str]], start: str
) -> None:
    first, second = pair
    sandbox.trouble("drop_before", method="PUT")
    move(desk, first)
    sandbox.clear()
    answer = desk.book(second, appointment_date_time=start)

    assert answer.status_code == 409
    moved = named(first).replace(
        "Thursday, January 14, 2027, 9:30", "Friday, January 15, 2027, 1:00"
    )
    told = moved.replace("AM", "PM") if "15T" in start else named(first)
    assert f"{NOT_SENT_BESIDE} {told}" in words(answer)


def test_a_move_onto_another_booking_is_told_in_the_summary_and_not_sent(
    desk: Desk, sandbox: Sandbox, moved: list[dict[str, str]]
) -> None:
    first, second = moved
    answer = move(desk, second, **ONTO, notes="Moved by phone")

    assert (answer.status_code, sandbox.requests("PUT")) == (409, [])
    assert f"{NOT_SENT_BESIDE} {named(first)}" in words(answer)
    assert "An administrator can move it anyway, with a reason." in words(answer)
    assert f'href="{session_path(first)}"' in answer.text
    assert form_on(answer).items() >= {**ONTO, "notes": "Moved by phone"}.items()
    assert 'name="override_reason"' not in answer.text
    assert (kinds()[-1], details("learner_booked")["other_session"]) == (
        "learner_booked",
        first["sessionSid"],
    )


def test_an_administrator_moves_it_anyway_with_a_reason(
    desk: Desk, administrator: Desk, sandbox: Sandbox, moved: list[dict[str, str]]
) -> None:
    first, second = moved
    held_back = move(administrator, second, **ONTO)
    assert (held_back.status_code, "Why move it anyway?" in words(held_back)) == (409, True)
    assert move(desk, second, **ONTO, override_reason=WHY).status_code == 403
    assert move(administrator, second, **ONTO, override="yes").status_code == 422
    assert sandbox.requests("PUT") == []

    assert move(administrator, second, **ONTO, override_reason=WHY).status_code == 302
    [arrived] = sandbox.requests("PUT")
    assert arrived["body"]["appointmentDateTime"] == "2027-01-14T15:45:00.000Z"
    assert details("intent")["other_session"] == first["sessionSid"]
    assert f"another booking ({named(first)} (15:30 UTC)), because: {WHY}." in page_of(desk, second)


def test_a_move_to_a_time_that_is_free_is_sent_also_beside_a_booking_of_the_same_exam(
    desk: Desk, sandbox: Sandbox, moved: list[dict[str, str]]
) -> None:
    exam = ExamSession.objects.get(sid=moved[0]["sessionSid"]).exam_sid
    ExamSession.objects.filter(sid=moved[0]["sessionSid"]).update(
        exam_sid=moved[1]["examSid"], appointment_at="2027-01-20T15:30:00Z"
    )
    assert exam != moved[1]["examSid"]
    assert move(desk, moved[1], **ONTO).status_code == 302
    assert len(sandbox.requests("PUT")) == 1
