"""Reading audit events: sentences and details with the personal values that are still kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from string import Formatter
from typing import Any

import orjson
from django.db.models import QuerySet

from scheduling.models import AuditEvent, PersonalValue

ERASED = "(erased)"
PersonalValues = dict[str, str]  # name → value, as an event's sentence and details name them


class _OrErased(PersonalValues):
    def __missing__(self, name: str) -> str:
        return ERASED


def load_personal_values(numbers: Iterable[int]) -> dict[int, PersonalValues]:
    """The personal values still kept for the events of these numbers; an event without any is not
    in it.
    """
    return _by_event(PersonalValue.objects.filter(event_number__in=list(numbers)))


def load_personal_values_between(after: int, until: int) -> dict[int, PersonalValues]:
    """The same for the events with greater numbers than `after`, up to `until`."""
    rows = PersonalValue.objects.filter(event_number__gt=after, event_number__lte=until)
    return _by_event(rows)


def _by_event(rows: QuerySet[PersonalValue]) -> dict[int, PersonalValues]:
    found: dict[int, PersonalValues] = {}
    for number, name, value in rows.values_list("event_number", "name", "value"):
        found.setdefault(number, {})[name] = value
    return found


def place_of(number: int) -> str | None:
    """The SID of the institution of an event, "" for one of none; None where there is no such."""
    return AuditEvent.objects.filter(number=number).values_list("install_sid", flat=True).first()


def fill_sentence(event: AuditEvent, values: Mapping[str, str]) -> str:
    """The event's sentence with its personal values filled in; “(erased)” where one was erased."""
    return event.sentence.format_map(_OrErased(values))


def sentence_parts(event: AuditEvent, values: Mapping[str, str]) -> list[tuple[str, bool]]:
    """The same in parts, each with whether it is a personal value: a page shows those apart from
    the sentence around them.
    """
    known, parts = _OrErased(values), list[tuple[str, bool]]()
    for text, name, _, _ in Formatter().parse(event.sentence):
        parts += [(text, False)] if text else []
        parts += [(known[name], True)] if name else []
    return parts


def fill_details(event: AuditEvent, values: Mapping[str, str]) -> dict[str, Any]:
    """The event's details with every `{"personal": name}` filled in."""
    filled: dict[str, Any] = _filled(orjson.loads(event.details), values)
    return filled


def _filled(value: Any, values: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        if set(value) == {"personal"}:
            return values.get(value["personal"], ERASED)
        return {key: _filled(child, values) for key, child in value.items()}
    if isinstance(value, list):
        return [_filled(child, values) for child in value]
    return value
