"""What pages promise in the worker's name they promise only while it lives."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.models import Heartbeat, Institution
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.html import words
from tests.support.people import LAKESIDE

NOBODY = "at the moment: the part of the portal that works in the background is not running."


def heard(ago: timedelta) -> None:
    Heartbeat.objects.update_or_create(name="worker", defaults={"at": timezone.now() - ago})


@pytest.mark.parametrize(
    ("failure", "promise", "instead"),
    [
        ("", "It loads automatically.", f"Nobody loads it {NOBODY}"),
        ("It is away.", "The portal keeps trying.", f"Nobody tries again {NOBODY}"),
    ],
)
def test_a_list_that_is_missing_is_loaded_by_somebody_or_it_is_said_that_nobody_does(
    desk: Desk, failure: str, promise: str, instead: str
) -> None:
    Institution.objects.filter(sid=LAKESIDE).update(
        base_url="http://127.0.0.1:9", synced_at=None, sync_failure=failure
    )
    paused = Institution.objects.get(sid=LAKESIDE)
    paused.sync_lease_until = timezone.now() + timedelta(seconds=60)  # so no page fetches it itself
    paused.save(update_fields=["sync_lease_until"])
    heard(timedelta(seconds=5))
    alive = words(desk.get(f"/?install={LAKESIDE}"))
    heard(timedelta(minutes=2))
    dead = words(desk.get(f"/?install={LAKESIDE}"))
    assert (promise in alive, instead in alive) == (True, False)
    assert (promise in dead, instead in dead) == (False, True)
    assert ("paste its link into the search box" in alive) == (not failure)
    assert "below" not in alive


def test_who_waits_for_another_request_is_told_within_the_page_that_nobody_checks_it(
    desk: Desk, second_desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("drop_after")
    desk.book(where)
    heard(timedelta(seconds=5))
    form = f"{session_path(where)}schedule/"
    assert NOBODY not in words(second_desk.get(form))
    heard(timedelta(minutes=2))
    assert f"Nobody is checking {NOBODY}" in words(second_desk.get(form))
