"""How a batch stands: the end that each row has come to, as its attempt tells it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from scheduling.booking.provider_shows import bearing_out
from scheduling.models import Attempt, Batch, BatchRow, ExamSession

State = Attempt.State
FIELDS = ("attempt_id", "state", "needs_person", "differences", "settled_how", "cause", "reason")
FIELDS += ("session_id", "action", "asked", "stood_at")
Row = tuple[int, str, UUID]  # its primary key, its state, its attempt's number
IN_VAIN = (State.NOT_APPLIED, State.REFUSED)


class RowOutcome(StrEnum):
    """What a row has come to, in the words of counts."""

    MOVED = "moved"
    OTHERWISE = "moved, but not as asked"
    DECIDE = "need a decision"
    CHECKING = "being checked"
    DOUBTED = "not certain"
    REFUSED = "not moved"
    HELD = "not sent"
    LEFT = "left as they were"
    SENDING = "being sent"
    WAITING = "waiting"

    @property
    def is_under_way(self) -> bool:
        return self in (RowOutcome.WAITING, RowOutcome.SENDING, RowOutcome.CHECKING)


WITHOUT_ATTEMPT = {
    BatchRow.State.WAITING: RowOutcome.WAITING,
    BatchRow.State.SENDING: RowOutcome.SENDING,
    BatchRow.State.SENT: RowOutcome.CHECKING,
    BatchRow.State.HELD: RowOutcome.HELD,
    BatchRow.State.LEFT: RowOutcome.LEFT,
}


@dataclass(frozen=True, slots=True)
class BatchProgress:
    """The outcome of each row by its primary key, in the order of their approval; `attempts`
    are those that were made.
    """

    outcomes: Mapping[int, RowOutcome]
    attempts: Mapping[int, Attempt]

    @property
    def by_word(self) -> dict[str, int]:
        """How many came to which end, those of which there are none left out."""
        counted = Counter(self.outcomes.values())
        return {str(outcome): counted[outcome] for outcome in RowOutcome if counted[outcome]}

    @property
    def is_under_way(self) -> bool:
        return any(outcome.is_under_way for outcome in self.outcomes.values())


def of(batch: Batch) -> BatchProgress:
    """How the batch stands now. Two statements, and one for requests that came to nothing."""
    return of_all([batch])[batch.pk]


def of_all(batches: Iterable[Batch]) -> dict[int, BatchProgress]:
    """How each stands now, by its number, from as many statements as one of them takes."""
    keys = [one.pk for one in batches]
    every = BatchRow.objects.filter(batch__in=keys)
    made = Attempt.objects.filter(attempt_id__in=every.values("attempt_id")).only(*FIELDS)
    by_number = {one.attempt_id: one for one in made}
    doubted = _doubted(by_number.values())
    rows: dict[int, list[Row]] = {key: [] for key in keys}
    for key, *row in every.order_by("pk").values_list("batch", "pk", "state", "attempt_id"):
        rows[key].append(tuple(row))
    return {key: _of(mine, by_number, doubted) for key, mine in rows.items()}


def _of(
    rows: Sequence[Row], by_number: Mapping[UUID, Attempt], doubted: Container[int]
) -> BatchProgress:
    found = {pk: by_number.get(number) for pk, _, number in rows}
    return BatchProgress(
        outcomes={pk: _outcome(state, found[pk], doubted) for pk, state, _ in rows},
        attempts={pk: attempt for pk, attempt in found.items() if attempt},
    )


def _doubted(made: Iterable[Attempt]) -> set[int]:
    """The requests that count as not done, though what is shown now no longer says so."""
    in_vain = [one for one in made if one.state in IN_VAIN]
    sessions = ExamSession.objects.in_bulk([one.session_id for one in in_vain])
    return {one.pk for one in in_vain if _may_be_done(sessions[one.session_id], one)}


def _may_be_done(session: ExamSession, attempt: Attempt) -> bool:
    if bearing_out.shows_after_all(session, attempt):
        return True
    return attempt.state == State.NOT_APPLIED and bearing_out.leaves_in_doubt(session, attempt)


def _outcome(state: str, attempt: Attempt | None, doubted: Container[int]) -> RowOutcome:
    """An attempt that was made tells more than the row. One by which nothing was sent is none."""
    if attempt is None or (attempt.state == State.UNREACHABLE and state in BatchRow.OPEN):
        return WITHOUT_ATTEMPT[BatchRow.State(state)]
    if attempt.state == State.SENDING:
        return RowOutcome.SENDING
    if attempt.is_open:
        return RowOutcome.DECIDE if attempt.needs_person else RowOutcome.CHECKING
    if attempt.state == State.ACCEPTED:
        return RowOutcome.OTHERWISE if attempt.is_done_otherwise else RowOutcome.MOVED
    return RowOutcome.DOUBTED if attempt.pk in doubted else RowOutcome.REFUSED
