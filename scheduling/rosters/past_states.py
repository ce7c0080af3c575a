"""How a day stood at an earlier moment, put together again from what is known to have happened
since.

What stands now is taken back step by step: this portal's own requests, and changes made outside it
by the moment at which they were seen. While a request is open, its session has a row where it
stands and one where it was asked for. Of a session that was first known here later, and of which
nothing tells that it was booked since, nobody can say how it stood: it is told apart, and so is one
of which an event can't be read. The end of a
sitting is reckoned as it is now. Whether a booking that was moved or cancelled here took a seat
before, the mirror kept (`earlier_states`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from django.db.models import Q

from scheduling.audit.kinds import Kind
from scheduling.exam_sessions import accommodations
from scheduling.exam_sessions.moments import earlier_states, possible_seats
from scheduling.exam_sessions.moments.possible_seats import PossibleSeat
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
from scheduling.proctoring_api.parsing import moment
from scheduling.rosters import changes, outside_events, prints
from scheduling.rosters.changes import Changes
from scheduling.rosters.prints import PrintedRow
from scheduling.wall_time import midnight

FURTHEST = timedelta(days=31)  # back; further, what happened since is too much to go through
LONGEST_OPEN = timedelta(days=30)  # a request that is open longer is found by its state
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


@dataclass(frozen=True, slots=True)
class Scope:
    """A day of an institution, perhaps at one location, by a zone's clock."""

    institution: Institution
    location_sid: str
    day: date
    zone: str

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        return midnight(self.day, self.zone), midnight(self.day + timedelta(days=1), self.zone)


@dataclass(frozen=True, slots=True)
class Step:
    """Something known to have happened to a session: when, what, and by whom (“” where outside).

    `event_number` is the event that tells of it, 0 where the step is a request.
    """

    at: datetime
    did: str
    who: str = ""
    event_number: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between a moment and now.

    `first_seen` are those of which it can't be told how they stood then; `steps` is what happened
    to a session since, by its primary key, the last first; `accommodations` are the sessions whose
    accommodation was changed since. `came_from` is where those sat then that were added, by primary
    key, where they sat elsewhere. `unread` are the events of changes that can't be read, wherever
    their sessions are now, each with its session: how that stood, nobody can say.
    """

    changes: Changes
    first_seen: Sequence[PrintedRow]
    steps: dict[int, list[Step]]
    accommodations: Sequence[PrintedRow]
    came_from: Mapping[int, Sequence[PossibleSeat]] = field(default_factory=dict)
    unread: Sequence[tuple[int, ExamSession]] = ()

    def __bool__(self) -> bool:
        return bool(self.changes or self.first_seen or self.accommodations or self.unread)


@dataclass(frozen=True, slots=True)
class _Stood:
    start: datetime | None
    location_sid: str
    status: str


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of the sessions that matter: their requests and outside changes since, and how
    they took seats before. `places` are the SIDs of the locations by their names: an outside change
    is recorded by name.
    """

    sessions: dict[int, ExamSession]
    attempts: dict[int, list[Attempt]]
    seen: dict[int, list[AuditEvent]]
    seated: dict[int, list[EarlierState]]
    places: dict[str, str]
    since: datetime

    def is_untold(self, pk: int) -> bool:
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


def since(scope: Scope, moment_then: datetime) -> Difference:
    """What differs between that moment and now."""
    known = _known(scope, moment_then)
    now, then, unsure = [], [], []
    unread = known.unread()
    hidden = {session.pk for _, session in unread}
    for pk, session in known.sessions.items():
        if pk in hidden:
            continue
        now += _rows(scope, session, _now(session, known.attempts.get(pk, [])))
        if known.is_untold(pk):
            unsure.append(pk)
        else:
            then += _rows(scope, session, _then(session, known))
    found = changes.between(then, [one for one in now if one.session_id not in unsure])
    return Difference(
        changes=found,
        first_seen=sorted(
            (one for one in now if one.session_id in unsure), key=lambda one: one.start
        ),
        steps=_told(known),
        accommodations=_given_since(scope, now, known, moment_then),
        came_from=_came_from(found, known),
        unread=unread,
    )


def since_print(
    scope: Scope,
    rows: Iterable[PrintedRow],
    printed_at: datetime,
    as_shown: Callable[[list[PrintedRow]], list[PrintedRow]],
) -> Difference:
    """What differs between the rows of a print and now; `as_shown` puts into rows what a page says
    of them. What is given is told apart, and so is what was not known when it was printed.
    """
    known = _known(scope, printed_at)
    now = [
        row
        for pk, session in known.sessions.items()
        for row in _rows(scope, session, _now(session, known.attempts.get(pk, [])))
    ]
    given = _given_since(scope, now, known, printed_at)
    found, learned = _without_learned(changes.between(rows, as_shown(now)), known)
    return Difference(found, learned, _told(known), given, _came_from(found, known))


def without_learned(
    scope: Scope, found: Changes, printed_at: datetime
) -> tuple[Changes, list[PrintedRow]]:
    """What differs from a print, and apart from it who is there and of whom nothing happened since:
    that they are, or where, was not known when it was printed.
    """
    return _without_learned(found, _known(scope, printed_at)) if found.added else (found, [])


def _without_learned(found: Changes, known: _Known) -> tuple[Changes, list[PrintedRow]]:
    learned = [one for one in found.added if known.is_uneventful(one.session_id)]
    return replace(found, added=[one for one in found.added if one not in learned]), learned


def _known(scope: Scope, then: datetime) -> _Known:
    at = Q(session__institution=scope.institution)
    is_open = Attempt.objects.filter(at, state__in=Attempt.OPEN)
    lately = Attempt.objects.filter(at, started_at__gt=then - LONGEST_OPEN).filter(
        Q(settled_at__gt=then) | Q(settled_at=None, finished_at__gt=then)
    )
    attempts: dict[int, list[Attempt]] = {}
    for one in {one.pk: one for one in (*is_open, *lately)}.values():
        attempts.setdefault(one.session_id, []).append(one)
    events = outside_events.since(then, scope.institution, tuple(SEEN))
    first, last = scope.bounds
    rows = ExamSession.objects.filter(institution=scope.institution).select_related("institution")
    sids = {one.session_sid for one in events}
    found = {one.pk: one for one in rows.filter(appointment_at__gte=first, appointment_at__lt=last)}
    found |= rows.in_bulk(list(attempts.keys() - found.keys()))
    found |= {one.pk: one for one in rows.filter(sid__in=sids)}
    accommodations.load(list(found.values()))
    by_sid = {one.sid: pk for pk, one in found.items()}
    seen: dict[int, list[AuditEvent]] = {}
    for event in events:
        if pk := by_sid.get(event.session_sid):
            seen.setdefault(pk, []).append(event)
    places = Location.objects.filter(institution=scope.institution)
    names = dict(places.values_list("name", "pl_sid"))
    seated = earlier_states.since(attempts, then - LONGEST_OPEN)
    return _Known(found, attempts, seen, seated, names, then)


def _settled(attempt: Attempt) -> datetime | None:
    return attempt.settled_at or attempt.finished_at


def _took_effect(attempt: Attempt) -> datetime | None:
    """When it was done; of an open one, which may be, when it was asked for."""
    if attempt.is_open:
        return attempt.started_at
    return _settled(attempt) if attempt.state == Attempt.State.ACCEPTED else None


def _now(session: ExamSession, attempts: list[Attempt]) -> list[PossibleSeat]:
    if session.dropped_at:
        return []
    return possible_seats.of(session, next((one for one in attempts if one.is_open), None))


def _then(session: ExamSession, known: _Known) -> list[PossibleSeat]:
    if session.dropped_at and session.dropped_at <= known.since:
        return []
    stood = _Stood(session.appointment_at, session.location_sid, session.status)
    for _, step in known.steps(session.pk):
        stood = _before(stood, step, known)
    asked = known.attempts.get(session.pk, [])
    request = next((one for one in asked if _was_open(one, known.since)), None)
    return possible_seats.seats(stood.status, stood.start, stood.location_sid, request)


def _was_open(attempt: Attempt, then: datetime) -> bool:
    settled = _settled(attempt)
    return attempt.started_at <= then and (attempt.is_open or settled is None or settled > then)


def _before(stood: _Stood, step: Attempt | AuditEvent, known: _Known) -> _Stood:
    """How it stood before a step."""
    if isinstance(step, AuditEvent):
        return _before_change(stood, step, known.places)
    until = [one for one in known.seated.get(step.session_id, []) if _is_after(step, one)]
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


def _before_change(stood: _Stood, event: AuditEvent, places: dict[str, str]) -> _Stood:
    before = outside_events.stood_before(event) or {}
    place = before.get("location", "")
    return _Stood(
        start=moment(before.get("start")) or stood.start,
        # A location that is no longer known here by that name is called so still.
        location_sid=places.get(place, place) or stood.location_sid,
        status=before.get("status", stood.status),
    )


def _rows(scope: Scope, session: ExamSession, seats: Iterable[PossibleSeat]) -> list[PrintedRow]:
    """The session as a roster of the day has it; none where it is not expected then."""
    first, last = scope.bounds
    there = [
        one
        for one in seats
        if scope.location_sid in ("", one.location_sid) and first <= one.start < last
    ]
    minutes = accommodations.sitting_of(session).minutes if there else None
    length = timedelta(minutes=minutes) if minutes else None
    return [
        PrintedRow(
            session.pk,
            one.start,
            one.start + length if length else None,
            one.is_certain,
            "" if scope.location_sid else one.location_sid,
            name_mark=prints.name_mark(session),
        )
        for one in there
    ]


def _came_from(found: Changes, known: _Known) -> dict[int, Sequence[PossibleSeat]]:
    keys = {one.session_id for one in found.added} & known.sessions.keys()
    return {pk: seats for pk in keys if (seats := _then(known.sessions[pk], known))}


def _told(known: _Known) -> dict[int, list[Step]]:
    return {pk: [_step(at, one) for at, one in known.steps(pk)] for pk in known.sessions}


def _step(at: datetime, one: Attempt | AuditEvent) -> Step:
    if isinstance(one, AuditEvent):
        return Step(at, SEEN[Kind(one.kind)], event_number=one.number)
    return Step(at, (ASKED if one.is_open else DID).get(one.action, DAMAGED), one.actor_name)


def _given_since(
    scope: Scope, now: list[PrintedRow], known: _Known, then: datetime
) -> list[PrintedRow]:
    sids = {
        one.session_sid
        for one in outside_events.since(then, scope.institution, (Kind.ACCOMMODATION_CHANGED,))
    }
    rows = {one.session_id: one for one in now if known.sessions[one.session_id].sid in sids}
    return list(rows.values())
