"""Readers of a record's fields: each gives the value, and whether it came with the type that is
documented.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scheduling.proctoring_api.parsing import identifier, number, sid, text

Reader = Callable[[Any], tuple[Any, bool]]


def _read_text(value: Any) -> tuple[str, bool]:
    return text(value), isinstance(value, str)


def read_id(value: Any) -> tuple[str, bool]:
    return identifier(value), isinstance(value, str)


def read_sid(value: Any) -> tuple[str, bool]:
    return sid(value), isinstance(value, str)


def _read_number(value: Any) -> tuple[int | float | None, bool]:
    return number(value), isinstance(value, int | float) and not isinstance(value, bool)


def _read_flag(value: Any) -> tuple[bool | None, bool]:
    return (value, True) if isinstance(value, bool) else (None, False)


def _read_texts(value: Any) -> tuple[tuple[str, ...], bool]:
    if not isinstance(value, list):
        return (), False
    texts = tuple(one for one in value if isinstance(one, str))
    return texts, len(texts) == len(value)


def _read_free(value: Any) -> tuple[Any, bool]:
    fits = isinstance(value, str | dict | list)
    return (value, True) if fits else (None, False)


READERS: dict[str, Reader] = {
    "str": _read_text,
    "int | float | None": _read_number,
    "bool | None": _read_flag,
    "tuple[str, ...]": _read_texts,
    "Any": _read_free,
}
