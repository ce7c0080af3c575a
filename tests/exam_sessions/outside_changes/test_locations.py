"""Another location is a change outside, told by its name and by the clock of where it was."""

from __future__ import annotations

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import AuditEvent, ExamSession, Institution, Location
from tests.support.booking_actions import move
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.known_sessions import known_session
from tests.support.outcomes import details
from tests.support.outside_changes import PHOENIX, TITLE, page_of, seen


@pytest.mark.faults(67)
@pytest.mark.parametrize(
    ("location", "told"),
    [
        ({"sid": None, "name": "Phoenix Learning Center"}, "Phoenix Learning Center"),
        ({"sid": None, "name": "DULUTH testing  center"}, ""),
        (["Room 5"], ""),
    ],
    ids=str,
)
def test_another_place_that_a_look_shows_by_its_name_alone_is_a_change(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str], location: object, told: str
) -> None:
    desk.get(session_path(booked))
    sandbox.trouble("other_fields", method="GET", fields={"location": location}, times=None)
    page = page_of(desk, booked)

    assert (TITLE in page, seen()) == (bool(told), int(bool(told)))
    place = {"before": "Duluth Testing Center", "after": told}
    assert [details("seen")["changes"]["location"] for _ in range(seen())] == [place][: seen()]
    session = ExamSession.objects.get(sid=booked["sessionSid"])
    assert session.location_name == (told or "Duluth Testing Center")


@pytest.mark.faults(67)
@pytest.mark.parametrize(
    "location",
    ["Duluth TC", {"sid": None, "name": "Duluth TC"}, {"locationSid": f"PL{1:032x}"}],
    ids=str,
)
def test_a_name_that_nothing_is_called_here_leaves_the_place_its_clock_and_its_seat(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str], location: object
) -> None:
    desk.get(session_path(booked))
    before = ExamSession.objects.get(sid=booked["sessionSid"])
    sandbox.trouble("other_fields", method="GET", fields={"location": location}, times=None)
    page = page_of(desk, booked)

    assert (TITLE in page, seen()) == (False, 0)
    session = ExamSession.objects.get(sid=booked["sessionSid"])
    assert (session.location_sid, session.time_zone) == (before.location_sid, "America/Chicago")
    assert (session.location_sid, session.changed_event) == (f"PL{1:032x}", None)


@pytest.mark.faults(67)
def test_the_start_before_a_move_is_told_by_the_clock_of_the_place_where_it_was(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str]
) -> None:
    assert move(desk, booked).status_code == 302
    desk.get(session_path(booked))
    sandbox.place(booked["sessionSid"], fields=PHOENIX)
    desk.get(session_path(booked))
    assert desk.post(f"{session_path(booked)}looked/", {}).status_code == 302
    page = page_of(desk, booked)

    assert "12:00 PM MST" in page
    before = "Start before the move Thursday, January 14, 2027, 9:30 AM CST (15:30 UTC)"
    assert before in page
    assert "was moved from Thursday, January 14, 2027 at 9:30 AM CST to Friday" in page


@pytest.mark.faults(67)
@pytest.mark.parametrize("is_listed", [True, False])
def test_a_place_that_is_no_longer_offered_is_told_by_its_name(
    desk: Desk, sandbox: Sandbox, institution: Institution, booked: dict[str, str], is_listed: bool
) -> None:
    duluth = Location.objects.filter(institution=institution, pl_sid=f"PL{1:032x}")
    if is_listed:
        duluth.update(is_active=False)
    else:
        duluth.delete()
    ExamSession.objects.filter(sid=booked["sessionSid"]).update(location_name="")
    known_session(institution, location_sid=f"PL{1:032x}", location_name="Duluth Testing Center")
    sandbox.place(booked["sessionSid"], fields=PHOENIX)
    desk.get(session_path(booked))

    said = AuditEvent.objects.get(kind="seen").sentence
    was = "Duluth Testing Center (retired)" if is_listed else "Duluth Testing Center"
    assert f"location {was} → Phoenix Learning Center" in said
