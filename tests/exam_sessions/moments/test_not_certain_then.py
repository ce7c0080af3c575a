"""What was not certain at a past moment, and came to nothing since, is told as not certain then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from scheduling.exam_sessions.moments import earlier_states, who_was_where
from scheduling.models import Attempt, EarlierState, ExamSession, Institution
from tests.support.known_sessions import known_session

AT = datetime(2026, 11, 3, 16, 37, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
START = AT - 30 * MINUTE
DULUTH, PHOENIX = f"PL{1:032x}", f"PL{3:032x}"


@pytest.fixture
def here(institution: Institution) -> Institution:
    ExamSession.objects.all().delete()
    return institution


def session_of(institution: Institution, **facts: object) -> ExamSession:
    usual = {"status": "Pending Approval", "appointment_at": START, "duration_minutes": 60}
    return known_session(institution, **(usual | {"location_sid": DULUTH} | facts))


def learned(session: ExamSession, until: datetime, **facts: object) -> None:
    """What the mirror learns of it at that time."""
    before = earlier_states.stood(session)
    for name, value in facts.items():
        setattr(session, name, value)
    session.save()
    earlier_states.keep([(session, before)], until=until)


@pytest.mark.parametrize(
    "since",
    [
        {"appointment_at": AT + timedelta(days=7)},
        {"status": "Cancelled"},
        {"status": "Needs Proctor", "appointment_at": None},
        {"location_sid": PHOENIX},
        {},
    ],
)
def test_a_pending_booking_that_stands_otherwise_since_may_have_been_booked_then(
    here: Institution, since: dict[str, object]
) -> None:
    session = session_of(here)
    learned(session, AT + MINUTE, **since)
    assert who_was_where.of([here], AT, location_sid=DULUTH).unsure == 1
    assert who_was_where.of([here], AT + 2 * MINUTE, location_sid=DULUTH).unsure == (not since)
    assert list(who_was_where.of([here], AT).booked) == []


def test_one_that_was_approved_since_is_the_same_booking(here: Institution) -> None:
    learned(session_of(here), AT + MINUTE, status="Scheduled")
    assert not EarlierState.objects.exists()
    assert len(who_was_where.of([here], AT).booked) == 1


def test_what_was_kept_of_a_pending_one_is_no_booking_that_ended(here: Institution) -> None:
    session = session_of(here)
    learned(session, AT + MINUTE, status="Cancelled")
    kept = EarlierState.objects.get()
    assert earlier_states.last([session.pk]) == {}
    assert earlier_states.since([session.pk], AT) == {session.pk: [kept]}
    assert not earlier_states.took_seat(kept)


def booking_asked(session: ExamSession, state: str, sent: datetime, settled: datetime) -> None:
    """A booking for the start at Duluth that came to nothing."""
    Attempt.objects.create(
        attempt_id=uuid4(),
        session=session,
        action="schedule",
        asked={"appointmentDateTime": START.isoformat(), "proctorLocationSid": DULUTH},
        state=state,
        started_at=sent,
        settled_at=settled,
        deadline_at=AT,
    )


@pytest.mark.parametrize(("sent", "settled", "expected"), [(-1, 1, 1), (-3, -1, 0), (1, 2, 0)])
def test_a_booking_that_was_refused_after_the_moment_was_being_checked_then(
    here: Institution, sent: int, settled: int, expected: int
) -> None:
    session = session_of(here, status="Needs Proctor", appointment_at=None, location_sid="")
    booking_asked(session, "refused", AT + sent * MINUTE, AT + settled * MINUTE)
    found = [
        (one.location_sid, one.seated.start, one.seated.is_certain, one.was_settled_later)
        for one in who_was_where.of([here], AT, location_sid=DULUTH).booked
    ]
    assert found == [(DULUTH, START, False, True)] * expected


def test_a_move_that_was_refused_after_it_may_have_led_elsewhere(here: Institution) -> None:
    session = session_of(here, status="Scheduled")
    asked = START + 20 * MINUTE
    Attempt.objects.create(
        attempt_id=uuid4(),
        session=session,
        action="reschedule",
        asked={"appointmentDateTime": asked.isoformat()},
        state=Attempt.State.REFUSED,
        started_at=AT - MINUTE,
        settled_at=AT + MINUTE,
        deadline_at=AT,
    )
    found = who_was_where.of([here], AT).booked
    assert [(one.seated.start, one.seated.is_certain) for one in found] == [
        (START, False),
        (asked, False),
    ]


@pytest.mark.parametrize(("settled", "expected"), [(MINUTE, 1), (-MINUTE, 0)])
def test_a_request_that_was_open_for_weeks_was_being_checked_then(
    here: Institution, settled: timedelta, expected: int
) -> None:
    session = session_of(here, status="Needs Proctor", appointment_at=None, location_sid="")
    booking_asked(session, "not-applied", AT - timedelta(days=40), AT + settled)
    found = who_was_where.of([here], AT, location_sid=DULUTH).booked
    assert len(found) == expected
