"""When a sitting ends, after a move that was made here: told by its start or its length, or by
itself, and each once.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.confirmed import is_confirmed
from scheduling.exam_sessions.outside_changes import reviews
from scheduling.models import AuditEvent, ExamSession
from scheduling.session_commands import PORTAL
from tests.support.booking_actions import book, mirrored, move
from tests.support.client import Desk
from tests.support.differing_answers import READ_ALOUD, answers_otherwise, looked_at_later
from tests.support.outcomes import page_of
from tests.support.outside_changes import MOVED, listed, seen

MOVED_OUTSIDE = {
    "appointment": None,
    "appointmentDate": "2027-01-20T16:00:00.000Z",
    "appointmentEndDate": "2027-01-20T17:30:00.000Z",
}
LONGER = {"duration": 120, "appointmentEndDate": "2027-01-15T21:00:00.000Z"}


@pytest.fixture
def moved(desk: Desk, sandbox: Sandbox) -> dict[str, str]:
    """A session that was moved here to the Friday, and looked at a while ago."""
    where = book(desk, sandbox)
    move(desk, where)
    page_of(desk, where)
    looked_at_later()
    return where


@pytest.mark.faults(67)
@pytest.mark.parametrize(
    ("shown", "told"),
    [
        (LONGER, {"length"}),
        (MOVED_OUTSIDE, {"start"}),
        (
            MOVED_OUTSIDE | {"duration": 120, "appointmentEndDate": "2027-01-20T18:00:00.000Z"},
            {"start", "length"},
        ),
    ],
    ids=["longer", "moved", "moved and longer"],
)
def test_a_reviewed_change_that_tells_the_end_is_confirmed(
    desk: Desk, sandbox: Sandbox, moved: dict[str, str], shown: dict[str, Any], told: set[str]
) -> None:
    answers_otherwise(sandbox, shown, "GET")
    page_of(desk, moved)
    changes = json.loads(AuditEvent.objects.get(kind="seen").details)["changes"]
    assert (set(changes), is_confirmed(mirrored(moved))) == (told, False)

    reviews.acknowledge(session=mirrored(moved), actor=PORTAL)
    assert (READ_ALOUD in page_of(desk, moved), is_confirmed(mirrored(moved))) == (True, True)


@pytest.mark.faults(67)
def test_the_end_after_a_move_outside_that_the_list_showed_first_is_not_told_again(
    desk: Desk, sandbox: Sandbox, moved: dict[str, str]
) -> None:
    listed(mirrored(moved), appointmentDate=MOVED)
    reviews.acknowledge(session=mirrored(moved), actor=PORTAL)
    looked_at_later()
    answers_otherwise(sandbox, MOVED_OUTSIDE, "GET")

    assert (READ_ALOUD in page_of(desk, moved), seen()) == (True, 1)


@pytest.mark.faults(67)
@pytest.mark.parametrize(
    "end", ["2027-01-15T20:30:00.000Z", "2027-01-15T22:00:00.000Z"], ids=["as asked", "later"]
)
def test_nothing_is_first_shown_of_a_session_of_which_no_arrangement_was_kept(
    desk: Desk, sandbox: Sandbox, moved: dict[str, str], end: str
) -> None:
    ExamSession.objects.update(arranged=None)
    answers_otherwise(sandbox, {"appointmentEndDate": end}, "GET")
    page_of(desk, moved)

    assert seen() == 0


@pytest.mark.faults(67)
def test_a_move_outside_from_before_ends_were_kept_is_not_told_by_its_end(
    desk: Desk, sandbox: Sandbox, moved: dict[str, str]
) -> None:
    at = datetime.fromisoformat(MOVED)
    ExamSession.objects.update(arranged=None, appointment_at=at)
    answers_otherwise(sandbox, MOVED_OUTSIDE, "GET")
    page_of(desk, moved)

    assert seen() == 0
