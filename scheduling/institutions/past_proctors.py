"""Directory of individual proctors: whom this portal booked before at an institution, how often,
when last, and how that went.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

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
)
ATTRIBUTES = ("id", "attempt_id", "session_id", "asked", "started_at")
THERE_NEWEST_FIRST = (
    "session_id IN (SELECT id FROM scheduling_examsession WHERE institution_id = %s)"
    " ORDER BY started_at DESC, id DESC LIMIT %s"
)
NAMING = (Attempt.Action.SCHEDULE, Attempt.Action.RESCHEDULE)


def at(institution: Institution) -> list[PastProctor]:
    """The proctors of the newest bookings that went through, the last one first. Two statements at
    most.
    """
    kinds = [one.wire_name for one in registry.SESSION_TYPES.values() if one.is_vetted]
    named = f"session_type IN {marks(kinds)} AND state = %s AND action IN {marks(NAMING)}"
    values = (*kinds, Attempt.State.ACCEPTED, *NAMING, institution.pk, NEWEST)
    newest = every(Attempt, f"{named} AND {THERE_NEWEST_FIRST}", *values, only=ATTRIBUTES)
    shown = _statuses({one.session_id for one in newest})
    by_person: dict[tuple[str, str], list[Attempt]] = {}
    for one in newest:
        if email := mailbox(str(one.asked.get("email", ""))):
            by_person.setdefault((_name(one).casefold(), email), []).append(one)
    return [_proctor(bookings, shown) for bookings in by_person.values()]


def _statuses(sessions: set[int]) -> dict[int, SessionStatus]:
    """What the provider last said of these sessions, by their primary keys."""
    if not sessions:
        return {}
    sql = f"SELECT id, status FROM scheduling_examsession WHERE id IN {marks([*sessions])}"
    return {pk: status_of(status) for pk, status in rows(sql, *sessions)}


def _proctor(bookings: list[Attempt], shown: Mapping[int, SessionStatus]) -> PastProctor:
    """One person's bookings, the newest first."""
    newest, by_session = bookings[0], {one.session_id: one for one in bookings}
    asked = {form_name(name): str(value) for name, value in newest.asked.items()}
    return PastProctor(
        key=newest.attempt_id,
        name=_name(newest),
        email=asked["email"],
        company=asked.get("company", ""),
        count=len(by_session),
        last=newest.started_at,
        went=_went([shown[one] for one in by_session]),
        answers={name: asked.get(name, "") for name in ABOUT},
    )


def _name(attempt: Attempt) -> str:
    parts = (str(attempt.asked.get(name, "")) for name in ("firstName", "lastName"))
    return " ".join(" ".join(parts).split())


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
