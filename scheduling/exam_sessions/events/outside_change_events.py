"""Events of changes outside: seen by a look, a status that it shows, and looked at by a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from scheduling.audit import event_writer
from scheduling.audit.kinds import Kind
from scheduling.exam_sessions.events.event_entry import entry_about, exam_of
from scheduling.exam_sessions.outside_changes.differences import OutsideChange
from scheduling.exam_sessions.outside_changes.known_session import KnownSession
from scheduling.models import ExamSession, status_of
from scheduling.session_commands import PORTAL, Actor
from scheduling.spoken_time import say
from scheduling.wall_time import in_utc

SAID = (
    "SmarterProctoring shows a change of {{learner}}’s session{exam} that was not made through this"
    " portal: {changes}. It was made {between}."
)
SAID_BESIDE = (
    "SmarterProctoring shows a change of {{learner}}’s session{exam} that no request of this portal"
    " asked for: {changes}. It was made {between}."
)
SAID_OF_OTHERS = (
    "SmarterProctoring shows a booking of {{learner}}’s session{exam} that, as was decided, no"
    " request of this portal made: {changes}. It was made {between}."
)
SHOWS_A_CHANGE = (
    "SmarterProctoring shows a change of {{learner}}’s session{exam}: {changes}.{asked} It was made"
    " {between}."
)
AS_ASKED = " The {what} is the one that was asked for through this portal."
AS_REFUSED = (
    " That is what a request of this portal asked for, which SmarterProctoring had refused."
)
PART_AS_REFUSED = (
    " The {what} is what a request of this portal asked for, which SmarterProctoring had refused."
)
NOTHING_ELSE = " Nothing else of the change was asked for through this portal."
SHOWN = (
    "SmarterProctoring shows a status of {{learner}}’s session{exam}: “{status}”. It showed"
    " {before} before."
)
NONE = "none"
BACK = (
    " That is as it was before: SmarterProctoring’s list and the session itself may not agree. What"
    " goes to and fro is told once, until somebody has looked, or approved a move."
)
BETWEEN = "between {since} and {until}"
BEFORE = "before {until}"
REVIEWED_DIFFERENCES = (
    "{who} reviewed how SmarterProctoring stores {{learner}}’s session{exam} otherwise than it was"
    " asked for: {what}."
)
LOOKED_AT = "{who} saw what was changed outside this portal: {{learner}}’s session{exam}."


def seen(
    session: ExamSession,
    changes: list[OutsideChange],
    since: datetime | None,
    until: datetime,
    template: str,
    *,
    is_back: bool,
) -> event_writer.Entry:
    zone = str(session.zone)
    at = say(until, zone).dated
    between = BETWEEN.format(since=say(since, zone).dated, until=at) if since else None
    said = template.format(
        exam=exam_of(session),
        changes="; ".join(map(_said, changes)),
        between=between or BEFORE.format(until=at),
    )
    said = f"{said}{BACK if is_back else ''}"
    details = _details({one.name: _pair(one) for one in changes}, since, until)
    personal = {name: text for one in changes for name, text in one.personal.items()}
    return entry_about(session, Kind.SEEN, said, PORTAL, details=details, **personal)


def _said(change: OutsideChange) -> str:
    return change.in_words if change.personal else event_writer.escape_braces(change.in_words)


def _pair(change: OutsideChange) -> dict[str, Any]:
    pair = {"before": change.before, "after": change.after}
    if not change.personal:
        return pair
    return {
        when: {"personal": said} if said in change.personal else said for when, said in pair.items()
    }


def status_shown(session: ExamSession, before: KnownSession, until: datetime) -> event_writer.Entry:
    status, word = session.known_status.word, status_of(before.status).word if before.status else ""
    said = SHOWN.format(
        exam=exam_of(session),
        status=event_writer.escape_braces(status),
        before=event_writer.escape_braces(f"“{word}”") if word else NONE,
    )
    details = _details({"status": {"before": word, "after": status}}, before.seen_at, until)
    return entry_about(session, Kind.STATUS_SHOWN, said, PORTAL, details=details)


def _details(
    changes: Mapping[str, Mapping[str, Any]], since: datetime | None, until: datetime
) -> dict[str, Any]:
    seen = {"since": in_utc(since) if since else "", "until": in_utc(until)}
    return {"changes": changes, "seen": seen}


def looked_at(session: ExamSession, first_event: int, actor: Actor) -> event_writer.Entry:
    said = LOOKED_AT.format(who=event_writer.escape_braces(actor.name), exam=exam_of(session))
    details = {"first_event": first_event}
    return entry_about(session, Kind.CHANGE_LOOKED_AT, said, actor, details=details)


def reviewed_differences(
    session: ExamSession, attempt_id: UUID, labels: Mapping[str, str], actor: Actor
) -> event_writer.Entry:
    """Of the answer to a request of this portal; `labels` are what differs, by the parts' names."""
    said = REVIEWED_DIFFERENCES.format(
        who=event_writer.escape_braces(actor.name),
        exam=exam_of(session),
        what=event_writer.escape_braces(", ".join(labels.values()).lower()),
    )
    details = {"reviewed_request": str(attempt_id), "reviewed_parts": list(labels)}
    return entry_about(session, Kind.CHANGE_LOOKED_AT, said, actor, details=details)
