"""Accepted requests whose bookings stand, and are shown otherwise than asked for: nobody has
decided yet which of the two holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection

from scheduling.booking.attempt_queries import OF_THE_LATEST
from scheduling.booking.comparison.asked_and_stored import is_done_otherwise
from scheduling.exam_sessions.lists import list_filters
from scheduling.exam_sessions.outside_changes import reviews
from scheduling.exam_sessions.outside_changes.reviews import ReviewedParts
from scheduling.institutions import catalogue
from scheduling.institutions.catalogue import LocationCalled
from scheduling.models import Attempt, ExamSession, Institution, sql_statements
from scheduling.wall_time import midnight

ATTEMPTS, SESSIONS = Attempt._meta.db_table, ExamSession._meta.db_table
# The first two lead to the index `attempt_otherwise`; by its state SQLite would walk every one.
# By EXISTS the few lead to their sessions, never all sessions of an institution to them.
WERE_OTHERWISE = f"""NOT (differences = '[]') AND session_id > 0
AND NOT EXISTS (SELECT 1 FROM {ATTEMPTS} AS later
  WHERE later.session_id = {ATTEMPTS}.session_id AND later.id > {ATTEMPTS}.id)
AND EXISTS (SELECT 1 FROM {SESSIONS} AS theirs WHERE theirs.id = {ATTEMPTS}.session_id
  AND theirs.institution_id IN {{here}} AND theirs.dropped_at IS NULL
  AND theirs.changed_event IS NULL
  AND (theirs.appointment_at >= %s OR theirs.appointment_at IS NULL))"""


def requests(institutions: Iterable[Institution], since: datetime) -> list[Attempt]:
    """Those at the institutions, each with its session, of which none begins before; by start."""
    here = {one.pk: one for one in institutions}
    if not here:
        return []
    where = WERE_OTHERWISE.format(here=sql_statements.marks(list(here)))
    since = connection.ops.adapt_datetimefield_value(since)
    found = sql_statements.every(Attempt, where, *here, since, only=OF_THE_LATEST)
    sessions = _sessions([one.session_id for one in found], here)
    for one in found:
        one.session = sessions[one.session_id]
    called = catalogue.locations_called()
    reviewed = reviews.parts_reviewed(sessions.values())
    return sorted((one for one in found if _stands_otherwise(one, called, reviewed)), key=_by_start)


def of_today_on(institutions: Sequence[Institution]) -> frozenset[int]:
    """The primary keys of their sessions, from the beginning of each institution's own day on."""
    first = [midnight(list_filters.today_at(one), one.time_zone) for one in institutions]
    found = requests(institutions, min(first)) if first else []
    return frozenset(one.session_id for one in found)


def _sessions(keys: list[int], here: dict[int, Institution]) -> dict[int, ExamSession]:
    if not keys:
        return {}
    rows = sql_statements.every(ExamSession, f"id IN {sql_statements.marks(keys)}", *keys)
    for one in rows:
        one.institution = here[one.institution_id]
    return {one.pk: one for one in rows}


def _stands_otherwise(request: Attempt, called: LocationCalled, reviewed: ReviewedParts) -> bool:
    session = request.session
    is_in_place = session.known_status.is_in_place
    return is_in_place and is_done_otherwise(request, session, called, reviewed)


def _by_start(request: Attempt) -> tuple[bool, datetime | None, int]:
    start = request.session.appointment_at
    return start is None, start, request.pk
