"""Verification of the chain from its first event to its head, by several processes where that is
quicker.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from django.db import DatabaseError, connection

from scheduling.audit import chain_ends, event_reader, log_indexes
from scheduling.audit.chain import GENESIS, SORTED
from scheduling.audit.chain_ends import Ends
from scheduling.audit.chain_walker import Position, Stretch, walk
from scheduling.audit.codes.code_comparison import RED, Compared
from scheduling.audit.codes.short_code import LogCode
from scheduling.audit.log_indexes import Index
from scheduling.audit.parallel_walker import Failed, walk_apart
from scheduling.audit.table_checks.difference_classes import TableComparison, TableDifference
from scheduling.models import AuditEvent, sql_statements

log = logging.getLogger(__name__)

STRAY_EVENT = "SELECT min(number) FROM scheduling_auditevent"  # the walk begins at BEFORE_ALL
STRAY_VALUES = (
    "SELECT min(event_number) FROM scheduling_personalvalue WHERE event_number < 1 "
    "OR event_number > (SELECT coalesce(max(number), 0) FROM scheduling_auditevent)"
)
APART_FROM = 40_000
MOST_PROCESSES = 4
GENTLY = 5
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogVerdict:
    """What a walk found. `broken_at` is the first number that does not hold, None where all do;
    `lying` are the indexes that do not find what the log holds; `codes` is what became of the codes
    file, `beside` what stands beside the log, each None where it was not compared.
    """

    events: int
    head_number: int
    head_hash: str
    broken_at: int | None = None
    why: str = ""
    lying: tuple[TableDifference, ...] = ()
    codes: Compared | None = None
    beside: TableComparison | None = None

    @property
    def is_intact(self) -> bool:
        return self.broken_at is None

    @property
    def is_clear(self) -> bool:
        """Whether nothing at all was found that has to be explained."""
        is_red = self.codes is not None and self.codes.color == RED
        return self.is_intact and not is_red and not self.differences

    @property
    def differences(self) -> tuple[TableDifference, ...]:
        """What stands beside the log otherwise than the log says."""
        return (*self.lying, *(self.beside.differences if self.beside else ()))


def verify(
    *,
    noted_number: int | None = None,
    noted_hash: str = "",
    log_code: LogCode | None = None,
    progress: Progress | None = None,
    gently: bool = False,
) -> LogVerdict:
    """Walk the chain from its first event to the head that it has now, and against what was noted
    earlier.

    Noted may be a whole head (`noted_number`, `noted_hash`), or an log_code. `progress` is called
    with the events seen and those there are; what it raises ends the walk. A walk that goes
    `gently` lets bookings go first.
    """
    ends = chain_ends.as_held()
    position = _walked(ends.last, progress or (lambda seen, total: None), GENTLY if gently else 0)
    number = log_code.number if log_code else noted_number
    if number and number <= position.number and not _is_noted(number, noted_hash, log_code):
        return _broken(position, number, "this event is not the one that was noted")
    if position.why:
        return _broken(position, position.number + 1, position.why)
    broken_at, why = _at_the_end(ends, position, number or 0)
    if broken_at is not None:
        return _broken(position, broken_at, why)
    return LogVerdict(
        events=position.number,
        head_number=position.number,
        head_hash=position.hash,
        lying=tuple(_lying(position)),
    )


def _lying(end: Position) -> Iterator[TableDifference]:
    """What the indexes hide, where the walk met an event that one of them does not find; and those
    in which nothing could be looked up.
    """
    usable, read = _indexes(), sql_statements.rows
    found = log_indexes.lies(usable, end.hidden, end.number, read) if end.hidden else ()
    unusable = ((name, log_indexes.UNUSABLE.format(name=name)) for name, _ in _asked_for(usable))
    for name, said in (*found, *unusable):
        yield TableDifference(f"index {name}", said, may_be_explained=False)


def _broken(position: Position, at: int, why: str) -> LogVerdict:
    return LogVerdict(
        events=position.number,
        head_number=position.number,
        head_hash=position.hash,
        broken_at=at,
        why=why,
    )


def _at_the_end(ends: Ends, position: Position, noted: int) -> tuple[int | None, str]:
    """What is wrong at the end of a chain that holds up to its last event: where, and why."""
    if ends.number is None or ends.heads != 1:
        return position.number + 1, "the chain must have one head, and has not"
    if ends.broken_at is not None:
        return ends.broken_at or position.number, "it was found broken when this event was written"
    if chain_ends.has_strays():
        return position.number + 1, "an event stands at the end that has no number of the log’s"
    expected = max(ends.number, noted)
    if position.number < expected:
        return (
            position.number + 1,
            f"events {position.number + 1} to {expected} are missing from the end",
        )
    if (ends.number, ends.hash or GENESIS) != (position.number, position.hash):
        return position.number, "the last event is not the one the head names"
    [(first,)] = sql_statements.rows(STRAY_EVENT)
    if first is not None and first < 1:
        return first, "an event stands before the first one"
    [(stray,)] = sql_statements.rows(STRAY_VALUES)
    if stray is None:
        return None, ""
    return stray if isinstance(
        stray, int
    ) else position.number + 1, "a personal value belongs to no event"


def _is_noted(number: int, noted_hash: str, log_code: LogCode | None) -> bool:
    hash = hash_of(number)
    return log_code.fits(hash) if log_code else hash == noted_hash


def hash_of(number: int) -> str:
    """The hash that the event of this number has now;
    empty where there is no such event, or no such hash.
    """
    return event_reader.hashes_of([number]).get(number, "")


def _walked(last: int, progress: Progress, nice: int) -> Position:
    """The end of the walk up to the last event, or the place before the first event that does not
    hold.
    """
    stretches = _stretches(last)
    end = Position(0, GENESIS)
    for stretch, position in zip(stretches, _places(stretches, last, progress, nice), strict=False):
        if stretch.previous != end.hash:
            return Position(end.number, end.hash, "it does not follow the event before it")
        end = replace(position, hidden=end.hidden or position.hidden)
        if end.why:
            break
    return end


def _places(stretches: list[Stretch], last: int, progress: Progress, nice: int) -> list[Position]:
    """Where the walk of each stretch ended."""
    try:
        if len(stretches) > 1:
            parameters = connection.get_connection_params()
            return walk_apart(stretches, parameters, lambda seen: progress(seen, last), nice=nice)
    except Failed:
        log.error("the log could not be walked through by several processes; one does it")
    return [_walked_here(stretch, last, progress) for stretch in stretches]


def _walked_here(stretch: Stretch, last: int, progress: Progress) -> Position:
    for position in walk(stretch, lambda sql, values: sql_statements.rows(sql, *values)):
        progress(position.number, last)
    return position


def _stretches(last: int) -> list[Stretch]:
    """The log in as many parts as there are processors, one where it is short."""
    parts = min(len(os.sched_getaffinity(0)), MOST_PROCESSES) if last >= APART_FROM else 1
    bounds = [last * part // parts for part in range(parts + 1)]
    indexes = _indexes()
    return [
        Stretch(
            vendor=connection.vendor,
            names=SORTED,
            after=after,
            until=until,
            previous=hash_of(after) if after else GENESIS,
            indexes=indexes,
        )
        for after, until in pairwise(bounds)
    ]


def _indexes() -> tuple[Index, ...]:
    """The indexes of the log in which SQLite can look an event up."""
    return tuple(one for one in _asked_for() if _is_usable(one))


def _asked_for(but: Sequence[Index] = ()) -> list[Index]:
    """The indexes that the log should have on SQLite, but for these."""
    if connection.vendor != "sqlite":
        return []
    asked = [(one.name, str(one.fields[0])) for one in AuditEvent._meta.indexes]
    return [one for one in asked if one not in but]


def _is_usable(index: Index) -> bool:
    """Whether a look-up is answered by the index alone, and by its columns: another of its name
    would be read from end to end for each event.
    """
    try:
        plan = sql_statements.rows(log_indexes.plan_of(index), 0, 0)
    except DatabaseError:
        return False
    return any(log_indexes.LOOKED_UP.format(*index) in str(step) for *_, step in plan)
