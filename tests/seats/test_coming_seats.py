"""Seats to which a rescue is still to move somebody: nobody is told that they are free."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from portal.sandbox.server import Sandbox
from scheduling.batches import start_pause_stop
from scheduling.models import (
    Batch,
    ExamSession,
    Institution,
    Location,
    OpeningHours,
    SessionAccommodation,
)
from scheduling.seats import availability, coming_seats
from scheduling.seats.free_starts import starts_on
from tests.support.batches import ANA, ONE, TEN, begun, booked_there
from tests.support.booking_form import DULUTH, booking, session_path
from tests.support.client import Desk
from tests.support.html import plain_text

ELSEWHERE = "PL" + "2".zfill(32)


@pytest.fixture
def paused(sandbox: Sandbox, institution: Institution) -> Batch:
    """A rescue that is to move one from ten to one o'clock, where there is one seat."""
    batch = begun(booked_there(sandbox, institution, 1))
    assert start_pause_stop.pause(batch=batch, actor=ANA)
    Location.objects.filter(pl_sid=DULUTH).update(seats=1)
    return batch


def seats_at(institution: Institution, hours: int, sid: str = DULUTH) -> tuple[int, int]:
    """How many are taken, and how many more may be, for half an hour so long after ten."""
    start = TEN + timedelta(hours=hours)
    found = availability.location_at(institution, ExamSession(), sid, start, 30)
    assert found is not None
    return found.taken, found.uncertain


def test_the_form_says_that_the_seat_may_be_needed(
    desk: Desk, sandbox: Sandbox, paused: Batch
) -> None:
    OpeningHours.objects.all().delete()
    where = sandbox.needs_proctor()[0]
    answers = booking(appointment_date_time="2027-01-14T13:00")
    shown = plain_text(desk.post(f"{session_path(where)}schedule/preview/", answers).text)
    assert "Up to 1 of 1 seats are free: 1 session may need a seat then." in shown


@pytest.mark.parametrize(("hours", "counted"), [(0, (1, 0)), (2, (0, 0)), (3, (0, 1)), (4, (0, 0))])
def test_it_is_counted_for_as_long_as_it_is_to_sit_there(
    institution: Institution, paused: Batch, hours: int, counted: tuple[int, int]
) -> None:
    assert seats_at(institution, hours) == counted


def test_with_what_the_learner_was_given(institution: Institution, paused: Batch) -> None:
    SessionAccommodation.objects.create(
        session=ExamSession.objects.get(pk=paused.rows.get().session_id),
        percent=200,
        changed_by_name="Ada",
        changed_at=TEN,
        event_number=1,
    )
    assert seats_at(institution, 4) == (0, 1)


def test_nowhere_else_nor_for_itself_nor_once_it_is_not_to_be_moved(
    institution: Institution, paused: Batch
) -> None:
    mine = ExamSession.objects.get(pk=paused.rows.get().session_id)
    own = availability.location_at(institution, mine, DULUTH, ONE, 30)
    assert own is not None and own.uncertain == 0
    assert coming_seats.at(institution, ELSEWHERE) == []
    assert coming_seats.at(Institution(pk=0), DULUTH) == []
    paused.rows.update(state="held")
    assert seats_at(institution, 3) == (0, 0)


def test_free_starts_of_that_day_alone_are_at_most_so_many(
    institution: Institution, paused: Batch
) -> None:
    Institution.objects.update(synced_at=TEN)
    institution.refresh_from_db()
    found = [
        starts_on(institution, ExamSession(), DULUTH, (TEN + timedelta(days=days)).date(), 30)
        for days in (0, 1)
    ]
    assert [day.uncertain for day in found if day] == [1, 0]


def test_one_that_is_being_sent_is_counted_once(
    sandbox: Sandbox, institution: Institution, paused: Batch
) -> None:
    row = paused.rows.get()
    row.session.attempts.create(
        attempt_id=row.attempt_id,
        action="reschedule",
        state="sending",
        asked={"appointmentDateTime": ONE.isoformat()},
        started_at=TEN,
        deadline_at=TEN,
    )
    paused.rows.update(state="sending")
    assert seats_at(institution, 3) == (0, 1)


def test_they_are_found_by_the_few_rows_that_are_open(
    institution: Institution, paused: Batch
) -> None:
    for sql in (coming_seats.THERE, f"{coming_seats.ANYWHERE} (%s, %s)"):
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", (institution.pk, DULUTH))
            steps = [row[3] for row in cursor.fetchall()]
        assert steps[0].startswith("SCAN waiting USING INDEX session_in_one_open_batch")
        assert steps[1].startswith("SEARCH its USING INTEGER PRIMARY KEY")
