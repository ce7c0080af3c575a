"""Listed sessions of a week by the day of their start."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from scheduling.models import ExamSession, sql_statements, status_of
from scheduling.proctoring_api.provider_times import moment
from scheduling.seats import unknown_locations
from scheduling.week_figures.figure_columns import SESSIONS
from scheduling.week_figures.figures import FigureRow, at_least, by_day, not_loaded
from scheduling.week_figures.scope import WeekScope

UNCERTAIN = len(SESSIONS) - 1


def sessions_a_day(scope: WeekScope) -> list[FigureRow]:
    """Listed sessions by the day of their start, or of the start that is being asked for where they
    have none: one number for each of `SESSIONS`.
    """
    is_open = {session for session, _, _ in scope.open_requests}
    told = Counter(
        (scope.day_at(start), status, pk in is_open) for pk, status, start in _listed_there(scope)
    )
    counted = Counter((scope.day_at(start), UNCERTAIN) for start in _asked_starts(scope))
    for (day, status, is_asked), many in told.items():
        counted[day, _session_series(status, is_open=is_asked)] += many
    nowhere = Counter(
        _session_series(status, is_open=pk in is_open) for pk, status, _ in _may_be_there(scope)
    )
    rows = [*by_day(scope, counted, SESSIONS), *not_loaded(nowhere, SESSIONS)]
    return rows if scope.is_listed else [at_least(row) for row in rows]


def _listed_there(scope: WeekScope) -> list[list[Any]]:
    """The key, the status and the start of each listed session of the week at the place."""
    if scope.location_sid:
        return _listed(scope, "location_sid = %s", scope.location_sid)
    return _listed(scope, "TRUE")


def _may_be_there(scope: WeekScope) -> list[list[Any]]:
    """Of which nothing known tells where; at all locations they are counted like others."""
    return _listed(scope, unknown_locations.UNKNOWN) if scope.location_sid else []


def _listed(scope: WeekScope, where: str, *values: object) -> list[list[Any]]:
    keys = [one.pk for one in scope.institutions]
    if not keys:
        return []
    week = f"institution_id IN {sql_statements.marks(keys)} AND dropped_at IS NULL"
    bounds = (sql_statements.stored(ExamSession, "appointment_at", at) for at in scope.bounds)
    return sql_statements.attributes(
        ExamSession,
        f"{week} AND appointment_at >= %s AND appointment_at < %s AND {where}",
        *(*keys, *bounds, *values),
        only=("id", "appointment_at", "status"),
    )


def _asked_starts(scope: WeekScope) -> Iterator[datetime]:
    """The starts in the week that are being asked for there, for sessions that have none yet."""
    first, last = scope.bounds
    for request in (asked for _, asked, has_none in scope.open_requests if has_none):
        start = moment(request.get("appointmentDateTime"))
        is_there = scope.location_sid in ("", request.get("proctorLocationSid"))
        if start and is_there and first <= start < last:
            yield start


def _session_series(text: str, *, is_open: bool) -> int:
    """Which of `SESSIONS` it counts as; while a request for it is open, nothing is certain."""
    if is_open:
        return UNCERTAIN
    status = status_of(text)
    shown = (status.is_booked, status.is_pending, status.is_closed, status.is_cancelled, True)
    return shown.index(True)
