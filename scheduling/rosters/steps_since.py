"""What is known to have happened to sessions since a moment, and how each stood before it: step by
step taken back from what stands now.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Q

from scheduling.audit.kinds import Kind
from scheduling.exam_sessions import accommodations
from scheduling.exam_sessions.moments import earlier_states
from scheduling.models import (
    Attempt,
    AuditEvent,
    EarlierState,
    ExamSession,
    Institution,
    Location,
    status_of,
)
from scheduling.models.session_status import NEEDS_PROCTOR, NOT_SHOWN, SCHEDULED
from scheduling.proctoring_api.provider_times import moment
from scheduling.rosters import outside_events
from scheduling.seats import possible_seats, standing_requests
from scheduling.seats.possible_seats import PossibleSeat
from scheduling.session_types.field_kinds import read_uuid

LONGEST_OPEN = timedelta(days=30)  # one that is open longer is found by its state, or its events
DID = {"schedule": "booked", "reschedule": "moved", "cancel": "cancelled"}
ASKED = {
    "schedule": "booking asked for",
    "reschedule": "move asked for",
    "cancel": "cancellation asked for",
}
DAMAGED = "changed by a request that can’t be read"
SEEN = {
    Kind.SEEN: "changed outside this portal",
    Kind.STATUS_SHOWN: "status known, not known before",
}
SETTLING = (Kind.READ_BACK, Kind.SETTLED)


@dataclass(frozen=True, slots=True)
class KnownStep:
    """Something known to have happened to a session: when, what, and by whom (“” where outside).

    `event_number` is the event that tells of it, 0 where the step is a request.
    """

    at: datetime
    did: str
    who: str = ""
    event_number: int = 0


@dataclass(frozen=True, slots=True)
class _Stood:
    start: datetime | None
    location_sid: str
    status: str


@dataclass(frozen=True, slots=True)
class KnownSessions:
    """What is known of the sessions that matter: their requests and outside changes since, and how
    they stood before (`earlier`, the oldest first). `standing` may hold a seat now that nothing
    shows, `accepted` may have then (`seats/standing_requests.py`). `places` are the SIDs of the
    locations by their names: an outside change is recorded by name; `places_then` the same by what
    they were called for a session.
    """

    sessions: dict[int, ExamSession]
    attempts: dict[int, list[Attempt]]
    seen: dict[int, list[AuditEvent]]
    earlier: dict[int, list[EarlierState]]
    standing: dict[int, Attempt]
    accepted: dict[int, Attempt]
    places: dict[str, str]
    places_then: dict[tuple[int, str], str]
    since: datetime

    def is_first_seen_later(self, pk: int) -> bool:
        """Whether it was first known here later, and nothing was asked for or seen since."""
        first = self.sessions[pk].first_seen_at
        return first is not None and first > self.since and self.is_uneventful(pk)

    def is_uneventful(self, pk: int) -> bool:
        """Whether nothing was asked for or seen of it since."""
        asked = any(one.is_open for one in self.attempts.get(pk, []))
        return not asked and not self.steps(pk)

    def unread(self) -> list[tuple[int, ExamSession]]:
        """The events since that can't be read, each with its session."""
        return sorted(
            (
                (event.number, self.sessions[pk])
                for pk, events in self.seen.items()
                for event in events
                if outside_events.stood_before(event) is None
            ),
            key=lambda one: one[0],
        )

    def steps(self, pk: int) -> list[tuple[datetime, Attempt | AuditEvent]]:
        """What took effect since, or is asked for since and may have, the last first."""
        done = [
            (at, one)
            for one in self.attempts.get(pk, [])
            if (at := _took_effect(one)) and at > self.since
        ]
        every = [*done, *((one.at, one) for one in self.seen.get(pk, []))]
        return sorted(every, key=lambda step: step[0], reverse=True)


def known_since(
    institution: Institution, first: datetime, last: datetime, then: datetime
) -> KnownSessions:
    """What is known since then of the sessions that stand between `first` and `last`, and of those
    of which something happened.
    """
    here = Attempt.objects.at([institution])
    standing = {one.session_id: one for one in standing_requests.at([institution])}
    is_open = [one for one in standing.values() if one.is_open]
    lately = here.filter(started_at__gt=then - LONGEST_OPEN).filter(
        Q(settled_at__gt=then) | Q(settled_at=None, finished_at__gt=then)
    )
    every = outside_events.since(then, institution, (*SEEN, *SETTLING))
    events = [one for one in every if one.kind in SEEN]
    at_last = _settled_at_last([one for one in every if one.kind in SETTLING], then)
    attempts: dict[int, list[Attempt]] = {}
    for one in {one.pk: one for one in (*is_open, *lately, *at_last)}.values():
        attempts.setdefault(one.session_id, []).append(one)
    rows = ExamSession.objects.filter(institution=institution).select_related("institution")
    sids = {one.session_sid for one in events}
    found = {one.pk: one for one in rows.filter(appointment_at__gte=first, appointment_at__lt=last)}
    # Of the institution as well, but said so the planner would walk all that it has.
    others = ExamSession.objects.select_related("institution")
    found |= others.in_bulk(list(attempts.keys() - found.keys()))
    found |= {one.pk: one for one in rows.filter(sid__in=sids)}
    found |= {pk: one.session for pk, one in standing.items() if pk not in found}
    accommodations.load(list(found.values()))
    by_sid = {one.sid: pk for pk, one in found.items()}
    seen: dict[int, list[AuditEvent]] = {}
    for event in events:
        if pk := by_sid.get(event.session_sid):
            seen.setdefault(pk, []).append(event)
    places = Location.objects.filter(institution=institution)
    names = dict(places.values_list("name", "pl_sid"))
    earlier = earlier_states.since(attempts.keys() | seen.keys(), then - LONGEST_OPEN)
    accepted = standing_requests.accepted_by(found, then)
    named_then = _names_since(earlier, then)
    return KnownSessions(
        found, attempts, seen, earlier, standing, accepted, names, named_then, then
    )


def _names_since(
    earlier: dict[int, list[EarlierState]], then: datetime
) -> dict[tuple[int, str], str]:
    """The SIDs of the locations at which sessions were known to be until some time after then, by
    primary key and by what a location was called.
    """
    late = [one for rows in earlier.values() for one in rows if one.known_until > then]
    return {
        (one.session_id, one.location_name): one.location_sid
        for one in reversed(late)
        if one.location_sid
    }


def _settled_at_last(events: Sequence[AuditEvent], then: datetime) -> list[Attempt]:
    """The requests that were settled since then, by their events: however long they were open."""
    numbers = {read_uuid(one.attempt_id) for one in events} - {None}
    if not numbers:
        return []
    return list(Attempt.objects.filter(attempt_id__in=numbers, settled_at__gt=then))


def _settled(attempt: Attempt) -> datetime | None:
    return attempt.settled_at or attempt.finished_at


def _took_effect(attempt: Attempt) -> datetime | None:
    """When it was done; of an open one, which may be, when it was asked for."""
    if attempt.is_open and attempt.action in DID:
        return attempt.started_at
    return _settled(attempt) if attempt.state == Attempt.State.ACCEPTED else None


def seats_now(session: ExamSession, known: KnownSessions) -> list[PossibleSeat]:
    """Where it may sit now."""
    if session.dropped_at:
        return []
    return possible_seats.of(session, known.standing.get(session.pk))


def seats_then(session: ExamSession, known: KnownSessions) -> list[PossibleSeat]:
    """Where it might sit at the moment since which all this is known."""
    if session.dropped_at and session.dropped_at <= known.since:
        return []
    stood = _Stood(session.appointment_at, session.location_sid, session.status)
    for _, step in known.steps(session.pk):
        stood = _before(session, stood, step, known)
    stood = _as_kept(stood, known.earlier.get(session.pk, ()), known.since)
    request = _request_then(session, stood, known)
    return possible_seats.seats(stood.status, stood.start, stood.location_sid, request)


def _as_kept(stood: _Stood, earlier: Sequence[EarlierState], then: datetime) -> _Stood:
    """Start and place of one that has none by now, such as a booking that was taken back outside,
    as they were kept: no step tells what became blank.
    """
    kept = earlier_states.first_after(earlier, then)
    if kept is None:
        return stood
    start, sid = stood.start or kept.start_at, stood.location_sid or kept.location_sid
    return replace(stood, start=start, location_sid=sid)


def _request_then(session: ExamSession, stood: _Stood, known: KnownSessions) -> Attempt | None:
    """What was open then; else what was accepted by then while nothing had shown its seat."""
    asked = known.attempts.get(session.pk, [])
    if request := next((one for one in asked if _was_open(one, known.since)), None):
        return standing_requests.as_open(request)
    accepted = known.accepted.get(session.pk)
    is_somewhere = bool(stood.location_sid or session.location_name)
    facts = status_of(stood.status), stood.start, is_somewhere
    is_held = accepted and standing_requests.may_have_seat_while(session, accepted, *facts)
    return accepted if is_held else None


def _was_open(attempt: Attempt, then: datetime) -> bool:
    settled = _settled(attempt)
    return attempt.started_at <= then and (attempt.is_open or settled is None or settled > then)


def _before(
    session: ExamSession, stood: _Stood, step: Attempt | AuditEvent, known: KnownSessions
) -> _Stood:
    """How it stood before a step."""
    if isinstance(step, AuditEvent):
        return _before_change(session, stood, step, known)
    earlier = filter(earlier_states.took_seat, known.earlier.get(step.session_id, ()))
    until = [one for one in earlier if _is_after(step, one)]
    if step.action == Attempt.Action.CANCEL:
        was_firm = bool(until) or status_of(stood.status).is_firm
        return replace(stood, status=(SCHEDULED if was_firm else NOT_SHOWN).key)
    if step.action == Attempt.Action.RESCHEDULE:
        start = step.stood_at or stood.start
        is_learned, was_firm = stood.start != start, any(one.start_at == start for one in until)
        status = NOT_SHOWN.key if is_learned and not was_firm else stood.status
        return replace(stood, start=start, status=status)
    status = SCHEDULED.word if step.stood_at else NEEDS_PROCTOR.word
    return replace(stood, start=step.stood_at, status=status)


def _is_after(step: Attempt, earlier: EarlierState) -> bool:
    """Whether the booking was known to stand so until the request was sent, or longer."""
    return earlier.known_until > step.started_at


def _before_change(
    session: ExamSession, stood: _Stood, event: AuditEvent, known: KnownSessions
) -> _Stood:
    before = outside_events.stood_before(event) or {}
    place = before.get("location", "")
    # A location that is no longer known here by that name is called so still.
    sid = known.places_then.get((session.pk, place)) or known.places.get(place, place)
    return _Stood(
        start=moment(before.get("start")) or stood.start,
        location_sid=sid or stood.location_sid,
        status=before.get("status", stood.status),
    )


def steps_by_session(known: KnownSessions) -> dict[int, list[KnownStep]]:
    """What happened to each session, by its primary key, the last first."""
    return {pk: [_step(at, one) for at, one in known.steps(pk)] for pk in known.sessions}


def _step(at: datetime, one: Attempt | AuditEvent) -> KnownStep:
    if isinstance(one, AuditEvent):
        return KnownStep(at, SEEN[Kind(one.kind)], event_number=one.number)
    return KnownStep(at, (ASKED if one.is_open else DID).get(one.action, DAMAGED), one.actor_name)
