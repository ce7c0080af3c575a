"""A session's accommodation in what is booked, moved and counted: the learner sits until the real
end.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models.expressions import RawSQL

from portal.sandbox.server import Sandbox
from scheduling.accommodation_times.accommodation import Accommodation
from scheduling.exam_sessions import accommodations
from scheduling.models import (
    ExamSession,
    Institution,
    Location,
    OpeningHours,
    SessionAccommodation,
)
from scheduling.seats import availability
from scheduling.session_commands import PORTAL
from scheduling.views.exam_sessions.calendars.session_file import DOES_NOT_FIT
from tests.support.accommodations import accommodate
from tests.support.booking_actions import FRIDAY, NEW_TIME, book, mirrored, move
from tests.support.booking_form import DULUTH, booking, form_path, session_path
from tests.support.client import Desk
from tests.support.html import form_on, plain_text, words
from tests.support.outcomes import posts

HALF_AS_LONG_AGAIN = Accommodation(Decimal("1.5"))


READ = "To read to the learner"
NOTHING_TO_READ = "There is nothing to read or send to the learner before it does: move it first."


def enter(session: ExamSession, value: Accommodation = HALF_AS_LONG_AGAIN) -> None:
    shown = accommodations.of(session)
    accommodations.change(
        session=session,
        accommodation=value,
        shown_event=shown.event_number if shown else 0,
        actor=PORTAL,
    )


def test_a_move_names_the_end_at_which_the_learner_leaves(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    minutes = mirrored(where).duration_minutes
    accommodate(desk, where, factor="1.5", break_minutes="10")
    sandbox.clear()
    typed = {"appointment_date_time": NEW_TIME}
    preview = desk.post(f"{session_path(where)}reschedule/preview/", typed).text
    assert move(desk, where).status_code == 302

    real = -(-minutes * 3 // 2) + 10
    assert f"(1.5× of {minutes} min + 10 min breaks)" in plain_text(preview)
    ends = datetime.fromisoformat(sandbox.requests("PUT")[0]["body"]["appointmentEndDateTime"])
    assert ends - FRIDAY == timedelta(minutes=real)
    page = words(desk.get(session_path(where)))
    assert f"(1.5× of {minutes} min + 10 min breaks)" in page


def test_where_the_length_is_not_known_a_move_names_no_end(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    accommodate(desk, where, factor="1.5")
    ExamSession.objects.filter(sid=where["sessionSid"]).update(duration_minutes=None)
    sandbox.clear()
    sandbox.trouble("status", method="GET", code=503, times=None)
    assert "Length not known: the end can’t be checked." in words(desk.get(session_path(where)))
    assert move(desk, where).status_code == 302
    assert "appointmentEndDateTime" not in sandbox.requests("PUT")[0]["body"]


def test_a_length_that_holds_the_extra_time_already_is_not_made_longer_once_more(
    institution: Institution,
) -> None:
    """As after a move, of which the provider may take the end for the exam's."""
    session = seated(institution, 1, FRIDAY, duration_minutes=120)
    enter(session)
    for shown, exam, minutes in (
        (120, 120, 180),
        (180, 120, 180),
        (90, 90, 135),
        (None, None, None),
    ):
        session.duration_minutes = shown
        sitting = accommodations.sitting_of(session)
        assert (sitting.exam_minutes, sitting.minutes) == (exam, minutes)
    session.duration_minutes = 120
    accommodations.note_named_end(session, 180)
    session.duration_minutes = 180
    enter(session, Accommodation(Decimal(2)))
    assert accommodations.sitting_of(session).minutes == 240


def test_the_form_offers_it_for_the_notes_and_sends_it_only_when_it_was_taken(
    desk: Desk, sandbox: Sandbox
) -> None:
    first, second = sandbox.needs_proctor()[:2]
    for where in (first, second):
        accommodate(desk, where, factor="1.5", room="quiet room")
    page = desk.get(form_path(first))
    offer = "not sent unless it is in the notes: 1.5× time, quiet room Add it to the notes"
    assert offer in plain_text(page.text)
    taken = desk.post(form_path(first), booking(take_accommodation="1", notes="Bring ID"))
    assert (taken.status_code, form_on(taken)["notes"]) == (200, "Bring ID\n1.5× time, quiet room")
    assert posts(sandbox) == 0
    desk.post(form_path(first), form_on(taken))
    desk.book(second, appointment_date_time="2027-01-20T09:30")
    noted = [one["body"].get("notes") for one in sandbox.requests("POST")]
    assert [(one or "").replace("\r\n", "\n") for one in noted] == [
        "Bring ID\n1.5× time, quiet room",
        "",
    ]


# Seats, the learner's other bookings, opening hours


def seated(institution: Institution, number: int, start: datetime, **facts: Any) -> ExamSession:
    usual = {
        "status": "Scheduled",
        "location_sid": DULUTH,
        "appointment_at": start,
        "duration_minutes": 60,
        "user_sid": "US" + "e" * 32,
        "learner_key": "US" + "e" * 32,
    }
    sids = {"sid": f"ES{number:032x}", "exam_sid": f"EX{number:032x}"}
    return ExamSession.objects.create(institution=institution, **sids, **(usual | facts))


def taken(institution: Institution, start: datetime) -> int:
    found = availability.location_at(institution, ExamSession(sid=""), DULUTH, start, 30)
    assert found is not None
    return found.taken


def test_a_seat_is_taken_until_the_real_end(institution: Institution) -> None:
    Location.objects.filter(pl_sid=DULUTH).update(seats=2)
    session, minute = seated(institution, 1, FRIDAY), timedelta(minutes=1)
    assert taken(institution, FRIDAY + 75 * minute) == 0
    enter(session, Accommodation(Decimal("1.5"), 10))
    assert taken(institution, FRIDAY + 99 * minute) == 1
    assert taken(institution, FRIDAY + 100 * minute) == 0
    ExamSession.objects.filter(pk=session.pk).update(duration_minutes=None)
    assert taken(institution, FRIDAY + 75 * minute) == 0
    seated(institution, 2, FRIDAY - 13 * 60 * minute, duration_minutes=170)
    enter(ExamSession.objects.get(sid=f"ES{2:032x}"), Accommodation(Decimal(5)))
    assert taken(institution, FRIDAY) == 2  # 170 minutes times five are more than thirteen hours


@pytest.mark.parametrize("breaks", [0, 10])
@pytest.mark.parametrize("factor", ["1", "1.1", "1.25", "1.33", "1.5", "4.99", "5"])
def test_the_database_reckons_the_length_as_python_does(
    institution: Institution, factor: str, breaks: int
) -> None:
    session = seated(institution, 1, FRIDAY, duration_minutes=50)
    enter(session, Accommodation(Decimal(factor), breaks, "quiet room"))
    whole = accommodations.sitting_of(session).minutes
    for shown in (None, 1, 50, 59, 90, whole):
        ExamSession.objects.filter(pk=session.pk).update(duration_minutes=shown)
        rows = ExamSession.objects.annotate(sits=RawSQL(accommodations.MINUTES, ()))
        [row] = rows.filter(pk=session.pk)
        assert row.sits == accommodations.sitting_of(row).minutes


def test_seats_with_an_accommodation_are_found_by_the_index(institution: Institution) -> None:
    plan = (
        "EXPLAIN QUERY PLAN SELECT * FROM scheduling_sessionaccommodation"
        f" WHERE {availability.LONGER}"
    )
    with connection.cursor() as cursor:
        cursor.execute(plan, [institution.pk, "2027-01-01", "2027-01-02", DULUTH, ""])
        steps = [row[3] for row in cursor.fetchall()]
    assert [step for step in steps if "SCAN" in step] == []


def test_a_booking_in_the_time_that_the_accommodation_adds_is_told_and_held_back(
    desk: Desk, sandbox: Sandbox
) -> None:
    """The second begins when the first would be over without it."""
    first, second = sandbox.needs_proctor()[:2]
    for where in (first, second):
        desk.get(session_path(where))
    learner = mirrored(first)
    ExamSession.objects.filter(sid=second["sessionSid"]).update(
        user_sid=learner.user_sid, learner_key=learner.user_sid
    )
    desk.book(first)
    start = mirrored(first).appointment_at + timedelta(minutes=learner.duration_minutes)
    wall = (start - timedelta(hours=6)).strftime("%Y-%m-%dT%H:%M")
    path = f"{form_path(second)}preview/"
    without = plain_text(desk.post(path, booking(appointment_date_time=wall)).text)
    accommodate(desk, first, factor="1.25")
    told = plain_text(desk.post(path, booking(appointment_date_time=wall)).text)

    assert "another booking" not in without
    assert "This learner has another booking" in told
    assert desk.book(second, appointment_date_time=wall).status_code == 409
    assert posts(sandbox) == 1


def test_entered_after_the_booking_it_tells_what_the_longer_sitting_runs_into(
    desk: Desk, sandbox: Sandbox
) -> None:
    location = Location.objects.get(pl_sid=DULUTH)
    OpeningHours.objects.filter(location=location).delete()
    OpeningHours.objects.create(location=location, weekday=3, opens=time(8), closes=time(12))
    where = book(desk, sandbox)
    does_not_fit = "With the accommodation, this booking does not fit."
    accommodate(desk, where, room="quiet room")
    before = words(desk.get(session_path(where)))
    assert (does_not_fit in before, READ in before) == (False, True)
    file = f"{session_path(where)}session.ics"
    assert desk.get(file).status_code == 200
    accommodate(desk, where, factor="2")
    page = words(desk.get(session_path(where)))
    assert does_not_fit in page
    assert "Ends after Duluth Testing Center closes (12:00 PM). The latest start that fits" in page
    assert NOTHING_TO_READ in page
    told = (READ, "You are booked", "To send to the learner", "Calendar file")
    assert [one for one in told if one in page] == []
    refused = desk.get(file)
    assert (refused.status_code, DOES_NOT_FIT in words(refused)) == (404, True)


def test_what_was_booked_though_it_was_told_not_to_fit_is_read_to_the_learner(
    desk: Desk, sandbox: Sandbox
) -> None:
    location = Location.objects.get(pl_sid=DULUTH)
    OpeningHours.objects.filter(location=location).delete()
    OpeningHours.objects.create(location=location, weekday=3, opens=time(8), closes=time(10))
    where = sandbox.needs_proctor()[0]
    desk.get(form_path(where))  # from here on the length is known
    assert desk.book(where).status_code == 302
    page = words(desk.get(session_path(where)))
    assert "This booking does not fit." in page
    assert (READ in page, NOTHING_TO_READ in page) == (True, False)


@pytest.mark.parametrize(("seats", "is_sure"), [(40, True), (1, False)])
def test_seats_that_are_not_known_are_no_reason_to_say_that_a_booking_does_not_fit(
    desk: Desk, sandbox: Sandbox, seats: int, is_sure: bool
) -> None:
    Location.objects.filter(pl_sid=DULUTH).update(seats=seats)
    where = book(desk, sandbox)
    accommodate(desk, where, factor="1.5")
    booked = mirrored(where)
    seated(booked.institution, 77, booked.appointment_at, location_sid="", location_name="")
    page = words(desk.get(session_path(where)))
    told = "Whether a seat is free for the longer time could not be checked."
    free = f"Up to {seats} of {seats} seat"
    assert (told in page, free in page) == (not is_sure, not is_sure)
    assert "does not fit" not in page


@pytest.mark.parametrize("wrong", [{"percent": 50}, {"percent": 550}, {"break_minutes": 300}])
def test_the_table_takes_no_accommodation_that_is_none(
    institution: Institution, wrong: dict[str, Any]
) -> None:
    session = seated(institution, 1, FRIDAY)
    kept = {"changed_at": FRIDAY, "changed_by_name": "x", "event_number": 1, **wrong}
    with pytest.raises(IntegrityError), transaction.atomic():
        SessionAccommodation.objects.create(session=session, **kept)
