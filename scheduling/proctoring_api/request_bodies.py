"""Commands to the API's bodies: names, times and numbers as the API reference has them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import fields
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from scheduling.session_commands import (
    CancelSession,
    RescheduleSession,
    ScheduleSession,
    SessionCommand,
)

# The one form name that the snake-case rule does not give.
_EXCEPTIONS = {"session_type": "type"}
_BACK = {api: form for form, api in _EXCEPTIONS.items()}
_NOT_SENT = {"attempt_id", "actor", "address", "described", "warnings", "time_zone"}
_NOT_SENT |= {"card_last_four", "price_reason"}


def camel(name: str) -> str:
    """`proctor_location_sid` → `proctorLocationSid`, without exceptions."""
    first, *rest = name.split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in rest)


def snake(name: str) -> str:
    """`proctorLocationSid` → `proctor_location_sid`, without exceptions."""
    return re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower()


def api_name(form_name: str) -> str:
    """The API's name for a form's field."""
    return _EXCEPTIONS.get(form_name) or camel(form_name)


def form_name(api_name: str) -> str:
    """The form's name for an API field; a dotted or indexed path (`address.place`, `errors[0]`)
    gives its last name.
    """
    last = re.sub(r"\[\d*\]", "", api_name).rsplit(".", 1)[-1]
    return _BACK.get(last) or snake(last)


def schedule_body(command: ScheduleSession) -> dict[str, Any]:
    """The JSON body of POST (contract §2): only what was asked, nothing blank."""
    return _body(command)


def reschedule_body(command: RescheduleSession) -> dict[str, Any]:
    """The JSON body of PUT:
    the start, and start and end as well where the end is known (contract §2).
    """
    body = _body(command)
    end = body.pop("appointmentEndDateTime", None)
    if end:
        body |= {
            "appointmentStartDateTime": body["appointmentDateTime"],
            "appointmentEndDateTime": end,
        }
    return body


def cancel_body(command: CancelSession) -> dict[str, Any]:
    """The JSON body of DELETE: the memo is required by the API."""
    return _body(command)


def write_time(at: datetime) -> str:
    """`2026-12-09T15:00:00.000Z`: UTC with milliseconds (contract §1).

    Refuses a datetime without a zone.
    """
    if at.tzinfo is None or at.utcoffset() is None:
        raise ValueError("a time without a zone can't be sent")
    at = at.astimezone(UTC)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z".rjust(24, "0")


def _body(command: SessionCommand) -> dict[str, Any]:
    return {
        api_name(name): _plain(value) for name, value in _asked(command) if value not in ("", None)
    }


def _asked(command: SessionCommand) -> Iterable[tuple[str, Any]]:
    for name in _sent(type(command)):
        value = getattr(command, name)
        yield name, value.strip() if isinstance(value, str) else value


@cache
def _sent(kind: type[SessionCommand]) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind) if one.name not in _NOT_SENT)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return write_time(value)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
