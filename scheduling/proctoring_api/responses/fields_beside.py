"""What an answer says of a session beside the documented fields: that it was cancelled, and a text
that may be its start.
"""

from __future__ import annotations

import re
from typing import Any

from scheduling.proctoring_api.parsing import JsonObject, as_object, text

CANCELLED = "Cancelled"
# Three numbers, eight digits, or the name of a month: no clock time and no count of seconds.
_DATE = re.compile(
    r"\d+[-/.]\d+[-/.]\d+|\b\d{8}(?=T|\b)"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
    re.IGNORECASE,
)
_CANCELLED = frozenset({"cancelled", "canceled"})
_SINCE = (
    *("cancelledDate", "canceledDate", "dateCancelled", "dateCanceled", "cancellationDate"),
    *("cancelledAt", "canceledAt", "cancelledOn", "canceledOn"),
)
_FLAGS = ("cancelled", "canceled", "isCancelled", "isCanceled")


def has_date(value: Any) -> bool:
    """Whether a value is a text with a date in it."""
    return _DATE.search(text(value)) is not None


def cancelled_beside(told: JsonObject, appointment: Any) -> str:
    """That the session was cancelled, where anything beside its status says so."""
    inside = as_object(appointment)
    is_flagged = any(one.get(name) in (True, "true") for one in (told, inside) for name in _FLAGS)
    is_dated = any(has_date(one.get(name)) for one in (told, inside) for name in _SINCE)
    is_cancelled = is_flagged or is_dated or _plain(text(inside.get("status"))) in _CANCELLED
    return CANCELLED if is_cancelled else ""


def is_word_of(one: str, other: str) -> bool:
    """Whether both are the same word, however it is spelled."""
    return _plain(one) == _plain(other) or {_plain(one), _plain(other)} <= _CANCELLED


def _plain(said: str) -> str:
    return re.sub(r"[\W_]", "", said).casefold()
