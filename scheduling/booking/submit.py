"""Booking, moving and cancelling: the intent committed, one call, the outcome committed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import DatabaseError
from django.db import Error as StorageError

from scheduling.booking import attempts, outcome_spool
from scheduling.booking.admission import hindrances, not_opened, opening
from scheduling.booking.admission.booking_request import NO_OVERRIDE, BookingRequest, Override
from scheduling.booking.admission.session_version import SessionVersion
from scheduling.booking.outcomes.answer_outcomes import scheduled, yes_in_words_alone
from scheduling.booking.outcomes.error_outcomes import outcome_of, refused_for_another
from scheduling.booking.outcomes.outcome import Outcome
from scheduling.booking.outcomes.words_of_a_yes import with_words
from scheduling.booking.read_at_once import borne_out, confirmed, stands_otherwise
from scheduling.booking.switches import SwitchPlan
from scheduling.exam_sessions import session_reading, successors
from scheduling.exam_sessions.session_refresh import refresh_session
from scheduling.institutions import calls_at_once, circuit_breaker, request_budget
from scheduling.institutions.calls_at_once import Purpose
from scheduling.models import Attempt, ExamSession, Institution
from scheduling.proctoring_api import request_bodies
from scheduling.proctoring_api.client import Answer, Client, client_for
from scheduling.proctoring_api.errors import FailureCause, NotFound, ProctoringError, Refused
from scheduling.proctoring_api.responses.done_already import says_done_already
from scheduling.proctoring_api.responses.unexplained_refusals import gives_no_reason
from scheduling.session_commands import CancelSession, RescheduleSession, ScheduleSession

log = logging.getLogger(__name__)
State, Cause = Attempt.State, Attempt.Cause
NOT_ANSWERING = frozenset({FailureCause.REFUSED, FailureCause.NAME, FailureCause.CONNECT_TIMEOUT})
# Why a request was not sent, as it is kept; what to do then each page says in its own words.
INTERRUPTED = "Something delayed us before we could reach SmarterProctoring. Nothing was sent."
PAUSED = "Requests are paused: SmarterProctoring has not been answering. Nothing was sent."
CROWDED = (
    "SmarterProctoring is slow to answer, and others are waiting for it already. Nothing was sent."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a command led to.

    `recorded` is False where the outcome could not be written yet, whichever it is; then `kept`
    tells whether a file holds it until it can.
    """

    attempt: Attempt
    state: str
    reason: str = ""
    cause: str = ""
    provider_words: str = ""
    field_errors: dict[str, list[str]] = field(default_factory=dict)
    recorded: bool = True
    kept: bool = True


def schedule(
    *, command: ScheduleSession, session: ExamSession, override: Override = NO_OVERRIDE
) -> Result:
    """Book a proctor for an exam session. Raises `not_opened.NotOpened` when nothing may be sent.

    With an `override`, which is for administrators, an earlier booking of the portal's own that
    it was given for is no hindrance.
    """
    request = _booking(command, session, override)
    return _carry_out(request, _call_of(request, Client.schedule))


def hindrance(
    *, command: ScheduleSession, session: ExamSession, override: Override = NO_OVERRIDE
) -> not_opened.NotOpened | None:
    """What would hold this booking back once the one that stands in the session is cancelled."""
    return hindrances.before_a_switch(_booking(command, session, override))


def _booking(command: ScheduleSession, session: ExamSession, override: Override) -> BookingRequest:
    return BookingRequest(
        command=command,
        session=session,
        action=Attempt.Action.SCHEDULE,
        body=request_bodies.schedule_body(command),
        override=override,
    )


def reschedule(
    *,
    command: RescheduleSession,
    session: ExamSession,
    override: Override = NO_OVERRIDE,
    shown: SessionVersion | None = None,
    may_begin: Callable[[], bool] | None = None,
) -> Result:
    """Move a booked session, if it stands as `shown`. Raises `not_opened.NotOpened` when nothing
    may be sent.

    The API's answer says nothing (contract §2), so the session is read afterwards. With an
    `override`, which is for administrators, the learner's other booking at the new time that it
    was given for is no hindrance. `may_begin` as `BookingRequest` has it.
    """
    request = BookingRequest(
        command=command,
        session=session,
        action=Attempt.Action.RESCHEDULE,
        body=request_bodies.reschedule_body(command),
        override=override,
        shown=shown,
        may_begin=may_begin,
    )
    return _carry_out(request, _call_of(request, Client.reschedule))


def cancel(
    *,
    command: CancelSession,
    session: ExamSession,
    switch: SwitchPlan | None = None,
    shown: SessionVersion | None = None,
) -> Result:
    """Cancel a booked session, if it stands as `shown`;
    afterwards it is read, and the learner's new session is looked for.

    With a `switch` it is the first step of one, whose second is asked for by itself.
    """
    request = BookingRequest(
        command=command,
        session=session,
        action=Attempt.Action.CANCEL,
        body=request_bodies.cancel_body(command),
        switch=switch,
        shown=shown,
    )
    return _carry_out(request, _call_of(request, Client.cancel))


def _carry_out(request: BookingRequest, call: Callable[[Client], Answer]) -> Result:
    attempt = _record_intent(request)
    outcome = _hold_call(attempt) or _make_call(attempt, call)
    try:
        attempt = attempts.finish(attempt, outcome, actor=request.command.actor)
    except StorageError as error:
        log.error("the outcome of attempt %s is kept aside: %s", attempt.attempt_id, error)
        return Result(
            attempt=attempt,
            state=outcome.state,
            reason=outcome.reason,
            recorded=False,
            kept=outcome_spool.keep(attempt, outcome),
        )
    _count(request.session.institution, outcome)
    successors.fetch_after(attempt)
    return Result(
        attempt=attempt,
        state=attempt.state,
        reason=outcome.reason,
        cause=outcome.cause,
        provider_words=outcome.provider_words,
        field_errors=outcome.field_errors,
    )


def _record_intent(request: BookingRequest) -> Attempt:
    """As `opening` does; once the session was read, where that is wanted first."""
    try:
        return opening.record_intent(request)
    except not_opened.NotReadSince:
        refresh_session(request.session, purpose=Purpose.BOOKING)
        return opening.record_intent(request)


def _call_of(request: BookingRequest, send: Callable[..., Answer]) -> Callable[[Client], Answer]:
    address, learner = request.command.address, request.session.learner
    return lambda client: send(client, address, request.body, learner=learner)


def _hold_call(attempt: Attempt) -> Outcome | None:
    """Why the call is not made after all; None where it may be.

    From here to the call nothing may take long.
    """
    try:
        may_pass = circuit_breaker.let_through(attempt.session.institution)
    except DatabaseError as error:
        log.error("whether bookings are paused could not be read: %s", error)
        may_pass = True
    if not may_pass:
        return Outcome(state=Attempt.State.UNREACHABLE, cause=Cause.PAUSED, reason=PAUSED)
    if not attempts.may_still_start(attempt):
        return Outcome(state=Attempt.State.UNREACHABLE, cause=Cause.HELD_UP, reason=INTERRUPTED)
    return None


def _make_call(attempt: Attempt, call: Callable[[Client], Answer]) -> Outcome:
    institution = attempt.session.institution
    with calls_at_once.place(institution.pk, Purpose.BOOKING) as is_free:
        if not is_free:
            return Outcome(state=State.UNREACHABLE, cause=Cause.CROWDED, reason=CROWDED)
        return _call_and_weigh(attempt, client_for(institution.connection), call)


def _call_and_weigh(attempt: Attempt, client: Client, call: Callable[[Client], Answer]) -> Outcome:
    try:
        with session_reading.guarded(attempt.session):
            answer = call(client)
    except ProctoringError as error:
        request_budget.pause_if_asked_to(attempt.session.institution, error)
        return _weigh_failure(attempt, client, error)
    if answer.record is None:
        return confirmed(client, attempt, answer)
    if answer.said:
        return yes_in_words_alone(
            answer, session_reading.guarded_words(attempt.session, answer.said)
        )
    beside = session_reading.guarded_words(attempt.session, answer.beside)
    return with_words(scheduled(session_reading.without_secrets(answer, attempt.session)), beside)


def _weigh_failure(attempt: Attempt, client: Client, error: ProctoringError) -> Outcome:
    """A refusal that says that it is done already is one where another booking stands; else nobody
    knows yet whose the one is that it speaks of. One that says nothing, or that nothing is there,
    is one where the session still stands as it did.
    """
    is_in_question = isinstance(error, Refused) and says_done_already(error)
    if is_in_question and stands_otherwise(client, attempt):
        return refused_for_another(error, attempt)
    outcome = outcome_of(error, attempt)
    is_refused = isinstance(error, Refused) and outcome.state == State.REFUSED
    if is_refused and (gives_no_reason(error) or isinstance(error, NotFound)):
        return borne_out(client, attempt, error, outcome)
    return outcome


def _count(institution: Institution, outcome: Outcome) -> None:
    """Count toward the institution's circuit breaker and its administrators' alarm. Counting comes
    after recording: failing at it takes nothing back.
    """
    try:
        _count_either_way(institution, outcome)
    except DatabaseError as error:
        log.error("an outcome could not be counted: %s", error)


def _count_either_way(institution: Institution, outcome: Outcome) -> None:
    """Anything the provider answered closes the circuit, not being reached brings it nearer.

    An outcome that administrators must know of stays on their pages until a later call goes
    through.
    """
    went_through = outcome.state == State.ACCEPTED and not outcome.alarm
    if went_through and not circuit_breaker.is_counted_against(institution):
        return
    if outcome.alarm:
        circuit_breaker.raise_alarm(institution, outcome.reason)
    elif outcome.state == State.ACCEPTED:
        circuit_breaker.all_is_well(institution)
    if outcome.state == State.UNREACHABLE and outcome.cause in NOT_ANSWERING:
        circuit_breaker.unreached(institution, outcome.reason)
    elif outcome.state in (State.ACCEPTED, State.REFUSED):
        circuit_breaker.close_circuit(institution)
