"""Leases of rows: one worker at a time has a row, and what a killed worker had is free again.

Two things keep a row from being sent twice: it is begun only by who holds its lease, and its
attempt's number is there once. Whoever outlives a lease runs into the second.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import TypeVar
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from scheduling.access import roles
from scheduling.batches import batch_sender, sending_order
from scheduling.booking import attempts
from scheduling.models import (
    Attempt,
    Batch,
    BatchRow,
    ExamSession,
    Institution,
    sql_statements,
)
from scheduling.models.columns.kept_moments import latest_by_this_clock

CHUNK = 4  # rows that one lane takes at once
SPARE = timedelta(seconds=5)
PAUSE = timedelta(seconds=5)  # where the provider can't be asked just now
AGAIN = "We try again every few seconds."
State, RowState = Batch.State, BatchRow.State
FREE = "state = %s AND lease_holder = ''"
# In the name of the same account as when it was taken: two people may have one name. Of one that is
# gone since there is no number any more, and by that nobody is begun for.
MAY_BEGIN = f"""id = %s AND lease_holder = %s AND state = %s
AND EXISTS (SELECT 1 FROM scheduling_batch AS its
  WHERE its.id = %s AND its.state = %s
    AND (its.is_taken_over = TRUE) = %s AND COALESCE(its.sender_id, 0) = %s)
AND EXISTS ({roles.BOOKS_AT})"""
Found = TypeVar("Found", bound=models.Model)


def reading() -> float:
    """Seconds for the look at a session before it is moved: as many as the move itself has. Nobody
    waits for it, and a provider that is slow moves it all the same.
    """
    return settings.API_TIMEOUT


def length() -> timedelta:
    """How long a row may take, read first and sent then; whoever takes longer is gone."""
    now = timezone.now()
    return attempts.deadline_from(now) - now + timedelta(seconds=reading()) + SPARE


def claim(institution_id: int, *, at_once: int) -> dict[BatchRow, Collection[int]]:
    """Take rows that wait, where many do some at once: each commit costs more than what is in it.
    Each with the keys of those it changes places with in a circle. `at_once` is how many lanes
    there may be, which all find some.

    None where none waits, or all of them wait for the provider or for others.
    """
    now, holder = timezone.now(), uuid4().hex
    # A pause that is longer than any was set before the clock was put back.
    furthest = latest_by_this_clock(now) + PAUSE
    pauses = [sql_statements.stored(Batch, "wait_until", at) for at in (now, furthest)]
    due = sending_order.due(institution_id, pauses, most=2 * at_once * CHUNK)
    keys = list(due)
    many = max(1, len(keys) // (2 * at_once))
    random.shuffle(keys)  # so that those who ask at once rarely want the same
    taken = {"lease_until": now + length(), "lease_holder": holder}
    for first in range(0, len(keys), many):
        some = keys[first : first + many]
        where = f"id IN {sql_statements.marks(some)} AND {FREE}"
        if sql_statements.change(BatchRow, taken, where, *some, RowState.WAITING):
            return {row: due[row.pk] for row in _taken(some, holder)}
    return {}


def _taken(keys: Sequence[int], holder: str) -> list[BatchRow]:
    """Those of these rows that were taken, each with its session, its batch and the institution;
    none that somebody gave, past the portal, to what there is not.
    """
    where = f"id IN {sql_statements.marks(keys)} AND lease_holder = %s ORDER BY id"
    rows = sql_statements.every(BatchRow, where, *keys, holder)
    batches = _by_key(Batch, {row.batch_id for row in rows})
    sessions = _by_key(ExamSession, {row.session_id for row in rows})
    institutions = _by_key(Institution, {one.institution_id for one in batches.values()})
    there = [row for row in rows if row.batch_id in batches and row.session_id in sessions]
    for row in there:
        row.batch, row.session = batches[row.batch_id], sessions[row.session_id]
        row.batch.institution = institutions[row.batch.institution_id]
        row.session.institution = row.batch.institution
    return there


def _by_key(model: type[Found], keys: Collection[int]) -> dict[int, Found]:
    found = sql_statements.every(model, f"id IN {sql_statements.marks(list(keys))}", *keys)
    return {one.pk: one for one in found}


def begin_sending(row: BatchRow) -> bool:
    """Mark the row as being sent; False where its batch does not run any more, or in the name of
    somebody who may no longer book, where it was left meanwhile, or where somebody else has it.
    """
    batch = row.batch
    begun = {"state": RowState.SENDING, "lease_until": timezone.now() + length()}
    mine = (row.pk, row.lease_holder, RowState.WAITING)
    runs = (batch.pk, State.RUNNING, bool(batch.is_taken_over), batch.sender_id or 0)
    values = (*mine, *runs, *batch_sender.books(batch))
    return bool(sql_statements.change(BatchRow, begun, MAY_BEGIN, *values))


def end(row: BatchRow, state: RowState, reason: str = "") -> None:
    """The row is done with; only while its lease is held."""
    _mine(row).update(
        state=state, reason=reason[:400], waits_for="", lease_until=None, lease_holder=""
    )


def follow(row: BatchRow, made: Attempt) -> bool:
    """An attempt that was made for the row before tells from now on what came of it."""
    return bool(_mine(row).update(attempt_id=made.attempt_id))


def sent(rows: Sequence[BatchRow]) -> None:
    """These rows have their attempts. Where it is not written down it is found out (`recover`)."""
    keys = [row.pk for row in rows]
    if keys:
        over = {"state": RowState.SENT, "reason": "", "waits_for": ""}
        over |= {"lease_until": None, "lease_holder": ""}
        which, states = sql_statements.marks(keys), sql_statements.marks(BatchRow.OPEN)
        mine = f"id IN {which} AND state IN {states} AND lease_holder = %s"
        values = (*keys, *BatchRow.OPEN, rows[0].lease_holder)
        sql_statements.change(BatchRow, over, mine, *values)


def put_back(
    row: BatchRow, reason: str, *, waits_for: str = "", wait: bool = True, told: str = ""
) -> None:
    """Let it wait again, behind the others; with `wait` nothing of the batch is asked for a moment,
    and the batch says why: what is `told`, where the reason is that row’s alone. People read the
    reason, and what it waits for itself (`BatchRow.WaitsFor`) decides what is done next.

    A row of a batch that was stopped meanwhile is left as it was: `stop` writes the batch first,
    so that under the batch's lock one of the two sees what the other did.
    """
    now = timezone.now()
    with transaction.atomic():
        batch = Batch.objects.select_for_update().get(pk=row.batch_id)
        _mine(row).update(
            state=RowState.LEFT if batch.state == State.STOPPING else RowState.WAITING,
            attempt_id=_number_for_later(row),
            reason=reason[:400],
            waits_for=waits_for,
            tries=row.tries + 1,
            lease_until=None,
            lease_holder="",
        )
        if wait:
            batch.wait_until, batch.wait_reason = now + PAUSE, f"{(told or reason)[:360]} {AGAIN}"
            batch.save(update_fields=("wait_until", "wait_reason"))


def wait(institution_id: int, reason: str) -> None:
    """All its batches under way say why nothing of them is asked for."""
    running = Batch.objects.filter(institution=institution_id, state=State.RUNNING)
    untold = running.exclude(wait_reason=reason)
    if untold.exists():  # an UPDATE, also of nothing, keeps others from writing to SQLite
        untold.update(wait_until=None, wait_reason=reason)


def go_on(institution_id: int) -> None:
    """None of its batches says any more why nothing is asked for (`wait`): that is over."""
    running = Batch.objects.filter(institution=institution_id, state=State.RUNNING)
    waited = running.filter(wait_until=None).exclude(wait_reason="")
    if waited.exists():  # looked for first: each change takes its turn among all that write
        waited.update(wait_reason="")


def leave(rows: QuerySet[BatchRow]) -> int:
    """Those of the rows that wait are left as they were; how many."""
    waiting = rows.filter(state=RowState.WAITING)
    return waiting.update(state=RowState.LEFT, lease_until=None, lease_holder="")


def give_back(rows: Sequence[BatchRow]) -> None:
    """Rows that were taken and not begun: the next who asks has them at once."""
    mine = BatchRow.objects.filter(pk__in=[row.pk for row in rows], state=RowState.WAITING)
    if rows:
        mine.filter(lease_holder=rows[0].lease_holder).update(lease_until=None, lease_holder="")


def _mine(row: BatchRow) -> QuerySet[BatchRow]:
    open_rows = BatchRow.objects.filter(pk=row.pk, state__in=BatchRow.OPEN)
    return open_rows.filter(lease_holder=row.lease_holder, attempt_id=row.attempt_id)


def _number_for_later(row: BatchRow) -> UUID:
    """The number of the row's next attempt: its own, unless an attempt has it by now. Callers see
    to it that nothing was sent by that one.
    """
    used = Attempt.objects.filter(attempt_id=row.attempt_id).exists()
    return uuid4() if used else row.attempt_id


def recover(institution_id: int) -> None:
    """Free the rows whose lease has run out: whoever had them is gone.

    What was admitted follows its attempt from now on. A lease that is longer than any was set
    before the clock was put back. What waits in a batch that is stopping is left: nobody takes it.
    """
    waiting = BatchRow.objects.filter(state=RowState.WAITING, batch__state=State.STOPPING)
    if keys := list(waiting.filter(batch__institution=institution_id).values_list("pk", flat=True)):
        leave(BatchRow.objects.filter(pk__in=keys))
    now = timezone.now()
    furthest = latest_by_this_clock(now) + length()
    over = Q(lease_until__lt=now) | Q(lease_until__gt=furthest)
    lost = BatchRow.objects.filter(over, state__in=BatchRow.OPEN).exclude(lease_holder="")
    for row in lost.filter(batch__institution=institution_id)[:200]:
        attempt = Attempt.objects.filter(attempt_id=row.attempt_id).first()
        if attempt is None or attempt.state == Attempt.State.UNREACHABLE:
            put_back(row, "", wait=False)
        else:
            end(row, RowState.SENT)
