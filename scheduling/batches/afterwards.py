"""What became of the sessions of a batch: where they stand now, and what a later request has made
of them. Whom it left where they were is decided here alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Min

from scheduling.audit.kinds import Kind
from scheduling.batches import batch_queries
from scheduling.batches.approved_booking import SeenBooking
from scheduling.batches.progress import BatchProgress, RowOutcome
from scheduling.booking.comparison.compared_values import asked_start
from scheduling.booking.outcome_panel.confirmed import is_confirmed
from scheduling.models import Attempt, AuditEvent, BatchRow, ExamSession, TypeSwitch
from scheduling.models.session_status import INCIDENT

NOT_DONE = (RowOutcome.REFUSED, RowOutcome.HELD, RowOutcome.LEFT)
NOT_MOVED = (*NOT_DONE, RowOutcome.DOUBTED)


class LaterChange(StrEnum):
    """What became of a booking that the batch did not move, in the words of counts."""

    MOVED = "moved since"
    CANCELLED = "cancelled since"
    SWITCHED = "switched since"
    HALF_SWITCHED = "half switched since"
    ENDED = "ended since"
    CHANGED = "not moved, changed since"


End = RowOutcome | LaterChange
Moved = tuple[int, str]  # a batch, and the SID of a location from which it moves sessions


@dataclass(frozen=True, slots=True)
class Later:
    """A request after the batch's that went through and is what is shown; `batch` is the number of
    the one it was made for. `is_in_the_way` where it switched the learner to the location and the
    hours from which that batch moves its sessions.
    """

    attempt: Attempt
    batch: int | None
    is_in_the_way: bool = False

    @property
    def is_cancelled(self) -> bool:
        return self.attempt.action == Attempt.Action.CANCEL

    @property
    def change(self) -> LaterChange:
        """What it made of the booking: one that was cancelled for a switch goes on elsewhere."""
        switch = self.attempt.switch if self.is_cancelled else None
        if switch and switch.is_waiting:
            return LaterChange.HALF_SWITCHED
        if switch and switch.state == TypeSwitch.State.DONE:
            return LaterChange.SWITCHED
        return LaterChange.CANCELLED if self.is_cancelled else LaterChange.MOVED

    @property
    def new_session(self) -> ExamSession | None:
        """Where a switch that was carried out since has booked the learner; None of others."""
        is_switched = self.change == LaterChange.SWITCHED and self.attempt.switch
        return self.attempt.switch.new if is_switched else None


def ends(found: BatchProgress) -> dict[int, End]:
    """The end of each row as it counts now: its outcome, and of those that were not moved and sit
    no longer as they did what became of them.
    """
    keys = [pk for pk, outcome in found.outcomes.items() if outcome in NOT_MOVED]
    rows = BatchRow.objects.filter(pk__in=keys).select_related("batch", "session__institution")
    unmoved = list(rows) if keys else []
    since = later(unmoved, found)
    became = {row.pk: _became(row, found.outcomes[row.pk], since.get(row.pk)) for row in unmoved}
    return {pk: became.get(pk, outcome) for pk, outcome in found.outcomes.items()}


def counted(found: BatchProgress) -> dict[End, int]:
    """How many came to which end, as it counts now."""
    counts = Counter(ends(found).values())
    return {end: counts[end] for end in (*RowOutcome, *LaterChange) if counts[end]}


def _became(row: BatchRow, outcome: RowOutcome, since: Later | None) -> End:
    if since:
        return since.change
    if outcome not in NOT_DONE or sits_as_it_did(row):
        return outcome
    if row.session.known_status.is_cancelled:
        return LaterChange.CANCELLED
    return LaterChange.ENDED if row.session.known_status.is_over else LaterChange.CHANGED


def sits_as_it_did(row: BatchRow) -> bool:
    """Whether its booking still stands as it was approved to be moved."""
    session, seen = row.session, SeenBooking.of(row.session)
    both = seen.location_sid.casefold(), row.stood_location_sid.casefold()
    is_there = seen.start == row.stood_at and not (all(both) and both[0] != both[1])
    is_over = session.known_status.is_over or session.known_status.is_cancelled
    return is_there and session.dropped_at is None and not is_over


def later(rows: Sequence[BatchRow], found: BatchProgress) -> dict[int, Later]:
    """What moved on or cancelled since those that stand neither as they did nor as the batch would
    have them, by row.
    """
    gone = [row for row in rows if _is_elsewhere(row, found.outcomes[row.pk])]
    accepted = _accepted([row.session_id for row in gone])
    since = {
        row.pk: attempt
        for row in gone
        if (attempt := accepted.get(row.session_id))
        and _is_after(attempt, row, found)
        and _is_shown(row.session, attempt)
    }
    numbers = batch_queries.of_attempts(since.values())
    by_row = {row.pk: row.session_id for row in gone}
    made = {pk: Later(one, numbers.get(by_row[pk])) for pk, one in since.items()}
    return _with_who_is_in_the_way(made, gone)


def _with_who_is_in_the_way(since: dict[int, Later], rows: Iterable[BatchRow]) -> dict[int, Later]:
    """The same, told of each that was switched whether it is in the way of its rescue."""
    switched = [row for row in rows if row.pk in since and since[row.pk].new_session]
    hours = _hours_moved_from(switched)
    told = {row.pk: _sits_within(since[row.pk].new_session, row, hours) for row in switched}
    return {pk: replace(one, is_in_the_way=told.get(pk, False)) for pk, one in since.items()}


def _hours_moved_from(rows: Sequence[BatchRow]) -> dict[Moved, tuple[datetime, datetime]]:
    """From when to when those sat whom the batches of these rows move, by batch and location."""
    if not rows:
        return {}
    batches = {row.batch_id for row in rows}
    moved = BatchRow.objects.filter(batch__in=batches, stood_at__isnull=False)
    sat = moved.values_list(
        "batch_id", "stood_location_sid", "stood_at", "session__duration_minutes"
    )
    found: dict[Moved, tuple[datetime, datetime]] = {}
    for batch_id, location, start, minutes in sat:
        end, where = start + timedelta(minutes=minutes or 1), (batch_id, location.casefold())
        first, last = found.get(where, (start, end))
        found[where] = min(first, start), max(last, end)
    return found


def _sits_within(
    session: ExamSession | None,
    row: BatchRow,
    hours: Mapping[Moved, tuple[datetime, datetime]],
) -> bool:
    """Whether another session sits at the location from which the batch moves this row's, at the
    hours of those that it moves from there.
    """
    location = row.stood_location_sid.casefold()
    span = hours.get((row.batch_id, location))
    start = session.appointment_at if session else None
    if not location or span is None or start is None:
        return False
    end = start + timedelta(minutes=session.duration_minutes or 1)
    return session.location_sid.casefold() == location and start < span[1] and end > span[0]


def is_certain(session: ExamSession, attempt: Attempt) -> bool:
    """Whether the provider shows what the move asked for and nothing known here speaks against it.
    A change outside that was seen before the move was asked for does not; an incident does: it may
    have stopped the exam.
    """
    is_there = session.appointment_at == asked_start(attempt.asked)
    if (
        not is_there
        or session.known_status == INCIDENT
        or _is_changed_since(session, attempt.attempt_id)
    ):
        return False
    return is_confirmed(session, is_looked_at=True)


def _is_elsewhere(row: BatchRow, outcome: RowOutcome) -> bool:
    if outcome.is_under_way or outcome == RowOutcome.DECIDE:
        return False
    session = row.session
    expected = row.stood_at if outcome in NOT_MOVED else row.new_start
    is_there = SeenBooking.of(session).start == expected
    return not (session.known_status.is_in_place and is_there)


def _accepted(sessions: Iterable[int]) -> dict[int, Attempt]:
    """The newest request of each that went through."""
    made = Attempt.objects.filter(session__in=list(sessions), state=Attempt.State.ACCEPTED)
    made = made.select_related("switch__new__institution")
    return {one.session_id: one for one in made.order_by("pk")}


def _is_after(attempt: Attempt, row: BatchRow, found: BatchProgress) -> bool:
    own = found.attempts.get(row.pk)
    return attempt.pk > own.pk if own else attempt.started_at >= row.batch.begun_at


def _is_shown(session: ExamSession, attempt: Attempt) -> bool:
    """Whether what went through is what is shown, and nobody has to look at it."""
    if session.dropped_at or _is_changed_since(session, attempt.attempt_id):
        return False
    if attempt.action == Attempt.Action.CANCEL:
        return session.known_status.is_cancelled
    is_there = session.appointment_at == asked_start(attempt.asked)
    return session.known_status.is_in_place and is_there


def _is_changed_since(session: ExamSession, attempt_id: UUID) -> bool:
    """Whether a change outside waits to be looked at that was seen after this was asked for; also
    where the log does not tell which came first.
    """
    if session.changed_event is None:
        return False
    here = AuditEvent.objects.about(session)
    asked: Mapping[str, int | None] = here.having(attempt_id=(str(attempt_id),)).aggregate(
        number=Min("number")
    )
    seen = here.having(kind=(Kind.SEEN,)).filter(number__gte=session.changed_event)
    last = seen.order_by("-number").values_list("number", flat=True).first()
    return not (asked["number"] and last and last < asked["number"])
