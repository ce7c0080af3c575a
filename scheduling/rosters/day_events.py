"""What happened on a day that changes no roster's row: who was marked as here, as gone or as a
no-show since a moment, what of that was taken back, and at whose exam an incident was reported.

All of it is told from the log. Whose event can't be read is told by what its kind says.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduling.audit.event_reader import NO_TIME, read_details
from scheduling.audit.kinds import Kind
from scheduling.exam_sessions import accommodations
from scheduling.exam_sessions.moments import earlier_states
from scheduling.models import AuditEvent, EarlierState, ExamSession, status_of
from scheduling.models.session_status import INCIDENT
from scheduling.proctoring_api.provider_times import moment
from scheduling.rosters import outside_events
from scheduling.rosters.past_states import RosterScope
from scheduling.rosters.prints import PrintedRow

MARKS = {
    Kind.CHECKED_IN: "Arrived",
    Kind.CHECKED_OUT: "Left",
    Kind.NO_SHOW: "No-show",
    Kind.MARK_TAKEN_BACK: "Taken back",
}
SHOWN = (Kind.SEEN, Kind.STATUS_SHOWN)
MARKED = {"arrived": "check-in", "left": "check-out", "no_show": "no-show"}


@dataclass(frozen=True, slots=True)
class DayEvent:
    """One of them: what, about whose row, when (None where nobody can read that) and by whom (""
    where it was seen in SmarterProctoring).
    """

    what: str
    row: PrintedRow
    at: datetime | None
    who: str
    event_number: int


def since(scope: RosterScope, then: datetime) -> list[DayEvent]:
    """Those of the day since then, in the order of the log."""
    events = outside_events.since(then, scope.institution, (*MARKS, *SHOWN))
    told = [(one, what) for one in events if (what := _what(one))]
    sessions = _sessions(scope, (one.session_sid for one, _ in told))
    earlier = earlier_states.since([one.pk for one in sessions.values()], then) if told else {}
    found = []
    for event, what in told:
        session = sessions.get(event.session_sid)
        if session is None:
            continue
        stood = earlier_states.first_after(earlier.get(session.pk, ()), event.at)
        row = _row(scope, session, stood, event)
        if row is None:
            continue
        at = None if event.at == NO_TIME else event.at
        who = event.actor_name if event.kind in MARKS else ""
        found.append(DayEvent(what, row, at, who, event.number))
    return found


def _what(event: AuditEvent) -> str:
    """What an event tells; "" of a change that is about no incident."""
    changes = read_details(event.details).get("changes")
    changed = changes if isinstance(changes, dict) else {}
    if event.kind == Kind.MARK_TAKEN_BACK:
        names = [MARKED[name] for name in changed if name in MARKED]
        return f"{MARKS[Kind.MARK_TAKEN_BACK]}: {', '.join(names) or 'a mark'}"
    if event.kind in MARKS:
        return MARKS[Kind(event.kind)]
    status = changed.get("status")
    after = status.get("after") if isinstance(status, dict) else None
    return INCIDENT.word if isinstance(after, str) and status_of(after) == INCIDENT else ""


def _sessions(scope: RosterScope, sids: Iterable[str]) -> dict[str, ExamSession]:
    rows = ExamSession.objects.filter(institution=scope.institution, sid__in=set(sids))
    found = {one.sid: one for one in rows.select_related("institution")}
    accommodations.load(list(found.values()))
    return found


def _row(
    scope: RosterScope, session: ExamSession, stood: EarlierState | None, event: AuditEvent
) -> PrintedRow | None:
    """The row of the booking that the event is about, as it was when that happened (`stood`, where
    it stands otherwise since); None for another day or place.
    """
    told = read_details(event.details).get("booked_start")
    booked = moment(told) if isinstance(told, str) and event.kind in MARKS else None
    start = booked or (stood.start_at if stood else session.appointment_at)
    sid = (stood.location_sid if stood else "") or session.location_sid
    first, last = scope.bounds
    is_there = scope.location_sid in ("", sid)
    if not (is_there and start and first <= start < last):
        return None
    minutes = accommodations.sitting_of(session).minutes
    end = start + timedelta(minutes=minutes) if minutes else None
    place = "" if scope.location_sid else sid
    return PrintedRow(session.pk, start, end, is_certain=True, location_sid=place)
