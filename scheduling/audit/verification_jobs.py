"""Verifying in the background, one walk at a time, whose row says how far it is."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import OperationalError, connections, transaction
from django.utils import timezone

from scheduling.audit import chain_ends, event_writer
from scheduling.audit.codes import code_comparison
from scheduling.audit.codes.code_comparison import Compared, RestoreGap
from scheduling.audit.kinds import Kind
from scheduling.audit.table_checks import comparison_with_log
from scheduling.audit.table_checks.difference_classes import TableComparison, held
from scheduling.audit.verifier import LogVerdict, hash_of, verify
from scheduling.models import Verification, sql_statements
from scheduling.models.columns.kept_moments import is_within
from scheduling.session_commands import PORTAL, Actor

LEASE = timedelta(seconds=20)
FRESH_FOR = timedelta(minutes=10)  # a walk speaks for the log as it is now
WAITING = timedelta(seconds=90)  # what no queue told of is taken by the round of the next minute
TOLD_EVERY = 1.0  # seconds between two notes of how far a walk is
ALIVE_EVERY = 5.0  # between two signs of life of what can't tell how far it is
# With `+ 0`, whatever stands there is a number.
ALARMS = """SELECT (SELECT broken_at + 0 FROM scheduling_chainhead WHERE id = 1),
  last.broken_at + 0, CAST(last.beside AS text) <> '[]'
  OR CAST(last.codes AS text) LIKE '%%"color": "red"%%'
  FROM (SELECT 1 AS one) AS always LEFT JOIN scheduling_verification AS last ON last.id =
  (SELECT max(id) FROM scheduling_verification WHERE finished_at IS NOT NULL)"""
MOST_SAID = 20  # differences that a sentence names


def newest() -> Verification | None:
    """The walk that was asked for last, whatever became of it."""
    return Verification.objects.order_by("-pk").first()


def last_finished() -> Verification | None:
    """The last walk that came to its end."""
    return Verification.objects.filter(finished_at__isnull=False).order_by("-pk").first()


def alarms() -> tuple[int | None, bool]:
    """Where an append found the chain broken, or else the last walk that came to its end; and
    whether that walk found the codes or what stands beside the log otherwise than they should be.
    """
    [(appending, walking, differs)] = sql_statements.rows(ALARMS)
    return (appending if appending is not None else walking), bool(differs)


def is_alive(row: Verification) -> bool:
    """Whether the walk is under way, or about to be: a worker that died gives no sign of life, nor
    is one “in the future”, from before the clock was put back.
    """
    lease = LEASE if has_begun(row) else WAITING
    return row.finished_at is None and is_within(lease, row.seen_at, timezone.now())


def has_begun(row: Verification) -> bool:
    """Whether a worker has taken the walk."""
    return row.events_total > 0


def start(*, actor: Actor) -> Verification:
    """Ask for a walk, and record who did. Where one is under way already, that one;
    it is told by its `asked_by`.
    """
    with transaction.atomic():
        event_writer.take_turn()
        row = newest()
        if row and is_alive(row):
            return row
        said = f"{actor.name} asked for the whole log to be verified."
        event_writer.append(
            event_writer.Entry(
                kind=Kind.VERIFIED, sentence=event_writer.escape_braces(said), actor=actor
            )
        )
        now = timezone.now()
        return Verification.objects.create(asked_by=actor.name[:150], started_at=now, seen_at=now)


def waiting() -> list[int]:
    """The walk that was asked for and that no worker has taken yet."""
    row = newest()
    return [row.pk] if row and row.finished_at is None and not has_begun(row) else []


def run(pk: int) -> LogVerdict | None:
    """Walk for this row, noting how far it is and what it finds.

    None where it is not to be walked (any more).
    """
    if not _claim(pk):
        return None
    told = time.monotonic()

    def progress(seen: int, total: int) -> None:
        nonlocal told
        if time.monotonic() - told > TOLD_EVERY:
            told = time.monotonic()
            _note(pk, seen, total)

    walked = verify(progress=progress, gently=True)
    if walked.is_intact:
        _note(pk, walked.events, walked.events)
    with _giving_signs_of_life(pk):
        verdict = completed(walked)
    _finish(pk, verdict)
    return verdict


@contextmanager
def _giving_signs_of_life(pk: int) -> Iterator[None]:
    """From a thread beside what is done meanwhile, which ends with its process: the comparison of
    what stands beside a long log takes minutes, one statement of it more than the lease.
    """
    is_over = threading.Event()

    def give() -> None:
        while not is_over.wait(ALIVE_EVERY):
            with suppress(OperationalError):  # as in `_note`
                Verification.objects.filter(pk=pk).update(seen_at=timezone.now())
        connections.close_all()

    thread = threading.Thread(target=give, name=f"alive {pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def completed(verdict: LogVerdict) -> LogVerdict:
    """The verdict of a walk with what the codes file says and what stands beside the log; a chain
    that does not hold says nothing about that.
    """
    verdict = against_the_file(verdict)
    return replace(verdict, beside=comparison_with_log.compare()) if verdict.is_intact else verdict


def against_the_file(verdict: LogVerdict) -> LogVerdict:
    """The verdict with what the codes file says, and where the chain holds, whether it is still the
    one whose codes were written down.

    A log whose end was cut off, or that was written anew from some event on, holds by itself.
    """
    found = code_comparison.compare()
    verdict = replace(verdict, codes=found)
    if not verdict.is_intact or not found.misfits:
        return verdict
    first = min(found.misfits, key=lambda log_code: log_code.number)
    noted = f"the code {first.code} was written down for event {first.number}"
    if first.number > verdict.head_number:
        cut = verdict.head_number + 1
        return replace(
            verdict,
            broken_at=cut,
            why=f"the end is missing from here on: {noted}, which is not there",
        )
    return replace(
        verdict,
        broken_at=first.number,
        why=f"{noted}, and it was changed{_since(found.known_good)}",
    )


def _since(good: int) -> str:
    """From where on events may be others, the code of event `good` being the last that fits."""
    return f"; the code of event {good} still matches, so the change is after that" if good else ""


def is_as_verified(row: Verification) -> bool:
    """Whether the last event of a walk that held is still the same:
    one look, which tells nothing of the others.
    """
    return not row.head_number or hash_of(row.head_number) == row.head_hash


def _claim(pk: int) -> bool:
    """Whether this worker may walk: nobody else has begun, and no later walk was asked for."""
    now = timezone.now()
    row = newest()
    free = Verification.objects.filter(pk=pk, finished_at__isnull=True, events_total=0)
    if row is None or row.pk != pk:
        return False
    return bool(
        free.update(started_at=now, seen_at=now, events_total=max(chain_ends.as_held().last, 1))
    )


def _note(pk: int, seen: int, total: int) -> None:
    with suppress(OperationalError):  # the storage is busy with bookings; the next note tells it
        Verification.objects.filter(pk=pk).update(
            seen_at=timezone.now(), events_seen=seen, events_total=total
        )


def _finish(pk: int, verdict: LogVerdict) -> None:
    with transaction.atomic():
        row = Verification.objects.get(pk=pk)
        row.seen_at = row.finished_at = timezone.now()
        row.events_seen = verdict.events
        row.events_total = max(row.events_total, verdict.events)
        row.head_number, row.head_hash = verdict.head_number, verdict.head_hash
        row.broken_at, row.why = verdict.broken_at, verdict.why[:300]
        row.codes = verdict.codes.facts if verdict.codes else {}
        row.beside = [one.said for one in verdict.differences]
        row.save()
        event_writer.append(_result(verdict, PORTAL, row))


def record(verdict: LogVerdict, *, actor: Actor) -> int:
    """Record what a walk found that nobody waited for on a page."""
    return event_writer.record(_result(verdict, actor))


def _result(
    verdict: LogVerdict, actor: Actor, row: Verification | None = None
) -> event_writer.Entry:
    """The event of a walk; `row` is that of one that was asked for on the page."""
    asked_by = f" (requested by {row.asked_by})" if row else ""
    up_to = f"from the first event to event {verdict.head_number}"
    holds = f"The log was verified{asked_by}: it is intact {up_to}."
    broken = (
        f"The log was verified{asked_by}: it is damaged at event {verdict.broken_at},"
        f" {verdict.why}."
    )
    said = holds if verdict.is_intact else broken
    return event_writer.Entry(
        kind=Kind.VERIFIED,
        outcome="" if verdict.is_clear else "alarm",
        sentence=event_writer.escape_braces(" ".join([said, *in_words(verdict)])),
        actor=actor,
        details={
            "head_number": verdict.head_number,
            "head_hash": verdict.head_hash,
            "broken_at": verdict.broken_at,
            "codes": verdict.codes.facts if verdict.codes else {},
            "differences": [one.said for one in verdict.differences],
        }
        | ({"asked_by": row.asked_by, "why": row.why} if row else {})
        | _first_noted(verdict.beside),
    )


def _first_noted(beside: TableComparison | None) -> dict[str, Any]:
    """What is fingerprinted for the first time, and the kinds of rows that all are from now on."""
    if beside is None:
        return {}
    explained = {"explained_as": held(beside.to_hold)} if beside.to_hold else {}
    if not beside.kinds_noted:
        return explained
    stands = {"stands": beside.first_noted} if beside.first_noted else {}
    return explained | stands | {"kinds_noted": list(beside.kinds_noted)}


def in_words(verdict: LogVerdict) -> list[str]:
    """What is told beside whether the chain holds, in sentences."""
    found = verdict.codes
    if found is None:
        return []
    codes = "1 code was" if found.compared == 1 else f"{found.compared:,} codes were"
    told = [f"{codes} compared{_from_to(found)}."]
    told += [
        f"The database was restored before event {gap.event}: {_lost(gap)}." for gap in found.gaps
    ]
    besides = [*found.said, *(one.said for one in verdict.differences[:MOST_SAID])]
    if (more := len(verdict.differences) - MOST_SAID) > 0:
        besides.append(f"{more} more things differ")
    return [*told, *(f"{one[:1].upper()}{one[1:]}." for one in besides)]


def _lost(gap: RestoreGap) -> str:
    if not gap.last:
        return "no saved code names an event that was lost"
    return f"events {gap.first} to {gap.last} were lost"


def _from_to(found: Compared) -> str:
    if not (found.oldest and found.newest):
        return ""
    if found.compared == 1:
        return f", of event {found.oldest.number}"
    return f", the oldest of event {found.oldest.number}, the newest of event {found.newest.number}"
