"""Events of who came: checked in, checked out, marked as a no-show, and a mark taken back."""

from __future__ import annotations

from datetime import datetime

from scheduling.audit import event_writer
from scheduling.audit.kinds import Kind
from scheduling.exam_sessions.events.event_entry import entry_about, exam_of
from scheduling.models import Attendance, ExamSession
from scheduling.session_commands import Actor
from scheduling.spoken_time import say, to_minute

Mark = Attendance.Mark
KINDS = {
    Mark.ARRIVED: Kind.CHECKED_IN,
    Mark.LEFT: Kind.CHECKED_OUT,
    Mark.NO_SHOW: Kind.NO_SHOW,
}
DONE = {
    Mark.ARRIVED: "{who} checked in {{learner}}{exam} at {at}.",
    Mark.LEFT: "{who} checked out {{learner}}{exam} at {at}.",
    Mark.NO_SHOW: "{who} marked {{learner}} as a no-show{exam}, for the start at {start}.",
}
CALLED = {Mark.ARRIVED: "check-in", Mark.LEFT: "check-out", Mark.NO_SHOW: "no-show"}
TAKEN_BACK = "{who} took back the {what} of {{learner}}{exam}, because: {{why}}."
NOT_SENT = "Nothing was sent to SmarterProctoring."


def marked(
    session: ExamSession, mark: Mark, start: datetime | None, at: datetime, actor: Actor
) -> event_writer.Entry:
    zone = str(session.zone)
    said = DONE[mark].format(
        who=event_writer.escape_braces(actor.name),
        exam=exam_of(session),
        at=say(to_minute(at), zone).clock,
        start=say(start, zone).dated if start else "",
    )
    change = {"before": None, "after": _recorded(at)}
    return entry_about(
        session,
        KINDS[mark],
        f"{said} {NOT_SENT}",
        actor,
        details={
            "changes": {mark.name.lower(): change},
            "booked_start": _recorded(start) if start else "",
        },
    )


def taken_back(
    session: ExamSession,
    known: Attendance,
    last: Mark,
    *,
    marked_at: datetime,
    reason: str,
    actor: Actor,
) -> event_writer.Entry:
    said = TAKEN_BACK.format(
        who=event_writer.escape_braces(actor.name), what=CALLED[last], exam=exam_of(session)
    )
    change = {"before": _recorded(marked_at), "after": None}
    return entry_about(
        session,
        Kind.MARK_TAKEN_BACK,
        said,
        actor,
        details={
            "changes": {last.name.lower(): change},
            "booked_start": _recorded(known.start_at) if known.start_at else "",
        },
        why=reason.rstrip("."),
    )


def _recorded(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
