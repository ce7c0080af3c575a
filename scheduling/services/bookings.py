"""Booking, moving and cancelling: the intent committed, one call, the outcome committed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import DatabaseError

from scheduling.commands import CancelSession, RescheduleSession, ScheduleSession
from scheduling.models import Attempt, ExamSession
from scheduling.proctoring_api import wire
from scheduling.proctoring_api.client import Answer, Client, client_for
from scheduling.proctoring_api.errors import ProctoringError
from scheduling.services import attempts, circuit, spool, successors
from scheduling.services.confirming import confirmed
from scheduling.services.outcomes import Outcome, accepted, outcome_of

PAUSED = "Bookings are paused: the provider has not been answering. The portal tries again every few seconds."


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a command led to. `recorded` is False when the outcome is certain but could not be written yet."""

    attempt: Attempt
    state: str
    reason: str = ""
    field_errors: dict[str, list[str]] = field(default_factory=dict)
    recorded: bool = True


def schedule(*, command: ScheduleSession, session: ExamSession) -> Result:
    """Book a proctor for an exam session. Raises `attempts.NotOpened` when nothing may be sent."""
    request = attempts.Request(
        command=command, session=session, action=Attempt.Action.SCHEDULE, body=wire.schedule_body(command)
    )
    return _carry_out(request, lambda client: client.schedule(command.address, request.body))


def reschedule(*, command: RescheduleSession, session: ExamSession) -> Result:
    """Move a booked session. The API's answer says nothing (contract §2), so the session is read afterwards."""
    request = attempts.Request(
        command=command, session=session, action=Attempt.Action.RESCHEDULE, body=wire.reschedule_body(command)
    )
    return _carry_out(request, lambda client: client.reschedule(command.address, request.body))


def cancel(*, command: CancelSession, session: ExamSession) -> Result:
    """Cancel a booked session; afterwards it is read, and the learner's new session is looked for."""
    request = attempts.Request(
        command=command, session=session, action=Attempt.Action.CANCEL, body=wire.cancel_body(command)
    )
    return _carry_out(request, lambda client: client.cancel(command.address, request.body))


def _carry_out(request: attempts.Request, call: Callable[[Client], Answer]) -> Result:
    attempt = attempts.open_attempt(request)
    install = request.session.install
    outcome = _called(attempt, call) if circuit.let_through(install) else _held()
    try:
        attempt = attempts.finish(attempt, outcome, actor=request.command.actor)
        circuit.note(install, outcome)
    except DatabaseError:
        spool.keep(attempt, outcome)
        return Result(attempt=attempt, state=outcome.state, reason=outcome.reason, recorded=False)
    successors.fetch_after(attempt)
    return Result(attempt=attempt, state=attempt.state, reason=outcome.reason, field_errors=outcome.field_errors)


def _called(attempt: Attempt, call: Callable[[Client], Answer]) -> Outcome:
    client = client_for(attempt.session.install.connection)
    try:
        answer = call(client)
    except ProctoringError as error:
        return outcome_of(error)
    return accepted(answer) if answer.record else confirmed(client, attempt, answer)


def _held() -> Outcome:
    return Outcome(state=Attempt.State.UNREACHABLE, cause="paused", reason=PAUSED)
