"""Rows that waited since they were approved: what came up meanwhile against their new times, which
nobody was shown, keeps them from being sent.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.sandbox.server import Sandbox
from scheduling.batches import execution
from scheduling.models import Batch, HoursByDate, Institution, Location
from tests.support.batch_rows import MINUTE, moved, outcomes
from tests.support.batches import ONE, TEN, begun, booked_there, carried_out
from tests.support.booking_form import DULUTH

CLOSED = "Closed on Thursday, January 14, 2027: Snow."
CLOSED_AS_BRITONS_SAY_IT = "Closed on Thursday, 14 January 2027: Snow."
ONE_SEAT = "The only seat is already booked at that time."
BY_RESCUE = "No seat is left at that time: sessions of a rescue under way need all that are free."
ALL_SEATS = "All 2 seats are already booked at that time."
NEW = "New since you approved: {} Check again."


def waited(batch: Batch, minutes: int = 600) -> Batch:
    Batch.objects.update(begun_at=batch.begun_at - minutes * MINUTE)
    return batch


def seats(many: int) -> None:
    Location.objects.filter(pl_sid=DULUTH).update(seats=many)


def snow(institution: Institution) -> None:
    HoursByDate.objects.create(
        institution=institution, first_day=TEN.date(), last_day=TEN.date(), reason="Snow"
    )


def reasons(batch: Batch) -> list[str]:
    return list(batch.rows.order_by("pk").values_list("reason", flat=True))


@pytest.mark.parametrize("minutes", [600, -600], ids=["waited", "clock put back"])
def test_a_day_that_was_closed_since_is_not_moved_to(
    sandbox: Sandbox, institution: Institution, minutes: int
) -> None:
    batch = waited(begun(booked_there(sandbox, institution, 1)), minutes)
    snow(institution)
    carried_out(batch)

    assert sandbox.requests("PUT") == []
    assert (outcomes(batch), reasons(batch)) == (["not sent"], [NEW.format(CLOSED)])


def test_it_is_told_as_the_institution_tells_dates(
    sandbox: Sandbox, institution: Institution
) -> None:
    Institution.objects.update(locale="en_GB")
    batch = waited(begun(booked_there(sandbox, institution, 1)))
    snow(institution)
    assert reasons(carried_out(batch)) == [NEW.format(CLOSED_AS_BRITONS_SAY_IT)]


@pytest.mark.parametrize("said", [CLOSED, CLOSED_AS_BRITONS_SAY_IT])
def test_what_was_read_when_it_was_approved_holds_nothing_back(
    sandbox: Sandbox, institution: Institution, said: str
) -> None:
    batch = waited(begun(booked_there(sandbox, institution, 1)))
    snow(institution)
    batch.rows.update(warnings=["Pending", said])
    assert outcomes(carried_out(batch)) == ["moved"]


def test_other_hours_than_those_that_were_read_hold_it_back(
    sandbox: Sandbox, institution: Institution
) -> None:
    batch = waited(begun(booked_there(sandbox, institution, 1)))
    snow(institution)
    batch.rows.update(warnings=["Closed on Thursday, January 14, 2027: Power."])
    assert reasons(carried_out(batch)) == [NEW.format(CLOSED)]


@pytest.mark.parametrize(
    ("warnings", "many", "said"),
    [
        ([], 1, ONE_SEAT),
        ([], 2, ""),
        (["All 12 seats are already booked at that time."], 1, ""),
        (["No seat is left at that time: others moved together need all that are free."], 1, ""),
        (["Free seats are not known."], 1, ONE_SEAT),
    ],
)
def test_seats_that_were_taken_since_are_not_sent_for(
    sandbox: Sandbox, institution: Institution, warnings: list[str], many: int, said: str
) -> None:
    batch = waited(begun(booked_there(sandbox, institution, 1)))
    batch.rows.update(warnings=warnings)
    booked_there(sandbox, institution, 1, ONE + 30 * MINUTE)
    seats(many)
    carried_out(batch)

    assert outcomes(batch) == ["not sent" if said else "moved"]
    assert reasons(batch) == [NEW.format(said) if said else ""]


def test_a_room_is_moved_into_its_own_seats(sandbox: Sandbox, institution: Institution) -> None:
    first = booked_there(sandbox, institution, 2)
    then = booked_there(sandbox, institution, 2, ONE)
    seats(2)
    batch = carried_out(waited(begun([*first, *then])))

    assert outcomes(batch) == ["moved"] * 4
    assert moved(sandbox) == {one.sid: 1 for one in (*first, *then)}


def test_not_into_that_of_one_who_was_left_there(
    sandbox: Sandbox, institution: Institution
) -> None:
    [one] = booked_there(sandbox, institution, 1)
    [stays] = booked_there(sandbox, institution, 1, ONE)
    seats(1)
    batch = waited(begun([stays, one]))
    batch.rows.filter(session=stays).update(state="held", reason=execution.CHANGED)
    carried_out(batch)

    assert sandbox.requests("PUT") == []
    assert reasons(batch) == [execution.CHANGED, NEW.format(ONE_SEAT)]


def test_nor_into_one_to_which_another_rescue_is_still_to_move_somebody(
    sandbox: Sandbox, institution: Institution
) -> None:
    [other] = booked_there(sandbox, institution, 1, ONE + timedelta(days=1))
    batch = begun(booked_there(sandbox, institution, 1))
    paused = begun([other], -timedelta(days=1))
    Batch.objects.filter(pk=paused.pk).update(state="paused")
    waited(batch)
    seats(1)
    assert reasons(carried_out(batch)) == [NEW.format(BY_RESCUE)]


def test_what_is_sent_at_once_its_page_has_judged(
    sandbox: Sandbox, institution: Institution
) -> None:
    batch = begun(booked_there(sandbox, institution, 1))
    snow(institution)
    assert outcomes(carried_out(batch)) == ["moved"]


def test_a_room_that_was_approved_for_fewer_seats_is_moved_as_it_was_approved(
    sandbox: Sandbox, institution: Institution
) -> None:
    """The page had told seats free for the first two alone; nobody else took any since."""
    batch = waited(begun(booked_there(sandbox, institution, 3)))
    seats(2)
    last = batch.rows.order_by("pk").last()
    batch.rows.filter(pk=last.pk).update(warnings=[ALL_SEATS])
    assert outcomes(carried_out(batch)) == ["moved"] * 3


def test_the_last_of_a_room_is_held_where_somebody_else_took_its_seat(
    sandbox: Sandbox, institution: Institution
) -> None:
    batch = waited(begun(booked_there(sandbox, institution, 2)))
    booked_there(sandbox, institution, 1, start=ONE)
    seats(2)
    moved, held = reasons(carried_out(batch))
    # Whether the first is there already when the second is looked at is chance.
    assert (moved, held in {NEW.format(BY_RESCUE), NEW.format(ALL_SEATS)}) == ("", True)
