"""Readers of a record's fields: each gives the value, and whether it came with the type that is
documented. Below them, what a free-form field says: the SIDs and the name in it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from scheduling.proctoring_api.parsing import (
    as_object,
    called,
    first_called,
    first_text,
    identifier,
    is_sid,
    is_word_for_nothing,
    line,
    number,
    sid,
    text,
)

Reader = Callable[[Any], tuple[Any, bool]]
_SAID = ("message", "reason", "text", "description", "detail", "title", "name")
_NOUGHTS = re.compile(r"(?!AI|ES|EX)[A-Z]{2}0{32}", re.IGNORECASE)  # a SID that is nobody's


def _read_text(value: Any) -> tuple[str, bool]:
    return text(value), isinstance(value, str)


def read_reason(value: Any) -> tuple[str, bool]:
    """What a reason says in words, of whatever type it came: nothing of it may be lost."""
    return _reason(value), isinstance(value, str)


def _reason(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(filter(None, map(_reason, value)))
    if isinstance(value, dict):
        return first_text(value, _SAID) or (as_one_line(value) if has_content(value) else "")
    return text(value) if isinstance(value, str) or number(value) is None else str(value)


def read_id(value: Any) -> tuple[str, bool]:
    return identifier(value), isinstance(value, str)


def read_sid(value: Any) -> tuple[str, bool]:
    return sid(value), isinstance(value, str)


def _read_number(value: Any) -> tuple[int | float | None, bool]:
    read = number(value)
    return read, read is not None and isinstance(value, int | float)


def _read_flag(value: Any) -> tuple[bool | None, bool]:
    return (value, True) if isinstance(value, bool) else (None, False)


def _read_texts(value: Any) -> tuple[tuple[str, ...], bool]:
    if not isinstance(value, list):
        return (), False
    texts = tuple(one for one in value if isinstance(one, str))
    return texts, len(texts) == len(value)


def _read_free(value: Any) -> tuple[Any, bool]:
    fits = isinstance(value, str | dict | list)
    return (sole(value), True) if fits else (None, False)


READERS: dict[str, Reader] = {
    "str": _read_text,
    "int | float | None": _read_number,
    "bool | None": _read_flag,
    "tuple[str, ...]": _read_texts,
    "Any": _read_free,
}


def sids(prefix: str, told: str, holder: Any, names: tuple[str, ...]) -> list[str]:
    """The SID that stands by itself, and those that a free-form field holds under these names, or
    is itself: only what has their shape, and so tells anything apart.
    """
    inside = as_object(holder)
    found = map(sid, (told, *map(inside.get, names), holder if not inside else ""))
    return [one for one in found if is_sid(one, prefix)]


def sole(value: Any) -> Any:
    """What a list of one object holds, also where the list came as JSON; else the value."""
    listed = value
    if isinstance(value, str) and value.lstrip()[:1] == "[":
        try:
            listed = json.loads(value)
        except (ValueError, RecursionError):
            return value
    is_sole = isinstance(listed, list) and len(listed) == 1 and isinstance(listed[0], dict)
    return listed[0] if is_sole else value


def named(value: Any, names: tuple[str, ...]) -> str:
    """A name out of a free-form field: from the object, or the string itself where it is no SID and
    no JSON.
    """
    holder = as_object(value)
    if holder:
        return first_called(holder, names)
    said = called(value)
    return "" if not said or said[0] in "{[" or _is_like_a_sid(said) else said


def has_content(value: Any, *, deepest: int = 8) -> bool:
    """Whether there is more in it than nulls, words for nothing, and texts of which nothing can be
    seen; so there is in what is nested beyond all reason.
    """
    inside = as_object(value) or value
    if isinstance(inside, str):
        return not (is_word_for_nothing(line(inside)) or _NOUGHTS.fullmatch(line(inside)))
    if not isinstance(inside, dict | list) or not deepest:
        return bool(inside)
    children = inside.values() if isinstance(inside, dict) else inside
    return any(has_content(one, deepest=deepest - 1) for one in children)


def _is_like_a_sid(said: str) -> bool:
    return len(said) == 34 and said[:2].isupper()


def as_one_line(value: Any) -> str:
    """A value of whatever type, on one line."""
    return line(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
