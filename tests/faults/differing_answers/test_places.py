"""A readable yes about another place, price or note."""

from __future__ import annotations

from typing import Any

import pytest

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.accepted_sentences import (
    BOOKED,
    CALLS_THE_LOCATION,
    FOREIGN_PLACE,
)
from scheduling.booking.outcome_panel.confirmed import is_confirmed
from scheduling.exam_sessions.outside_changes import unread_answers
from scheduling.models import ExamSession, Location
from tests.support.booking_actions import move
from tests.support.booking_form import DULUTH, session_path
from tests.support.client import Desk
from tests.support.differing_answers import accepted
from tests.support.outcomes import details, page_of, posts, settled

GIVEN_OUT = (BOOKED, "To read to the learner", "Calendar file")


@pytest.mark.faults(26)
@pytest.mark.parametrize(
    ("location", "known", "called"),
    [
        (
            {"sid": None, "name": "Phoenix  Learning Center"},
            (f"PL{3:032x}", "Phoenix Learning Center", "America/Phoenix"),
            "Phoenix Learning Center",
        ),
        (
            {"sid": "PL" + "9" * 32, "name": "Somewhere Else"},
            ("PL" + "9" * 32, "Somewhere Else", "America/Chicago"),
            "Somewhere Else",
        ),
    ],
    ids=str,
)
def test_another_place_is_told_by_whatever_it_is_shown_by(
    desk: Desk, sandbox: Sandbox, location: Any, known: tuple[str, str, str], called: str
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    for method in ("POST", "GET"):
        sandbox.trouble("other_fields", method=method, fields={"location": location}, times=None)
    page = accepted(desk, sandbox, where)

    told = {"what": "Location", "asked": "Duluth Testing Center", "stored": called}
    assert details("outcome")["differences"] == [told]
    assert f"Location: asked for Duluth Testing Center, stored as {called}" in page
    assert (BOOKED in page, "To read to the learner" in page) == (False, False)
    session = ExamSession.objects.get()
    assert (session.location_sid, session.location_name, session.time_zone) == known


@pytest.mark.faults(26)
def test_a_name_that_no_other_location_has_here_is_no_difference_and_is_not_given_out(
    desk: Desk, sandbox: Sandbox
) -> None:
    where, told = sandbox.needs_proctor()[0], {"location": "Duluth TC"}
    desk.get(session_path(where))
    for method in ("POST", "GET"):
        sandbox.trouble("other_fields", method=method, fields=told, times=None)
    page = accepted(desk, sandbox, where)

    said = CALLS_THE_LOCATION.format(name="Duluth TC", asked="Duluth Testing Center")
    assert (said in page, FOREIGN_PLACE.format(title="Accepted") in page) == (True, True)
    assert "did not show the location" not in page
    assert "differences" not in details("outcome")
    assert [one for one in GIVEN_OUT if one in page] == []
    assert desk.get(f"{session_path(where)}session.ics").status_code == 404


@pytest.mark.faults(26)
@pytest.mark.parametrize("by_a_person", [False, True])
def test_a_place_known_by_such_a_name_alone_is_given_out_once_a_look_or_a_person_says_which_it_is(
    desk: Desk, sandbox: Sandbox, by_a_person: bool
) -> None:
    where, told = sandbox.needs_proctor()[0], {"location": "Duluth TC"}
    for method in ("POST", "GET"):
        sandbox.trouble("other_fields", method=method, fields=told, times=None)
    accepted(desk, sandbox, where)
    if by_a_person:
        Location.objects.filter(pl_sid=DULUTH).update(name="Duluth TC")
    else:
        sandbox.stand_in.troubles.clear()

    page = page_of(desk, where)
    assert [one for one in GIVEN_OUT if one not in page] == []
    assert FOREIGN_PLACE.format(title="Accepted") not in page
    assert ("Duluth TC" in page.split("History")[0]) == by_a_person


@pytest.mark.faults(26)
def test_a_moved_booking_s_answer_with_such_a_name_keeps_the_place_and_is_quoted(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    accepted(desk, sandbox, where)
    told = {"location": "Elsewhere"}
    for method in ("PUT", "GET"):
        sandbox.trouble("other_fields", method=method, fields=told, times=None)
    move(desk, where)
    session = ExamSession.objects.get()

    assert (session.location_sid, session.location_name) == (DULUTH, "Duluth Testing Center")
    assert unread_answers.in_words(session).startswith("It gave the location as “Elsewhere”.")
    assert is_confirmed(session) is False


@pytest.mark.faults(26)
def test_an_unknown_name_after_a_lost_answer_leaves_the_booking_to_no_person(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("drop_after", method="POST")
    told = {"location": {"sid": None, "name": "Duluth TC"}}
    sandbox.trouble("other_fields", method="GET", fields=told, times=None)
    desk.book(where)

    assert (settled(where).state, posts(sandbox)) == ("accepted", 1)
    assert FOREIGN_PLACE.format(title="Accepted") in page_of(desk, where)


@pytest.mark.faults(26)
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            {"proctorLocationSid": f"PL{3:032x}"},
            "Location: asked for Duluth Testing Center, stored as Phoenix",
        ),
        ({"notes": "Other notes"}, "Notes Ground floor ≠ Different: Other notes"),
        ({"amount": 99}, "Price: asked for $25.00, stored as $99.00"),
    ],
)
def test_another_place_price_or_note_is_told(
    desk: Desk, sandbox: Sandbox, fields: dict[str, Any], said: str
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("store_other", fields=fields)
    page = accepted(
        desk,
        sandbox,
        where,
        notes="Ground floor",
        amount="25",
        currency="USD",
        voucher_code="PRACTICE-OK",
    )

    assert said in page
