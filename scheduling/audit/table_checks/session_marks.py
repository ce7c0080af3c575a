"""Sessions that events tell of, and what is kept here of one (who came, what a learner is given),
against its events.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import orjson

from scheduling.audit import event_writer
from scheduling.audit.kinds import Kind
from scheduling.audit.table_checks import accounts_named
from scheduling.audit.table_checks.difference_classes import TableDifference
from scheduling.audit.table_checks.keyed_prints import prints_of
from scheduling.models import (
    Attendance,
    AuditEvent,
    PersonalValue,
    SessionAccommodation,
    sql_statements,
)

MOST = 200
BLOCK = 2_000
MARKING = (Kind.CHECKED_IN, Kind.CHECKED_OUT, Kind.NO_SHOW, Kind.MARK_TAKEN_BACK)
EVENT = ("number", "kind", "install_sid", "session_sid", "actor_name", "details")
ROW = (
    *("session__institution__sid", "session__sid", "arrived_at", "left_at", "no_show_at"),
    *("marked_by_name", "event_number", "start_at"),
)
GIVEN = Kind.ACCOMMODATION_CHANGED
LENGTHS = "lengths"  # what an event says of the lengths that a sitting is reckoned by
AT_ONCE = timedelta(minutes=1)  # a row and its event are written in one transaction
# Of these no event is written before its session is kept, and no session is ever removed.
OF_KEPT = (Kind.INTENT, Kind.SEEN, Kind.STATUS_SHOWN)
NOT_THERE = f"""SELECT event.session_sid, min(event.number) FROM scheduling_auditevent AS event
  WHERE event.kind IN ({", ".join(f"'{one.value}'" for one in OF_KEPT)}) AND NOT EXISTS (
    SELECT 1 FROM scheduling_examsession AS session
    JOIN scheduling_institution AS institution ON institution.id = session.institution_id
    WHERE institution.sid = event.install_sid AND session.sid = event.session_sid)
  GROUP BY event.session_sid ORDER BY 2 LIMIT %s"""
Key = tuple[str, str]  # an institution's SID and a session's
Given = tuple[int, str, int | None, datetime]  # an event's number, who, by account, and when


@dataclass(frozen=True, slots=True)
class RecordedVisit:
    """One visit or no-show: its moments to the second, blank where there is none, who marked it
    last, and by which event. `start` is None where no event says of which start it is.
    """

    arrived: str
    left: str
    no_show: str
    by: str
    event: int
    start: str | None


def check() -> Iterator[TableDifference]:
    """Every session that its events tell of and that is not there; every mark and every
    accommodation that they do not tell of, or tell otherwise.
    """
    for session, number in sql_statements.rows(NOT_THERE, MOST):
        said = f"event {number} tells of session {session}, which is not there any more"
        yield TableDifference(f"session {session}", said)
    yield from islice((*_attendance(), *_accommodations()), MOST)


def _attendance() -> Iterator[TableDifference]:
    told, stand = _marks_told(), _marks_stored()
    for key in sorted({*told, *stand}):
        if not _agree(told.get(key, []), stand.get(key, [])):
            said = f"who came to session {key[1]} is not as its events say"
            stands = tuple(astuple(one) for one in stand.get(key, []))
            yield TableDifference(f"attendance {key[1]}", said, stands=stands)


def _agree(told: list[RecordedVisit], stand: list[RecordedVisit]) -> bool:
    if len(told) != len(stand):
        return False
    return all(
        (one.arrived, one.left, one.no_show, one.by, one.event)
        == (other.arrived, other.left, other.no_show, other.by, other.event)
        and one.start in (None, other.start)
        for one, other in zip(told, stand, strict=True)
    )


def _marks_stored() -> dict[Key, list[RecordedVisit]]:
    found: dict[Key, list[RecordedVisit]] = {}
    for sid, session, *moments, by, event, start in _stored():
        arrived, left, no_show = map(_second, moments)
        mark = RecordedVisit(arrived, left, no_show, by, event, _second(start))
        found.setdefault((sid, session), []).append(mark)
    return found


def _stored() -> Iterable[tuple[Any, ...]]:
    return Attendance.objects.order_by("pk").values_list(*ROW).iterator()


def _second(at: datetime | None) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else ""


def _marks_told() -> dict[Key, list[RecordedVisit]]:
    """What the events leave standing, session by session, each applied in turn."""
    found: dict[Key, list[RecordedVisit]] = {}
    events = AuditEvent.objects.filter(kind__in=MARKING).order_by("number")
    for number, kind, sid, session, by, details in events.values_list(*EVENT).iterator():
        marks = found.setdefault((sid, session), [])
        _apply(marks, number, kind, by, orjson.loads(details))
    return {key: marks for key, marks in found.items() if marks}


def _apply(
    marks: list[RecordedVisit], number: int, kind: str, by: str, told: dict[str, Any]
) -> None:
    [(name, change)] = told["changes"].items()
    at, start = change["after"] or "", told.get("booked_start")
    if kind == Kind.CHECKED_IN:
        marks.append(RecordedVisit(at, "", "", by, number, start))
    elif kind == Kind.NO_SHOW:
        marks.append(RecordedVisit("", "", at, by, number, start))
    elif marks and name == "left":  # checked out, or that taken back
        last = marks.pop()
        marks.append(RecordedVisit(last.arrived, at, "", by, number, last.start))
    elif marks:
        marks.pop()


def _accommodations() -> Iterator[TableDifference]:
    """Each against the last event of its session; one without a row, and a row without one."""
    last = _last_given()
    rows = SessionAccommodation.objects.select_related("session__institution").order_by("pk")
    start = 0
    while block := list(rows.filter(pk__gt=start)[:BLOCK]):
        start = block[-1].pk
        values = _values([one.event_number for one in block])
        lengths = _lengths_told([one.session.sid for one in block])
        for row in block:
            key = (row.session.institution.sid, row.session.sid)
            given = last.pop(key, None)
            if not (given and _is_given_so(row, given) and _is_told(row, values)):
                said = f"what session {key[1]} is given is not as its last event says"
                stands = (row.event_number, row.changed_by_name, row.value)
                yield TableDifference(f"accommodation {key[1]}", said, stands=stands)
            if key in lengths and lengths[key] not in _prints_of_lengths(row):
                said = f"how long session {key[1]} takes is not reckoned as its events say"
                stands = (row.exam_minutes, row.whole_minutes)
                yield TableDifference(f"lengths {key[1]}", said, stands=stands)
    for (_, session), (number, *_) in last.items():
        said = f"event {number} gave session {session} an accommodation that is not there any more"
        yield TableDifference(f"accommodation {session}", said)


def _last_given() -> dict[Key, Given]:
    events = AuditEvent.objects.filter(kind=GIVEN).order_by("number")
    columns = ("install_sid", "session_sid", "number", "actor_name", "actor_id", "at")
    found = events.values_list(*columns).iterator()
    return {(sid, session): (number, *by) for sid, session, number, *by in found}


def _is_given_so(row: SessionAccommodation, given: Given) -> bool:
    number, by, account, at = given
    if (row.event_number, row.changed_by_name) != (number, by):
        return False
    is_theirs = accounts_named.is_account_of_event(row.changed_by_id, account)
    return is_theirs and abs(row.changed_at - at) <= AT_ONCE


def fingerprint_of_lengths(row: SessionAccommodation) -> str:
    """What events say of the lengths that a sitting is reckoned by (`LENGTHS`). None is a name,
    but beside the other one it would tell what the learner is given.
    """
    return _prints_of_lengths(row)[0]


def _prints_of_lengths(row: SessionAccommodation) -> list[str]:
    return prints_of(["lengths", row.session_id, row.exam_minutes, row.whole_minutes])


def _lengths_told(sessions: list[str]) -> dict[Key, str]:
    """By the last event of each session that says them: of a change, or of a move that named an
    end. Those of before do not.
    """
    events = AuditEvent.objects.filter(
        session_sid__in=sessions, details__contains=f'"{LENGTHS}":'
    ).having(kind=(GIVEN, Kind.INTENT))
    columns = ("install_sid", "session_sid", "details")
    found = events.order_by("number").values_list(*columns).iterator()
    return {(sid, one): str(orjson.loads(told).get(LENGTHS)) for sid, one, told in found}


def _values(numbers: list[int]) -> dict[int, str]:
    rows = PersonalValue.objects.filter(event_number__in=numbers, name="after")
    return dict(rows.values_list("event_number", "value"))


def _is_told(row: SessionAccommodation, values: dict[int, str]) -> bool:
    """Of a value that was erased since, nothing can be said."""
    told = values.get(row.event_number)
    return told is None or event_writer.is_kept_value(told, "after", row.value.in_words or "none")
