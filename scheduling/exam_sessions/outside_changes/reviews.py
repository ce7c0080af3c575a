"""Which changes outside nobody has reviewed yet, and the review itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db import transaction
from django.db.models import Max

from scheduling.audit import event_reader, event_writer
from scheduling.audit.kinds import Kind
from scheduling.exam_sessions.events import outside_change_events
from scheduling.exam_sessions.outside_changes.differences import NOT_BOOKED_HERE, NOT_SHOWN_THEN
from scheduling.models import Attempt, AuditEvent, ExamSession, sql_statements, status_of
from scheduling.session_commands import Actor

ReviewedParts = Callable[[ExamSession, Attempt], set[str]]
REVIEWED_REQUEST = "reviewed_request"  # in the details of a review: the request’s id


def unreviewed_events(session: ExamSession) -> list[AuditEvent]:
    """The events of changes that nobody has looked at yet, oldest first."""
    if session.changed_event is None:
        return []
    since = (
        AuditEvent.objects.about(session)
        .having(kind=(Kind.SEEN,))
        .filter(number__gte=session.changed_event)
    )
    return event_reader.of_rows(since.order_by("number"))


def unreviewed_names(session: ExamSession) -> set[str]:
    """What is changed, by name, as nobody has looked at it yet."""
    return {name for event in unreviewed_events(session) for name in changes_of(event)}


def waits_beside(session: ExamSession, last: Attempt) -> bool:
    """Whether a change waits for a review that its last request leaves open. A booking that was
    accepted overtakes the status that was seen before it was asked for.
    """
    if session.changed_event is None:
        return False
    is_booking = last.action == Attempt.Action.SCHEDULE and last.state == Attempt.State.ACCEPTED
    events = unreviewed_events(session)
    return not is_booking or any(
        one.at >= last.started_at or changes_of(one).keys() != {"status"} for one in events
    )


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What was changed, by name, and who reviewed it last, when."""

    names: frozenset[str]
    who: str
    at: datetime


def reviewed_since(session: ExamSession, last: Attempt) -> Reviewed | None:
    """What was changed outside since this request was settled; None where nothing was, or where
    anything waits for a review. What its answer had not shown is no change since.
    """
    if session.changed_event is not None:
        return None
    events = _events_since(session, last, (Kind.SEEN, Kind.CHANGE_LOOKED_AT))
    looks = [one for one in events if one.kind == Kind.CHANGE_LOOKED_AT]
    changes = [changes_of(one) for one in events if one.kind == Kind.SEEN]
    names = {name for one in changes for name, pair in one.items() if pair[0] != NOT_SHOWN_THEN}
    return Reviewed(frozenset(names), looks[-1].actor_name, looks[-1].at) if looks else None


def changes_since(session: ExamSession, last: Attempt) -> list[dict[str, tuple[str, str]]]:
    """The changes outside that were told of since this request was settled, oldest first."""
    return list(map(changes_of, _events_since(session, last, (Kind.SEEN,))))


def seen_in_another_state(sessions: Sequence[ExamSession]) -> list[ExamSession]:
    """Those of the sessions of which a look ever showed another status than was known."""
    if not sessions:
        return []
    seen = AuditEvent.objects.filter(session_sid__in=[one.sid for one in sessions])
    told = seen.having(kind=(Kind.SEEN,)).filter(details__contains='"status"').order_by()
    sids = set(told.values_list("session_sid", flat=True))
    return [one for one in sessions if one.sid in sids]


def is_shown_as_others(session: ExamSession, last: Attempt) -> bool:
    """Whether a booking that stands was told of as somebody else's since this request was settled:
    by a person, as not done.
    """
    if not last.settled_by_hand:
        return False
    before = (one.get("status", ("",))[0] for one in changes_since(session, last))
    return NOT_BOOKED_HERE in before


def _events_since(session: ExamSession, last: Attempt, kinds: Sequence[Kind]) -> list[AuditEvent]:
    """The events of these kinds about the session after this request's, oldest first."""
    here = AuditEvent.objects.about(session)
    settled = here.having(attempt_id=(str(last.attempt_id),)).aggregate(last=Max("number"))["last"]
    since = here.having(kind=kinds).filter(number__gt=settled or 0)
    return event_reader.of_rows(since.order_by("number"))


def has_left_cancelled(session: ExamSession, last: Attempt) -> bool:
    """Whether the session was seen to be cancelled no longer since this request was settled, or a
    change since can't be read.
    """
    changes = changes_since(session, last)
    return any(not one or status_of(one.get("status", ("",))[0]).is_cancelled for one in changes)


def changes_of(
    event: AuditEvent, values: Mapping[str, str] | None = None
) -> dict[str, tuple[str, str]]:
    """The changes of an event, with its personal `values`; none where they can't be read: then they
    are told anew.
    """
    changes = event_reader.fill_details(event, values or {}).get("changes")
    pairs = changes.items() if isinstance(changes, dict) else ()
    if not all(isinstance(pair, dict) and {"before", "after"} <= pair.keys() for _, pair in pairs):
        return {}
    return {name: (pair["before"], pair["after"]) for name, pair in pairs}


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
        event_writer.append(outside_change_events.looked_at(session, first, actor))
    session.changed_event = None


def reviewed_parts(session: ExamSession, attempt: Attempt) -> set[str]:
    """What of a request was done otherwise than asked, and was reviewed by a person, by the names
    of the parts.
    """
    return parts_reviewed([session])(session, attempt)


def parts_reviewed(sessions: Iterable[ExamSession]) -> ReviewedParts:
    """`reviewed_parts` for the requests of many sessions: their reviews are read once, where any is
    asked for.
    """
    sids = list({one.sid for one in sessions})

    @cache
    def known() -> dict[tuple[str, str, str], set[str]]:
        found: dict[tuple[str, str, str], set[str]] = {}
        looks = AuditEvent.objects.filter(session_sid__in=sids).having(
            kind=(Kind.CHANGE_LOOKED_AT,)
        )
        of_requests = looks.filter(details__contains=REVIEWED_REQUEST).order_by()
        for there, sid, details in event_reader.columns(
            of_requests, "install_sid", "session_sid", "details"
        ):
            told = event_reader.read_details(details)
            parts = told.get("reviewed_parts")
            about = (there, sid, str(told.get(REVIEWED_REQUEST)))
            found.setdefault(about, set()).update(parts if isinstance(parts, list) else ())
        return found

    def of(session: ExamSession, attempt: Attempt) -> set[str]:
        about = (session.institution.sid, session.sid, str(attempt.attempt_id))
        return known().get(about, set())

    return of


def acknowledge_differences(
    *, session: ExamSession, attempt: Attempt, labels: Mapping[str, str], actor: Actor
) -> None:
    """Record once that a person looked at what a request was done otherwise than asked."""
    with transaction.atomic():
        if labels.keys() - reviewed_parts(session, attempt):
            event_writer.append(
                outside_change_events.reviewed_differences(
                    session, attempt.attempt_id, labels, actor
                )
            )
