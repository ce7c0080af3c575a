"""Rows of a roster in words: who, what, until when, and what is not certain about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from scheduling.batches import still_to_move
from scheduling.booking import attempt_queries
from scheduling.exam_sessions import accommodations, attendance
from scheduling.exam_sessions.moments import earlier_states, who_is_here
from scheduling.exam_sessions.name_order import by_name
from scheduling.models import Attempt, Attendance, EarlierState, ExamSession, status_of
from scheduling.models.session_status import SCHEDULED
from scheduling.rosters import prints
from scheduling.rosters.prints import PrintedRow
from scheduling.rosters.roster import Roster
from scheduling.spoken_time import say, say_difference, to_minute
from scheduling.views.exam_sessions.doubts import state_at
from scheduling.views.exam_sessions.lists.row_places import place_words
from scheduling.views.exam_sessions.session_rows import page_url
from scheduling.views.exam_sessions.state_marks import NO_SHOW, StateMark, state_of

NO_ACCOMMODATION = "no accommodation"
OTHER_NAME = "under another name"
# Of a print that kept no words: all that is known of what it had in a box.
ASKED_THEN = "Request open when printed"


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One row; `is_boxed` where what stands in it is not certain, `is_new` where an earlier print
    had it not, `was` how that print had it otherwise. `stands` is where and when the session is to
    be found now, for one that is not in this row any more; blank of what a print kept. `other` is
    the other time at which the learner may come instead, `came` and `left` are as people marked it.
    """

    row: PrintedRow
    learner: str
    family: str
    sorted_by: tuple[str, str, int]
    exam: str
    start: str
    until: str
    given: str
    state: StateMark
    is_boxed: bool
    url: str
    is_new: bool = False
    was: str = ""
    stands: str = ""
    other: str = ""
    came: str = ""
    left: str = ""

    @property
    def name_in_list(self) -> str:
        """“Adéyẹmí, Adaeze”: as a list by name has it; the name as it is where no family name is
        known, or it stands elsewhere in it.
        """
        given = self.learner.removesuffix(f" {self.family}").removeprefix(f"{self.family} ")
        is_part = bool(self.family) and given != self.learner
        return f"{self.family}, {given}" if is_part else self.learner

    @property
    def hours(self) -> str:
        """“9:30 AM – 12:30 PM”."""
        return f"{self.start} – {self.until}"


@dataclass(frozen=True, slots=True)
class _Said:
    """What a row says of its session besides who, what and when."""

    given: str
    state: StateMark
    is_boxed: bool
    stands: str = ""
    visit: Attendance | None = None


def lines_of(rows: Iterable[PrintedRow], zone: str, *, are_gone: bool = False) -> list[RosterLine]:
    """Rows in their order, by the clock of a zone, with what is known now; of rows that are gone
    where and when each session is to be found. A session that is gone from the portal has no row.
    """
    every = list(rows)
    sessions = prints.sessions_of(every)
    latest = attempt_queries.latest_attempts(sessions.values()) if sessions else {}
    marked = attendance.latest_of(sessions.values()) if sessions else {}
    to_move = still_to_move.rows_of(sessions.values())
    lines = []
    for row in every:
        if known := sessions.get(row.session_id):
            state = state_at(known, latest.get(known.pk), row.start, zone, to_move.get(known.pk))
            said = _now(row, known, state, marked.get(known.pk))
            if are_gone:
                said = replace(said, stands=_stands(known, latest.get(known.pk), zone))
            lines.append(_line(row, known, said, zone))
    return _with_other_times(lines)


def lines_of_may_come(roster: Roster) -> list[RosterLine]:
    """Those of whom nobody knows whether they are booked, by name, each with what was last known of
    a booking there: “was Scheduled”.
    """
    listed = [one.session for one in roster.may_come if one.session.dropped_at is None]
    before = earlier_states.last(one.pk for one in listed)
    found = by_name_of(lines_of(prints.rows_of(roster.may_come), roster.zone))
    return [
        replace(line, was=_was(line, known, roster.zone))
        if (known := before.get(line.row.session_id))
        else line
        for line in found
    ]


def _was(line: RosterLine, before: EarlierState, zone: str) -> str:
    said = [status_of(before.status).word]
    if before.start_at and before.start_at != line.row.start:
        said.append(say(before.start_at, zone).unzoned)
    return ", ".join(said)


def lines_as_printed(
    rows: Iterable[PrintedRow], zone: str, *, at: datetime | None = None
) -> list[RosterLine]:
    """The same with what a print kept as it was; what it did not keep is left out. Names and exams
    are as they are now, and so is who came, of whom had by the moment of the print (`at`).
    """
    every = list(rows)
    sessions = prints.sessions_of(every)
    given = accommodations.given_by(row.given or 0 for row in every)
    visits = who_is_here.newest_until(at, sessions) if at else {}
    lines = [
        _line(
            row, known, _printed(row, given, _came(row, known, visits.get(known.pk), at)), zone, at
        )
        for row in every
        if (known := sessions.get(row.session_id))
    ]
    return _with_other_times(lines)


def _came(
    row: PrintedRow, session: ExamSession, visit: Attendance | None, at: datetime | None = None
) -> Attendance | None:
    """The visit where it is one of the row's own start: now, or as it was at a past moment."""
    if visit is None or not attendance.has_come_for(session, row.start, visit):
        return None
    return visit if attendance.is_of(session, row.start, visit, at=at) else None


def _with_other_times(lines: Sequence[RosterLine]) -> list[RosterLine]:
    """The lines, those of one who has two each with the start of the other."""
    mine: dict[int, list[RosterLine]] = {}
    for line in lines:
        mine.setdefault(line.row.session_id, []).append(line)
    return [replace(line, other=_other(line, mine[line.row.session_id])) for line in lines]


def _other(line: RosterLine, mine: Sequence[RosterLine]) -> str:
    starts = (one.start for one in mine if one.row.start != line.row.start)
    return " or ".join(dict.fromkeys(starts))


def by_name_of(lines: Iterable[RosterLine]) -> list[RosterLine]:
    """The lines as they are looked up: by name."""
    return sorted(lines, key=lambda one: one.sorted_by)


def as_shown(rows: Iterable[PrintedRow], lines: Iterable[RosterLine]) -> list[PrintedRow]:
    """The rows with what their lines say: the state, and whether it is in a box."""
    by_row = {line.row: line for line in lines}
    return [
        replace(row, state=line.state.word, is_boxed=line.is_boxed)
        if (line := by_row.get(row))
        else row
        for row in rows
    ]


def _now(
    row: PrintedRow,
    session: ExamSession,
    state: StateMark,
    mark: Attendance | None,
) -> _Said:
    given = accommodations.of(session)
    is_of_row = mark is not None and attendance.is_of(session, row.start, mark)
    if mark and mark.no_show_at and is_of_row:
        state = StateMark(NO_SHOW.mark, f"{NO_SHOW.word}, {state.word}")
    return _Said(
        given=given.value.in_words if given else "",
        state=state,
        is_boxed=not row.is_certain or state.is_uncertain,
        visit=_came(row, session, mark),
    )


def _stands(session: ExamSession, latest: Attempt | None, zone: str) -> str:
    """“Tue, Dec 1, 9:00 AM, Duluth Testing Center”, by its own clock, with its state where that is
    not the usual one; of what is booked nowhere, its state.
    """
    start = session.appointment_at
    state = state_at(session, latest, start, zone) if start else state_of(session, latest)
    is_nowhere = session.dropped_at or session.known_status.rules_out_a_booking
    if start is None or is_nowhere:
        return state.word
    own = str(session.zone)
    spoken = say(start, own)
    when = spoken.short if say_difference(start, own, zone) else spoken.unzoned
    usual = "" if state.is_that_of([SCHEDULED]) else state.word
    place = place_words(session).strip("–") or "location not known"
    return ", ".join(filter(None, (when, place, usual)))


def _printed(row: PrintedRow, given: Mapping[int, str], visit: Attendance | None) -> _Said:
    return _Said(
        given=given.get(row.given or 0, ""),
        state=StateMark("", ASKED_THEN if row.state is None else row.state),
        is_boxed=not row.is_certain if row.is_boxed is None else row.is_boxed,
        visit=visit,
    )


def _line(
    row: PrintedRow, session: ExamSession, said: _Said, zone: str, at: datetime | None = None
) -> RosterLine:
    came, left = _came_and_left(said.visit, at)
    return RosterLine(
        row=row,
        learner=session.shown_name,
        family=session.learner_family_name,
        sorted_by=by_name(session),
        exam=session.exam_title or session.exam_sid,
        start=say(row.start, zone).hour,
        until=say(row.end, zone).hour if row.end else "end not known",
        given=said.given,
        state=said.state,
        is_boxed=said.is_boxed,
        stands=said.stands,
        url=page_url(session, "session"),
        came=say(to_minute(came), zone).hour if came else "",
        left=say(to_minute(left), zone).hour if left else "",
    )


def _came_and_left(
    visit: Attendance | None, at: datetime | None
) -> tuple[datetime | None, datetime | None]:
    if visit is None:
        return None, None
    return visit.arrived_at, None if at and visit.left_at and visit.left_at > at else visit.left_at
