"""What became of a session over all batches that it was in: what the newest of them came to that
changed something, where it sits now, and which times it had before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Max

from scheduling.batches import afterwards, progress
from scheduling.batches.afterwards import End, Later
from scheduling.batches.progress import BatchProgress, RowOutcome
from scheduling.models import Attempt, Batch, BatchRow, ExamSession


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionOutcome:
    """A session over all batches: its rows in the order of their approval, the times that it had
    before now, and of the row that `tells` what that came to, its request, and what was done since.
    That is the newest row; where that came to nothing, the one that moved the session before.
    """

    rows: Sequence[BatchRow]
    tells: BatchRow
    earlier: Sequence[datetime]
    outcome: RowOutcome
    end: End
    attempt: Attempt | None
    since: Later | None

    @property
    def last(self) -> BatchRow:
        return self.rows[-1]

    @property
    def session(self) -> ExamSession:
        return self.last.session

    @property
    def is_certain(self) -> bool:
        """Whether it is certain when the learner sits now: as it was moved, or moved on since."""
        if self.since:
            is_moved, attempt = not self.since.is_cancelled, self.since.attempt
        else:
            is_moved, attempt = self.outcome == RowOutcome.MOVED, self.attempt
        return is_moved and attempt is not None and afterwards.is_certain(self.session, attempt)

    @property
    def is_back(self) -> bool:
        """Whether it sits again as it did before the first of the batches."""
        first, session = self.rows[0], self.session
        places = first.stood_location_sid.casefold(), session.location_sid.casefold()
        is_there = places[0] == places[1]
        return is_there and bool(self.earlier) and first.stood_at == session.appointment_at


def of_sessions(keys: Iterable[int]) -> dict[int, SessionOutcome]:
    """Of each of these sessions that was in a batch, by its key."""
    every = BatchRow.objects.filter(session__in=list(keys)).order_by("pk")
    by_session: dict[int, list[BatchRow]] = {}
    for row in every.select_related("batch", "session__institution"):
        by_session.setdefault(row.session_id, []).append(row)
    found = _progress(by_session.values())
    telling = {key: _telling(rows, found) for key, rows in by_session.items()}
    told = replace(found, outcomes={row.pk: found.outcomes[row.pk] for row in telling.values()})
    since, ends = afterwards.later(list(telling.values()), told), afterwards.ends(told)
    return {
        key: SessionOutcome(
            rows=by_session[key],
            tells=row,
            earlier=_earlier(by_session[key], found),
            outcome=found.outcomes[row.pk],
            end=ends[row.pk],
            attempt=found.attempts.get(row.pk),
            since=since.get(row.pk),
        )
        for key, row in telling.items()
    }


def _telling(rows: Sequence[BatchRow], found: BatchProgress) -> BatchRow:
    """The row that tells where it sits: a try that came to nothing leaves what was before it."""
    last = rows[-1]
    if not afterwards.sits_as_it_did(last):
        return last
    done = (row for row in reversed(rows) if found.outcomes[row.pk] not in afterwards.NOT_DONE)
    before = next(done, last)
    is_there = before.new_start == last.stood_at
    return before if is_there and found.outcomes[before.pk] == RowOutcome.MOVED else last


def newest_rows(keys: Iterable[int], batches: Iterable[int] | None = None) -> set[int]:
    """The newest row of each of these sessions, whichever batch it is of; or of some batches."""
    rows = BatchRow.objects.filter(session__in=list(keys)).order_by()
    rows = rows if batches is None else rows.filter(batch__in=list(batches))
    return set(rows.values("session").annotate(newest=Max("pk")).values_list("newest", flat=True))


def _progress(every: Iterable[Sequence[BatchRow]]) -> BatchProgress:
    """That of all batches of these rows together."""
    batches = {row.batch_id: row.batch for rows in every for row in rows}
    found = progress.of_all(list[Batch](batches.values())).values()
    return BatchProgress(
        outcomes={pk: one for each in found for pk, one in each.outcomes.items()},
        attempts={pk: one for each in found for pk, one in each.attempts.items()},
    )


def _earlier(rows: Sequence[BatchRow], found: BatchProgress) -> list[datetime]:
    """The times at which it sat, or was moved to, but for the one at which it sits now."""
    times: list[datetime | None] = []
    for row in rows:
        times.append(row.stood_at)
        times += [row.new_start] if found.outcomes[row.pk] == RowOutcome.MOVED else []
    now = rows[-1].session.appointment_at
    return [at for at in dict.fromkeys(times) if at and at != now]
