"""Changes that were made outside this portal: found where two looks at a session differ, recorded
as an event, and kept in view until somebody has looked at them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from scheduling.audit import event_reader, event_writer
from scheduling.audit.kinds import Kind
from scheduling.exam_sessions.session_events import entry_about, exam_of
from scheduling.institutions import catalogue
from scheduling.models import Attempt, AuditEvent, ExamSession, sql_statements, status_of
from scheduling.models.session_status import (
    CLOSED,
    IN_PROGRESS,
    PENDING_APPROVAL,
    PROCESSING,
    SCHEDULED,
    folded,
)
from scheduling.session_commands import PORTAL, Actor
from scheduling.session_types.registry import type_label
from scheduling.wall_time import in_utc, say

# A sitting as it goes by itself; only a step that leads elsewhere is somebody's doing.
COURSE = (PENDING_APPROVAL, SCHEDULED, IN_PROGRESS, PROCESSING, CLOSED)
SAID = (
    "SmarterProctoring shows a change of {{learner}}’s session{exam} that was not made through this"
    " portal: {changes}. It was made {between}."
)
BETWEEN = "between {since} and {until}"
BEFORE = "before {until}"
LOOKED_AT = "{who} saw what was changed outside this portal: {{learner}}’s session{exam}."


@dataclass(frozen=True, slots=True)
class KnownSession:
    """What was known of a session, and from which look."""

    status: str
    start: datetime | None
    session_type: str
    location_sid: str
    location_name: str
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class OutsideChange:
    """One thing that differs between two looks: as it is stored, and in words."""

    name: str
    before: str
    after: str
    in_words: str


def known_of(session: ExamSession) -> KnownSession:
    """What is known of a session now, before a look changes it."""
    looks = [at for at in (session.refreshed_at, session.listed_at) if at]
    return KnownSession(
        session.status,
        session.appointment_at,
        session.session_type,
        session.location_sid,
        session.location_name,
        max(looks, default=None),
    )


def note(session: ExamSession, before: KnownSession, *, seen_at: datetime) -> None:
    """Record what a look shows otherwise than the one before, unless a request of this portal may
    be the reason. Inside the transaction that keeps the look.
    """
    changes = list(_changes(before, session))
    if not changes or _is_asked_for_here(session, before.seen_at):
        return
    number = event_writer.append(_event(session, changes, before.seen_at, seen_at))
    if session.changed_event is None:
        session.changed_event = number
        sql_statements.change(ExamSession, {"changed_event": number}, "id = %s", session.pk)


def _changes(before: KnownSession, session: ExamSession) -> Iterator[OutsideChange]:
    """What both looks showed, and differs. What either left out is no change."""
    zone = str(session.zone)
    if before.start and session.appointment_at and before.start != session.appointment_at:
        one, other = (say(at, zone).dated for at in (before.start, session.appointment_at))
        instants = (in_utc(at) for at in (before.start, session.appointment_at))
        yield OutsideChange("start", *instants, f"start {one} → {other}")
    if before.status and session.status and not _is_course(before.status, session.status):
        one, other = status_of(before.status).word, session.known_status.word
        yield OutsideChange("status", one, other, f"status “{one}” → “{other}”")
    if _differ(before.session_type, session.session_type):
        one, other = before.session_type, session.session_type
        named = f"type {type_label(one)} → {type_label(other)}"
        yield OutsideChange("type", one, other, named)
    if _differ(before.location_sid, session.location_sid):
        one = before.location_name or _location(session, before.location_sid)
        other = session.location_name or _location(session, session.location_sid)
        yield OutsideChange("location", one, other, f"location {one} → {other}")


def _is_course(before: str, after: str) -> bool:
    """Whether the status stayed, or went on as a sitting does by itself."""
    one, other = status_of(before), status_of(after)
    if one in COURSE and other in COURSE:
        return COURSE.index(one) <= COURSE.index(other)
    return folded(before) == folded(after)


def _differ(before: str, after: str) -> bool:
    return bool(before and after) and folded(before) != folded(after)


def _location(session: ExamSession, sid: str) -> str:
    return catalogue.location_name(session.institution, sid)


def _is_asked_for_here(session: ExamSession, since: datetime | None) -> bool:
    """Whether a request on the session is open, or was settled since the look before: what became
    of it is told there. One that counts as not done explains only what it had asked for.
    """
    attempts = Attempt.objects.filter(session=session)
    if attempts.filter(state__in=Attempt.OPEN).exists():
        return True
    last = attempts.order_by("-pk").first()
    if last and last.state == Attempt.State.NOT_APPLIED and _shows_what_was_asked(session, last):
        return True
    if since is None:
        return False
    settled = attempts.exclude(state=Attempt.State.NOT_APPLIED).filter(settled_at__gte=since)
    return settled.exists()


def _shows_what_was_asked(session: ExamSession, attempt: Attempt) -> bool:
    """Whether it may have been done late: the session's page says so itself."""
    status, start = session.known_status, session.appointment_at
    if attempt.action == Attempt.Action.CANCEL:
        return status.is_cancelled
    if attempt.action == Attempt.Action.SCHEDULE:
        return status.is_in_place
    asked = str(attempt.asked.get("appointmentDateTime", ""))
    return bool(asked and start) and datetime.fromisoformat(asked) == start


def _event(
    session: ExamSession,
    changes: list[OutsideChange],
    since: datetime | None,
    until: datetime,
) -> event_writer.Entry:
    zone = str(session.zone)
    at = say(until, zone).dated
    between = BETWEEN.format(since=say(since, zone).dated, until=at) if since else None
    said = SAID.format(
        exam=exam_of(session),
        changes=event_writer.escape_braces("; ".join(one.in_words for one in changes)),
        between=between or BEFORE.format(until=at),
    )
    details: dict[str, Any] = {
        "changes": {one.name: {"before": one.before, "after": one.after} for one in changes},
        "seen": {"since": in_utc(since) if since else "", "until": in_utc(until)},
    }
    return entry_about(session, Kind.SEEN, said, PORTAL, details=details)


def unlooked(session: ExamSession) -> list[AuditEvent]:
    """The events of changes that nobody has looked at yet, oldest first."""
    if session.changed_event is None:
        return []
    here = AuditEvent.objects.filter(session_sid=session.sid, install_sid=session.institution.sid)
    since = here.filter(kind=Kind.SEEN, number__gte=session.changed_event)
    return event_reader.of_rows(since.order_by("number"))


def acknowledge(*, session: ExamSession, actor: Actor) -> None:
    """Record that a person looked at what was changed outside; it is no longer pointed out."""
    with transaction.atomic():
        first = session.changed_event
        looked = {"changed_event": None}
        where = "id = %s AND changed_event = %s"
        if first is None or not sql_statements.change(
            ExamSession, looked, where, session.pk, first
        ):
            return
        said = LOOKED_AT.format(who=event_writer.escape_braces(actor.name), exam=exam_of(session))
        event_writer.append(
            entry_about(session, Kind.CHANGE_LOOKED_AT, said, actor, details={"first_event": first})
        )
    session.changed_event = None
