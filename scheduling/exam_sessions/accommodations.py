"""Accommodations of exam sessions: read, and changed with an event for each change.

They are kept here alone. The provider documents no field for them, so nothing of them is sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from scheduling.accommodation_times.accommodation import NO_ACCOMMODATION, Accommodation
from scheduling.accommodation_times.accommodation_limits import (
    LEAST_FACTOR,
    MOST_BREAK_MINUTES,
    MOST_FACTOR,
)
from scheduling.accommodation_times.sittings import Sitting
from scheduling.audit import event_reader, event_writer
from scheduling.audit.table_checks import session_marks
from scheduling.exam_sessions.events.accommodation_events import (
    CHANGED,
    TAKEN_OVER,
    Lengths,
    change_event,
)
from scheduling.models import Attempt, ExamSession, SessionAccommodation, sql_statements
from scheduling.models.columns.number_columns import LONGEST_SITTING
from scheduling.proctoring_api.provider_times import moment
from scheduling.session_commands import PORTAL, Actor

RELATION = SessionAccommodation._meta.get_field("session").remote_field
NOT_LOADED: Any = object()
SESSIONS, ACCOMMODATIONS = ExamSession._meta.db_table, SessionAccommodation._meta.db_table
DURATION, UNREADABLE = f"CAST({SESSIONS}.duration_minutes AS integer)", -1
# The exam's own minutes times the factor, part of a minute counted as a whole, and the breaks.
REAL = "((CAST({minutes} AS integer) * percent + 99) / 100 + break_minutes)"
WITH_ACCOMMODATION = f"""CASE
    WHEN percent BETWEEN {100 * LEAST_FACTOR} AND {100 * MOST_FACTOR}
      AND break_minutes BETWEEN 0 AND {MOST_BREAK_MINUTES} THEN
      CASE WHEN exam_minutes BETWEEN 1 AND {LONGEST_SITTING}
          AND {DURATION} IN (whole_minutes, {REAL.format(minutes="exam_minutes")})
          THEN {REAL.format(minutes="exam_minutes")}
        ELSE {REAL.format(minutes=DURATION)} END
    ELSE {UNREADABLE} END"""
# Of a length that can't be read, a CAST would make one.
MINUTES = f"""CASE WHEN {SESSIONS}.duration_minutes BETWEEN 0 AND {LONGEST_SITTING} THEN
  NULLIF(COALESCE((SELECT {WITH_ACCOMMODATION} FROM {ACCOMMODATIONS}
    WHERE session_id = {SESSIONS}.id), {DURATION}), {UNREADABLE}) END"""


class AccommodationChangedMeanwhile(Exception):
    """Somebody else has changed it since it was shown."""


def load(sessions: Sequence[ExamSession]) -> None:
    """Find the accommodations of many stored sessions at once, for `of` to tell."""
    if not sessions:
        return
    keys = [session.id for session in sessions]
    where = f"session_id IN {sql_statements.marks(keys)}"
    found = {
        one.session_id: one for one in sql_statements.every(SessionAccommodation, where, *keys)
    }
    for session in sessions:
        RELATION.set_cached_value(session, found.get(session.id))


def of(session: ExamSession) -> SessionAccommodation | None:
    """What was entered for the session; None where nothing was."""
    if session.id is None:
        return None
    known: SessionAccommodation | None = RELATION.get_cached_value(session, NOT_LOADED)
    if known is NOT_LOADED:
        load([session])
        known = RELATION.get_cached_value(session)
    return known


def event_of(session: ExamSession) -> int:
    """The number of the event that gave the session what it has now, 0 where that is nothing."""
    known = of(session)
    return known.event_number if known and known.value.in_words else 0


def given_by(numbers: Iterable[int]) -> dict[int, str]:
    """What these events gave, in words; what was erased since is told as that."""
    wanted = set(numbers) - {0}
    values = event_reader.load_personal_values(wanted) if wanted else {}
    return {one: values.get(one, {}).get("after", event_reader.ERASED) for one in wanted}


def sitting_of(session: ExamSession) -> Sitting:
    """How long the session takes, as far as that is known."""
    known = of(session)
    return known.sitting(session.duration_minutes) if known else Sitting(session.duration_minutes)


def change(
    *, session: ExamSession, accommodation: Accommodation, shown_event: int, actor: Actor
) -> bool:
    """Let this be the accommodation of a stored session, and tell whether that changed anything.

    `shown_event` is the event of the accommodation that the person saw, 0 where there was none.
    Raises ChangedMeanwhile where another one stands by now.
    """
    with transaction.atomic():
        ExamSession.objects.select_for_update(no_key=True).get(pk=session.pk)
        load([session])
        known = of(session)
        before = known.value if known else NO_ACCOMMODATION
        if accommodation == before:
            return False
        if (known.event_number if known else 0) != shown_event:
            raise AccommodationChangedMeanwhile
        lengths = _lengths(session)
        event = change_event(CHANGED, session, before, accommodation, actor, lengths)
        _store(session, accommodation, event_writer.append(event), actor, lengths)
    load([session])
    return True


def take_over(given: SessionAccommodation, new: ExamSession) -> None:
    """Let a stored session have what another of the learner's was given, where nothing was entered
    for it.
    """
    with transaction.atomic():
        ExamSession.objects.select_for_update(no_key=True).get(pk=new.pk)
        load([new])
        if of(new):
            return
        # The lengths by which the old one's was reckoned: the new one may show the whole sitting's.
        lengths = (given.exam_minutes, given.whole_minutes)
        event = change_event(TAKEN_OVER, new, NO_ACCOMMODATION, given.value, PORTAL, lengths)
        origin = {"taken_from": given.session.sid}
        number = event_writer.append(replace(event, details={**event.details, **origin}))
        _store(new, given.value, number, PORTAL, lengths)
    load([new])


def note_named_end(session: ExamSession, minutes: int) -> str:
    """Keep what is sent as the sitting's length with a move: what the provider shows from then on
    may be that, whatever the learner is given by then. What the event of the move says of it; ''
    where nothing is new.
    """
    known, shown, exam = of(session), session.duration_minutes, sitting_of(session).exam_minutes
    if not known or not exam or minutes == exam:
        return ""
    # What is shown stays so where the move is refused, and what is named now is told by the value.
    kept = {"exam_minutes": exam, "whole_minutes": minutes if shown == exam else shown}
    if kept == {name: getattr(known, name) for name in kept}:
        return ""
    SessionAccommodation.objects.filter(pk=known.pk).update(**kept)
    for name, value in kept.items():  # the answer is compared by what stands on this object
        setattr(known, name, value)
    return session_marks.fingerprint_of_lengths(known)


def _lengths(session: ExamSession) -> Lengths:
    """The exam's length and the whole sitting's by what is known and shown now. That another length
    is what a sitting takes proves nothing: it is the whole's where a move named it.
    """
    known, shown = of(session), session.duration_minutes
    if known and shown is None:
        return known.exam_minutes, known.whole_minutes
    exam = sitting_of(session).exam_minutes
    if known is None or known.exam_minutes != exam:
        return exam, None
    return exam, shown if shown != exam and _was_named(session, shown) else known.whole_minutes


def _was_named(session: ExamSession, minutes: int | None) -> bool:
    """Whether a move of this session that was not in vain named that as its length, which moves
    from before lengths were kept tell alone.
    """
    moves = Attempt.objects.filter(session=session.pk, action=Attempt.Action.RESCHEDULE)
    stand = moves.filter(state__in=(*Attempt.OPEN, Attempt.State.ACCEPTED))
    return any(_named_minutes(asked) == minutes for asked in stand.values_list("asked", flat=True))


def _named_minutes(asked: dict[str, Any]) -> int | None:
    start, end = (
        moment(asked.get(name)) for name in ("appointmentDateTime", "appointmentEndDateTime")
    )
    return (end - start) // timedelta(minutes=1) if start and end else None


def is_taken_over(known: SessionAccommodation) -> bool:
    """Whether it stands as it was taken over from a cancelled session."""
    return known.changed_by_id is None and known.changed_by_name == PORTAL.name


def _store(
    session: ExamSession,
    value: Accommodation,
    number: int,
    actor: Actor,
    lengths: Lengths,
) -> None:
    exam_minutes, whole_minutes = lengths
    kept = {
        "percent": int(100 * value.factor),
        "break_minutes": value.break_minutes,
        "room": value.room,
        "exam_minutes": exam_minutes,
        "whole_minutes": whole_minutes,
        "changed_by_id": actor.user_id,
        "changed_by_name": actor.name,
        "changed_at": timezone.now(),
        "event_number": number,
    }
    SessionAccommodation.objects.update_or_create(session_id=session.pk, defaults=kept)
