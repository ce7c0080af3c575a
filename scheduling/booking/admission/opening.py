"""An attempt written down with its intent before anything is sent, or held back and told why."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta

from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from scheduling.audit import event_writer
from scheduling.booking import redaction, switches
from scheduling.booking.admission import hindrances, single_uses
from scheduling.booking.admission.booking_request import BookingRequest
from scheduling.booking.admission.not_opened import (
    AlreadyBooked,
    AlreadySwitched,
    ChangedSince,
    LearnerBooked,
    NotOpened,
    NotRecorded,
    UsedSince,
    Withdrawn,
)
from scheduling.booking.attempts import deadline_from
from scheduling.booking.events import booking_events
from scheduling.exam_sessions import accommodations
from scheduling.exam_sessions.other_bookings import OtherBooking
from scheduling.models import Attempt, ExamSession, TypeSwitch, sql_statements, status_of
from scheduling.session_commands import RescheduleSession

log = logging.getLogger(__name__)
Action = Attempt.Action


def record_intent(request: BookingRequest) -> Attempt:
    """Commit the attempt and its intent before anything is sent.

    Raises a `NotOpened` when it may not be sent: same form before, session busy, booked or changed,
    an earlier request that can't be read, or was throttled and not looked at since, token spent,
    voucher in another open request, its number, thread or slot another learner's since, storage
    failing.
    """
    if request.session.pk is None:  # the session itself could not be written down
        raise NotRecorded()
    try:
        return _write_or_note(request)
    except IntegrityError:
        if stop := hindrances.after_a_clash(request):
            raise stop from None
    # What was in the way a moment ago is there no more: once more, and then no more.
    try:
        return _write_or_note(request)
    except IntegrityError as error:
        raise hindrances.after_a_clash(request) or NotRecorded() from error


def _write_intent(request: BookingRequest) -> Attempt:
    """The attempt and its intent, inside the transaction that has both; raises what forbids it."""
    if request.may_begin and not request.may_begin():
        raise Withdrawn()
    hindrances.refuse_unread(request.session)
    # The attempt first, then the session: in this order they are taken where another
    # attempt is moved on.
    attempt = _new_attempt(request, _switch_of(request))
    if request.switch and _is_cancelled(request.session):
        raise AlreadySwitched()
    if request.shown and not hindrances.is_still_as_shown(request.session, request.shown):
        raise ChangedSince(request.shown)
    if earlier := hindrances.booked_by(request):
        _override(request, attempt, earlier)
    # Two bookings of one learner, or of one slot, in two sessions have no row in common but the
    # log's head.
    event_writer.take_turn()
    if single_uses.unwarned(request):
        raise UsedSince()
    if beside := hindrances.learner_booked(request):
        _book_beside(request, attempt, beside)
    intent = booking_events.intent(
        attempt,
        actor=request.command.actor,
        beside=hindrances.overridden_bookings(beside, request),
        lengths=_note_named_end(request),
    )
    event_writer.append(intent)
    if request.switch and attempt.switch:
        switches.append_switch_begun(attempt.switch, attempt, actor=request.command.actor)
    return attempt


def _write_or_note(request: BookingRequest) -> Attempt:
    """The intent in a transaction of its own; what forbids it is recorded, and raised."""
    try:
        with transaction.atomic():
            return _write_intent(request)
    except NotOpened as stop:
        raise hindrances.note(request, stop) from None
    except IntegrityError:
        raise
    except DatabaseError as error:
        log.error(
            "attempt %s not recorded, so nothing was sent: %s", request.command.attempt_id, error
        )
        raise hindrances.known_form(request) or NotRecorded() from error


def _switch_of(request: BookingRequest) -> TypeSwitch | None:
    """The switch that this request begins or goes on with."""
    if request.switch is not None:
        return switches.begin(request.switch, session=request.session, actor=request.command.actor)
    return (
        switches.switch_continued_in(request.session) if request.action == Action.SCHEDULE else None
    )


def _is_cancelled(session: ExamSession) -> bool:
    """Whether somebody else was quicker. Asked once the new attempt is written: from then on no
    other can be.
    """
    [(status,)] = sql_statements.rows(hindrances.STATUS, session.pk)
    return status_of(status).is_cancelled


def _note_named_end(request: BookingRequest) -> str:
    """What the event says of the lengths that the sitting is reckoned by; '' for most."""
    command = request.command
    if isinstance(command, RescheduleSession) and (end := command.appointment_end_date_time):
        minutes = (end - command.appointment_date_time) // timedelta(minutes=1)
        return accommodations.note_named_end(request.session, minutes)
    return ""


def _book_beside(request: BookingRequest, attempt: Attempt, beside: Sequence[OtherBooking]) -> None:
    """Note why the attempt is sent although the learner has other bookings.

    Raises LearnerBooked for one that there is no reason for.
    """
    for one in beside:
        if not request.override.allows(one):
            raise LearnerBooked(one)
    attempt.override_reason = request.override.reason
    attempt.save(update_fields=("override_reason",))


def _override(request: BookingRequest, attempt: Attempt, earlier: Attempt) -> None:
    """Note which booking the attempt is sent over, and why.

    Raises AlreadyBooked where there is no reason to.
    """
    if not request.override.allows(earlier):
        raise AlreadyBooked(earlier)
    attempt.overrides, attempt.override_reason = earlier, request.override.reason
    attempt.stood_at = request.session.appointment_at
    attempt.save(update_fields=("overrides", "override_reason", "stood_at"))


def _new_attempt(request: BookingRequest, switch: TypeSwitch | None) -> Attempt:
    command, now = request.command, timezone.now()
    attempt = Attempt(
        attempt_id=command.attempt_id,
        session=request.session,
        action=request.action,
        session_type=command.session_type,
        described=command.described[:300],
        warnings=[warning[:300] for warning in command.warnings[:20]],
        actor_id=command.actor.user_id,
        actor_name=command.actor.name,
        time_zone=command.time_zone,
        asked=redaction.redacted(request.body),
        asked_digest=request.digest,
        stood_at=request.session.appointment_at if request.action == Action.RESCHEDULE else None,
        card_fingerprint=request.card,
        voucher_fingerprint=request.voucher,
        card_last_four=getattr(command, "card_last_four", ""),
        price_reason=getattr(command, "price_reason", "")[:300],
        switch=switch,
        started_at=now,
        deadline_at=deadline_from(now),
    )
    sql_statements.add(attempt)
    return attempt
