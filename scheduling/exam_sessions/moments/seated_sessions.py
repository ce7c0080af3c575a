"""The sessions that some days have, and where and when each of them sits or may sit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from scheduling.exam_sessions import accommodations
from scheduling.exam_sessions.moments.seat_load import Seated
from scheduling.exam_sessions.name_order import by_name
from scheduling.models import Attempt, ExamSession, Institution, sql_statements
from scheduling.seats import possible_seats, standing_requests, unknown_locations
from scheduling.seats.availability import LONGEST
from scheduling.seats.possible_seats import PossibleSeat

# Of a session; the rest is read where it is asked for. To read a moment takes longer than a text.
NEAR = "appointment_at > %s AND appointment_at < %s"
READ = (
    *("id", "institution_id", "sid", "exam_sid", "status", "session_type", "appointment_at"),
    *("location_sid", "location_name", "time_zone", "learner_name", "learner_family_name"),
    *("exam_title", "duration_minutes", "changed_event", "refreshed_at", "listed_at"),
    *("dropped_at", "unread"),
)
INSTITUTION = ExamSession._meta.get_field("institution")


def sessions_between(
    institutions: Sequence[Institution], first: datetime, last: datetime
) -> list[ExamSession]:
    """Those that start on the day or run into it, and those that are being asked about or were
    booked without being shown.
    """
    by_key = {one.pk: one for one in institutions}
    requests = {one.session_id: one for one in standing_requests.at(institutions)}
    found = {one.id: one for one in _near(by_key, first, last)}
    found |= {key: one.session for key, one in requests.items() if key not in found}
    for one in found.values():
        # A copy of its institution for each would cost more than all else that is read.
        INSTITUTION.set_cached_value(one, by_key[one.institution_id])
        one.standing_request = requests.get(one.id)
    accommodations.load(list(found.values()))
    return sorted(found.values(), key=by_start)


def seats_between(
    institutions: Sequence[Institution], first: datetime, last: datetime
) -> list[Seated]:
    """Who sits, or may sit, at a time between, wherever that is."""
    seated = [seat for one in sessions_between(institutions, first, last) for seat in seats_of(one)]
    return [one for one in seated if one.sits(first, last)]


def in_order(seated: Iterable[Seated]) -> list[Seated]:
    """As people look them up: by the session's start, then by name. On a board they stand by start
    alone: to fold every name takes longer than to count who sits where.
    """
    return sorted(seated, key=lambda one: (by_start(one.session)[:2], by_name(one.session)))


def by_start(session: ExamSession) -> tuple[bool, float, int]:
    start = session.appointment_at
    return start is not None, start.timestamp() if start else 0.0, session.id


def _near(institutions: Iterable[int], first: datetime, last: datetime) -> list[ExamSession]:
    keys = list(institutions)
    if not keys:
        return []
    where = f"institution_id IN {sql_statements.marks(keys)} AND {NEAR}"
    bounds = (
        sql_statements.stored(ExamSession, "appointment_at", at) for at in (first - LONGEST, last)
    )
    return sql_statements.every(ExamSession, where, *keys, *bounds, only=READ)


def seats_of(session: ExamSession) -> list[Seated]:
    """Where and when it sits, or may sit; none for one that takes, and may take, no seat."""
    found = possible_seats.of(session, session.standing_request)
    minutes = accommodations.sitting_of(session).minutes if found else None
    return [Seated.of(session, one, minutes) for one in found]


def seats_unlisted(session: ExamSession) -> list[Seated]:
    """Where one that is no longer listed may sit, as it was last known."""
    is_told = session.known_status.rules_out_a_booking or session.appointment_at is None
    found = seats_of(session) or ([] if is_told else [as_shown(session)])
    return [replace(one, is_certain=False) for one in found]


def as_shown(session: ExamSession) -> Seated:
    """The seat that a session with a start has, if it has one."""
    seat = PossibleSeat(session.appointment_at, session.location_sid, is_certain=False)
    return Seated.of(session, seat, accommodations.sitting_of(session).minutes)


def is_unplaced(one: Seated) -> bool:
    """Whether nothing known tells where it is (`unknown_locations`). A booking that is asked for
    without a location has none.
    """
    request = one.session.standing_request
    is_asked = request is not None and request.action == Attempt.Action.SCHEDULE
    return not (one.location_sid or is_asked) and unknown_locations.is_unknown(one.session)


def is_unsure(session: ExamSession) -> bool:
    """Whether its status says neither that it is booked nor that it is not, and nothing is open."""
    status = session.known_status
    is_told = status.is_firm or status.rules_out_a_booking or session.standing_request
    return not is_told and session.dropped_at is None


def is_called_off(session: ExamSession) -> bool:
    """Whether it was cancelled or denied, and nothing is open."""
    status = session.known_status
    is_over = status.is_cancelled or status.is_denied
    return is_over and not session.standing_request and session.dropped_at is None
