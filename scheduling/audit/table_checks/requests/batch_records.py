"""Batches and their rows against the events of a batch: what was approved, by whom and why, and
whether it goes on.

The event of the beginning carries the SHA-256 of what was approved (`rows_sha256`). Those of before
name each session with its start before and after.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from scheduling.audit.chain import canonical
from scheduling.audit.kinds import Kind
from scheduling.audit.table_checks import accounts_named
from scheduling.audit.table_checks.difference_classes import TableDifference
from scheduling.audit.table_checks.keyed_prints import prints_of
from scheduling.audit.table_checks.requests import kept_reasons
from scheduling.audit.told_reasons import REASON
from scheduling.models import Attempt, AuditEvent, Batch, BatchRow, PersonalValue
from scheduling.models.columns.kept_columns import as_stored

BEGUN = Kind.BATCH_BEGUN
STEERING = (Kind.BATCH_PAUSED, Kind.BATCH_CONTINUED, Kind.BATCH_STOPPED, Kind.BATCH_ENDED)
STATES = {
    Kind.BATCH_BEGUN: Batch.State.RUNNING,
    Kind.BATCH_PAUSED: Batch.State.PAUSED,
    Kind.BATCH_CONTINUED: Batch.State.RUNNING,
    Kind.BATCH_STOPPED: Batch.State.STOPPING,
}
COUNTED = {"not sent": BatchRow.State.HELD, "left as they were": BatchRow.State.LEFT}
COLUMNS = ("number", "at", "kind", "actor_id", "actor_name", "actor_username", "role", "details")
AT_ONCE = timedelta(minutes=1)  # its end and the event of it are written in one transaction
Event = dict[str, Any]
# Whether it was taken over; by which account, name, user name and role.
Sender = tuple[bool, int | None, str, str, str]


def digest_of_batch(batch: Batch, rows: Sequence[BatchRow], *, has_reason: bool = False) -> str:
    """What its event says of a batch and its rows as they are begun; not which numbers the
    requests get, which change where one provably was not sent. Its reason is a personal value; that
    of events of before is in it.
    """
    reason = [batch.reason] if has_reason else []
    facts = [
        *(batch.institution_id, batch.kind, batch.title, *reason, str(batch.form_id)),
        _moment(batch.begun_at),
        [
            [
                *(row.session_id, row.action, _moment(row.stood_at), row.stood_status),
                *(row.stood_location_sid, _moment(row.new_start), as_stored(row.warnings)),
            ]
            for row in rows
        ],
    ]
    return hashlib.sha256(canonical(facts).encode()).hexdigest()


def fingerprint(rows: Sequence[BatchRow]) -> str:
    """What the event of the end says of what became of each row, and why (`holds`)."""
    return _prints(rows)[0]


def _prints(rows: Sequence[BatchRow]) -> list[str]:
    return prints_of(["rows", *_states(rows)])


def _moment(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat() if at else ""


def check() -> Iterator[TableDifference]:
    """Each batch against its events, and each event of a beginning against the batches."""
    begun, steered = _events()
    for batch in Batch.objects.order_by("pk").iterator():
        event = begun.pop(batch.pk, None)
        if event is None:
            said = f"{_said(batch)} is shown, but no event began it"
            yield TableDifference(f"batch {batch.pk}", said, stands=_whole(batch))
        else:
            yield from _of(batch, event, steered.get(batch.pk, []))
    for pk, event in begun.items():
        said = f"event {event['number']} began a rescue that is not there any more"
        yield TableDifference(f"batch {pk}", said)


def _events() -> tuple[dict[int, Event], dict[int, list[Event]]]:
    begun: dict[int, Event] = {}
    steered: dict[int, list[Event]] = {}
    rows = AuditEvent.objects.filter(kind__in=(BEGUN, *STEERING)).order_by("number")
    for row in rows.values(*COLUMNS).iterator():
        event = row | {"details": orjson.loads(row["details"])}
        pk = event["details"]["batch"]
        if event["kind"] == BEGUN:
            begun[pk] = event
        else:
            steered.setdefault(pk, []).append(event)
    numbers = [event["number"] for event in begun.values()]
    reasons = PersonalValue.objects.filter(event_number__in=numbers, name=REASON)
    kept = dict(reasons.values_list("event_number", "value"))
    for event in begun.values():
        told = event["details"].get("reason", {})
        event["reason"] = kept.get(event["number"]) if isinstance(told, dict) else told
    return begun, steered


def _of(batch: Batch, event: Event, steered: list[Event]) -> Iterator[TableDifference]:
    key, said, number = f"batch {batch.pk}", _said(batch), event["number"]
    rows = list(batch.rows.select_related("session").order_by("pk"))
    by = (batch.actor_name, batch.actor_username, batch.actor_role)
    is_other = not accounts_named.is_account_of_event(batch.actor_id, event["actor_id"])
    if is_other or by != (event["actor_name"], event["actor_username"], event["role"]):
        how = f"{said} was begun by another person than event {number}"
        yield TableDifference(f"{key} who", how, stands=(batch.actor_id, *by))
    gone = batch.sender_id is None and _has_no_sender(steered)
    if _sender_of(batch) != _sender_by(steered, gone=gone):
        how = f"{said} is sent in another name than its events say"
        yield TableDifference(f"{key} sender", how, stands=_sender_of(batch))
    if not _is_as_begun(batch, rows, event):
        stands = (digest_of_batch(batch, rows, has_reason=True),)
        yield TableDifference(
            f"{key} what", f"{said} is not what event {number} began", stands=stands
        )
    if not _has_its_requests(rows, event["details"]):
        how = f"{said} has requests of other numbers than event {number} gave them"
        yield TableDifference(f"{key} requests", how, stands=_numbers(rows))
    elsewhere = [row for row in rows if row.session.institution_id != batch.institution_id]
    if elsewhere:
        how = f"{said} has bookings of another institution than event {number} says"
        stands = tuple((row.pk, row.session.institution_id) for row in elsewhere)
        yield TableDifference(f"{key} place", how, stands=stands)
    yield from _standing(batch, rows, steered)


def _sender_of(batch: Batch) -> Sender:
    by = (batch.sender_id, batch.sender_name, batch.sender_username, batch.sender_role)
    return batch.is_taken_over, *by


def _sender_by(steered: list[Event], *, gone: bool) -> Sender:
    """In whose name it is sent since who began it may no longer book; a person who is `gone` is
    nobody in the row.
    """
    took = [one for one in steered if "instead_of" in one["details"]]
    if not took:
        return False, None, "", "", ""
    by = took[-1]
    user_id = None if gone else by["actor_id"]
    return True, user_id, by["actor_name"], by["actor_username"], by["role"]


def _has_no_sender(steered: list[Event]) -> bool:
    """Whether the account of whoever took it over last is not there."""
    took = [one["actor_id"] for one in steered if "instead_of" in one["details"]]
    return not took or accounts_named.is_account_of_event(None, took[-1])


def _is_as_begun(batch: Batch, rows: list[BatchRow], event: Event) -> bool:
    told = event["details"]
    if "rows_sha256" in told:
        is_before = isinstance(told.get("reason"), str)
        digest = digest_of_batch(batch, rows, has_reason=is_before)
        return told["rows_sha256"] == digest and kept_reasons.is_told(batch.reason, event["reason"])
    stand = [(row.session.sid, _second(row.stood_at), _second(row.new_start)) for row in rows]
    begun = [(one["session"], one["before"], one["after"]) for one in told["to_be_moved"]]
    return (batch.reason, sorted(stand)) == (told["reason"], sorted(begun))


def _second(at: datetime | None) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else ""


def _has_its_requests(rows: list[BatchRow], told: dict[str, Any]) -> bool:
    """A row has the number that its event gave it; another one only where there is a request of the
    first one, which was not sent.
    """
    given = {one["session"]: one["attempt"] for one in told["to_be_moved"]}
    others = {
        given.get(row.session.sid, "")
        for row in rows
        if str(row.attempt_id) != given.get(row.session.sid)
    }
    if "" in others:
        return False
    unsent = (Attempt.State.UNREACHABLE, Attempt.State.REFUSED)
    known = Attempt.objects.filter(attempt_id__in=others, state__in=unsent)
    return known.count() == len(others)


def _standing(
    batch: Batch, rows: list[BatchRow], steered: list[Event]
) -> Iterator[TableDifference]:
    """Whether it goes on, and how many rows were left or held, as its last event says."""
    key, said = f"batch {batch.pk}", _said(batch)
    ended = [one for one in steered if one["kind"] == Kind.BATCH_ENDED]
    stopped = any(one["kind"] == Kind.BATCH_STOPPED for one in steered)
    last = steered[-1]["kind"] if steered else BEGUN
    was = STATES.get(last) or (Batch.State.STOPPED if stopped else Batch.State.DONE)
    if batch.state != was:
        how = f"{said} is shown as “{batch.state}”, but its last event left it “{was}”"
        yield TableDifference(f"{key} {batch.state}", how, stands=(was,))
    states = [row.state for row in rows]
    numbers = [row.attempt_id for row in rows]
    made = set(Attempt.objects.filter(attempt_id__in=numbers).values_list("attempt_id", flat=True))
    unsent = [row.state for row in rows if row.attempt_id not in made]
    if BatchRow.State.SENT in unsent:
        how = f"{said} has rows shown as sent, for which no request is there"
        yield TableDifference(f"{key} sent", how, stands=_states(rows))
    if BatchRow.State.LEFT in states and not stopped:
        how = f"{said} has bookings left as they were: no event did that"
        yield TableDifference(f"{key} left", how, stands=_states(rows))
    if ended and any(
        unsent.count(state) != ended[-1]["details"]["counts"].get(word, 0)
        for word, state in COUNTED.items()
    ):
        how = f"{said} did not end as its last event counted"
        yield TableDifference(f"{key} counts", how, stands=_states(rows))
    elif ended and ended[-1]["details"].get("holds", "") not in ("", *_prints(rows)):
        how = f"{said} has rows that are not as its last event left them"
        yield TableDifference(f"{key} rows", how, stands=_states(rows))
    if not _has_ended_then(batch, ended):
        how = f"{said} is shown as ended at another time than its events say"
        yield TableDifference(f"{key} end", how, stands=(batch.ended_at,))


def _has_ended_then(batch: Batch, ended: list[Event]) -> bool:
    at = batch.ended_at
    if at is None or not ended:
        return at is None and not ended
    return isinstance(at, datetime) and abs(at - ended[-1]["at"]) <= AT_ONCE


def _whole(batch: Batch) -> tuple[Any, ...]:
    rows = list(batch.rows.select_related("session").order_by("pk"))
    by = (batch.actor_id, batch.actor_name, batch.actor_username, batch.actor_role)
    held = digest_of_batch(batch, rows, has_reason=True)
    return (*by, batch.state, held, *_numbers(rows), *_states(rows))


def _numbers(rows: list[BatchRow]) -> tuple[Any, ...]:
    return tuple((row.pk, row.attempt_id) for row in rows)


def _states(rows: Sequence[BatchRow]) -> tuple[Any, ...]:
    return tuple((row.pk, row.state, row.reason) for row in rows)


def _said(batch: Batch) -> str:
    return f"the rescue {batch.pk}, {batch.title},"
