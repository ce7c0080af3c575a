"""The rules by which a scheduled session is moved or cancelled."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import requests

from portal.sandbox.server import Sandbox
from tests.support.sandbox_bookings import RESCHEDULABLE, TYPES, conflict


@pytest.mark.parametrize("kind", RESCHEDULABLE)
def test_rescheduling_moves_the_appointment(
    sandbox: Sandbox,
    http: requests.Session,
    url: Callable,
    book: Callable,
    waiting: dict,
    kind: str,
) -> None:
    book(waiting, type=kind, notes="Quiet room")
    later = "2031-03-14T18:30:00.000Z"
    answer = http.put(url(waiting), json={"type": kind, "appointmentDateTime": later})
    assert (answer.status_code, type(answer.json())) == (200, str)
    stored = http.get(url(waiting)).json()
    assert (stored["appointmentDate"], stored["notes"], stored["status"]) == (
        later,
        "Quiet room",
        "Scheduled",
    )
    assert stored["appointmentEndDate"] > later
    assert [b["effect"] for b in sandbox.bookings()] == ["scheduled", "rescheduled"]


@pytest.mark.parametrize("kind", [t for t in TYPES if t not in RESCHEDULABLE])
def test_four_types_cannot_be_rescheduled(
    http: requests.Session, url: Callable, book: Callable, waiting: dict, kind: str
) -> None:
    book(waiting, type=kind)
    moved = {"appointmentDateTime": "2031-03-14T18:30:00.000Z"}
    assert http.put(url(waiting), json={"type": kind, **moved}).status_code == 400
    conflict(http.put(url(waiting), json=moved))


@pytest.mark.parametrize("field", ["proctorLocationSid", "amount", "voucherCode", "currency"])
def test_place_and_price_cannot_be_rescheduled(
    http: requests.Session, url: Callable, book: Callable, waiting: dict, field: str
) -> None:
    book(waiting)
    assert http.put(url(waiting), json={field: 1}).json()["errors"][0]["field"] == field


def test_rescheduling_or_cancelling_under_another_type_is_refused(
    http: requests.Session, url: Callable, book: Callable, waiting: dict
) -> None:
    book(waiting)
    assert http.put(url(waiting), json={"type": "proctoru"}).json()["errors"][0]["field"] == "type"
    answer = http.delete(url(waiting), json={"type": "proctoru", "cancellationMemo": "x"})
    assert answer.json()["errors"][0]["field"] == "type"


def test_cancelling_gives_the_enrollment_a_new_session(
    sandbox: Sandbox, http: requests.Session, url: Callable, book: Callable, waiting: dict
) -> None:
    book(waiting, amount=20, currency="USD", voucherCode="SPRING-9")
    body = {"cancellationMemo": "Ill", "reason": "changed-time", "bypassNonRefundable": True}
    answer = http.delete(url(waiting), json=body)
    assert (answer.status_code, type(answer.json())) == (200, str)
    old = http.get(url(waiting)).json()
    assert (old["status"], old["statusReason"]) == ("Cancelled", "Ill")
    listed = http.get(
        f"{sandbox.url}/v1/installs/{waiting['installSid']}/enrollments/{waiting['enrollmentSid']}"
        f"/exams/{waiting['examSid']}/sessions"
    ).json()
    assert sorted(r["status"] for r in listed["results"]) == ["Cancelled", "Needs Proctor"]
    new = next(r["sid"] for r in listed["results"] if r["status"] == "Needs Proctor")
    assert sandbox.bookings()[-1]["new_session_sid"] == new != waiting["sessionSid"]
    assert book(waiting | {"sessionSid": new}).status_code == 200
    assert [(c["kind"], c["amount"]) for c in sandbox.charges()] == [("charge", 20), ("refund", 20)]


def test_cancelling_needs_a_memo_and_a_scheduled_session(
    http: requests.Session, url: Callable, book: Callable, waiting: dict
) -> None:
    conflict(http.delete(url(waiting), json={"cancellationMemo": "x"}))
    book(waiting)
    assert http.delete(url(waiting), json={}).json()["errors"][0]["field"] == "cancellationMemo"
    assert http.delete(url(waiting)).status_code == 400
    http.delete(url(waiting), json={"cancellationMemo": "x"})
    conflict(http.delete(url(waiting), json={"cancellationMemo": "x"}))
