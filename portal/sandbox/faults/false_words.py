"""Trouble in what is said or stored: another time, another session, nulls, wrong types."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from portal.sandbox.connection import Way
from portal.sandbox.faults.registry import Act, kind
from portal.sandbox.model import make_sid, read_time, write_time

_SPELLED = {"notes", "title", "name", "courseName", "instructorName", "firstName", "lastName"}
_TIMES = ("appointmentDateTime", "appointmentStartDateTime", "appointmentEndDateTime")


@kind
def hour_off(way: Way, act: Act, hours: float = 1, answers: bool = True) -> None:
    """Stores the appointment an hour (or `hours`) later than asked, and answers so;
    or closes without an answer.
    """
    reply = act(change=lambda body: _shifted(body, timedelta(hours=hours)))
    if answers:
        way.send(reply)
    else:
        way.close()


@kind
def store_other(way: Way, act: Act, fields: dict[str, Any] | None = None) -> None:
    """Stores these request fields instead of what was asked, and answers so."""
    way.send(act(change=lambda body: fields or {}))


@kind
def null_fields(way: Way, act: Act, fields: list[str] | None = None) -> None:
    """Answers with these fields null (without `fields`: all but sid and status)."""
    _spoil(way, act, lambda r: dict.fromkeys(fields or set(r) - {"sid", "status"}))


@kind
def wrong_types(way: Way, act: Act, fields: dict[str, Any] | None = None) -> None:
    """Answers with several fields of another type than documented."""
    wrong = {
        "duration": "one hour",
        "reviewRequired": "no",
        "notes": 42,
        "appointmentDate": 1_791_000_000,
        "exam": ["not", "an", "object"],
        "location": 7,
        "appointment": True,
        "messagingConfirmations": "none",
        "sessionReportCount": {"count": 1},
        "statusReason": ["a", {"b": None}],
    }
    _spoil(way, act, lambda r: fields or wrong)


@kind
def other_fields(way: Way, act: Act, fields: dict[str, Any] | None = None) -> None:
    """Stores what was asked, but answers with these response fields."""
    _spoil(way, act, lambda r: fields or {})


@kind
def missing_fields(way: Way, act: Act, fields: list[str] | None = None) -> None:
    """Answers without these fields (without `fields`: without the sid)."""
    gone = fields or ["sid"]
    _spoil(way, act, lambda r: {}, drop=gone)


@kind
def other_session(way: Way, act: Act) -> None:
    """Carries it out, but answers with another exam session's sid."""
    _spoil(way, act, lambda r: {"sid": make_sid("ES", "another", r.get("sid"))})


@kind
def other_exam(way: Way, act: Act) -> None:
    """Carries it out, but answers with another exam's sid."""
    _spoil(way, act, lambda r: {"examSid": make_sid("EX", "another", r.get("examSid"))})


@kind
def other_learner(way: Way, act: Act) -> None:
    """Carries it out, but answers with another learner's enrollment, user and name."""
    named = {"firstName": "Someone", "lastName": "Else", "email": "someone.else@example.edu"}

    def another(record: dict[str, Any]) -> dict[str, Any]:
        sids = {"enrollmentSid": make_sid("EN", "another", record.get("enrollmentSid"))}
        sids |= {"userSid": make_sid("US", "another", record.get("userSid"))}
        return sids | {"enrollment": sids | {"user": {"sid": sids["userSid"]} | named}}

    _spoil(way, act, another)


@kind
def extra_fields(way: Way, act: Act, count: int = 20) -> None:
    """Answers with fields nobody has heard of."""
    noise = {f"newField{n}": [None, n, f"text {n}", {"deep": [n]}][n % 4] for n in range(count)}
    _spoil(way, act, lambda r: noise)


@kind
def status_value(way: Way, act: Act, value: Any = "Awaiting Provider") -> None:
    """Carries it out, but answers with this status."""
    _spoil(way, act, lambda r: {"status": value})


@kind
def other_spelling(way: Way, act: Act) -> None:
    """Carries it out, and says the same in another spelling: SIDs in capitals, the currency in
    small letters, entities, line ends and composed letters otherwise."""
    _spoil(way, act, _respelled)


@kind
def endless_pages(way: Way, act: Act) -> None:
    """Lists never end: whatever the offset, the first page comes back."""
    way.send(act(query={"offset": "0"}))


def _shifted(body: dict[str, Any], by: timedelta) -> dict[str, Any]:
    moments = {name: read_time(body.get(name)) for name in _TIMES}
    return {name: write_time(moment + by) for name, moment in moments.items() if moment}


def _respelled(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _respelled(one, key) for key, one in value.items()}
    if not isinstance(value, str):
        return value
    if name.lower().endswith("sid"):
        return value.upper()
    if name == "currency":
        return value.lower()
    if name in _SPELLED:
        lines = unicodedata.normalize("NFD", value).replace("\n", "\r\n")
        return lines.replace("&", "&amp;").replace("'", "&#39;")
    return value


def _spoil(
    way: Way,
    act: Act,
    change: Callable[[dict[str, Any]], dict[str, Any]],
    drop: list[str] | None = None,
) -> None:
    """Answers with every record changed: the session object, or each row of a list."""
    reply = act()
    if reply.status == 200 and isinstance(reply.data, dict):
        for record in reply.data.get("results", [reply.data]):
            record.update(change(record))
            for name in drop or ():
                record.pop(name, None)
    way.send(reply)
