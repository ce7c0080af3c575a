"""Which rows of batches under way may be sent now: nobody is sent into a seat that another row of
its batch is still to leave.

Where some wait for each other in a circle, and for nobody else, they go, marked as such: a seat may
be free besides theirs.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduling.exam_sessions.accommodations import MINUTES, SESSIONS
from scheduling.exam_sessions.attendance import LONGEST_STAY
from scheduling.models import Attempt, BatchRow, ExamSession, sql_statements

# Those of which nobody knows yet whether they have left stand where they stood. A session that
# there is not, by what somebody did past the portal, holds up nobody.
EVERY = f"""SELECT waiting.id, waiting.state = 'waiting' AND waiting.lease_holder = '',
  waiting.batch_id, COALESCE(NULLIF(waiting.stood_location_sid, ''), {SESSIONS}.location_sid),
  waiting.stood_at, waiting.new_start, {MINUTES}
FROM scheduling_batchrow AS waiting
JOIN scheduling_batch AS batch ON batch.id = waiting.batch_id
LEFT JOIN {SESSIONS} ON {SESSIONS}.id = waiting.session_id
WHERE batch.institution_id = %s AND batch.state = 'running'
  AND (batch.wait_until IS NULL OR batch.wait_until <= %s OR batch.wait_until > %s)
  AND (waiting.state IN ('waiting', 'sending') OR (waiting.state = 'sent' AND waiting.attempt_id IN
    (SELECT attempt_id FROM scheduling_attempt
      WHERE state IN {sql_statements.marks(Attempt.OPEN)} AND NOT needs_person)))
ORDER BY waiting.batch_id, waiting.tries, waiting.id"""


@dataclass(frozen=True, slots=True)
class Move:
    """From where to where rows of a batch are moved that stand alike; `minutes` is None where their
    length is not known.
    """

    batch_id: int
    location_sid: str
    stood_at: datetime
    new_start: datetime
    minutes: int | None

    @property
    def _length(self) -> timedelta:
        return timedelta(minutes=self.minutes) if self.minutes else LONGEST_STAY

    @property
    def _needs(self) -> tuple[datetime, datetime]:
        """When it needs another's seat: in what of its new time is not its own by now."""
        start, end = self.new_start, self.new_start + self._length
        if not self.minutes or abs(start - self.stood_at) >= self._length:
            return start, end
        is_later = start > self.stood_at
        return (self.stood_at + self._length, end) if is_later else (start, self.stood_at)

    def is_behind(self, other: Move) -> bool:
        """Whether it has to wait for another to leave. Where nobody knows how long one of two sits,
        and each may be in the other's way, those who start last go first to a later time, and
        those who start first to an earlier one.
        """
        if not other._is_in_the_way_of(self):
            return False
        is_later = self.new_start > self.stood_at
        if is_later != (other.new_start > other.stood_at) or not self._is_in_the_way_of(other):
            return True
        return other.stood_at > self.stood_at if is_later else other.stood_at < self.stood_at

    def _is_in_the_way_of(self, other: Move) -> bool:
        if (self.batch_id, self.location_sid) != (other.batch_id, other.location_sid):
            return False
        start, end = other._needs
        return self.stood_at < end and start < self.stood_at + self._length


def due(institution_id: int, pauses: Sequence[object], most: int) -> dict[int, bool]:
    """The keys of the first rows that wait and whose turn it is, and whether each is in a circle;
    none where all wait for others, or for the provider until `pauses` are over.
    """
    found = sql_statements.rows(EVERY, institution_id, *pauses, *Attempt.OPEN)
    moves = {facts: _move(*facts) for _, _, *rest in found if (facts := tuple(rest))}
    known = [one for one in moves.values() if one]
    circles = _circles(known)
    turns: dict[int, bool] = {}
    free: dict[Move | None, bool] = {None: True}
    for key, is_free, *rest in found:
        move = moves[tuple(rest)]
        if not is_free:
            continue
        if move not in free:
            free[move] = move in circles or not _is_behind_any(move, known)
        if free[move]:
            turns[key] = move in circles
        if len(turns) == most:
            break
    return turns


def _move(
    batch_id: int, sid: str | None, stood: object, new: object, minutes: object
) -> Move | None:
    """None where it is not known where, from when or to when: nothing is said of its seat."""
    stood_at = sql_statements.loaded(BatchRow, "stood_at", stood)
    new_start = sql_statements.loaded(BatchRow, "new_start", new)
    known = sql_statements.loaded(ExamSession, "duration_minutes", minutes)
    if not (sid and stood_at and new_start):
        return None
    return Move(batch_id, sid, stood_at, new_start, known)


def _is_behind_any(one: Move, others: Iterable[Move]) -> bool:
    return any(one is not other and one.is_behind(other) for other in others)


def _circles(moves: Sequence[Move]) -> Container[Move]:
    """Those that wait for each other, of the batches in which all wait."""
    found: set[Move] = set()
    for batch_id in {one.batch_id for one in moves}:
        mine = [one for one in moves if one.batch_id == batch_id]
        found.update(_circle(mine))
    return found


def _circle(moves: Sequence[Move]) -> list[Move]:
    """A circle of these, where each waits for another of them; none where one waits for nobody."""
    if not all(_is_behind_any(one, moves) for one in moves):
        return []
    walked = [moves[0]]
    while True:
        ahead = next(one for one in moves if one is not walked[-1] and walked[-1].is_behind(one))
        if ahead in walked:
            return walked[walked.index(ahead) :]
        walked.append(ahead)
