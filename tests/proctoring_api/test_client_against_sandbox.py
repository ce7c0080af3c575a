"""The client against the stand-in API, the second reading of the contract."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from portal.sandbox.server import Sandbox
from scheduling.proctoring_api import request_bodies
from scheduling.proctoring_api.auth import ClientCredentials, HeaderToken
from scheduling.proctoring_api.client import Client
from scheduling.proctoring_api.connection_settings import Connection
from scheduling.proctoring_api.errors import (
    Conflict,
    NotAuthorised,
    NotFound,
    Refused,
    UnknownOutcome,
)
from scheduling.session_commands import (
    PORTAL,
    CancelSession,
    RescheduleSession,
    ScheduleSession,
    SessionAddress,
)

PLACE = "PL" + "0" * 31 + "1"
START = datetime.now(UTC).replace(hour=15, minute=0, second=0, microsecond=0) + timedelta(days=9)


@pytest.fixture(scope="module")
def practice() -> Iterator[Sandbox]:
    with Sandbox(seed=1) as running:
        yield running


@pytest.fixture(autouse=True)
def fresh(practice: Sandbox) -> None:
    practice.reset()
    practice.clear()


@pytest.fixture(params=["header token", "client credentials"])
def client(request: pytest.FixtureRequest, practice: Sandbox) -> Client:
    credentials: HeaderToken | ClientCredentials = HeaderToken(practice.token)
    if request.param == "client credentials":
        credentials = ClientCredentials(
            practice.token_url, practice.client_id, practice.client_secret
        )
    return Client(Connection(practice.url, credentials, timeout=30.0))


@pytest.fixture
def waiting(practice: Sandbox) -> SessionAddress:
    """A session that needs a proctor."""
    found = practice.needs_proctor()[0]
    return SessionAddress(
        install_sid=found["installSid"], exam_sid=found["examSid"], session_sid=found["sessionSid"]
    )


def _command(address: SessionAddress, **asked: Any) -> ScheduleSession:
    defaults: dict[str, Any] = {"proctor_location_sid": PLACE, "appointment_date_time": START}
    return ScheduleSession(
        attempt_id=uuid4(),
        actor=PORTAL,
        address=address,
        session_type="smarter-scheduling",
        **defaults | asked,
    )


def test_booked_moved_and_cancelled(
    client: Client, practice: Sandbox, waiting: SessionAddress
) -> None:
    paid: dict[str, Any] = {
        "amount": Decimal("25.50"),
        "currency": "USD",
        "voucher_code": "SPRING-2026",
    }
    stored = client.schedule(
        waiting, request_bodies.schedule_body(_command(waiting, **paid))
    ).record
    assert (stored.status, stored.appointment_at, stored.location_sid) == (
        "Scheduled",
        START,
        PLACE,
    )
    assert (stored.told_price.amount, stored.told_price.currency) == (Decimal("25.5"), "USD")
    assert (stored.unknown, stored.mistyped) == ({}, {})
    later = START + timedelta(days=1)
    common: dict[str, Any] = {"attempt_id": uuid4(), "actor": PORTAL, "address": waiting}
    common["session_type"] = "smarter-scheduling"
    client.reschedule(
        waiting,
        request_bodies.reschedule_body(RescheduleSession(**common, appointment_date_time=later)),
    )
    assert client.session(waiting).record.appointment_at == later
    client.cancel(
        waiting,
        request_bodies.cancel_body(
            CancelSession(**common, cancellation_memo="ill", reason="other-reason")
        ),
    )
    assert client.session(waiting).record.status == "Cancelled"


def test_a_booked_session_is_a_conflict(client: Client, waiting: SessionAddress) -> None:
    client.schedule(waiting, request_bodies.schedule_body(_command(waiting)))
    with pytest.raises(Conflict) as caught:
        client.schedule(waiting, request_bodies.schedule_body(_command(waiting)))
    assert "Scheduled" in caught.value.message


def test_a_field_that_is_wrong_is_named(client: Client, waiting: SessionAddress) -> None:
    with pytest.raises(Refused) as caught:
        client.schedule(waiting, {"type": "smarter-scheduling", "proctorLocationSid": "PLnone"})
    assert caught.value.status == 400
    assert "proctorLocationSid" in caught.value.field_errors or caught.value.message


def test_an_unknown_session_is_not_found(client: Client, waiting: SessionAddress) -> None:
    with pytest.raises(NotFound):
        client.session(
            SessionAddress(
                install_sid=waiting.install_sid,
                exam_sid=waiting.exam_sid,
                session_sid="ES" + "0" * 32,
            )
        )


def test_a_wrong_token_is_not_authorised(practice: Sandbox, waiting: SessionAddress) -> None:
    with pytest.raises(NotAuthorised):
        Client(Connection(practice.url, HeaderToken("wrong"), timeout=30.0)).session(waiting)


def test_the_whole_report(client: Client, practice: Sandbox) -> None:
    pages = [client.appointments(practice.install_sid, offset=200 * page) for page in range(4)]
    rows = [row for page in pages for row in page.rows]
    assert len(rows) == len({row.sid for row in rows}) > 500
    assert all(row.exam_title and row.learner_family_name for row in rows)


def test_settings_and_onboarding(
    client: Client, practice: Sandbox, waiting: SessionAddress
) -> None:
    settings = client.settings(practice.install_sid)
    assert (settings.name, settings.default_currency) == ("Northfield University", "USD")
    assert settings.default_time_zone == "America/Chicago"
    assert client.onboarding_url(waiting).startswith("https://")


def test_the_enrollments_sessions(client: Client, practice: Sandbox) -> None:
    found = practice.needs_proctor()[0]
    rows = client.enrollment_sessions(
        found["installSid"], found["enrollmentSid"], found["examSid"], statuses=["Needs Proctor"]
    )
    assert [row.sid for row in rows] == [found["sessionSid"]]


def test_an_expired_access_token_is_replaced(practice: Sandbox, waiting: SessionAddress) -> None:
    credentials = ClientCredentials(practice.token_url, practice.client_id, practice.client_secret)
    client = Client(Connection(practice.url, credentials, timeout=30.0))
    client.session(waiting)
    practice.expire_bearer_tokens()
    assert (
        client.schedule(waiting, request_bodies.schedule_body(_command(waiting))).record.status
        == "Scheduled"
    )
    assert len(practice.bookings(waiting.session_sid)) == 1


def test_dropped_after_the_booking_took_effect(
    client: Client, practice: Sandbox, waiting: SessionAddress
) -> None:
    client.session(waiting)
    practice.trouble("drop_after")
    with pytest.raises(UnknownOutcome) as caught:
        client.schedule(waiting, request_bodies.schedule_body(_command(waiting)))
    assert caught.value.cause == "closed"
    assert client.session(waiting).record.status == "Scheduled"
    assert len(practice.bookings(waiting.session_sid)) == 1
