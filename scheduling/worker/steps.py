"""What runs in the background, step by step. The rows are the truth: each step finds what is due
in the database itself, and a step that was lost is taken by the next round (`loop`).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import replace

from django.db import Error as StorageError
from django.db import close_old_connections
from django.utils import timezone

from scheduling.access import rate_limits
from scheduling.access.session_backend import SessionStore
from scheduling.audit import denials, verification_jobs
from scheduling.audit.codes import codes_file, delivery
from scheduling.audit.table_checks import row_fingerprints
from scheduling.batches import execution
from scheduling.booking import attempts, outcome_spool, read_back
from scheduling.booking.outcomes.outcome import Outcome
from scheduling.exam_sessions.search import word_index
from scheduling.institutions import circuit_breaker
from scheduling.log import retention
from scheduling.models import Attempt, Institution
from scheduling.provider_list import list_due, list_fetching, missing_rows, read_ahead
from scheduling.seats import standing_requests
from scheduling.session_commands import PORTAL

log = logging.getLogger(__name__)
LIST_PATIENCE = 45.0
INDEXED_A_MINUTE = 20_000
LOOKS_PATIENCE = 60.0
READS_PATIENCE = 20.0


def attempt_step(step: Callable[..., bool | None], *about: int) -> bool:
    """Take one step, and tell whether it is done; one that fails is told in the program's own log,
    and one that has to wait says False.
    """
    row_fingerprints.forget()
    try:
        is_done = step(*about)
    except Exception:
        log.exception("a step in the background failed: %s", step.__name__)
        close_old_connections()
        return False
    return is_done is not False


def give_up_interrupted() -> None:
    """Attempts whose process was killed while it sent them are read back from now on."""
    read_back.give_up_interrupted(timezone.now())


def read_back_due_attempts(institution_id: int) -> None:
    """Look at the institution's unconfirmed attempts, the longest due first, until none is due."""
    end = time.monotonic() + LOOKS_PATIENCE
    while time.monotonic() < end:
        due = read_back.due(timezone.now(), institution_id)
        if not due:
            return
        read_back.read_back(due[0])


def carry_out_batches(institution_id: int) -> None:
    """Carry out what was approved together at the institution, row after row, for a while."""
    execution.run(institution_id)


def index_sessions() -> None:
    """Sessions that can't be found by their words yet, some of them at a time."""
    word_index.catch_up(limit=INDEXED_A_MINUTE)


def probe(institution_id: int) -> None:
    """Ask whether it answers again, where bookings are paused."""
    institution = Institution.objects.get(pk=institution_id)
    if circuit_breaker.paused(institution):
        circuit_breaker.probe(institution)


def fetch_list(institution_id: int) -> None:
    """Fetch what is due of one institution's list into the mirror."""
    institution = Institution.objects.get(pk=institution_id)
    if list_due.is_due(institution):
        list_fetching.keep_fresh(institution, patience=LIST_PATIENCE)


def read_sessions(institution_id: int) -> None:
    """Read sessions one by one, with what the list has left of the budget."""
    institution = Institution.objects.get(pk=institution_id)
    until = time.monotonic() + READS_PATIENCE
    missing_rows.read_missed(institution, until=until)
    read_ahead.read_ahead(institution, until=until)


def note_head() -> None:
    """The head of the log into the file outside the database:
    once an hour, and once when the worker starts.
    """
    codes_file.write_where_moved(reason="hourly")


def send_codes() -> None:
    """The log's new codes to where the operator wants them, if anywhere."""
    delivery.send_new()


def purge_drafts() -> None:
    """Delete the drafts that nobody has come back to: once an hour."""
    retention.purge_drafts()


def keep_retention() -> bool:
    """Erase what is older than the operator keeps it: each day."""
    return retention.run()


def clear_lapsed_sign_ins() -> bool:
    """Erase sign-ins that have lapsed: each day, whatever becomes of the rest."""
    is_believed = retention.is_clock_believed()
    if is_believed:
        SessionStore.clear_expired()
    return is_believed


def append_repeated_refusals() -> None:
    """Tell in the log how often refusals were repeated whose hour is over: once a minute."""
    denials.append_repeated_refusals()


def purge_tries() -> None:
    """Delete the counts of vain tries that no limit looks at any more: once an hour."""
    rate_limits.purge()


def forget_shown_requests() -> None:
    """Accepted requests that have been seen long since are no longer looked through: once an
    hour.
    """
    standing_requests.forget_shown()


def walk_the_logs() -> None:
    """The walks that somebody waits for and that no queue told of."""
    for pk in verification_jobs.waiting():
        verification_jobs.run(pk)


def take_spool() -> None:
    """Record the outcomes that the database could not take when they came."""
    try:
        outcome_spool.take(record_outcome)
    except (StorageError, OSError) as error:
        log.error("the outcome spool must wait: %s", error)


def record_outcome(attempt_id: str, outcome: Outcome) -> None:
    """Record an outcome that was kept aside; a second time it changes nothing. What was seen of its
    session later than its answer came stays. Of lines of before, that is the latest it can have
    come.

    Raises UnknownAttempt.
    """
    attempt = (
        Attempt.objects.select_related("session__institution").filter(attempt_id=attempt_id).first()
    )
    if attempt is None:
        raise outcome_spool.UnknownAttempt(attempt_id)
    known = replace(outcome, answered_at=outcome.answered_at or attempt.deadline_at)
    attempts.finish(attempt, known, actor=PORTAL)
