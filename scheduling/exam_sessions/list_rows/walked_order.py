"""The first sessions of a search in the order of the list, read along that order: where most of
what stands there is found, a page is full after a few, and nothing has to be found beforehand.

A list of what was found is a row of parts: what learners' words and ids find, in the order of the
list of all sessions; then the sessions of each course, exam and instructor, name by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from scheduling.exam_sessions.lists import list_segments
from scheduling.exam_sessions.lists.list_segments import AllSessions
from scheduling.exam_sessions.search import found_keys, reasons, session_queries, typed_sids
from scheduling.exam_sessions.search.reasons import Reasons
from scheduling.exam_sessions.search.session_queries import COLUMNS, FIRST, Kind, SessionSearch
from scheduling.models import ExamSession, sql_statements

MOST_READ = (
    6_000  # sessions that are no hits; to gather all hits and sort them costs less than more
)
FIRST_BLOCK = 1_000  # sessions that are read at once
TIMES_NEEDED = 1.25  # of those that hold the rest of the page if hits lie as dense as they did
TIMES_HOPED_FOR = 4  # as dense as they were so far hits may get further on
MOST_AT_ONCE = 1_000  # sessions of several names
MOST_NAMES = 1_000
Rows = QuerySet[ExamSession]
COUNT = f"""(SELECT COUNT(*) FROM (SELECT 1 FROM {ExamSession._meta.db_table}
  WHERE {{column}} = %s LIMIT {MOST_READ}) few)"""


class TooMuchToRead(Exception):
    """The page is not full, and as much was read as would have been well spent."""


@dataclass
class Effort:
    """How many sessions may still be read."""

    left: int

    def at_most(self, sessions: int) -> int:
        """So many, or what is left. Raises TooMuchToRead where that is none."""
        if self.left <= 0:
            raise TooMuchToRead
        return min(sessions, self.left)

    def spend(self, sessions: int) -> None:
        """Raises TooMuchToRead where that is more than is left."""
        self.left -= sessions
        if self.left < 0:
            raise TooMuchToRead


@dataclass(frozen=True, slots=True)
class WalkedOrder:
    """The order that is walked: `asked` are the rows that a search finds, each asked by itself, in
    the order of the list and with the reason of each; `every` are all sessions there, `state` the
    one of which they are.
    """

    search: SessionSearch
    reasons: Reasons
    asked: Rows
    every: AllSessions
    state: str

    def first(self, most: int) -> list[int] | None:
        """The primary keys of the first of them, in order; None where too much would be read."""
        if (few := self._few_of_state()) is not None:
            return list(found_keys.among(self.asked, few).values_list("pk", flat=True)[:most])
        effort = Effort(MOST_READ + most)
        found: list[int] = []
        try:
            for part in self._parts(effort):
                found += part(most - len(found))
                if len(found) >= most:
                    break
        except TooMuchToRead:
            return None
        return found

    def _few_of_state(self) -> str | None:
        """The keys of all sessions of the state that is asked for; None where they are too many."""
        if not self.state:
            return None
        keys = list_segments.keys(self.every, self.state, 0, MOST_READ + 1)
        return found_keys.text_of(keys) if len(keys) <= MOST_READ else None

    def _parts(self, effort: Effort) -> Iterator[Callable[[int], list[int]]]:
        """What gives the first keys of each part, as many as it is asked for."""
        if self._may_be_without_a_reason() or Kind.LEARNER in self.reasons.by_kind:
            yield lambda most: self._of_learners(most, effort)
        if Kind.OTHER_ID in self.reasons.by_kind:
            yield lambda most: self._led_or_walked(Kind.OTHER_ID, most, effort)
        for kind in COLUMNS:
            if kind not in FIRST and kind in self.reasons.by_kind:
                yield from self._by_name(kind, effort)

    def _may_be_without_a_reason(self) -> bool:
        """Whether something may be found by none of the words that tell why: by a SID alone, or
        by a way to read the query that shares no word with what was typed.
        """
        told = [word for some in self.reasons.by_kind.values() for word in some]
        return not self.reasons.are_told or any(
            all(one.word not in told or typed_sids.conditions(one.word) for one in way)
            for way in self.search.ways
        )

    def _of_learners(self, most: int, effort: Effort) -> list[int]:
        if self._may_be_without_a_reason():
            return self._walked(self.asked.filter(found_by=0), most, effort)
        return self._led_or_walked(Kind.LEARNER, most, effort)

    def _led_or_walked(self, kind: Kind, most: int, effort: Effort) -> list[int]:
        """The part of a kind whose sessions stand as they are: its words lead to few, or of all
        that stands there it is asked.
        """
        rows, words = self.asked.filter(found_by=list(COLUMNS).index(kind)), self._words(kind)
        if session_queries.reach_of(kind, words) >= session_queries.MOST_TOLD_APART:
            return self._walked(rows, most, effort)
        led = rows.filter(**{f"{COLUMNS[kind]}__in": session_queries.things_with(kind, words)})
        return list(led.values_list("pk", flat=True)[:most])

    def _words(self, kind: Kind) -> set[str]:
        """Every spelling of the words of a kind."""
        return set().union(*self.reasons.by_kind[kind])

    def _walked(self, rows: Rows, most: int, effort: Effort) -> list[int]:
        """Those of the rows, in the order of all sessions, block by block of these."""
        found: list[int] = []
        start, size = 0, max(FIRST_BLOCK, most)
        while len(found) < most:
            size = effort.at_most(size)
            block = list_segments.keys(self.every, self.state, start, size)
            effort.spend(len(block))
            hits = found_keys.among(rows.order_by(), found_keys.text_of(block))
            are_hits = set(hits.values_list("pk", flat=True))
            found += [key for key in block if key in are_hits]
            if len(block) < size:
                break
            start, dense = start + size, max(1, len(found)) / (start + size)
            if most > dense * MOST_READ * TIMES_HOPED_FOR:
                raise TooMuchToRead
            size = max(size, int((most - len(found)) / dense * TIMES_NEEDED))
        return found[:most]

    def _by_name(self, kind: Kind, effort: Effort) -> Iterator[Callable[[int], list[int]]]:
        """The parts of a kind that is listed under names, some names at once."""
        names = reasons.names_in_order(kind, self.reasons.by_kind[kind], MOST_NAMES + 1)
        of_kind = self.asked.filter(found_by=list(COLUMNS).index(kind))
        for some, sessions in _together(COLUMNS[kind], names[:MOST_NAMES]):
            rows = of_kind.filter(**{f"{COLUMNS[kind]}__in": some})
            if sessions < MOST_READ:
                yield lambda most, rows=rows, read=sessions: _sorted(rows, read, most, effort)
            else:
                yield lambda most, rows=rows: self._walked(rows, most, effort)
        if len(names) > MOST_NAMES:
            raise TooMuchToRead


def _sorted(rows: Rows, sessions: int, most: int, effort: Effort) -> list[int]:
    effort.spend(sessions)
    return list(rows.values_list("pk", flat=True)[:most])


def _together(column: str, names: Sequence[str]) -> Iterator[tuple[list[str], int]]:
    """The names, as many together as have a few sessions, with how many these are, about."""
    some: list[str] = []
    sessions = 0
    for start in range(0, len(names), 50):
        block = names[start : start + 50]
        asked = ", ".join([COUNT.format(column=column)] * len(block))
        [counts] = sql_statements.rows(f"SELECT {asked}", *block)
        for name, count in zip(block, counts, strict=True):
            if some and sessions + count > MOST_AT_ONCE:
                yield some, sessions
                some, sessions = [], 0
            some, sessions = [*some, name], sessions + count
    if some:
        yield some, sessions
