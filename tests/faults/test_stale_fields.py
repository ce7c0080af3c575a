"""Fields and types that don't belong to the form any more, or never did:
only the type's own are sent.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings, strategies

from portal.sandbox.server import Sandbox
from scheduling.proctoring_api.request_bodies import api_name
from scheduling.session_types import registry
from tests.support.booking_form import booking, form_path
from tests.support.client import Desk
from tests.support.form_answers import ANSWERS
from tests.support.form_submission import filled, nothing_was_sent
from tests.support.html import form_on, words
from tests.support.outcomes import effects, posts

TYPES = list(registry.SESSION_TYPES)
STALE = sorted(set(ANSWERS) - {"card_token", "time_zone"})


@pytest.mark.faults(53)
@settings(
    max_examples=25,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    wire_name=strategies.sampled_from(TYPES),
    names=strategies.sets(strategies.sampled_from(STALE), min_size=8),
)
def test_only_fields_of_the_type_are_ever_sent(
    desk: Desk, sandbox: Sandbox, wire_name: str, names: set[str]
) -> None:
    """Whatever other fields a browser still holds, and whatever becomes of the form."""
    where, before = sandbox.place(), posts(sandbox)
    stale = {name: ANSWERS[name] for name in names}
    form = stale | {"session_type": wire_name, "attempt_id": booking()["attempt_id"]}
    answer = desk.post(form_path(where), form)
    arrived = sandbox.requests("POST")[before:]

    assert answer.status_code == (302 if arrived and effects(sandbox, where) else 422), words(
        answer
    )
    for request in arrived:
        own = {api_name(name) for name in registry.fields_of(registry.get(wire_name))}
        assert request["body"]["type"] == wire_name
        assert set(request["body"]) <= own | {"type"}


@pytest.mark.faults(53)
@pytest.mark.parametrize(
    "forged", ["admin", "../../sessions", "B_VIRTUAL", "smarter-scheduling\x00"]
)
def test_a_forged_type_sends_nothing(desk: Desk, sandbox: Sandbox, forged: str) -> None:
    answer = desk.book(sandbox.needs_proctor()[0], session_type=forged)

    assert answer.status_code in (404, 422)
    nothing_was_sent(sandbox)


@pytest.mark.faults(53)
def test_a_changed_type_carries_nothing_of_the_old_one_along(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    changed = desk.post(
        form_path(where), filled(desk, where, first_name="Ana") | {"change_type": "vtc"}
    )
    parked = form_on(changed)
    assert (parked["session_type"], parked["first_name"]) == ("vtc", "Ana")
    desk.post(form_path(where), parked)

    assert sandbox.requests("POST")[0]["body"].keys() == {
        "type",
        "notes",
        "appointmentDateTime",
        "proctorLocationSid",
        "externalAppointmentId",
    }
