"""A switch while the portal's own database is in trouble: without a record nothing follows."""

from __future__ import annotations

import pytest

from portal.sandbox.server import Sandbox
from scheduling.audit.verifier import verify
from scheduling.models import TypeSwitch
from scheduling.worker import steps
from tests.support.booking_actions import book
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.database_faults import Storage
from tests.support.html import words
from tests.support.outcomes import kinds, page_of
from tests.support.switching import arrived, states, switch, switch_path, the_switch


@pytest.mark.faults(39)
def test_what_can_not_be_written_down_is_not_begun(
    desk: Desk, sandbox: Sandbox, storage: Storage
) -> None:
    where = book(desk, sandbox)
    storage.refuse("switch_begun")
    answer = switch(desk, where, notes="Typed already")
    assert (answer.status_code, arrived(sandbox)) == (502, [])
    assert "nothing was sent: the portal’s database is busy or full" in words(answer)
    storage.mend()
    assert (states(), TypeSwitch.objects.count()) == ([], 0)


@pytest.mark.faults(41)
@pytest.mark.parametrize("kind", ["outcome", "switch_halfway"])
def test_a_cancellation_that_could_not_be_recorded_is_followed_by_nothing(
    desk: Desk, sandbox: Sandbox, storage: Storage, kind: str
) -> None:
    where = book(desk, sandbox)
    storage.refuse(kind)
    answer = switch(desk, where)
    assert (answer.status_code, arrived(sandbox)) == (200, ["DELETE"])
    assert "SmarterProctoring accepted it, but it is not recorded here yet" in words(answer)
    storage.mend()
    steps.take_spool()
    assert (states(), the_switch().state) == ([("cancel", "accepted")], "waiting")
    assert kinds()[-2:] == ["outcome", "switch_halfway"]
    assert (
        f'href="{switch_path(where)}">Continue the switch</a>' in desk.get(session_path(where)).text
    )
    assert verify().is_intact


@pytest.mark.faults(41)
def test_a_booking_that_could_not_be_recorded_ends_the_switch_once_it_is(
    desk: Desk, sandbox: Sandbox, storage: Storage
) -> None:
    where = book(desk, sandbox)
    storage.refuse("switch_done")
    answer = switch(desk, where)
    assert (answer.status_code, arrived(sandbox)) == (200, ["DELETE", "POST"])
    assert "it is not recorded here yet" in words(answer)
    storage.mend()
    steps.take_spool()
    assert (states()[-1], the_switch().state) == (("schedule", "accepted"), "done")
    assert "Switched to Virtual Test Center" in page_of(desk, where)
    assert (arrived(sandbox), verify().is_intact) == (["DELETE", "POST"], True)
