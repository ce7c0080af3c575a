"""How a day stood at an earlier moment, put together again from what is known to have happened
since.

What stands now is taken back step by step: this portal's own requests, and changes made outside it
by the moment at which they were seen. While a request is open, its session has a row where it
stands and one where it was asked for. Of a session that was first known here later, and of which
nothing tells that it was booked since, nobody can say how it stood: it is told apart, and so is one
of which an event can't be read. The end of a sitting is reckoned as it is now. Whether a booking
that was moved or cancelled here took a seat before, the mirror kept (`earlier_states`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from scheduling.audit.kinds import Kind
from scheduling.exam_sessions import accommodations
from scheduling.models import ExamSession, Institution
from scheduling.rosters import changes, outside_events, prints, steps_since
from scheduling.rosters.changes import Changes
from scheduling.rosters.prints import PrintedRow
from scheduling.rosters.steps_since import KnownSessions, KnownStep, seats_now, seats_then
from scheduling.seats.possible_seats import PossibleSeat
from scheduling.wall_time import midnight

FURTHEST = timedelta(days=31)  # back; further, what happened since is too much to go through


@dataclass(frozen=True, slots=True)
class RosterScope:
    """A day of an institution, perhaps at one location, by a zone's clock."""

    institution: Institution
    location_sid: str
    day: date
    zone: str

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        return midnight(self.day, self.zone), midnight(self.day + timedelta(days=1), self.zone)


@dataclass(frozen=True, slots=True)
class DayDifference:
    """What differs between a moment and now.

    `first_seen` are those of which it can't be told how they stood then; `steps` is what happened
    to a session since, by its primary key, the last first; `accommodations` are the sessions whose
    accommodation was changed since. `came_from` is where those sat then that were added, by primary
    key, where they sat elsewhere. `unread` are the events of changes that can't be read, wherever
    their sessions are now, each with its session: how that stood, nobody can say.
    """

    changes: Changes
    first_seen: Sequence[PrintedRow]
    steps: dict[int, list[KnownStep]]
    accommodations: Sequence[PrintedRow]
    came_from: Mapping[int, Sequence[PossibleSeat]] = field(default_factory=dict)
    unread: Sequence[tuple[int, ExamSession]] = ()

    def __bool__(self) -> bool:
        return bool(self.changes or self.first_seen or self.accommodations or self.unread)


def since(scope: RosterScope, moment_then: datetime) -> DayDifference:
    """What differs between that moment and now."""
    known = _known(scope, moment_then)
    now, then, unsure = [], [], []
    unread = known.unread()
    hidden = {session.pk for _, session in unread}
    for pk, session in known.sessions.items():
        if pk in hidden:
            continue
        now += _rows(scope, session, seats_now(session, known))
        if known.is_first_seen_later(pk):
            unsure.append(pk)
        else:
            then += _rows(scope, session, seats_then(session, known))
    found = changes.between(then, [one for one in now if one.session_id not in unsure])
    return DayDifference(
        changes=found,
        first_seen=sorted(
            (one for one in now if one.session_id in unsure), key=lambda one: one.start
        ),
        steps=steps_since.steps_by_session(known),
        accommodations=_given_since(scope, now, known, moment_then),
        came_from=_came_from(found, known),
        unread=unread,
    )


def since_print(
    scope: RosterScope,
    rows: Iterable[PrintedRow],
    printed_at: datetime,
    as_shown: Callable[[list[PrintedRow]], list[PrintedRow]],
) -> DayDifference:
    """What differs between the rows of a print and now; `as_shown` puts into rows what a page says
    of them. What is given is told apart, and so is what was not known when it was printed.
    """
    known = _known(scope, printed_at)
    now = [
        row
        for pk, session in known.sessions.items()
        for row in _rows(scope, session, seats_now(session, known))
    ]
    given = _given_since(scope, now, known, printed_at)
    found, learned = _without_learned(changes.between(rows, as_shown(now)), known)
    return DayDifference(
        found, learned, steps_since.steps_by_session(known), given, _came_from(found, known)
    )


def of_print(scope: RosterScope, found: Changes, printed_at: datetime) -> DayDifference:
    """What differs from a print (`found`) with how that came about, and apart from it who is there
    and of whom nothing happened since: that they are, or where, was not known when it was printed.
    """
    if not found.added:
        return DayDifference(found, [], {}, [])
    known = _known(scope, printed_at)
    found, learned = _without_learned(found, known)
    return DayDifference(
        found, learned, steps_since.steps_by_session(known), [], _came_from(found, known)
    )


def _known(scope: RosterScope, then: datetime) -> KnownSessions:
    return steps_since.known_since(scope.institution, *scope.bounds, then)


def _without_learned(found: Changes, known: KnownSessions) -> tuple[Changes, list[PrintedRow]]:
    learned = [one for one in found.added if known.is_uneventful(one.session_id)]
    return replace(found, added=[one for one in found.added if one not in learned]), learned


def _rows(
    scope: RosterScope, session: ExamSession, seats: Iterable[PossibleSeat]
) -> list[PrintedRow]:
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


def _came_from(found: Changes, known: KnownSessions) -> dict[int, Sequence[PossibleSeat]]:
    keys = {one.session_id for one in found.added} & known.sessions.keys()
    return {pk: seats for pk in keys if (seats := seats_then(known.sessions[pk], known))}


def _given_since(
    scope: RosterScope, now: list[PrintedRow], known: KnownSessions, then: datetime
) -> list[PrintedRow]:
    sids = {
        one.session_sid
        for one in outside_events.since(then, scope.institution, (Kind.ACCOMMODATION_CHANGED,))
    }
    rows = {one.session_id: one for one in now if known.sessions[one.session_id].sid in sids}
    return list(rows.values())
