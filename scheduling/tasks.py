"""The queue's one task: it wakes a walk through the log at once. What the queue loses waits for the
next minute of the worker, whose own steps are in `worker/`.
"""

from __future__ import annotations

import logging
import sqlite3

from django.conf import settings
from huey.contrib.djhuey import db_task
from huey.exceptions import HueyException

from scheduling.audit import verification_jobs

log = logging.getLogger(__name__)


def _queue_errors() -> tuple[type[Exception], ...]:
    """What queueing a task may raise; redis is imported only where the queue is in it."""
    if settings.REDIS_URL:
        from redis import RedisError

        return OSError, RedisError, HueyException
    return OSError, sqlite3.Error, HueyException


QUEUE_TROUBLE = _queue_errors()


def verify_log(verification_pk: int) -> None:
    """Let the worker walk through the log. Failing to queue it is no loss: the next round finds
    it.
    """
    try:
        walk_the_log(verification_pk)
    except QUEUE_TROUBLE:
        log.warning("verification %s could not be queued; the next round takes it", verification_pk)


@db_task()
def walk_the_log(verification_pk: int) -> None:
    """One walk through the whole log, for whoever asked for it."""
    verification_jobs.run(verification_pk)
