"""What an answer says of a session beside the documented fields: that it was cancelled or deleted,
and a text that may be its start.
"""

from __future__ import annotations

import re
from typing import Any

from scheduling.proctoring_api.parsing import JsonObject, as_object, text
from scheduling.proctoring_api.provider_times import moment
from scheduling.proctoring_api.session_fields.agreement import AND

CANCELLED, DELETED = "Cancelled", "Deleted"
# What systems write for no date at all: the years in which their clocks begin.
NO_DATE = re.compile(r"(?:0000-00-00|0001-01-01|1900-01-01|1969-12-31|1970-01-01)(?!\d)")
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
_DELETED = ("deleted", "isDeleted", "removed", "isRemoved")
_DELETED_SINCE = (
    *("deletedAt", "deletedDate", "dateDeleted", "deletedOn", "deletionDate"),
    *("removedAt", "removedDate", "dateRemoved"),
)
_YES = frozenset({"true", "yes", "y", "1"})
_TELLING = frozenset((*_SINCE, *_STATES, *_FLAGS, *_DELETED, *_DELETED_SINCE))


def has_date(value: Any) -> bool:
    """Whether a value is a text with a date in it."""
    return _DATE.search(text(value)) is not None


def two_statuses(told: JsonObject, appointment: Any, status: str, booked: Any) -> str:
    """The status and another, where anything beside it says that the session was cancelled or
    deleted; "" where nothing does. The date of a cancellation is one of an earlier booking where it
    was `booked` since.
    """
    if not status or (not appointment and _TELLING.isdisjoint(told)):
        return ""
    other = _end_told((told, as_object(appointment)), status, booked)
    return AND.join((status, other)) if other and not is_word_of(status, other) else ""


def _end_told(holders: tuple[JsonObject, JsonObject], status: str, booked: Any) -> str:
    states = [one[name] for one in holders for name in _STATES if name in one]
    states.append(holders[1].get("status"))
    is_said = any(_plain(text(one)) in _CANCELLED for one in states)
    if is_said or _is_told(holders, _FLAGS, _SINCE, status, booked):
        return CANCELLED
    return DELETED if _is_told(holders, _DELETED, _DELETED_SINCE, status, booked) else ""


def _is_told(
    holders: tuple[JsonObject, ...],
    flags: tuple[str, ...],
    since: tuple[str, ...],
    status: str,
    booked: Any,
) -> bool:
    dates = [one[name] for one in holders for name in since if name in one]
    is_dated = _plain(status) not in _WAITING and any(_is_since(one, booked) for one in dates)
    return is_dated or any(_is_yes(one[name]) for one in holders for name in flags if name in one)


def _is_yes(value: Any) -> bool:
    return value is True or (isinstance(value, int | str) and _plain(str(value)) in _YES)


def _is_since(cancelled: Any, booked: Any) -> bool:
    if not has_date(cancelled):
        return False
    one, other = moment(cancelled), moment(booked)
    return not (one and other and one < other)


def is_word_of(one: str, other: str) -> bool:
    """Whether both are the same word, however it is spelled: what was cancelled may be deleted."""
    return _plain(one) == _plain(other) or {_plain(one), _plain(other)} <= _CANCELLED | {"deleted"}


def _plain(said: str) -> str:
    return re.sub(r"[\W_]", "", said).casefold()
