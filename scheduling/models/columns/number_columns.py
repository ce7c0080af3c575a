"""Columns of numbers, and of yes or no, that somebody may have changed past the portal: what can't
be read is never another number, and saving the row for something else does not write over it.

The database has it read as a number that counts nothing and says so
(`portal/sqlite/stored_values.py`), or, of a `Known…` column, as not known.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from scheduling.models.columns.kept_columns import is_damaged

LONGEST_SITTING = 60 * 24 * 60  # minutes: no exam takes two months


def _as_it_stood(value: Any) -> Any:
    """As text, which SQLite makes a number of where it is one."""
    try:
        return value.stored.decode()
    except UnicodeDecodeError:
        return value.stored


class _Kept(models.Field):
    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        return (
            _as_it_stood(value)
            if is_damaged(value)
            else super().get_db_prep_save(value, connection)
        )

    def deconstruct(self) -> Any:
        name, _, args, options = super().deconstruct()
        return name, f"django.db.models.{self.get_internal_type()}", args, options


class BigIntegerField(_Kept, models.BigIntegerField):
    """A number of any size that is not negative, as that of an event."""


class BooleanField(_Kept, models.BooleanField):
    """Yes or no; what is neither is not true."""


class PositiveIntegerField(_Kept, models.PositiveIntegerField):
    """A number that is not negative."""


class PositiveSmallIntegerField(_Kept, models.PositiveSmallIntegerField):
    """The same, of a few digits."""


class _Known(models.Field):
    most = 2**63

    def from_db_value(self, value: Any, expression: object, connection: object) -> Any:
        return value if type(value) in (int, float) and 0 <= value <= self.most else None


class KnownNumberField(_Known, PositiveIntegerField):
    """A number that is not known where the column is empty, or can't be read."""


class KnownSmallNumberField(_Known, PositiveSmallIntegerField):
    """The same, of a few digits."""


class KnownMinutesField(KnownNumberField):
    """The length of an exam, which is not known either where no exam is so long."""

    most = LONGEST_SITTING


class KnownFloatField(_Known, _Kept, models.FloatField):
    """A measure that is not known where the column is empty, or can't be read."""
