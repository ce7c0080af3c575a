"""The hours of the day board: those shown, closed days, and days on which clocks change."""

from __future__ import annotations

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduling.exam_sessions import day_board
from scheduling.models import (
    HoursByDate,
    Location,
    OpeningHours,
)
from scheduling.rosters import roster
from tests.support.seats_of_a_day import CHICAGO, DAY, DULUTH, at, board_of, cells, seat


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
