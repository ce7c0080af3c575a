"""Reading sessions of the list one by one, within the institution's budget, and what an answer, or
none, says of a session's place in the list.

Which ones are read: `read_ahead` and `missing_rows`.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from scheduling.exam_sessions import mirror, session_reading
from scheduling.institutions import request_budget
from scheduling.models import ExamSession, Institution, status_of
from scheduling.models.columns.kept_moments import latest_by_this_clock
from scheduling.proctoring_api.client import client_for
from scheduling.proctoring_api.errors import NotFound, ProctoringError, is_of_another

MOST = 500  # sessions of one round
PACE = 0.25  # seconds between two sessions that can wait
PATIENCE = 10.0  # seconds for one session
STAYS_LISTED = timedelta(hours=48)  # after its start, of a session that is over: a day in any zone


def not_since(name: str, other: str, now: datetime) -> Q:
    """Never, or before the other moment, or before the clock was put back."""
    never = Q(**{f"{name}__isnull": True})
    earlier_clock = Q(**{f"{name}__gt": latest_by_this_clock(now)})
    return never | Q(**{f"{name}__lt": F(other)}) | earlier_clock


def is_missing(now: datetime) -> Q:
    """That the list does not bring a session: it was missing, and not told since."""
    return Q(missed_at__isnull=False) & not_since("changed_at", "missed_at", now)


def read_all(
    institution: Institution, rows: QuerySet[ExamSession], until: float, *, paced: bool = False
) -> bool:
    """Whether none of them is left. `paced`: what can wait, a few a second, and only what may be
    booked.
    """
    for session in (_may_be_booked(rows) if paced else rows)[:MOST]:
        if time.monotonic() >= until or not request_budget.take(institution):
            return False
        session.institution = institution
        if not read(session):
            return False
        if paced:
            time.sleep(PACE)
    return True


def _may_be_booked(rows: QuerySet[ExamSession]) -> QuerySet[ExamSession]:
    """Those whose status doesn't rule a booking out; one that is blank or unknown does not."""
    told = rows.order_by().values_list("status", flat=True).distinct()
    return rows.filter(status__in=[one for one in told if not status_of(one).rules_out_a_booking])


def read(session: ExamSession) -> bool:
    """Read one session; False where it is better not to ask for another one now."""
    asked_at = timezone.now()
    client = client_for(session.institution.connection)
    try:
        record = session_reading.read_session(client, session, timeout=patience(), retries=0).record
    except NotFound:
        is_kept = session.is_over and not _is_past(session)
        _unanswered(session, **({} if is_kept else {"listed_at": None}))
        return True
    except ProctoringError as error:
        _unanswered(session)
        if is_of_another(error):  # which says nothing about the next one
            return True
        request_budget.back_off(session.institution, error)
        return False
    request_budget.forget_failures(session.institution)
    if record:
        mirror.take_record(session, record, asked_at=asked_at)
    row = ExamSession.objects.filter(pk=session.pk)
    row.update(read_tried_at=asked_at)
    if session.missed_at and _is_past(session):
        row.filter(is_missing(timezone.now())).update(listed_at=None)
    return True


def _is_past(session: ExamSession) -> bool:
    """Whether it is over and its day as well: until then the lists, the handover and the board of
    that day go on telling what became of it.
    """
    start = session.appointment_at
    is_later = start is not None and start > timezone.now() - STAYS_LISTED
    return session.is_over and not is_later


def patience() -> float:
    return min(PATIENCE, settings.API_TIMEOUT)


def _unanswered(session: ExamSession, **changes: object) -> None:
    """What is missing has dropped out, unless it is over, and stands as `changes` say."""
    row, now = ExamSession.objects.filter(pk=session.pk), timezone.now()
    row.update(read_tried_at=now)
    if session.missed_at and not session.is_over:
        changes["dropped_at"] = session.dropped_at or now
    if session.missed_at and changes:
        row.filter(is_missing(now)).update(**changes)
