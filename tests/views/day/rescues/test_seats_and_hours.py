"""What speaks against a new time: seats that are taken, and a location that is closed."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

from portal.sandbox.server import Sandbox
from scheduling.models import (
    Attempt,
    Batch,
    BatchRow,
    HoursByDate,
    Institution,
    Location,
    OpeningHours,
)
from tests.support.batches import ONE, TEN, begun, booked_there
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import own_form_on, words
from tests.support.rescue_form import WHY, answers, sent, shown, ticked

SEATS_TAKEN = "All {} seats are already booked at that time."
NEEDED = "No seat is left at that time: {} need all that are free."
BY_CHOSEN = NEEDED.format("others moved together")
BY_RESCUE = NEEDED.format("sessions of a rescue under way")
SINCE = "What speaks against some new times changed since you read it"


def at_duluth(institution: Institution) -> Location:
    return Location.objects.get(institution=institution, pl_sid=DULUTH)


def place_with(institution: Institution, seats: int) -> Location:
    Location.objects.filter(pk=at_duluth(institution).pk).update(seats=seats)
    return at_duluth(institution)


def of_the_rows(page: str) -> list[str]:
    """What the rows say of seats."""
    return re.findall(r"(?:up to )?\d+ seats? free(?:, none left for this one)?", page)


def kept() -> list[list[str]]:
    """What a rescue keeps of what was told beside its rows, in their order."""
    return [row.warnings for row in BatchRow.objects.order_by("pk")]


def test_hours_are_told_in_the_row(desk: Desk, sandbox: Sandbox, institution: Institution) -> None:
    sessions = booked_there(sandbox, institution, 2)
    booked_there(sandbox, institution, 1, ONE)
    place = place_with(institution, 5)
    OpeningHours.objects.filter(location=place).delete()
    OpeningHours.objects.create(location=place, weekday=3, opens="08:00", closes="12:00")
    answer = shown(desk)
    page = words(answer)
    assert of_the_rows(page) == [] and ticked(answer) == []
    assert page.count("is closed") + page.count("closes") >= 2
    answer = sent(desk, answers(desk, sessions))
    assert answer.status_code == 302
    assert all(kept())


def test_seats_that_the_chosen_need_themselves_are_never_told_as_booked(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 3)
    place_with(institution, 2)
    page = words(shown(desk))

    assert of_the_rows(page) == [
        "2 seats free",
        "2 seats free",
        "2 seats free, none left for this one",
    ]
    assert "No seat at the new time for 1 of the 3 selected:" in page
    assert "1: the selected sessions above them need all that are free then" in page
    assert "As far as we know, 2 fit." in page and "booked then" not in page
    form = answers(desk, sessions)
    first_two = words(sent(desk, answers(desk, sessions[:2]) | {"do": "check"}))
    assert of_the_rows(first_two) == ["2 seats free"] * 3 and "No seat" not in first_two
    assert sent(desk, form).status_code == 302
    assert kept() == [[], [], [BY_CHOSEN]]


def test_of_those_that_find_no_seat_it_is_told_once_how_many_and_whose_the_seats_are(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 3)
    booked_there(sandbox, institution, 1, ONE)
    place_with(institution, 1)
    page = words(shown(desk))

    assert of_the_rows(page) == ["0 seats free"] * 3
    assert "No seat at the new time for 3 of the 3 selected:" in page
    assert "3: all seats are already booked then Give them another time." in page
    assert page.count("already booked") == 1
    assert sent(desk, answers(desk, sessions)).status_code == 302
    assert kept() == [["The only seat is already booked at that time."]] * 3


def test_a_rescue_under_way_that_needs_the_last_seats_is_named_for_it(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 1)
    begun(booked_there(sandbox, institution, 1, ONE + timedelta(days=1)), -timedelta(days=1))
    place_with(institution, 1)
    page = words(shown(desk))

    assert of_the_rows(page) == ["0 seats free"]
    assert "1: a rescue under way needs the last seats then" in page
    assert "already booked" not in page
    assert sent(desk, answers(desk, sessions)).status_code == 302
    assert BatchRow.objects.order_by("pk").last().warnings == [BY_RESCUE]


def test_a_move_that_is_not_settled_gives_no_seat_to_a_proposal(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    booked_there(sandbox, institution, 1)
    [away] = booked_there(sandbox, institution, 1, ONE)
    Location.objects.filter(institution=institution, pl_sid=DULUTH).update(seats=3)

    def free() -> str:
        return re.search(r"(up to )?\d seats? free", words(shown(desk)))[0]

    for later in (timedelta(minutes=30), timedelta(hours=2), timedelta(days=1)):
        Attempt.objects.update_or_create(
            session=away,
            defaults={
                "attempt_id": uuid4(),
                "action": "reschedule",
                "asked": {"appointmentDateTime": (ONE + later).isoformat()},
                "state": "unconfirmed",
                "started_at": TEN,
                "deadline_at": TEN,
            },
        )
        assert free() == "2 seats free"
    booked_there(sandbox, institution, 1, ONE + timedelta(hours=4), status="Pending Approval")
    assert free() == "up to 2 seats free"


def test_seats_to_which_a_rescue_under_way_is_still_to_move_somebody_are_not_free(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    [session] = booked_there(sandbox, institution, 1)
    others = booked_there(sandbox, institution, 2, ONE + timedelta(days=1))
    here = Location.objects.filter(institution=institution, pl_sid=DULUTH)

    def free() -> str:
        return re.search(r"\d+ seats? free", words(shown(desk)))[0]

    for seats, before, after in ((3, "3 seats free", "1 seat free"), (2, "2 seats free", "0")):
        here.update(seats=seats)
        assert free() == before
        form = answers(desk, [session])
        batch = begun(others, -timedelta(days=1))
        assert free().startswith(after)
        if seats == 2:
            answer = sent(desk, form)
            assert answer.status_code == 422 and Batch.objects.count() == 2
            assert "What speaks against some new times changed since you read it" in words(answer)
        else:
            batch.rows.all().delete()


def test_seats_that_were_taken_since_are_told_once_before_anything_is_sent(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 2)
    form = answers(desk, sessions)
    Location.objects.filter(pk=at_duluth(institution).pk).update(seats=1)
    held = sent(desk, form)

    assert (held.status_code, Batch.objects.count()) == (422, 0)
    assert "Nothing was sent." in words(held) and SINCE in words(held)
    assert "No seat at the new time for 1 of the 2 selected:" in words(held)
    assert ticked(held) == sorted(one.pk for one in sessions)
    again = own_form_on(held) | {"session": form["session"], "reason": WHY, "do": "begin"}
    assert sent(desk, again).status_code == 302
    assert kept() == [[], [BY_CHOSEN]]


def test_a_warning_that_only_counts_otherwise_holds_nothing_back(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 2)
    booked_there(sandbox, institution, 3, ONE)
    place_with(institution, 3)
    form = answers(desk, sessions)
    place_with(institution, 2)

    assert sent(desk, form).status_code == 302
    assert kept() == [[SEATS_TAKEN.format(2)]] * 2


def test_a_day_that_was_closed_since_beside_a_time_that_was_warned_of_is_told_once(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    [late] = booked_there(sandbox, institution, 1)
    form = answers(desk, [late]) | {f"new-{late.pk}": "2027-01-14T20:00"}
    form |= {"session": [str(late.pk)], "reason": WHY, "do": "begin"}
    read = own_form_on(sent(desk, form))
    again = form | read | {"session": [str(late.pk)], "reason": WHY, "do": "begin"}
    place = at_duluth(institution)
    HoursByDate.objects.create(
        institution=institution,
        location=place,
        first_day="2027-01-14",
        last_day="2027-01-14",
        reason="Ice storm",
    )
    held = sent(desk, again)

    assert (held.status_code, Batch.objects.count()) == (422, 0)
    assert "Closed on" in words(held) and "Ice storm" in words(held) and SINCE in words(held)
    last = own_form_on(held) | {"session": [str(late.pk)], "reason": WHY, "do": "begin"}
    assert sent(desk, last).status_code == 302
    [warned] = BatchRow.objects.get().warnings
    assert "Ice storm" in warned


def test_another_location_is_told_as_open_only_where_its_hours_are_entered(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    booked_there(sandbox, institution, 1)
    Location.objects.filter(institution=institution).exclude(pl_sid=DULUTH).delete()
    for name in ("Annex", "Barn", "Cellar"):
        Location.objects.create(institution=institution, name=name, seats=4, pl_sid=f"PL{name}")
    hours = {"Annex": ("08:00", "20:00"), "Cellar": ("08:00", "09:00")}
    for name, (opens, closes) in hours.items():
        place = Location.objects.get(name=name)
        OpeningHours.objects.create(location=place, weekday=3, opens=opens, closes=closes)
    page = words(shown(desk))

    told = page.partition("as far as we know:")[2].partition("Reason")[0]
    assert re.findall(r"(\w+)\W+(\d of \d seats, [a-z ]+[a-z])", told) == [
        ("Annex", "4 of 4 seats, open"),
        ("Barn", "4 of 4 seats, hours not entered"),
    ]
