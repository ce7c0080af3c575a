"""Booking, moving, cancelling and settling a session, as a person sends the forms."""

from __future__ import annotations

import socket
from datetime import datetime
from typing import Any
from uuid import uuid4

import requests

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt, AuditEvent, ExamSession, Institution
from tests.support.booking_form import EXAM_INSTANT, session_path
from tests.support.client import Desk
from tests.support.outcomes import attempt_of

NEW_TIME = "2027-01-15T13:00"  # the Friday after the exam day
NEW_INSTANT = "2027-01-15T19:00:00.000Z"
FRIDAY = datetime.fromisoformat(NEW_INSTANT)
INSTRUCTOR = {
    "session_type": "instructor-as-proctor",
    "instructor_proctor_sid": "CP" + "1".zfill(32),
    "proctor_location_sid": None,
}


def book(desk: Desk, sandbox: Sandbox, **answers: Any) -> dict[str, str]:
    """Book a session and forget the calls that took;
    returns where it is, as the stand-in gives it.
    """
    where = sandbox.needs_proctor()[0]
    assert desk.book(where, **answers).status_code == 302
    assert sandbox.session(where["sessionSid"])["appointmentDate"] == EXAM_INSTANT
    sandbox.clear()
    return where


def move(
    desk: Desk, where: dict[str, str], *, headers: dict[str, str] | None = None, **answers: Any
) -> Any:
    """Send the form that moves the session to the Friday; an answer that is None is left out."""
    usual = {
        "attempt_id": str(uuid4()),
        "appointment_date_time": NEW_TIME,
        "time_zone": "America/Chicago",
    }
    return _send(desk, f"{session_path(where)}reschedule/", usual | answers, headers)


def cancel(
    desk: Desk, where: dict[str, str], *, headers: dict[str, str] | None = None, **answers: Any
) -> Any:
    """Send the form that cancels the session; an answer that is None is left out."""
    usual = {
        "attempt_id": str(uuid4()),
        "cancellation_memo": "The learner is ill.",
        "reason": "other-reason",
    }
    return _send(desk, f"{session_path(where)}cancel/", usual | answers, headers)


def _send(
    desk: Desk, path: str, answers: dict[str, Any], headers: dict[str, str] | None
) -> requests.Response:
    given = {name: value for name, value in answers.items() if value is not None}
    return desk.post(path, given, headers=headers or {})


def make_one_learner_s(pair: list[dict[str, str]]) -> None:
    """As far as the portal knows: both sessions are of the first one's learner."""
    learner = ExamSession.objects.get(sid=pair[0]["sessionSid"])
    ExamSession.objects.filter(sid=pair[1]["sessionSid"]).update(
        user_sid=learner.user_sid, learner_key=learner.user_sid, learner_name=learner.learner_name
    )


def mirrored(where: dict[str, str]) -> ExamSession:
    """The session as the portal knows it."""
    return ExamSession.objects.get(sid=where["sessionSid"])


def new_session(sandbox: Sandbox, where: dict[str, str]) -> dict[str, str]:
    """The session that the stand-in gave the enrollment instead of a cancelled one."""
    [done] = sandbox.bookings(where["sessionSid"])
    return where | {"sessionSid": done["new_session_sid"]}


def log_of(action: str) -> list[tuple[str, str]]:
    """Kind and outcome of the events about the attempts of one action, oldest first."""
    ids = [
        str(one)
        for one in Attempt.objects.filter(action=action).values_list("attempt_id", flat=True)
    ]
    rows = AuditEvent.objects.filter(attempt_id__in=ids).order_by("number")
    return list(rows.values_list("kind", "outcome"))


def take_the_provider_away(where: dict[str, str]) -> None:
    """From now on nobody listens where the institution's API should be."""
    with socket.socket() as once:
        once.bind(("127.0.0.1", 0))
        port = once.getsockname()[1]
    Institution.objects.filter(sid=where["installSid"]).update(base_url=f"http://127.0.0.1:{port}")


ONE_OFF = {
    "session_type": "ad-hoc",
    "proctor_location_sid": None,
    "first_name": "Jonas",
    "last_name": "Berg",
    "company": "Camp Ripley",
    "email": "jonas.berg@example.edu",
    "phone": "+1 218 555 0101",
    "address1": "15000 Highway 115",
    "place": "Little Falls",
    "region": "Minnesota",
    "postal_code": "56345",
    "country": "US",
}
WHY = "Heard it on the telephone"


def settle_by_hand(desk: Desk, where: dict[str, str], applied: str) -> str:
    """Settle what is open on the session, and give the page that tells of it."""
    Attempt.objects.filter(state="unconfirmed").update(needs_person=True)
    path = f"/undecided/{attempt_of(where).attempt_id}/"
    assert desk.post(path, {"applied": applied, "reason": WHY}).status_code == 302
    return desk.get(session_path(where)).text
