"""The event of a change outside: recorded once for what two looks show differently, but for what a
request of this portal may be the reason of.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Max
from django.utils import timezone

from scheduling.audit import event_reader, event_writer
from scheduling.audit.kinds import Kind
from scheduling.exam_sessions.events import outside_change_events
from scheduling.exam_sessions.events.outside_change_events import (
    AS_ASKED,
    AS_REFUSED,
    NOTHING_ELSE,
    PART_AS_REFUSED,
    SAID,
    SAID_BESIDE,
    SHOWS_A_CHANGE,
)
from scheduling.exam_sessions.outside_changes import (
    arrangements,
    differences,
    earlier_learner,
    own_requests,
    reviews,
)
from scheduling.exam_sessions.outside_changes.differences import OutsideChange
from scheduling.exam_sessions.outside_changes.known_session import KnownSession
from scheduling.models import (
    Attempt,
    AuditEvent,
    BatchRow,
    ExamSession,
    sql_statements,
)


def note(session: ExamSession, before: KnownSession, *, seen_at: datetime) -> None:
    """Record what a look shows otherwise than the one before, but what a request of this portal may
    be the reason of. Inside the transaction that keeps the look.
    """
    changes = list(differences.between(before, session, seen_at))
    is_shown = differences.is_first_shown(before, session)
    if changes or is_shown:
        asked_for = own_requests.asked_for_here(session, before.seen_at)
        changes = [one for one in changes if one.name not in asked_for]
        is_shown = is_shown and "status" not in asked_for
    earlier_learner.part_from(session, before, changes)
    otherwise = own_requests.first_shown_otherwise(before, session)
    said = _sentence_of(session, before, changes, otherwise)
    record_changes(session, changes + otherwise, since=before.seen_at, seen_at=seen_at, said=said)
    if is_shown:
        event_writer.append(outside_change_events.status_shown(session, before, seen_at))


def note_beside(
    session: ExamSession, before: KnownSession, action: str, *, seen_at: datetime
) -> None:
    """The same of the answer to a request of this portal that was accepted: of what a request of
    this kind can't change. A move that shows another place was not asked for as such.
    """
    found = differences.between(before, session, seen_at)
    changes = [one for one in found if one.name not in own_requests.MAY_CHANGE[action]]
    earlier_learner.part_from(session, before, changes)
    record_changes(session, changes, since=before.seen_at, seen_at=seen_at, said=SAID_BESIDE)


def note_since(session: ExamSession, answer: KnownSession) -> None:
    """The same of the start and the status that were seen after this answer to a request of this
    portal had come: while that was open, they might have been its doing.
    """
    seen_at = timezone.now()
    found = differences.between(answer, session, seen_at)
    changes = [one for one in found if one.name in ("start", "status")]
    record_changes(session, changes, since=answer.seen_at, seen_at=seen_at, said=SAID_BESIDE)


def _sentence_of(
    session: ExamSession,
    before: KnownSession,
    changes: list[OutsideChange],
    otherwise: list[OutsideChange],
) -> str:
    """Who made it is said only where that is known: what was asked for here may be done late, and
    a length that the answer to a request told may have been its mistake.
    """
    if otherwise:
        return SAID_BESIDE
    if asked := _as_asked(session, changes):
        return SHOWS_A_CHANGE.replace("{asked}", asked)
    is_of_length = {one.name for one in changes} == {"length"}
    is_answered = is_of_length and own_requests.is_since_own_answer(session, before)
    return SAID_BESIDE if is_answered else SAID


def _as_asked(session: ExamSession, changes: list[OutsideChange]) -> str:
    """What of the changes a request of this portal asked for, in sentences, and whether that is all
    of them.
    """
    refused = own_requests.as_refused(session, changes)
    if refused and len(refused) == len(changes):
        return AS_REFUSED
    said, names = (
        (PART_AS_REFUSED, refused)
        if refused
        else (AS_ASKED, own_requests.as_asked(session, changes))
    )
    told = [said.format(what=arrangements.WORDS.get(one, one).lower()) for one in names]
    is_in_part = names and _are_others(session, changes, names)
    return "".join([*told, NOTHING_ELSE] if is_in_part else told)


def _are_others(session: ExamSession, changes: list[OutsideChange], names: list[str]) -> bool:
    """Whether there are changes beside those of these names. That it is booked again is what the
    request for a start asked as well.
    """
    beside = {one.name for one in changes}.difference(names)
    return bool(beside - {"status"} if session.known_status.is_in_place else beside)


def record_changes(
    session: ExamSession,
    changes: list[OutsideChange],
    *,
    since: datetime | None,
    seen_at: datetime,
    said: str,
) -> None:
    """Record changes between two looks in these words, once, to be reviewed where one needs that.
    Inside the transaction of what they follow from.
    """
    told = _told_already(session) if changes else []
    if not changes or _as_stored(changes) in told:
        return
    is_back = {name: (after, first) for name, (first, after) in _as_stored(changes).items()} in told
    entry = outside_change_events.seen(session, changes, since, seen_at, said, is_back=is_back)
    number = event_writer.append(entry)
    if session.changed_event is None and any(one.needs_a_look for one in changes):
        session.changed_event = number
        sql_statements.change(ExamSession, {"changed_event": number}, "id = %s", session.pk)


def _as_stored(changes: Iterable[OutsideChange]) -> dict[str, tuple[str, str]]:
    return {one.name: (_stored(one, one.before), _stored(one, one.after)) for one in changes}


def _stored(change: OutsideChange, said: str) -> str:
    """As it is kept: what names a person is not what an event says, but its personal value."""
    personal = change.personal.get(said)
    return said if personal is None else event_writer.kept_value(said, personal)


def _told_already(session: ExamSession) -> list[dict[str, tuple[str, str]]]:
    """The changes that nobody has looked at yet, nor approved a move since; none where a request of
    this portal has been done since the first.
    """
    events = reviews.unreviewed_events(session)
    approved = _last_approval(session) if events else 0
    events = [one for one in events if one.number > approved]
    if not events:
        return []
    done = Attempt.objects.filter(session=session, state=Attempt.State.ACCEPTED)
    if done.filter(settled_at__gte=events[0].at).exists():
        return []
    values = event_reader.load_personal_values(one.number for one in events)
    told = [reviews.changes_of(one, values.get(one.number)) for one in events]
    return [one for one in told if one]


def _last_approval(session: ExamSession) -> int:
    """The number of an event no older than the beginning of the batch in which the session still
    waits: that one goes by what is told after it. 0 where it waits in none.
    """
    if not BatchRow.objects.filter(session=session, state__in=BatchRow.OPEN).exists():
        return 0
    begun = AuditEvent.objects.at(session.institution.sid).having(kind=(Kind.BATCH_BEGUN,))
    number: int = begun.aggregate(last=Max("number"))["last"] or 0
    return number
