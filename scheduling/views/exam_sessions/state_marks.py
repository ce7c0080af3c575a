"""The state of a session as mark and word, and the counts of a list by state."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from scheduling.booking.comparison.asked_and_stored import is_done_otherwise
from scheduling.exam_sessions.lists.list_states import PARTS
from scheduling.exam_sessions.lists.worklist import Listing
from scheduling.exam_sessions.outside_changes import unread_answers
from scheduling.models import Attempt, BatchRow, ExamSession, SessionStatus, TypeSwitch
from scheduling.models.session_status import (
    APPROVAL_DENIED,
    CANCELLED,
    CLOSED,
    IN_PROGRESS,
    INCIDENT,
    NOT_SHOWN,
    PENDING_APPROVAL,
    PROCESSING,
    SCHEDULED,
    STATUSES,
)

COUNT_WORDS = {
    "": "total",
    "needs": "need a proctor",
    "checking": "still being checked",
    "pending": PENDING_APPROVAL.word.lower(),
    "scheduled": SCHEDULED.word.lower(),
    "dropped": "no longer listed",
    "other": "other",
    "over": "over",
}
PART_WORDS = {
    "denied": APPROVAL_DENIED.word.lower(),
    "in-progress": IN_PROGRESS.word.lower(),
    "processing": PROCESSING.word.lower(),
    "incident": INCIDENT.word.lower(),
    "not-shown": NOT_SHOWN.word.lower(),
    "unknown": "in another status",
    "closed": CLOSED.word.lower(),
    "cancelled": CANCELLED.word.lower(),
}
STATE_WORDS = COUNT_WORDS | PART_WORDS
CHANGED_OUTSIDE = "{word}, changed outside"
CANCELLED_HERE = "{word}, outside change not reviewed"
NOT_AS_ASKED = "{word}, not as asked"
BEFORE_START = "{word}, early"
TO_BE_MOVED = "{word}, a rescue is to move it"
CANT_BE_READ = "{word}, {what} can’t be read: not certain"
START_NOT_SHOWN = "{word}, start not shown: not certain"
NOT_FETCHED = "Not loaded yet"
NO_LONGER_LISTED = "No longer listed; last known as {word}"


@dataclass(frozen=True, slots=True)
class StateMark:
    """How a state looks: the class that gives its mark, and its word. `status` is the key of the
    status that is all there is to say; "" where more is said.
    """

    mark: str
    word: str
    status: str = ""

    def is_that_of(self, statuses: Iterable[SessionStatus]) -> bool:
        """Whether one of these statuses is all there is to say."""
        return self.status in {one.key for one in statuses}

    @property
    def is_uncertain(self) -> bool:
        """Whether it stands out: what it says is not certain, or waits for somebody."""
        return self.mark in ("checking", "decide", "incident")


CHECKING = StateMark("checking", "Being checked")
UNDECIDED = StateMark("decide", Attempt.NEEDS_DECISION)
NO_SHOW = StateMark("decide", "Marked as a no-show")
HALF_SWITCHED = StateMark("decide", TypeSwitch.HALF_DONE)
BOOKED_ELSEWHERE = StateMark("decide", TypeSwitch.BOOKED_OUTSIDE)


def state_of(session: ExamSession, latest: Attempt | None) -> StateMark:
    """The state to show, beside the newest request for it: one that is still open comes before
    what the provider last said.
    """
    if latest and latest.is_open:
        return UNDECIDED if latest.awaits_decision else CHECKING
    status = session.known_status
    if session.dropped_at:
        return StateMark(NOT_SHOWN.mark, NO_LONGER_LISTED.format(word=status.word))
    if session.changed_event is not None:
        said = CANCELLED_HERE if latest and _is_cancelled_by(latest, session) else CHANGED_OUTSIDE
        return StateMark("decide", said.format(word=status.word))
    if latest and status.is_in_place and is_done_otherwise(latest, session):
        return StateMark("decide", NOT_AS_ASKED.format(word=status.word))
    if session.refreshed_at is None and session.listed_at is None and status == NOT_SHOWN:
        return StateMark(status.mark, NOT_FETCHED)
    if odd := unread_answers.booking_given(session):
        what = " and ".join(odd)
        return StateMark(CHECKING.mark, CANT_BE_READ.format(word=status.word, what=what))
    return StateMark(status.mark, status.word, status.key)


def half_switched_mark(session: ExamSession) -> StateMark:
    """The state of one in which a switch goes on; the provider may show a booking there that nobody
    asked for here.
    """
    return BOOKED_ELSEWHERE if session.known_status.is_in_place else HALF_SWITCHED


def unshown(state: StateMark) -> StateMark:
    """The state of one of which no answer has shown a start: it is not certain."""
    is_plain = state.is_that_of(one for one in STATUSES if one.is_firm)
    return StateMark(CHECKING.mark, START_NOT_SHOWN.format(word=state.word)) if is_plain else state


def state_with(session: ExamSession, latest: Attempt | None, row: BatchRow | None) -> StateMark:
    """The same; where a batch is still to move it by this row, and no request is open, that."""
    state = state_of(session, latest)
    if row is None or (latest and latest.is_open):
        return state
    return StateMark(CHECKING.mark, TO_BE_MOVED.format(word=state.word))


def early(state: StateMark, session: ExamSession, now: datetime) -> StateMark:
    """The same; of a booking that is shown to run already before its start, that."""
    start = session.appointment_at
    is_to_come = start is not None and start > now
    if not (is_to_come and state.is_that_of([IN_PROGRESS])):
        return state
    return StateMark("early", BEFORE_START.format(word=state.word))


def _is_cancelled_by(latest: Attempt, session: ExamSession) -> bool:
    """Whether it is cancelled as this request asked: whatever else was changed outside, that was
    not.
    """
    is_done = (latest.action, latest.state) == (Attempt.Action.CANCEL, Attempt.State.ACCEPTED)
    return is_done and session.known_status.is_cancelled


NOT_COUNTED = "not counted"


@dataclass(frozen=True, slots=True)
class StateCount:
    """A count that can be chosen, and below it those of what it is made of."""

    name: str
    word: str
    count: str  # “1000+” where they were not counted to the end, `NOT_COUNTED` where none was seen
    is_current: bool
    parts: Sequence[StateCount] = ()


def states(listing: Listing, current: str) -> list[StateCount]:
    """The counts of the list by state, in the order in which they matter."""
    # At a location that none of them needs a proctor is not said of those that are at none yet.
    always = {"", current} if listing.left_out.nowhere else {"", "needs", current}
    always |= {name for name, parts in PARTS.items() if current in parts}
    return [
        replace(one, parts=_told(listing, PARTS.get(one.name, ()), {current}, current))
        for one in _told(listing, COUNT_WORDS, always, current)
    ]


def _told(
    listing: Listing, names: Iterable[str], always: set[str], current: str
) -> list[StateCount]:
    """Those of these states that the list has, or may have, and those that are told anyway."""
    return [
        StateCount(name, STATE_WORDS[name], _counted(listing, name or "all"), name == current)
        for name in names
        if name in always or listing.counts[name] or name in listing.cut
    ]


def _counted(listing: Listing, state: str) -> str:
    count, is_cut = listing.counts[state], state in listing.cut
    return NOT_COUNTED if is_cut and not count else f"{count}+" if is_cut else str(count)
