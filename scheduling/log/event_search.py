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
from datetime import datetime
from typing import Any

from django.db import connection

from scheduling.audit import event_reader, event_writer, told_reasons
from scheduling.audit.chain import canonical
from scheduling.log import numbers_by_time
from scheduling.log.learner_periods import Period
from scheduling.models import AuditEvent, PersonalValue, sql_statements

PAGE = 50
PATIENCE = (
    10_000  # events that one page tries, where what drives it finds many and the rest fits few
)
BLOCK = 2_000
EVENT = "scheduling_auditevent"
# What events are found by beyond their own columns: each in a table that names the event.
BESIDE = {"value": "scheduling_providerid", "action": "scheduling_eventaction"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which events: those at `institutions` (SIDs; "" for events of no institution; None for the
    whole log, whatever stands there) that fit everything else.

    None and "" ask for nothing. Of SIDs, attempts, kinds and actions any one may fit; none in the
    tuple, and no event does. `actions` are those of the requests to the provider that events tell
    of. Each of the texts that are `said` stands in the sentence, the details or a reason
    that is kept apart, in whatever capitals, or is the address that it came from; no index knows
    these, so patience may end. Of a
    session that has `periods`, events of one of them fit, of any other session all. Times are
    aware: at or after `since`, before `until`.
    """

    institutions: tuple[str, ...] | None
    attempts: tuple[str, ...] | None = None
    sessions: tuple[str, ...] | None = None
    provider_id: str = ""
    exams: tuple[str, ...] | None = None
    person: int | None = None
    kinds: tuple[str, ...] | None = None
    actions: tuple[str, ...] | None = None
    outcome: str = ""
    session_type: str = ""
    said: tuple[str, ...] = ()
    periods: tuple[Period, ...] = ()
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
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
    wanted: Wanted, *, before: int | None = None, after: int | None = None, size: int = PAGE
) -> Page:
    """The newest events that fit, older than `before`;
    or, given `after`, the oldest ones newer than that.
    """
    driver, values = _driver(wanted)
    walk = _walk(wanted, driver, before, after, patience=PATIENCE // max(len(values), 1))
    if walk.below - walk.above < 2:
        return Page([])
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


def is_there(wanted: Wanted) -> bool:
    """Whether any event fits; where patience ended before one was found, there may be one."""
    found = page(wanted, size=1)
    return bool(found.numbers) or found.looked_to is not None


def _taken(steps: Iterator[tuple[int, bool]], size: int) -> Page:
    numbers: list[int] = []
    for number, fits in steps:
        if not fits:
            return Page(numbers, has_more=True, looked_to=number)
        if len(numbers) == size:
            return Page(numbers, has_more=True)
        numbers.append(number)
    return Page(numbers)


def _asked(wanted: Wanted) -> dict[str, tuple[Any, ...]]:
    """The columns that are asked for and the values that fit, those that find the fewest events
    first.
    """
    columns: dict[str, tuple[Any, ...] | None] = {
        "attempt_id": wanted.attempts,
        "session_sid": wanted.sessions,
        "value": (wanted.provider_id,) if wanted.provider_id else None,
        "exam_sid": wanted.exams,
        "actor_id": (wanted.person,) if wanted.person is not None else None,
        "kind": wanted.kinds,
        "outcome": (wanted.outcome,) if wanted.outcome else None,
        "session_type": (wanted.session_type,) if wanted.session_type else None,
        "action": wanted.actions,
        "install_sid": wanted.institutions,
    }
    return {
        column: tuple(dict.fromkeys(values))
        for column, values in columns.items()
        if values is not None
    }


def _driver(wanted: Wanted) -> tuple[str, tuple[Any, ...]]:
    asked = _asked(wanted)
    if not all(asked.values()):
        return "install_sid", ()  # nothing can fit
    return next(iter(asked.items()), ("", ("",)))


def _walk(
    wanted: Wanted, driver: str, before: int | None, after: int | None, *, patience: int
) -> _Walk:
    lowest, highest = numbers_by_time.between(wanted.since, wanted.until)
    condition, values = _condition(wanted, driver)
    return _Walk(
        column=driver,
        condition=condition,
        values=values,
        texts=tuple(text for text in wanted.said if not text.isascii()),
        above=max(lowest - 1, after or 0),
        below=min(highest + 1, before if before is not None else numbers_by_time.LAST),
        upwards=after is not None,
        patience=patience,
    )


def _condition(wanted: Wanted, driver: str) -> tuple[str, tuple[Any, ...]]:
    """What else must fit, as SQL and its values. As a CASE, it is no index's business."""
    parts, values = [], []
    for column, fitting in _asked(wanted).items():
        if column != driver:
            parts.append(_fits_one(column, fitting))
            values.extend(fitting)
    for text in filter(str.isascii, wanted.said):
        parts.append(_says())
        values.extend(
            (*(f"%{_literally(one)}%" for one in _as_stored(text)), *told_reasons.ALL, text)
        )
    for sid, periods in _bounded(wanted.periods).items():
        parts.append(f"(session_sid <> %s{' OR number BETWEEN %s AND %s' * len(periods)})")
        values.extend((sid, *(number for one in periods for number in (one.first, one.last))))
    for sign, at in ((">=", wanted.since), ("<", wanted.until)):
        if at is not None:
            parts.append(f"at {sign} %s")
            values.append(connection.ops.adapt_datetimefield_value(at))
    return (f"CASE WHEN {' AND '.join(parts)} THEN 1 ELSE 0 END = 1" if parts else ""), tuple(
        values
    )


def _bounded(periods: tuple[Period, ...]) -> dict[str, list[Period]]:
    """By session, the periods of those that were somebody else's as well."""
    found: dict[str, list[Period]] = {}
    for one in periods:
        if not one.is_whole:
            found.setdefault(one.session_sid, []).append(one)
    return found


def _says() -> str:
    """Whether an event says a text, in whatever capitals; the values are the text as the sentence,
    the details and a reason hold it, the names that reasons have, and the text as it is.
    """
    like = "ILIKE" if connection.vendor == "postgresql" else "LIKE"
    of_reason = (
        f"EXISTS (SELECT 1 FROM scheduling_personalvalue WHERE event_number = {EVENT}.number"
        f" AND value {like} %s ESCAPE '!' AND name IN {sql_statements.marks(told_reasons.ALL)})"
    )
    in_columns = f"sentence {like} %s ESCAPE '!' OR details {like} %s ESCAPE '!'"
    return f"({in_columns} OR {of_reason} OR ip = %s)"


def _as_stored(text: str) -> tuple[str, str, str]:
    """A text as it stands within a sentence, within the JSON of the details, and in a reason."""
    return event_writer.escape_braces(text), canonical(text)[1:-1], text


def _literally(text: str) -> str:
    for sign in ("!", "%", "_"):
        text = text.replace(sign, f"!{sign}")
    return text


def _fits_one(column: str, fitting: tuple[Any, ...]) -> str:
    """Whether the event has one of the values in its column, or beside it."""
    has_one = f"{column} IN {sql_statements.marks(fitting)}"
    if column not in BESIDE:
        return has_one
    return (
        f"EXISTS (SELECT 1 FROM {BESIDE[column]} WHERE {has_one} AND event_number = {EVENT}.number)"
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
    wanted = [_as_stored(text.casefold()) for text in texts]
    told = _reasons(numbers)
    return {
        number
        for number, sentence, details in found
        if _says_all(sentence.casefold(), details.casefold(), told.get(number, ""), wanted)
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
