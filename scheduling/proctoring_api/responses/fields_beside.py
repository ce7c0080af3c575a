"""What an answer says of a session beside the documented fields: its type under the name that
requests have for it, and that it was cancelled.
"""

from __future__ import annotations

import re
from typing import Any

from scheduling.proctoring_api.parsing import JsonObject, as_object, text

CANCELLED = "Cancelled"
# The shape of a type; and what an answer may call itself, or the exam, of the same shape.
_TYPE = re.compile(r"[a-z]+(?:[-_][a-z]+)*", re.IGNORECASE)
_NO_TYPES = frozenset({"session", "exam", "examsession", "appointment", "standard", "object"})
_CANCELLED = frozenset({"cancelled", "canceled"})
_FLAGS = ("cancelled", "canceled", "isCancelled", "isCanceled")


def type_beside(told: JsonObject) -> str:
    """The type by the name that requests have for it; "" where it has not the shape of one."""
    said = text(told.get("type"))
    return said if _TYPE.fullmatch(said) and _plain(said) not in _NO_TYPES else ""


def cancelled_beside(told: JsonObject, appointment: Any) -> str:
    """That the session was cancelled, where anything beside its status says so."""
    inside = as_object(appointment)
    is_flagged = any(one.get(name) in (True, "true") for one in (told, inside) for name in _FLAGS)
    is_cancelled = is_flagged or _plain(text(inside.get("status"))) in _CANCELLED
    return CANCELLED if is_cancelled else ""


def is_word_of(one: str, other: str) -> bool:
    """Whether both are the same word, however it is spelled."""
    return _plain(one) == _plain(other) or {_plain(one), _plain(other)} <= _CANCELLED


def _plain(said: str) -> str:
    return re.sub(r"[\W_]", "", said).casefold()
