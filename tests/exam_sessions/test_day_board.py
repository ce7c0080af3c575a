"""The day board: who sits where in each half hour, what is free next, and what is not known."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from scheduling.accommodation_times import Accommodation
from scheduling.exam_sessions import accommodations, day_board
from scheduling.exam_sessions.day_board import Board, BoardPlace, Load
from scheduling.models import (
    Attempt,
    Attendance,
    ExamSession,
    HoursByDate,
    Institution,
    Location,
    OpeningHours,
)
from scheduling.rosters import roster
from scheduling.session_commands import PORTAL

CHICAGO, DAY = "America/Chicago", date(2027, 1, 14)
DULUTH = f"PL{0xD:032x}"


@pytest.fixture
def duluth(institution: Institution) -> Location:
    """The only location, with three seats, open from 9 to 12."""
    ExamSession.objects.all().delete()
    OpeningHours.objects.all().delete()
    Location.objects.filter(institution=institution).update(is_active=False)
    place = Location.objects.create(
        institution=institution, name="Duluth", pl_sid=DULUTH, seats=3, time_zone=CHICAGO
    )
    OpeningHours.objects.create(
        location=place, weekday=DAY.weekday(), opens=time(9), closes=time(12)
    )
    return place


def at(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(CHICAGO))


def seat(place: Location, start: datetime | None, **facts: object) -> ExamSession:
    number = 0xB000 + ExamSession.objects.count()
    facts = {
        "status": "Scheduled",
        "duration_minutes": 60,
        "location_sid": place.pl_sid,
        "refreshed_at": timezone.now(),
    } | facts
    return ExamSession.objects.create(
        institution=place.institution,
        sid=f"ES{number:032x}",
        exam_sid=f"EX{7:032x}",
        learner_name=f"Learner {number:x}",
        appointment_at=start,
        **facts,
    )


def ask(session: ExamSession, start: datetime, action: str = "schedule") -> None:
    now = timezone.now()
    Attempt.objects.create(
        attempt_id=uuid4(),
        session=session,
        action=action,
        actor_name="Ana Ruiz",
        time_zone=CHICAGO,
        asked={"appointmentDateTime": start.isoformat(), "proctorLocationSid": DULUTH},
        state=Attempt.State.UNCONFIRMED,
        started_at=now,
        deadline_at=now,
    )


def board_of(place: Location, day: date = DAY) -> Board:
    return day_board.of_day([place.institution], day, CHICAGO)


def cells(board: Board, place: BoardPlace) -> dict[str, tuple[int, int, str]]:
    """What each half hour counts, by the clock."""
    told = [place.cell(slot) for slot in board.slots]
    return {
        f"{one.start.astimezone(ZoneInfo(CHICAGO)):%H:%M}": (one.taken, one.unsure, one.load.value)
        for one in told
    }


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
    late = day_board.overdue(board, at(11), {})
    assert [one.session for one in late] == [first]
    here = Attendance(session=first, arrived_at=at(9))
    assert day_board.overdue(board, at(11), {first.pk: here}) == late
    gone = Attendance(session=first, arrived_at=at(9), left_at=at(10))
    absent = Attendance(session=first, no_show_at=at(10))
    for mark in (gone, absent):
        assert day_board.overdue(board, at(11), {first.pk: mark}) == []


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


def test_closed_days_and_other_hours_by_date_hold_on_the_board(duluth: Location) -> None:
    def enter(place: Location | None, opens: time | None, closes: time | None, why: str) -> None:
        HoursByDate.objects.create(
            institution=duluth.institution,
            location=place,
            first_day=DAY,
            last_day=DAY,
            opens=opens,
            closes=closes,
            reason=why,
        )

    enter(None, None, None, "Founders’ day")
    [place] = board_of(duluth).places
    assert (place.special_reason, place.open_times) == ("Founders’ day", [])
    assert place.next_free(60, at(0), board_of(duluth).slots) is None
    assert {load for _, _, load in cells(board_of(duluth), place).values()} == {"closed"}

    enter(duluth, time(13), time(15), "Open all the same")
    board = board_of(duluth)
    [place] = board.places
    assert place.special_reason == "Open all the same"
    assert place.open_times == [(at(13), at(15))]
    assert place.next_free(60, at(0), board.slots) == at(13)
    [next_week] = board_of(duluth, DAY + timedelta(days=7)).places
    assert (next_week.special_reason, len(next_week.open_times or ())) == ("", 1)


def test_a_location_without_a_week_is_closed_on_its_closed_days_alone(duluth: Location) -> None:
    OpeningHours.objects.all().delete()
    HoursByDate.objects.create(
        institution=duluth.institution, first_day=DAY, last_day=DAY, reason="Founders’ day"
    )
    [closed] = board_of(duluth).places
    [other] = board_of(duluth, DAY + timedelta(days=1)).places

    assert not closed.is_open(at(10), at(11))
    assert other.is_open(*(at(hour, day=DAY + timedelta(days=1)) for hour in (10, 11)))


@pytest.mark.parametrize(("day", "halves"), [(date(2027, 3, 14), 46), (date(2027, 11, 7), 50)])
def test_a_day_on_which_clocks_change_has_as_many_half_hours_as_it_lasts(
    duluth: Location, day: date, halves: int
) -> None:
    seat(duluth, at(0, day=day), duration_minutes=12 * 60)
    seat(duluth, at(12, day=day), duration_minutes=12 * 60)
    board = board_of(duluth, day)

    assert len(board.slots) == halves
    assert [one - two for one, two in zip(board.slots[1:], board.slots, strict=False)] == [
        timedelta(minutes=30)
    ] * (halves - 1)
    [place] = [one for one in board.places if one.sid == DULUTH]
    assert sum(place.cell(slot).taken for slot in board.slots) == 48


def test_hours_in_which_nobody_sits_and_none_opens_are_left_out_where_they_are_many(
    duluth: Location,
) -> None:
    seat(duluth, at(23, day=DAY - timedelta(days=1)), duration_minutes=120)
    seat(duluth, at(13, 30), duration_minutes=30)
    seat(duluth, at(22, 30), duration_minutes=60)
    board = board_of(duluth)
    told = [one.astimezone(ZoneInfo(CHICAGO)).hour for one in board.slots]

    assert list(dict.fromkeys(told)) == [0, 9, 10, 11, 12, 13, 22, 23]
    [place] = [one for one in board.places if one.sid == DULUTH]
    found = [one.taken for one in place.cells(board.slots)]
    assert found == [1, 1, *[0] * 9, 1, 0, 1, 1]


def shown_hours(place: Location) -> tuple[str, str]:
    """The first and the last half hour that are shown."""
    shown = list(cells(board := board_of(place), board.places[0]))
    return shown[0], shown[-1]


def test_the_opening_hours_are_shown_whoever_sits_in_them_and_outside_them(
    duluth: Location,
) -> None:
    assert shown_hours(duluth) == ("09:00", "11:30")
    seat(duluth, at(11))
    assert shown_hours(duluth) == ("09:00", "11:30")
    seat(duluth, at(7, 40))
    seat(duluth, at(13))
    assert shown_hours(duluth) == ("07:00", "13:30")


def test_where_no_hours_are_known_or_all_is_closed_a_usual_day_is_shown_at_least(
    duluth: Location,
) -> None:
    seat(duluth, at(11))
    HoursByDate.objects.create(
        institution=duluth.institution, first_day=DAY, last_day=DAY, reason="Founders’ day"
    )
    assert shown_hours(duluth) == ("08:00", "16:30")
    HoursByDate.objects.all().delete()
    OpeningHours.objects.all().delete()
    assert shown_hours(duluth) == ("08:00", "16:30")
    seat(duluth, at(6))
    seat(duluth, at(18))
    assert shown_hours(duluth) == ("06:00", "18:30")


def test_the_head_counts_who_may_be_here_though_nobody_has_read_where_as_the_cells_do(
    duluth: Location,
) -> None:
    not_read = {"location_sid": "", "refreshed_at": None}
    for status in ("Pending Approval", "Scheduled"):
        seat(duluth, at(9), status=status, **not_read)
    there = [duluth.institution]
    board = day_board.of_day(there, DAY, CHICAGO, location_sid=DULUTH)
    [place] = board.places
    assert (board.unsure, len(board.unplaced), place.maybe) == (1, 1, 2)
    found = roster.of(duluth.institution, DULUTH, CHICAGO, DAY)
    assert found is not None
    assert (found.unsure, found.unplaced) == (1, 1)
    assert day_board.of_day(there, DAY, CHICAGO).unsure == 1
