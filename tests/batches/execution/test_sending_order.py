"""A room that is moved into its own seats: each goes when the seat it is moved to is free."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections

from portal.sandbox.server import Sandbox
from scheduling.batches import execution, leases, since_approved
from scheduling.models import Batch, BatchRow, ExamSession, Institution, Location
from tests.support.batch_rows import moved, outcomes
from tests.support.batches import TEN, approved, begun, booked_there, carried_out
from tests.support.booking_form import DULUTH

HOUR = timedelta(hours=1)


def room(
    sandbox: Sandbox, institution: Institution, hours: Sequence[float], seats: int, **facts: object
) -> list[ExamSession]:
    """A session at each of these hours after ten, in a room of so many seats."""
    made = [
        booked_there(sandbox, institution, 1, start=TEN + hour * HOUR, **facts)[0] for hour in hours
    ]
    sandbox.set_seats(DULUTH, seats)
    Location.objects.filter(pl_sid=DULUTH).update(seats=seats)
    return made


def lane(institution: Institution) -> None:
    try:
        execution.run(institution.pk)
    finally:
        connections.close_all()


@pytest.mark.parametrize("later", [HOUR, -HOUR, HOUR / 2])
def test_a_room_of_one_seat_is_moved_by_less_than_its_day(
    sandbox: Sandbox, institution: Institution, later: timedelta
) -> None:
    sessions = room(sandbox, institution, range(12), 1)
    batch = carried_out(begun(sessions, later))

    assert Counter(outcomes(batch)) == {"moved": 12}
    assert moved(sandbox) == {one.sid: 1 for one in sessions}
    asked = Counter(one["method"] for one in sandbox.requests())
    assert asked == {"GET": 24, "PUT": 12}


def test_on_eight_lanes_a_full_room_is_moved_into_its_own_seats(
    sandbox: Sandbox, institution: Institution
) -> None:
    sessions = room(sandbox, institution, [0] * 5 + [1] * 5 + [2] * 5, 5)
    batch = begun(sessions, HOUR)
    with ThreadPoolExecutor(8) as lanes:
        list(lanes.map(lane, [institution] * 8))
    assert Counter(outcomes(carried_out(batch))) == {"moved": 15}
    assert len(sandbox.requests("PUT")) == 15


def test_more_than_a_lane_looks_at_may_wait_for_those_approved_last(
    sandbox: Sandbox, institution: Institution
) -> None:
    first = booked_there(sandbox, institution, 70)
    last = booked_there(sandbox, institution, 2, start=TEN + HOUR)
    begun([*first, *last], HOUR)
    rows = leases.claim(institution.pk, at_once=execution.AT_ONCE)
    assert {row.session_id for row in rows} <= {one.pk for one in last} and rows


def test_where_nobody_knows_how_long_they_sit_they_go_in_the_order_of_their_starts(
    sandbox: Sandbox, institution: Institution
) -> None:
    sessions = room(sandbox, institution, range(6), 1, duration_minutes=None)
    assert Counter(outcomes(carried_out(begun(sessions, HOUR)))) == {"moved": 6}
    again = [ExamSession.objects.get(pk=one.pk) for one in sessions]
    assert Counter(outcomes(carried_out(begun(again, -HOUR)))) == {"moved": 6}


def test_one_moved_later_waits_for_another_moved_earlier(
    sandbox: Sandbox, institution: Institution
) -> None:
    first, then = room(sandbox, institution, [0, 2], 1)
    batch = carried_out(approved([(first, TEN + 2 * HOUR), (then, TEN - 2 * HOUR)]))
    assert outcomes(batch) == ["moved", "moved"]


@pytest.mark.parametrize(("seats", "came_to"), [(1, "not sent"), (2, "moved")])
def test_who_change_places_need_a_free_seat_to_begin_with(
    sandbox: Sandbox, institution: Institution, seats: int, came_to: str
) -> None:
    first, then, beside = room(sandbox, institution, [0, 2, 4], seats)
    moves = [(first, TEN + 2 * HOUR), (then, TEN), (beside, TEN + 5 * HOUR)]
    batch = carried_out(approved(moves))

    assert outcomes(batch) == [came_to, came_to, "moved"]
    assert len(sandbox.requests("PUT")) == (1 if seats == 1 else 3)
    reasons = set(batch.rows.exclude(reason="").values_list("reason", flat=True))
    assert (since_approved.CIRCLE in reasons) is (seats == 1)


@pytest.mark.parametrize("later", [2 * HOUR, -2 * HOUR])
def test_who_changes_places_goes_first_where_a_seat_is_free(
    sandbox: Sandbox, institution: Institution, later: timedelta
) -> None:
    hour = later / HOUR
    full, free, _outsider = room(sandbox, institution, [hour, 0, 0], 2)
    batch = carried_out(approved([(full, TEN), (free, TEN + later)]))
    assert outcomes(batch) == ["moved", "moved"]
    assert [one["session_sid"] for one in sandbox.bookings()] == [free.sid, full.sid]


@pytest.mark.parametrize("many", [1, 8])
def test_one_free_seat_is_enough_for_all_who_change_places(
    sandbox: Sandbox, institution: Institution, many: int
) -> None:
    sessions = room(sandbox, institution, [0, 0, 0, 2, 2, 2], 4)
    there = [TEN + 2 * HOUR] * 3 + [TEN] * 3
    batch = approved(list(zip(sessions, there, strict=True)))
    with ThreadPoolExecutor(many) as lanes:
        list(lanes.map(lane, [institution] * many))
    assert Counter(outcomes(carried_out(batch))) == {"moved": 6}
    assert {one["status"] for one in sandbox.requests("PUT")} == {200}
    assert len(sandbox.requests("PUT")) == 6


def test_those_of_a_circle_go_one_at_a_time_and_of_two_circles_one_each(
    sandbox: Sandbox, institution: Institution
) -> None:
    sessions = room(sandbox, institution, [0, 2, 4, 6, 8, 8], 3)
    hours = [2, 4, 0, 8, 6, 6]  # three in a ring, and three in which two go the same way
    batch = approved([(one, TEN + hour * HOUR) for one, hour in zip(sessions, hours, strict=True)])
    asked = [leases.claim(institution.pk, at_once=1) for _ in range(8)]

    taken = [row for rows in asked for row in rows]
    assert [sessions.index(row.session) for row in sorted(taken, key=lambda row: row.pk)] == [0, 3]
    leases.give_back(taken[:1])
    leases.give_back(taken[1:])
    assert Counter(outcomes(carried_out(batch))) == {"moved": 6}


def test_no_other_of_a_circle_goes_while_nobody_knows_whether_one_has_left(
    sandbox: Sandbox, institution: Institution
) -> None:
    first, then = room(sandbox, institution, [0, 2], 2)
    batch = approved([(first, TEN + 2 * HOUR), (then, TEN)])
    sandbox.trouble("drop_after", method="PUT")
    execution.run(institution.pk)
    assert outcomes(batch) == ["being checked", "waiting"]
    assert outcomes(carried_out(batch)) == ["moved", "moved"]


def test_a_change_of_places_waits_for_none_that_is_in_nobodys_way(
    sandbox: Sandbox, institution: Institution
) -> None:
    far, first, then = room(sandbox, institution, [8, 0, 2], 5)
    batch = approved([(far, TEN + 10 * HOUR), (first, TEN + 2 * HOUR), (then, TEN)])
    sandbox.trouble("drop_after", method="PUT", path_contains=far.sid)
    execution.run(institution.pk)
    assert outcomes(batch) == ["being checked", "moved", "moved"]


def test_who_changes_places_waits_for_one_that_leaves_the_seat_too(
    sandbox: Sandbox, institution: Institution
) -> None:
    leaves, first, then = room(sandbox, institution, [2, 0, 2], 2)
    batch = approved([(leaves, TEN + 10 * HOUR), (first, TEN + 2 * HOUR), (then, TEN)])
    sandbox.trouble("drop_after", method="PUT", path_contains=leaves.sid)
    assert {row.session for row in leases.claim(institution.pk, at_once=8)} == {leaves}
    BatchRow.objects.update(lease_holder="", lease_until=None)
    execution.run(institution.pk)
    assert outcomes(batch) == ["being checked", "waiting", "waiting"]
    assert outcomes(carried_out(batch)) == ["moved"] * 3


def test_who_waits_for_a_free_seat_says_so_and_is_held_once_all_were_tried(
    sandbox: Sandbox, institution: Institution
) -> None:
    first, then = room(sandbox, institution, [0, 2], 1)
    batch = approved([(first, TEN + 2 * HOUR), (then, TEN)])
    told = []
    for _ in range(2):
        batch.rows.exclude(reason="").update(reason="In other words.")
        [(row, circle)] = leases.claim(institution.pk, at_once=8).items()
        assert not execution.carry_out(row, circle)
        told.append((outcomes(batch).count("not sent"), batch.rows.get(pk=row.pk).reason))
    assert told == [(0, since_approved.FULL), (1, since_approved.CIRCLE)]
    batch.refresh_from_db()
    assert batch.wait_until is None


def test_those_who_wait_for_a_seat_are_all_tried_once_more_when_one_has_gone(
    sandbox: Sandbox, institution: Institution
) -> None:
    first, then = room(sandbox, institution, [0, 2], 1)
    batch = approved([(first, TEN + 2 * HOUR), (then, TEN)])
    [(row, circle)] = leases.claim(institution.pk, at_once=8).items()
    assert not execution.carry_out(row, circle)
    batch.rows.filter(pk=row.pk).update(reason="In other words.")
    Location.objects.filter(pl_sid=DULUTH).update(seats=2)

    [(other, circle)] = leases.claim(institution.pk, at_once=8).items()
    assert (other.pk != row.pk, execution.carry_out(other, circle)) == (True, True)
    row.refresh_from_db()
    assert (row.state, row.waits_for, row.reason) == ("waiting", "", "")


def test_nobody_is_sent_after_one_of_whom_nobody_knows_yet_whether_it_left(
    sandbox: Sandbox, institution: Institution
) -> None:
    first, then = room(sandbox, institution, [0, 1], 1)
    batch = begun([first, then], HOUR)
    sandbox.trouble("drop_after", method="PUT")
    execution.run(institution.pk)

    assert outcomes(batch) == ["waiting", "being checked"]
    assert leases.claim(institution.pk, at_once=execution.AT_ONCE) == {}
    assert outcomes(carried_out(batch)) == ["moved", "moved"]


def test_nobody_is_sent_into_the_seat_of_one_that_was_held_just_now(
    sandbox: Sandbox, institution: Institution
) -> None:
    first, then = room(sandbox, institution, [0, 1], 1)
    batch = begun([first, then], HOUR)
    BatchRow.objects.filter(session=then).update(state="held", reason=execution.CHANGED)
    carried_out(batch)
    assert sandbox.requests("PUT") == []
    assert outcomes(batch) == ["not sent", "not sent"]


@pytest.mark.parametrize("second", [0, 0.25], ids=["to the second", "between two seconds"])
@pytest.mark.parametrize("state", ["held", "left", "sent"])
def test_one_that_waited_is_not_sent_into_the_seat_of_a_later_one_that_stays(
    sandbox: Sandbox, institution: Institution, state: str, second: float
) -> None:
    first, then = room(sandbox, institution, [0, 1 + second / 3600], 1)
    batch = begun([first, then], HOUR)
    Batch.objects.update(begun_at=batch.begun_at - HOUR)
    BatchRow.objects.filter(session=then).update(state=state, reason="")
    carry = leases.claim(institution.pk, at_once=execution.AT_ONCE)
    assert [execution.carry_out(row) for row in carry] == [False]

    assert sandbox.requests("PUT") == []
    told = since_approved.NEW.format(said="The only seat is already booked at that time.")
    assert batch.rows.get(session=first).reason == told
