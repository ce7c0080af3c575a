"""What speaks against a booking and came up while its form was open is read before it is sent."""

from __future__ import annotations

from datetime import UTC, date, datetime

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt, HoursByDate, Institution, Location
from tests.support.booking_actions import NEW_TIME, book
from tests.support.booking_form import DULUTH, EXAM_DAY, session_path
from tests.support.client import Desk
from tests.support.html import form_on, words
from tests.support.known_sessions import known_session

SEAT = "smarter-scheduling"
CHANGED = "What speaks against this booking changed since you read it"


def looked_at(desk: Desk, form: str, **answers: str) -> dict[str, str]:
    """The form's answers, as its page has them once its summary was looked at."""
    return form_on(desk.post(form, form_on(desk.get(form)) | answers | {"look": "1"})) | answers


def close() -> None:
    """An administrator enters closed days."""
    HoursByDate.objects.create(
        institution=Location.objects.get(pl_sid=DULUTH).institution,
        first_day=date(2027, 1, 1),
        last_day=date(2027, 2, 28),
        reason="Ice storm",
    )


def test_closed_days_that_are_entered_after_the_last_look_are_told_once_before_anything_is_sent(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    form = f"{session_path(where)}schedule/?type={SEAT}"
    answers = looked_at(
        desk, form, proctor_location_sid=DULUTH, appointment_date_time=EXAM_DAY, notes="By the door"
    )
    close()
    held = desk.post(form, answers)

    assert (held.status_code, sandbox.requests("POST")) == (422, [])
    assert f"Nothing was sent. {CHANGED}" in words(held)
    again = form_on(held)
    assert "By the door" in again.values()
    assert desk.post(form, again).status_code == 302
    assert len(sandbox.requests("POST")) == 1
    [warning] = Attempt.objects.get().warnings
    assert "Ice storm" in warning


def test_a_warning_that_was_read_holds_nothing_back_and_is_in_the_log(
    desk: Desk, sandbox: Sandbox
) -> None:
    close()
    where = sandbox.needs_proctor()[0]
    form = f"{session_path(where)}schedule/?type={SEAT}"
    answers = looked_at(desk, form, proctor_location_sid=DULUTH, appointment_date_time=EXAM_DAY)

    assert desk.post(form, answers).status_code == 302
    assert len(Attempt.objects.get().warnings) == 1


def test_a_move_is_held_back_once_where_the_location_is_closed_after_the_last_look(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    form = f"{session_path(where)}reschedule/"
    answers = looked_at(desk, form, appointment_date_time=NEW_TIME)
    close()
    held = desk.post(form, answers)

    assert (held.status_code, sandbox.requests("PUT")) == (422, [])
    assert CHANGED in words(held)
    assert desk.post(form, form_on(held)).status_code == 302


def test_the_log_names_no_warning_that_was_not_shown(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    form = f"{session_path(where)}schedule/?type={SEAT}"
    answers = form_on(desk.get(form)) | {"proctor_location_sid": DULUTH}
    far = {"appointment_date_time": "2029-01-17T13:30"}

    assert desk.post(form, answers | far).status_code == 302
    assert Attempt.objects.get().warnings == []


def test_a_count_that_goes_on_while_the_form_is_open_holds_nothing_back(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    where, start = sandbox.needs_proctor()[0], datetime(2027, 1, 14, 16, tzinfo=UTC)
    Location.objects.filter(pl_sid=DULUTH).update(seats=4)
    unread = [
        known_session(institution, status="Scheduled", appointment_at=start) for _ in range(3)
    ]
    form = f"{session_path(where)}schedule/?type={SEAT}"
    answers = looked_at(desk, form, proctor_location_sid=DULUTH, appointment_date_time=EXAM_DAY)
    unread[0].delete()

    assert desk.post(form, answers).status_code == 302
    assert Attempt.objects.get().warnings == [
        "Up to 4 of 4 seats are free: 2 bookings that day have no known location."
    ]


def test_where_the_last_seat_may_be_gone_since_that_is_told_before_anything_is_sent(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    where, start = sandbox.needs_proctor()[0], datetime(2027, 1, 14, 16, tzinfo=UTC)
    Location.objects.filter(pl_sid=DULUTH).update(seats=2)
    known_session(institution, status="Scheduled", appointment_at=start)
    form = f"{session_path(where)}schedule/?type={SEAT}"
    answers = looked_at(desk, form, proctor_location_sid=DULUTH, appointment_date_time=EXAM_DAY)
    known_session(institution, status="Scheduled", appointment_at=start)
    held = desk.post(form, answers)

    assert (held.status_code, sandbox.requests("POST")) == (422, [])
    assert CHANGED in words(held) and "2 bookings that day have no known location." in words(held)
