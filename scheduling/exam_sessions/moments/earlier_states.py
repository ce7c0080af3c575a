"""How bookings were known to stand before they changed: kept where the mirror learns otherwise, and
found again for a moment.

A place or a length that was not known before, and is now, is no change: it is said of the same
booking. That a booking was learned of late is not kept here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery

from scheduling.exam_sessions.outside_changes import differences
from scheduling.institutions import catalogue
from scheduling.models import (
    EarlierState,
    ExamSession,
    Institution,
    sql_statements,
    status_of,
)
from scheduling.models.session_status import folded


@dataclass(frozen=True, slots=True)
class Stood:
    """What was known of a booking at one time."""

    start: datetime | None
    minutes: int | None
    status: str
    location_sid: str
    location_name: str

    @property
    def takes_seat(self) -> bool:
        return self.start is not None and status_of(self.status).is_firm

    @property
    def may_take_seat(self) -> bool:
        """Whether it does, or nobody knows that it does not: it is not approved yet, or so."""
        return self.start is not None and not status_of(self.status).rules_out_a_booking


def stood(session: ExamSession) -> Stood:
    """How it stands now, before a look changes it."""
    return Stood(
        session.appointment_at,
        session.duration_minutes,
        session.status,
        session.location_sid,
        session.location_name,
    )


def stood_before(earlier: EarlierState) -> Stood:
    """How it stood until that was learned to be otherwise."""
    return Stood(
        earlier.start_at,
        earlier.duration_minutes,
        earlier.status,
        earlier.location_sid,
        earlier.location_name,
    )


def keep(before: Iterable[tuple[ExamSession, Stood]], *, until: datetime) -> None:
    """Keep how these sessions stood, of those that stand otherwise by now. Inside the transaction
    that keeps what they are now.
    """
    rows = [_row(session, one, until) for session, one in before if _is_other(one, session)]
    if len(rows) == 1:  # as after each booking
        sql_statements.add(rows[0])
    elif rows:
        EarlierState.objects.bulk_create(rows)


def _is_other(before: Stood, session: ExamSession) -> bool:
    if not (before.takes_seat or before.may_take_seat):
        return False
    return has_moved(before, session) or differences.is_of_another_length(before.minutes, session)


def has_moved(before: Stood, session: ExamSession) -> bool:
    """Whether the booking that stood so is at another time or place by now, or stands no more."""
    now = stood(session)
    # Approved since, it is the same booking.
    stands = now.takes_seat or (now.may_take_seat and not before.takes_seat)
    return not stands or before.start != now.start or _is_elsewhere(before, now)


def _is_elsewhere(before: Stood, now: Stood) -> bool:
    """By its SID, or else by its name. A SID beside a name that no location has here is no other
    place's.
    """
    if before.location_sid or now.location_sid:
        is_known = bool(before.location_sid)
        return is_known and folded(before.location_sid) != folded(now.location_sid)
    called = folded(before.location_name)
    return bool(called) and called != folded(now.location_name)


def took_seat(row: EarlierState) -> bool:
    """Whether it was booked for certain."""
    return status_of(row.status).is_firm


def _row(session: ExamSession, before: Stood, until: datetime) -> EarlierState:
    return EarlierState(
        session=session,
        institution_id=session.institution_id,
        start_at=before.start,
        duration_minutes=before.minutes,
        status=before.status,
        location_sid=before.location_sid,
        location_name=before.location_name,
        known_until=until,
    )


def sessions_near(
    institutions: Sequence[Institution], first: datetime, last: datetime
) -> list[int]:
    """The keys of sessions that were known to start between the two, whatever stands now."""
    rows = EarlierState.objects.filter(
        institution__in=[one.pk for one in institutions], start_at__gt=first, start_at__lt=last
    )
    return list(rows.values_list("session_id", flat=True).distinct())


def since(keys: Iterable[int], moment: datetime) -> dict[int, list[EarlierState]]:
    """How these sessions were known to stand until some time after the moment, oldest first, by
    primary key.
    """
    found: dict[int, list[EarlierState]] = {}
    rows = EarlierState.objects.filter(session__in=list(keys), known_until__gt=moment)
    for one in rows.order_by("known_until", "pk"):
        found.setdefault(one.session_id, []).append(one)
    return found


def first_after(states: Iterable[EarlierState], moment: datetime) -> EarlierState | None:
    """How it stood at the moment, of states in their order; None where it stands so still."""
    return next((one for one in states if one.known_until > moment), None)


def last(keys: Iterable[int]) -> dict[int, EarlierState]:
    """How these sessions were last known to be booked otherwise than now, by primary key."""
    rows = EarlierState.objects.filter(session__in=list(keys)).order_by("known_until", "pk")
    return {one.session_id: one for one in filter(took_seat, rows)}


def zone_at(session: ExamSession, start: datetime) -> str:
    """The clock of the place where it was last known to start then, for it may be elsewhere since;
    the session's own where that is not known.
    """
    here = EarlierState.objects.filter(session=session, start_at=start).exclude(location_sid="")
    then = here.order_by("-known_until", "-pk").first()
    _, zone = catalogue.location(session.institution_id, then.location_sid) if then else ("", "")
    return zone or str(session.zone)


def at_moment_of(moment: str, *, session: str = "session") -> QuerySet[EarlierState]:
    """How a row's session was known to stand at the moment that a column of the row tells, where it
    stands otherwise since: the first is it.
    """
    known = EarlierState.objects.filter(session=OuterRef(session), known_until__gt=OuterRef(moment))
    return known.order_by("known_until", "pk")


def location_at(moment: str, *, session: str = "session") -> Subquery:
    """The SID of the location where it stood then, where that was known."""
    known = at_moment_of(moment, session=session).exclude(location_sid="")
    return Subquery(known.values("location_sid")[:1])


def last_location(session: str = "session") -> Subquery:
    """The SID of the location where a row's session last stood otherwise than now."""
    known = EarlierState.objects.filter(session=OuterRef(session))
    return Subquery(known.order_by("-known_until", "-pk").values("location_sid")[:1])


def at(sessions: Iterable[ExamSession], moment: datetime) -> dict[int, EarlierState]:
    """How those were known to stand at the moment that stand otherwise since, by primary key."""
    rows = EarlierState.objects.filter(
        session__in=[one.pk for one in sessions], known_until__gt=moment
    )
    found: dict[int, EarlierState] = {}
    for one in rows.order_by("known_until", "pk"):
        found.setdefault(one.session_id, one)
    return found
