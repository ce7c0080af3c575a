"""The day board: who sits where in each half hour, what is free next, and what is not known."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from scheduling.accommodation_times.accommodation import Accommodation
from scheduling.exam_sessions import accommodations, day_board
from scheduling.exam_sessions.moments import who_is_overdue
from scheduling.exam_sessions.moments.seat_load import Load
from scheduling.models import (
    Attempt,
    Attendance,
    ExamSession,
    Location,
    OpeningHours,
)
from scheduling.session_commands import PORTAL
from tests.support.seats_of_a_day import CHICAGO, DAY, ask, at, board_of, cells, seat


def test_a_seat_is_taken_as_long_as_the_learner_sits_and_only_by_what_stands(
    duluth: Location,
) -> None:
    seat(duluth, at(9, 30))
    longer = seat(duluth, at(10))
    accommodations.change(
        session=longer, accommodation=Accommodation(Decimal("1.5")), shown_event=0, actor=PORTAL
    )
    seat(duluth, at(9), status="Closed", duration_minutes=30)
    for status in ("Needs Proctor", "Cancelled", "Pending Approval", "", "Never Heard Of"):
        seat(duluth, at(10), status=status)
    board = board_of(duluth)
    [place] = board.places

    assert cells(board, place) == {
        "09:00": (1, 0, "some"),
        "09:30": (1, 0, "some"),
        "10:00": (2, 0, "some"),
        "10:30": (1, 0, "some"),
        "11:00": (1, 0, "some"),
        "11:30": (0, 0, "empty"),
    }


def test_what_is_still_asked_about_may_take_a_seat_where_it_stands_and_where_it_was_asked_for(
    duluth: Location,
) -> None:
    ask(seat(duluth, None, status="Needs Proctor", location_sid=""), at(9))
    moved = seat(duluth, at(11))
    ask(moved, at(9, 30), action="reschedule")
    cancelled = seat(duluth, at(10))
    ask(cancelled, at(10), action="cancel")
    board = board_of(duluth)
    [place] = board.places

    assert cells(board, place) == {
        "09:00": (0, 1, "some"),
        "09:30": (0, 2, "some"),
        "10:00": (0, 2, "some"),
        "10:30": (0, 1, "some"),
        "11:00": (0, 1, "some"),
        "11:30": (0, 1, "some"),
    }


def test_a_move_that_is_not_settled_gives_no_seat_away(duluth: Location) -> None:
    friday = DAY + timedelta(days=1)
    moved = seat(duluth, at(11), status="Pending Approval")
    ask(moved, at(10, day=friday), action="reschedule")
    for _ in range(2):
        seat(duluth, at(11))
    board = board_of(duluth)
    [place], [then] = board.places, board_of(duluth, friday).places

    assert cells(board, place)["11:00"] == (2, 1, "full")
    assert place.next_free(60, at(11), board.slots) is None
    assert place.maybe == 0
    assert [(one.session, one.start, one.is_certain, one.is_target) for one in then.seated] == [
        (moved, at(10, day=friday), False, True)
    ]


def test_a_request_for_another_location_holds_a_seat_at_both(duluth: Location) -> None:
    elsewhere = f"PL{0xABC:032x}"
    moved = seat(duluth, at(11), location_sid=elsewhere, location_name="Annex")
    ask(moved, at(11), action="reschedule")
    seated = {place.name: place.seated for place in board_of(duluth).places}

    assert {name: [one.is_target for one in there] for name, there in seated.items()} == {
        "Duluth": [True],
        "Annex": [False],
    }
    assert not any(one.is_certain for there in seated.values() for one in there)


def test_who_may_sit_at_either_of_two_starts_takes_one_seat_where_they_overlap(
    duluth: Location,
) -> None:
    Location.objects.update(seats=2)
    ask(seat(duluth, at(9)), at(9, 30), action="reschedule")
    board = board_of(duluth)
    [place] = board.places

    assert cells(board, place)["09:30"] == (0, 1, "some")
    assert place.left_over(at(9), at(10, 30)) == 1
    unread = seat(duluth, at(9), location_sid="", refreshed_at=None)
    ask(unread, at(11), action="reschedule")
    Attempt.objects.filter(session=unread).update(asked={"appointmentDateTime": at(11).isoformat()})
    assert len(board_of(duluth).unplaced) == 1


def test_whoever_stays_nobody_knows_how_long_makes_free_seats_up_to(duluth: Location) -> None:
    ask(seat(duluth, None, status="Needs Proctor", duration_minutes=None), at(9))
    [place] = board_of(duluth).places
    assert not place.is_exact(at(9))


def test_full_is_told_with_what_may_take_a_seat_and_closed_where_hours_are_known(
    duluth: Location,
) -> None:
    for _ in range(2):
        seat(duluth, at(9))
    ask(seat(duluth, None, status="Needs Proctor"), at(9))
    seat(duluth, at(12, 30))
    board = board_of(duluth)
    [place] = board.places
    loads = {clock: load for clock, (_, _, load) in cells(board, place).items()}

    assert (loads["09:00"], loads["09:30"]) == (Load.FULL, Load.FULL)
    assert (loads["11:30"], loads["12:00"], loads["12:30"]) == ("empty", "closed", "some")
    OpeningHours.objects.all().delete()
    board = board_of(duluth)
    assert "closed" not in {load for _, _, load in cells(board, board.places[0]).values()}


def test_a_free_start_is_offered_only_where_a_seat_is_free_for_the_whole_time(
    duluth: Location,
) -> None:
    for start in (at(9), at(9), at(10), at(10), at(10)):
        seat(duluth, start)
    board = board_of(duluth)
    [place] = board.places

    assert place.next_free(60, at(0), board.slots) == at(9)
    assert place.next_free(90, at(0), board.slots) is None
    assert place.next_free(60, at(9, 30), board.slots) == at(11)
    assert place.next_free(90, at(10), board.slots) is None
    Location.objects.update(seats=None)
    [place] = board_of(duluth).places
    assert place.next_free(30, at(0), board.slots) is None


def test_what_is_not_known_to_be_anywhere_is_counted_nowhere(duluth: Location) -> None:
    unread = seat(duluth, at(9), location_sid="", refreshed_at=None)
    unshown = seat(duluth, at(9), location_sid="", session_type="smarter-scheduling")
    unlisted = seat(duluth, at(9), dropped_at=timezone.now())
    online = seat(duluth, at(9), location_sid="", session_type="automated")
    elsewhere = seat(duluth, at(9), location_sid=f"PL{0xABC:032x}", location_name="Annex")
    board = board_of(duluth)

    assert [one.session for one in board.unplaced] == [unread, unshown]
    assert [one.session for one in board.unlisted] == [unlisted]
    assert [(one.name, [seat.session for seat in one.seated]) for one in board.places] == [
        ("Duluth", []),
        ("Annex", [elsewhere]),
        ("Without a location, or not known", [online]),
    ]


@pytest.mark.parametrize(
    ("facts", "maybe"),
    [
        ({}, 1),
        ({"status": "Pending Approval"}, 1),
        ({"location_sid": "", "refreshed_at": None}, 1),
        ({"appointment_at": at(23, day=date(2027, 1, 13)), "duration_minutes": 600}, 1),
        ({"appointment_at": at(23, day=date(2027, 1, 13)), "duration_minutes": None}, 1),
        ({"status": "Cancelled"}, 0),
        ({"location_sid": "", "session_type": "automated"}, 0),
        ({"location_sid": f"PL{0xABC:032x}"}, 0),
    ],
)
def test_who_is_no_longer_listed_may_sit_there_still_and_is_not_counted_as_a_taken_seat(
    duluth: Location, facts: dict[str, object], maybe: int
) -> None:
    seat(duluth, facts.pop("appointment_at", at(9)), **facts, dropped_at=timezone.now())
    board = day_board.of_day([duluth.institution], DAY, CHICAGO, location_sid=duluth.pl_sid)
    [place] = board.places

    assert (place.maybe, place.is_exact(at(9)), place.cell(at(9)).taken) == (maybe, not maybe, 0)
    assert (len(board.unlisted), board.unsure) == (maybe, 0)


def test_who_is_there_at_a_moment_and_who_should_have_left(duluth: Location) -> None:
    first, second = seat(duluth, at(9)), seat(duluth, at(9, 30), status="Closed")
    endless = seat(duluth, at(9, 15), duration_minutes=None)
    board = board_of(duluth)

    def there(moment: datetime) -> list[ExamSession]:
        return [one.session for _, found in day_board.who_is_there(board, moment) for one in found]

    assert there(at(9)) == [first]
    assert there(at(9, 15)) == [first, endless]
    assert there(at(9, 45)) == [first, endless, second]
    assert there(at(10)) == [endless, second]
    ExamSession.objects.filter(pk=endless.pk).update(status="Closed")
    board = board_of(duluth)
    assert there(at(10)) == [second]
    late = who_is_overdue.overdue(board, at(11), {})
    assert [one.session for one in late] == [first]
    here = Attendance(session=first, arrived_at=at(9))
    assert who_is_overdue.overdue(board, at(11), {first.pk: here}) == late
    gone = Attendance(session=first, arrived_at=at(9), left_at=at(10))
    absent = Attendance(session=first, no_show_at=at(10))
    for mark in (gone, absent):
        assert who_is_overdue.overdue(board, at(11), {first.pk: mark}) == []


def test_whoever_began_the_day_before_and_nobody_knows_until_when_may_sit_there_still(
    duluth: Location,
) -> None:
    late = seat(duluth, at(22), duration_minutes=None)
    seat(duluth, at(21), duration_minutes=None, status="Closed")
    seat(duluth, at(5), duration_minutes=None)  # longer ago than anybody stays
    friday = DAY + timedelta(days=1)
    OpeningHours.objects.create(
        location=duluth, weekday=friday.weekday(), opens=time(9), closes=time(21)
    )
    board = board_of(duluth, friday)
    [place] = board.places

    def there(hour: int) -> list[ExamSession]:
        found = day_board.who_is_there(board, at(hour, day=friday))
        return [one.session for _, seated in found for one in seated]

    assert (there(9), there(16)) == ([late], [])
    assert (place.seated, place.is_exact(at(9, day=friday))) == ([], False)
    assert place.is_exact(at(16, day=friday))
