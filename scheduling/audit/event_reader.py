"""Reading audit events: sentences and details with the personal values that are still kept.

Who owns the database can put anything into an event. What is read here is what the event says as
far as it can be read, in the kinds of values that the portal writes; what can't be, says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import product
from operator import itemgetter
from typing import Any

import orjson
from django.db import DatabaseError, connection, models
from django.db.models import BinaryField, QuerySet
from django.db.models.functions import Cast

from scheduling.audit import chain_walker
from scheduling.audit.chain import CONTENT, instant
from scheduling.models import AuditEvent, PersonalValue, sql_statements
from scheduling.spoken_time import UNTIMED, SpokenTime, say
from scheduling.wall_time import CANT_READ

ERASED = "(erased)"
UNREADABLE = {"details": CANT_READ}  # what stands for details that are none
# What reading an event raises that is not as the portal writes them.
STRANGE = (KeyError, TypeError, ValueError, AttributeError, ArithmeticError)
DEEPEST = 50  # how far details may be nested and still be read
BEYOND = 2**62  # no event of the portal’s has so great a number
# As `docs/verify_case.py` reads a sentence: whatever else is in braces stands as it is.
_NAMED = re.compile(r"{{|}}|{(\w+)}")
# What stands for the time of an event that has none, or one that not every zone's clock can show.
NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)
_EARLIEST = datetime.min.replace(tzinfo=UTC) + timedelta(days=2)
_LATEST = datetime.max.replace(tzinfo=UTC) - timedelta(days=2)
_FIELDS = {one.attname: one for one in AuditEvent._meta.concrete_fields}
PersonalValues = dict[str, str]  # name → value, as an event's sentence and details name them


class _OrErased(PersonalValues):
    def __missing__(self, name: str) -> str:
        return ERASED


def load_personal_values(numbers: Iterable[int]) -> dict[int, PersonalValues]:
    """The personal values still kept for the events of these numbers; an event without any is not
    in it.
    """
    rows = PersonalValue.objects.filter(event_number__in=list(numbers))
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


def institution_of_event(number: int) -> str | None:
    """The SID of the institution of an event, "" for one of none; None where there is no such."""
    here = AuditEvent.objects.filter(number=number)
    return next((sid for (sid,) in columns(here, "install_sid")), None)


def time_of(number: int) -> datetime | None:
    """When the event was written; None where it is not there, or its time can't be read."""
    return first_time("number = %s", number)


def first_time(where: str, *values: object) -> datetime | None:
    """The time of the first event that a condition in SQL finds; None where there is none, or it
    can't be read.
    """
    at = next((event.at for event in every(where, *values)), NO_TIME)
    return None if at == NO_TIME else at


def say_time(at: datetime, zone: str) -> SpokenTime:
    """The time of an event as clocks in the zone show it; that it can't be read, where it is
    none.
    """
    return UNTIMED if at == NO_TIME else say(at, zone)


def hashes_of(numbers: Collection[int]) -> dict[int, str]:
    """The hashes of the events of these numbers."""
    return dict(columns(AuditEvent.objects.filter(number__in=numbers), "number", "hash"))


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
    return found if isinstance(found, dict) and not _is_too_deep(found) else dict(UNREADABLE)


def _is_too_deep(details: dict[str, Any]) -> bool:
    """Whether there are lists in lists beyond what any page can walk through."""
    level: list[Any] = [details]
    for _ in range(DEEPEST):
        level = [child for one in level for child in _children(one)]
        if not level:
            return False
    return True


def _children(one: dict[str, Any] | list[Any]) -> Iterator[Any]:
    for child in one.values() if isinstance(one, dict) else one:
        if isinstance(child, dict | list):
            yield child


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
    be anything, comes as far as it can be read; one without a number is left out.
    """
    return _readable(lambda: list(rows), lambda: list(rows.values_list("number", flat=True)))


def every(where: str, *values: object) -> list[AuditEvent]:
    """The same for a condition in SQL; `%s` in it stands for the values in turn."""
    sql = f"SELECT number FROM {AuditEvent._meta.db_table} WHERE {where}"
    return _readable(
        lambda: sql_statements.every(AuditEvent, where, *values),
        lambda: [number for (number,) in sql_statements.rows(sql, *values)],
    )


def columns(rows: QuerySet[AuditEvent], *names: str) -> list[tuple[Any, ...]]:
    """These columns of the events of a query, as `of_rows` reads them."""
    try:
        found = list(rows.values_list(*names))
        if all(_is_whole(row, names) for row in found):
            return found
    except (*STRANGE, DatabaseError):
        pass  # as below
    return [tuple(getattr(event, name) for name in names) for event in of_rows(rows)]


def _readable(
    read: Callable[[], list[AuditEvent]], numbers: Callable[[], list[Any]]
) -> list[AuditEvent]:
    try:
        found = read()
    except (*STRANGE, DatabaseError):
        found = [event for one in numbers() if _is_number(one) for event in _alone(one)]
    return [event for event in map(_whole, found) if _is_number(event.number)]


def _is_number(number: object) -> bool:
    return isinstance(number, int) and number < BEYOND


def _alone(number: int) -> list[AuditEvent]:
    try:
        return [AuditEvent.objects.get(number=number)]
    except (*STRANGE, DatabaseError):
        return [_by_bytes(number)]


def _whole(event: AuditEvent) -> AuditEvent:
    names = tuple(_FIELDS)
    is_odd = _is_number(event.number) and not _is_whole(itemgetter(*names)(event.__dict__), names)
    return _by_bytes(event.number) if is_odd else event


def _is_whole(row: tuple[Any, ...], names: tuple[str, ...]) -> bool:
    """Whether each value is of the kind that the portal writes."""
    shapes, at = _shapes(names)
    return tuple(map(type, row)) in shapes and (at is None or _EARLIEST < row[at] < _LATEST)


@cache
def _shapes(names: tuple[str, ...]) -> tuple[frozenset[tuple[type, ...]], int | None]:
    """The kinds of values that these columns may hold together, and where among them the time
    is.
    """
    shapes = product(*(_kinds(_FIELDS[name]) for name in names))
    return frozenset(shapes), names.index("at") if "at" in names else None


def _kinds(field: models.Field[Any, Any]) -> tuple[type, ...]:
    if isinstance(field, models.DateTimeField):
        return (datetime,)
    kind = int if isinstance(field, models.IntegerField) else str
    return (kind, type(None)) if field.null else (kind,)


def _by_bytes(number: int) -> AuditEvent:
    """An event with each column read as bytes, and what is no text in it replaced."""
    kind = "text" if connection.vendor == "postgresql" else "BLOB"
    columns = ", ".join(f"CAST({one.column} AS {kind})" for one in _FIELDS.values())
    [row, *_] = sql_statements.rows(
        f"SELECT {columns} FROM {AuditEvent._meta.db_table} WHERE number = %s", number
    )
    read = {
        one.attname: _read(one, value) for one, value in zip(_FIELDS.values(), row, strict=True)
    }
    return AuditEvent(**read | {"number": number})


def _read(field: models.Field[Any, Any], value: str | bytes | None) -> Any:
    text = "" if value is None else _text(value)
    if isinstance(field, models.DateTimeField):
        return _moment(text)
    if isinstance(field, models.IntegerField):
        return int(text) if text.lstrip("-").isdecimal() and len(text) < 20 else None
    return text


def _moment(text: str) -> datetime:
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return NO_TIME
    at = read if read.tzinfo else read.replace(tzinfo=UTC)
    return at if _EARLIEST < at < _LATEST else NO_TIME
