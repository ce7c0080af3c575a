"""The board at a moment that is past: bookings as they stood then, and what that rests on."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from scheduling.models import Attempt, EarlierState, ExamSession, Institution, Location
from scheduling.proctoring_api.lists.list_rows import AppointmentRow
from scheduling.provider_list.mirrored_rows import take_rows
from tests.support.board import CHICAGO, MINUTE, ask, board_at, lines, mark, seat
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import plain_text, words
from tests.support.known_sessions import user


def test_a_past_moment_shows_bookings_as_they_stood_and_what_that_rests_on(
    desk: Desk, northfield: Institution
) -> None:
    at = datetime(2026, 11, 3, 10, 37, tzinfo=CHICAGO)
    start = at - 37 * MINUTE
    moved = seat(northfield, start + timedelta(days=7), learner_name="Ana Moved")
    cancelled = seat(northfield, start, status="Cancelled", learner_name="Bea Cancelled")
    stays = seat(northfield, start, status="Closed", learner_name="Cy Stays")
    for one, until in ((moved, at + 23 * MINUTE), (cancelled, at + 53 * MINUTE)):
        EarlierState.objects.create(
            session=one,
            institution=northfield,
            start_at=start,
            duration_minutes=60,
            status="Scheduled",
            location_sid=DULUTH,
            known_until=until,
        )
    mark(stays, arrived_at=start, left_at=at + 3 * MINUTE)
    page = desk.get(board_at(at)).text

    assert "Who was where at 10:37 AM" in plain_text(page)
    assert lines(page) == [
        "Ana Moved CHEM 322 Final · 10:00 AM – 11:00 AM now: Scheduled not marked as here known so"
        " until Tue, Nov 3, 11:00 AM; now Tue, Nov 10, 10:00 AM, Duluth Testing Center",
        "Bea Cancelled CHEM 322 Final · 10:00 AM – 11:00 AM now: Cancelled not marked as here known"
        " so until Tue, Nov 3, 11:30 AM; now no longer booked",
        "Cy Stays CHEM 322 Final · 10:00 AM – 11:00 AM now: Closed here since 10:00 AM",
    ]
    assert "3 booked then, 1 marked as here" in plain_text(page)
    assert "2 of them have changed since" in plain_text(page)
    assert "what changed before that is not known" in plain_text(page)
    assert "Book here" not in plain_text(page)
    assert "Nobody was booked then" in words(desk.get(board_at(at - timedelta(days=1))))


def test_a_booking_that_shows_another_start_was_not_moved_by_anybody(
    desk: Desk, northfield: Institution
) -> None:
    start = datetime(2027, 1, 14, 10, tzinfo=CHICAGO)
    ask(seat(northfield, start + 60 * MINUTE), start, "schedule")
    page = desk.get(board_at(start)).text
    assert "Being checked: SmarterProctoring shows Thu, Jan 14, 11:00 AM" in plain_text(page)
    later = desk.get(board_at(start + 60 * MINUTE)).text
    assert "Being checked: asked for Thu, Jan 14, 10:00 AM" in plain_text(later)
    assert "moved" not in plain_text(page) + plain_text(later)


def test_half_hours_that_are_over_are_said_to_be_counted_as_known_now(
    desk: Desk, northfield: Institution
) -> None:
    said = "Half hours that are over are counted as known now"
    start = datetime(2026, 11, 3, 10, tzinfo=CHICAGO)
    seat(northfield, start)
    assert said in words(desk.get(board_at(start)))
    assert said not in words(desk.get(board_at(start + timedelta(days=365))))


def test_what_was_not_certain_at_a_past_moment_is_said_to_have_been_so(
    desk: Desk, northfield: Institution
) -> None:
    at = datetime(2026, 11, 3, 10, 37, tzinfo=CHICAGO)
    start = at - 37 * MINUTE
    pending = seat(northfield, start, status="Pending Approval", learner_name="Ana Pending")
    checked = seat(northfield, start, status="Closed", learner_name="Bea Checked")
    seat(northfield, start, status="Checked In", learner_name="Cy Outside")
    for one in (pending, checked):
        ask(one, start, "schedule")
    accepted = Attempt.objects.filter(session__in=(pending, checked))
    accepted.update(state="accepted", settled_at=start, is_unshown=True)
    accepted.filter(session=checked).update(settled_at=at + MINUTE, is_unshown=False)
    page = desk.get(board_at(at)).text
    assert lines(page) == [
        "Ana Pending CHEM 322 Final · 10:00 AM – 11:00 AM now: Pending approval not marked as here",
        "Bea Checked CHEM 322 Final · 10:00 AM – 11:00 AM was being checked then; now: Closed"
        " not marked as here",
    ]
    said = plain_text(page)
    assert "0 booked then, 2 not certain" in said and "1 more may have been booked then" in said
    assert "Booked through this portal only later" not in said


@pytest.mark.parametrize(
    ("facts", "now"),
    [
        (
            {"status": "Pending Approval"},
            "Tue, Nov 10, 10:00 AM, Duluth Testing Center, not certain",
        ),
        ({"status": "Confirmed"}, "Tue, Nov 10, 10:00 AM, Duluth Testing Center, not certain"),
        ({"status": "Scheduled", "appointment_at": None}, "start not known, Duluth Testing Center"),
        ({"status": "Cancelled"}, "no longer booked"),
        ({"status": "Needs Proctor", "appointment_at": None}, "no longer booked"),
    ],
)
def test_who_was_moved_since_and_is_not_certain_now_is_not_said_to_be_booked_no_longer(
    desk: Desk, northfield: Institution, facts: dict[str, object], now: str
) -> None:
    at = datetime(2026, 11, 3, 10, 37, tzinfo=CHICAGO)
    usual = {"appointment_at": at - 37 * MINUTE + timedelta(days=7)}
    session = seat(northfield, None, **usual | facts)
    EarlierState.objects.create(
        session=session,
        institution=northfield,
        start_at=at - 37 * MINUTE,
        duration_minutes=60,
        status="Scheduled",
        location_sid=DULUTH,
        known_until=at + MINUTE,
    )
    [line] = lines(desk.get(board_at(at)).text)
    assert line.endswith(f"known so until Tue, Nov 3, 10:38 AM; now {now}")


def test_what_takes_longer_by_now_sat_as_long_as_was_known_then(
    desk: Desk, northfield: Institution
) -> None:
    start = datetime(2026, 11, 3, 9, 30, tzinfo=CHICAGO)
    session = seat(northfield, start, status="Closed", learner_name="Ana Ruiz")
    row = {"sid": session.sid, "examSid": session.exam_sid, "duration": 180}
    ahead = timezone.now() + timedelta(seconds=1)
    take_rows(northfield, [AppointmentRow.read(row)], fetched_at=ahead)
    EarlierState.objects.update(known_until=start + timedelta(days=1))
    [line] = lines(desk.get(board_at(start + 30 * MINUTE)).text)
    assert line == (
        "Ana Ruiz CHEM 322 Final · 9:30 AM – 10:30 AM now: Closed not marked as here known so"
        " until Wed, Nov 4, 9:30 AM; now Tue, Nov 3, 9:30 AM, Duluth Testing Center, 180 minutes"
    )
    assert lines(desk.get(board_at(start + 90 * MINUTE)).text) == []


def test_who_was_here_for_another_time_is_told_with_what_they_were_booked_for_then(
    desk: Desk, northfield: Institution
) -> None:
    at = datetime(2026, 11, 3, 10, 37, tzinfo=CHICAGO)
    session = seat(northfield, at + timedelta(days=7), learner_name="Ana Early")
    mark(session, arrived_at=at - 5 * MINUTE)
    EarlierState.objects.create(
        session=session,
        institution=northfield,
        start_at=at + 143 * MINUTE,
        duration_minutes=60,
        status="Scheduled",
        location_sid=DULUTH,
        known_until=at + MINUTE,
    )
    assert lines(desk.get(board_at(at)).text) == [
        "Ana Early CHEM 322 Final · booked for 1:00 PM now: Scheduled here since 10:32 AM known so"
        " until Tue, Nov 3, 10:38 AM; now Tue, Nov 10, 10:37 AM, Duluth Testing Center"
    ]


def learner_now(session: ExamSession, number: int, first: str, last: str) -> None:
    """From this row of the list on, the session is another account's."""
    learner = {"userSid": user(number), "user": {"firstName": first, "lastName": last}}
    row = {"sid": session.sid, "examSid": session.exam_sid, "enrollment": learner}
    ahead = timezone.now() + timedelta(seconds=1)
    take_rows(session.institution, [AppointmentRow.read(row)], fetched_at=ahead)


@pytest.mark.parametrize("is_moved", [False, True])
def test_who_has_a_session_only_since_is_not_said_to_have_been_there(
    desk: Desk, northfield: Institution, is_moved: bool
) -> None:
    start = datetime(2026, 11, 3, 9, 30, tzinfo=CHICAGO)
    facts = {"status": "Closed", "learner_name": "Ana Ruiz", "user_sid": user(1)}
    session = seat(northfield, start, **facts)
    walk_in = seat(northfield, start + timedelta(days=7), learner_name="Ana Ruiz", user_sid=user(1))
    stays = seat(northfield, start, **facts | {"user_sid": user(3), "learner_name": "Cy Stays"})
    mark(session, arrived_at=start - 5 * MINUTE)
    mark(walk_in, arrived_at=start - 5 * MINUTE)
    for one in (session, walk_in):
        learner_now(one, 2, "Bo", "Chen")
    learner_now(stays, 4, "Di", "Diaz")
    learner_now(stays, 3, "Cy", "Stays")
    if is_moved:
        ExamSession.objects.filter(pk=session.pk).update(appointment_at=start + timedelta(days=9))
        EarlierState.objects.create(
            session=session,
            institution=northfield,
            start_at=start,
            duration_minutes=60,
            status="Closed",
            location_sid=DULUTH,
            known_until=start + timedelta(days=1),
        )
    page = desk.get(board_at(start + 30 * MINUTE)).text
    told = lines(page)
    of_now = [line for line in told if line.startswith("Cy Stays")]
    of_another = [line for line in told if line.startswith("Another learner then (see History)")]
    assert (len(of_now), len(of_another), len(told)) == (1, 2, 3)
    assert all("here since 9:25 AM" in line for line in of_another)
    assert "Bo Chen" not in " ".join(told)


@pytest.mark.parametrize("day", [3, 30])
def test_locations_of_one_name_are_told_apart_by_their_institutions(
    desk: Desk, northfield: Institution, day: int
) -> None:
    lakeside = Institution.objects.get(name="Lakeside College")
    sid = Location.objects.filter(institution=lakeside).values_list("pl_sid", flat=True)[0]
    Location.objects.filter(institution=lakeside, pl_sid=sid).update(name="Duluth Testing Center")
    at = datetime(2026, 11, day, 23, 37, tzinfo=CHICAGO)
    seat(northfield, at - 7 * MINUTE)
    seat(lakeside, at - 7 * MINUTE, location_sid=sid)
    page = desk.get(f"/board/?install=all&day={at:%Y-%m-%d}&at={at:%H:%M}").text
    told = plain_text(page[page.index('id="there"') :])
    for institution in (northfield, lakeside):
        assert f"Duluth Testing Center, {institution.name} 1 booked" in told
