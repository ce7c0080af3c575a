"""Sessions that the worker reads one by one, within the institution's budget: those that are
missing from the list, whatever became of them, and booked ones of the coming days, whose place and
length the list does not tell.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from scheduling.exam_sessions import mirror, single_look
from scheduling.institutions import request_budget
from scheduling.models import ExamSession, Institution, status_of
from scheduling.proctoring_api.client import client_for
from scheduling.proctoring_api.errors import NotFound, ProctoringError, is_of_another
from scheduling.provider_list.seen_rows import SeenRows

log = logging.getLogger(__name__)
BLOCK = 500
PACE = 0.25  # seconds between two sessions that can wait
PATIENCE = 10.0  # seconds for one session
TRIED_AGAIN_AFTER = timedelta(minutes=10)
# Not listed, but not over when it was read: what becomes of it no list will tell.
READ_AGAIN_AFTER = timedelta(hours=6)
MAY_STILL_RUN = timedelta(hours=12)  # an exam of a working day, extra time included
STAYS_LISTED = timedelta(hours=48)  # after its start, of a session that is over: a day in any zone
AHEAD_AGAIN_AFTER = timedelta(hours=1)


def note_missing(
    institution: Institution, seen: SeenRows, *, before: datetime, may_be_unread: bool = False
) -> None:
    """Note what a whole walk, begun at `before`, did not meet. What is missing for the second time
    and was not read since has dropped out; so has what can't be read (`read_missed`). What is known
    to be over has not: its end is what became of it.

    Where it `may_be_unread`, since a row without a SID could not be read, nothing is missing: it is
    read ahead once more (`read_ahead`), and stands as it was known until then.
    """
    # What was listed “in the future” was listed before the clock was put back.
    listed = Q(listed_at__lt=before) | Q(listed_at__gt=timezone.now())
    keys = ExamSession.objects.filter(listed, institution=institution).values_list("pk", flat=True)
    missing = (key for key in keys.iterator(chunk_size=5_000) if key not in seen)
    for block in _blocks(list(missing)):
        rows, now = ExamSession.objects.filter(pk__in=block), timezone.now()
        if may_be_unread:
            tried = Q(read_tried_at__gt=now - READ_AGAIN_AFTER, read_tried_at__lte=now)
            rows.exclude(tried).update(changed_at=now)
            continue
        again = rows.filter(missed_at__isnull=False, dropped_at__isnull=True)
        again = again.exclude(status__in=_over(again))
        again.filter(_not_since("refreshed_at", "missed_at", now)).update(dropped_at=now)
        rows.filter(missed_at__isnull=True).update(missed_at=now)


def _blocks(keys: list[int]) -> Iterator[list[int]]:
    return (keys[start : start + BLOCK] for start in range(0, len(keys), BLOCK))


def _not_since(name: str, other: str, now: datetime) -> Q:
    """Never, or before the other moment. What happened “in the future” happened before the clock
    was put back.
    """
    never = Q(**{f"{name}__isnull": True})
    return never | Q(**{f"{name}__lt": F(other)}) | Q(**{f"{name}__gt": now})


def read_missed(institution: Institution, *, until: float) -> None:
    """Read what is missing from the list, until that moment of the monotonic clock: each once, and
    now and then again what was not over then; first what was not tried yet, then what was tried
    longest ago.
    """
    now = timezone.now()
    missing = ExamSession.objects.filter(
        institution=institution, missed_at__isnull=False, listed_at__isnull=False
    )
    over = Q(status__in=_over(missing))
    _let_go(missing.filter(over), now)
    unread = _not_since("refreshed_at", "missed_at", now)
    unread &= (
        _not_since("read_tried_at", "missed_at", now)
        | Q(read_tried_at__lt=now - READ_AGAIN_AFTER)
        | (Q(read_tried_at__lt=now - TRIED_AGAIN_AFTER) & ~over)
    )
    again = Q(refreshed_at__lt=now - READ_AGAIN_AFTER) & ~over
    again &= Q(read_tried_at__isnull=True) | Q(read_tried_at__lt=now - READ_AGAIN_AFTER)
    untried_first = F("read_tried_at").asc(nulls_first=True)
    _read_all(
        institution, missing.filter(unread | again).order_by(untried_first, "appointment_at"), until
    )


def _over(rows: QuerySet[ExamSession]) -> list[str]:
    """The statuses of these, as they came, that show that a session is over."""
    # Not made distinct by the database, which walks all sessions by their status for that.
    statuses = {*rows.order_by().values_list("status", flat=True)}
    return sorted(one for one in statuses if status_of(one).is_over)


def _let_go(over: QuerySet[ExamSession], now: datetime) -> None:
    """What is over and was read since it is missing stays listed until its day is over."""
    past = Q(appointment_at__isnull=True) | Q(appointment_at__lte=now - STAYS_LISTED)
    over.filter(past, refreshed_at__gte=F("missed_at")).update(listed_at=None)


def read_ahead(institution: Institution, *, until: float) -> None:
    """Read booked sessions of the coming days, and those that began lately and may still run, each
    once and again where the list changed it: the newest changes first, then the nearest, until that
    moment of the monotonic clock.
    """
    now = timezone.now()
    rows = ExamSession.objects.filter(
        _not_since("read_tried_at", "changed_at", now)
        | Q(read_tried_at__lt=now - AHEAD_AGAIN_AFTER),
        institution=institution,
        listed_at__isnull=False,
        dropped_at__isnull=True,
        appointment_at__gt=now - MAY_STILL_RUN,
        appointment_at__lt=now + timedelta(days=settings.READ_AHEAD_DAYS),
    )
    older = Q(refreshed_at__lt=F("changed_at")) | Q(refreshed_at__gt=now)
    changed = rows.filter(older, refreshed_at__isnull=False)
    if _read_all(institution, changed.order_by("-changed_at"), until, paced=True):
        unread = rows.filter(refreshed_at__isnull=True)
        _read_all(institution, unread.order_by("appointment_at", "-changed_at"), until, paced=True)


def _read_all(
    institution: Institution, rows: QuerySet[ExamSession], until: float, *, paced: bool = False
) -> bool:
    """Whether none of them is left. `paced`: what can wait, a few a second, booked ones only."""
    for session in rows[:BLOCK]:
        if paced and not session.known_status.is_in_place:
            continue
        if time.monotonic() >= until or not request_budget.take(institution):
            return False
        session.institution = institution
        if not read(session):
            return False
        if paced:
            time.sleep(PACE)
    return True


def read(session: ExamSession) -> bool:
    """Read one session; False where it is better not to ask for another one now."""
    asked_at = timezone.now()
    client = client_for(session.institution.connection)
    try:
        record = single_look.look(client, session, timeout=patience(), retries=0).record
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
    request_budget.resume(session.institution)
    if record:
        mirror.take_record(session, record, asked_at=asked_at)
    ExamSession.objects.filter(pk=session.pk).update(
        read_tried_at=asked_at,
        **({"listed_at": None} if session.missed_at and _is_past(session) else {}),
    )
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
    now = timezone.now()
    if not session.missed_at:
        changes.pop("listed_at", None)
    elif not session.is_over:
        changes["dropped_at"] = session.dropped_at or now
    ExamSession.objects.filter(pk=session.pk).update(read_tried_at=now, **changes)
