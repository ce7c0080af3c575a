"""Which rows of batches under way may be sent now: nobody is sent into a seat that another row of
its batch is still to leave.

Where some wait for each other in a circle, and for nobody else, a seat may be free besides theirs:
one of them at a time is due, and none while nobody knows yet whether another of them has left.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from django.utils.functional import cached_property

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


@dataclass(frozen=True)
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
    def length(self) -> timedelta:
        """How long it may sit there."""
        return timedelta(minutes=self.minutes) if self.minutes else LONGEST_STAY

    @cached_property
    def _leaves(self) -> datetime:
        return self.stood_at + self.length

    @cached_property
    def needs(self) -> tuple[datetime, datetime]:
        """When it needs another's seat: in what of its new time is not its own by now."""
        start, end = self.new_start, self.new_start + self.length
        if not self.minutes or abs(start - self.stood_at) >= self.length:
            return start, end
        is_later = start > self.stood_at
        return (self._leaves, end) if is_later else (start, self.stood_at)

    def is_behind(self, other: Move) -> bool:
        """Whether it has to wait for another to leave. Where nobody knows how long one of two sits,
        and each may be in the other's way, those who start last go first to a later time, and
        those who start first to an earlier one.
        """
        if self is other or not other._is_in_the_way_of(self):
            return False
        is_later = self.new_start > self.stood_at
        if is_later != (other.new_start > other.stood_at) or not self._is_in_the_way_of(other):
            return True
        return other.stood_at > self.stood_at if is_later else other.stood_at < self.stood_at

    def _is_in_the_way_of(self, other: Move) -> bool:
        if (self.batch_id, self.location_sid) != (other.batch_id, other.location_sid):
            return False
        start, end = other.needs
        return self.stood_at < end and start < self._leaves


Moves = frozenset[Move]
Ways = Mapping[Move, Sequence[Move]]
NOBODY: Moves = frozenset()


def due(institution_id: int, pauses: Sequence[object], most: int) -> dict[int, frozenset[int]]:
    """The keys of the first rows that wait and whose turn it is, each with those of the others in
    its circle; none where all wait for others, or for the provider until `pauses` are over.
    """
    found = sql_statements.rows(EVERY, institution_id, *pauses, *Attempt.OPEN)
    known = {facts: _move(*facts) for _, _, *rest in found if (facts := tuple(rest))}
    turns = _turns(frozenset(known.values()))
    rows = [(key, is_free, turns.get(known[tuple(rest)])) for key, is_free, *rest in found]
    circles: dict[Moves, list[int]] = defaultdict(list)
    started: set[Moves] = set()
    for key, is_free, circle in rows:
        if circle:
            circles[circle].append(key)
            if not is_free:
                started.add(circle)
    chosen: dict[int, frozenset[int]] = {}
    for key, is_free, circle in rows:
        if not is_free or circle is None or circle in started:
            continue
        chosen[key] = frozenset(circles[circle]) - {key} if circle else frozenset()
        if circle:
            started.add(circle)
        if len(chosen) == most:
            break
    return chosen


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


@lru_cache(maxsize=16)  # each lane asks for it twice a second, also while nothing changes
def _turns(moves: frozenset[Move | None]) -> Mapping[Move | None, Moves]:
    """Those whose turn it is, each with the circle that it is in: empty where it waits for none."""
    rooms: dict[tuple[int, str], list[Move]] = defaultdict(list)
    for one in moves:
        if one:
            rooms[one.batch_id, one.location_sid].append(one)
    turns: dict[Move | None, Moves] = {None: NOBODY}
    for room in rooms.values():
        ahead = _ahead(room)
        turns.update((one, NOBODY) for one in room if not ahead[one])
        turns.update((one, circle) for circle in _circles(ahead) for one in circle)
    return turns


def _ahead(room: Sequence[Move]) -> Ways:
    """Whom each of them waits for. Only those are looked at that may still sit there by their
    start: of some hundred starts in a room most are nowhere near.
    """
    room = sorted(room, key=lambda one: one.stood_at)
    starts, longest = [one.stood_at for one in room], max(one.length for one in room)
    ahead: dict[Move, list[Move]] = {}
    for one in room:
        first, last = one.needs
        near = room[bisect_right(starts, first - longest) : bisect_left(starts, last)]
        ahead[one] = [other for other in near if one.is_behind(other)]
    return ahead


def _circles(ahead: Ways) -> Iterable[Moves]:
    """Those that wait for each other, be it through others of them, and for nobody else."""
    waiting: dict[Move, list[Move]] = defaultdict(list)
    for one, others in ahead.items():
        for other in others:
            waiting[other].append(one)
    # Whoever waits for one that waits for nobody, or for a circle that was found, is in none.
    seen = {one for one in ahead if not ahead[one]}
    seen |= _reached(seen, waiting)
    for one in ahead:
        while one not in seen:
            circle, followers = _reached([one], ahead), _reached([one], waiting)
            if circle <= followers:
                yield circle
                seen |= followers
            else:
                one = next(iter(circle - followers))


def _reached(some: Iterable[Move], ways: Ways) -> Moves:
    found: set[Move] = set()
    left = [*some]
    while left:
        further = [other for other in ways.get(left.pop(), ()) if other not in found]
        found.update(further)
        left.extend(further)
    return frozenset(found)
