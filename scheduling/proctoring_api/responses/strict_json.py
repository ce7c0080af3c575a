"""JSON as RFC 8259 has it, and nothing that only looks like it.

A parser that takes the last of two `sid`s, a NaN amount or a list where an object belongs lets a
broken answer look like a booking. Refused: duplicate keys, NaN and Infinity, numbers no provider
means, nesting beyond `MAX_DEPTH`, bytes that are not UTF-8, a byte order mark, anything but an
object at the top. Half a character in a text becomes a replacement character: a SID, status or time
with one is none, and a title with one spoils nothing else.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any, NoReturn

MAX_DEPTH = 64
MAX_DIGITS = 40
_HALF = re.compile("[\ud800-\udfff]")


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
    return whole_characters(parsed) if "\\u" in said else parsed


def whole_characters(value: Any) -> Any:
    """The same JSON value with a replacement character for each half of a surrogate pair."""
    if isinstance(value, str):
        return _HALF.sub("\ufffd", value)
    if isinstance(value, dict):
        return {whole_characters(name): whole_characters(one) for name, one in value.items()}
    return [whole_characters(one) for one in value] if isinstance(value, list) else value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise NotStrict("it says something twice")
    return made


def _whole(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
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
