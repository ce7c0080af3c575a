"""A list's answer read row by row, so that one bad row spoils no other; a session that was only
asked about is read like a row.

What would make a whole answer unbelievable (`strict_json`) is laid to the row it stands in: an
unreadable value counts as not given, half a character is replaced, what is far too long is cut.
Whether the row can still be used is decided by what it then says of itself.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from scheduling.proctoring_api.http import largest_answers
from scheduling.proctoring_api.responses import strict_json

ROW_LIMIT = largest_answers.LIST_ROW
_EASILY_READ = 4 * ROW_LIMIT  # a page of this size is read at once, where nothing in it is odd
MAX_DEPTH = 32
_LONGEST_TEXT = 4_000
_MOST_ITEMS = 200


class NoList(ValueError):
    """It can be read, and holds no list: no row of it is to blame."""


@dataclass(frozen=True, slots=True)
class ListBody:
    """The rows as they came, and what is wrong with some of them, by their place from 0."""

    results: list[Any]
    total: Any = None
    flaws: dict[int, str] = field(default_factory=dict)


def loads(body: bytes) -> ListBody:
    """The list in `body`. Raises ValueError where it can't be read, `NoList` where it
    can, and there is no list of results at all.
    """
    if len(body) <= _EASILY_READ and b"\\u" not in body:
        try:
            return _told(strict_json.loads(body))
        except strict_json.NotStrict:
            pass
    return _row_by_row(_tolerantly_parsed(body))


def loads_object(body: bytes) -> dict[str, Any]:
    """The one object in `body`, read like a row. Raises ValueError where there is none."""
    said = _mended(_tolerantly_parsed(body), set(), MAX_DEPTH)
    if not isinstance(said, dict):
        raise ValueError("it is not an object")
    return said


def _told(said: Any) -> ListBody:
    results = said.get("results") if isinstance(said, dict) else None
    if not isinstance(results, list):
        raise NoList("the list has no results")
    return ListBody(results, said.get("total"))


class _Unreadable:
    """Stands where a value can't be read."""


_UNREADABLE = _Unreadable()


class _SaidTwice(dict[str, Any]):
    """An object with a doubled key: what it says differently is unreadable."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    once = _SaidTwice()
    for name, value in pairs:
        once[name] = value if once.get(name, value) == value else _UNREADABLE
    return once


def _constant(name: str) -> _Unreadable:
    return _UNREADABLE


def _number(digits: str) -> int | float | _Unreadable:
    if len(digits) > strict_json.MAX_DIGITS:
        return _UNREADABLE
    value = float(digits)
    whole = digits.lstrip("-").isdigit()
    return int(digits) if whole else value if abs(value) != float("inf") else _UNREADABLE


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_int=_number,
    parse_float=_number,
    parse_constant=_constant,
    strict=False,
)


def _tolerantly_parsed(body: bytes) -> Any:
    try:
        return _DECODER.decode(body.decode("utf-8-sig", "replace"))
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _row_by_row(said: Any) -> ListBody:
    told = _told(said)
    results, flaws = [], {}
    for place, row in enumerate(told.results):
        found: set[str] = set()
        results.append(_mended(row, found, MAX_DEPTH))
        if _is_too_large(results[-1], found):
            found.add("it is far too large")
        if found:
            flaws[place] = ", ".join(sorted(found))
    return ListBody(results, told.total, flaws)


def _is_too_large(row: Any, found: set[str]) -> bool:
    return not found and len(json.dumps(row)) > ROW_LIMIT


def _mended(value: Any, found: set[str], depth: int) -> Any:
    """The value as far as it can be used; what is wrong with it goes to `found`."""
    if isinstance(value, str):
        return _mended_text(value, found)
    if isinstance(value, dict | list) and not depth:
        found.add("it is nested too deeply")
        return None
    if isinstance(value, dict):
        if isinstance(value, _SaidTwice):
            found.add("it says something twice")
        kept = list(value.items())[: _cut(len(value), found)]
        return {
            strict_json.whole_characters(name[:_LONGEST_TEXT]): _mended(one, found, depth - 1)
            for name, one in kept
        }
    if isinstance(value, list):
        return [_mended(one, found, depth - 1) for one in value[: _cut(len(value), found)]]
    if value is _UNREADABLE:
        found.add("it holds a value that can't be read")
        return None
    return value


def _cut(length: int, found: set[str]) -> int:
    if length > _MOST_ITEMS:
        found.add("it is far too large")
    return _MOST_ITEMS


def _mended_text(value: str, found: set[str]) -> str:
    if len(value) > _LONGEST_TEXT:
        found.add("it is far too large")
    whole: str = strict_json.whole_characters(value[:_LONGEST_TEXT])
    if "\ufffd" in whole:
        found.add("it holds half a character")
    return whole
