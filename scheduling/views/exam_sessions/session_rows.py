"""Sessions as rows: their state as mark and word, grouped under headings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.urls import NoReverseMatch, reverse

from scheduling.exam_sessions.search import session_queries
from scheduling.exam_sessions.worklist import Listing
from scheduling.models import ExamSession
from scheduling.models.session_status import NOT_SHOWN
from scheduling.wall_time import SpokenTime, city_of, say, say_difference

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
CHANGED_OUTSIDE = "{word}, changed outside"
NOT_FETCHED = "Not loaded yet"
PLACE_NOT_FETCHED = "Place not loaded yet"
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
    elsewhere: str  # whose clock that is, where it is not the page's: “Phoenix, 1 hour behind”
    apart: str  # the same as short as a row has room for: “−1 h”
    where: str
    found_under: str = ""  # the other name or address by which a search found the learner


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading: `what` is a kind of thing that a search found, `heading` its name."""

    heading: str
    rows: list[Row]
    what: str = ""


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


def grouped(
    sessions: Iterable[ExamSession],
    found_under: Mapping[int, str] | None = None,
    *,
    zone: str = "",
) -> list[Group]:
    """Rows under “Being checked”, “Need a proctor”, then each day, then “Over”; those that a search
    found by their course, exam or instructor under its name, behind a learner's. `zone` is
    the page's clock; without one the rows name none.
    """
    under = found_under or {}
    return [
        Group(
            heading, [_row(one, under.get(one.pk, ""), zone, by_day=not what) for one in rows], what
        )
        for (what, heading), rows in groupby(sessions, _heading)
    ]


def _heading(session: ExamSession) -> tuple[str, str]:
    """What was found, if not the session itself, and the words of the heading."""
    what = session_queries.reason(session)
    return (what, session.found_name) if what else ("", _state_heading(session))


def _state_heading(session: ExamSession) -> str:
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


def _row(session: ExamSession, found_under: str, zone: str, *, by_day: bool) -> Row:
    spoken = say(session.appointment_at, str(session.zone)) if session.appointment_at else None
    return Row(
        session=session,
        state=state_of(session, checking=getattr(session, "checking", False)),
        url=_url(session),
        when=_when(session, spoken, told_above=by_day),
        elsewhere=(elsewhere := _elsewhere(session, zone)),
        apart=_in_short(elsewhere),
        where=_where(session),
        found_under=found_under,
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


def _when(session: ExamSession, spoken: SpokenTime | None, *, told_above: bool) -> str:
    """The time; with its day wherever no heading above it tells the day."""
    if spoken is None:
        return ""
    told_above &= not (session.is_over or session.dropped_at or getattr(session, "checking", False))
    return spoken.time if told_above else spoken.unzoned


def _elsewhere(session: ExamSession, zone: str) -> str:
    """The place whose clock the time is on, and how far that is from the page's."""
    own = str(session.zone)
    known = session.appointment_at if zone else None
    apart = say_difference(known, own, zone) if known else ""
    return f"{city_of(own)}, {apart}" if apart else ""


def _in_short(elsewhere: str) -> str:
    """“−1 h” for “Phoenix, 1 hour behind”."""
    how_far, _, way = elsewhere.rpartition(", ")[2].rpartition(" ")
    far = how_far.replace("hours", "h").replace("hour", "h").replace("minutes", "min")
    return f"{'−' if way == 'behind' else '+'}{far}" if far else ""
