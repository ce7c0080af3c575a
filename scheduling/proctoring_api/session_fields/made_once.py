"""Descriptor of what is made out of a record that never changes, made once for each.

`functools.cached_property` locks, up to Python 3.11, and for all records at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class made_once:
    """An attribute that is made when it is first asked for, and stands in the record from then."""

    def __init__(self, make: Callable[[Any], Any]) -> None:
        self._make, self.__doc__ = make, make.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, record: Any, owner: type | None = None) -> Any:
        if record is None:
            return self
        made = record.__dict__[self._name] = self._make(record)
        return made
