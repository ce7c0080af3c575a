"""SQL conditions that an event of the log fits what is asked of it, tried where no index drives."""

from __future__ import annotations

from typing import Any

from django.db import connection

from scheduling.audit import event_writer, told_reasons
from scheduling.audit.chain import canonical
from scheduling.log.learner_periods import Period
from scheduling.log.search.event_query import EventQuery, columns_asked
from scheduling.models import sql_statements

EVENT = "scheduling_auditevent"
# What events are found by beyond their own columns: each in a table that names the event.
BESIDE = {"value": "scheduling_providerid", "action": "scheduling_eventaction"}


def condition_of(query: EventQuery, driver: str) -> tuple[str, tuple[Any, ...]]:
    """What else must fit, as SQL and its values. As a CASE, it is no index's business."""
    parts, values = [], []
    for column, fitting in columns_asked(query).items():
        if column != driver:
            parts.append(_fits_one(column, fitting))
            values.extend(fitting)
    for text in filter(str.isascii, query.said):
        parts.append(_says())
        values.extend(
            (*(f"%{_literally(one)}%" for one in as_stored(text)), *told_reasons.ALL, text)
        )
    for sid, periods in _bounded(query.periods).items():
        parts.append(f"(session_sid <> %s{' OR number BETWEEN %s AND %s' * len(periods)})")
        values.extend((sid, *(number for one in periods for number in (one.first, one.last))))
    for sign, at in ((">=", query.since), ("<", query.until)):
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


def as_stored(text: str) -> tuple[str, str, str]:
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
