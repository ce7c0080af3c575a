"""A message thread, a number in another system and an instructor's slot serve one learner: another
one who is booked with it is told before anything is sent, and stays told on the session.
"""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import requests

from portal.sandbox.server import Sandbox
from scheduling.booking.admission import other_learners, single_uses
from scheduling.models import Attempt, AuditEvent, ExamSession, Institution, Location
from tests.support.booking_actions import INSTRUCTOR, cancel
from tests.support.booking_form import booking, form_path
from tests.support.client import Desk
from tests.support.html import form_on, plain_text, words
from tests.support.known_sessions import known_session
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


@pytest.mark.parametrize(("answers", "then", "said", "although"), USES)
def test_of_six_learners_booked_with_it_at_once_one_is_and_the_others_are_told(
    desk: Desk,
    sandbox: Sandbox,
    answers: dict[str, Any],
    then: dict[str, str],
    said: str,
    although: str,
) -> None:
    Location.objects.update(seats=None)  # what is said of them changes with each request, too
    places = sandbox.needs_proctor()[:6]
    forms = [f"{form_path(one)}?type={answers['session_type']}" for one in places]
    typed = booking(attempt_id=None, look="1", notes="By the door", **answers)
    looked_at = [form_on(desk.post(form, form_on(desk.get(form)) | typed)) for form in forms]
    barrier, answered = threading.Barrier(6), dict[int, requests.Response]()

    def send(number: int) -> None:
        sender = Desk(desk.url, "coordinator")
        sender.browser.cookies.update(desk.browser.cookies)
        barrier.wait()
        answered[number] = sender.post(forms[number], looked_at[number])

    threads = [threading.Thread(target=send, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(sandbox.requests("POST")) == 1
    held = {number: one for number, one in answered.items() if one.status_code != 302}
    assert (len(held), {one.status_code for one in held.values()} <= {409, 422}) == (5, True)
    for page in held.values():
        assert "What speaks against this booking changed since you read it" in words(page)
        assert said in words(page) and f"Book {although}" in words(page)
    number, page = next(iter(held.items()))
    again = form_on(page)
    assert "By the door" in again.values()
    assert desk.post(forms[number], again).status_code == 302
    assert despite(desk, places[number]).startswith(said)


def test_what_the_form_did_not_warn_of_is_not_sent_and_recorded_without_a_name(
    desk: Desk, sandbox: Sandbox
) -> None:
    """The summary never stood beside these answers."""
    first, second = sandbox.needs_proctor()[:2]
    assert desk.book(first, **INSTRUCTOR).status_code == 302
    form = f"{form_path(second)}?type={INSTRUCTOR['session_type']}"
    typed = form_on(desk.get(form)) | booking(**INSTRUCTOR)
    held = desk.post(form, typed, headers={"HX-Request": "true"})

    assert (held.status_code, len(sandbox.requests("POST"))) == (409, 1)
    assert "This slot is for one learner at a time" in plain_text(held.text)
    [event] = AuditEvent.objects.filter(kind="stale_form")
    assert event.sentence == (
        "Ana Ruiz sent a form for this exam session, but another learner was booked with the same"
        " number, thread or slot since it was shown; nothing was sent."
    )
    assert desk.post(form, form_on(held)).status_code == 302


# However many others there are

START = datetime(2027, 1, 14, 15, 30, tzinfo=UTC)
CP = "CP" + "7" * 32


def in_the_slot(institution: Institution, start: datetime, **facts: Any) -> ExamSession:
    usual = {"status": "Scheduled", "duration_minutes": 60}
    of = known_session(institution, appointment_at=start, **usual | facts)
    Attempt.objects.create(
        attempt_id=uuid4(),
        session=of,
        action="schedule",
        state="accepted",
        session_type="instructor-as-proctor",
        asked={"instructorProctorSid": CP, "appointmentDateTime": start.isoformat()},
        started_at=START - timedelta(days=30),
        deadline_at=START - timedelta(days=30),
    )
    return of


def found(institution: Institution, start: datetime = START) -> ExamSession | None:
    of = known_session(institution, duration_minutes=60)
    use = single_uses.in_slot(of, "instructor-as-proctor", CP, start)
    return use.session if use else None


def test_a_slot_that_is_booked_the_whole_week_is_told_at_each_of_its_times(
    institution: Institution,
) -> None:
    first = in_the_slot(institution, START)
    for hours in range(1, 60):
        in_the_slot(institution, START + timedelta(hours=hours))
    assert found(institution) == first
    assert found(institution, START - timedelta(hours=1)) is None


def test_bookings_that_are_gone_do_not_hide_one_that_stands(institution: Institution) -> None:
    first = in_the_slot(institution, START)
    for _ in range(60):
        in_the_slot(institution, START, status="Cancelled")
    assert found(institution) == first


def test_one_whose_start_is_not_shown_is_found_by_what_was_asked_for(
    institution: Institution,
) -> None:
    of = in_the_slot(institution, START, status="")
    ExamSession.objects.filter(pk=of.pk).update(appointment_at=None)
    assert found(institution) == of


def test_a_number_that_stands_once_beside_many_cancelled_ones_is_told(
    institution: Institution,
) -> None:
    usual, stands = {"external_appointment_id": "RB-1", "appointment_at": START}, None
    for number in range(121):
        status = "Scheduled" if number == 60 else "Canceled"
        one = known_session(institution, status=status, **usual)
        stands = one if number == 60 else stands
    use = single_uses.of_number(known_session(institution), "register-blast", "RB-1")
    assert use is not None and use.session == stands
