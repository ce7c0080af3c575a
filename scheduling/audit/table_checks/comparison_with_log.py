"""What stands beside the log, compared with what the log says: small checks, each naming what
differs.

A difference that a person has explained is an event (`Kind.EXPLAINED`) and told no more while what
differs stands as it did then.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from django.db import connection
from django.db.models import Q

from scheduling.audit import event_reader
from scheduling.audit.event_reader import STRANGE
from scheduling.audit.kinds import Kind
from scheduling.audit.table_checks import (
    copied_rows,
    database_guards,
    kept_sheets,
    row_fingerprints,
    session_marks,
    stored_values,
    verifications_shown,
)
from scheduling.audit.table_checks.difference_classes import (
    Fingerprints,
    TableComparison,
    TableDifference,
)
from scheduling.audit.table_checks.learners import erased_values, learner_words
from scheduling.audit.table_checks.requests import (
    batch_records,
    open_requests,
    request_records,
    switch_records,
)
from scheduling.audit.table_checks.row_fingerprints import ANY_BEFORE
from scheduling.audit.table_checks.watched_tables import FIRST, WATCHED
from scheduling.models import AuditEvent, Verification, sql_statements

log = logging.getLogger(__name__)
MOST = 200  # differences of one kind that are named
BACK = timedelta(seconds=5)  # by which a clock may be set right
EXPLAINED = '"explained_as":{'
STANDS = '"stands":{'
KINDS_NOTED = '"kinds_noted":['
NOTED_FIRST = tuple(one.name for one in FIRST)
HEAD = "SELECT coalesce(max(number), 0) FROM scheduling_auditevent"
BEYOND = {
    "scheduling_eventaction": "a kind of request",
    "scheduling_providerid": "an id of SmarterProctoring’s",
    "scheduling_personalvalue": "a personal value",
}
ACTIONS = """SELECT action.event_number, action.action FROM scheduling_eventaction AS action
  JOIN scheduling_auditevent AS event ON event.number = action.event_number
  JOIN scheduling_attempt AS attempt ON {attempt} = event.attempt_id
  WHERE attempt.action <> action.action LIMIT %s"""
NO_ACTION = """SELECT event.number FROM scheduling_attempt AS attempt
  JOIN scheduling_auditevent AS event ON event.attempt_id = {attempt}
  WHERE event.kind IN ({kinds}) AND NOT EXISTS (
    SELECT 1 FROM scheduling_eventaction AS action WHERE action.event_number = event.number)
  ORDER BY event.number LIMIT %s"""
# Each has the action of its request beside it, by which it is found.
OF_REQUESTS = (Kind.INTENT, Kind.OUTCOME, Kind.INTERRUPTED, Kind.READ_BACK, Kind.SETTLED)
# Read from the index of times alone: most logs need no more.
RUNS_BACK = """SELECT 1 FROM (
    SELECT number, lag(number) OVER (ORDER BY at, number) AS before FROM scheduling_auditevent
  ) AS told WHERE number < before LIMIT 1"""
TIMES = """SELECT number, at, before FROM (
    SELECT number, at, lag(at) OVER (ORDER BY number) AS before FROM scheduling_auditevent
  ) AS told WHERE at < before"""
# By its key, the fingerprints of how what differs stood; None where that is not known.
Explained = dict[str, set[str] | None]


def compare() -> TableComparison:
    """Every check, in turn."""
    explained, found = _explained()
    try:
        rows, first_noted, kinds = _rows()
    except Exception as error:  # whatever somebody put into the database
        log.exception("fingerprints could not be compared")
        rows, first_noted, kinds = [_not_compared("fingerprints", error)], {}, ()
    found += rows
    for check in CHECKS:
        found += _found_by(check)
    told, known = list[TableDifference](), list[TableDifference]()
    for one in found:
        (known if _is_explained(one, explained) else told).append(one)
    to_hold = [one for one in known if explained[one.key] is None]
    return TableComparison(tuple(told), first_noted, kinds, tuple(known), tuple(to_hold))


def _is_explained(one: TableDifference, explained: Explained) -> bool:
    if one.key not in explained or not one.may_be_explained:
        return False
    stood = explained[one.key]
    return stood is None or not stood.isdisjoint(one.prints)


def _found_by(check: Callable[[], Iterator[TableDifference]]) -> list[TableDifference]:
    """What a check found. An event that is not as the portal writes them ends no verification."""
    try:
        return list(check())
    except Exception as error:
        log.exception("the check %s could not be carried out", check.__module__)
        return [_not_compared(check.__module__.rpartition(".")[2].replace("_", " "), error)]


def _not_compared(part: str, error: Exception) -> TableDifference:
    said = f"{part} can’t be compared: an event is not as the portal writes it ({error!r})"
    return TableDifference(f"check {part}", said, may_be_explained=False)


def _explained() -> tuple[Explained, list[TableDifference]]:
    """What somebody explained, and which events of that can't be read.

    Events of before name keys alone, however what differs stood. The next verification that finds
    it so holds how it stands; from then on nothing else is explained by it.
    """
    found, unread = Explained(), list[TableDifference]()
    held = Q(kind=Kind.VERIFIED, details__contains=EXPLAINED)
    events = AuditEvent.objects.filter(Q(kind=Kind.EXPLAINED) | held).order_by("number")
    for event in event_reader.of_rows(events):
        try:
            told = orjson.loads(event.details)
            stood = told.get("explained_as")
            keys = dict.fromkeys(told.get("explains", [])) if stood is None else stood
            found |= {key: None if one is None else set(one) for key, one in keys.items()}
        except STRANGE:
            said = f"event {event.number}, which explained something, can’t be read"
            unread.append(TableDifference(f"event {event.number}", said))
    return found, unread


def _rows() -> tuple[list[TableDifference], Fingerprints, tuple[str, ...]]:
    """Each watched row against the last event that fingerprinted it; and what the first
    verification of a kind of rows has to note, with those kinds.
    """
    known, found = _noted()
    now = row_fingerprints.all_fingerprints()
    kinds = _kinds_to_note()
    unknown = {
        key: [ANY_BEFORE, prints[0]]
        for key, prints in now.items()
        if key not in known and key.split(" ")[0] in kinds
    }
    now = {key: prints for key, prints in now.items() if key not in unknown}
    for key, prints in now.items():
        number, print_ = known.get(key, (0, ""))
        if print_ not in prints:
            found[key] = _changed(key, number) if print_ else _without_event(key)
    for key, (number, print_) in known.items():
        if print_ and key not in now and key not in unknown:
            found[key] = _gone(key, number)
    return list(found.values()), unknown, kinds


def _kinds_to_note() -> tuple[str, ...]:
    """The kinds of rows that no verification has noted yet: those of an upgrade, or all."""
    events = AuditEvent.objects.filter(kind=Kind.VERIFIED)
    said = events.filter(Q(details__contains=STANDS) | Q(details__contains=KINDS_NOTED))
    noted: set[str] = set()
    for details in said.values_list("details", flat=True):
        noted.update(orjson.loads(details).get("kinds_noted", NOTED_FIRST))
    return tuple(one.name for one in WATCHED if one.name not in noted)


def _noted() -> tuple[dict[str, tuple[int, str]], dict[str, TableDifference]]:
    """What the events say of each row, the last one counting; and where one says that the row was
    another before it than after the event before.
    """
    known: dict[str, tuple[int, str]] = {}
    found: dict[str, TableDifference] = {}
    events = AuditEvent.objects.filter(
        kind__in=row_fingerprints.CARRYING, details__contains=STANDS
    ).order_by("number")
    for number, details in events.values_list("number", "details").iterator():
        for key, (before, after) in orjson.loads(details).get("stands", {}).items():
            last_number, last = known.get(key, (0, ""))
            if before == ANY_BEFORE:
                found.pop(key, None)
            elif last_number and last not in before.split(" "):
                found[key] = _between(key, last_number, number)
            known[key] = number, after
    return known, found


def _changed(key: str, number: int) -> TableDifference:
    said = f"{row_fingerprints.in_words(key)} is not as event {number} left it"
    return TableDifference(key, f"{said}: it was changed with no event")


def _without_event(key: str) -> TableDifference:
    return TableDifference(key, f"{row_fingerprints.in_words(key)} was added with no event")


def _gone(key: str, number: int) -> TableDifference:
    said = (
        f"{row_fingerprints.in_words(key)} was removed with no event; event {number} left it there"
    )
    return TableDifference(key, said)


def _between(key: str, earlier: int, later: int) -> TableDifference:
    said = f"{row_fingerprints.in_words(key)} was changed with no event"
    return TableDifference(key, f"{said} between event {earlier} and event {later}")


def _beyond_the_head() -> Iterator[TableDifference]:
    """Rows about events that are not there."""
    [(last,)] = sql_statements.rows(HEAD)
    for table, words in BEYOND.items():
        sql = f"SELECT DISTINCT event_number FROM {table} WHERE event_number > %s LIMIT %s"
        for (number,) in sql_statements.rows(sql, last, MOST):
            yield TableDifference(
                f"{table} {number}", f"{words} stands at event {number}, beyond the end"
            )
    for row in Verification.objects.filter(head_number__gt=last)[:MOST]:
        said = f"a verification up to event {row.head_number} is shown, beyond the end"
        yield TableDifference(f"verification {row.pk}", said, stands=(row.head_number,))


def _actions() -> Iterator[TableDifference]:
    """By what kind of request an event is found, which is not in the chain."""
    uuid = {"sqlite": UUID_IN_SQLITE}.get(connection.vendor, "CAST(attempt.attempt_id AS text)")
    for number, action in sql_statements.rows(ACTIONS.format(attempt=uuid), MOST):
        said = f"event {number} is found as “{action}”, which its request is not"
        yield TableDifference(f"action {number}", said, stands=(action,))
    kinds = ", ".join(f"'{one.value}'" for one in OF_REQUESTS)
    for (number,) in sql_statements.rows(NO_ACTION.format(attempt=uuid, kinds=kinds), MOST):
        said = f"event {number} is not found by the action of its request"
        yield TableDifference(f"action {number}", said, stands=("",))


# SQLite keeps a UUID without its dashes.
UUID_IN_SQLITE = " || '-' || ".join(
    f"substr(attempt.attempt_id, {start}, {length})"
    for start, length in ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
)


def _provider_ids() -> Iterator[TableDifference]:
    """The provider's ids by which events are found: each stands in its event."""
    place = "strpos" if connection.vendor == "postgresql" else "instr"
    sql = f"""SELECT given.event_number, given.value, event.details
      FROM scheduling_providerid AS given
      JOIN scheduling_auditevent AS event ON event.number = given.event_number
      WHERE {place}(event.details, given.value) = 0 LIMIT %s"""
    for number, value, details in sql_statements.rows(sql, MOST):
        if value not in _texts(orjson.loads(details)):
            said = f"event {number} is found by an id of SmarterProctoring’s that it does not tell"
            yield TableDifference(f"provider id {number}", said, stands=(value,))


def _texts(value: Any) -> set[str]:
    if isinstance(value, dict | list):
        children = value.values() if isinstance(value, dict) else value
        return {text for child in children for text in _texts(child)}
    return {str(value), str(value)[:100]}


def _time_running_back() -> Iterator[TableDifference]:
    """Events that say that they happened before the one before them."""
    told = 0
    if not sql_statements.rows(RUNS_BACK):
        return
    for number, *times in sql_statements.rows(TIMES):
        later, earlier = (_moment(one) for one in times)
        if earlier - later > BACK and told < MOST:
            told += 1
            at = f"{later:%Y-%m-%d %H:%M:%S} UTC"
            said = f"time runs back: event {number} says {at}, before event {number - 1}"
            yield TableDifference(f"time {number}", said)


def _moment(at: str | datetime) -> datetime:
    """A time of the database's; SQLite has it as text, in UTC without saying so."""
    read = datetime.fromisoformat(at) if isinstance(at, str) else at
    return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)


CHECKS: tuple[Callable[[], Iterator[TableDifference]], ...] = (
    database_guards.check,
    stored_values.check,
    request_records.check,
    batch_records.check,
    kept_sheets.check,
    session_marks.check,
    learner_words.check,
    erased_values.check,
    copied_rows.check,
    open_requests.check,
    switch_records.check,
    _beyond_the_head,
    _actions,
    _provider_ids,
    _time_running_back,
    verifications_shown.check,
)
