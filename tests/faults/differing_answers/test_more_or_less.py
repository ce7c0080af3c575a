"""A readable yes that says more or less than expected."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.accepted_sentences import (
    ACCEPTED,
    BOOKED,
    DID_NOT_SAY_WHEN,
)
from scheduling.booking.outcome_panel.open_sentences import NOT_KNOWN
from scheduling.booking.outcome_panel.request_words import ASKED_FOR
from scheduling.booking.permitted_actions import BOOKED_HERE
from scheduling.models import ExamSession
from tests.support.booking_form import form_path, session_path
from tests.support.client import Desk
from tests.support.differing_answers import accepted
from tests.support.html import words
from tests.support.outcomes import (
    attempt_of,
    details,
    effects,
    let_looks_count,
    page_of,
    posts,
    settled,
)
from tests.support.switching import ONLINE, switch


@pytest.mark.faults(25)
def test_fields_nobody_has_heard_of_change_nothing(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("extra_fields", count=60)

    assert BOOKED in accepted(desk, sandbox, where)


@pytest.mark.faults(24)
@pytest.mark.parametrize("kind", ["null_fields", "wrong_types"])
def test_nulls_and_wrong_types_beside_the_sid_are_still_a_yes(
    desk: Desk, sandbox: Sandbox, kind: str
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble(kind)

    assert BOOKED in accepted(desk, sandbox, where)


def booked_in_silence(desk: Desk, sandbox: Sandbox, where: dict[str, str]) -> None:
    """Booked with a yes that shows nothing but the SID; every look afterwards fails."""
    desk.get(session_path(where))
    silent = dict.fromkeys(("status", "sessionType", "appointmentDate", "appointment", "location"))
    sandbox.trouble("other_fields", method="POST", fields=silent)
    sandbox.trouble("status", method="GET", code=503, times=None)
    assert desk.book(where).status_code == 302
    assert attempt_of(where).state == "accepted"


@pytest.mark.faults(64)
def test_a_yes_that_shows_nothing_is_not_followed_by_a_second_booking(
    desk: Desk, second_desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    booked_in_silence(desk, sandbox, where)
    form = second_desk.get(form_path(where))

    assert second_desk.book(where).status_code == 409
    assert posts(sandbox) == 1
    assert BOOKED_HERE in words(form)
    assert DID_NOT_SAY_WHEN.format(title=ACCEPTED) in page_of(desk, where)

    sandbox.stand_in.troubles.clear()
    let_looks_count()
    sandbox.place(where["sessionSid"], status="Needs Proctor")
    second_desk.get(form_path(where))
    assert second_desk.book(where).status_code == 302
    assert posts(sandbox) == 2


@pytest.mark.faults(64)
def test_a_yes_that_shows_nothing_is_followed_by_no_second_booking_from_any_form(
    desk: Desk, administrator: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    booked_in_silence(desk, sandbox, where)
    answers = [
        desk.book(where),
        administrator.book(where),
        administrator.book(where, session_type="vtc", proctor_location_sid=ONLINE),
        switch(administrator, where),
    ]
    assert [answer.status_code for answer in answers[:3]] == [409] * 3
    assert posts(sandbox) == 1


@pytest.mark.faults(65)
def test_an_older_date_is_never_told_as_the_booking_s(desk: Desk, sandbox: Sandbox) -> None:
    where, older = sandbox.needs_proctor()[0], datetime(2026, 12, 1, 15, 30, tzinfo=UTC)
    desk.get(session_path(where))
    ExamSession.objects.filter(sid=where["sessionSid"]).update(appointment_at=older)
    booked_in_silence(desk, sandbox, where)
    page = page_of(desk, where)

    assert "December 1" not in page.split("History", 1)[0]
    assert f"{ASKED_FOR} Thursday, January 14, 2027 9:30 AM CST" in page
    assert (BOOKED in page, "To read to the learner" in page) == (False, False)


@pytest.mark.faults(31)
@pytest.mark.parametrize(
    "called",
    [
        "",
        "application/json; charset=utf-8; profile=session",
        "Application/JSON",
        "application/hal+json;v=2",
    ],
)
def test_a_whole_record_is_a_yes_under_every_name_of_json_and_under_none(
    desk: Desk, sandbox: Sandbox, called: str
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("content_type", value=called)

    assert BOOKED in accepted(desk, sandbox, where)


@pytest.mark.faults(31)
@pytest.mark.parametrize(
    "called", ["text/html", "text/plain; charset=utf-8", "image/png", "application/octet-stream"]
)
def test_a_whole_record_that_calls_itself_something_else_is_believed_only_once_it_is_read_back(
    desk: Desk, sandbox: Sandbox, called: str
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    sandbox.trouble("content_type", value=called, method="POST")
    answer = desk.book(where)

    assert (answer.status_code, answer.headers["Location"]) == (302, session_path(where))
    assert NOT_KNOWN["schedule"] in page_of(desk, where)
    outcome = details("outcome")
    assert (attempt_of(where).state, outcome["cause"]) == ("unconfirmed", "unreadable")
    assert outcome["exchange"]["header"] == f"Content-Type: {called}"
    assert desk.book(where).status_code == 409
    sandbox.trouble("content_type", value=called, method="GET", times=None)
    found = settled(where)
    assert (found.state, found.settled_by, effects(sandbox, where)) == (
        "accepted",
        "The portal",
        ["scheduled"],
    )
    assert (posts(sandbox), BOOKED in page_of(desk, where)) == (1, True)
