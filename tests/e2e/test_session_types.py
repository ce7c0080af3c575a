"""Each session type, booked from the worklist, with the mouse and with the keyboard alone."""

from __future__ import annotations

from itertools import product

import pytest
from playwright.sync_api import Page, expect

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.accepted_sentences import BOOKED
from scheduling.models import Attempt
from scheduling.session_types.registry import SESSION_TYPES
from tests.support.browser_answers import answers_of, body_of
from tests.support.browser_input import HANDS

pytestmark = pytest.mark.browser


# One by hand every day, as `test_keys` books one by keys; the others in the long suite.
EVERY_DAY = {("ad-hoc", "mouse")}
# By keyboard alone those whose forms differ most.
BY_KEYBOARD = ("smarter-scheduling", "ad-hoc", "instructor-as-proctor", "messaging")
CASES = [
    pytest.param(*one, marks=() if one in EVERY_DAY else pytest.mark.long)
    for one in [*product(SESSION_TYPES, ["mouse"]), *product(BY_KEYBOARD, ["keyboard"])]
]


@pytest.mark.parametrize(("wire_name", "hand"), CASES)
def test_a_type_is_booked_from_the_worklist(
    page: Page, sandbox: Sandbox, wire_name: str, hand: str
) -> None:
    where, hands = sandbox.needs_proctor()[0], HANDS[hand](page)
    answers = answers_of(wire_name, all_of_them=hand == "mouse")
    hands.open_from_worklist(where)
    hands.choose_type(wire_name)
    hands.fill(answers)
    hands.book()

    expect(page.get_by_text(BOOKED)).to_be_visible()
    assert [one["body"] for one in sandbox.requests("POST")] == [body_of(wire_name, answers)]
    assert [one["effect"] for one in sandbox.bookings()] == ["scheduled"]
    assert [(one.state, one.actor_name) for one in Attempt.objects.all()] == [
        ("accepted", "Ana Ruiz")
    ]
