"""What an answer says of a session beside the documented fields: that it was cancelled, and a text
that may be its start.
"""

from __future__ import annotations

import re
from typing import Any

from scheduling.proctoring_api.parsing import JsonObject, as_object, text
from scheduling.proctoring_api.provider_times import moment

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
# Words for a session that waits to be booked: a date of cancelling is how it came to that.
_WAITING = frozenset({"needsproctor", "approvaldenied"})
_STATES = (
    *("state", "sessionState", "sessionStatus", "bookingState", "bookingStatus"),
    *("appointmentState", "appointmentStatus"),
)
_FLAGS = ("cancelled", "canceled", "isCancelled", "isCanceled")


def has_date(value: Any) -> bool:
    """Whether a value is a text with a date in it."""
    return _DATE.search(text(value)) is not None


def cancelled_beside(told: JsonObject, appointment: Any, status: str, booked: Any) -> str:
    """That the session was cancelled, where anything beside its status says so. The date of a
    cancellation is one of an earlier booking where it was `booked` since.
    """
    inside = as_object(appointment)
    flags = [one[name] for one in (told, inside) for name in _FLAGS if name in one]
    is_flagged = any(flag in (True, "true") for flag in flags)
    dates = [one[name] for one in (told, inside) for name in _SINCE if name in one]
    is_dated = _plain(status) not in _WAITING and any(_is_since(one, booked) for one in dates)
    states = [one[name] for one in (told, inside) for name in _STATES if name in one]
    is_said = any(_plain(text(one)) in _CANCELLED for one in (*states, inside.get("status")))
    return CANCELLED if is_flagged or is_dated or is_said else ""


def _is_since(cancelled: Any, booked: Any) -> bool:
    if not has_date(cancelled):
        return False
    one, other = moment(cancelled), moment(booked)
    return not (one and other and one < other)


def is_word_of(one: str, other: str) -> bool:
    """Whether both are the same word, however it is spelled."""
    return _plain(one) == _plain(other) or {_plain(one), _plain(other)} <= _CANCELLED


def _plain(said: str) -> str:
    return re.sub(r"[\W_]", "", said).casefold()
