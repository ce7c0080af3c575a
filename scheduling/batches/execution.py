"""Carrying out of batches: each row read first, then sent by the service that sends a single one.

A row is sent only where the booking still stands as it was approved. What can't be asked now waits;
nothing is sent on a guess.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Mapping
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from scheduling.audit import event_writer
from scheduling.audit.kinds import Kind
from scheduling.batches import (
    batch_events,
    batch_queries,
    batch_sender,
    leases,
    progress,
    since_approved,
    start_pause_stop,
)
from scheduling.batches.approved_booking import SeenBooking
from scheduling.booking import permitted_actions, submit
from scheduling.booking.admission import hindrances, not_opened
from scheduling.booking.admission.session_version import SessionVersion
from scheduling.booking.outcome_panel.panel import why_unread
from scheduling.booking.submit import Result
from scheduling.exam_sessions import accommodations, attendance
from scheduling.exam_sessions.other_bookings import ANOTHER_THEN
from scheduling.exam_sessions.outside_changes import unread_answers
from scheduling.exam_sessions.session_refresh import RefreshedSession, refresh_session
from scheduling.institutions import calls_at_once, circuit_breaker, request_budget
from scheduling.institutions.calls_at_once import Purpose
from scheduling.models import Attempt, AuditEvent, Batch, BatchRow, ExamSession, Institution
from scheduling.session_commands import RescheduleSession
from scheduling.session_types.registry import type_label
from scheduling.spoken_time import say

log = logging.getLogger(__name__)
AT_ONCE = 8  # rows of an institution that are under way at once: its lanes
MOST_TRIES = 60  # five minutes at least, as long as the batch waits between them
MOST_UNREAD = 12  # of these, a minute at least, where it is read and leaves open how it stands
MOST_NOT_FOUND = 3
MOST_THROTTLED = 12  # moves that the provider was too busy for
PATIENCE = 5.0  # seconds for one turn of a lane, so that a worker that is stopped soon ends
CHANGED = "Changed since you approved: check again."
NOT_FOUND = "SmarterProctoring can’t find this session. It may have been cancelled or replaced."
PAST = "The new time has passed. Choose another one."
BUSY = "Another request for this session is still being checked."
UNREAD = "SmarterProctoring’s last answer is not complete. {unread}"
ONE_UNREAD = "SmarterProctoring’s last answer about one session is not complete."
ONE_NOT_FOUND = "SmarterProctoring can’t find one session."
TOO_BUSY = "SmarterProctoring was too busy for it each time."
NEVER_READ = "We asked again and again. Open it, then move it by itself."
PAUSED = "Moves are paused: SmarterProctoring has not been answering."
UNREACHED = "SmarterProctoring could not be reached."
# Why a row waits that was provably not sent, by the cause of its attempt's end.
WAITS = dict.fromkeys(submit.NOT_ANSWERING, UNREACHED) | {
    Attempt.Cause.THROTTLED: "SmarterProctoring is busy.",
    Attempt.Cause.PAUSED: PAUSED,
    Attempt.Cause.CROWDED: "SmarterProctoring is slow to answer.",
    Attempt.Cause.HELD_UP: "Something delayed us before we could reach SmarterProctoring.",
}
ASKED = "SmarterProctoring asked us to slow down. We go on at {time}."
LOCKED = "The portal can’t use its sign-in for {institution}. Tell your administrator."
STORAGE = not_opened.NotRecorded.SAID
State, RowState, WaitsFor = Batch.State, BatchRow.State, BatchRow.WaitsFor


def institutions_due() -> list[int]:
    """The institutions in use that have a batch under way."""
    under_way = Batch.objects.filter(state__in=Batch.OPEN, institution__is_active=True)
    return list(under_way.order_by().values_list("institution", flat=True).distinct())


def lanes_wanted(institution_id: int) -> int:
    """How many rows of it may be under way at once now: no more than wait, and one that looks."""
    running = BatchRow.objects.filter(
        batch__institution=institution_id, batch__state=State.RUNNING, state=RowState.WAITING
    )
    most = min(AT_ONCE, calls_at_once.limit(Purpose.BOOKING))
    return max(1, len(running.values("pk")[:most]))


def run(institution_id: int) -> None:
    """One lane's turn: row after row, until none waits or the turn is over."""
    end = time.monotonic() + PATIENCE
    leases.recover(institution_id)
    institution = Institution.objects.get(pk=institution_id)
    if not _is_asked_to_wait(institution):
        leases.go_on(institution_id)
    while time.monotonic() < end and not _is_asked_to_wait(institution):
        if not (rows := leases.claim(institution_id, at_once=AT_ONCE)):
            break
        leases.sent(_carried_out(rows, institution, end))
    close_finished(institution_id)


def _carried_out(
    rows: Mapping[BatchRow, Collection[int]], institution: Institution, end: float
) -> list[BatchRow]:
    """Those whose attempt tells from now on what came of it. Where the turn is over before the last
    is begun, or the provider asks to be left alone, the rest is given back.
    """
    sent: list[BatchRow] = []
    for number, (row, circle) in enumerate(rows.items()):
        if time.monotonic() >= end or _is_asked_to_wait(institution):
            leases.give_back(list(rows)[number:])
            break
        if why := _why_not_now(institution):
            leases.put_back(row, why)
        elif carry_out(row, circle):
            sent.append(row)
    return sent


def _is_asked_to_wait(institution: Institution) -> bool:
    """Whether the provider asks to be left alone; then all batches there say until when."""
    until = request_budget.asked_until(institution)
    if until is None:
        return False
    minute = (until + timedelta(minutes=1)).replace(second=0, microsecond=0)
    leases.wait(institution.pk, ASKED.format(time=say(minute, institution.time_zone).time))
    return True


def _why_not_now(institution: Institution) -> str:
    if institution.is_locked:
        return LOCKED.format(institution=institution.name)
    return "" if circuit_breaker.let_through(institution) else PAUSED


def carry_out(row: BatchRow, circle: Collection[int] = ()) -> bool:
    """Read the session, and send the row if it still stands as it was approved. Whether its attempt
    tells from now on what came of it. `circle` are the keys of those it changes places with.
    """
    session = row.session
    if hindrances.was_sent(row.attempt_id):
        return True
    seen = refresh_session(session, purpose=Purpose.BOOKING, patience=leases.reading())
    if seen.is_unknown and row.tries + 1 >= MOST_NOT_FOUND:
        leases.end(row, RowState.HELD, NOT_FOUND)
    elif seen.is_unknown:
        leases.put_back(row, NOT_FOUND, told=ONE_NOT_FOUND)
    elif seen.record is None:
        _wait(row, seen)
    elif unread_answers.has_any(session):
        _wait_for_the_rest(row, UNREAD.format(unread=unread_answers.in_words(session)))
    elif done := since_approved.done_although_throttled(row, session):
        return leases.follow(row, done)
    elif why := _why_held(row, session):
        leases.end(row, RowState.HELD, why)
    elif circle and since_approved.is_full(row, session):
        _wait_for_a_seat(row, circle)
    elif _send(row, session):
        if circle:  # a seat may be free by now: they are all tried once more
            tried = BatchRow.objects.filter(pk__in=circle, waits_for=WaitsFor.SEAT)
            tried.update(reason="", waits_for="")
        return True
    return False


def _wait_for_a_seat(row: BatchRow, circle: Collection[int]) -> None:
    """Let it wait while another of its circle may find a seat that is free."""
    others = BatchRow.objects.filter(pk__in=circle, state=RowState.WAITING)
    if others.exclude(waits_for=WaitsFor.SEAT).exists():
        leases.put_back(row, since_approved.FULL, waits_for=WaitsFor.SEAT, wait=False)
    else:
        leases.end(row, RowState.HELD, since_approved.CIRCLE)


def _wait(row: BatchRow, seen: RefreshedSession) -> None:
    """Let it wait. One that can't be read by now as before, for minutes in which the list was read
    to its end, would wait for ever, and its batch with it.
    """
    synced_at = row.session.institution.synced_at
    is_read = synced_at is not None and synced_at >= timezone.now() - row.tries * leases.PAUSE
    is_as_before = seen.is_asked and row.waits_for == WaitsFor.ANSWER
    if row.tries >= MOST_TRIES and is_as_before and is_read:
        leases.end(row, RowState.HELD, f"{seen.problem} {NEVER_READ}".strip())
    else:
        leases.put_back(row, seen.problem, waits_for=WaitsFor.ANSWER if seen.is_asked else "")


def _wait_for_the_rest(row: BatchRow, unread: str) -> None:
    """Let it wait while the answers leave open how it stands; then it is a person's to move."""
    if row.tries >= MOST_UNREAD and row.waits_for == WaitsFor.REST:
        leases.end(row, RowState.HELD, f"{unread} {NEVER_READ}")
    else:
        leases.put_back(row, unread, waits_for=WaitsFor.REST, told=ONE_UNREAD)


def _why_held(row: BatchRow, session: ExamSession) -> str:
    approved = SeenBooking(row.stood_at, row.stood_status, row.stood_location_sid)
    if approved.differs_from(SeenBooking.of(session)) or _is_changed_since(row, session):
        return CHANGED
    if row.new_start <= timezone.now():
        return PAST
    return permitted_actions.why_no_move(session) or since_approved.hindrance(row, session)


def _is_changed_since(row: BatchRow, session: ExamSession) -> bool:
    """Whether a change outside was seen since it was approved, by the order of the log, whatever of
    it was changed: it may be another learner's by now, or of another type or length. Or whether
    somebody marked since who came.
    """
    here = AuditEvent.objects.about(session)
    begun = batch_queries.begun_event(row.batch)
    if attendance.number_of(session) > begun:
        return True
    return here.having(kind=(Kind.SEEN,)).filter(number__gt=begun).exists()


def _send(row: BatchRow, session: ExamSession) -> bool:
    """Send it, begun with its intent: one transaction marks the row and has the attempt."""
    try:
        result = submit.reschedule(
            command=command_of(row, session),
            session=session,
            shown=SessionVersion.of(session),
            may_begin=partial(leases.begin_sending, row),
        )
    except not_opened.Withdrawn:
        start_pause_stop.pause_where_barred(row.batch_id)
        leases.put_back(row, "", wait=False)
    except (not_opened.AlreadyAsked, not_opened.FormReused):  # another worker was quicker
        return True
    except not_opened.SessionBusy:
        leases.end(row, RowState.HELD, BUSY)
    except not_opened.RecordUnread:
        leases.end(row, RowState.HELD, why_unread())
    except not_opened.ChangedSince:
        leases.end(row, RowState.HELD, CHANGED)
    except not_opened.LearnerBooked as stop:
        leases.end(row, RowState.HELD, f"{ANOTHER_THEN} {stop.other.in_words}.")
    except not_opened.NotOpened:
        leases.put_back(row, STORAGE)
    else:
        return _is_final(row, result)
    return False


def _is_final(row: BatchRow, result: Result) -> bool:
    """What was provably not done, because nobody was reached or too much was asked, waits."""
    was_not_sent = result.recorded and result.state == Attempt.State.UNREACHABLE
    is_throttled, session = result.cause == Attempt.Cause.THROTTLED, result.attempt.session
    if is_throttled and len(since_approved.throttled(row, session)) >= MOST_THROTTLED:
        leases.end(row, RowState.HELD, f"{TOO_BUSY} {NEVER_READ}")
        return False
    if was_not_sent or is_throttled:
        leases.put_back(row, WAITS.get(result.cause, result.reason))
        return False
    if row.batch.wait_reason:
        waited = Batch.objects.filter(pk=row.batch_id).exclude(wait_reason="")
        waited.update(wait_until=None, wait_reason="")
    return True


def command_of(row: BatchRow, session: ExamSession) -> RescheduleSession:
    """The move as a form of its own would send it."""
    minutes = accommodations.sitting_of(session).minutes
    return RescheduleSession(
        attempt_id=row.attempt_id,
        actor=batch_sender.of(row.batch),
        address=session.address,
        session_type=session.session_type,
        described=type_label(session.session_type),
        warnings=tuple(row.warnings),
        time_zone=str(session.zone),
        appointment_date_time=row.new_start,
        appointment_end_date_time=(row.new_start + timedelta(minutes=minutes) if minutes else None),
    )


def close_finished(institution_id: int) -> None:
    """End the batches of which nothing waits, is under way or is still being checked."""
    for batch in Batch.objects.filter(institution=institution_id, state__in=Batch.OPEN):
        if batch.rows.filter(state__in=BatchRow.OPEN).exists():
            continue
        found = progress.of(batch)
        if not found.is_under_way:
            _close(batch, found)


def _close(batch: Batch, found: progress.BatchProgress) -> None:
    state = State.STOPPED if batch.state == State.STOPPING else State.DONE
    with transaction.atomic():
        mine = Batch.objects.filter(pk=batch.pk, state=batch.state)
        if mine.update(state=state, ended_at=timezone.now(), wait_until=None, wait_reason=""):
            rows = list(batch.rows.order_by("pk"))
            event_writer.append(batch_events.ended(batch, found.by_word, rows))
