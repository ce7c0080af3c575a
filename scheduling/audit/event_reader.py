"""Reading audit events: sentences and details with the personal values that are still kept."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import orjson
from django.db import DatabaseError, models
from django.db.models import BinaryField, QuerySet
from django.db.models.functions import Cast

from scheduling.audit import chain_walker
from scheduling.audit.chain import CONTENT, instant
from scheduling.models import AuditEvent, PersonalValue, sql_statements

ERASED = "(erased)"
CANT_READ = "(can’t be read)"
UNREADABLE = {"details": CANT_READ}  # what stands for details that are none
# What reading an event raises that is not as the portal writes them.
STRANGE = (KeyError, TypeError, ValueError, AttributeError)
# As `docs/verify_case.py` reads a sentence: whatever else is in braces stands as it is.
_NAMED = re.compile(r"{{|}}|{(\w+)}")
_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)
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
    for number, name, _, value in salted(rows):
        found.setdefault(number, {})[name] = value
    return found


def salted(rows: QuerySet[PersonalValue]) -> Iterator[tuple[int, str, str, str]]:
    """Event, name, salt and value of each; what is no text in them replaced."""
    names = ("event_number", "name", "salt", "value")
    try:
        found = list(rows.values_list(*names))
    except DatabaseError:
        found = list(rows.values_list(names[0], *(Cast(one, BinaryField()) for one in names[1:])))
    for number, *texts in found:
        name, salt, value = map(_text, texts)
        yield number, name, salt, value


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else bytes(value).decode(errors="replace")


def place_of(number: int) -> str | None:
    """The SID of the institution of an event, "" for one of none; None where there is no such."""
    return AuditEvent.objects.filter(number=number).values_list("install_sid", flat=True).first()


def hashes_of(numbers: Collection[int]) -> dict[int, str]:
    """The hashes of the events of these numbers; "" for one that is no text, as SQLite may hold."""
    rows = AuditEvent.objects.filter(number__in=numbers).values_list("number", "hash")
    try:
        return {number: str(hash) for number, hash in rows}
    except DatabaseError:
        if len(numbers) == 1:
            return dict.fromkeys(numbers, "")
        return {number: hash for one in numbers for number, hash in hashes_of([one]).items()}


def fill_sentence(event: AuditEvent, values: Mapping[str, str]) -> str:
    """The event's sentence with its personal values filled in; “(erased)” where one was erased."""
    return "".join(text for text, _ in sentence_parts(event, values))


def sentence_parts(event: AuditEvent, values: Mapping[str, str]) -> list[tuple[str, bool]]:
    """The same in parts, each with whether it is a personal value: a page shows those apart from
    the sentence around them.
    """
    return list(_parts(event.sentence, values))


def _parts(sentence: str, values: Mapping[str, str]) -> Iterator[tuple[str, bool]]:
    plain, start = "", 0
    for match in _NAMED.finditer(sentence):
        plain, start = plain + sentence[start : match.start()], match.end()
        if match[1] is None:
            plain += match[0][0]
            continue
        if plain:
            yield plain, False
        yield values.get(match[1], ERASED), True
        plain = ""
    if rest := plain + sentence[start:]:
        yield rest, False


def read_details(text: str | bytes) -> dict[str, Any]:
    """An event's details as they are recorded; that they can't be read, where they are none."""
    try:
        found = orjson.loads(text)
    except (TypeError, ValueError):
        found = None
    return found if isinstance(found, dict) else dict(UNREADABLE)


def fill_details(event: AuditEvent, values: Mapping[str, str]) -> dict[str, Any]:
    """The event's details with every `{"personal": name}` filled in."""
    filled: dict[str, Any] = _filled(read_details(event.details), values)
    return filled if isinstance(filled, dict) else dict(UNREADABLE)


def _filled(value: Any, values: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        if set(value) == {"personal"}:
            return values.get(str(value["personal"]), ERASED)
        return {key: _filled(child, values) for key, child in value.items()}
    if isinstance(value, list):
        return [_filled(child, values) for child in value]
    return value


def as_hashed(event: AuditEvent) -> dict[str, Any]:
    """What is hashed of an event; all that it holds, where that fits no formula."""
    columns = {name: getattr(event, name) for name in CONTENT} | {"at": instant(event.at)}
    try:
        return chain_walker.hashed(columns)
    except TypeError:
        return columns


def personal_names(event: AuditEvent) -> set[str] | None:
    """The names of the personal values that the event was written with; None where nobody can read
    them.
    """
    try:
        found = orjson.loads(event.personal)
    except (TypeError, ValueError):
        return None
    return set(found) if isinstance(found, dict) else None


def of_rows(rows: QuerySet[AuditEvent]) -> list[AuditEvent]:
    """The events of a query. One that the database can't give as it is stored, which in SQLite may
    be anything, comes as far as it can be read.
    """
    try:
        return [_as_text(event) for event in rows]
    except (*STRANGE, DatabaseError):
        numbers = list(rows.values_list("number", flat=True))
        return [_alone(number) for number in numbers]


def _alone(number: int) -> AuditEvent:
    try:
        return _as_text(AuditEvent.objects.get(pk=number))
    except (*STRANGE, DatabaseError):
        return _by_bytes(number)


def _as_text(event: AuditEvent) -> AuditEvent:
    is_odd = event.at is None or any(isinstance(one, bytes) for one in event.__dict__.values())
    return _by_bytes(event.number) if is_odd else event


def _by_bytes(number: int) -> AuditEvent:
    """An event with each column read as bytes, and what is no text in it replaced."""
    fields = AuditEvent._meta.concrete_fields
    columns = ", ".join(f"CAST({one.column} AS BLOB)" for one in fields)
    [row] = sql_statements.rows(
        f"SELECT {columns} FROM scheduling_auditevent WHERE number = %s", number
    )
    read = {one.attname: _read(one, value) for one, value in zip(fields, row, strict=True)}
    return AuditEvent(**read | {"number": number})


def _read(field: models.Field[Any, Any], value: bytes | None) -> Any:
    text = None if value is None else value.decode(errors="replace")
    if isinstance(field, models.DateTimeField):
        try:
            read = datetime.fromisoformat(text or "")
        except ValueError:
            return _NO_TIME
        return read if read.tzinfo else read.replace(tzinfo=UTC)
    if text is not None and isinstance(field, models.IntegerField):
        return int(text) if text.lstrip("-").isdecimal() else None
    return text if text is not None or field.null else ""
