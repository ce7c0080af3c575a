"""Sessions as rows: their state as mark and word, grouped under headings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.urls import NoReverseMatch, reverse

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
    "dropped": "no longer listed",
    "other": "other",
    "over": "over",
}
NOT_FETCHED = "Not fetched yet"
PLACE_NOT_FETCHED = "Place not fetched yet"
NO_LONGER_LISTED = "No longer listed; last known as {word}"


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
    if session.dropped_at:
        return State(NOT_SHOWN.mark, NO_LONGER_LISTED.format(word=status.word))
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
    if session.dropped_at:
        return "No longer listed"
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
        url=_url(session),
        when=_when(session, spoken),
        where=_where(session),
    )


def _url(session: ExamSession) -> str:
    """Its page; '' where a SID is none, so that it has no address."""
    try:
        return reverse("session", args=(session.institution.sid, session.exam_sid, session.sid))
    except NoReverseMatch:
        return ""


def _where(session: ExamSession) -> str:
    """The place of a booking. The list does not tell it: it is known once the session was read."""
    if session.needs_proctor or session.location_name:
        return session.location_name if not session.needs_proctor else ""
    return "–" if session.refreshed_at else PLACE_NOT_FETCHED


def _when(session: ExamSession, spoken: SpokenTime | None) -> str:
    """The time; with its day wherever no heading above it tells the day."""
    if spoken is None:
        return ""
    told_above = not (session.is_over or session.dropped_at or getattr(session, "checking", False))
    return f"{spoken.time} {spoken.zone_abbrev}" if told_above else spoken.short
