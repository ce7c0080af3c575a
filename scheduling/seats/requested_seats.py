"""Seats of a location that sessions may take by a request alone, sent or approved in a batch that
is still to send it: nothing shows them there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduling.models import (
    Attempt,
    ExamSession,
    Institution,
    SessionAccommodation,
    sql_statements,
)
from scheduling.seats import coming_seats, possible_seats
from scheduling.seats.possible_seats import PossibleSeat

LONGEST = timedelta(hours=24)  # no session is looked for that began longer ago


@dataclass(frozen=True, slots=True)
class RequestedSeat:
    """A session's seat by a request; `minutes` is how long it takes, None where nobody knows."""

    session_id: int
    start: datetime
    minutes: int | None

    def touches(self, start: datetime, end: datetime) -> bool:
        """Whether it may share a moment with the time."""
        length = LONGEST if self.minutes is None else timedelta(minutes=self.minutes or 1)
        return self.start < end and self.start + length > start


def at(
    institution: Institution, but_for: ExamSession, sid: str, standing: Iterable[Attempt]
) -> list[RequestedSeat]:
    """Those at the location with this SID, whenever they are, by the institution's standing
    requests; the session `but_for` takes no seat from itself.
    """
    others = [one for one in standing if one.session_id != but_for.pk]
    given = _given(others)
    sent = [
        RequestedSeat(one.session_id, seat.start, _minutes(one.session, given))
        for one in others
        if one.action != Attempt.Action.CANCEL
        for seat in possible_seats.of(one.session, one)
        if seat.location_sid.casefold() == sid.casefold() and not _is_shown(one.session, seat)
    ]
    known = {(one.session_id, one.start) for one in sent}
    coming = coming_seats.at(institution, sid, besides=(but_for.pk,))
    return sent + [
        RequestedSeat(one.session_id, one.start, one.minutes)
        for one in coming
        if (one.session_id, one.start) not in known
    ]


def _is_shown(session: ExamSession, seat: PossibleSeat) -> bool:
    """Whether the session is seen there: it is counted by what is seen."""
    return session.appointment_at == seat.start and (
        session.location_sid.casefold() == seat.location_sid.casefold()
    )


def _given(requests: Sequence[Attempt]) -> dict[int, SessionAccommodation]:
    keys = [one.session_id for one in requests]
    if not keys:
        return {}
    where = f"session_id IN {sql_statements.marks(keys)}"
    rows = sql_statements.every(SessionAccommodation, where, *keys)
    return {one.session_id: one for one in rows}


def _minutes(session: ExamSession, given: dict[int, SessionAccommodation]) -> int | None:
    known = given.get(session.pk)
    return known.sitting(session.duration_minutes).minutes if known else session.duration_minutes
