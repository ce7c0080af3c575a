"""What a refusal says, read out of whatever body it came with.

Bodies of refused session calls are not documented (contract §1): the documented `{code, message,
status}` of OAuth, a named code, lists of errors, plain text, HTML or nothing may come. What is
shown is plain, short and masked.
"""

from __future__ import annotations

import html
import itertools
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from scheduling.proctoring_api.parsing import first_text
from scheduling.proctoring_api.redaction import keepable, mask, own_secrets
from scheduling.proctoring_api.responses import strict_json

MAX_MESSAGE = 300
_MAX_FIELDS = 40
_MAX_ERRORS = 400
_MAX_PER_FIELD = 5
_LOOKED_AT = 4_000
_MESSAGE_NAMES = (
    "message",
    "error_description",
    "errorMessage",
    "detail",
    "description",
    "title",
    "error",
    "reason",
    "faultstring",
)
_CODE_NAMES = ("code", "errorCode", "error_code", "error", "name")
_FIELD_NAMES = (
    "field",
    "path",
    "param",
    "parameter",
    "property",
    "name",
    "key",
    "dataPath",
    "instancePath",
)
_LIST_NAMES = (
    "errors",
    "fieldErrors",
    "field_errors",
    "validationErrors",
    "details",
    "violations",
    "invalid",
)
_FIELD = re.compile(r"[A-Za-z_][\w.\[\]-]{0,79}")
_LINES = json.JSONDecoder(strict=False)
_CODE = re.compile(r"[A-Za-z0-9_.-]{1,60}")


@dataclass(frozen=True, slots=True)
class RefusalText:
    """What a refusal says: a code, a sentence, and what belongs to single fields (by API name)."""

    code: str = ""
    message: str = ""
    field_errors: dict[str, list[str]] = field(default_factory=dict)


def read_refusal(body: bytes, content_type: str, secrets: Iterable[str] = ()) -> RefusalText:
    """What the body says. Never raises, never returns markup; card numbers, `secrets` and
    those that it names itself are masked.
    """
    try:
        found = strict_json.loads(body)
    except strict_json.NotStrict:
        return _read_text(body, content_type, tuple(secrets))
    secrets = (*secrets, *own_secrets(found))
    nested = found.get("error") or found.get("fault")
    if isinstance(nested, dict):
        found = {**found, **nested}
    pairs = list(itertools.islice(_errors(found), _MAX_ERRORS))
    fields = _by_field(pairs, secrets)
    general = [_plain(said, secrets) for name, said in pairs if not name]
    said = _plain(first_text(found, _MESSAGE_NAMES), secrets) or " ".join(
        filter(None, general[:_MAX_PER_FIELD])
    )
    code = _code(found, secrets)
    return RefusalText(code, "" if said == code else said[:MAX_MESSAGE], fields)


def _read_text(body: bytes, content_type: str, secrets: tuple[str, ...]) -> RefusalText:
    """Plain text says something; a page of HTML, a broken JSON or a binary does not. A JSON string
    says what stands in it.
    """
    whole = body.decode("utf-8", "replace").strip().removeprefix("\ufeff").strip()
    inside = _string_in(whole)
    if inside.lstrip()[:1] == "{":
        return read_refusal(inside.encode("utf-8", "replace"), content_type, secrets)
    said = (inside or whole)[:_LOOKED_AT].strip()
    if (
        "html" in content_type.lower()
        or said[:1] in ("<", "{", "[")
        or "\ufffd" in said
        or said == "null"
    ):
        return RefusalText()
    secrets = (*secrets, *own_secrets(said))
    if _CODE.fullmatch(said) and said.isupper():
        return RefusalText(code=_masked_code(said, secrets))
    return RefusalText(message=_plain(said, secrets))


def _string_in(said: str) -> str:
    """What a JSON string holds, also one with a line's end in it; "" for anything else."""
    if not (len(said) > 1 and said[0] == said[-1] == '"'):
        return ""
    try:
        return strict_json.whole_characters(_LINES.decode(said))
    except ValueError:
        return said[1:-1]


def _code(found: dict[str, Any], secrets: tuple[str, ...]) -> str:
    for name in _CODE_NAMES:
        value = found.get(name)
        said = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
        if isinstance(said, str) and _CODE.fullmatch(said):
            return _masked_code(said, secrets)
    return ""


def _masked_code(code: str, secrets: tuple[str, ...]) -> str:
    return code if mask(code, secrets) == code else ""


def _errors(found: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Pairs of (API name or "", message) out of every list of errors, in any of its shapes."""
    for name in _LIST_NAMES:
        held = found.get(name)
        if isinstance(held, dict):
            for key, value in held.items():
                yield from ((key, said) for said in _messages(value)[:_MAX_PER_FIELD])
        elif isinstance(held, list):
            for one in held:
                yield from _one_error(one)


def _one_error(one: Any) -> Iterator[tuple[str, str]]:
    if isinstance(one, str):
        yield "", one
    elif isinstance(one, dict):
        named = first_text(one, _FIELD_NAMES) or _joined(one.get("path") or one.get("loc"))
        said = first_text(one, (*_MESSAGE_NAMES, "msg"))
        if said:
            yield named, said
        elif not named:
            for key, value in one.items():
                yield from ((key, said) for said in _messages(value)[:_MAX_PER_FIELD])


def _joined(path: Any) -> str:
    """`["body", "email"]` → `body.email`."""
    return (
        ".".join(part for part in path if isinstance(part, str)) if isinstance(path, list) else ""
    )


def _messages(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [said] if (said := first_text(value, (*_MESSAGE_NAMES, "msg"))) else []
    return [said for one in value for said in _messages(one)] if isinstance(value, list) else []


def _by_field(pairs: list[tuple[str, str]], secrets: tuple[str, ...]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for raw, said in pairs:
        name = _field(raw)
        if not name or (name not in found and len(found) >= _MAX_FIELDS):
            continue
        messages = found.setdefault(name, [])
        if (
            len(messages) < _MAX_PER_FIELD
            and (plain := _plain(said, secrets))
            and plain not in messages
        ):
            messages.append(plain)
    return {name: messages for name, messages in found.items() if messages}


def _field(raw: str) -> str:
    """The API's name: `/body/email`, `body.email` and `$.email` are all `email`."""
    name = re.split(r"[/.]", raw.strip().removeprefix("$").replace("[]", ""))[-1]
    return name if _FIELD.fullmatch(name) else ""


def _plain(said: str, secrets: tuple[str, ...]) -> str:
    """Plain text of at most MAX_MESSAGE characters:
    no tags, no control characters, nothing secret.
    """
    said = html.unescape(keepable(said[:_LOOKED_AT], secrets))
    said = re.sub(r"(?is)<(script|style)\b.{0,4000}?</\1\s*>", " ", said)
    said = re.sub(r"<[^<>]*>", " ", said)
    said = "".join(char if char.isprintable() else " " for char in said)
    said = keepable(" ".join(said.split()), secrets)
    return said if len(said) <= MAX_MESSAGE else said[: MAX_MESSAGE - 1] + "…"
