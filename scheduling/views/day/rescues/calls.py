"""A rescue's call list: whom to call, and what to say. That is told by what holds now over all
rescues, so every list says the same of a session.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from scheduling.batches import batch_queries, session_outcomes
from scheduling.batches.afterwards import NOT_DONE, End, LaterChange
from scheduling.batches.progress import RowOutcome
from scheduling.batches.session_outcomes import SessionOutcome
from scheduling.booking import attempt_queries
from scheduling.models import Batch, BatchRow, ExamSession
from scheduling.spoken_time import SpokenTime, say
from scheduling.views.day.rescues.new_rows import NOT_KNOWN
from scheduling.views.day.rescues.outcome_rows import CANCELLED_SINCE, MARKS, change_since_in_words
from scheduling.views.exam_sessions.session_rows import page_url
from scheduling.views.exam_sessions.state_marks import StateMark

MOVED = "Your exam {exam} at {place} is moved from {before} to {after}."
MOVED_THAT_DAY = "Your exam {exam} at {place} is moved from {before} to {after} on {day}."
MOVED_ON = "Your exam {exam} at {place} is moved to {after}. It is no longer at {before}."
BACK = "Your exam {exam} at {place} is at {after}, as it was first. It is no longer at {before}."
CALL_IF_TOLD = "Back at its first time: call only if you told the learner another time. Then say:"
NOT_YET = "Don’t call yet: not certain."
NOT_YET_MOVED = "Don’t call yet: not moved yet."
NOT_FROM_HERE = "Don’t call from this list."
IS_NOW = "It was changed by others and not moved: it is now {when}."
NOT_MOVED = "Don’t call yet: not moved. Find another time first."
BY_RESCUE = "Moved since: {when} (rescue {number})."
AS_OF_RESCUE = "As rescue {number} left it."
NOT_MOVED_ON = "Rescue {number} was to move it on, but did not."


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnerToCall:
    """A learner on the list: what the rescue was to do, what to say now (`may_call` whether it is
    certain), and which other rescues have the session on their lists. `is_back` where nothing is
    otherwise than before all of them.
    """

    learner: str
    email: str
    url: str
    before: str
    after: str
    said: str
    state: StateMark
    may_call: bool
    is_back: bool
    note: str = ""
    others: Sequence[int] = ()

    @property
    def mailbox(self) -> str:
        """The address up to its @, with it: a line may end there."""
        name, at, _ = self.email.partition("@")
        return name + at

    @property
    def mail_host(self) -> str:
        return self.email.partition("@")[2]


def of(batch: Batch) -> list[LearnerToCall]:
    """Its sessions in the order in which they were approved."""
    rows = batch_queries.rows_of(batch)
    outcomes = session_outcomes.of_sessions(row.session_id for row in rows)
    return [_call(row, outcomes[row.session_id]) for row in rows]


def _call(row: BatchRow, found: SessionOutcome) -> LearnerToCall:
    session, zone = found.session, str(found.session.zone)
    may_call = found.is_certain and session.appointment_at is not None
    others = [one.batch_id for one in found.rows if one.batch_id != row.batch_id]
    return LearnerToCall(
        learner=session.shown_name,
        email=session.learner_email,
        url=page_url(session, "session"),
        before=say(row.stood_at, zone).dated if row.stood_at else NOT_KNOWN,
        after=_after(row, zone),
        said=_to_read(found, zone) if may_call else _why_not(row, found),
        state=MARKS[found.outcome],
        may_call=may_call,
        is_back=may_call and found.is_back,
        note=_note(row, found, zone),
        others=others,
    )


def _after(row: BatchRow, zone: str) -> str:
    """Beside the time before, of the same day without it."""
    after = say(row.new_start, zone)
    is_that_day = row.stood_at and say(row.stood_at, zone).day == after.day
    return after.clock if is_that_day else after.dated


def _note(row: BatchRow, found: SessionOutcome, zone: str) -> str:
    """What was done with it since this rescue."""
    if found.since:
        return change_since_in_words(row, found.since) if found.is_certain else ""
    if found.last.pk != found.tells.pk:
        return NOT_MOVED_ON.format(number=found.last.batch_id)
    if found.last.pk == row.pk:
        return ""
    if found.is_certain:
        when = say(found.last.new_start, zone).dated
        return BY_RESCUE.format(when=when, number=found.last.batch_id)
    return AS_OF_RESCUE.format(number=found.last.batch_id)


def _why_not(row: BatchRow, found: SessionOutcome) -> str:
    if found.since:
        call = NOT_FROM_HERE if found.since.is_cancelled else NOT_YET
        return f"{call} {change_since_in_words(row, found.since)}"
    if found.end in NOT_DONE:
        return NOT_MOVED
    if found.end == RowOutcome.WAITING:
        return NOT_YET_MOVED
    return _became(found.session, found.end)


def _became(session: ExamSession, end: End) -> str:
    """Of a session that was changed by others, and so was not moved by any rescue."""
    if session.changed_event is not None or attempt_queries.open_attempt(session):
        return NOT_YET
    if end == LaterChange.CANCELLED:
        return f"{NOT_FROM_HERE} {CANCELLED_SINCE}"
    if end == LaterChange.CHANGED and session.appointment_at and session.known_status.is_booked:
        when = say(session.appointment_at, str(session.zone)).dated
        return f"{NOT_FROM_HERE} {IS_NOW.format(when=when)}"
    return NOT_YET


def _to_read(found: SessionOutcome, zone: str) -> str:
    """The sentence: it names every time that the learner may have been told."""
    session = found.session
    usual = MOVED if len(found.earlier) < 2 else MOVED_ON
    told = BACK if found.is_back else usual
    after, before = say(session.appointment_at, zone), _listed(found.earlier, zone) or NOT_KNOWN
    now = after.dated
    if told == MOVED and _is_that_day(found.earlier, after):
        told, now, before = MOVED_THAT_DAY, after.hour, say(found.earlier[0], zone).hour
    return told.format(
        exam=session.exam_title or "",
        place=(session.location_sid and session.location_name) or "the testing center",
        before=before,
        after=now,
        day=after.day,
    ).replace("  ", " ")


def _is_that_day(earlier: Sequence[datetime], now: SpokenTime) -> bool:
    """Whether it was moved within one day: that is said once."""
    return [say(at, str(now.local.tzinfo)).day for at in earlier] == [now.day]


def _listed(times: Sequence[datetime], zone: str) -> str:
    return " or ".join(say(at, zone).dated for at in times)
