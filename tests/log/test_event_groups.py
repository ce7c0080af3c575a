"""The groups of events that a search names: each event in the ones it belongs to."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import scheduling
from portal.sandbox.server import Sandbox
from scheduling.booking import booking_events
from scheduling.log import event_search
from scheduling.log.event_groups import HAPPENINGS
from scheduling.log.event_search import Wanted

APP = Path(scheduling.__file__).parent
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


def test_every_kind_that_the_portal_writes_is_in_one_group_or_known_by_its_sentence() -> None:
    text = "\n".join(one.read_text() for one in APP.rglob("*.py"))
    written = set(re.findall(r'(?:kind=|KIND = |_note\(|_told\()"([a-z_]+)"', text))
    by_sentence = {"intent", "outcome", "interrupted", "read_back", *booking_events.HELD_BACK}
    grouped = [kind for one in HAPPENINGS.values() for kind in one.kinds or ()]
    assert len(grouped) == len(set(grouped))
    assert written - set(grouped) - by_sentence == set()
    assert {"exported", "looked_up", "case_made", "verified", "denied", "signed_in"} <= written


def test_a_group_is_walked_by_its_own_index_and_bookings_by_what_else_is_asked(
    database: Path, sandbox: Sandbox
) -> None:
    institutions = (sandbox.install_sid, "")
    for wanted, index in (
        (
            Wanted(institutions=institutions, kinds=("settled", "verified"), outcome="accepted"),
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
