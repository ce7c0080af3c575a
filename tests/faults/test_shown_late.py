"""What an answer showed otherwise than asked, and the next look shows as asked: nobody knows that
it was anybody's doing outside.
"""

from __future__ import annotations

from typing import Any

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import AuditEvent
from tests.support.booking_actions import move
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.outcomes import let_looks_count, sentence_of
from tests.support.outside_changes import FRIDAY, MOVED, PHOENIX

BLAME = "not made through this portal"
AS_ASKED = "The {what} is the one that was asked for through this portal."
AS_REFUSED = "The start is what a request of this portal asked for, which SmarterProctoring had"
NOTHING_ELSE = "Nothing else of the change was asked for through this portal."
OTHER_PLACE = {"location": {"sid": f"PL{3:032x}", "name": "Phoenix Learning Center"}}
SHOWN = [
    ({"appointmentDate": "2026-12-01T15:30:00.000Z", "appointment": None}, ["start"]),
    (OTHER_PLACE, ["location"]),
    ({"sessionType": "b-virtual"}, ["type"]),
    (OTHER_PLACE | {"sessionType": "b-virtual"}, ["type", "location"]),
    ({"examLocale": "fr-CA"}, ["exam language"]),
]


def told(desk: Desk, where: dict[str, Any]) -> str:
    """The sentence of the change that the next look shows."""
    let_looks_count()
    desk.get(session_path(where))
    return sentence_of(AuditEvent.objects.filter(kind="seen").latest("number"))


@pytest.mark.faults(67)
@pytest.mark.parametrize(("fields", "names"), SHOWN, ids=str)
def test_what_is_as_asked_since_an_answer_is_told_as_that(
    desk: Desk, sandbox: Sandbox, fields: dict[str, Any], names: list[str]
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    sandbox.trouble("other_fields", method="POST", fields=fields)
    assert desk.book(where, exam_locale="es").status_code == 302
    said = told(desk, where)

    assert (BLAME in said, NOTHING_ELSE in said) == (False, False)
    assert [AS_ASKED.format(what=one) in said for one in names] == [True] * len(names)


@pytest.mark.faults(67)
def test_a_length_that_an_answer_told_otherwise_is_nobody_s_change(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    sandbox.trouble("other_fields", method="POST", fields={"duration": 45})
    desk.book(where)
    said = told(desk, where)

    assert ("length 45 minutes → 90 minutes" in said, BLAME in said) == (True, False)


@pytest.mark.faults(67)
def test_a_place_asked_for_before_a_move_is_told_so_when_it_comes_back(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.book(where)
    move(desk, where)
    let_looks_count()
    sandbox.place(where["sessionSid"], fields=PHOENIX)
    assert BLAME in told(desk, where)
    sandbox.place(where["sessionSid"], fields={"proctorLocationSid": f"PL{1:032x}"})

    assert AS_ASKED.format(what="location") in told(desk, where)


@pytest.mark.faults(67)
@pytest.mark.parametrize(
    ("beside", "is_told"),
    [({"fields": PHOENIX}, True), ({"minutes": 45}, True), ({"status": "Scheduled"}, False)],
    ids=str,
)
def test_what_nobody_here_asked_for_is_told_so_beside_what_comes_back_as_asked(
    desk: Desk, sandbox: Sandbox, beside: dict[str, Any], is_told: bool
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.book(where)
    let_looks_count()
    sandbox.place(where["sessionSid"], start=MOVED, status="Needs Proctor")
    told(desk, where)
    sandbox.place(where["sessionSid"], start="2027-01-14T15:30:00Z", **beside)
    said = told(desk, where)

    assert AS_ASKED.format(what="start") in said
    assert (NOTHING_ELSE in said) is is_told


@pytest.mark.faults(67)
def test_so_it_is_beside_what_a_refused_move_had_asked_for(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    desk.book(where)
    sandbox.trouble("status", method="PUT", code=422, message="Not today.")
    move(desk, where)
    sandbox.place(where["sessionSid"], start=FRIDAY, fields=PHOENIX)
    said = told(desk, where)

    assert (AS_REFUSED in said, NOTHING_ELSE in said) == (True, True)
