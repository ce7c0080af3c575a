"""Sessions as rows: their state as mark and word, grouped under headings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse

from scheduling.exam_sessions.worklist import Listing
from scheduling.models import ExamSession
from scheduling.models.session_status import NOT_SHOWN
from scheduling.wall_time import SpokenTime, say

COUNT_WORDS = {
    "": "total",
    "needs": "need a proctor",
    "checking": "being checked",
    "pending": "pending approval",
    "scheduled": "scheduled",
    "other": "other",
    "over": "over",
}
CHANGED_OUTSIDE = "{word}, changed outside"
NOT_FETCHED = "Not loaded yet"


@dataclass(frozen=True, slots=True)
class State:
    """How a state looks: the class that gives its mark, and its word."""

    mark: str
    word: str


def state_of(session: ExamSession, *, checking: bool) -> State:
    """The state to show: a request that is still open comes before what the provider last said."""
    if checking:
        return State("checking", "Being checked")
    status = session.known_status
    if session.changed_event is not None:
        return State("checking", CHANGED_OUTSIDE.format(word=status.word))
    if status == NOT_SHOWN and session.refreshed_at is None and session.listed_at is None:
        return State(status.mark, NOT_FETCHED)
    return State(status.mark, status.word)


@dataclass(frozen=True, slots=True)
class Row:
    """One session in a list."""

    session: ExamSession
    state: State
    url: str
    when: str
    where: str


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading."""

    heading: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class StateCount:
    """A count that can be clicked."""

    name: str
    word: str
    count: int
    is_current: bool


def states(listing: Listing, current: str) -> list[StateCount]:
    """The counts above the list, in the order in which they matter."""
    return [
        StateCount(name, word, listing.counts[name or "all"], name == current)
        for name, word in COUNT_WORDS.items()
        if name in ("", "needs", current) or listing.counts[name]
    ]


def grouped(sessions: Iterable[ExamSession]) -> list[Group]:
    """Rows under “Being checked”, “Need a proctor”, then each day, then “Over”."""
    return [
        Group(heading, [_row(one) for one in rows]) for heading, rows in groupby(sessions, _heading)
    ]


def _heading(session: ExamSession) -> str:
    if getattr(session, "checking", False):
        return "Being checked"
    if session.needs_proctor:
        return "Need a proctor"
    if session.is_over:
        return "Over"
    return (
        say(session.appointment_at, str(session.zone)).day if session.appointment_at else "No date"
    )


def _row(session: ExamSession) -> Row:
    spoken = say(session.appointment_at, str(session.zone)) if session.appointment_at else None
    return Row(
        session=session,
        state=state_of(session, checking=getattr(session, "checking", False)),
        url=reverse("session", args=(session.institution.sid, session.exam_sid, session.sid)),
        when=_when(session, spoken),
        where="" if session.needs_proctor else session.location_name or "–",
    )


def _when(session: ExamSession, spoken: SpokenTime | None) -> str:
    """The time; with its day wherever no heading above it tells the day."""
    if spoken is None:
        return ""
    told_above = not session.is_over and not getattr(session, "checking", False)
    return f"{spoken.time} {spoken.zone_abbrev}" if told_above else spoken.short
