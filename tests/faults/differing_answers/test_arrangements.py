"""Whose slot, who proctors, the number, the language and the end, shown otherwise than asked."""

from __future__ import annotations

import json
from typing import Any

import pytest

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.confirmed import is_confirmed
from scheduling.models import AuditEvent
from scheduling.proctoring_api.parsing import is_sid
from scheduling.views.log import event_rows
from tests.support.booking_actions import INSTRUCTOR, ONE_OFF, book, mirrored, move
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.differing_answers import (
    OTHER_SLOT,
    READ_ALOUD,
    ZOE,
    accepted,
    answers_otherwise,
    looked_at_later,
)
from tests.support.long_cases import mostly_long
from tests.support.outcomes import attempt_of, page_of, settle
from tests.support.outside_changes import TITLE, seen

RB: dict[str, Any] = {"session_type": "register-blast", "external_appointment_id": "RB-1"}
MEXICAN = {"exam_locale": "es-MX"}
CENTERS = {"proctor_type_sub_category_sid": "TSbff39e6956b84f6399ecaac991d9a529"}


DIFFERING = pytest.mark.parametrize(
    ("asked", "shown", "what", "stored"),
    [
        (INSTRUCTOR, OTHER_SLOT, "Instructor time slot", "CP" + "8" * 32),
        (ONE_OFF, ZOE, "Proctor", "Zoe Wrong"),
        (RB, {"externalAppointmentId": "RB-2"}, "Appointment number", "RB-2"),
        (MEXICAN, {"examLocale": "fr-FR"}, "Exam language", "fr-FR"),
        (
            CENTERS,
            {"proctorTypeSid": "TS9531c6b112f145018dae3cd2a9f60c4c"},
            "Proctor type",
            "Automated with Review",
        ),
    ],
    ids=["slot", "proctor", "number", "language", "proctor type"],
)


@pytest.mark.faults(26)
@DIFFERING
def test_what_is_arranged_otherwise_is_told_and_nothing_is_read_aloud(
    desk: Desk,
    sandbox: Sandbox,
    asked: dict[str, Any],
    shown: dict[str, Any],
    what: str,
    stored: str,
) -> None:
    where = sandbox.needs_proctor()[0]
    answers_otherwise(sandbox, shown, "POST", "GET")
    page = accepted(desk, sandbox, where, **asked)

    found = {one["what"]: one["stored"] for one in attempt_of(where).differences}
    assert found[what] == stored
    assert ("Booked, but not what you asked for" in page, READ_ALOUD in page) == (True, False)
    assert not is_confirmed(mirrored(where))


@pytest.mark.faults(26)
@DIFFERING
def test_a_lost_answer_whose_look_shows_it_arranged_otherwise_is_not_this_request_s(
    desk: Desk,
    sandbox: Sandbox,
    asked: dict[str, Any],
    shown: dict[str, Any],
    what: str,
    stored: str,
) -> None:
    where = sandbox.needs_proctor()[0]
    answers_otherwise(sandbox, shown, "GET")
    sandbox.trouble("drop_after", method="POST")
    desk.book(where, **asked)
    settle()

    attempt = attempt_of(where)
    assert (attempt.state, attempt.needs_person) == ("unconfirmed", True)
    assert stored in page_of(desk, where)


@pytest.mark.faults(67)
@DIFFERING
def test_what_a_later_look_shows_arranged_otherwise_is_a_change_outside(
    desk: Desk,
    sandbox: Sandbox,
    asked: dict[str, Any],
    shown: dict[str, Any],
    what: str,
    stored: str,
) -> None:
    where = book(desk, sandbox, **asked)
    page_of(desk, where)
    looked_at_later()
    answers_otherwise(sandbox, shown, "GET")
    page = page_of(desk, where)

    assert (seen(), TITLE in page, READ_ALOUD in page) == (1, True, False)
    assert f"{what.lower()} " in page
    assert f"→ {stored}" in page
    event = AuditEvent.objects.get(kind="seen")
    assert "Zoe" not in event.sentence + event.details
    [row] = event_rows.of([event], zone="America/Chicago")
    change = next(one for one in row.changes if one.what == what)
    assert (is_sid(change.before, ""), change.after) == (False, stored)


@pytest.mark.faults(26)
@pytest.mark.parametrize(
    ("asked", "shown"),
    mostly_long(
        [
            (INSTRUCTOR, {"instructorProctorSid": ("CP" + "1".zfill(32)).lower()}),
            (ONE_OFF, {"proctor": {"name": "BERG, Jonas", "phone": "(218) 555-0101"}}),
            (ONE_OFF, {"proctor": {"firstName": "Jonas", "lastName": "Berg", "company": None}}),
            (ONE_OFF, {"proctor": "Jonas Berg"}),
            (RB, {"externalAppointmentId": " rb-1 "}),
            (RB, {"externalAppointmentId": None}),
            (MEXICAN, {"examLocale": "es_mx"}),
            (CENTERS, {"proctorTypeSid": "PT" + "9" * 32}),
            ({}, {"instructorProctorSid": "CP" + "8" * 32, "examLocale": "fr", "proctor": ZOE}),
            ({}, {"externalAppointmentId": "RB-2", "proctorTypeSid": "TS" + "9" * 32}),
        ],
        everyday=5,
    ),
    ids=str,
)
def test_spelling_and_what_was_not_asked_for_is_no_difference(
    desk: Desk, sandbox: Sandbox, asked: dict[str, Any], shown: dict[str, Any]
) -> None:
    where = sandbox.needs_proctor()[0]
    answers_otherwise(sandbox, shown, "POST", "GET")
    page = accepted(desk, sandbox, where, **asked)
    looked_at_later()

    assert (attempt_of(where).differences, READ_ALOUD in page) == ([], True)
    assert (READ_ALOUD in page_of(desk, where), seen()) == (True, 0)


@pytest.mark.faults(26)
@pytest.mark.parametrize("asked", [INSTRUCTOR, ONE_OFF], ids=["slot", "proctor"])
def test_whom_no_answer_shows_is_not_confirmed(
    desk: Desk, sandbox: Sandbox, asked: dict[str, Any]
) -> None:
    where = sandbox.needs_proctor()[0]
    answers_otherwise(sandbox, {"instructorProctorSid": None, "proctor": None}, "POST", "GET")
    page = accepted(desk, sandbox, where, **asked)

    assert ("Booked, but SmarterProctoring did not show the" in page, READ_ALOUD in page) == (
        True,
        False,
    )
    assert not is_confirmed(mirrored(where))


@pytest.mark.faults(26)
def test_another_end_than_a_move_named_is_told(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    answers_otherwise(sandbox, {"appointmentEndDate": "2027-01-15T19:30:00.000Z"}, "GET")
    move(desk, where)
    page = page_of(desk, where)

    [end] = attempt_of(where).differences
    assert (end["what"], end["stored"]) == (
        "End",
        "Friday, January 15, 2027, 1:30 PM CST (19:30 UTC)",
    )
    assert ("Moved, but not what you asked for" in page, READ_ALOUD in page) == (True, False)


@pytest.mark.faults(26)
@pytest.mark.parametrize(
    ("end", "is_told"),
    [
        ("2027-01-14T23:00:00.000Z", True),
        ("2027-01-14T17:00:00.000Z", False),
        ("2020-01-01T00:00:00.000Z", False),
        ("at 5", False),
        (None, False),
    ],
)
def test_an_end_that_nobody_asked_for_is_told_and_none_is_read_aloud_beside_it(
    desk: Desk, sandbox: Sandbox, end: str | None, is_told: bool
) -> None:
    where = sandbox.needs_proctor()[0]
    answers_otherwise(sandbox, {"appointmentEndDate": end}, "POST", "GET")
    page = accepted(desk, sandbox, where)

    assert ("SmarterProctoring shows the end as" in page) == is_told
    assert ("from 9:30 to 11:00 AM CST" in page) != is_told
    file = desk.get(f"{session_path(where)}session.ics").text
    assert ("DTSTART" in file, "DTEND" in file) == (True, not is_told)


@pytest.mark.faults(67)
def test_an_end_that_a_later_look_shows_otherwise_is_a_change(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    page_of(desk, where)
    looked_at_later()
    answers_otherwise(sandbox, {"appointmentEndDate": "2027-01-14T23:00:00.000Z"}, "GET")
    page = page_of(desk, where)

    assert (seen(), TITLE in page) == (1, True)
    changes = json.loads(AuditEvent.objects.get(kind="seen").details)["changes"]
    assert changes == {"end": {"before": "2027-01-14T17:00:00Z", "after": "2027-01-14T23:00:00Z"}}
