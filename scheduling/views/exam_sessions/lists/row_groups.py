"""Rows of a list under headings: by what they mean now, by course, by what was found, or by how
they stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from zoneinfo import ZoneInfo

from scheduling.date_formats import clock
from scheduling.exam_sessions.lists.day_order import DayStage
from scheduling.exam_sessions.search import marking, reasons
from scheduling.exam_sessions.search.marking import Piece
from scheduling.handovers.part_headings import TOLD
from scheduling.handovers.parts_in_order import HandoverPart
from scheduling.models import ExamSession
from scheduling.spoken_time import SpokenTime, say
from scheduling.views.exam_sessions.session_rows import (
    PLAIN,
    ListedSession,
    ListReading,
    row_reader,
)

MOMENT_WORDS = {
    DayStage.NEEDS_YOU: "Needs you",
    DayStage.NOW: "Now",
    DayStage.OVERDUE: TOLD[HandoverPart.OVERDUE].title,
    DayStage.UNENDED: "Started, end not known",
    DayStage.LATER: "Later, not booked or not certain",
    DayStage.EARLIER: "Earlier and over",
}
NO_COURSE = "Course not known"
NOT_SETTLED = "Not confirmed yet"


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Rows under one heading: `what` is a kind of thing that a search found, `heading` its name,
    `note` how many they are where that says something and all of them are there.
    """

    heading: str
    rows: list[ListedSession]
    what: str = ""
    note: str = ""
    found: Sequence[Piece] = ()  # the heading of what a search found, and what it matched


def grouped(
    sessions: Iterable[ExamSession],
    found_under: Mapping[int, str] | None = None,
    reading: ListReading = PLAIN,
) -> list[RowGroup]:
    """Rows under “Not confirmed yet”, “Need a proctor”, then each day, then “Over”; those that a
    search found by their course, exam or instructor under its name, behind a learner's; those of
    one day by what they mean now.
    """
    listed = list(sessions)
    row_of = row_reader(listed, found_under or {}, reading)
    groups = [
        _group(
            what,
            heading,
            [row_of(one, told_above=not what and not reading.day) for one in rows],
            reading,
        )
        for (what, heading), rows in groupby(listed, partial(_heading, reading=reading))
    ]
    return _counted(groups, reading) if reading.day else groups


def _counted(groups: list[RowGroup], reading: ListReading) -> list[RowGroup]:
    """The same, each with how many it has, but for one that may go on on another page."""
    cut = {0} if reading.goes_on_before else set()
    cut |= {len(groups) - 1} if reading.goes_on_behind else set()
    return [
        one if number in cut else replace(one, note=str(len(one.rows)))
        for number, one in enumerate(groups)
    ]


def _group(what: str, heading: str, rows: list[ListedSession], reading: ListReading) -> RowGroup:
    found = marking.marked(heading, reading.query) if what else ()
    if reading.day and heading not in MOMENT_WORDS.values():
        heading = _starts(rows, reading.zone)
    return RowGroup(heading, rows, what, found=found)


def _starts(rows: Sequence[ListedSession], zone: str) -> str:
    """When these start, “9:30 AM” or “9:15 AM to 9:45 AM” by the clock of the page; by each of
    their own where one differs, “9:30 AM EST · 8:45 AM CST”, so that nobody has to reckon it.
    """
    sessions, by_clock = [row.session for row in rows], {}
    tells_clock = any(row.times.elsewhere for row in rows)
    for one in sorted(sessions, key=lambda one: one.appointment_at):
        own = str(one.zone) if tells_clock or not zone else zone
        start = say(one.appointment_at, own)
        by_clock.setdefault((start.local.utcoffset(), start.zone_abbrev), []).append(start)
    told = [by_clock[one] for one in sorted(by_clock, reverse=True)]
    return " · ".join(_from_to(starts, tells_clock=tells_clock) for starts in told)


def _from_to(starts: Sequence[SpokenTime], *, tells_clock: bool) -> str:
    first, last = starts[0], starts[-1]
    until = last.clock if tells_clock else last.time
    return until if first.local == last.local else f"{first.time} to {until}"


def _heading(session: ExamSession, reading: ListReading) -> tuple[str, str]:
    """What was found, if not the session itself, and the words of the heading."""
    if reading.day:
        return "", _moment_heading(session, reading.zone)
    if reading.by_course:
        return "", session.course_name or NO_COURSE
    what = reasons.reason(session)
    return (what, session.found_name) if what else ("", _state_heading(session))


def _moment_heading(session: ExamSession, zone: str) -> str:
    """What a session of the day means now; of one that comes, the hour by which it stands."""
    moment = list(DayStage)[session.moment]
    if moment is not DayStage.NEXT:
        return MOMENT_WORDS[moment]
    hour = session.appointment_at.astimezone(ZoneInfo(zone or str(session.zone)))
    return clock(hour.replace(minute=0))


def _state_heading(session: ExamSession) -> str:
    if getattr(session, "checking", False):
        return NOT_SETTLED
    if session.dropped_at:
        return "No longer listed"
    if session.needs_proctor:
        return "Need a proctor"
    if session.is_over:
        return "Over"
    return (
        say(session.appointment_at, str(session.zone)).day if session.appointment_at else "No date"
    )
