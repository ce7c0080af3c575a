"""Directory of individual proctors: whom this portal booked before at an institution, how often,
when last, and how that went.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from scheduling.models import Attempt, Institution
from scheduling.models.session_status import CLOSED, INCIDENT
from scheduling.proctoring_api.request_bodies import form_name
from scheduling.session_types import registry
from scheduling.session_types.proctor_vetting import PastProctor, mailbox

NEWEST = 500  # bookings that are looked through
# What a booking asks about its proctor, by form name.
ABOUT = (
    *("first_name", "last_name", "company", "email", "phone"),
    *("address1", "address2", "place", "region", "postal_code", "country"),
)
NAMING = (Attempt.Action.SCHEDULE, Attempt.Action.RESCHEDULE)


def at(institution: Institution) -> list[PastProctor]:
    """The proctors of the newest bookings that went through, the last one first. One statement."""
    kinds = [one.wire_name for one in registry.SESSION_TYPES.values() if one.is_vetted]
    rows = (
        Attempt.objects.filter(
            session_type__in=kinds,
            session__institution=institution,
            state=Attempt.State.ACCEPTED,
            action__in=NAMING,
        )
        .select_related("session")
        .only("attempt_id", "asked", "started_at", "session__status")
        .order_by("-started_at", "-pk")[:NEWEST]
    )
    by_person: dict[tuple[str, str], list[Attempt]] = {}
    for one in rows:
        if email := mailbox(str(one.asked.get("email", ""))):
            by_person.setdefault((_name(one).casefold(), email), []).append(one)
    return [_proctor(bookings) for bookings in by_person.values()]


def _proctor(bookings: list[Attempt]) -> PastProctor:
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
        went=_went(by_session.values()),
        answers={name: asked.get(name, "") for name in ABOUT},
    )


def _name(attempt: Attempt) -> str:
    parts = (str(attempt.asked.get(name, "")) for name in ("firstName", "lastName"))
    return " ".join(" ".join(parts).split())


def _went(bookings: Iterable[Attempt]) -> str:
    """“2 finished, 1 incident”: only what the sessions show; the others are not over as far as is
    known.
    """
    shown = [one.session.known_status for one in bookings]
    counts = Counter(
        "finished" if status == CLOSED else "incident" if status == INCIDENT else "cancelled"
        for status in shown
        if status.is_over or status == INCIDENT
    )
    said = [
        f"{counts[word]} {word}" for word in ("finished", "incident", "cancelled") if counts[word]
    ]
    return ", ".join(said)
