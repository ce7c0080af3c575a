"""A look that gives something in a way that can't be read confirms nothing of it: what was known
stays, is told as from before, and leaves the house no more.
"""

from __future__ import annotations

from typing import Any

import pytest

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.accepted_sentences import BOOKED, CONFIRMED
from scheduling.models import ExamSession
from tests.support.booking_actions import book, move
from tests.support.booking_form import DULUTH, session_path
from tests.support.client import Desk
from tests.support.html import words
from tests.support.long_cases import mostly_long
from tests.support.outcomes import attempt_of

MINNEAPOLIS = "PL" + "2".zfill(32)
NOT_WHOLE = "SmarterProctoring’s last answer is not complete"
BEFORE = "What this page shows of it was known before."
TO_READ, FILE = "To read to the learner", "session.ics"
WHEN = "Thursday, January 14, 2027 9:30 – 11:00 AM CST"
NO_START = {"appointment": None}
ODD_LOOKS: list[tuple[dict[str, Any], str]] = [
    (NO_START | {"appointmentDate": "15/12/2026 12:00"}, "the start as “15/12/2026 12:00”"),
    (NO_START | {"appointmentDate": 1797000000}, "the start as “1797000000”"),
    (NO_START | {"appointmentDate": "2027-01-14 09:30:00"}, "the start as “2027-01-14 09:30:00”"),
    (
        {
            "appointmentDate": "2027-01-14T15:30:00Z",
            "appointment": {"start": "2027-01-16T15:00:00Z"},
        },
        "the start as “2027-01-14T15:30:00Z” and also “2027-01-16T15:00:00Z”",
    ),
    (
        {"location": {"sid": MINNEAPOLIS, "name": "Duluth Testing Center"}},
        f"the location as “{MINNEAPOLIS}” and also “Duluth Testing Center”",
    ),
    ({"location": 17}, "the location as “17”"),
    ({"location": {"name": "Annex"}}, "the location as “Annex”"),
    ({"location": None, "locationName": "Annex"}, "the location as “Annex”"),
    ({"sessionType": ["automated"]}, 'the type as “["automated"]”'),
]

LEFT_OUT: list[tuple[dict[str, Any], str]] = [
    (NO_START | {"appointmentDate": None}, "the start"),
    (NO_START | {"appointmentDate": " "}, "the start"),
    ({"location": None}, "the location"),
    ({"location": {"sid": None, "name": ""}}, "the location"),
    ({"sessionType": None}, "the type"),
    ({"status": None}, "the status"),
    ({"status": "\u200b"}, "the status"),
    ({"status": "N/A"}, "the status"),
    (
        NO_START | dict.fromkeys(("appointmentDate", "location", "sessionType", "status")),
        "the status, the start, the type and the location",
    ),
]


def answered(
    sandbox: Sandbox, where: dict[str, str], fields: dict[str, Any], *, looks: int
) -> None:
    """The next looks at the session show these fields."""
    about = {"method": "GET", "path_contains": where["sessionSid"], "times": looks}
    sandbox.trouble("other_fields", **about, fields=fields)


@pytest.mark.faults(65)
@pytest.mark.parametrize(("fields", "given"), mostly_long(ODD_LOOKS, everyday=4))
def test_a_look_that_can_not_be_read_whole_is_told_as_that_and_confirms_nothing(
    desk: Desk, sandbox: Sandbox, fields: dict[str, Any], given: str
) -> None:
    where = book(desk, sandbox)
    path = session_path(where)
    before = desk.get(path)
    assert (BOOKED in words(before), TO_READ in words(before), FILE in before.text) == (True,) * 3
    answered(sandbox, where, fields, looks=2)

    page = desk.get(path)
    said = words(page)
    assert f"{NOT_WHOLE} It gave {given}. We can’t tell what that means. {BEFORE}" in said
    assert (BOOKED in said, TO_READ in said, FILE in page.text) == (False,) * 3
    assert desk.get(f"{path}session.ics").status_code == 404
    kept = ExamSession.objects.get(sid=where["sessionSid"])
    assert (WHEN in said, kept.location_sid, kept.session_type) == (
        True,
        DULUTH,
        "smarter-scheduling",
    )

    after = desk.get(path)  # which is read whole again
    assert (BOOKED in words(after), TO_READ in words(after), FILE in after.text) == (True,) * 3
    assert NOT_WHOLE not in words(after)


@pytest.mark.faults(65)
@pytest.mark.parametrize(("fields", "what"), mostly_long(LEFT_OUT, everyday=4))
def test_a_look_that_leaves_out_what_is_known_is_told_as_that_and_confirms_nothing(
    desk: Desk, sandbox: Sandbox, fields: dict[str, Any], what: str
) -> None:
    where = book(desk, sandbox)
    path = session_path(where)
    desk.get(path)
    answered(sandbox, where, fields, looks=2)

    page = desk.get(path)
    said = words(page)
    assert f"{NOT_WHOLE} It did not say {what}. {BEFORE}" in said
    assert (BOOKED in said, TO_READ in said, FILE in page.text) == (False,) * 3
    assert desk.get(f"{path}session.ics").status_code == 404
    kept = ExamSession.objects.get(sid=where["sessionSid"])
    assert (WHEN in said, kept.location_sid) == (True, DULUTH)

    after = desk.get(path)
    assert (BOOKED in words(after), TO_READ in words(after), FILE in after.text) == (True,) * 3
    assert NOT_WHOLE not in words(after)


@pytest.mark.faults(65)
def test_what_is_cancelled_has_no_start_or_place_to_leave_out(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    path = session_path(where)
    fields = NO_START | {"appointmentDate": None, "location": None, "status": "Cancelled"}
    answered(sandbox, where, fields, looks=2)
    assert NOT_WHOLE not in words(desk.get(path))


@pytest.mark.faults(65)
def test_what_no_request_of_ours_booked_is_not_given_out_either(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    booked = {"status": "Scheduled", "start": "2027-01-14T15:30:00Z"}
    sandbox.place(where["sessionSid"], **booked, fields={"type": "automated"})
    path = session_path(where)
    assert FILE in desk.get(path).text
    answered(sandbox, where, NO_START | {"appointmentDate": "tomorrow"}, looks=2)
    page = desk.get(path)
    assert (NOT_WHOLE in words(page), FILE in page.text) == (True, False)
    assert desk.get(f"{path}session.ics").status_code == 404


@pytest.mark.faults(65)
@pytest.mark.parametrize(("fields", "what"), mostly_long(LEFT_OUT[2:7], everyday=2))
def test_nor_does_the_look_by_which_a_move_was_accepted(
    desk: Desk, sandbox: Sandbox, fields: dict[str, Any], what: str
) -> None:
    where = book(desk, sandbox)
    desk.get(session_path(where))
    answered(sandbox, where, fields, looks=1)
    sandbox.trouble("status", method="GET", code=503, times=None)
    move(desk, where)
    assert [one["method"] for one in sandbox.requests()] == ["GET", "PUT", "GET"]
    said = words(desk.get(session_path(where)))
    assert attempt_of(where).state == "accepted"
    assert f"It did not say {what}." in said
    assert (CONFIRMED["reschedule"] in said, TO_READ in said) == (False, False)
