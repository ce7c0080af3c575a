"""The pages of a rescue that was begun: read, steered, and one more row carried out."""

from __future__ import annotations

from portal.sandbox.server import Sandbox
from scheduling.batches import execution, leases
from scheduling.exam_sessions.session_refresh import refresh_session
from scheduling.models import Batch, ExamSession, Institution
from tests.support.booking_actions import move
from tests.support.client import Desk
from tests.support.html import words
from tests.support.people import NORTHFIELD

NOT_MOVED = "Don’t call yet: not moved. Find another time first."
MOVED_TO = "is moved from 10:00 AM to 1:00 PM on Thursday, January 14, 2027."


def page_of(desk: Desk, batch: Batch, part: str = "") -> str:
    return words(desk.get(f"/rescues/{batch.pk}/{part}"))


def steered(desk: Desk, batch: Batch, what: str) -> int:
    return desk.post(f"/rescues/{batch.pk}/steer/", {"do": what}).status_code


def carried_out_next(institution: Institution) -> None:
    """The next row alone."""
    [row] = leases.claim(institution.pk, at_once=execution.AT_ONCE)
    leases.sent([row] if execution.carry_out(row) else [])


def shown_since(sandbox: Sandbox, session: ExamSession, **wanted: str) -> None:
    """Another look shows the session so."""
    sandbox.place(session.sid, **wanted)
    refresh_session(session)


def moved_by_hand(desk: Desk, session: ExamSession) -> None:
    """To the Friday, with the form of one session."""
    where = {"installSid": NORTHFIELD, "examSid": session.exam_sid, "sessionSid": session.sid}
    assert move(desk, where).status_code == 302
