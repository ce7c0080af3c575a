"""Erasing what is older than the operator keeps it, per kind of record; each run is an event.

Nothing but drafts is erased unless a setting says after how many days, and nothing at all by a
clock that was put forward: what it erased would not come back when it is set right.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from scheduling.audit import chain_ends, event_reader, event_writer, value_erasure
from scheduling.audit.chain import instant
from scheduling.audit.kinds import Kind
from scheduling.audit.value_erasure import AT_ONCE, NothingToErase, Value
from scheduling.date_formats import noun
from scheduling.drafts import store
from scheduling.models import AuditEvent, ExamSession, Heartbeat, PersonalValue, SearchWord
from scheduling.session_commands import PORTAL

log = logging.getLogger(__name__)

SESSIONS = "The personal values of events about exam sessions"
OTHERS = (
    "The personal values of other events (notes of handovers, look-ups, case files, exports, views)"
)
SIGN_INS = "The names that were typed at failed sign-ins"
WORDS = "The words by which learners without a later session were found"
DRAFTS = "The drafts of forms"
BLOCK = 500
LOOK, AHEAD = "retention", "clock ahead"  # rows: the last look at the clock, and the first doubt
DAY, MONTH = timedelta(days=1), timedelta(days=31)  # a worker that runs weekly looks in between
LEARNERS_AT_ONCE = 100  # nobody else can write meanwhile: some 50 ms


def in_words() -> list[str]:
    """How long each kind is kept, as the operator set it."""
    kinds = (
        (SESSIONS, settings.RETENTION_SESSIONS_DAYS),
        (OTHERS, settings.RETENTION_OTHERS_DAYS),
        (SIGN_INS, settings.RETENTION_SIGN_INS_DAYS),
        (WORDS, settings.RETENTION_WORDS_DAYS),
        (DRAFTS, settings.RETENTION_DRAFTS_DAYS),
    )
    return [
        f"{what} are erased after {days} {noun(days, 'day')}."
        if days
        else f"{what} are kept until somebody erases them."
        for what, days in kinds
    ]


def run() -> bool:
    """Erase what is due of each kind; False where nothing is, because the clock is in doubt."""
    if not is_clock_believed():
        return False
    of_sessions = ~Q(session_sid="")
    of_sign_ins = Q(kind=Kind.SIGN_IN_FAILED)
    _values(settings.RETENTION_SESSIONS_DAYS, SESSIONS, of_sessions)
    _values(settings.RETENTION_OTHERS_DAYS, OTHERS, ~of_sessions & ~of_sign_ins)
    _values(settings.RETENTION_SIGN_INS_DAYS, SIGN_INS, of_sign_ins)
    _words(settings.RETENTION_WORDS_DAYS)
    return True


def is_clock_believed() -> bool:
    """Whether the clock has gone on by a day at most since the last look at it, or for a day since
    it was first found further ahead, as after a summer: a wrong one is set right by then.
    """
    now = timezone.now()
    last = _noted(LOOK) or event_reader.time_of(chain_ends.as_held().last)
    doubted = _noted(AHEAD)
    has_gone_on = doubted is not None and doubted + DAY <= now <= doubted + MONTH
    if last is None or now <= last + DAY or has_gone_on:
        Heartbeat.objects.filter(name=AHEAD).delete()
        Heartbeat.objects.update_or_create(name=LOOK, defaults={"at": now})
        return True
    if doubted is None or not doubted <= now <= doubted + MONTH:
        Heartbeat.objects.update_or_create(name=AHEAD, defaults={"at": now})
    log.error(
        "nothing is erased: the clock says %s, the last look at it was at %s. If it is right, what"
        " is due goes in a day; if not, set it right",
        instant(now),
        instant(last),
    )
    return False


def _noted(name: str) -> datetime | None:
    return Heartbeat.objects.filter(name=name).values_list("at", flat=True).first()


def _before(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)


def _values(days: int, what: str, which: Q) -> None:
    """Values of old events, so many at a time, until none is left."""
    if days <= 0:
        return
    before, last = _before(days), 0
    old = AuditEvent.objects.filter(which, at__lt=before).order_by("number")
    while numbers := list(old.filter(number__gt=last).values_list("number", flat=True)[:AT_ONCE]):
        last = numbers[-1]
        values: list[Value] = []
        for start in range(0, len(numbers), BLOCK):
            rows = PersonalValue.objects.filter(event_number__in=numbers[start : start + BLOCK])
            values += rows.values_list("event_number", "name")
        try:
            value_erasure.erase(values=values, entry=_entry(what, days, before))
        except NothingToErase:
            continue


def _words(days: int) -> None:
    """Words of learners none of whose sessions is younger, or has no known time."""
    if days <= 0:
        return
    before = _before(days)
    known = SearchWord.objects.filter(kind=SearchWord.Kind.LEARNER).exclude(key="")
    keys = set(known.values_list("institution_id", "key").distinct())
    kept = _younger(before).values_list("institution_id", "learner_key").distinct()
    for institution_id, pairs in groupby(sorted(keys - set(kept)), itemgetter(0)):
        theirs = [key for _, key in pairs]
        for start in range(0, len(theirs), LEARNERS_AT_ONCE):
            some = theirs[start : start + LEARNERS_AT_ONCE]
            _words_of(institution_id, some, days=days, before=before)


def _words_of(institution_id: int, keys: list[str], *, days: int, before: datetime) -> None:
    """The words of some of the learners at an institution; of whom there is a younger session by
    now, none.
    """
    theirs = SearchWord.objects.filter(institution_id=institution_id, kind=SearchWord.Kind.LEARNER)
    with transaction.atomic():
        there = _younger(before).filter(institution_id=institution_id, learner_key__in=keys)
        kept = set(there.values_list("learner_key", flat=True))
        gone = theirs.filter(key__in=[key for key in keys if key not in kept]).delete()[0]
        if gone:
            event_writer.append(_entry(WORDS, days, before, words=gone))


def _younger(before: datetime) -> QuerySet[ExamSession]:
    return ExamSession.objects.exclude(appointment_at__lt=before)


def purge_drafts() -> None:
    """Delete the drafts that nobody has come back to, with an event where one held something."""
    if not is_clock_believed():
        return
    days = settings.RETENTION_DRAFTS_DAYS
    kept_for = timedelta(days=days)
    with transaction.atomic():
        gone = store.forgotten(kept_for)
        store.purge(kept_for)
        if gone:
            event_writer.append(_entry(DRAFTS, days, timezone.now() - kept_for, drafts=gone))


def _entry(what: str, days: int, before: datetime, **counts: int) -> event_writer.Entry:
    return event_writer.Entry(
        kind=Kind.RETENTION_RUN,
        sentence=f"{what} older than {days} days were erased, as the operator set.",
        actor=PORTAL,
        details={"before": instant(before), **counts},
    )
