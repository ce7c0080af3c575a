"""Sessions that are missing from the list: noted where a whole walk did not meet them, dropped out
where a second one agrees, and read one by one, whatever became of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from scheduling.exam_sessions.outside_changes import unread_answers
from scheduling.models import ExamSession, Institution, status_of
from scheduling.models.columns.kept_moments import kept_within, latest_by_this_clock
from scheduling.provider_list.reading_one_by_one import (
    STAYS_LISTED,
    is_missing,
    not_since,
    read_all,
)
from scheduling.provider_list.seen_rows import SeenRows

BLOCK = 500  # of what is noted at once
TRIED_AGAIN_AFTER = timedelta(minutes=10)
# Not listed, but not over when it was read: what becomes of it no list will tell.
READ_AGAIN_AFTER = timedelta(hours=6)


def note_missing(
    institution: Institution, seen: SeenRows, *, before: datetime, may_be_unread: bool = False
) -> None:
    """Note what a whole walk, begun at `before`, did not meet. What was missing before that walk
    began and was not read since has dropped out; so has what can't be read (`read_missed`). What is
    known to be over has not: its end is what became of it.

    Where it `may_be_unread`, since a row without a SID could not be read, nothing is missing: it is
    read ahead once more (`read_ahead`), and stands as it was known until then.
    """
    latest = latest_by_this_clock(timezone.now())
    listed = Q(listed_at__lt=before) | Q(listed_at__gt=latest)
    keys = ExamSession.objects.filter(listed, institution=institution).values_list("pk", flat=True)
    missing = (key for key in keys.iterator(chunk_size=5_000) if key not in seen)
    for block in _blocks(list(missing)):
        rows, now = ExamSession.objects.filter(pk__in=block), timezone.now()
        if may_be_unread:
            tried = kept_within(READ_AGAIN_AFTER, "read_tried_at", now)
            rows.exclude(tried).update(changed_at=now)
            continue
        missed = Q(missed_at__lt=before) | Q(missed_at__gt=latest)
        again = rows.filter(missed, is_missing(now), dropped_at__isnull=True)
        again = again.exclude(status__in=_over(again))
        again.filter(not_since("refreshed_at", "missed_at", now)).update(dropped_at=now)
        rows.exclude(is_missing(now)).update(missed_at=now)


def _blocks(keys: list[int]) -> Iterator[list[int]]:
    return (keys[start : start + BLOCK] for start in range(0, len(keys), BLOCK))


def read_missed(institution: Institution, *, until: float) -> None:
    """Read what is missing from the list, until that moment of the monotonic clock: each once, and
    now and then again what was not over then; first what was not tried yet, then what was tried
    longest ago. One whose last look was late once the provider had had time.
    """
    now = timezone.now()
    missing = ExamSession.objects.filter(
        institution=institution, missed_at__isnull=False, listed_at__isnull=False
    )
    over = Q(status__in=_over(missing))
    _let_go(missing.filter(over), now)
    unread = not_since("refreshed_at", "missed_at", now)
    late = timedelta(seconds=settings.READ_BACK_QUIET)
    unread &= (
        not_since("read_tried_at", "missed_at", now)
        | Q(read_tried_at__lt=now - READ_AGAIN_AFTER)
        | (Q(read_tried_at__lt=now - TRIED_AGAIN_AFTER) & ~over)
        | Q(read_tried_at__lt=now - late, unread=unread_answers.of_late())
    )
    again = Q(refreshed_at__lt=now - READ_AGAIN_AFTER) & ~over
    again &= Q(read_tried_at__isnull=True) | Q(read_tried_at__lt=now - READ_AGAIN_AFTER)
    untried_first = F("read_tried_at").asc(nulls_first=True)
    read_all(
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
    read = over.filter(past, is_missing(now), refreshed_at__gte=F("missed_at"))
    read.update(listed_at=None)
