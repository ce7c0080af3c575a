"""Figures of a week: what is counted as what, on which day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from scheduling.models import Attempt, ExamSession, HoursByDate, Institution, Location
from scheduling.week_figures import courses_to_book, requests_by_day, seats_in_use, sessions_by_day
from scheduling.week_figures.known_numbers import AtLeast
from scheduling.week_figures.scope import WeekScope
from tests.support.booking_form import DULUTH
from tests.support.known_sessions import known_session

MONDAY = date(2027, 3, 8)  # clocks go forward on its Sunday
CHICAGO = "America/Chicago"


LISTED_AT = datetime(2026, 11, 2, tzinfo=UTC)


@pytest.fixture
def scope(listed: Institution) -> WeekScope:
    return WeekScope([listed], "", MONDAY, CHICAGO)


@pytest.fixture
def listed(institution: Institution) -> Institution:
    """Its list was loaded."""
    institution.synced_at = LISTED_AT
    institution.save()
    return institution


def session(institution: Institution, at: datetime | None, **facts: object) -> ExamSession:
    usual = {"status": "Scheduled", "location_sid": DULUTH, "duration_minutes": 60}
    return known_session(institution, appointment_at=at, **usual | facts)


def test_sessions_count_by_their_own_day_and_by_what_their_status_shows(
    institution: Institution, scope: WeekScope
) -> None:
    late_on_monday = datetime(2027, 3, 9, 5, 30, tzinfo=UTC)
    last_minute = datetime(2027, 3, 15, 4, 59, tzinfo=UTC)
    for status in ("Scheduled", "Incident", "Pending Approval", "Closed", "Cancelled", "", "New!"):
        session(institution, late_on_monday, status=status)
    session(institution, last_minute)
    session(institution, last_minute + timedelta(minutes=1))
    session(institution, None)
    session(institution, last_minute, dropped_at=last_minute)
    rows = sessions_by_day.sessions_a_day(scope)

    assert [row.day for row in rows] == scope.days
    assert [list(row.values) for row in rows] == [
        [2, 1, 1, 1, 2],
        *[[0, 0, 0, 0, 0]] * 5,
        [1, 0, 0, 0, 0],
    ]


def request_for(about: ExamSession, action: str, state: str, **asked: str) -> None:
    at = datetime(2027, 3, 1, tzinfo=UTC)
    Attempt.objects.create(
        attempt_id=uuid4(),
        session=about,
        action=action,
        asked=asked,
        state=state,
        started_at=at,
        deadline_at=at,
    )


@pytest.mark.parametrize("action", ["schedule", "reschedule", "cancel"])
def test_a_session_that_is_being_asked_about_is_not_certain_whatever_its_status(
    institution: Institution, scope: WeekScope, at_duluth: WeekScope, action: str
) -> None:
    monday = datetime(2027, 3, 8, 18, tzinfo=UTC)
    state = Attempt.State
    for how in (state.SENDING, state.UNCONFIRMED, state.ACCEPTED, state.REFUSED):
        request_for(session(institution, monday), action, how)
    assert list(sessions_by_day.sessions_a_day(scope)[0].values) == [2, 0, 0, 0, 2]
    assert list(sessions_by_day.sessions_a_day(at_duluth)[0].values) == [2, 0, 0, 0, 2]


def test_a_booking_that_is_being_asked_for_counts_on_its_day_at_its_place(
    institution: Institution, scope: WeekScope, at_duluth: WeekScope
) -> None:
    for place, at in ((DULUTH, "2027-03-10T18:00:00Z"), (PHOENIX, "2027-03-10T18:00:00Z")):
        request_for(
            session(institution, None, status="Needs Proctor", location_sid=""),
            "schedule",
            Attempt.State.UNCONFIRMED,
            proctorLocationSid=place,
            appointmentDateTime=at,
        )
    assert list(sessions_by_day.sessions_a_day(scope)[2].values) == [0, 0, 0, 0, 2]
    assert list(sessions_by_day.sessions_a_day(at_duluth)[2].values) == [0, 0, 0, 0, 1]


def test_who_is_in_no_seat_yet_makes_numbers_ones_from_below_as_long_as_they_may_sit(
    institution: Institution, scope: WeekScope
) -> None:
    start = datetime(2027, 3, 8, 15, 30, tzinfo=UTC)
    session(institution, start)
    session(institution, start + timedelta(minutes=30), location_sid="")
    by_time = {row.at: row.values[0] for row in seats_in_use.by_half_hour(scope)}
    told = [by_time[at] for at in ("09:00", "09:30", "10:00", "10:30", "11:00")]
    assert told == [0, 1, AtLeast(1), AtLeast(0), 0]


def test_of_a_length_that_is_not_known_nobody_knows_when_the_seat_is_free_again(
    institution: Institution, scope: WeekScope
) -> None:
    start = datetime(2027, 3, 8, 15, 30, tzinfo=UTC)
    session(institution, start, duration_minutes=None)
    by_time = {row.at: row.values[0] for row in seats_in_use.by_half_hour(scope)}
    told = [by_time[at] for at in ("09:00", "09:30", "10:00", "10:30")]
    assert told == [0, 1, AtLeast(0), AtLeast(0)]


def test_what_was_never_loaded_is_not_nought(institution: Institution) -> None:
    institution.synced_at = None
    scope = WeekScope([institution], "", MONDAY, CHICAGO)
    assert [list(row.values) for row in sessions_by_day.sessions_a_day(scope)] == [
        [AtLeast(0)] * 5
    ] * 7
    [row] = courses_to_book.to_book_by_course(scope)
    assert (row.label, list(row.values)) == ("Sessions not loaded yet", [AtLeast(0)])


def test_requests_count_by_what_became_of_them(institution: Institution, scope: WeekScope) -> None:
    at, state, how = datetime(2027, 3, 10, 18, tzinfo=UTC), Attempt.State, Attempt.SettledHow
    for one, settled, *by_hand in (
        (state.ACCEPTED, how.ANSWER),
        (state.ACCEPTED, how.READ_BACK),
        (state.ACCEPTED, how.BY_HAND),
        (state.REFUSED, how.ANSWER),
        (state.NOT_APPLIED, how.READ_BACK),
        (state.UNREACHABLE, how.ANSWER),
        (state.UNCONFIRMED, ""),
        (state.UNCONFIRMED, "", True),
        (state.UNCONFIRMED, "", True),
    ):
        Attempt.objects.create(
            attempt_id=uuid4(),
            session=session(institution, at),
            action=Attempt.Action.SCHEDULE,
            state=one,
            settled_how=settled,
            needs_person=bool(by_hand),
            actor_name="Ana Ruiz",
            time_zone=CHICAGO,
            started_at=at,
            deadline_at=at,
            finished_at=at + timedelta(seconds=2) if settled else None,
        )
    assert [list(row.values) for row in requests_by_day.requests_a_day(scope)] == [
        [0, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 0],
        [1, 2, 2, 1, 1, 2],
        *[[0, 0, 0, 0, 0, 0]] * 4,
    ]
    assert [list(row.values) for row in requests_by_day.seconds_a_day(scope)] == [
        *[[None, None]] * 2,
        [2.0, 2.0],
        *[[None, None]] * 4,
    ]


def test_seats_are_counted_at_each_half_hour_of_each_day(
    institution: Institution, scope: WeekScope
) -> None:
    for day in (8, 8, 10):
        session(institution, datetime(2027, 3, day, 15, 30, tzinfo=UTC))
    by_time = {row.at: list(row.values) for row in seats_in_use.by_half_hour(scope)}

    assert by_time["09:30"][:3] == [2, 0, 1]
    assert by_time["10:00"][:3] == [2, 0, 1]
    assert by_time["10:30"][:3] == [0, 0, 0]


def test_while_all_is_closed_there_is_no_number_but_for_who_sits_there_all_the_same(
    institution: Institution, scope: WeekScope
) -> None:
    for day in (8, 10):
        session(institution, datetime(2027, 3, day, 15, 30, tzinfo=UTC))
    for day in (9, 10):
        HoursByDate.objects.create(
            institution=institution,
            first_day=date(2027, 3, day),
            last_day=date(2027, 3, day),
            reason="Snow",
        )
    by_time = {row.at: list(row.values) for row in seats_in_use.by_half_hour(scope)}
    assert by_time["09:30"][:3] == [1, None, 1]
    assert by_time["11:00"][:3] == [0, None, None]


def test_where_nobody_entered_a_location_no_day_is_told_as_closed(
    institution: Institution, scope: WeekScope
) -> None:
    Location.objects.filter(institution=institution).delete()
    session(institution, datetime(2027, 3, 9, 15, 30, tzinfo=UTC))
    by_time = {row.at: list(row.values) for row in seats_in_use.by_half_hour(scope)}
    assert by_time["09:30"] == [0, 1, 0, 0, 0, 0, 0]

    other = Institution.objects.exclude(pk=institution.pk).get()
    Institution.objects.filter(pk=other.pk).update(synced_at=LISTED_AT)
    HoursByDate.objects.create(
        institution=other, first_day=MONDAY, last_day=MONDAY, reason="Its locations are closed"
    )
    both = replace(scope, institutions=Institution.objects.all())
    by_time = {row.at: list(row.values) for row in seats_in_use.by_half_hour(both)}
    assert by_time["09:30"][:3] == [0, 1, 0]


@pytest.mark.parametrize("is_alone", [True, False])
def test_of_a_list_that_was_never_loaded_nobody_is_told_as_none_also_without_a_location(
    institution: Institution, scope: WeekScope, *, is_alone: bool
) -> None:
    Institution.objects.update(synced_at=LISTED_AT)
    Institution.objects.filter(pk=institution.pk).update(synced_at=None)
    Location.objects.filter(institution=institution).delete()
    institutions = Institution.objects.filter(**{"pk": institution.pk} if is_alone else {})
    rows = seats_in_use.by_half_hour(replace(scope, institutions=list(institutions)))
    assert {number for row in rows for number in row.values} - {None} == {AtLeast(0)}


def test_a_move_that_is_not_settled_takes_a_seat_at_both_times(
    institution: Institution, scope: WeekScope
) -> None:
    start = datetime(2027, 3, 8, 15, 30, tzinfo=UTC)
    later = start + timedelta(days=2, minutes=30)
    Attempt.objects.create(
        attempt_id=uuid4(),
        session=session(institution, start),
        action=Attempt.Action.RESCHEDULE,
        asked={"appointmentDateTime": later.isoformat()},
        state=Attempt.State.UNCONFIRMED,
        started_at=start,
        deadline_at=start,
    )
    by_time = {row.at: list(row.values) for row in seats_in_use.by_half_hour(scope)}

    assert by_time["09:30"][:3] == [1, 0, 0]
    assert by_time["10:00"][:3] == [1, 0, 1]
    assert by_time["10:30"][:3] == [0, 0, 1]


def test_what_waits_to_be_booked_goes_by_course_the_most_first_and_the_rest_together(
    institution: Institution, scope: WeekScope, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courses_to_book, "MOST_COURSES", 2)
    for course, count in (("Biology", 3), ("", 2), ("Chemistry", 1), ("Law", 1)):
        for _ in range(count):
            session(institution, None, status="Needs Proctor", course_name=course)
    session(institution, None, status="", course_name="Biology")
    checked = session(institution, None, status="Needs Proctor", course_name="Biology")
    request_for(checked, "schedule", "unconfirmed")
    rows = courses_to_book.to_book_by_course(scope)

    assert [(row.label, list(row.values), row.course) for row in rows] == [
        ("Biology", [3], "Biology"),
        ("Course not known", [2], ""),
        ("Other courses", [2], ""),
    ]


PHOENIX = "PL" + "3".zfill(32)
NONE = [[0, 0, 0, 0, 0, 0]] * 5


@pytest.fixture
def at_duluth(listed: Institution) -> WeekScope:
    return WeekScope([listed], DULUTH, MONDAY, CHICAGO)


def asked(about: ExamSession, place: str | None, state: str, action: str = "schedule") -> None:
    """A request of Wednesday that took two seconds."""
    at = datetime(2027, 3, 10, 18, tzinfo=UTC)
    Attempt.objects.create(
        attempt_id=uuid4(),
        session=about,
        action=action,
        asked={"proctorLocationSid": place} if place else {},
        state=state,
        settled_how="" if state in Attempt.OPEN else Attempt.SettledHow.ANSWER,
        actor_name="Ana Ruiz",
        time_zone=CHICAGO,
        started_at=at,
        deadline_at=at,
        finished_at=at + timedelta(seconds=2),
    )


def test_a_request_counts_at_the_location_that_was_asked_for_or_else_where_its_session_is(
    institution: Institution, at_duluth: WeekScope
) -> None:
    nowhere, here, there = (
        {"location_sid": sid, "refreshed_at": datetime(2027, 3, 1, tzinfo=UTC)}
        for sid in ("", DULUTH, PHOENIX)
    )
    state = Attempt.State
    for facts, place, how, action in (
        (nowhere, DULUTH, state.REFUSED, "schedule"),
        (nowhere, DULUTH, state.UNREACHABLE, "schedule"),
        (nowhere, DULUTH, state.UNCONFIRMED, "schedule"),
        (there, DULUTH, state.REFUSED, "schedule"),  # booked elsewhere since
        (here, PHOENIX, state.REFUSED, "schedule"),
        (here, None, state.REFUSED, "schedule"),  # of a type without a location
        (here, None, state.ACCEPTED, "schedule"),
        (here, None, state.ACCEPTED, "cancel"),
        (there, None, state.ACCEPTED, "reschedule"),
        (nowhere | {"session_type": "automated"}, None, state.ACCEPTED, "schedule"),
    ):
        asked(session(institution, None, **facts), place, how, action)
    rows = requests_by_day.requests_a_day(at_duluth)
    assert [list(row.values) for row in rows] == [*NONE[:2], [2, 3, 0, 0, 1, 0], *NONE[:4]]
    every = requests_by_day.requests_a_day(WeekScope([institution], "", MONDAY, CHICAGO))
    assert list(every[2].values) == [4, 5, 0, 0, 1, 0]


def test_what_is_of_no_location_as_far_as_is_known_stands_in_a_row_of_its_own(
    institution: Institution, scope: WeekScope, at_duluth: WeekScope
) -> None:
    monday = datetime(2027, 3, 8, 18, tzinfo=UTC)
    not_loaded = {"location_sid": ""}
    for status in ("Scheduled", "Scheduled", "Pending Approval"):
        session(institution, monday, status=status, **not_loaded)
    of_no_location = {"refreshed_at": monday, "session_type": "automated"}
    session(institution, monday, **of_no_location, **not_loaded)
    session(institution, monday + timedelta(days=7), **not_loaded)
    asked(session(institution, monday), None, Attempt.State.ACCEPTED, "cancel")
    asked(ExamSession.objects.first(), None, Attempt.State.ACCEPTED, "cancel")
    of_sessions = sessions_by_day.sessions_a_day(at_duluth)
    of_requests, seconds = (
        requests_by_day.requests_a_day(at_duluth),
        requests_by_day.seconds_a_day(at_duluth),
    )
    assert [list(row.values) for row in of_sessions] == [
        [1, 0, 0, 0, 0],
        *[[0, 0, 0, 0, 0]] * 6,
        [2, 1, 0, 0, 0],
    ]
    assert [list(row.values) for row in of_requests[2:]] == [
        [1, 0, 0, 0, 0, 0],
        *[[0, 0, 0, 0, 0, 0]] * 4,
        [1, 0, 0, 0, 0, 0],
    ]
    assert list(seconds[-1].values) == [2.0, 2.0]
    last = (of_sessions[-1], of_requests[-1], seconds[-1])
    assert {(row.label, row.day) for row in last} == {("Location not known", None)}
    assert list(sessions_by_day.sessions_a_day(scope)[0].values) == [4, 1, 0, 0, 0]
    assert {
        len(count(scope))
        for count in (sessions_by_day.sessions_a_day, requests_by_day.requests_a_day)
    } == {7}


def test_a_place_that_is_called_so_nowhere_here_is_not_known_and_no_booking_was_for_none(
    institution: Institution, at_duluth: WeekScope
) -> None:
    read = {"refreshed_at": LISTED_AT, "location_sid": ""}
    elsewhere = session(institution, None, location_name="Hall 2", **read)
    asked(elsewhere, None, Attempt.State.ACCEPTED, "cancel")
    asked(session(institution, None, **read), None, Attempt.State.REFUSED)
    last = requests_by_day.requests_a_day(at_duluth)[-1]
    assert (last.label, list(last.values)) == ("Location not known", [1, 0, 0, 0, 0, 0])
