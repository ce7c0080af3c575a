"""One booking, from the form's POST to the provider's ledger and the log."""

from __future__ import annotations

from portal.sandbox.server import Sandbox
from scheduling.audit.verifier import verify
from scheduling.models import Attempt, AuditEvent, ExamSession
from tests.support.booking_form import EXAM_INSTANT, booking, form_path, session_path
from tests.support.client import Desk
from tests.support.outcomes import kinds


def test_an_accepted_booking_leads_to_the_session_and_stands_in_the_log(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    answer = desk.book(where, notes="Ground floor, please")

    assert (answer.status_code, answer.headers["Location"]) == (302, session_path(where))
    [arrived] = sandbox.requests("POST")
    assert arrived["body"] == {
        "type": "smarter-scheduling",
        "appointmentDateTime": EXAM_INSTANT,
        "proctorLocationSid": "PL" + "1".zfill(32),
        "notes": "Ground floor, please",
    }
    assert [one["effect"] for one in sandbox.bookings(where["sessionSid"])] == ["scheduled"]
    assert Attempt.objects.get().state == "accepted"
    assert ExamSession.objects.get().status == "Scheduled"
    assert kinds() == ["intent", "outcome"]
    assert verify().is_intact


def test_the_second_send_of_a_form_shows_the_session_and_calls_nobody(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    form = booking()
    first, second = (desk.post(form_path(where), form) for _ in range(2))

    assert [first.status_code, second.status_code] == [302, 302]
    assert len(sandbox.requests("POST")) == 1
    assert kinds() == ["intent", "outcome", "duplicate_submit"]
    assert Attempt.objects.get().duplicate_submits == 1


def test_the_log_names_the_person_and_keeps_no_personal_value_in_the_event(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    desk.book(where, notes="Call Maya first")
    intent = AuditEvent.objects.get(kind="intent")

    assert (intent.actor_name, intent.role, intent.ip) == ("Ana Ruiz", "coordinator", "127.0.0.1")
    assert "Call Maya" not in intent.details + intent.sentence
    assert where["learner"] not in intent.details + intent.sentence


def test_a_form_without_a_type_is_not_sent(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    answer = desk.book(where, session_type=None)

    assert answer.status_code == 422
    assert "choose how the exam is proctored" in answer.text
    assert 'value="2027-01-14T09:30"' in answer.text
    assert sandbox.requests("POST") == []
