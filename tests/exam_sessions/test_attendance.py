"""Who came: the marks that stand, who was here at a moment, and what can't be marked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from scheduling.audit.verifier import verify
from scheduling.exam_sessions import attendance
from scheduling.exam_sessions.attendance import Mark, MarkedMeanwhile, NotPossible
from scheduling.exam_sessions.moments import who_is_here
from scheduling.models import Attendance, AuditEvent, ExamSession, Institution, PersonalValue
from scheduling.session_commands import Actor
from tests.support.booking_form import DULUTH
from tests.support.known_sessions import known_session
from tests.support.people import LAKESIDE

ANA = Actor(user_id=None, name="Ana Ruiz")
START = datetime(2027, 1, 14, 15, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def session(institution: Institution) -> ExamSession:
    """One that began a minute ago."""
    begun = timezone.now() - MINUTE
    return known_session(
        institution,
        status="Scheduled",
        appointment_at=begun,
        learner_name="Kamau Mwangi",
        exam_title="STAT 200 Midterm",
        location_sid=DULUTH,
    )


def mark(session: ExamSession, what: Mark) -> bool:
    return attendance.mark(session=session, mark=what, shown_event=shown(session), actor=ANA)


def take_back(session: ExamSession, why: str = "Checked in by mistake.") -> Mark:
    return attendance.take_back(session=session, shown_event=shown(session), reason=why, actor=ANA)


def shown(session: ExamSession) -> int:
    known = attendance.of(session)
    return known.event_number if known else 0


def told(session: ExamSession) -> QuerySet[AuditEvent]:
    """The session's events, oldest first."""
    return AuditEvent.objects.filter(session_sid=session.sid).order_by("number")


def now_stands(session: ExamSession) -> Mark | None:
    return attendance.last_mark(attendance.of(session))


def test_a_learner_comes_and_leaves_and_comes_again_each_with_an_event(
    session: ExamSession,
) -> None:
    for what in (Mark.ARRIVED, Mark.LEFT, Mark.ARRIVED):
        assert mark(session, what)
        assert now_stands(session) == what
    assert Attendance.objects.count() == 2
    kinds = told(session).values_list("kind", flat=True)
    assert list(kinds) == ["checked_in", "checked_out", "checked_in"]
    assert verify().is_intact


def test_the_event_tells_who_and_when_and_that_nothing_was_sent(session: ExamSession) -> None:
    mark(session, Mark.ARRIVED)
    event = told(session).get()
    assert event.sentence.startswith("Ana Ruiz checked in {learner} for STAT 200 Midterm at ")
    assert event.sentence.endswith(" Nothing was sent to SmarterProctoring.")
    assert (event.session_sid, event.actor_name) == (session.sid, "Ana Ruiz")
    assert PersonalValue.objects.get(event_number=event.number).value == "Kamau Mwangi"


def test_what_stands_already_is_no_new_mark(session: ExamSession) -> None:
    assert mark(session, Mark.ARRIVED)
    assert not attendance.mark(session=session, mark=Mark.ARRIVED, shown_event=0, actor=ANA)
    assert told(session).count() == 1


def test_a_mark_on_what_somebody_else_marked_meanwhile_is_none(session: ExamSession) -> None:
    mark(session, Mark.ARRIVED)
    for what in (Mark.LEFT, Mark.NO_SHOW):
        with pytest.raises(MarkedMeanwhile):
            attendance.mark(session=session, mark=what, shown_event=0, actor=ANA)
    with pytest.raises(MarkedMeanwhile):
        attendance.take_back(session=session, shown_event=0, reason="x", actor=ANA)
    assert now_stands(session) == Mark.ARRIVED
    assert told(session).count() == 1


def test_each_mark_is_taken_back_with_a_reason_and_what_stood_before_stands_again(
    session: ExamSession,
) -> None:
    mark(session, Mark.ARRIVED)
    mark(session, Mark.LEFT)
    assert take_back(session) == Mark.LEFT
    assert now_stands(session) == Mark.ARRIVED
    assert take_back(session) == Mark.ARRIVED
    assert now_stands(session) is None
    mark(session, Mark.NO_SHOW)
    assert take_back(session, "She came late") == Mark.NO_SHOW
    event = told(session).last()
    said = dict(
        PersonalValue.objects.filter(event_number=event.number).values_list("name", "value")
    )
    assert "took back the no-show of {learner} for STAT 200 Midterm, because: {why}." in (
        event.sentence
    )
    assert "She came late" in said["why"] and "late" not in event.sentence + event.details
    with pytest.raises(MarkedMeanwhile):
        take_back(session)
    assert verify().is_intact


@pytest.mark.parametrize("start", [None, timezone.now() + timedelta(hours=1)])
def test_before_the_start_nobody_is_a_no_show(session: ExamSession, start: datetime | None) -> None:
    session.appointment_at = start
    with pytest.raises(NotPossible):
        mark(session, Mark.NO_SHOW)
    assert not told(session).exists()


def test_from_a_day_before_the_start_on_a_learner_can_be_checked_in(session: ExamSession) -> None:
    now = timezone.now()
    for start, can in (
        (now + attendance.EARLIEST + MINUTE, []),
        (now + attendance.EARLIEST, [Mark.ARRIVED]),
        (now, [Mark.ARRIVED, Mark.NO_SHOW]),
        (None, [Mark.ARRIVED]),
    ):
        session.appointment_at = start
        assert attendance.possible(session, None, now) == can


@pytest.mark.parametrize(
    ("stands", "wrong"),
    [
        ((), Mark.LEFT),
        ((Mark.ARRIVED,), Mark.NO_SHOW),
        ((Mark.ARRIVED, Mark.LEFT), Mark.NO_SHOW),
        ((Mark.NO_SHOW,), Mark.ARRIVED),
        ((Mark.NO_SHOW,), Mark.LEFT),
    ],
)
def test_what_does_not_fit_what_stands_is_not_marked(
    session: ExamSession, stands: tuple[Mark, ...], wrong: Mark
) -> None:
    for what in stands:
        mark(session, what)
    with pytest.raises(NotPossible):
        mark(session, wrong)
    assert told(session).count() == len(stands)


def test_after_a_move_a_no_show_of_the_old_start_is_none_and_who_is_here_stays_here(
    session: ExamSession,
) -> None:
    mark(session, Mark.NO_SHOW)
    session.appointment_at += timedelta(hours=2)
    assert now_stands(session) is None
    mark(session, Mark.ARRIVED)
    session.appointment_at += timedelta(days=2)
    assert now_stands(session) == Mark.ARRIVED
    mark(session, Mark.LEFT)
    assert now_stands(session) is None


def visit(session: ExamSession, came: datetime, left: datetime | None, number: int) -> Attendance:
    return Attendance.objects.create(
        session=session, arrived_at=came, left_at=left, event_number=number, marked_by_name="A"
    )


def test_who_was_here_at_a_moment_is_told_for_one_institution_or_location(
    institution: Institution,
) -> None:
    lakeside = Institution.objects.get(sid=LAKESIDE)
    here, elsewhere = (
        known_session(institution, location_sid=sid) for sid in (DULUTH, "PL" + "2".zfill(32))
    )
    there = known_session(lakeside, location_sid=DULUTH)
    first = visit(here, START, START + 60 * MINUTE, 1)
    again = visit(here, START + 70 * MINUTE, None, 2)
    other = visit(elsewhere, START + 5 * MINUTE, None, 3)
    visit(there, START, None, 4)

    def found(minutes: int, location_sid: str = "") -> list[Attendance]:
        moment = START + minutes * MINUTE
        return list(who_is_here.visits_at([institution], moment, location_sid=location_sid))

    assert found(-1) == []
    assert found(0) == [first]
    assert found(59) == [first, other]
    assert found(60) == [other]
    assert found(70) == [other, again]
    assert found(70, DULUTH) == [again]
    assert [one.session.sid for one in who_is_here.visits_at([lakeside], START)] == [there.sid]
    assert list(who_is_here.visits_at([institution], timezone.now())) == []


def test_who_was_never_checked_out_is_not_said_to_be_here_the_next_day(
    session: ExamSession, institution: Institution
) -> None:
    mark(session, Mark.ARRIVED)
    assert [one.session for one in who_is_here.visits_at([institution], timezone.now())] == [
        session
    ]
    later = timezone.now() + attendance.LONGEST_STAY
    assert list(who_is_here.visits_at([institution], later)) == []


def test_many_sessions_cost_one_statement(institution: Institution) -> None:
    sessions = [known_session(institution, appointment_at=START) for _ in range(3)]
    visit(sessions[0], START, None, 1)
    with CaptureQueriesContext(connection) as asked:
        found = attendance.latest_of(sessions)
    assert (list(found), len(asked)) == ([sessions[0].pk], 1)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"arrived_at": START, "no_show_at": START},
        {"no_show_at": START, "left_at": START},
        {"arrived_at": START, "left_at": START - MINUTE},
    ],
)
def test_the_table_takes_no_visit_that_is_none(
    session: ExamSession, wrong: dict[str, datetime]
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.create(session=session, event_number=1, marked_by_name="A", **wrong)


def test_nobody_is_here_twice_for_one_start(session: ExamSession) -> None:
    visit(session, START, None, 1)
    Attendance.objects.update(start_at=START)
    visit(session, START + MINUTE, None, 2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.update(start_at=START)


def test_who_was_never_checked_out_can_come_or_not_on_the_day_to_which_the_booking_was_moved(
    session: ExamSession, institution: Institution
) -> None:
    with time_machine.travel(START, tick=False):
        move_to(session, START)
        mark(session, Mark.ARRIVED)
        move_to(session, START + timedelta(hours=17))  # the next morning
        assert possible(session) == [Mark.LEFT]
    [monday] = Attendance.objects.all()
    with time_machine.travel(START + timedelta(hours=16), tick=False):
        assert possible(session) == [Mark.ARRIVED]
        assert mark(session, Mark.ARRIVED)
        assert possible(session) == [Mark.LEFT]
        [here] = who_is_here.visits_at([institution], timezone.now())
        assert here.pk != monday.pk
        take_back(session)
    with time_machine.travel(START + timedelta(hours=18), tick=False):
        assert possible(session) == [Mark.ARRIVED, Mark.NO_SHOW]
        assert mark(session, Mark.NO_SHOW)
        assert list(who_is_here.visits_at([institution], timezone.now())) == []
    stands = Attendance.objects.get(pk=monday.pk)
    assert (stands.arrived_at, stands.left_at) == (START, None)


def move_to(session: ExamSession, start: datetime) -> None:
    session.appointment_at = start
    session.save()


def possible(session: ExamSession) -> list[Mark]:
    return attendance.possible(session, attendance.of(session), timezone.now())
