"""Personal values that are not there any more, against the events that erased them."""

from __future__ import annotations

from collections.abc import Iterator

import orjson
from django.db import DatabaseError, connection

from scheduling.audit import event_reader
from scheduling.audit.table_checks.difference_classes import TableDifference
from scheduling.audit.value_erasure import ERASING, NAMED, fingerprint
from scheduling.date_formats import noun
from scheduling.models import AuditEvent, ErasedValue, sql_statements

MOST = 100_000
# The name of a value that an event mentions, and where it comes from.
NAMES = {
    "sqlite": ("said.key", "json_each(event.personal) AS said"),
    "postgresql": ("said.name", "jsonb_object_keys(event.personal::jsonb) AS said(name)"),
}
MISSING = """SELECT event.number, {name} FROM scheduling_auditevent AS event, {keys}
  WHERE event.personal <> '{{}}'
  AND NOT EXISTS (SELECT 1 FROM scheduling_personalvalue AS kept
    WHERE kept.event_number = event.number AND kept.name = {name})
  AND NOT EXISTS (SELECT 1 FROM scheduling_erasedvalue AS noted
    WHERE noted.event_number = event.number AND noted.name = {name})
  ORDER BY 1, 2 LIMIT %s"""


def check() -> Iterator[TableDifference]:
    """How many values are missing without an event; and events whose erasures are others now."""
    if missing := _missing():
        number, first = missing[0]
        count = len(missing)
        values = f"{count} {noun(count, 'personal value is', 'personal values are')}"
        said = f"{values} missing with no event that erased them"
        yield TableDifference(
            f"values {fingerprint(missing)}", f"{said}, the first “{first}” of event {number}"
        )
    yield from _other_than_told()


def _missing() -> list[tuple[int, str]]:
    """The values that events name and nobody has. Raises ValueError where one names none that can
    be read, with its number: the databases do not say which it is.
    """
    name, source = NAMES[connection.vendor]
    try:
        found = sql_statements.rows(MISSING.format(name=name, keys=source), MOST)
    except DatabaseError as error:
        raise ValueError(_unreadable()) from error
    if any(one is None for _, one in found):  # JSON, but no object
        raise ValueError(_unreadable())
    return [(number, one) for number, one in found]


def _unreadable() -> str:
    for event in AuditEvent.objects.exclude(personal="{}").order_by("number").iterator():
        if event_reader.personal_names(event) is None:
            return f"the personal values of event {event.number}"
    return "personal values"


def _other_than_told() -> Iterator[TableDifference]:
    """Rows that say what was erased, against what its event says."""
    noted: dict[int, list[tuple[int, str]]] = {}
    for by_event, *value in ErasedValue.objects.values_list("by_event", *NAMED):
        noted.setdefault(by_event, []).append((value[0], value[1]))
    events = AuditEvent.objects.filter(kind__in=ERASING).values_list("number", "details")
    told = {number: orjson.loads(details).get("fingerprint", "") for number, details in events}
    for number in sorted({*noted, *(one for one, print_ in told.items() if print_)}):
        if number not in told:
            said = f"values are noted as erased by event {number}, which erases none"
            yield TableDifference(f"erased {number}", said, stands=(fingerprint(noted[number]),))
        elif told[number] != (stands := fingerprint(noted.get(number, []))):
            said = f"what event {number} erased is not what it says"
            yield TableDifference(f"erased {number}", said, stands=(stands,))
