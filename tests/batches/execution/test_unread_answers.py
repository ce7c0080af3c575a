"""Rows whose look can't be read whole: nothing is sent on a guess."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import Settings

from portal.sandbox.server import Sandbox
from scheduling.batches import execution
from scheduling.models import Batch, ExamSession, Institution
from tests.support.batch_rows import moved, outcomes
from tests.support.batches import TEN, begun, booked_there, carried_out, no_pause

NO_START = {"appointment": None}
LEFT_OPEN: list[dict[str, Any]] = [
    NO_START | {"appointmentDate": None},
    NO_START | {"appointmentDate": "2027-01-20 12:00:00"},
    NO_START | dict.fromkeys(("appointmentDate", "location", "sessionType", "status")),
    {"status": None},
    {"location": {"name": "Annex"}},
    {"sessionType": ["automated"]},
]


def shown(
    sandbox: Sandbox, session: ExamSession, fields: dict[str, Any], times: int | None
) -> None:
    about = {"method": "GET", "path_contains": session.sid, "times": times}
    sandbox.trouble("other_fields", **about, fields=fields)


@pytest.mark.parametrize("fields", LEFT_OPEN, ids=str)
def test_a_row_whose_look_leaves_open_how_it_stands_waits_for_one_that_does_not(
    sandbox: Sandbox, institution: Institution, fields: dict[str, Any]
) -> None:
    [one] = booked_there(sandbox, institution, 1)
    batch = begun([one])
    shown(sandbox, one, fields, times=1)
    execution.run(batch.institution_id)

    assert (sandbox.requests("PUT"), outcomes(batch)) == ([], ["waiting"])
    said = batch.rows.get().reason
    assert said.startswith("SmarterProctoring’s last answer is not complete. It ")
    assert Batch.objects.get().wait_reason == (
        "SmarterProctoring’s last answer about one session is not complete."
        " We try again every few seconds."
    )
    assert outcomes(carried_out(batch)) == ["moved"]


def test_where_no_look_tells_it_the_row_is_left_to_a_person_and_the_others_go_on(
    sandbox: Sandbox, institution: Institution
) -> None:
    odd, well = booked_there(sandbox, institution, 2)
    batch = begun([odd, well])
    shown(sandbox, odd, {"location": {"name": "Annex"}}, times=None)
    carried_out(batch)

    assert (batch.state, sorted(outcomes(batch))) == ("done", ["moved", "not sent"])
    assert moved(sandbox) == {well.sid: 1}
    row = batch.rows.get(session=odd)
    assert "It gave the location as “Annex”." in row.reason
    assert row.reason.endswith(execution.NEVER_READ)
    assert row.tries == execution.MOST_UNREAD


def test_what_kept_it_before_counts_for_nothing(sandbox: Sandbox, institution: Institution) -> None:
    [one] = booked_there(sandbox, institution, 1)
    batch = begun([one])
    batch.rows.update(tries=execution.MOST_UNREAD + 1, reason=execution.PAUSED)
    shown(sandbox, one, {"status": None}, times=1)
    execution.run(batch.institution_id)
    assert outcomes(batch) == ["waiting"]


def test_what_is_left_open_may_be_told_otherwise_each_time(
    sandbox: Sandbox, institution: Institution
) -> None:
    [one] = booked_there(sandbox, institution, 1)
    batch = begun([one])
    shown(sandbox, one, {"status": None}, times=1)
    execution.run(batch.institution_id)
    assert batch.rows.get().waits_for == "rest"

    batch.rows.update(tries=execution.MOST_UNREAD)
    no_pause()
    shown(sandbox, one, {"sessionType": ["automated"]}, times=1)
    execution.run(batch.institution_id)
    assert (outcomes(batch), batch.rows.get().waits_for) == (["not sent"], "")


def test_a_place_that_was_never_known_keeps_no_row(
    sandbox: Sandbox, institution: Institution
) -> None:
    [one] = booked_there(sandbox, institution, 1, location_sid="", location_name="")
    batch = begun([one])
    shown(sandbox, one, {"location": None}, times=None)
    assert outcomes(carried_out(batch)) == ["moved"]
    assert Batch.objects.get().wait_reason == ""


def test_one_that_is_told_too_late_again_and_again_promises_no_further_look(
    sandbox: Sandbox, institution: Institution, settings: Settings
) -> None:
    settings.READ_BACK_QUIET = 30.0
    [one] = booked_there(sandbox, institution, 1)
    carried_out(begun([one]))
    one.refresh_from_db()
    back = begun([one])
    shown(sandbox, one, {"appointment": None, "appointmentDate": TEN.isoformat()}, times=None)
    carried_out(back)

    assert outcomes(back) == ["not sent"]
    before = "It shows the session as it was before the last request here."
    assert back.rows.get().reason.endswith(f" {before} {execution.NEVER_READ}")
