"""The learner's other sessions around one: whose they are, which are near, which are in the way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scheduling.exam_sessions import accommodations, learner_sessions
from scheduling.exam_sessions.learner_sessions import OtherSessions, other_sessions_of_learner
from scheduling.models import Attempt, ExamSession, Institution
from tests.support.known_sessions import user
from tests.support.people import LAKESIDE

START = datetime(2027, 1, 14, 15, 30, tzinfo=UTC)
NOW = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
LEARNER = user(1)


def session(institution: Institution, number: int, **facts: object) -> ExamSession:
    usual = {
        "user_sid": LEARNER,
        "appointment_at": START,
        "status": "Scheduled",
        "duration_minutes": 60,
        "exam_sid": f"EX{number:032x}",
    }
    facts = usual | {"sid": f"ES{number:032x}"} | facts
    facts.setdefault("learner_key", facts["user_sid"])
    return ExamSession.objects.create(institution=institution, **facts)


def numbers(found: OtherSessions | None) -> list[int]:
    assert found is not None
    return [int(one.session.sid[2:], 16) for one in found.shown]


def seen(this: ExamSession) -> OtherSessions:
    found = other_sessions_of_learner(this, [this.institution], now=NOW)
    assert found is not None
    return found


def marks(this: ExamSession) -> dict[int, tuple[bool, bool]]:
    """Same time and same exam, by the number of the session."""
    found = seen(this)
    told = [(one.is_same_time, one.is_same_exam) for one in found.shown]
    return dict(zip(numbers(found), told, strict=True))


def ask(other: ExamSession, *, asked: dict[str, str], action: str = "schedule") -> None:
    """A request for the session that is still being checked."""
    Attempt.objects.create(
        attempt_id=uuid4(),
        session=other,
        action=action,
        state="unconfirmed",
        actor_name="Ana Ruiz",
        time_zone="America/Chicago",
        asked=asked,
        asked_digest="-",
        started_at=NOW,
        deadline_at=NOW,
    )


def test_the_learner_is_told_by_the_user_sid_and_never_by_a_name(institution: Institution) -> None:
    this = session(institution, 1, learner_name="Ana Berg")
    session(institution, 2, learner_name="Another Name")
    session(institution, 3, learner_name="Ana Berg", user_sid=user(2))
    session(institution, 4, learner_name="Ana Berg", user_sid="", learner_key="")
    assert numbers(seen(this)) == [2]


def test_without_a_user_sid_the_enrollment_tells(institution: Institution) -> None:
    enrollment = f"EN{1:032x}"
    this = session(institution, 1, user_sid="", learner_key=enrollment, enrollment_sid=enrollment)
    session(institution, 2, user_sid="", learner_key=enrollment, enrollment_sid=enrollment)
    assert numbers(seen(this)) == [2]


def test_without_either_nobody_can_tell(institution: Institution) -> None:
    this = session(institution, 1, user_sid="", learner_key=f"ES{1:032x}", enrollment_sid="")
    session(institution, 2, user_sid="", learner_key=f"ES{1:032x}", enrollment_sid="")
    with CaptureQueriesContext(connection) as asked:
        assert other_sessions_of_learner(this, [institution], now=NOW) is None
    assert len(asked) == 0


@pytest.mark.parametrize(
    ("start", "is_shown"),
    [
        (START - timedelta(days=14), True),
        (START + timedelta(days=14), True),
        (START - timedelta(days=14, minutes=1), False),
        (START + timedelta(days=14, minutes=1), False),
        (NOW, False),
    ],
)
def test_those_within_two_weeks_of_the_start_are_shown(
    institution: Institution, start: datetime, is_shown: bool
) -> None:
    this = session(institution, 1)
    session(institution, 2, appointment_at=start)
    assert (numbers(seen(this)) == [2]) is is_shown


def test_a_session_without_a_start_looks_around_now(institution: Institution) -> None:
    this = session(institution, 1, appointment_at=None, status="Needs Proctor")
    session(institution, 2)
    session(institution, 3, appointment_at=NOW + timedelta(days=3))
    assert numbers(seen(this)) == [3]


def test_one_without_a_start_is_last_and_left_out_only_where_it_is_over(
    institution: Institution,
) -> None:
    this = session(institution, 1)
    for number, status in enumerate(("Needs Proctor", "", "Gone fishing", "Cancelled"), start=2):
        session(institution, number, appointment_at=None, status=status)
    session(institution, 9, appointment_at=START + timedelta(days=2))
    assert numbers(seen(this)) == [9, 2, 3, 4]


def test_what_is_being_checked_may_stand_at_either_time(institution: Institution) -> None:
    this, far_off = session(institution, 1), START + timedelta(days=60)
    far = session(institution, 2, appointment_at=far_off)
    ask(far, asked={"appointmentDateTime": START.isoformat()}, action="reschedule")
    away = session(institution, 3)
    ask(away, asked={"appointmentDateTime": far_off.isoformat()}, action="reschedule")
    beyond = session(institution, 4, appointment_at=far_off, status="Needs Proctor")
    ask(beyond, asked={"appointmentDateTime": far_off.isoformat()})
    told = [(one.session, one.start, one.is_same_time) for one in seen(this).shown]
    assert told == [(far, START, True), (away, START, True)]
    assert all(one.is_being_checked for one in seen(this).shown)

    apart = session(institution, 5, appointment_at=START - timedelta(days=1))
    ask(apart, asked={"appointmentDateTime": far_off.isoformat()}, action="reschedule")
    [found] = [one for one in seen(this).shown if one.session == apart]
    assert (found.start, found.is_same_time) == (apart.appointment_at, False)


def test_only_what_may_stand_is_marked(institution: Institution) -> None:
    this = session(institution, 1)
    same = this.exam_sid
    session(institution, 2, appointment_at=START + timedelta(minutes=59))
    session(institution, 3, appointment_at=START + timedelta(minutes=60))
    session(institution, 4, status="Cancelled", exam_sid=same)
    session(institution, 5, status="Gone fishing")
    session(institution, 6, status="Needs Proctor", appointment_at=None, exam_sid=same.lower())
    session(institution, 7, status="Approval Denied")
    assert marks(this) == {
        2: (True, False),
        3: (False, False),
        4: (False, False),
        5: (True, False),
        6: (False, True),
        7: (False, False),
    }
    this.status = "Cancelled"
    assert not any(one.is_same_time for one in seen(this).shown)


def test_only_institutions_that_the_person_may_see_are_looked_at(institution: Institution) -> None:
    this, lakeside = session(institution, 1), Institution.objects.get(sid=LAKESIDE)
    session(lakeside, 2)
    assert numbers(seen(this)) == []
    both = other_sessions_of_learner(this, [institution, lakeside], now=NOW)
    assert both is not None
    assert [one.session.institution.name for one in both.shown] == [lakeside.name]


def test_the_eight_that_matter_most_are_shown_and_the_rest_counted(
    institution: Institution, monkeypatch: pytest.MonkeyPatch
) -> None:
    this = session(institution, 1)
    for number in range(2, 14):
        session(institution, number, appointment_at=START + timedelta(days=number - 1))
    session(institution, 20, appointment_at=START + timedelta(days=13), exam_sid=this.exam_sid)
    found = seen(this)
    assert (numbers(found), found.more, found.is_cut) == ([2, 3, 4, 5, 6, 7, 8, 20], 5, False)
    monkeypatch.setattr(learner_sessions, "MOST_READ", 10)
    assert seen(this).is_cut


def test_they_are_read_along_the_learners_index(
    institution: Institution,
) -> None:
    this = session(institution, 1)
    for number in range(2, 12):
        session(institution, number)
    accommodations.load([this])  # as every page has
    for analysed in (False, True):
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE" if analysed else "SELECT 1")
        with CaptureQueriesContext(connection) as asked:
            seen(this)
        sessions, _accommodations, _still_asked = asked.captured_queries
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {sessions['sql']}".replace("%", "%%"))
            plan = [row[3] for row in cursor.fetchall()]
        assert any("session_learner_key (learner_key=?)" in step for step in plan), plan
