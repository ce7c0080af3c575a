"""What a switch carries over stays where another type is chosen by its button, also where it is
what the institution sets beforehand for the old type.
"""

from __future__ import annotations

import pytest

from portal.sandbox.server import Sandbox
from scheduling.institution_type_rules import TypeFieldRule
from scheduling.institutions.rules import change_rules
from scheduling.models import Institution
from scheduling.session_commands import PORTAL
from scheduling.session_types.registry import SESSION_TYPES
from tests.support.booking_actions import book
from tests.support.client import Desk
from tests.support.html import form_on, words
from tests.support.switching import arrived, switch_path

SEAT, ONLINE_TYPE, OF_OLD, OF_NEW = "smarter-scheduling", "vtc", "Room 4", "Camera on"


def preset(institution: Institution, wire_name: str, **answers: str) -> None:
    change_rules(
        institution=institution,
        wire_name=wire_name,
        is_offered=True,
        fields={name: TypeFieldRule(default=text) for name, text in answers.items()},
        others=frozenset(SESSION_TYPES) - {wire_name},
        labels={"": SESSION_TYPES[wire_name].label},
        actor=PORTAL,
    )


@pytest.fixture(autouse=True)
def _presets(institution: Institution) -> None:
    preset(institution, SEAT, notes=OF_OLD)
    preset(institution, ONLINE_TYPE, notes=OF_NEW)


def test_what_carries_over_stays_where_it_is_the_old_types_preset(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox, notes=OF_OLD)
    form = form_on(desk.get(switch_path(where)))
    page = desk.post(switch_path(where), form | {"change_type": ONLINE_TYPE})
    assert (form["notes"], form_on(page)["notes"]) == (OF_OLD, OF_OLD)
    kind = "Type (to Virtual Test Center)"
    assert f"Carries over Date and time, Notes Is changed {kind} Is lost" in words(page)

    back = desk.post(switch_path(where), form_on(page) | {"change_type": SEAT})
    assert form_on(back)["notes"] == OF_OLD
    assert arrived(sandbox) == []


@pytest.mark.parametrize(
    ("booked", "typed"), [("Quiet room", OF_OLD), ("Quiet room", ""), ("", ""), ("", "Any room")]
)
def test_what_was_typed_stays_whatever_the_types_begin_with(
    desk: Desk, sandbox: Sandbox, booked: str, typed: str
) -> None:
    where = book(desk, sandbox, notes=booked)
    form = form_on(desk.get(switch_path(where)))
    answered = form | {"notes": typed, "change_type": ONLINE_TYPE}
    assert form["notes"] == (booked or OF_OLD)
    assert form_on(desk.post(switch_path(where), answered))["notes"] == typed


def test_what_the_old_type_began_with_gives_way_to_what_the_new_one_begins_with(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox, notes="")
    form = form_on(desk.get(switch_path(where)))
    page = desk.post(switch_path(where), form | {"change_type": ONLINE_TYPE})
    assert (form["notes"], form_on(page)["notes"]) == (OF_OLD, OF_NEW)
