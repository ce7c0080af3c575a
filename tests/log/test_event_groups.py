"""The groups of events that a search names: each event in the ones it belongs to."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.sandbox.server import Sandbox
from scheduling.audit.kinds import Kind
from scheduling.booking import booking_events
from scheduling.log import event_search
from scheduling.log.event_groups import EVENT_GROUPS
from scheduling.log.event_search import Wanted

TEMPLATES = (
    booking_events.ASKED,
    {"": booking_events.OVERRIDING},
    booking_events.OUTCOME,
    booking_events.READ_BACK,
    booking_events.SETTLED,
)
TEMPLATES += (
    booking_events.HELD_BACK,
    {"": booking_events.INTERRUPTED, "looked": booking_events.LOOKED},
)


def sentences(action: str) -> list[str]:
    """Every sentence about such a request, as it is stored."""
    shown = [
        booking_events.ASKED[action],
        *(one for some in TEMPLATES[2:] for one in some.values()),
    ]
    shown += [booking_events.OVERRIDING] if action == "schedule" else []
    parts = {
        "who": "Ana",
        "what": " for CHEM (a seat)",
        "other": "Berta",
        "settler": "Cy",
        "reason": "they rang",
    }
    parts |= {
        "request": booking_events.REQUEST[action],
        "done": booking_events.DONE[action],
        "learner": "{learner}",
    }
    booking_only = () if action == "schedule" else (booking_events.HELD_BACK["already_booked"],)
    return [one.format(**parts) for one in shown if one not in booking_only]


@pytest.mark.parametrize(("action", "other"), list(product(booking_events.PHRASES, repeat=2)))
def test_each_sentence_about_a_request_has_a_phrase_of_its_own_action_only(
    action: str, other: str
) -> None:
    fitting = [
        any(phrase in said for phrase in booking_events.PHRASES[other])
        for said in sentences(action)
    ]
    assert set(fitting) == {action == other}


def test_every_kind_is_in_one_group_or_of_the_requests_that_are_told_apart_otherwise() -> None:
    of_requests = [
        *(Kind.INTENT, Kind.OUTCOME, Kind.INTERRUPTED, Kind.READ_BACK),
        *booking_events.HELD_BACK,
    ]
    grouped = [kind for one in EVENT_GROUPS.values() for kind in one.kinds or ()]
    assert sorted([*grouped, *of_requests]) == sorted(Kind)


def test_a_group_is_walked_by_its_own_index_and_bookings_by_what_else_is_asked(
    database: Path, sandbox: Sandbox
) -> None:
    institutions = (sandbox.install_sid, "")
    for wanted, index in (
        (
            Wanted(
                institutions=institutions, kinds=(Kind.SETTLED, Kind.VERIFIED), outcome="accepted"
            ),
            "event_kind",
        ),
        (
            Wanted(institutions=institutions, phrases=booking_events.PHRASES["schedule"]),
            "event_install",
        ),
    ):
        with CaptureQueriesContext(connection) as asked:
            event_search.page(wanted)
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {asked[0]['sql']}")
            plan = " ".join(row[-1] for row in cursor.fetchall())
        assert f"USING COVERING INDEX {index} " in plan
        assert "TEMP B-TREE" not in plan
