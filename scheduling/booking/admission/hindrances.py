"""What stands in the way of a request, found and recorded before anything is sent."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from uuid import UUID

from django.db import DatabaseError, transaction
from django.db.models import F

from scheduling.audit import denials
from scheduling.audit.kinds import Kind
from scheduling.booking import attempt_queries, payments, switches
from scheduling.booking.admission import single_uses
from scheduling.booking.admission.booking_request import BookingRequest
from scheduling.booking.admission.not_opened import (
    AlreadyAsked,
    AlreadyBooked,
    AlreadySwitched,
    CardTokenSpent,
    ChangedSince,
    FormReused,
    HeldBack,
    LearnerBooked,
    NotOpened,
    NotReadSince,
    NotRecorded,
    NotToBook,
    RecordUnread,
    SessionBusy,
    UsedSince,
    VoucherReserved,
)
from scheduling.booking.admission.session_version import SessionVersion
from scheduling.booking.events import booking_events
from scheduling.booking.events.booking_events import BookingsBeside
from scheduling.exam_sessions import other_bookings
from scheduling.exam_sessions.other_bookings import OtherBooking
from scheduling.models import Attempt, ExamSession, sql_statements, status_of
from scheduling.models.session_status import NOT_SHOWN
from scheduling.proctoring_api.provider_times import moment
from scheduling.session_commands import Actor

log = logging.getLogger(__name__)
Action, State = Attempt.Action, Attempt.State
STATUS = "SELECT status FROM scheduling_examsession WHERE id = %s"
SHOWN_AS = "SmarterProctoring shows it as “{status}”"
USED_SINCE = "another learner was booked with the same number, thread or slot since it was shown"
SENT = "SELECT 1 FROM scheduling_attempt WHERE attempt_id = %s"


def booked_by(request: BookingRequest) -> Attempt | None:
    """The accepted attempt that booked or moved the session, unless it is shown to need a proctor
    again. A status that is blank or unknown shows no such thing.

    Asked once the new attempt is written, because another desk may have booked the session since
    this form's page was read: from then on no other can, for the session has one open attempt at
    most. Raises NotToBook where the session is shown otherwise than as needing a proctor, and none
    of ours made it so.
    """
    if request.action != Action.SCHEDULE:
        return None
    [(status,)] = sql_statements.rows(STATUS, request.session.pk)
    if status_of(status).needs_proctor:
        return None
    request.session.status = status
    if booked := attempt_queries.booked_here(request.session):
        return booked
    if status_of(status) != NOT_SHOWN:
        raise NotToBook()
    return None


def refuse_unread(session: ExamSession) -> None:
    """Raise RecordUnread where how an earlier attempt stands can't be read, and NotReadSince where
    the provider was too busy for one and the session was not read since.
    """
    earlier = attempt_queries.unread_or_throttled(session)
    for one in earlier:
        if one.state not in attempt_queries.READABLE:
            raise RecordUnread(one)
    ended = [one.finished_at or one.started_at for one in earlier]
    if ended and (session.refreshed_at is None or session.refreshed_at < max(ended)):
        raise NotReadSince()


def is_still_as_shown(session: ExamSession, shown: SessionVersion) -> bool:
    """Whether the session stands as it was shown; if not, the session has how it stands from then
    on.

    Asked once the new attempt is written: no other of ours can change it from then on.
    """
    row = ExamSession.objects.only("status", "appointment_at", "unread").get(pk=session.pk)
    if SessionVersion.of(row).is_same_as(shown):
        return True
    session.status, session.appointment_at = row.status, row.appointment_at
    return False


def _note_not_to_book(session: ExamSession, *, actor: Actor) -> None:
    """Record that a booking was held back because of the status that the session is shown in."""
    why = SHOWN_AS.format(status=status_of(session.status).word)
    denials.note(actor=actor, address=session.address, why=why, kind=Kind.STALE_FORM)


def note_changed(
    session: ExamSession, shown: SessionVersion, *, actor: Actor, marked: str = ""
) -> None:
    """Record that a form was held back because the session stands otherwise than it showed, or
    because of who was marked since as here or not.
    """
    details = {"shown": shown.token, "now": SessionVersion.of(session).token}
    why = "it had changed since it was shown"
    if marked:
        details, why = {"marked": marked}, "somebody marked since it was shown who came"
    denials.note(
        actor=actor, address=session.address, why=why, kind=Kind.STALE_FORM, details=details
    )


def note(request: BookingRequest, stop: NotOpened) -> NotOpened:
    """Record what an attempt was not opened for, as that is told: an event of its own kind, or a
    form that is of before.
    """
    session, actor = request.session, request.command.actor
    if isinstance(stop, HeldBack):
        _hold_back(request, stop)
    elif isinstance(stop, UsedSince):
        denials.note(actor=actor, address=session.address, why=USED_SINCE, kind=Kind.STALE_FORM)
    elif isinstance(stop, ChangedSince):
        note_changed(session, stop.shown, actor=actor)
    elif isinstance(stop, NotToBook):
        _note_not_to_book(session, actor=actor)
    return stop


def learner_booked(request: BookingRequest) -> list[OtherBooking]:
    """The bookings that this one would stand beside: the learner can sit one exam at a time.

    A move makes no second booking of an exam; one that is there already is no reason against it.
    """
    if request.action == Action.CANCEL:
        return []
    start = moment(request.body.get("appointmentDateTime"))
    is_new = request.action != Action.RESCHEDULE
    return other_bookings.beside(request.session, start, also_of_exam=is_new)


def not_overridden(request: BookingRequest) -> OtherBooking | None:
    """The first of them that no reason was given for; None where there is none."""
    found = learner_booked(request)
    return next((one for one in found if not request.override.allows(one)), None)


def overridden_bookings(
    beside: Sequence[OtherBooking], request: BookingRequest
) -> BookingsBeside | None:
    """The other bookings, as the log tells why they were no hindrance."""
    if not beside:
        return None
    words = tuple(one.in_words for one in beside)
    return BookingsBeside(words, beside[0].session.sid, request.override.reason)


def was_sent(attempt_id: UUID | None) -> bool:
    """Whether a form with this number was sent before:
    what became of it is then all that counts.
    """
    return bool(
        attempt_id
        and sql_statements.rows(SENT, sql_statements.stored(Attempt, "attempt_id", attempt_id))
    )


def after_a_clash(request: BookingRequest) -> NotOpened | None:
    """Find what the database refused the attempt for, and record that it was tried;
    None where it is gone.
    """
    try:
        stop = _find(request)
        return note(request, stop) if stop else None
    except DatabaseError as error:
        log.error(
            "what is in the way of attempt %s could not be read: %s",
            request.command.attempt_id,
            error,
        )
        return NotRecorded()


def _find(request: BookingRequest) -> NotOpened | None:
    if known := known_form(request):
        return known
    if busy := attempt_queries.open_attempt(request.session):
        return SessionBusy(busy)
    try:
        earlier = booked_by(request)
    except NotToBook as stop:
        return stop
    if earlier and not request.override.allows(earlier):
        return AlreadyBooked(earlier)
    if request.switch and switches.is_open_on(request.session):
        return AlreadySwitched()
    return _paid_before(request)


def _paid_before(request: BookingRequest) -> NotOpened | None:
    """That what is to pay paid already, or may yet."""
    spent = Attempt.objects.filter(card_fingerprint=request.card)
    if request.card and spent.exclude(state=State.UNREACHABLE).exists():
        return CardTokenSpent()
    if reserved := payments.open_request_with_voucher(request.voucher):
        return VoucherReserved(reserved)
    return None


def before_a_switch(request: BookingRequest) -> NotOpened | None:
    """What would hold a booking back that is to follow a cancellation; found, and recorded, before
    either is sent.
    """
    try:
        stop = _find_of_a_second_step(request)
        return note(request, stop) if stop else None
    except DatabaseError as error:
        log.error("what may be in a booking’s way could not be read: %s", error)
        return NotRecorded()


def _find_of_a_second_step(request: BookingRequest) -> NotOpened | None:
    if beside := not_overridden(request):
        return LearnerBooked(beside)
    return UsedSince() if single_uses.unwarned(request) else _paid_before(request)


def known_form(request: BookingRequest) -> NotOpened | None:
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
    return AlreadyAsked(same) if same.asked_digest == request.digest else FormReused(same)


def _hold_back(request: BookingRequest, stop: HeldBack) -> None:
    """Record that something was not sent on; the same again within the hour is counted.

    What was found holds even where it can't be recorded.
    """
    beside = overridden_bookings([stop.other], request) if isinstance(stop, LearnerBooked) else None
    event = booking_events.held_back(
        _unsent(request), stop.kind, stop.attempt, actor=request.command.actor, beside=beside
    )
    in_the_way = event.details.get("earlier_attempt") or event.details.get("other_session", "")
    denials.record_folded(event, request.action, request.session.address.session_sid, in_the_way)
    if isinstance(stop, AlreadyAsked):
        _count_again(stop.attempt)


def _count_again(attempt: Attempt) -> None:
    """Count that a form was sent once more; where that fails, nothing else does."""
    try:
        with transaction.atomic():
            rows = Attempt.objects.filter(pk=attempt.pk)
            rows.update(duplicate_submits=F("duplicate_submits") + 1)
    except DatabaseError as error:
        log.error("that %s was sent again could not be counted: %s", attempt.attempt_id, error)


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
