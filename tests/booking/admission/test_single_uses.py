"""A message thread, a number in another system and an instructor's slot serve one learner: another
one who is booked with it is told before anything is sent, and stays told on the session.
"""

from __future__ import annotations

from typing import Any

import pytest

from portal.sandbox.server import Sandbox
from scheduling.booking.admission import other_learners
from scheduling.models import Attempt, ExamSession
from tests.support.booking_actions import INSTRUCTOR, cancel
from tests.support.booking_form import booking, form_path
from tests.support.client import Desk
from tests.support.html import plain_text
from tests.support.outcomes import despite

THREAD = {
    "session_type": "messaging",
    "message_sid": "MT" + "1".zfill(32),
    "proctor_location_sid": None,
}
NUMBER = {"session_type": "register-blast", "external_appointment_id": "RB-100234"}
LATER = {"appointment_date_time": "2027-01-14T10:30"}
NEXT_DAY = {"appointment_date_time": "2027-01-15T09:30"}
USES = [
    (THREAD, NEXT_DAY, "This thread is already booked for", "although the thread is another"),
    (NUMBER, NEXT_DAY, "This number is already booked for", "although the number is another"),
    (INSTRUCTOR, LATER, "This slot is for one learner at a time", "although another learner has"),
]


def preview(desk: Desk, where: dict[str, str], **answers: Any) -> str:
    return plain_text(desk.post(f"{form_path(where)}preview/", booking(**answers)).text)


@pytest.mark.parametrize(("answers", "then", "said", "although"), USES)
def test_another_learner_who_is_booked_with_it_is_told_in_the_summary_and_stays_told(
    desk: Desk,
    sandbox: Sandbox,
    answers: dict[str, Any],
    then: dict[str, str],
    said: str,
    although: str,
) -> None:
    first, second = sandbox.needs_proctor()[:2]
    assert desk.book(first, **answers).status_code == 302
    other = ExamSession.objects.get(sid=first["sessionSid"])
    learner = other.learner_name
    shown = preview(desk, second, **answers | then)
    assert said in shown
    assert f"{learner}, " in shown
    assert "It was booked by Ana Ruiz" in shown
    assert f"Book {although}" in shown

    assert desk.book(second, **answers | then).status_code == 302
    kept = despite(desk, second)
    assert kept.startswith(said)
    assert other_learners.unnamed(other) in kept
    assert [one for one in Attempt.objects.all() if learner in f"{one.warnings}"] == []


@pytest.mark.parametrize(("answers", "then", "said", "although"), USES)
def test_once_that_booking_is_cancelled_there_is_nothing_to_tell(
    desk: Desk,
    sandbox: Sandbox,
    answers: dict[str, Any],
    then: dict[str, str],
    said: str,
    although: str,
) -> None:
    first, second = sandbox.needs_proctor()[:2]
    assert desk.book(first, **answers).status_code == 302
    assert cancel(desk, first).status_code == 302
    shown = preview(desk, second, **answers | then)
    assert (said in shown, although in shown) == (False, False)


def test_the_slot_of_an_instructor_at_another_time_is_free(desk: Desk, sandbox: Sandbox) -> None:
    first, second = sandbox.needs_proctor()[:2]
    assert desk.book(first, **INSTRUCTOR).status_code == 302
    assert "one learner at a time" not in preview(desk, second, **INSTRUCTOR | NEXT_DAY)
    other_slot = {"instructor_proctor_sid": "CP" + "2".zfill(32)}
    assert "one learner at a time" not in preview(desk, second, **INSTRUCTOR | other_slot)
