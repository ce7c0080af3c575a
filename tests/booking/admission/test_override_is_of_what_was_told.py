"""A reason to book, move or switch anyway is given for what the form told of, and for nothing that
came in its place since: another time, another booking, a colleague who was quicker.
"""

from __future__ import annotations

import re

import pytest
import requests

from portal.sandbox.server import Sandbox
from scheduling.booking.events import booking_events
from scheduling.booking.events.booking_events import BookingsBeside
from scheduling.models import Attempt, AuditEvent, ExamSession
from scheduling.session_commands import PORTAL
from tests.support.booking_actions import move
from tests.support.booking_form import booking, form_path, session_path
from tests.support.client import Desk
from tests.support.html import form_on, words
from tests.support.outcomes import details, kinds, posts

WHY = "Two short quizzes in one sitting, agreed with the center"


@pytest.fixture
def three(desk: Desk, sandbox: Sandbox) -> list[dict[str, str]]:
    """Three sessions of one learner, of three exams; the first two are booked, for 9:30 AM and for
    1 PM of a day.
    """
    exams: dict[str, dict[str, str]] = {}
    for where in sandbox.needs_proctor():
        exams.setdefault(where["examSid"], where)
    found = list(exams.values())[:3]
    for where in found:
        desk.get(session_path(where))
    assert desk.book(found[0]).status_code == 302
    assert desk.book(found[1], appointment_date_time="2027-01-14T13:00").status_code == 302
    make_one_learner_s(found)
    return found


def make_one_learner_s(sessions: list[dict[str, str]]) -> None:
    """The stand-in’s answers name a learner of each; asked again, they do so again."""
    learner = ExamSession.objects.get(sid=sessions[0]["sessionSid"])
    ExamSession.objects.filter(sid__in=[one["sessionSid"] for one in sessions]).update(
        user_sid=learner.user_sid, learner_key=learner.user_sid
    )


def title_of(where: dict[str, str]) -> str:
    return ExamSession.objects.get(sid=where["sessionSid"]).exam_title


def told(answer: requests.Response) -> str:
    """The exam of the booking that the form says is in the way."""
    found = re.search(r"this learner has another booking: ([^,]+),", words(answer))
    assert found, words(answer)[:900]
    return found[1]


def test_a_reason_does_not_go_on_to_another_booking_at_another_time(
    administrator: Desk, sandbox: Sandbox, three: list[dict[str, str]]
) -> None:
    first, second, third = three
    held = administrator.book(third)
    assert (held.status_code, told(held)) == (409, title_of(first))
    form = form_on(held) | {"override_reason": WHY, "override": "yes"}
    again = administrator.post(
        form_path(third), form | {"appointment_date_time": "2027-01-14T13:00"}
    )
    assert (again.status_code, told(again)) == (409, title_of(second))
    assert form_on(again)["override_reason"] == WHY  # what was typed stays, to be sent or not
    assert posts(sandbox) == 2

    sent = administrator.post(form_path(third), form_on(again) | {"override": "yes"})
    assert sent.status_code == 302
    assert details("intent")["other_session"] == second["sessionSid"]
    made = Attempt.objects.order_by("-pk")[0]
    assert made.override_reason == WHY


def test_every_booking_in_the_way_is_told_before_and_all_of_them_recorded(
    administrator: Desk, sandbox: Sandbox, three: list[dict[str, str]]
) -> None:
    first, second, third = three
    start = ExamSession.objects.get(sid=first["sessionSid"]).appointment_at
    ExamSession.objects.filter(sid=second["sessionSid"]).update(appointment_at=start)
    held = administrator.book(third)
    form = form_on(held) | {"override_reason": WHY, "override": "yes"}
    again = administrator.post(form_path(third), form)
    assert again.status_code == 409
    assert {told(held), told(again)} == {title_of(first), title_of(second)}
    sent = administrator.post(form_path(third), form_on(again) | {"override": "yes"})
    assert sent.status_code == 302
    said = AuditEvent.objects.filter(kind="intent").order_by("-number")[0].sentence
    assert title_of(first) in said and title_of(second) in said
    assert "although the learner has other bookings (" in said


def test_over_a_colleague_s_booking_the_learner_s_others_are_recorded_too(
    three: list[dict[str, str]],
) -> None:
    attempt = Attempt.objects.latest("pk")
    attempt.overrides, attempt.override_reason = attempt, WHY
    beside = BookingsBeside(("MATH 121, Thursday", "ACCT 201, Friday"), three[0]["sessionSid"], WHY)
    entry = booking_events.intent(attempt, actor=PORTAL, beside=beside)
    assert (
        "although Ana Ruiz had booked it and although the learner has other bookings (MATH 121,"
        " Thursday; ACCT 201, Friday), because: {because}."
    ) in entry.sentence
    assert entry.personal["because"] == WHY


def test_a_reason_is_not_given_for_a_colleague_who_was_quicker(
    administrator: Desk, desk: Desk, sandbox: Sandbox, three: list[dict[str, str]]
) -> None:
    third = three[2]
    held = administrator.book(third)
    form = form_on(held) | {"override_reason": WHY}
    free = {"appointment_date_time": "2027-01-15T09:30"}
    assert desk.book(third, **free).status_code == 302
    answer = administrator.post(form_path(third), form | free)
    assert answer.status_code == 409
    assert "Already booked" in words(answer)
    assert (posts(sandbox), kinds()[-1]) == (3, "already_booked")


def test_a_reason_of_a_move_does_not_go_on_to_another_time_either(
    administrator: Desk, desk: Desk, sandbox: Sandbox, three: list[dict[str, str]]
) -> None:
    first, second, third = three
    assert desk.book(third, appointment_date_time="2027-01-15T09:30").status_code == 302
    make_one_learner_s(three)
    held = move(administrator, third, appointment_date_time="2027-01-14T09:45")
    assert (held.status_code, told(held)) == (409, title_of(first))
    given = {"overridden": form_on(held)["overridden"], "override_reason": WHY}
    make_one_learner_s(three)
    again = move(administrator, third, appointment_date_time="2027-01-14T13:00", **given)
    assert (again.status_code, told(again)) == (409, title_of(second))
    assert sandbox.requests("PUT") == []


def test_a_form_without_a_reason_overrides_nothing(
    administrator: Desk, sandbox: Sandbox, three: list[dict[str, str]]
) -> None:
    held = administrator.book(three[2])
    form = form_on(held) | {"override": "yes"}
    assert administrator.post(form_path(three[2]), form).status_code == 422
    assert administrator.post(form_path(three[2]), booking()).status_code == 409
    assert posts(sandbox) == 2
