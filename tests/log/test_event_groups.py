"""The groups of events that a search names: each event in the ones it belongs to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.sandbox.server import Sandbox
from scheduling.audit.kinds import Kind
from scheduling.booking.events import booking_sentences
from scheduling.log.event_groups import EVENT_GROUPS
from scheduling.log.search import event_search
from scheduling.log.search.event_query import EventQuery
from scheduling.models import Attempt, AuditEvent, EventAction
from tests.support.booking_actions import book, cancel, move, settle_by_hand
from tests.support.client import Desk
from tests.support.outcomes import settle

OF_REQUESTS = {
    *(Kind.INTENT, Kind.OUTCOME, Kind.INTERRUPTED, Kind.READ_BACK, Kind.SETTLED),
    *booking_sentences.HELD_BACK,
}


def test_every_kind_is_in_one_group_or_of_a_request_which_is_found_by_its_action() -> None:
    grouped = [kind for one in EVENT_GROUPS.values() for kind in one.kinds or ()]
    of_requests = [kind for kind in OF_REQUESTS if kind != Kind.SETTLED]
    assert sorted([*grouped, *of_requests]) == sorted(Kind)
    by_action = [one.actions for one in EVENT_GROUPS.values() if one.actions]
    assert by_action == [(action,) for action in Attempt.Action]


def found(group: str) -> list[int]:
    """The numbers of a group's events, oldest first, of all institutions."""
    everywhere = (*AuditEvent.objects.values_list("install_sid", flat=True).distinct(), "")
    one = EVENT_GROUPS[group]
    wanted = EventQuery(institutions=everywhere, kinds=one.kinds, actions=one.actions)
    return event_search.page(wanted).numbers[::-1]


def kinds_of(group: str) -> list[str]:
    known = dict(AuditEvent.objects.values_list("number", "kind"))
    return [known[number] for number in found(group)]


def test_all_that_comes_of_a_request_is_in_the_group_of_its_action(
    desk: Desk, administrator: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    again = {"attempt_id": AuditEvent.objects.get(kind=Kind.INTENT).attempt_id}
    desk.book(where, **again)
    desk.book(where, **again, notes="Another room")
    sandbox.trouble("drop_after", method="PUT")
    move(desk, where)
    cancel(desk, where)
    settle()
    sandbox.trouble("drop_before", method="DELETE")
    cancel(desk, where)
    settle_by_hand(administrator, where, "no")

    assert {group: kinds_of(group) for group, one in EVENT_GROUPS.items() if one.actions} == {
        "booking": [Kind.INTENT, Kind.OUTCOME, Kind.DUPLICATE_SUBMIT, Kind.FORM_REUSED],
        "move": [Kind.INTENT, Kind.OUTCOME, Kind.READ_BACK],
        "cancellation": [Kind.BLOCKED, Kind.INTENT, Kind.OUTCOME, Kind.SETTLED],
    }
    assert kinds_of("settlement") == [Kind.SETTLED]
    with_action = EventAction.objects.order_by("event_number").values_list(
        "event_number", flat=True
    )
    of_requests = AuditEvent.objects.filter(kind__in=OF_REQUESTS).order_by("number")
    assert list(with_action) == list(of_requests.values_list("number", flat=True))


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        ({"kinds": (Kind.SETTLED, Kind.VERIFIED), "outcome": "accepted"}, "event_kind"),
        ({"actions": (Attempt.Action.SCHEDULE,)}, "event_action"),
    ],
)
def test_a_group_is_walked_by_its_own_index(
    database: Path, sandbox: Sandbox, asked: dict[str, Any], index: str
) -> None:
    with CaptureQueriesContext(connection) as queries:
        event_search.page(EventQuery(institutions=(sandbox.install_sid, ""), **asked))
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {queries[0]['sql']}")
        plan = " ".join(row[-1] for row in cursor.fetchall())
    assert f"USING COVERING INDEX {index} " in plan
    assert "TEMP B-TREE" not in plan
