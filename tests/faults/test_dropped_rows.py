"""A session that drops out of the provider's list: grey until it was read, and then what it is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.booking.permitted_actions import ALREADY_BOOKED, LAST_KNOWN_AS_BOOKED
from scheduling.exam_sessions.list_rows.list_query import ListQuery
from scheduling.exam_sessions.lists import worklist
from scheduling.models import ExamSession, Institution, Location
from scheduling.provider_list import list_fetching
from scheduling.seats import availability
from scheduling.seats.free_starts import starts_on
from scheduling.week_figures import seats_in_use
from scheduling.week_figures.known_numbers import AtLeast
from scheduling.week_figures.scope import WeekScope
from tests.support.booking_form import DULUTH, session_path
from tests.support.client import Desk
from tests.support.html import words
from tests.support.known_sessions import known_session
from tests.support.polling import PATIENCE
from tests.support.roster_page import made, shown

REPORTS = {"method": "GET", "path_contains": "/reports/appointments", "times": None}
GREY = "No longer listed; last known as Scheduled"


@pytest.fixture
def template(with_lists: Path) -> Path:
    return with_lists


@pytest.fixture
def booked(institution: Institution, sandbox: Sandbox) -> dict[str, Any]:
    """A scheduled session that the portal knows from the list."""
    return sandbox.sessions(status="Scheduled")[0]


def row_of(where: dict[str, Any]) -> ExamSession:
    return ExamSession.objects.select_related("institution").get(sid=where["sessionSid"])


def walk(institution: Institution) -> bool:
    """A whole walk, some minutes later."""
    return list_fetching.refresh_list(institution, patience=PATIENCE)


def found(desk: Desk, where: dict[str, Any]) -> str:
    return words(desk.get(f"/?q={where['learner']}"))


@pytest.mark.long
@pytest.mark.faults(68)
@pytest.mark.parametrize("status", ["Closed", "Cancelled"])
def test_what_drops_out_and_is_over_is_read_once_and_then_told_as_it_is(
    desk: Desk,
    institution: Institution,
    sandbox: Sandbox,
    booked: dict[str, Any],
    status: str,
) -> None:
    sandbox.place(sid=booked["sessionSid"], status=status)
    for _ in range(3):
        assert walk(institution)

    assert len(sandbox.requests("GET", booked["sessionSid"])) == 1
    row = row_of(booked)
    assert (row.status, row.dropped_at) == (status, None)
    assert GREY not in found(desk, booked)
    with time_machine.travel(timezone.now() + timedelta(hours=7), tick=True):
        assert walk(institution)
    assert len(sandbox.requests("GET", booked["sessionSid"])) == 1
    day = f"/?view=all&day={row.appointment_at.astimezone(row.zone).date()}"
    assert row.learner_name in words(desk.get(day)), "its day goes on telling what became of it"
    with time_machine.travel(row.appointment_at + timedelta(hours=49), tick=True):
        assert walk(institution)
    assert (row_of(booked).status, row_of(booked).listed_at) == (status, None)


@pytest.mark.long
@pytest.mark.faults(68)
@pytest.mark.parametrize("trouble", ["drop_before", "status"])
def test_until_it_could_be_read_it_is_grey_and_takes_no_seat(
    desk: Desk, institution: Institution, sandbox: Sandbox, booked: dict[str, Any], trouble: str
) -> None:
    start = timezone.now() + timedelta(days=3)
    place = Location.objects.filter(institution=institution).exclude(seats=None).first()
    assert place
    ExamSession.objects.filter(sid=booked["sessionSid"]).update(location_sid=place.pl_sid)
    sandbox.place(sid=booked["sessionSid"], status="Closed")
    at = {"method": "GET", "path_contains": booked["sessionSid"], "times": None}
    sandbox.trouble(trouble, **at)
    assert walk(institution)

    page = found(desk, booked)
    assert GREY in page
    sandbox.trouble(trouble, **at)
    opened = words(desk.get(session_path(booked)))
    assert (LAST_KNOWN_AS_BOOKED in opened, ALREADY_BOOKED in opened) == (True, False)
    counts = worklist.listing([institution], ListQuery()).counts
    assert counts["dropped"] == 1
    row = row_of(booked)
    assert row.appointment_at
    other = ExamSession(institution=institution, sid="ES" + "0" * 32)
    at_start = availability.location_at(institution, other, place.pl_sid, row.appointment_at, 30)
    assert at_start and at_start.taken == 0, start

    sandbox.clear()
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=True):
        assert walk(institution)
    assert row_of(booked).status == "Closed"
    assert GREY not in found(desk, booked)


@pytest.fixture
def only_seat(institution: Institution, sandbox: Sandbox) -> ExamSession:
    """A session in Duluth's only seat on a Thursday, which is no longer listed."""
    Location.objects.filter(institution=institution, pl_sid=DULUTH).update(seats=1)
    return known_session(
        institution,
        appointment_at=datetime(2027, 1, 14, 16, tzinfo=UTC),
        status="Scheduled",
        duration_minutes=480,
        location_sid=DULUTH,
        refreshed_at=timezone.now(),
        learner_name="Ada Gone",
        dropped_at=timezone.now(),
    )


@pytest.mark.faults(68)
@pytest.mark.parametrize("status", ["Scheduled", "Pending Approval"])
def test_roster_and_print_name_who_is_no_longer_listed_as_not_certain(
    desk: Desk, only_seat: ExamSession, status: str
) -> None:
    ExamSession.objects.update(status=status)
    paper = words(desk.get(made(desk).headers["Location"]))
    for page in (shown(desk), paper):
        assert "1 no longer listed: not counted as expected here, and may still come." in page
        assert "May be expected here: 1" in page
        assert f"? No longer listed; last known as {status.capitalize()}" in page
        assert "Nobody is expected" not in page and "Nobody was expected" not in page
        assert "more may be expected" not in page


@pytest.mark.faults(68)
def test_free_seats_are_no_more_than_up_to_while_who_is_no_longer_listed_may_have_one(
    desk: Desk, institution: Institution, only_seat: ExamSession
) -> None:
    there = {"install": institution.sid, "day": "2027-01-14", "location": DULUTH}
    board = words(desk.get("/board/", params=there))
    assert "up to 1 of 1" in board and "1 no longer listed: not counted above." in board
    other, start = known_session(institution), only_seat.appointment_at
    found = availability.location_at(institution, other, DULUTH, start, 60)
    assert found and (found.taken, found.unplaced, found.uncertain) == (0, 0, 1)
    day = starts_on(institution, other, DULUTH, start, 60)
    assert day and (day.full, day.uncertain) == (0, 1)
    evening = availability.location_at(institution, other, DULUTH, start + timedelta(hours=9), 60)
    assert evening and evening.uncertain == 0


@pytest.mark.faults(68)
def test_a_week_s_seats_are_not_exact_while_somebody_who_is_no_longer_listed_may_sit(
    institution: Institution, only_seat: ExamSession
) -> None:
    scope = WeekScope([institution], DULUTH, date(2027, 1, 11), "America/Chicago")
    by_time = {row.at: row.values[3] for row in seats_in_use.by_half_hour(scope)}
    assert by_time["10:30"] == AtLeast(0)


@pytest.mark.faults(68)
def test_one_that_the_provider_does_not_know_any_more_is_only_found_by_searching(
    desk: Desk, institution: Institution, sandbox: Sandbox, booked: dict[str, Any]
) -> None:
    del sandbox.stand_in.state.install(Sandbox.install_sid).sessions[booked["sessionSid"]]
    assert walk(institution)

    row = row_of(booked)
    assert (row.status, row.listed_at) == ("Scheduled", None)
    assert row.dropped_at
    assert GREY in found(desk, booked)
    assert booked["sessionSid"] not in {
        one.sid for one in worklist.listing([institution], ListQuery(state="dropped")).sessions
    }


@pytest.mark.long
@pytest.mark.faults(68, 70)
def test_what_is_missing_once_and_is_there_when_read_stays_what_it_is(
    desk: Desk, institution: Institution, sandbox: Sandbox, booked: dict[str, Any]
) -> None:
    sandbox.trouble("drop_rows", sids=[booked["sessionSid"]], **REPORTS)
    assert walk(institution)
    assert walk(institution)

    row = row_of(booked)
    assert (row.status, row.dropped_at) == ("Scheduled", None)
    assert row.listed_at
    assert len(sandbox.requests("GET", booked["sessionSid"])) == 1
    assert GREY not in found(desk, booked)


@pytest.mark.faults(66, 68)
def test_nothing_has_left_a_list_of_which_a_row_without_a_name_can_t_be_read(
    desk: Desk, institution: Institution, sandbox: Sandbox, booked: dict[str, Any]
) -> None:
    sandbox.trouble("no_rows", value=["a row"], **REPORTS)
    sandbox.trouble("status", method="GET", path_contains="/sessions/", code=503, times=None)
    assert walk(institution)
    assert walk(institution)

    rows = ExamSession.objects.filter(institution=institution)
    assert (rows.exclude(missed_at=None).count(), rows.exclude(dropped_at=None).count()) == (0, 0)
    assert GREY not in found(desk, booked)


@pytest.mark.long
@pytest.mark.faults(68)
def test_one_that_is_listed_again_is_what_the_list_says(
    institution: Institution, sandbox: Sandbox, booked: dict[str, Any]
) -> None:
    at = {"method": "GET", "path_contains": booked["sessionSid"], "times": None}
    sandbox.trouble("status", code=404, **at)
    sandbox.trouble("drop_rows", sids=[booked["sessionSid"]], **REPORTS)
    assert walk(institution)
    assert row_of(booked).dropped_at
    sandbox.clear()
    assert walk(institution)

    row = row_of(booked)
    assert (row.dropped_at, row.missed_at) == (None, None)
    assert row.listed_at
