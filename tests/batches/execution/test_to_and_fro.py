"""What goes to and fro outside is told again once a move was approved: the rescue sees the last
step, also where the same step was told before.
"""

from __future__ import annotations

import pytest

from portal.sandbox.server import Sandbox
from scheduling.batches import execution
from scheduling.exam_sessions.session_refresh import refresh_session
from scheduling.models import ExamSession, Institution
from tests.support.batches import SEAT, begun, booked_there, carried_out
from tests.support.outside_changes import seen

ONLINE = {"type": "proctoru"}


def show(sandbox: Sandbox, session: ExamSession, fields: dict[str, str]) -> None:
    sandbox.place(session.sid, fields=fields)
    refresh_session(session)


@pytest.fixture
def session(sandbox: Sandbox, institution: Institution) -> ExamSession:
    """It was another type for a while, both steps are told, and nobody has looked."""
    [made] = booked_there(sandbox, institution, 1)
    for fields in (SEAT, ONLINE, SEAT):
        show(sandbox, made, fields)
    assert seen() == 2
    return made


@pytest.mark.parametrize("after", [[ONLINE], [ONLINE, SEAT], [ONLINE, SEAT, ONLINE]])
def test_a_step_that_was_told_before_the_approval_holds_the_row_back(
    sandbox: Sandbox, session: ExamSession, after: list[dict[str, str]]
) -> None:
    batch = begun([session])
    for fields in after:
        show(sandbox, session, fields)
    sandbox.clear()
    carried_out(batch)
    assert sandbox.requests("PUT") == []
    assert list(batch.rows.values_list("state", "reason")) == [("held", execution.CHANGED)]
    assert seen() == 2 + min(len(after), 2)


def test_what_went_to_and_fro_before_the_approval_alone_is_moved(
    sandbox: Sandbox, session: ExamSession
) -> None:
    batch = begun([session])
    sandbox.clear()
    carried_out(batch)
    assert (len(sandbox.requests("PUT")), seen()) == (1, 2)


def test_without_an_approval_it_is_told_once_each_way(
    sandbox: Sandbox, session: ExamSession
) -> None:
    for fields in (ONLINE, SEAT, ONLINE):
        show(sandbox, session, fields)
    assert seen() == 2
