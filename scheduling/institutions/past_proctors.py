"""Directory of individual proctors: whom this portal booked before at an institution, how often,
when last, and how that went.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scheduling.models import Attempt, Institution
from scheduling.models.session_status import CLOSED, INCIDENT, SessionStatus, status_of
from scheduling.models.sql_statements import every, marks, rows
from scheduling.proctoring_api.request_bodies import form_name
from scheduling.session_types import registry
from scheduling.session_types.proctor_vetting import PastProctor, mailbox

NEWEST = 500  # bookings that are looked through
# What a booking asks about its proctor, by form name.
ABOUT = (
    *("first_name", "last_name", "company", "email", "phone"),
    *("address1", "address2", "place", "region", "postal_code", "country"),
    *("location_latitude", "location_longitude"),
)
ATTRIBUTES = ("id", "attempt_id", "session_id", "action", "asked", "started_at")
THERE_NEWEST_FIRST = (
    "session_id IN (SELECT id FROM scheduling_examsession WHERE institution_id = %s)"
    " ORDER BY started_at DESC, id DESC LIMIT %s"
)
NAMING = (Attempt.Action.SCHEDULE, Attempt.Action.RESCHEDULE)
Person = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Naming:
    """A request that named a proctor, and all that its booking said of them from then on, by form
    name: a move names only what it changes.
    """

    attempt: Attempt
    asked: Mapping[str, str]

    @property
    def name(self) -> str:
        parts = (self.asked.get(name, "") for name in ("first_name", "last_name"))
        return " ".join(" ".join(parts).split())

    @property
    def person(self) -> Person | None:
        """Who that is, told apart by name and mailbox; None where it names no mailbox."""
        email = mailbox(self.asked.get("email", ""))
        return (self.name.casefold(), email) if email else None


def at(institution: Institution) -> list[PastProctor]:
    """The proctors of the newest bookings that went through, the last one first. Three statements
    at most.
    """
    sessions = _booked_at(institution)
    shown, named = _statuses(sessions), list(_named(_accepted(sessions)))
    # A proctor in whose place another one came has nothing to do with how it went.
    last = {one.attempt.session_id: one.person for one in named}
    by_person: dict[Person, list[_Naming]] = {}
    for one in reversed(named):
        if one.person:
            by_person.setdefault(one.person, []).append(one)
    return [
        _proctor(namings, [shown[key] for key, who in last.items() if who == person])
        for person, namings in by_person.items()
    ]


def _booked_at(institution: Institution) -> list[int]:
    """The sessions of the newest bookings, and moves, of a type whose proctor is vetted."""
    kinds = [one.wire_name for one in registry.SESSION_TYPES.values() if one.is_vetted]
    vetted = f"session_type IN {marks(kinds)} AND state = %s AND action IN {marks(NAMING)}"
    values = (*kinds, Attempt.State.ACCEPTED, *NAMING, institution.pk, NEWEST)
    newest = every(Attempt, f"{vetted} AND {THERE_NEWEST_FIRST}", *values, only=("session_id",))
    return sorted({one.session_id for one in newest})


def _accepted(sessions: Sequence[int]) -> list[Attempt]:
    """All bookings and moves of these that went through, the oldest first."""
    if not sessions:
        return []
    theirs = f"session_id IN {marks(sessions)} AND state = %s AND action IN {marks(NAMING)}"
    values = (*sessions, Attempt.State.ACCEPTED, *NAMING)
    return every(Attempt, f"{theirs} ORDER BY started_at, id", *values, only=ATTRIBUTES)


def _statuses(sessions: Sequence[int]) -> dict[int, SessionStatus]:
    """What the provider last said of these sessions, by their primary keys."""
    if not sessions:
        return {}
    sql = f"SELECT id, status FROM scheduling_examsession WHERE id IN {marks(sessions)}"
    return {pk: status_of(status) for pk, status in rows(sql, *sessions)}


def _named(attempts: Iterable[Attempt]) -> Iterator[_Naming]:
    """Those that said anything of a proctor, in turn, and bookings that named none."""
    known: dict[int, dict[str, str]] = {}
    for one in attempts:
        asked = _about(one.asked)
        is_move = one.action == Attempt.Action.RESCHEDULE
        if is_move and not asked:
            continue
        known[one.session_id] = known.get(one.session_id, {}) | asked if is_move else asked
        yield _Naming(one, known[one.session_id])


def _about(asked: Mapping[str, Any]) -> dict[str, str]:
    by_name = {form_name(name): str(value) for name, value in asked.items()}
    return {name: by_name[name] for name in ABOUT if name in by_name}


def _proctor(namings: Sequence[_Naming], shown: Sequence[SessionStatus]) -> PastProctor:
    """One person, from what named them, the newest first, and how the sessions that they had to the
    end are shown.
    """
    newest = namings[0]
    return PastProctor(
        key=newest.attempt.attempt_id,
        name=newest.name,
        email=newest.asked["email"],
        company=newest.asked.get("company", ""),
        count=len({one.attempt.session_id for one in namings}),
        last=newest.attempt.started_at,
        went=_went(shown),
        answers={name: newest.asked.get(name, "") for name in ABOUT},
    )


def _went(shown: Sequence[SessionStatus]) -> str:
    """“2 finished, 1 incident”: only what the sessions show; the others are not over as far as is
    known.
    """
    counts = Counter(
        "finished" if status == CLOSED else "incident" if status == INCIDENT else "cancelled"
        for status in shown
        if status.is_over or status == INCIDENT
    )
    said = [
        f"{counts[word]} {word}" for word in ("finished", "incident", "cancelled") if counts[word]
    ]
    return ", ".join(said)
