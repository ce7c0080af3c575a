"""Opening an attempt:
written down with its intent before anything is sent, or held back and told why.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from scheduling.audit import event_writer
from scheduling.audit.kinds import Kind
from scheduling.booking import queries, switches
from scheduling.booking.attempts import deadline_from
from scheduling.booking.events import booking_events
from scheduling.booking.events.booking_events import Beside
from scheduling.booking.redaction import (
    card_fingerprint,
    digest,
    redacted,
    voucher_fingerprint,
)
from scheduling.booking.switches import SwitchPlan
from scheduling.exam_sessions import other_bookings
from scheduling.exam_sessions.other_bookings import OtherBooking
from scheduling.models import Attempt, ExamSession, TypeSwitch, sql_statements, status_of
from scheduling.proctoring_api.parsing import moment
from scheduling.session_commands import SessionCommand

log = logging.getLogger(__name__)
Action, State = Attempt.Action, Attempt.State
MOVE = Action.RESCHEDULE
STATUS = "SELECT status FROM scheduling_examsession WHERE id = %s"
SENT = "SELECT 1 FROM scheduling_attempt WHERE attempt_id = %s"


class NotOpened(Exception):
    """The attempt was not opened, so nothing was sent.

    `attempt` is the one in the way, where there is one.
    """

    def __init__(self, attempt: Attempt | None = None) -> None:
        super().__init__()
        self.attempt = attempt


class AlreadyAsked(NotOpened):
    """The same form was sent before, with the same answers."""


class FormReused(NotOpened):
    """The same form was sent before, with other answers."""


class SessionBusy(NotOpened):
    """Another attempt on this exam session is open."""


class AlreadyBooked(NotOpened):
    """An earlier attempt booked this exam session."""


class CardTokenSpent(NotOpened):
    """The card token was used by an earlier attempt."""


class VoucherReserved(NotOpened):
    """The voucher went with another request, which is still open."""


class LearnerBooked(NotOpened):
    """The learner has another booking at that time, or of that exam."""

    def __init__(self, other: OtherBooking) -> None:
        super().__init__()
        self.other = other


class AlreadySwitched(NotOpened):
    """The booking to be switched is being switched, or is cancelled, already."""


class NotRecorded(NotOpened):
    """The portal's own storage failed, so the provider was not called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingRequest:
    """What is about to be sent: the command, the session as mirrored, and the body in the API's
    names.

    With an `override_reason` it is sent also where an earlier accepted attempt has booked the
    session, and where the learner has another booking then. With a `switch` the cancellation is the
    first step of one.
    """

    command: SessionCommand
    session: ExamSession
    action: Attempt.Action
    body: Mapping[str, Any] = field(repr=False)  # has a card token or a voucher whole
    override_reason: str = ""
    switch: SwitchPlan | None = None


def open_attempt(request: BookingRequest) -> Attempt:
    """Commit the attempt and its intent before anything is sent.

    Raises a `NotOpened` when it may not be sent: same form before, session busy or booked, token
    spent, voucher in another open request, storage failing.
    """
    if request.session.pk is None:  # the session itself could not be written down
        raise NotRecorded()
    try:
        return _opened(request)
    except IntegrityError:
        if stop := _in_the_way(request):
            raise stop from None
    # What was in the way a moment ago is there no more: once more, and then no more.
    try:
        return _opened(request)
    except IntegrityError as error:
        raise _in_the_way(request) or NotRecorded() from error


def _opened(request: BookingRequest) -> Attempt:
    try:
        with transaction.atomic():
            # The attempt first, then the session: in this order they are taken where another
            # attempt is moved on.
            attempt = _new_attempt(request, _switch(request))
            if request.switch and _is_cancelled(request.session):
                raise AlreadySwitched()
            if earlier := _booked_by(request):
                _override(request, attempt, earlier)
            beside = _learner_booked(request)
            if beside:
                _book_beside(request, attempt, beside)
            intent = booking_events.intent(
                attempt, actor=request.command.actor, beside=_told(beside, request)
            )
            event_writer.append(intent)
            if request.switch and attempt.switch:
                switches.tell_begun(attempt.switch, attempt, actor=request.command.actor)
        return attempt
    except AlreadyBooked as stop:
        raise hold_back(request, stop, Kind.ALREADY_BOOKED) from None
    except AlreadySwitched as stop:
        raise hold_back(request, stop, Kind.SWITCH_HELD_BACK) from None
    except LearnerBooked as stop:
        raise hold_back(request, stop, Kind.LEARNER_BOOKED) from None
    except IntegrityError:
        raise
    except DatabaseError as error:
        log.error(
            "attempt %s not recorded, so nothing was sent: %s", request.command.attempt_id, error
        )
        raise _known(request) or NotRecorded() from error


def _switch(request: BookingRequest) -> TypeSwitch | None:
    """The switch that this request begins or goes on with."""
    if request.switch is not None:
        return switches.begun(request.switch, session=request.session, actor=request.command.actor)
    return switches.goes_on_in(request.session) if request.action == Action.SCHEDULE else None


def _is_cancelled(session: ExamSession) -> bool:
    """Whether somebody else was quicker. Asked once the new attempt is written: from then on no
    other can be.
    """
    [(status,)] = sql_statements.rows(STATUS, session.pk)
    return status_of(status).is_cancelled


def _booked_by(request: BookingRequest) -> Attempt | None:
    """The accepted attempt that booked or moved the session, unless it is shown to need a proctor
    again. A status that is blank or unknown shows no such thing.

    Asked once the new attempt is written, because another desk may have booked the session since
    this form's page was read: from then on no other can, for the session has one open attempt at
    most.
    """
    if request.action != Action.SCHEDULE:
        return None
    [(status,)] = sql_statements.rows(STATUS, request.session.pk)
    if status_of(status).needs_proctor:
        return None
    latest = request.session.attempts.filter(state=State.ACCEPTED).order_by("-pk").first()
    if latest is None or latest.action == Action.CANCEL:
        return None
    request.session.status = status
    return latest


def _learner_booked(request: BookingRequest) -> OtherBooking | None:
    """Another booking that this one would stand beside: the learner can sit one exam at a time.

    A move makes no second booking of an exam; one that is there already is no reason against it.
    """
    if request.action == Action.CANCEL:
        return None
    start, is_new = moment(request.body.get("appointmentDateTime")), request.action != MOVE
    return next(iter(other_bookings.beside(request.session, start, also_of_exam=is_new)), None)


def _book_beside(request: BookingRequest, attempt: Attempt, beside: OtherBooking) -> None:
    """Note why the attempt is sent although the learner has another booking.

    Raises LearnerBooked where there is no reason to.
    """
    if not request.override_reason:
        raise LearnerBooked(beside)
    attempt.override_reason = request.override_reason
    attempt.save(update_fields=("override_reason",))


def _told(beside: OtherBooking | None, request: BookingRequest) -> Beside | None:
    """The other booking, as the log tells why it was no hindrance."""
    if beside is None:
        return None
    return Beside(beside.in_words, beside.session.sid, request.override_reason)


def _override(request: BookingRequest, attempt: Attempt, earlier: Attempt) -> None:
    """Note which booking the attempt is sent over, and why.

    Raises AlreadyBooked where there is no reason to.
    """
    if not request.override_reason:
        raise AlreadyBooked(earlier)
    attempt.overrides, attempt.override_reason = earlier, request.override_reason
    attempt.stood_at = request.session.appointment_at
    attempt.save(update_fields=("overrides", "override_reason", "stood_at"))


def was_sent(attempt_id: UUID | None) -> bool:
    """Whether a form with this number was sent before:
    what became of it is then all that counts.
    """
    return bool(
        attempt_id
        and sql_statements.rows(SENT, sql_statements.stored(Attempt, "attempt_id", attempt_id))
    )


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
        asked=redacted(request.body),
        asked_digest=_digest(request),
        stood_at=request.session.appointment_at if request.action == Action.RESCHEDULE else None,
        card_fingerprint=card_fingerprint(str(request.body.get("cardToken", ""))),
        voucher_fingerprint=_voucher(request),
        card_last_four=getattr(command, "card_last_four", ""),
        price_reason=getattr(command, "price_reason", "")[:300],
        switch=switch,
        started_at=now,
        deadline_at=deadline_from(now),
    )
    sql_statements.add(attempt)
    return attempt


def _voucher(request: BookingRequest) -> str:
    code = str(request.body.get("voucherCode", ""))
    return voucher_fingerprint(code, install_sid=request.session.institution.sid)


def _digest(request: BookingRequest) -> str:
    address = request.session.address
    return digest(
        request.body, path=f"{request.action} {address.install_sid} {address.session_sid}"
    )


def _in_the_way(request: BookingRequest) -> NotOpened | None:
    """Find what the database refused the attempt for, and record that it was tried;
    None where it is gone.
    """
    try:
        return _found(request)
    except DatabaseError as error:
        log.error(
            "what is in the way of attempt %s could not be read: %s",
            request.command.attempt_id,
            error,
        )
        return NotRecorded()


def _found(request: BookingRequest) -> NotOpened | None:
    if known := _known(request):
        kind = Kind.DUPLICATE_SUBMIT if isinstance(known, AlreadyAsked) else Kind.FORM_REUSED
        return hold_back(request, known, kind)
    busy = request.session.attempts.filter(state__in=Attempt.OPEN).first()
    if busy:
        return hold_back(request, SessionBusy(busy), Kind.BLOCKED)
    if not request.override_reason and (earlier := _booked_by(request)):
        return hold_back(request, AlreadyBooked(earlier), Kind.ALREADY_BOOKED)
    if request.switch and switches.is_open_on(request.session):
        return hold_back(request, AlreadySwitched(), Kind.SWITCH_HELD_BACK)
    return _paid_before(request)


def _paid_before(request: BookingRequest) -> NotOpened | None:
    """That what is to pay paid already, or may yet."""
    spent = Attempt.objects.filter(
        card_fingerprint=card_fingerprint(str(request.body.get("cardToken", "")))
    )
    if request.body.get("cardToken") and spent.exclude(state=State.UNREACHABLE).exists():
        return hold_back(request, CardTokenSpent(), Kind.CARD_TOKEN_SPENT)
    if reserved := queries.open_request_with_voucher(_voucher(request)):
        return hold_back(request, VoucherReserved(reserved), Kind.VOUCHER_RESERVED)
    return None


def hindrance(request: BookingRequest) -> NotOpened | None:
    """What would hold a booking back that is to follow a cancellation; found, and recorded, before
    either is sent.
    """
    try:
        beside = None if request.override_reason else _learner_booked(request)
        if beside:
            return hold_back(request, LearnerBooked(beside), Kind.LEARNER_BOOKED)
        return _paid_before(request)
    except DatabaseError as error:
        log.error("what may be in a booking’s way could not be read: %s", error)
        return NotRecorded()


def _known(request: BookingRequest) -> NotOpened | None:
    """Whether this very form was sent before. Where that can't be read either, nothing is known."""
    try:
        same = (
            Attempt.objects.select_related("session")
            .filter(attempt_id=request.command.attempt_id)
            .first()
        )
    except DatabaseError:
        return None
    if same is None:
        return None
    return AlreadyAsked(same) if same.asked_digest == _digest(request) else FormReused(same)


def hold_back(request: BookingRequest, stop: NotOpened, kind: Kind) -> NotOpened:
    """Record that something was not sent on.

    What was found holds even where it can't be recorded.
    """
    beside = _told(stop.other, request) if isinstance(stop, LearnerBooked) else None
    try:
        with transaction.atomic():
            if isinstance(stop, AlreadyAsked) and stop.attempt:
                Attempt.objects.filter(pk=stop.attempt.pk).update(
                    duplicate_submits=F("duplicate_submits") + 1
                )
            event_writer.append(
                booking_events.held_back(
                    _unsent(request), kind, stop.attempt, actor=request.command.actor, beside=beside
                )
            )
    except DatabaseError as error:
        log.error(
            "%s of attempt %s could not be recorded: %s", kind, request.command.attempt_id, error
        )
    return stop


def _unsent(request: BookingRequest) -> Attempt:
    """The attempt that it would have been, for the log's sentence alone."""
    command = request.command
    return Attempt(
        attempt_id=command.attempt_id,
        session=request.session,
        action=request.action,
        session_type=command.session_type,
        described=command.described,
        actor_name=command.actor.name,
        time_zone=command.time_zone,
        asked=dict(request.body),
    )
