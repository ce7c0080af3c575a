"""What runs in the background. The rows are the truth:
a lost task only waits for the next minute's sweep.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable

from django.conf import settings
from django.db import Error as StorageError
from django.db import close_old_connections
from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task
from huey.exceptions import HueyException

from scheduling.audit import anchors, verification_jobs
from scheduling.booking import attempts, outcome_spool, read_back
from scheduling.booking.outcomes import Outcome
from scheduling.drafts import store
from scheduling.exam_sessions import search_index, sync
from scheduling.institutions import circuit_breaker
from scheduling.models import Attempt, Institution
from scheduling.session_commands import PORTAL

log = logging.getLogger(__name__)
LIST_PATIENCE = 45.0
INDEXED_A_MINUTE = 20_000


def _queue_errors() -> tuple[type[Exception], ...]:
    """What queueing a task may raise; redis is imported only where the queue is in it."""
    if settings.REDIS_URL:
        from redis import RedisError

        return OSError, RedisError, HueyException
    return OSError, sqlite3.Error, HueyException


QUEUE_TROUBLE = _queue_errors()


def watch(attempt_pk: int, delay: float = 1.0) -> None:
    """Look at an unconfirmed attempt soon. Failing to queue it is no loss: the sweep finds it."""
    try:
        look.schedule(args=(attempt_pk,), delay=delay)
    except QUEUE_TROUBLE:
        log.warning("attempt %s could not be queued; the next sweep takes it", attempt_pk)


@db_task()
def look(attempt_pk: int) -> None:
    """Read one attempt back, and come again when it is not settled."""
    attempt = read_back.read_back(attempt_pk)
    if attempt and attempt.is_open and attempt.next_check_at:
        wait = (attempt.next_check_at - timezone.now()).total_seconds()
        if wait < 60:
            watch(attempt_pk, delay=max(wait, 0.5))


@db_periodic_task(crontab(minute="*"))
def sweep() -> None:
    """Everything that is due: once a minute, and once when the worker starts.

    What fails keeps nothing else waiting.
    """
    _try(take_spool)
    _try(_walk_the_logs)
    _try(_look_at_the_unconfirmed)
    _try(_index_sessions)
    for institution in Institution.objects.filter(is_active=True):
        _try(_ask_provider, institution)


def _try(part: Callable[..., None], *about: Institution) -> None:
    try:
        part(*about)
    except Exception:
        log.exception("a part of the sweep failed: %s", part.__name__)
        close_old_connections()


def _walk_the_logs() -> None:
    for pk in verification_jobs.waiting():
        walk_the_log(pk)


def _look_at_the_unconfirmed() -> None:
    for pk in read_back.due(timezone.now()):
        look(pk)


def _index_sessions() -> None:
    """Sessions that can't be found by their words yet, some of them at a time."""
    search_index.catch_up(limit=INDEXED_A_MINUTE)


def _ask_provider(institution: Institution) -> None:
    """Whether it answers again, where bookings are paused;
    and for its list, which ends a pause too.
    """
    if circuit_breaker.paused(institution):
        circuit_breaker.probe(institution)
    if sync.is_due(institution):
        fetch_list(institution.pk)


@db_periodic_task(crontab(minute="0"))
def note_head() -> None:
    """The head of the log into the file outside the database:
    once an hour, and once when the worker starts.
    """
    anchors.write_where_moved(reason="hourly")


@db_periodic_task(crontab(minute="30"))
def purge_drafts() -> None:
    """Delete the drafts that nobody has come back to: once an hour."""
    store.purge()


def verify_log(verification_pk: int) -> None:
    """Let the worker walk through the log. Failing to queue it is no loss: the sweep finds it."""
    try:
        walk_the_log(verification_pk)
    except QUEUE_TROUBLE:
        log.warning("verification %s could not be queued; the next sweep takes it", verification_pk)


@db_task()
def walk_the_log(verification_pk: int) -> None:
    """One walk through the whole log, for whoever asked for it."""
    verification_jobs.run(verification_pk)


@db_task()
def fetch_list(institution_pk: int) -> None:
    """Fetch one institution's sessions into the mirror."""
    sync.refresh(Institution.objects.get(pk=institution_pk), patience=LIST_PATIENCE)


def take_spool() -> None:
    """Record the outcomes that the database could not take when they came."""
    try:
        outcome_spool.take(record_outcome)
    except StorageError as error:
        log.error("the outcome spool must wait: %s", error)


def record_outcome(attempt_id: str, outcome: Outcome) -> None:
    """Record an outcome that was kept aside; a second time it changes nothing."""
    attempt = (
        Attempt.objects.select_related("session__institution").filter(attempt_id=attempt_id).first()
    )
    if attempt:
        attempts.finish(attempt, outcome, actor=PORTAL)
