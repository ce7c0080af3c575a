"""Counting outcomes toward an institution's circuit breaker and its administrators' alarm."""

from __future__ import annotations

from scheduling.booking.outcomes import Outcome
from scheduling.institutions import circuit_breaker
from scheduling.models import Attempt, Institution

NOT_ANSWERING = frozenset({"refused", "name", "connect-timeout"})
State = Attempt.State


def count(institution: Institution, outcome: Outcome) -> None:
    """Count an outcome: anything the provider answered closes the circuit, not being reached brings
    it nearer.

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
        circuit_breaker.answered(institution)
