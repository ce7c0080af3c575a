"""What an answer says of a session's state beside its documented status: that it was cancelled or
deleted, or a word that can't be true of it together with that status.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import Enum, auto
from functools import lru_cache
from typing import Any

from scheduling.proctoring_api.parsing import JsonObject, as_object, text
from scheduling.proctoring_api.provider_times import moment
from scheduling.proctoring_api.responses.fields_beside import NO_DATE, has_date
from scheduling.proctoring_api.session_fields.agreement import AND

CANCELLED, DELETED, NOT_CANCELLED = "Cancelled", "Deleted", "not cancelled"


class _Stage(Enum):
    """How far a booking has come, by the words that systems have for it."""

    TO_BOOK = auto()
    PENDING = auto()
    BOOKED = auto()
    BEGUN = auto()
    OVER = auto()
    CANCELLED = auto()


_WORDS = {
    _Stage.TO_BOOK: "needsproctor approvaldenied unscheduled notscheduled unbooked",
    _Stage.PENDING: "pending pendingapproval awaitingapproval needsapproval",
    _Stage.BOOKED: "scheduled booked confirmed rescheduled reserved",
    _Stage.BEGUN: "inprogress started processing incident",
    _Stage.OVER: "closed completed complete finished ended noshow missed expired",
    _Stage.CANCELLED: "cancelled canceled deleted removed void voided withdrawn",
}
_STAGES = {word: stage for stage, words in _WORDS.items() for word in words.split()}
# What has begun or is over was booked, what waits for approval may be; what is cancelled is over.
_SAME_BOOKING = {
    (_Stage.PENDING, _Stage.BOOKED),
    (_Stage.BOOKED, _Stage.BEGUN),
    (_Stage.BEGUN, _Stage.BOOKED),
    (_Stage.BEGUN, _Stage.OVER),
    (_Stage.OVER, _Stage.BOOKED),
    (_Stage.OVER, _Stage.BEGUN),
    (_Stage.CANCELLED, _Stage.OVER),
}
# All names in small letters, without blanks, hyphens and underscores.
_STATES = frozenset(
    {"status", "state", "sessionstate", "sessionstatus", "bookingstate", "bookingstatus"}
    | {"appointmentstate", "appointmentstatus"}
)
_FLAGS = frozenset(
    {"cancelled", "canceled", "iscancelled", "iscanceled", "voided", "isvoided", "isvoid"}
)
_SINCE = frozenset(
    {"cancelleddate", "canceleddate", "datecancelled", "datecanceled", "cancellationdate"}
    | {"cancelledat", "canceledat", "cancelledon", "canceledon"}
    | {"voidedat", "voideddate", "datevoided"}
)
_DELETED = frozenset({"deleted", "isdeleted", "removed", "isremoved"})
_DELETED_SINCE = frozenset(
    {"deletedat", "deleteddate", "datedeleted", "deletedon", "deletiondate"}
    | {"removedat", "removeddate", "dateremoved"}
)
_CANCELLATION, _ITS_DATE = "cancellation", "cancellationdate"
_INSIDE = frozenset({"at", "date", "on", "since"})
_TELLING = _STATES | _FLAGS | _SINCE | _DELETED | _DELETED_SINCE | {_CANCELLATION}
_YES, _NO = frozenset({"true", "yes", "y", "1"}), frozenset({"false", "no", "n", "0"})
# Seconds or thousandths of seconds since 1970: as many digits as they have in this century.
_COUNTED = re.compile(r"[1-9]\d{9}(?:\d{3})?", re.ASCII)
_THOUSANDTHS = 13
Told = list[tuple[str, Any]]  # a field's plain name, and its value


def two_statuses(beside: JsonObject, appointment: Any, status: str, booked: Any) -> str:
    """The status and another, where anything beside it says that the session was cancelled or
    deleted, or stands otherwise than the status says; "" where nothing does. The date of a
    cancellation is one of an earlier booking where it was `booked` since.
    """
    told = _telling(beside) + _telling(as_object(appointment))
    if not told:
        return ""
    other = _end_told(told, status, booked) or _other_state(told, status)
    return AND.join(filter(None, (status, other))) if other else ""


def is_word_of(one: str, other: str) -> bool:
    """Whether both are the same word, however it is spelled."""
    return _plain(one) == _plain(other)


def _telling(holder: JsonObject) -> Told:
    """The fields that may tell of a state, by their plain names."""
    found = [(name, value) for key, value in holder.items() if (name := _plain(key)) in _TELLING]
    inside = [as_object(value) for name, value in found if name == _CANCELLATION]
    dates = [value for one in inside for key, value in one.items() if _plain(key) in _INSIDE]
    return [*found, *((_ITS_DATE, one) for one in dates)]


def _end_told(told: Told, status: str, booked: Any) -> str:
    """That it was cancelled or deleted, where the status does not say the same."""
    stage = _stage(status)
    if stage == _Stage.CANCELLED:
        return ""
    is_waiting = stage == _Stage.TO_BOOK  # a date of cancelling is how it came to that
    said = {_stage(text(value)) for name, value in told if name in _STATES}
    if _Stage.CANCELLED in said or _is_told(told, _FLAGS, _SINCE, is_waiting, booked):
        return CANCELLED
    return DELETED if _is_told(told, _DELETED, _DELETED_SINCE, False, booked) else ""


def _is_told(
    told: Told, flags: Iterable[str], since: Iterable[str], is_waiting: bool, booked: Any
) -> bool:
    is_dated = any(name in since and _is_since(value, booked) for name, value in told)
    return (is_dated and not is_waiting) or any(
        name in flags and _said(value) in _YES for name, value in told
    )


def _other_state(told: Told, status: str) -> str:
    """A word beside the status that can't be true of the same booking; "" where there is none."""
    stage = _stage(status)
    if stage is None:
        return ""
    if stage == _Stage.CANCELLED and any(
        name in _FLAGS and _said(value) in _NO for name, value in told
    ):
        return NOT_CANCELLED
    for name, value in told:
        other = _stage(text(value)) if name in _STATES else None
        if other not in (None, stage) and (stage, other) not in _SAME_BOOKING:
            return text(value)
    return ""


def _stage(said: str) -> _Stage | None:
    return _STAGES.get(_plain(said))


def _said(value: Any) -> str:
    return _plain(str(value)) if isinstance(value, bool | int | str) else ""


def _is_since(ended: Any, booked: Any) -> bool:
    """Whether a value is a date, and not one before the session was booked."""
    one, other = moment(ended) or _counted(ended), moment(booked)
    if NO_DATE.match(text(ended)) or (one is None and not has_date(ended)):
        return False
    return not (one and other and one < other)


def _counted(value: Any) -> datetime | None:
    digits = str(value) if isinstance(value, int | str) else ""
    if not _COUNTED.fullmatch(digits):
        return None
    return datetime.fromtimestamp(int(digits) / (1000 if len(digits) == _THOUSANDTHS else 1), UTC)


@lru_cache(maxsize=2048)  # names of fields and statuses: few, and asked for ever again
def _plain(said: str) -> str:
    return re.sub(r"[\W_]", "", said).casefold()
