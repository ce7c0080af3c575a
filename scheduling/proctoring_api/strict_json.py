"""JSON as RFC 8259 has it, and nothing that only looks like it.

A parser that takes the last of two `sid`s, a NaN amount or a list where an object belongs lets a
broken answer look like a booking. Refused: duplicate keys, NaN and Infinity, numbers no provider
means, nesting beyond `MAX_DEPTH`, bytes that are not UTF-8, a byte order mark, lone surrogates,
anything but an object at the top.
"""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

MAX_DEPTH = 64
_MAX_DIGITS = 40


class NotStrict(ValueError):
    """The text is not an object of strict JSON; the message says why, without quoting the text."""


def loads(body: bytes) -> dict[str, Any]:
    """The object in `body`. Raises NotStrict."""
    try:
        said = body.decode("utf-8")
        parsed = _DECODER.decode(said)
    except UnicodeDecodeError:
        raise NotStrict("it is not UTF-8") from None
    except RecursionError:
        raise NotStrict("it is nested too deeply") from None
    except json.JSONDecodeError:
        raise NotStrict("it is not JSON") from None
    if not isinstance(parsed, dict):
        raise NotStrict("it is not an object")
    _check_depth(body, parsed)
    _check_surrogates(said, parsed)
    return parsed


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise NotStrict("it says something twice")
    return made


def _whole(digits: str) -> int:
    if len(digits) > _MAX_DIGITS:
        raise NotStrict("it holds a number that is far too long")
    return int(digits)


def _fraction(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise NotStrict("it holds a number that is far too large")
    return value


def _constant(name: str) -> NoReturn:
    raise NotStrict("it holds a number that is none")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_once, parse_int=_whole, parse_float=_fraction, parse_constant=_constant
)


def _check_depth(body: bytes, parsed: dict[str, Any]) -> None:
    if body.count(b"{") + body.count(b"[") <= MAX_DEPTH:
        return
    level: list[Any] = [parsed]
    for _ in range(MAX_DEPTH):
        level = [child for one in level for child in _children(one)]
        if not level:
            return
    raise NotStrict("it is nested too deeply")


def _children(value: dict[str, Any] | list[Any]) -> list[Any]:
    held = value.values() if isinstance(value, dict) else value
    return [one for one in held if isinstance(one, dict | list)]


def _check_surrogates(said: str, parsed: dict[str, Any]) -> None:
    if "\\u" not in said:
        return
    try:
        json.dumps(parsed, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise NotStrict("it holds half a character") from None
