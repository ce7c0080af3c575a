"""Circuit breaker, one per institution: when its API has not been answering, bookings pause and one
probe goes ahead of them.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from scheduling.audit import event_writer
from scheduling.audit.kinds import Kind
from scheduling.institutions import request_budget
from scheduling.models import Circuit, Institution, sql_statements
from scheduling.models.columns.kept_moments import latest_by_this_clock
from scheduling.proctoring_api.client import client_for
from scheduling.proctoring_api.errors import FailureCause, NothingSent, Refused, UnknownOutcome
from scheduling.session_commands import PORTAL

log = logging.getLogger(__name__)
NOT_ASKED = "SmarterProctoring has not been answering, so we did not ask."
OPENS_AFTER = 5
PROBE_PAUSE = timedelta(seconds=5)
PROBE_PATIENCE = 1.0
OPENED = "institution_id = %s AND opened_at IS NOT NULL"
COUNTED_AGAINST = (
    "SELECT 1 FROM scheduling_circuit WHERE institution_id = %s AND (failures > 0 OR alarm <> '')"
)

TROUBLED = "alarm <> '' OR opened_at IS NOT NULL"


def let_through(institution: Institution) -> bool:
    """Whether a booking may go ahead. While paused, one caller in five seconds probes;
    the others wait for it.
    """
    if not is_counted_against(institution):
        return True
    circuit = paused(institution)
    return circuit is None or (_may_probe(circuit) and probe(institution))


def paused(institution: Institution) -> Circuit | None:
    """The institution's circuit while it is open."""
    return sql_statements.first(Circuit, OPENED, institution.pk)


def troubled(institutions: Iterable[Institution]) -> list[Circuit]:
    """The circuits of these institutions that are open or have an alarm."""
    here = {one.pk: one for one in institutions}
    found = sql_statements.every(Circuit, TROUBLED) if here else []
    circuits = [one for one in found if one.institution_id in here]
    for circuit in circuits:
        circuit.institution = here[circuit.institution_id]
    return circuits


def _may_probe(circuit: Circuit) -> bool:
    now = timezone.now()
    # A probe further ahead than the pause was set before the clock was put back.
    furthest = latest_by_this_clock(now) + PROBE_PAUSE
    due = Circuit.objects.filter(pk=circuit.pk).filter(
        Q(next_probe_at=None) | Q(next_probe_at__lte=now) | Q(next_probe_at__gt=furthest)
    )
    return bool(due.update(next_probe_at=now + PROBE_PAUSE))


def probe(institution: Institution) -> bool:
    """Ask the provider something harmless; anything that comes back closes the circuit, an error
    too.

    Bookings pause because nobody was reached, so they go on once somebody is: what a provider in
    trouble makes of a booking is told at that booking. Silence is nobody. While the provider hangs,
    each booking would wait to its limit and end in not being known, so the pause stays; the worker
    asks again each minute, for the list as well, and whichever call is answered first ends it.
    """
    try:
        client_for(institution.connection).settings(institution.sid, timeout=PROBE_PATIENCE)
    except NothingSent:
        return False
    except UnknownOutcome as error:
        request_budget.pause_if_asked_to(institution, error)
        if error.cause == FailureCause.TIMEOUT:
            return False
    except Refused as error:
        request_budget.pause_if_asked_to(institution, error)
    close_circuit(institution)
    return True


def is_counted_against(institution: Institution) -> bool:
    """Whether failures or an alarm stand against the institution: a call that goes through clears
    them.
    """
    return bool(sql_statements.rows(COUNTED_AGAINST, institution.pk))


def raise_alarm(institution: Institution, reason: str) -> None:
    """Show the institution's administrators what is wrong, until a later call goes through."""
    log.error("institution %s needs an administrator: %s", institution.sid, reason)
    Circuit.objects.update_or_create(institution=institution, defaults={"alarm": reason[:400]})


def all_is_well(institution: Institution) -> None:
    """A call went through as it should, or an administrator saw that one does:
    there is nothing to look at.
    """
    alarmed = Circuit.objects.filter(institution=institution).exclude(alarm="")
    if alarmed.exists():
        alarmed.update(alarm="")


def close_circuit(institution: Institution) -> None:
    """Close the circuit, if it was open or near it."""
    if not Circuit.objects.filter(institution=institution, failures__gt=0).exists():
        return
    with transaction.atomic():
        circuit = (
            Circuit.objects.select_for_update()
            .filter(institution=institution, failures__gt=0)
            .first()
        )
        if circuit is None:
            return
        if circuit.opened_at:
            event_writer.append(
                _event(
                    institution,
                    Kind.CIRCUIT_CLOSED,
                    f"Bookings at {institution.name} resumed: SmarterProctoring answers again.",
                )
            )
        circuit.failures, circuit.opened_at, circuit.next_probe_at, circuit.reason = (
            0,
            None,
            None,
            "",
        )
        circuit.save()


def unreached(institution: Institution, reason: str) -> None:
    """Count a call that reached nobody; OPENS_AFTER of them in a row open the circuit."""
    with transaction.atomic():
        circuit, _ = Circuit.objects.select_for_update().get_or_create(institution=institution)
        circuit.failures += 1
        if circuit.failures >= OPENS_AFTER and circuit.opened_at is None:
            circuit.opened_at = timezone.now()
            circuit.next_probe_at = circuit.opened_at + PROBE_PAUSE
            circuit.reason = reason[:300]
            event_writer.append(
                _event(
                    institution,
                    Kind.CIRCUIT_OPENED,
                    f"Bookings at {institution.name} paused: SmarterProctoring can’t be reached.",
                )
            )
        circuit.save()


def _event(institution: Institution, kind: Kind, sentence: str) -> event_writer.Entry:
    return event_writer.Entry(
        kind=kind,
        sentence=event_writer.escape_braces(sentence),
        actor=PORTAL,
        install_sid=institution.sid,
    )
