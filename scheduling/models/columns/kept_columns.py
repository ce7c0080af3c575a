"""Columns that somebody may have changed past the portal: whatever stands there, a row can be read.

What is not of its column's kind reads as an ordinary value that pages can show, of a type that says
so (`Damaged`) and still has what stands there, so that a form, an alert and a verification tell it,
and saving the row for something else does not write over it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models.expressions import Col

from scheduling.date_formats import DEFAULT_LOCALE, LOCALES

ZONE_MEANWHILE = "UTC"
_UTC = ZoneInfo(ZONE_MEANWHILE)  # kept, so that none is made whose name is a `DamagedText`


class Damaged:
    """Of a value that stands for one that can't be read: that one, as the database has it."""

    stored: Any = None


class DamagedText(str, Damaged):
    """Text in place of what is none, or none of its kind."""


class DamagedFacts(dict[str, Any], Damaged):
    """Nothing, in place of facts by name that can't be read."""


class DamagedList(list[Any], Damaged):
    """Nothing, in place of a list that can't be read."""


def is_damaged(value: object) -> bool:
    """Whether it stands for something that can't be read: one of these, or text that the database
    gave with marks for what is none (`portal/sqlite/base.py`).
    """
    return isinstance(value, Damaged) or hasattr(value, "stored")


def as_stored(value: Any) -> Any:
    """What the database has of a value that was read; text where it is bytes."""
    stored = value.stored if is_damaged(value) else value
    return stored.decode("utf-8", "replace") if isinstance(stored, bytes) else stored


def _instead(plain: str | dict[str, Any] | list[Any], stored: Any) -> Any:
    kinds = {str: DamagedText, dict: DamagedFacts, list: DamagedList}
    made: Any = kinds[type(plain)](plain)
    made.stored = stored
    return made


@lru_cache(maxsize=1024)  # keeps no failure: zone data that can't be read once may be there later
def _zone(name: Any) -> ZoneInfo:
    return ZoneInfo(name)


def _is_zone(name: Any) -> bool:
    try:
        _zone(name)
    except (KeyError, OSError, TypeError, ValueError):
        return False
    return True


def zone_read(value: Any) -> Any:
    """The name of a time zone as a column has it, or blank; what is none is UTC."""
    is_read = value is None or value == "" or _is_zone(value)
    return value if is_read else _instead(ZONE_MEANWHILE, value)


class ZoneField(models.CharField):
    """The name of a time zone, or blank, as `zone_read` reads it."""

    def from_db_value(self, value: Any, expression: object, connection: object) -> Any:
        return zone_read(value)

    def get_prep_value(self, value: Any) -> Any:
        return value.stored if isinstance(value, Damaged) else super().get_prep_value(value)

    def deconstruct(self) -> Any:
        name, _, args, options = super().deconstruct()
        return name, "django.db.models.CharField", args, options


class CountedTimeField(models.DateTimeField):
    """A time of which it counts that there is one, though it can't be read: who left has left. Of
    other columns that may be empty, what can't be read is not known.
    """

    counts_unread = True

    def deconstruct(self) -> Any:
        name, _, args, options = super().deconstruct()
        return name, "django.db.models.DateTimeField", args, options


class LocaleField(models.CharField):
    """One of the locales that dates are put in words by, or blank; another reads as en_US."""

    def from_db_value(self, value: Any, expression: object, connection: object) -> Any:
        return value if value in ("", None, *LOCALES) else _instead(DEFAULT_LOCALE, value)

    def get_prep_value(self, value: Any) -> Any:
        return value.stored if isinstance(value, Damaged) else super().get_prep_value(value)

    def deconstruct(self) -> Any:
        name, _, args, options = super().deconstruct()
        return name, "django.db.models.CharField", args, options


class KeptJSON(models.JSONField):
    """JSON of one kind (`dict` or `list`), of which `fits` tells whether it is as it was written;
    what is not reads as an empty one.
    """

    def __init__(
        self,
        *args: Any,
        kind: type[dict[str, Any] | list[Any]] = dict,
        fits: Callable[[Any], bool] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.kind, self.fits = kind, fits

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        if is_damaged(value):
            return _instead(self.kind(), value)
        try:
            read = super().from_db_value(value, expression, connection)
        except (RecursionError, TypeError, ValueError):
            return _instead(self.kind(), value)
        if not isinstance(expression, Col):  # a part of it
            return read
        is_read = isinstance(read, self.kind) and (self.fits is None or self.fits(read))
        return read if is_read else _instead(self.kind(), read)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        given = value.stored if isinstance(value, Damaged) else value
        return super().get_db_prep_value(given, connection, prepared)

    def deconstruct(self) -> Any:
        name, _, args, options = super().deconstruct()
        return name, "django.db.models.JSONField", args, options
