"""Who was where at a past moment: as it was known then, and never as something else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scheduling.exam_sessions.moments import who_was_where
from scheduling.models import Attempt, Attendance, EarlierState, ExamSession, Institution
from tests.support.known_sessions import known_session

AT = datetime(2026, 11, 3, 16, 37, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DULUTH, PHOENIX = f"PL{1:032x}", f"PL{3:032x}"


@pytest.fixture
def here(institution: Institution) -> Institution:
    ExamSession.objects.all().delete()
    return institution


def sits(institution: Institution, minutes_before: int = 30, **facts: object) -> ExamSession:
    """A session of an hour that started so long before the moment."""
    usual = {
        "status": "Closed",
        "appointment_at": AT - minutes_before * MINUTE,
        "duration_minutes": 60,
        "location_sid": DULUTH,
        "location_name": "Duluth",
    }
    return known_session(institution, **(usual | facts))


def before(session: ExamSession, until: datetime, **facts: object) -> EarlierState:
    usual = {"start_at": AT - 30 * MINUTE, "duration_minutes": 60, "status": "Scheduled"}
    usual |= {"location_sid": DULUTH, "location_name": "Duluth"}
    return EarlierState.objects.create(
        session=session, institution=session.institution, known_until=until, **(usual | facts)
    )


def known_then(institution: Institution, **asked: str) -> dict[int, tuple[str, bool]]:
    """Who sat, by primary key: where, and whether it stands otherwise by now."""
    found = who_was_where.of([institution], AT, **asked)
    return {one.session.pk: (one.location_sid, one.changed is not None) for one in found.booked}


def test_who_was_at_no_known_place_may_have_been_at_each(here: Institution) -> None:
    nowhere = {"location_sid": "", "location_name": ""}
    unknown, known_by_now = sits(here, **nowhere), sits(here, location_sid=PHOENIX)
    before(known_by_now, AT + MINUTE, **nowhere)
    sits(here, location_sid="", location_name="A library")

    assert known_then(here, location_sid=DULUTH) == {unknown.pk: ("", False)}
    both = {unknown.pk: ("", False), known_by_now.pk: ("", True)}
    assert known_then(here, location_sid=PHOENIX) == both


def test_who_sat_then_and_nobody_else(here: Institution) -> None:
    there, just = sits(here), sits(here, 0, duration_minutes=None)
    sits(here, 60)  # has just ended
    sits(here, -1)
    sits(here, status="Cancelled")
    sits(here, dropped_at=AT - MINUTE)
    gone_since = sits(here, dropped_at=AT + MINUTE)

    assert known_then(here) == dict.fromkeys((there.pk, just.pk, gone_since.pk), (DULUTH, False))
    assert known_then(here, location_sid=PHOENIX) == {}


def test_who_had_begun_and_sat_nobody_knows_how_long_is_among_them(here: Institution) -> None:
    endless = sits(here, 30, duration_minutes=None, status="Closed")
    sits(here, 18 * 60, duration_minutes=None)  # longer than anybody stays
    came = Attendance.objects.create(
        session=endless,
        event_number=1,
        start_at=endless.appointment_at,
        arrived_at=AT - 31 * MINUTE,
    )
    found = who_was_where.of([here], AT)
    assert [(one.session, one.seated.end, one.visit) for one in found.booked] == [
        (endless, None, came)
    ]
    assert list(found.only_marked) == []
    elsewhere = who_was_where.of([here], AT, location_sid=PHOENIX)
    ExamSession.objects.update(location_sid=PHOENIX)
    before(endless, AT + MINUTE, duration_minutes=None)
    moved = who_was_where.of([here], AT, location_sid=PHOENIX)
    for one in (elsewhere, moved):  # she sat at Duluth then
        assert (list(one.booked), list(one.only_marked)) == ([], [])


@pytest.mark.parametrize(
    ("asked_before", "action", "minutes_later", "expected"),
    [
        (1, "reschedule", 7 * 24 * 60, [(False, 30)]),
        (1, "reschedule", 20, [(False, 30), (False, 10)]),
        (1, "cancel", 0, [(False, 30)]),
        (-1, "reschedule", 7 * 24 * 60, [(True, 30)]),
        (-1, "cancel", 0, [(True, 30)]),
    ],
)
def test_what_was_being_checked_then_and_is_so_still_is_not_certain(
    here: Institution,
    asked_before: int,
    action: str,
    minutes_later: int,
    expected: list[tuple[bool, int]],
) -> None:
    session = sits(here, status="Scheduled")
    start = session.appointment_at + minutes_later * MINUTE
    Attempt.objects.create(
        attempt_id=uuid4(),
        session=session,
        action=action,
        asked={} if action == "cancel" else {"appointmentDateTime": start.isoformat()},
        state=Attempt.State.UNCONFIRMED,
        started_at=AT - asked_before * MINUTE,
        deadline_at=AT,
    )
    found = who_was_where.of([here], AT).booked
    assert [(one.seated.is_certain, (AT - one.seated.start) / MINUTE) for one in found] == expected
    asked = session.appointment_at + timedelta(days=7)
    then = who_was_where.of([here], asked).booked
    is_target = action == "reschedule" and minutes_later > 60
    assert [one.seated.is_target for one in then] == ([True] if is_target else [])


def test_what_was_moved_cancelled_or_taken_elsewhere_since_stands_as_it_stood(
    here: Institution,
) -> None:
    week = timedelta(days=7)
    moved = sits(here, appointment_at=AT + week, status="Scheduled")
    before(moved, AT + MINUTE)
    cancelled = sits(here, appointment_at=None, status="Needs Proctor")
    before(cancelled, AT + timedelta(hours=3))
    elsewhere = sits(here, location_sid=PHOENIX)
    before(elsewhere, AT + MINUTE)
    moved_before = sits(here, appointment_at=AT + week, status="Scheduled")
    before(moved_before, AT - MINUTE)
    came_later = sits(here)
    before(came_later, AT + MINUTE, start_at=AT - week)

    assert known_then(here) == {one.pk: (DULUTH, True) for one in (moved, cancelled, elsewhere)}
    twice = sits(here, appointment_at=AT + week)
    before(twice, AT + 2 * MINUTE, start_at=AT + week)
    before(twice, AT + MINUTE, location_sid=PHOENIX)
    assert known_then(here)[twice.pk] == (PHOENIX, True)


def test_a_booking_that_was_made_here_later_was_not_known_then(here: Institution) -> None:
    def booked(session: ExamSession, at: datetime) -> None:
        Attempt.objects.create(
            attempt_id=uuid4(),
            session=session,
            action="schedule",
            actor_name="Ana Ruiz",
            time_zone="America/Chicago",
            state=Attempt.State.ACCEPTED,
            started_at=at,
            deadline_at=at,
            settled_at=at,
        )

    early, late = sits(here), sits(here)
    booked(early, AT - MINUTE)
    booked(late, AT + MINUTE)
    found = who_was_where.of([here], AT)
    assert [one.session for one in found.booked] == [early]
    assert [one.session for one in found.learned] == [late]


def accepted(session: ExamSession, sent: datetime, settled: datetime, **facts: object) -> None:
    start = AT - 30 * MINUTE
    usual = {"action": "schedule", "state": Attempt.State.ACCEPTED, "deadline_at": sent}
    usual |= {"asked": {"appointmentDateTime": start.isoformat(), "proctorLocationSid": DULUTH}}
    Attempt.objects.create(
        attempt_id=uuid4(),
        session=session,
        started_at=sent,
        settled_at=settled,
        **(usual | facts),
    )


@pytest.mark.parametrize(
    "shown",
    [
        {"status": "Pending Approval"},
        {"status": "", "location_sid": "", "location_name": ""},
        {"status": "Scheduled", "appointment_at": None},
    ],
)
def test_what_was_accepted_and_not_shown_is_not_certain(
    here: Institution, shown: dict[str, object]
) -> None:
    unshown, later, cancelled = (sits(here, **shown) for _ in range(3))
    accepted(unshown, AT - 3 * MINUTE, AT - 2 * MINUTE, is_unshown=True)
    accepted(later, AT + MINUTE, AT + 2 * MINUTE, is_unshown=True)
    accepted(cancelled, AT - 3 * MINUTE, AT - 3 * MINUTE, is_unshown=True)
    accepted(cancelled, AT - 2 * MINUTE, AT - 2 * MINUTE, action="cancel")
    found = who_was_where.of([here], AT).booked
    told = [(one.session, one.seated.start, one.location_sid) for one in found]
    assert told == [(unshown, AT - 30 * MINUTE, DULUTH)]
    assert [(one.seated.is_certain, one.was_settled_later) for one in found] == [(False, False)]


def test_what_was_sent_before_and_settled_after_was_being_checked_then(here: Institution) -> None:
    booked, gone, moved = sits(here), sits(here), sits(here)
    accepted(booked, AT - MINUTE, AT + MINUTE)
    accepted(gone, AT - MINUTE, AT + MINUTE)
    ExamSession.objects.filter(pk=gone.pk).update(appointment_at=None, status="Needs Proctor")
    before(gone, AT + 2 * MINUTE)
    accepted(moved, AT - MINUTE, AT + MINUTE, action="reschedule")
    before(moved, AT + MINUTE, start_at=AT - 20 * MINUTE)
    found = who_was_where.of([here], AT)
    assert list(found.learned) == []
    told = {(one.session.pk, (AT - one.seated.start) / MINUTE) for one in found.booked}
    assert told == {(booked.pk, 30), (gone.pk, 30), (moved.pk, 20), (moved.pk, 30)}
    assert {(one.seated.is_certain, one.was_settled_later) for one in found.booked} == {
        (False, True)
    }


def test_marks_count_as_they_stood_at_the_moment(here: Institution) -> None:
    def mark(session: ExamSession, **at: datetime) -> Attendance:
        return Attendance.objects.create(
            session=session, event_number=1, start_at=session.appointment_at, **at
        )

    came, absent, later = sits(here), sits(here), sits(here)
    walk_in = sits(here, appointment_at=AT + timedelta(days=7))
    mark(came, arrived_at=AT - 9 * MINUTE, left_at=AT + MINUTE)
    mark(absent, no_show_at=AT - MINUTE)
    mark(later, arrived_at=AT + MINUTE)
    other = mark(walk_in, arrived_at=AT - MINUTE)
    found = who_was_where.of([here], AT)
    visits = {one.session.pk: one.visit for one in found.booked}

    assert visits[came.pk].left_at == AT + MINUTE
    assert visits[absent.pk].no_show_at == AT - MINUTE
    assert visits[later.pk] is None
    assert list(found.only_marked) == [other]


def test_a_mark_of_another_booking_is_told_of_its_own_alone(here: Institution) -> None:
    def marked(start_at: datetime, **at: datetime) -> Attendance | None:
        session = sits(here, status="Scheduled")
        known = Attendance.objects.create(session=session, event_number=1, start_at=start_at, **at)
        [then] = [one for one in who_was_where.of([here], AT).booked if one.session == session]
        assert then.visit in (None, known)
        return then.visit

    monday, evening = AT - timedelta(days=3), AT - timedelta(hours=14)
    left = {"arrived_at": evening, "left_at": evening + timedelta(hours=1)}
    assert marked(monday, no_show_at=monday) is None
    assert marked(evening, **left) is None
    assert marked(AT + MINUTE, no_show_at=AT - MINUTE) is None
    assert marked(AT - 30 * MINUTE, no_show_at=AT - MINUTE) is not None
    assert marked(monday, arrived_at=monday) is None  # nor checked out
    until_later = {"arrived_at": evening, "left_at": AT + MINUTE}
    assert marked(evening, **until_later) is not None


def test_of_a_booking_that_moved_since_its_own_marks_are_told(here: Institution) -> None:
    moved = sits(here, appointment_at=AT + timedelta(days=7), status="Scheduled")
    before(moved, AT + MINUTE)
    facts = {"session": moved, "event_number": 1, "start_at": AT - 30 * MINUTE}
    absent = Attendance.objects.create(**facts, no_show_at=AT - MINUTE)
    Attendance.objects.create(
        **facts | {"start_at": AT - timedelta(days=1)}, no_show_at=AT - timedelta(days=1)
    )
    [then] = who_was_where.of([here], AT).booked
    assert then.visit == absent


def test_a_moment_takes_as_many_statements_however_many_sat(here: Institution) -> None:
    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as told:
            who_was_where.of([here], AT)
        return len(told)

    before(sits(here, location_sid=PHOENIX), AT + MINUTE)
    one = statements()
    for _ in range(9):
        before(sits(here, location_sid=PHOENIX), AT + MINUTE)
    assert statements() == one


def test_a_year_of_other_days_is_passed_over_by_an_index(here: Institution) -> None:
    before(sits(here), AT + MINUTE)
    with CaptureQueriesContext(connection) as told:
        who_was_where.of([here], AT)
    asked = [one["sql"] for one in told if one["sql"].startswith("SELECT")]
    for sql in asked:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            plan = [row[3] for row in cursor.fetchall()]
        # The index of what is not shown holds nothing else.
        walked = [one for one in plan if one.startswith("SCAN scheduling_")]
        few = ("auditevent", "USING INDEX attempt_unshown")
        assert all(any(name in step for name in few) for step in walked), (sql, plan)
