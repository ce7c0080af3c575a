"""A booking that was confirmed and then changed outside: once somebody has reviewed that, what is
shown is what holds, and it is read to the learner.
"""

from __future__ import annotations

from typing import Any

import pytest

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel import confirmed
from scheduling.booking.outcome_panel.accepted_sentences import (
    BOOKED,
    BOOKED_OUTSIDE,
    DO_NOT_TELL,
    SHOWS_A_CHANGE,
    SHOWS_ANOTHER,
    STORED_SOMETHING_ELSE,
)
from scheduling.booking.outcome_panel.request_words import SHOWS_IT_AS
from scheduling.models import Attempt, ExamSession
from tests.support.booking_actions import WHY, book, cancel, mirrored, move
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.html import words
from tests.support.long_cases import mostly_long
from tests.support.outcomes import attempt_of, let_looks_count, page_of
from tests.support.outside_changes import listed

PHOENIX = "PL" + "3".zfill(32)
LATER = {"start": "2027-01-18T20:00:00.000Z"}
READ, FILE, REVIEWED = "To read to the learner", "session.ics", "was reviewed by Ana Ruiz, "
TUESDAY, ITS_LATER = "Thursday, January 14, 2027, 9:30 AM CST", "Monday, January 18, 2027"
IN_DOUBT = (
    SHOWS_ANOTHER.format(title="Accepted"),
    SHOWS_A_CHANGE.format(title="Accepted"),
    DO_NOT_TELL["schedule"],
    STORED_SOMETHING_ELSE,
)


def reviewed(desk: Desk, sandbox: Sandbox, where: dict[str, str], **outside: Any) -> str:
    """The session's page after a change outside was seen and reviewed."""
    desk.get(session_path(where))  # as it was confirmed
    sandbox.place(where["sessionSid"], **outside)
    if "status" in outside:
        let_looks_count()
    before = words(desk.get(session_path(where)))
    assert "changed outside this portal" in before.lower()
    assert READ not in before
    assert desk.post(f"{session_path(where)}looked/", {}).status_code == 302
    return words(desk.get(session_path(where))).split("History", 1)[0]


@pytest.mark.faults(67)
@pytest.mark.parametrize("send", [None, move])
def test_a_booking_that_was_moved_outside_is_told_as_it_stands_once_that_is_reviewed(
    desk: Desk, sandbox: Sandbox, send: Any
) -> None:
    where = book(desk, sandbox)
    asked = TUESDAY
    if send:
        assert send(desk, where).status_code == 302
        asked = "Friday, January 15, 2027, 1:00 PM CST"
    said = reviewed(desk, sandbox, where, **LATER)
    assert (BOOKED_OUTSIDE in said, REVIEWED in said, BOOKED in said) == (True, True, False)
    assert f"Asked for through this portal: {asked}" in said
    assert [one for one in IN_DOUBT if one in said] == []
    told = said.split(READ, 1)[1]
    assert ITS_LATER in told
    assert asked.rsplit(", ", 1)[0] in told  # from when it was moved
    file = desk.get(f"{session_path(where)}{FILE}")
    assert (file.status_code, "20270118T140000" in file.text) == (200, True)


@pytest.mark.faults(67)
@pytest.mark.parametrize(
    "status", mostly_long(["Cancelled", "Needs Proctor", "Pending Approval", "Denied"], everyday=2)
)
def test_one_that_is_booked_no_more_is_told_as_that_once_it_is_reviewed(
    desk: Desk, sandbox: Sandbox, status: str
) -> None:
    where = book(desk, sandbox)
    said = reviewed(desk, sandbox, where, status=status)
    word = ExamSession.objects.get(sid=where["sessionSid"]).known_status.word
    assert (SHOWS_IT_AS.format(status=word) in said, REVIEWED in said) == (True, True)
    assert [one for one in (*IN_DOUBT, READ) if one in said] == []


@pytest.mark.faults(67)
def test_a_cancelled_booking_that_was_booked_again_outside_holds_once_it_is_reviewed(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    cancel(desk, where)
    said = reviewed(desk, sandbox, where, status="Scheduled")
    assert (BOOKED_OUTSIDE in said, READ in said) == (True, True)
    assert desk.get(f"{session_path(where)}{FILE}").status_code == 200


@pytest.mark.faults(26)
def test_what_the_first_answer_showed_otherwise_is_no_change_outside(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("hour_off", method="POST")
    desk.book(where)
    said = reviewed(desk, sandbox, where, fields={"proctorLocationSid": PHOENIX})
    assert (BOOKED_OUTSIDE in said, STORED_SOMETHING_ELSE in said) == (False, True)


@pytest.mark.faults(66, 67)
@pytest.mark.parametrize("trouble", ["drop_before", "drop_after"])
def test_of_a_move_in_doubt_a_start_that_neither_was_nor_was_asked_for_is_not_read_as_the_known_one(
    desk: Desk, sandbox: Sandbox, trouble: str
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble(trouble, method="PUT")
    move(desk, where)
    sandbox.place(where["sessionSid"], **LATER)
    Attempt.objects.filter(attempt_id=attempt_of(where).attempt_id).update(needs_person=True)
    said = words(desk.get(session_path(where)))
    told = said.split(READ, 1)[1].split("Copy", 1)[0]
    assert (ITS_LATER in told, "We are still finding out" in told) == (False, True)
    assert WHY not in told


@pytest.mark.faults(67)
@pytest.mark.parametrize(
    "statuses",
    [
        ("Cancelled", "Scheduled"),
        ("Approval Denied", "Scheduled"),
        ("Closed", "Scheduled"),
        ("Incident", "Scheduled"),
        ("Incident",),
        ("Closed",),
    ],
    ids=str,
)
def test_a_status_that_changed_outside_is_not_read_out_until_somebody_has_reviewed_it(
    desk: Desk, sandbox: Sandbox, statuses: tuple[str, ...]
) -> None:
    where = book(desk, sandbox)
    desk.get(session_path(where))
    for status in statuses:
        listed(mirrored(where), status=status)
        sandbox.place(where["sessionSid"], status=status)
    page = page_of(desk, where)

    assert [one for one in (BOOKED, READ) if one in page] == []
    assert SHOWS_A_CHANGE.format(title="Accepted") in page
    assert not confirmed.is_confirmed(mirrored(where))
    desk.post(f"{session_path(where)}looked/", {})
    if statuses[-1] == "Scheduled":
        page = page_of(desk, where)
        assert (BOOKED in page, READ in page) == (True, True)
