"""Rows of a roster in words: who, what, until when, and what is not certain about it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from scheduling.booking import queries
from scheduling.exam_sessions import accommodations
from scheduling.models import ExamSession
from scheduling.rosters import prints
from scheduling.rosters.prints import PrintedRow
from scheduling.views.exam_sessions.doubts import state_at
from scheduling.views.exam_sessions.session_rows import page_url
from scheduling.views.exam_sessions.state_marks import State
from scheduling.wall_time import say

UNCERTAIN = frozenset({"checking", "decide", "incident"})
USUAL = "scheduled"
NAMELESS = "Name not known"


@dataclass(frozen=True, slots=True)
class Line:
    """One row; `is_boxed` where what stands in it is not certain."""

    row: PrintedRow
    learner: str
    sorted_by: tuple[str, str]
    exam: str
    start: str
    until: str
    given: str
    state: State
    is_boxed: bool
    is_new: bool
    url: str

    @property
    def hours(self) -> str:
        """“9:30 AM – 12:30 PM”."""
        return f"{self.start} – {self.until}"


def lines_of(
    rows: Iterable[PrintedRow], zone: str, *, new: Collection[PrintedRow] = ()
) -> list[Line]:
    """Rows in their order, by the clock of a zone; `new` are those that an earlier print had not.
    A session that is gone from the portal has no row.
    """
    every = list(rows)
    sessions = prints.sessions_of(every)
    latest = queries.latest_attempts(sessions.values()) if sessions else {}
    return [
        _line(row, sessions[row.session_id], latest, zone, is_new=row in new)
        for row in every
        if row.session_id in sessions
    ]


def _line(row: PrintedRow, session: ExamSession, latest: dict, zone: str, *, is_new: bool) -> Line:
    state = state_at(session, latest.get(session.pk), row.start, zone)
    given = accommodations.of(session)
    family = session.learner_family_name or session.learner_name
    return Line(
        row=row,
        learner=session.learner_name or NAMELESS,
        sorted_by=(family.casefold(), session.learner_name.casefold()),
        exam=session.exam_title or session.exam_sid,
        start=say(row.start, zone).time,
        until=say(row.end, zone).time if row.end else "end not known",
        given=given.value.in_words if given else "",
        state=state,
        is_boxed=not row.is_certain or state.mark in UNCERTAIN,
        is_new=is_new,
        url=page_url(session, "session"),
    )
