"""A readable yes about another time, and what is shown of it since."""

from __future__ import annotations

from typing import Any

import pytest

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.accepted_sentences import (
    AS_ASKED_SINCE,
    BOOKED,
)
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.differing_answers import accepted
from tests.support.html import words
from tests.support.outcomes import details, page_of


@pytest.mark.faults(26)
def test_an_hour_off_is_told_in_words_on_the_page_and_in_the_log(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("hour_off")
    page = accepted(desk, sandbox, where)

    assert "asked for 9:30 AM CST, stored as 10:30 AM CST" in page
    assert BOOKED not in page
    assert "To read to the learner" not in page
    [told] = details("outcome")["differences"]
    assert told == {"what": "Start", "asked": "9:30 AM CST", "stored": "10:30 AM CST"}


@pytest.mark.faults(26)
def test_a_fraction_of_a_second_that_was_typed_is_no_difference(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    page = accepted(desk, sandbox, where, appointment_date_time="2027-01-14T09:30:00.5")

    assert (BOOKED in page, "stored as" in page) == (True, False)
    [sent] = sandbox.requests("POST")
    assert sent["body"]["appointmentDateTime"] == "2027-01-14T15:30:00.000Z"


def changed_past_the_portal(desk: Desk, sandbox: Sandbox, where: dict[str, str], **to: Any) -> str:
    """A change at the provider that somebody has looked at; what the page then says of now."""
    sandbox.place(where["sessionSid"], **to)
    desk.get(session_path(where))
    desk.post(f"{session_path(where)}looked/", {})
    return page_of(desk, where).split("History", 1)[0]


@pytest.mark.faults(26)
def test_what_is_shown_as_asked_by_now_is_called_different_no_more(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("hour_off")
    assert "stored as 10:30 AM CST" in accepted(desk, sandbox, where)
    page = changed_past_the_portal(desk, sandbox, where, start="2027-01-14T15:30:00+00:00")

    assert (BOOKED in page, AS_ASKED_SINCE in page, "10:30" in page) == (True, True, False)
    assert "To read to the learner" in page
    row = words(desk.get("/?view=all&day=2027-01-14"))
    assert "not as asked" not in row and "shows 10:30" not in row


@pytest.mark.faults(26)
def test_what_differs_since_is_told_beside_what_did(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("hour_off")
    accepted(desk, sandbox, where)
    page = changed_past_the_portal(
        desk,
        sandbox,
        where,
        start="2027-01-14T17:00:00+00:00",
        fields={"proctorLocationSid": "PL" + "3".zfill(32)},
    )

    assert "Start 9:30 AM CST ≠ Different: 11:00 AM CST" in page
    assert "Location Duluth Testing Center ≠ Different: Phoenix Learning Center" in page
    assert "10:30" not in page
