"""Where an answer tells what opens an exam, its access key or its link: under its name, however
that is spelled, in a field and in words: of a sentence, or of JSON, XML and the like in a text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from scheduling.proctoring_api.parsing import is_word_for_nothing

Span = tuple[int, int]
_ACCESS_KEY = r"access[\s_.\-\u2010-\u2015]{0,3}key"
_KEY = re.compile(rf"{_ACCESS_KEY}s?(?![a-z])", re.IGNORECASE)
_LINK = re.compile(r"(?<![a-z])url(?![a-z])", re.IGNORECASE)
# Fields that name another one, and those beside them that say what it holds.
_NAMING = ("name", "field", "key", "path", "param", "parameter", "property", "attribute")
_HOLDING = ("value", "rejectedValue", "invalidValue", "given", "actual", "content")
_ERRORS = re.compile(r"error|violation|invalid|detail", re.IGNORECASE)
_ELEMENT = re.compile(
    rf"<[^<>/]{{0,40}}{_ACCESS_KEY}[^<>/]{{0,80}}>(?:<!\[CDATA\[)?"
    r"(?P<said>(?!\[hidden)[^<>\]]{1,200})",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"(?:\W{0,8}(?:value|text|content|is|was)\b)?\\{0,8}[\"'”’`\])]{0,2}\s{0,3}"
    r"(?P<sign>=>|->|:=|[=:|\uff1a\uff1d])\s{0,3}[\[({]{0,2}\s{0,3}"
)
_BESIDE = re.compile(
    r"[\"'”’`)\]]{0,2}[\s,(\[#\u2013\u2014]{1,5}"
    r"(?:(?:[a-z]{1,15}\s){0,6}(?:is|was|as|(?:changed|set|reset|equal) to)\s)?"
)
_BEFORE = re.compile(
    r"(?P<said>[\w.-]{4,80})[\"'”’`]?,? (?:is|was) (?:not |no longer )?(?:an?|the|its) "
    rf"(?:[a-z]+ )?{_ACCESS_KEY}",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    r"\\{1,8}[\"'](?P<escaped>[^\"']{1,200}?)(?=\\{1,8}[\"']|\Z)"
    r"|\"(?P<double>(?:[^\"\\]|\\.){1,200})|'(?P<single>(?:[^'\\]|\\.){1,200})"
    r"|[“‘„«](?P<curly>[^“”‘’»]{1,200})|`(?P<tick>[^`]{1,200})"
)
_BARE = re.compile(r"[^\s,;&<>(){}\[\]|\\\"'“”‘’`]{1,200}")
_ALONE = re.compile(r"[.!]?\s*(?:[,;&<)}\]|\\\"'\n]|\Z)")
_CODE = re.compile(r"(?=\S*\d|[A-Z]{2,}[-_])[^\s“”\"'()]{4,}")
_SID_OR_DATE = re.compile(r"[A-Z]{2}[0-9a-f]{32}|\d{4}-\d\d-\d\d\S*|\d{1,2}[:/.]\d\d\S*")
# What answers say of a key, and what stands where one is left out.
_SAID_OF_KEYS = """
    a an and are be been can cannot can’t can't could does doesn’t doesn't empty expired false
    field for format found given has have hidden in incorrect invalid is link locked long match
    mismatch missing must no none not null number of or present required revoked set short
    should string text the this too true type undefined unknown used valid value was were will
    wrong yes your
"""
_ABOUT = frozenset(_SAID_OF_KEYS.split())
# A key may be made of words as well, “open the door”: what is said of one begins or ends otherwise,
# or names what it speaks of.
_ALSO_IN_KEYS = """
    a an and for found given hidden in link long match number of or present set short string text
    the this to too type valid value your
"""
_SAID_LAST = """
    blank empty expired incorrect invalid mismatch missing required revoked undefined unknown used
    wrong
"""
_BEGINS, _ENDS = _ABOUT - set(_ALSO_IN_KEYS.split()), frozenset(_SAID_LAST.split())
_NAMES_IT = re.compile(
    rf"{_ACCESS_KEY}|\b(?:a|the|this|valid|your) (?:field|key|string|value)\b", re.IGNORECASE
)


@lru_cache(maxsize=1024)
def is_key_name(name: str) -> bool:
    """Whether a field is called as the exam's access key is: `examAccessKey`, `ACCESS_KEY`."""
    return bool(_KEY.search(name))


@lru_cache(maxsize=1024)
def is_link_name(name: str) -> bool:
    """Whether it is called as the exam's link is."""
    return name.strip().casefold() == "url"


def keys_told(value: Any, *, of_errors: bool = False) -> Iterator[str]:
    """Each access key that a JSON value tells, at whatever depth, also in its texts. What stands
    under a field's name in a list `of_errors` is said about it.
    """
    if isinstance(value, str):
        if _may_tell(value):
            yield from (value[start:end] for start, end in key_spans(value))
            yield from keys_told(_inside(value), of_errors=of_errors)
    elif isinstance(value, list):
        for one in value:
            yield from keys_told(one, of_errors=of_errors)
    elif isinstance(value, dict):
        is_named = any(is_key_name(str(value[name])) for name in _NAMING if name in value)
        for name, one in value.items():
            if one is None:
                continue
            if is_key_name(name) or is_named:
                is_value = name in _HOLDING if is_named else not of_errors
                parts = key_parts if is_value else _codes
                yield from (part for said in _texts(one) for part in parts(said))
            elif _may_tell(one):
                yield from keys_told(one, of_errors=of_errors or _is_of_errors(name))


def _may_tell(value: Any) -> bool:
    """Whether a key may stand anywhere in it: a quick look, for most fields have short texts."""
    if isinstance(value, str):
        return "key" in value.casefold() or "\\" in value
    return isinstance(value, dict | list)


@lru_cache(maxsize=1024)
def _is_of_errors(name: str) -> bool:
    return bool(_ERRORS.search(name))


def key_parts(said: str) -> list[str]:
    """What is secret in what stands in a field for the key: all of it, but where it says something
    about the key only what reads like one.
    """
    said = said.strip()
    if is_word_for_nothing(said) or said == "[hidden]":
        return []
    return _codes(said) if _is_about_it(said) else [said]


def _is_about_it(said: str) -> bool:
    words = [word.strip(".,:!").casefold() for word in said.split()]
    says_how_it_is = bool(words) and (words[0] in _BEGINS or words[-1] in _ENDS)
    return says_how_it_is or bool(_NAMES_IT.search(said))


def _codes(said: str) -> list[str]:
    """Those of its words that read like a key."""
    return [one[0].rstrip(".,:;!?") for one in _CODE.finditer(said) if _is_code(one[0])]


def without_key(said: str, instead: str) -> str:
    """What stands in a field for the key, without it."""
    for part in key_parts(said):
        said = said.replace(part, instead)
    return said


def key_spans(said: str) -> list[Span]:
    """Where in a text an access key stands that it tells as one."""
    if not _KEY.search(said):
        return []
    found = [span for match in _KEY.finditer(said) for span in _after(said, match.end())]
    beside = [*_ELEMENT.finditer(said), *_BEFORE.finditer(said)]
    found += [match.span("said") for match in beside if _is_told(match)]
    return _apart(found)


def link_spans(said: str) -> list[Span]:
    """Where a link stands that it tells as the exam's, however little it looks like one."""
    found = [span for match in _LINK.finditer(said) for span in _signed(said, match.end())]
    return _apart([one for one in found if re.search(r"[./]", said[slice(*one)])])


def _inside(said: str) -> Any:
    """What a text of JSON holds; None for any other."""
    if said.lstrip()[:1] not in ("{", "[", '"'):
        return None
    try:
        return json.loads(said)
    except (ValueError, RecursionError):
        return None


def _texts(value: Any) -> Iterator[str]:
    """Each text and number in it, as a text."""
    inside = _inside(value) if isinstance(value, str) else value
    if isinstance(inside, dict | list):
        for one in inside.values() if isinstance(inside, dict) else inside:
            yield from _texts(one)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield str(value)


def _after(said: str, at: int) -> Iterator[Span]:
    """The key behind its name, which ends there."""
    found = list(_signed(said, at))
    if found:
        yield from found
    elif beside := _BESIDE.match(said, at):
        value = _QUOTED.match(said, beside.end()) or _BARE.match(said, beside.end())
        if value and _is_code(_said(value)):
            yield _span(value)


def _signed(said: str, at: int) -> Iterator[Span]:
    """What stands behind a sign such as a colon: all of it, where it is quoted."""
    signed = _SIGNED.match(said, at)
    if signed is None:
        return
    if quoted := _QUOTED.match(said, signed.end()):
        start, _ = quoted.span(quoted.lastgroup or 0)
        for part in key_parts(_said(quoted)):
            begins = said.index(part, start)
            yield begins, begins + len(part)
    elif (bare := _BARE.match(said, signed.end())) and _stands_for_one(bare, signed["sign"]):
        yield _span(bare)


def _stands_for_one(bare: re.Match[str], sign: str) -> bool:
    """Whether a word behind such a sign is the key, and not the first of a sentence about it."""
    said = _said(bare)
    if is_word_for_nothing(said) or said.casefold() in _ABOUT:
        return False
    is_word = said.isalpha() and (said.islower() or said.istitle())
    return not is_word or sign != ":" or bool(_ALONE.match(bare.string, bare.end()))


def _is_code(said: str) -> bool:
    said = said.rstrip(".,:;!?")
    return bool(_CODE.fullmatch(said)) and not _SID_OR_DATE.fullmatch(said)


def _is_told(match: re.Match[str]) -> bool:
    said = match["said"]
    return _is_code(said) if match.re is _BEFORE else bool(key_parts(said))


def _said(match: re.Match[str]) -> str:
    start, end = _span(match)
    return match.string[start:end]


def _span(match: re.Match[str]) -> Span:
    """Without its quotes, and without what ends a sentence."""
    start, end = match.span(match.lastgroup or 0)
    while match.re is _BARE and end > start + 1 and match.string[end - 1] in ".!?:":
        end -= 1
    return start, end


def _apart(spans: list[Span]) -> list[Span]:
    """These places in order, without those that stand in another."""
    found: list[Span] = []
    for start, end in sorted(spans, key=lambda one: (one[0], -one[1])):
        if not found or start >= found[-1][1]:
            found.append((start, end))
    return found
