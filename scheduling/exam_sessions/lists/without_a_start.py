"""Sessions that no start is shown of, on the day that a request would have them: one that was
accepted and is not shown, or one that is still open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta

from scheduling.models import Attempt, ExamSession, Institution
from scheduling.seats import possible_seats, standing_requests
from scheduling.wall_time import midnight


def on_day(
    institutions: Sequence[Institution], day_of: Callable[[Institution], date], zone: str = ""
) -> list[int]:
    """Their primary keys, on each institution's own day or on that by the clock of a zone."""
    spans = {one.pk: _span(day_of(one), zone or one.time_zone) for one in institutions}
    return [
        session.pk
        for session, start in every(institutions)
        if spans[session.institution_id][0] <= start < spans[session.institution_id][1]
    ]


def _span(day: date, zone: str) -> tuple[datetime, datetime]:
    return midnight(day, zone), midnight(day + timedelta(days=1), zone)


def every(institutions: Sequence[Institution]) -> Iterator[tuple[ExamSession, datetime]]:
    """Each with the start that is asked for."""
    for request in standing_requests.at(institutions):
        if request.session.appointment_at is None and (start := asked(request.session, request)):
            yield request.session, start


def asked(session: ExamSession, request: Attempt) -> datetime | None:
    """When it would start by the request; None where that asks for no seat."""
    return next((one.start for one in possible_seats.of(session, request)), None)


def requests_of(sessions: Sequence[ExamSession]) -> dict[int, Attempt]:
    """The requests of those of these sessions, by the session's primary key."""
    return standing_requests.of([one for one in sessions if one.appointment_at is None])
