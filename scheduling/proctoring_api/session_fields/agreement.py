"""What several places of one answer say of the same thing: whether they agree, and on what."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

T = TypeVar("T")
AND = "” and also “"  # between two that do not agree, within one pair of quotation marks


def apart(told: Iterable[T], key: Callable[[T], Any]) -> list[T]:
    """Those that differ by the key, the first of each."""
    found: dict[Any, T] = {}
    for one in told:
        found.setdefault(key(one), one)
    return list(found.values())


def agreed(told: Iterable[T]) -> T | None:
    """What all of them say; None where nothing does, or they do not agree."""
    different = apart(told, lambda one: one)
    return different[0] if len(different) == 1 else None
