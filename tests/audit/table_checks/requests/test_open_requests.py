"""A request that a person must decide is not kept from them, and none is left alone for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.booking import attempts
from scheduling.models import Attempt
from tests.support.client import Desk
from tests.support.table_comparisons import found, verified


@pytest.fixture
def undecided(desk: Desk, sandbox: Sandbox) -> Attempt:
    """A booking without an answer, of which the last check said that a person must decide."""
    sandbox.trouble("drop_before", method="POST")
    desk.book(sandbox.needs_proctor()[0])
    attempt = Attempt.objects.get()
    assert (attempt.state, verified()) == ("unconfirmed", [])
    soon = timezone.now() + timedelta(minutes=5)
    kept = attempts.record_undecided_look(
        attempt, look="", reason="Nothing shown.", next_check_at=soon, needs_person=True
    )
    assert (kept.needs_person, verified()) == (True, [])
    return kept


def test_a_decision_that_is_kept_from_people_is_named(undecided: Attempt) -> None:
    Attempt.objects.update(needs_person=False)
    said = "is kept from whoever decides: its last check said that a person must"
    assert f"the request {undecided.attempt_id} of Ana Ruiz {said}" in found()


def test_a_decision_that_no_check_asked_for_is_named(desk: Desk, sandbox: Sandbox) -> None:
    sandbox.trouble("drop_before", method="POST")
    desk.book(sandbox.needs_proctor()[0])
    Attempt.objects.update(needs_person=True)
    assert "is put before whoever decides, which no check of it said" in found()


def test_a_request_that_nobody_would_check_again_is_named(undecided: Attempt) -> None:
    Attempt.objects.update(next_check_at=timezone.now() + timedelta(days=2))
    assert "is not to be checked before " in found()
