"""Changes that were made outside this portal: found where two looks at a session differ, recorded
as an event, and kept in view until somebody has looked at them. An approval is recorded alike, but
is what was waited for, and needs nobody to look.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from scheduling.audit import event_reader, event_writer
from scheduling.audit.kinds import Kind
from scheduling.date_formats import counted
from scheduling.exam_sessions import accommodations
from scheduling.exam_sessions.session_events import entry_about, exam_of
from scheduling.institutions import catalogue
from scheduling.models import Attempt, AuditEvent, ExamSession, sql_statements, status_of
from scheduling.models.session_status import (
    CLOSED,
    IN_PROGRESS,
    NOT_SHOWN,
    PENDING_APPROVAL,
    PROCESSING,
    SCHEDULED,
    UNKNOWN,
    folded,
)
from scheduling.proctoring_api.parsing import moment, tells_apart
from scheduling.session_commands import PORTAL, Actor
from scheduling.session_types.registry import is_on_demand, type_label
from scheduling.wall_time import in_utc, say

# A sitting as it goes by itself; only a step that leads elsewhere is somebody's doing.
COURSE = (PENDING_APPROVAL, SCHEDULED, IN_PROGRESS, PROCESSING, CLOSED)
AHEAD = timedelta(days=1)  # before its start no sitting is over
# What a request may change of a session, and so be the reason of.
MAY_CHANGE: dict[str, tuple[str, ...]] = {
    Attempt.Action.SCHEDULE: ("start", "status", "type", "location"),
    Attempt.Action.RESCHEDULE: ("start", "status"),
    Attempt.Action.CANCEL: ("status",),
}
IN_VAIN = (Attempt.State.REFUSED, Attempt.State.UNREACHABLE)
SAID = (
    "SmarterProctoring shows a change of {{learner}}’s session{exam} that was not made through this"
    " portal: {changes}. It was made {between}."
)
SAID_BESIDE = (
    "SmarterProctoring shows a change of {{learner}}’s session{exam} that no request of this portal"
    " asked for: {changes}. It was made {between}."
)
SAID_AS_ASKED = (
    "SmarterProctoring shows a change of {{learner}}’s session{exam}: {changes}. The start is the"
    " one that was asked for through this portal. It was made {between}."
)
SHOWN = (
    "SmarterProctoring shows a status of {{learner}}’s session{exam}: “{status}”. It showed"
    " {before} before."
)
NONE, NOT_SHOWN_THEN = "none", "not shown"
BACK = (
    " That is as it was before: SmarterProctoring’s list and the session itself may not agree. What"
    " goes to and fro is told once, until somebody has looked."
)
BETWEEN = "between {since} and {until}"
BEFORE = "before {until}"
LOOKED_AT = "{who} saw what was changed outside this portal: {{learner}}’s session{exam}."


@dataclass(frozen=True, slots=True)
class KnownSession:
    """What was known of a session, and from which look."""

    status: str
    start: datetime | None
    minutes: int | None
    session_type: str
    location_sid: str
    location_name: str
    user_sid: str
    enrollment_sid: str
    exam_sid: str
    exam_title: str
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class OutsideChange:
    """One thing that differs between two looks: as it is stored, and in words."""

    name: str
    before: str
    after: str
    in_words: str
    needs_a_look: bool = True


def known_of(session: ExamSession) -> KnownSession:
    """What is known of a session now, before a look changes it."""
    looks = [at for at in (session.refreshed_at, session.listed_at) if at]
    return KnownSession(
        session.status,
        session.appointment_at,
        session.duration_minutes,
        session.session_type,
        session.location_sid,
        session.location_name,
        session.user_sid,
        session.enrollment_sid,
        session.exam_sid,
        session.exam_title,
        max(looks, default=None),
    )


def note(session: ExamSession, before: KnownSession, *, seen_at: datetime) -> None:
    """Record what a look shows otherwise than the one before, but what a request of this portal may
    be the reason of. Inside the transaction that keeps the look.
    """
    changes = list(_changes(before, session, seen_at))
    is_shown = _is_first_shown(before, session)
    if changes or is_shown:
        asked_for = _asked_for_here(session, before.seen_at)
        changes = [one for one in changes if one.name not in asked_for]
        is_shown = is_shown and "status" not in asked_for
    if is_shown:
        event_writer.append(_shown(session, before, seen_at))
    otherwise = _first_shown_otherwise(before, session)
    said = SAID_BESIDE if otherwise else SAID_AS_ASKED if _is_as_asked(session, changes) else SAID
    _tell(session, changes + otherwise, before, seen_at, said)


def note_beside(
    session: ExamSession, before: KnownSession, action: str, *, seen_at: datetime
) -> None:
    """The same of the answer to a request of this portal that was accepted: of what a request of
    this kind can't change. A move that shows another place was not asked for as such.
    """
    found = _changes(before, session, seen_at)
    changes = [one for one in found if one.name not in MAY_CHANGE[action]]
    _tell(session, changes, before, seen_at, SAID_BESIDE)


def _tell(
    session: ExamSession,
    changes: list[OutsideChange],
    before: KnownSession,
    seen_at: datetime,
    said: str,
) -> None:
    told = _told_already(session) if changes else []
    if not changes or _as_stored(changes) in told:
        return
    is_back = {name: (after, first) for name, (first, after) in _as_stored(changes).items()} in told
    entry = _event(session, changes, before.seen_at, seen_at, said, is_back=is_back)
    number = event_writer.append(entry)
    if session.changed_event is None and any(one.needs_a_look for one in changes):
        session.changed_event = number
        sql_statements.change(ExamSession, {"changed_event": number}, "id = %s", session.pk)


def _as_stored(changes: Iterable[OutsideChange]) -> dict[str, tuple[str, str]]:
    return {one.name: (one.before, one.after) for one in changes}


def _told_already(session: ExamSession) -> list[dict[str, tuple[str, str]]]:
    """The changes that nobody has looked at yet; none where a request of this portal has been done
    since the first.
    """
    events = unlooked(session)
    if not events:
        return []
    done = Attempt.objects.filter(session=session, state=Attempt.State.ACCEPTED)
    if done.filter(settled_at__gte=events[0].at).exists():
        return []
    return [told for told in map(_told_in, events) if told]


def _told_in(event: AuditEvent) -> dict[str, tuple[str, str]]:
    """The changes of an event; none where they can't be read: then they are told anew."""
    changes = event_reader.read_details(event.details).get("changes")
    pairs = changes.items() if isinstance(changes, dict) else ()
    if not all(isinstance(pair, dict) and {"before", "after"} <= pair.keys() for _, pair in pairs):
        return {}
    return {name: (pair["before"], pair["after"]) for name, pair in pairs}


def _changes(
    before: KnownSession, session: ExamSession, seen_at: datetime
) -> Iterator[OutsideChange]:
    """What both looks showed, and differs. What either left out is no change."""
    zone = str(session.zone)
    was, start = before.start, session.appointment_at
    if was and start and was.replace(microsecond=0) != start.replace(microsecond=0):
        one, other = (say(at, zone).dated for at in (was, start))
        instants = (in_utc(at) for at in (was, start))
        yield OutsideChange("start", *instants, f"start {one} → {other}")
    if _is_of_another_length(before.minutes, session):
        one, other = (_long(minutes) for minutes in (before.minutes, session.duration_minutes))
        yield OutsideChange("length", one, other, f"length {one} → {other}")
    is_course = _is_course(before.status, session.status)
    is_course = is_course and not _is_closed_ahead(before, session, seen_at)
    is_told = is_course and not _is_approval(before, session)
    is_told = is_told or _is_first_shown(before, session)
    if before.status and session.status and not is_told:
        one, other = status_of(before.status).word, session.known_status.word
        said = f"status “{one}” → “{other}”"
        yield OutsideChange("status", one, other, said, needs_a_look=not is_course)
    if _differ(before.session_type, session.session_type):
        one, other = before.session_type, session.session_type
        named = f"type {type_label(one)} → {type_label(other)}"
        yield OutsideChange("type", one, other, named)
    if _is_elsewhere(before, session):
        sids = before.location_sid, session.location_sid
        names = before.location_name, session.location_name
        one, other = (
            name or _location(session, sid) for name, sid in zip(names, sids, strict=True)
        )
        told = (
            catalogue.location_at_the_time(session.institution, sid, name)
            for name, sid in zip(names, sids, strict=True)
        )
        yield OutsideChange("location", one, other, f"location {' → '.join(told)}")
    if _differ(before.exam_sid, session.exam_sid):
        one, other = _exams(before, session)
        yield OutsideChange("exam", one, other, f"exam {one} → {other}")
    yield from _of_the_learner(before, session)


def _is_as_asked(session: ExamSession, changes: Iterable[OutsideChange]) -> bool:
    """Whether the start is another since, and the one that the newest request asked for."""
    if not any(one.name == "start" for one in changes):
        return False
    last = _newest_done(session)
    asks = last is not None and bool(last.asked.get("appointmentDateTime"))
    return last is not None and asks and not _is_another_start(last, session)


def _first_shown_otherwise(before: KnownSession, session: ExamSession) -> list[OutsideChange]:
    """A start or a place that the yes to the newest request did not show, shown now as another than
    that request asked for.
    """
    start, sid = session.appointment_at, session.location_sid
    is_first = (not before.start and start is not None, not before.location_sid and bool(sid))
    last = _newest_done(session) if any(is_first) else None
    if last is None:
        return []
    found = []
    if is_first[0] and _is_another_start(last, session):
        in_words = f"start {NOT_SHOWN_THEN} → {say(start, str(session.zone)).dated}"
        found.append(OutsideChange("start", NOT_SHOWN_THEN, in_utc(start), in_words))
    if is_first[1] and _differ(str(last.asked.get("proctorLocationSid", "")), sid):
        name = session.location_name or _location(session, sid)
        in_words = f"location {NOT_SHOWN_THEN} → {name}"
        found.append(OutsideChange("location", NOT_SHOWN_THEN, name, in_words))
    return found


def _newest_done(session: ExamSession) -> Attempt | None:
    """The newest request, where it was accepted."""
    last = Attempt.objects.filter(session=session).order_by("-pk").first()
    return last if last is not None and last.state == Attempt.State.ACCEPTED else None


def _is_another_start(last: Attempt, session: ExamSession) -> bool:
    asked, start = moment(last.asked.get("appointmentDateTime")), session.appointment_at
    if asked is None or start is None:
        return False
    return asked.replace(microsecond=0) != start.replace(microsecond=0)


def _exams(before: KnownSession, session: ExamSession) -> tuple[str, str]:
    """Both exams by their titles, with their SIDs where these do not tell them apart."""
    one, other = before.exam_title, session.exam_title
    if _differ(one, other):
        return one, other
    return tuple(
        f"{title} ({sid})" if title else sid
        for title, sid in ((one, before.exam_sid), (other, session.exam_sid))
    )


def _of_the_learner(before: KnownSession, session: ExamSession) -> Iterator[OutsideChange]:
    """Another account, or another enrollment: somebody else may sit the session since."""
    users, enrollments = (
        (getattr(before, name), getattr(session, name)) for name in ("user_sid", "enrollment_sid")
    )
    told = (("learner account", "US", users), ("enrollment", "EN", enrollments))
    for name, prefix, (one, other) in told:
        are_ids = tells_apart(one, prefix) and tells_apart(other, prefix)
        if are_ids and _differ(one, other):
            yield OutsideChange(name.replace(" ", "_"), one, other, f"{name} {one} → {other}")


def _is_course(before: str, after: str) -> bool:
    """Whether the status stayed, or went on as a sitting does by itself."""
    one, other = status_of(before), status_of(after)
    if one in COURSE and other in COURSE:
        return COURSE.index(one) <= COURSE.index(other)
    return folded(before) == folded(after)


def _is_closed_ahead(before: KnownSession, session: ExamSession, seen_at: datetime) -> bool:
    """Whether it is over long before it was to begin: such a sitting did not go its way, unless it
    was shown to have begun, or is of a type that is taken whenever the learner likes.
    """
    start, was = session.appointment_at, status_of(before.status)
    has_ended = session.known_status.is_closed and not was.is_closed
    may_end = was in (IN_PROGRESS, PROCESSING) or is_on_demand(session.session_type)
    return has_ended and not may_end and start is not None and start - seen_at > AHEAD


def _is_approval(before: KnownSession, session: ExamSession) -> bool:
    """Whether a booking stands for certain since, and did not before."""
    return session.known_status.is_firm and not status_of(before.status).is_firm


def _is_first_shown(before: KnownSession, session: ExamSession) -> bool:
    """Whether a booking is shown where looks before showed no status, or a word that nobody knows:
    neither said that there was none. Where such a word is pointed out as a change, its end is one.
    """
    was_blank = status_of(before.status) == NOT_SHOWN
    was_unknown = status_of(before.status).key == UNKNOWN and session.changed_event is None
    is_known = before.seen_at is not None and session.known_status.is_firm
    return is_known and (was_blank or was_unknown)


def _differ(before: str, after: str) -> bool:
    return bool(before and after) and folded(before) != folded(after)


def _long(minutes: int | None) -> str:
    return counted(minutes or 0, "minute")


def _is_of_another_length(was: int | None, session: ExamSession) -> bool:
    """Whether the exam takes longer or shorter. The whole sitting shown as its length, or no longer
    so, is the accommodation that the portal itself named by the end of a move.
    """
    now = session.duration_minutes
    if not was or not now or was == now:
        return False
    given = accommodations.of(session)
    return given is None or given.sitting(was).minutes != given.sitting(now).minutes


def _is_elsewhere(before: KnownSession, session: ExamSession) -> bool:
    """Whether the place is another: by its SID, which a name has where it is one location's."""
    return _differ(before.location_sid, session.location_sid)


def _location(session: ExamSession, sid: str) -> str:
    return catalogue.location_name(session.institution, sid)


def _asked_for_here(session: ExamSession, since: datetime | None) -> set[str]:
    """What may be the doing of a request on the session that is open, or was accepted since the
    look before: what became of it is told there. One that counts as not done explains only what it
    had asked for; one that was refused or never sent explains nothing.
    """
    attempts = Attempt.objects.filter(session=session).exclude(state__in=IN_VAIN)
    may_be_done = Q(state__in=Attempt.OPEN)
    if since is not None:
        may_be_done |= Q(state=Attempt.State.ACCEPTED, settled_at__gte=since)
    actions = set(attempts.filter(may_be_done).values_list("action", flat=True))
    last = attempts.order_by("-pk").first()
    if last and last.state == Attempt.State.NOT_APPLIED and _shows_what_was_asked(session, last):
        actions.add(last.action)
    return {name for action in actions for name in MAY_CHANGE[action]}


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
    template: str,
    *,
    is_back: bool,
) -> event_writer.Entry:
    zone = str(session.zone)
    at = say(until, zone).dated
    between = BETWEEN.format(since=say(since, zone).dated, until=at) if since else None
    said = template.format(
        exam=exam_of(session),
        changes=event_writer.escape_braces("; ".join(one.in_words for one in changes)),
        between=between or BEFORE.format(until=at),
    )
    said = f"{said}{BACK if is_back else ''}"
    told = {one.name: {"before": one.before, "after": one.after} for one in changes}
    details = _details(told, since, until)
    return entry_about(session, Kind.SEEN, said, PORTAL, details=details)


def _shown(session: ExamSession, before: KnownSession, until: datetime) -> event_writer.Entry:
    status, word = session.known_status.word, status_of(before.status).word if before.status else ""
    said = SHOWN.format(
        exam=exam_of(session),
        status=event_writer.escape_braces(status),
        before=event_writer.escape_braces(f"“{word}”") if word else NONE,
    )
    details = _details({"status": {"before": word, "after": status}}, before.seen_at, until)
    return entry_about(session, Kind.STATUS_SHOWN, said, PORTAL, details=details)


def _details(
    changes: Mapping[str, Mapping[str, str]], since: datetime | None, until: datetime
) -> dict[str, Any]:
    seen = {"since": in_utc(since) if since else "", "until": in_utc(until)}
    return {"changes": changes, "seen": seen}


def unlooked(session: ExamSession) -> list[AuditEvent]:
    """The events of changes that nobody has looked at yet, oldest first."""
    if session.changed_event is None:
        return []
    here = AuditEvent.objects.filter(session_sid=session.sid, install_sid=session.institution.sid)
    since = here.filter(kind=Kind.SEEN, number__gte=session.changed_event)
    return event_reader.of_rows(since.order_by("number"))


def unlooked_names(session: ExamSession) -> set[str]:
    """What is changed, by name, as nobody has looked at it yet."""
    return {name for event in unlooked(session) for name in _told_in(event)}


def is_start_unlooked_since(session: ExamSession, at: datetime | None) -> bool:
    """Whether a change of the start is among them that was seen after that; one counts as such as
    well where a time is not known.
    """
    since = (one for one in unlooked(session) if at is None or one.at is None or one.at > at)
    return any("start" in _told_in(one) for one in since)


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
