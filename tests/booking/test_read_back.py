"""Looks that decide nothing:
counted, told once, and nothing else is pushed off the session's page by them.
"""

from __future__ import annotations

import json

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.audit import event_writer
from scheduling.booking import attempts
from scheduling.booking.events import booking_events
from scheduling.booking.read_back import read_back
from scheduling.models import Attempt, AuditEvent
from tests.support.client import Desk
from tests.support.outcomes import attempt_of, kinds, page_of

SILENT = "The provider could not be asked."
NO_ANSWER, UNCLEAR = "no answer; timeout", "unclear; closed; same"
LOOKED, OUTCOME = "can’t tell yet", "broke before SmarterProctoring answered"


@pytest.fixture
def where(desk: Desk, sandbox: Sandbox) -> dict[str, str]:
    """A session whose booking is not known."""
    place = sandbox.needs_proctor()[0]
    sandbox.trouble("drop_after")
    sandbox.trouble("status", code=503, method="GET", times=None)
    desk.book(place)
    return place


def look_once(
    attempt: Attempt, *, look: str = NO_ANSWER, reason: str = SILENT, needs_person: bool = False
) -> Attempt:
    return attempts.record_undecided_look(
        attempt,
        look=look,
        reason=reason,
        next_check_at=timezone.now(),
        needs_person=needs_person,
    )


def look_in_vain(attempt: Attempt, times: int, *, needs_person: bool = False) -> Attempt:
    for _ in range(times):
        attempt = look_once(attempt, needs_person=needs_person)
    return attempt


def test_a_look_is_an_event_only_where_it_brought_something_new(
    desk: Desk, where: dict[str, str]
) -> None:
    attempt = look_in_vain(attempt_of(where), 30)
    assert (attempt.checks, kinds()) == (30, ["intent", "outcome", "read_back"])

    attempt = look_in_vain(attempt, 30, needs_person=True)
    assert (attempt.checks, attempt.needs_person) == (60, True)
    assert kinds() == ["intent", "outcome", "read_back", "read_back"]
    page = page_of(desk, where)
    assert page.count(LOOKED) == 2
    assert page.count("checked 60 times total") == 1
    assert (OUTCOME in page, page.count("asked for in event")) == (True, 1)


def test_what_is_new_is_told_by_the_facts_and_not_by_their_words(
    desk: Desk, where: dict[str, str]
) -> None:
    attempt = look_once(attempt_of(where))
    attempt = look_once(attempt, reason="The same said differently.")
    assert (attempt.reason, kinds()) == (
        "The same said differently.",
        ["intent", "outcome", "read_back"],
    )

    attempt = look_once(attempt, reason=attempt.reason, look=UNCLEAR)
    assert kinds() == ["intent", "outcome", "read_back", "read_back"]
    found = AuditEvent.objects.order_by("number").filter(kind="read_back")
    assert [json.loads(event.details)["look"] for event in found] == [NO_ANSWER, UNCLEAR]


@pytest.mark.parametrize(
    ("troubles", "events"),
    [
        ((503, 503), 1),
        ((503, 429), 2),
    ],
)
def test_a_check_without_an_answer_is_news_where_something_else_kept_it(
    desk: Desk, sandbox: Sandbox, where: dict[str, str], troubles: tuple[int, ...], events: int
) -> None:
    attempt = attempt_of(where)
    for code in troubles:
        sandbox.clear()
        sandbox.trouble("status", code=code, method="GET", times=None)
        read_back(attempt.pk)
    assert kinds().count("read_back") == events


def test_a_log_full_of_looks_hides_neither_intent_nor_outcome(
    desk: Desk, where: dict[str, str]
) -> None:
    """As it was written before only news were told."""
    attempt = attempt_of(where)
    for _ in range(60):
        event_writer.record(booking_events.read_back_event(attempt, SILENT, True))
    Attempt.objects.filter(pk=attempt.pk).update(checks=60)

    page = page_of(desk, where)
    assert (page.count(LOOKED), page.count("checked 60 times total")) == (1, 1)
    assert (OUTCOME in page, page.count("asked for in event")) == (True, 1)
