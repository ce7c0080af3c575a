"""Finding events in a log of any length: each page costs the same, wherever it is and however long
the log is.

Planners choose badly between several indexes and an order, so they are given nothing to choose: one
column drives, each of its values is walked by one index that holds nothing but that column and the
number, and what else is asked is tried on the events so found.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scheduling import page_sizes
from scheduling.audit import event_reader, told_reasons
from scheduling.log.search import numbers_by_time
from scheduling.log.search.event_conditions import BESIDE, EVENT, as_stored, condition_of
from scheduling.log.search.event_query import EventQuery, columns_asked
from scheduling.models import AuditEvent, PersonalValue, sql_statements

PAGE = page_sizes.EVENTS
PATIENCE = (
    10_000  # events that one page tries, where what drives it finds many and the rest fits few
)
BLOCK = 2_000


@dataclass(frozen=True, slots=True)
class EventPage:
    """The numbers of some events, newest first.

    `has_more` is about the way that was walked. `looked_to` is the number at which patience ended,
    None where it did not: beyond it there may be more.
    """

    numbers: list[int]
    has_more: bool = False
    looked_to: int | None = None


@dataclass(frozen=True, slots=True)
class _Walk:
    """A way through the log: what drives it ("" for the numbers alone), what else must fit, between
    which numbers (both left out), which way.

    `texts` are those among what is said that no database compares as people do: SQLite knows the
    capitals of ASCII alone, PostgreSQL those of the language that it was made with.
    """

    column: str
    condition: str
    values: tuple[Any, ...]
    texts: tuple[str, ...]
    above: int
    below: int
    upwards: bool
    patience: int


def page(
    query: EventQuery, *, before: int | None = None, after: int | None = None, size: int = PAGE
) -> EventPage:
    """The newest events that fit, older than `before`;
    or, given `after`, the oldest ones newer than that.
    """
    driver, values = _driver(query)
    walk = _walk(query, driver, before, after, patience=PATIENCE // max(len(values), 1))
    if walk.below - walk.above < 2:
        return EventPage([])
    steps = [_steps(walk, value, size + 1) for value in values]
    merged = heapq.merge(*steps, key=lambda step: step[0] if walk.upwards else -step[0])
    found = _taken(merged, size)
    return replace(found, numbers=found.numbers[::-1]) if walk.upwards else found


def events(numbers: list[int]) -> list[AuditEvent]:
    """The events of these numbers, in this order."""
    rows = event_reader.of_rows(AuditEvent.objects.filter(number__in=numbers))
    known = {event.number: event for event in rows}
    return [known[number] for number in numbers if number in known]


def find_event(number: int, install_sids: Sequence[str] | None) -> AuditEvent | None:
    """The event of a number, if it is of one of these institutions, or None for any."""
    here = AuditEvent.objects.filter(number=number)
    seen = here if install_sids is None else here.filter(install_sid__in=install_sids)
    return next(iter(event_reader.of_rows(seen)), None)


def is_there(query: EventQuery) -> bool:
    """Whether any event fits; where patience ended before one was found, there may be one."""
    found = page(query, size=1)
    return bool(found.numbers) or found.looked_to is not None


def _taken(steps: Iterator[tuple[int, bool]], size: int) -> EventPage:
    numbers: list[int] = []
    for number, fits in steps:
        if not fits:
            return EventPage(numbers, has_more=True, looked_to=number)
        if len(numbers) == size:
            return EventPage(numbers, has_more=True)
        numbers.append(number)
    return EventPage(numbers)


def _driver(query: EventQuery) -> tuple[str, tuple[Any, ...]]:
    asked = columns_asked(query)
    if not all(asked.values()):
        return "install_sid", ()  # nothing can fit
    return next(iter(asked.items()), ("", ("",)))


def _walk(
    query: EventQuery, driver: str, before: int | None, after: int | None, *, patience: int
) -> _Walk:
    lowest, highest = numbers_by_time.between(query.since, query.until)
    condition, values = condition_of(query, driver)
    return _Walk(
        column=driver,
        condition=condition,
        values=values,
        texts=tuple(text for text in query.said if not text.isascii()),
        above=max(lowest - 1, after or 0),
        below=min(highest + 1, before if before is not None else numbers_by_time.LAST),
        upwards=after is not None,
        patience=patience,
    )


def _steps(walk: _Walk, value: Any, size: int) -> Iterator[tuple[int, bool]]:
    """The numbers of fitting events in order, each with True;
    where patience ended, the last one tried with False.
    """
    tried = 0
    while block := _driven(walk, value, size):
        fitting = _fitting(walk, block)
        yield from ((number, True) for number in block if number in fitting)
        tried += len(block)
        if len(block) < size:
            return
        if tried >= walk.patience:
            yield block[-1], False
            return
        walk = replace(walk, above=block[-1]) if walk.upwards else replace(walk, below=block[-1])
        size = min(size * 4, BLOCK)


def _driven(walk: _Walk, value: Any, size: int) -> list[int]:
    """The next numbers of the events with the value: the index alone answers this."""
    table = BESIDE.get(walk.column, EVENT)
    number = "number" if table == EVENT else "event_number"
    order = "ASC" if walk.upwards else "DESC"
    driver, driving = (f"{walk.column} = %s AND", (value,)) if walk.column else ("", ())
    sql = (
        f"SELECT {number} FROM {table} WHERE {driver} {number} > %s AND {number} < %s"
        f" ORDER BY {number} {order} LIMIT %s"
    )
    found = sql_statements.rows(sql, *driving, walk.above, walk.below, size)
    return [number for (number,) in found]


def _fitting(walk: _Walk, numbers: list[int]) -> set[int]:
    fitting = _fitting_columns(walk, numbers)
    return _saying(walk.texts, fitting) if walk.texts and fitting else fitting


def _fitting_columns(walk: _Walk, numbers: list[int]) -> set[int]:
    if not walk.condition:
        return set(numbers)
    sql = (
        f"SELECT number FROM {EVENT} WHERE number IN {sql_statements.marks(numbers)} AND"
        f" {walk.condition}"
    )
    return {number for (number,) in sql_statements.rows(sql, *numbers, *walk.values)}


def _saying(texts: tuple[str, ...], numbers: set[int]) -> set[int]:
    """Which of these events say all the texts."""
    rows = AuditEvent.objects.filter(number__in=numbers)
    found = event_reader.columns(rows, "number", "sentence", "details")
    spelled = [as_stored(text.casefold()) for text in texts]
    told = _reasons(numbers)
    return {
        number
        for number, sentence, details in found
        if _says_all(sentence.casefold(), details.casefold(), told.get(number, ""), spelled)
    }


def _reasons(numbers: set[int]) -> dict[int, str]:
    """The reasons of these events that are kept apart and not erased, in small letters."""
    rows = PersonalValue.objects.filter(event_number__in=numbers, name__in=told_reasons.ALL)
    found: dict[int, str] = {}
    for number, _, _, value in event_reader.salted(rows):
        found[number] = f"{found.get(number, '')}\n{value.casefold()}"
    return found


def _says_all(
    sentence: str, details: str, reasons: str, wanted: list[tuple[str, str, str]]
) -> bool:
    return all(
        told in sentence or fact in details or text in reasons for told, fact, text in wanted
    )
