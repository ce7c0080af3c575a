"""Rows of a rescue that was begun, in words: each with what it came to, or waits for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from scheduling.batches import afterwards, batch_queries, progress
from scheduling.batches.afterwards import NOT_DONE, End, Later, LaterChange
from scheduling.batches.approved_booking import SeenBooking
from scheduling.batches.progress import RowOutcome
from scheduling.booking.outcome_panel import failed_sentences, request_words
from scheduling.log import learner_erasure
from scheduling.models import Attempt, Batch, BatchRow, ExamSession
from scheduling.models.session_status import NOT_SHOWN
from scheduling.spoken_time import say
from scheduling.views.day.rescues.new_rows import NOT_KNOWN
from scheduling.views.exam_sessions import switch_words
from scheduling.views.exam_sessions.session_rows import page_url
from scheduling.views.exam_sessions.state_marks import CHECKING, UNDECIDED, StateMark

MARKS = {
    RowOutcome.MOVED: StateMark("scheduled", "Moved"),
    RowOutcome.OTHERWISE: StateMark("decide", "Moved, but not as asked"),
    RowOutcome.DECIDE: UNDECIDED,
    RowOutcome.CHECKING: CHECKING,
    RowOutcome.DOUBTED: StateMark("decide", "Not certain"),
    RowOutcome.REFUSED: StateMark("refused", "Not moved"),
    RowOutcome.HELD: StateMark("refused", "Not sent"),
    RowOutcome.LEFT: StateMark("cancelled", "Left as it was"),
    RowOutcome.SENDING: StateMark("running", "Being sent"),
    RowOutcome.WAITING: StateMark("waiting", "Waiting"),
}
COUNTED_AS: dict[End, StateMark] = {
    **MARKS,
    LaterChange.MOVED: StateMark("scheduled", "Moved since"),
    LaterChange.CANCELLED: StateMark("cancelled", "Cancelled since"),
    LaterChange.SWITCHED: StateMark("scheduled", "Switched since"),
    LaterChange.HALF_SWITCHED: StateMark("decide", "Half switched since"),
    LaterChange.ENDED: StateMark("cancelled", "Ended since"),
    LaterChange.CHANGED: StateMark("decide", "Not moved, changed since"),
}
DONE_WITH = (
    RowOutcome.MOVED,
    LaterChange.MOVED,
    LaterChange.CANCELLED,
    LaterChange.SWITCHED,
    LaterChange.ENDED,
)
CHECK_FIRST = request_words.CHECK_FIRST.format(what=request_words.SESSION_THERE)
SHOWN_OTHERWISE = "SmarterProctoring now shows another time."
READ_AS_BEFORE = "We checked: it was not moved."
DECIDED = "A person decided that it was not moved."
ERASED = "Why is erased from the log."
MOVED_SINCE = "Moved since: {when} ({how})."
MOVED_AWAY = "Moved since: the new time is not known."
CANCELLED_SINCE = "Cancelled since."
SWITCHED_SINCE = "Switched since: {new}."
SWITCHED_AND_GONE = "Switched since. The new session says “{status}”."
HALF_SWITCHED = "Half switched since. See the session’s page."
IN_THE_WAY = (
    "That is at the location and the hours of this rescue: check whether it can take place there."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RescueRowLine:
    """A row of a rescue: who, from when to when, and what it came to."""

    key: int
    session_key: int
    learner: str
    exam: str
    before: str
    after: str
    state: StateMark
    reason: str
    url: str
    is_left: bool = False  # its booking stands as it was, and may be moved again
    counted_as: StateMark | None = None


def lines_of(batch: Batch, found: progress.BatchProgress) -> list[RescueRowLine]:
    """The rows as they were approved, in their order; once all has ended, first those with which
    there is something to do.
    """
    rows = [row for row in batch_queries.rows_of(batch) if row.pk in found.outcomes]
    since, ends = afterwards.later(rows, found), afterwards.ends(found)
    if not batch.is_open:
        rows.sort(key=lambda row: ends[row.pk] in DONE_WITH)
    erased = _erased(batch, rows)
    return [_line(row, found, ends[row.pk], since.get(row.pk), erased) for row in rows]


def _erased(batch: Batch, rows: Sequence[BatchRow]) -> set[int]:
    """The rows of whose learners the log has erased what was said; the rescue's own reason went
    first. They keep their reasons: the event of the end has their hash.
    """
    if batch.reason:
        return set()
    begun = batch_queries.begun_event(batch)
    if learner_erasure.is_erased_by_age(begun):
        return {row.pk for row in rows}
    gone = learner_erasure.learners_erased_since(begun, batch.institution)
    return {row.pk for row in rows if gone & {row.session.learner_key, row.session.user_sid}}


def change_since_in_words(row: BatchRow, since: Later) -> str:
    """“Moved since: Tue, Dec 1, 2026, 9:00 AM CST (rescue 2).”"""
    session = row.session
    if since.new_session:
        return _switched(since.new_session, is_in_the_way=since.is_in_the_way)
    if since.change == LaterChange.HALF_SWITCHED:
        return HALF_SWITCHED
    if since.is_cancelled:
        return CANCELLED_SINCE
    if session.appointment_at is None:
        return MOVED_AWAY
    when = say(session.appointment_at, str(session.zone)).dated
    how = f"rescue {since.batch}" if since.batch else "by hand"
    return MOVED_SINCE.format(when=when, how=how)


def _switched(new: ExamSession, *, is_in_the_way: bool) -> str:
    """The booking that a switch made instead, and whether the rescue would move it as well."""
    status = new.known_status
    if not status.is_firm and not status.is_pending:
        return SWITCHED_AND_GONE.format(status=status.word)
    said = SWITCHED_SINCE.format(new=switch_words.booking_of(new))
    return f"{said} {IN_THE_WAY}" if is_in_the_way else said


def _line(
    row: BatchRow,
    found: progress.BatchProgress,
    end: End,
    since: Later | None,
    erased: Collection[int],
) -> RescueRowLine:
    session, outcome = row.session, found.outcomes[row.pk]
    attempt = found.attempts.get(row.pk)
    zone = str(session.zone)
    said = change_since_in_words(row, since) if since else ""
    why = ERASED if row.pk in erased and row.reason else row.reason
    return RescueRowLine(
        key=row.pk,
        session_key=session.pk,
        is_left=end in NOT_DONE,
        learner=session.shown_name,
        exam=session.exam_title or session.exam_sid,
        before=say(row.stood_at, zone).dated if row.stood_at else NOT_KNOWN,
        after=say(row.new_start, zone).dated,
        state=MARKS[outcome],
        reason=said or _reason(row, attempt, outcome, end, why),
        url=page_url(session, "session"),
        counted_as=COUNTED_AS[end],
    )


def _reason(row: BatchRow, attempt: Attempt | None, outcome: RowOutcome, end: End, why: str) -> str:
    """Why it came to that; of what stands otherwise since also how."""
    now = f"Now: {_shown(row.session)}." if end in tuple(LaterChange) else ""
    return " ".join(filter(None, (_why(row, attempt, outcome, why), now)))


def _shown(session: ExamSession) -> str:
    if session.known_status.is_in_place and session.appointment_at:
        return say(session.appointment_at, str(session.zone)).dated
    return f"“{session.known_status.word}”"


def _why(row: BatchRow, attempt: Attempt | None, outcome: RowOutcome, why: str) -> str:
    """`why` it was not sent, as far as that may be told."""
    if outcome in (RowOutcome.HELD, RowOutcome.WAITING):
        return why
    if outcome == RowOutcome.DOUBTED:
        return f"{_shown_now(row)} {CHECK_FIRST}"
    if attempt is None or outcome not in (RowOutcome.REFUSED, RowOutcome.CHECKING):
        return ""
    how = Attempt.SettledHow
    if attempt.settled_how == how.READ_BACK and not _stands_as_it_did(row):
        return SHOWN_OTHERWISE
    settled = {how.BY_HAND: DECIDED, how.READ_BACK: READ_AS_BEFORE}
    return settled.get(attempt.settled_how, "") or attempt.reason


def _shown_now(row: BatchRow) -> str:
    status = row.session.known_status
    if row.session.appointment_at == row.new_start and (status.is_in_place or status == NOT_SHOWN):
        return f"{failed_sentences.SHOWS_NEW_TIME}."
    return f"{request_words.SHOWS_IT_AS.format(status=status.word)}."


def _stands_as_it_did(row: BatchRow) -> bool:
    return SeenBooking.of(row.session).start == row.stood_at


def counted(found: progress.BatchProgress) -> list[tuple[StateMark, int]]:
    """How many came to which end, each with its mark."""
    return [(COUNTED_AS[end], many) for end, many in afterwards.counted(found).items()]


def with_the_first(
    counts: Sequence[tuple[StateMark, int]], lines: Sequence[RescueRowLine]
) -> list[tuple[StateMark, int, int]]:
    """Each count with the key of its first row."""
    first = {one.counted_as: one.key for one in reversed(lines)}
    return [(state, many, first[state]) for state, many in counts if state in first]
