"""What nobody waits for is asked within a budget: bookings come first, and a 429 is heeded."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connections
from django.utils import timezone
from pytest_django import Settings

from portal.sandbox.server import Sandbox
from scheduling.institutions import request_budget
from scheduling.models import ExamSession, Institution, ListWalk
from scheduling.provider_list import list_fetching
from scheduling.spoken_time import say
from scheduling.worker import steps
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.html import words
from tests.support.polling import PATIENCE, until
from tests.support.tcp_relay import Relay

REPORTS = {"method": "GET", "path_contains": "/reports/appointments", "times": None}


@pytest.fixture(autouse=True)
def usual_budget(settings: Settings) -> None:
    settings.BACKGROUND_REQUESTS = 45


@pytest.mark.long
@pytest.mark.faults(77)
def test_a_429_on_the_list_pauses_all_that_nobody_waits_for_and_says_until_when(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    sandbox.clear()
    sandbox.trouble("too_many", retry_after="300", **REPORTS)
    assert not list_fetching.refresh_list(institution, patience=PATIENCE)
    asked = len(sandbox.requests())
    steps.fetch_list(institution.pk)
    steps.read_sessions(institution.pk)

    assert len(sandbox.requests()) == asked == 1
    paused_until = ListWalk.objects.get(pk=institution.pk).paused_until
    assert paused_until
    minute = (paused_until + timedelta(seconds=60)).replace(second=0, microsecond=0)
    until = say(minute, institution.time_zone).time
    here = f"/?install={institution.sid}"
    assert f"List paused until {until}" in words(desk.get(here))
    assert desk.book(sandbox.needs_proctor()[0]).status_code == 302

    sandbox.clear()
    with time_machine.travel(timezone.now() + timedelta(seconds=320), tick=True):
        assert list_fetching.refresh_list(institution, patience=PATIENCE)
        walk = ListWalk.objects.get(pk=institution.pk)
        assert request_budget.a_minute(walk, timezone.now()) == pytest.approx(22.5, abs=3)
        assert "List paused" not in words(desk.get(here))


@pytest.mark.faults(20, 77)
@pytest.mark.parametrize("met_by", ["booking", "page"])
def test_a_429_that_a_person_meets_pauses_the_list_too(
    desk: Desk, sandbox: Sandbox, institution: Institution, met_by: str
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("too_many", method="", path_contains=where["sessionSid"], retry_after="120")
    if met_by == "booking":
        assert desk.book(where).status_code == 422
    else:
        assert desk.get(session_path(where)).status_code == 200
    sandbox.clear()
    assert not list_fetching.refresh_list(institution, patience=PATIENCE)
    assert sandbox.requests() == []


@pytest.mark.long
@pytest.mark.faults(77)
def test_with_a_quota_of_sixty_a_minute_no_booking_is_refused_for_the_list_s_sake(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sandbox.set_quota(60)
    for where in sandbox.needs_proctor()[:20]:
        assert desk.book(where).status_code == 302
        steps.fetch_list(institution.pk)
        steps.read_sessions(institution.pk)

    answers = [request["status"] for request in sandbox.requests()]
    assert 429 not in answers
    assert len(sandbox.requests("POST")) == 20


@pytest.mark.faults(77)
def test_bookings_of_the_last_minute_make_the_budget_smaller(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    walk = request_budget.walk_of(institution)
    assert request_budget.a_minute(walk, timezone.now()) == 45
    for where in sandbox.needs_proctor()[:5]:
        desk.book(where)
    assert request_budget.a_minute(walk, timezone.now()) == 35


@pytest.mark.faults(77)
def test_the_list_says_how_far_it_has_got(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    request_budget.walk_of(institution)
    ListWalk.objects.update(allowance=2, allowance_at=timezone.now())
    Institution.objects.update(synced_at=None)
    page = words(desk.get("/"))
    listed = ExamSession.objects.filter(institution=institution).count()
    assert 200 <= listed < 900
    total = len([one for one in sandbox.sessions() if one["status"] not in ("Closed", "Cancelled")])
    assert f"{listed} of about {total} sessions loaded so far." in page


@pytest.mark.faults(77)
def test_failures_in_a_row_pause_longer_each_time(
    sandbox: Sandbox, institution: Institution
) -> None:
    sandbox.trouble("status", code=503, **REPORTS)
    pauses, now = [], timezone.now()
    for _ in range(4):
        with time_machine.travel(now, tick=False):
            assert not list_fetching.refresh_list(institution, patience=PATIENCE)
            paused = ListWalk.objects.get(pk=institution.pk).paused_until
            assert paused
            pauses.append(round((paused - timezone.now()).total_seconds()))
            now = paused + timedelta(seconds=1)
    assert pauses == [15, 30, 60, 120]
    assert len(sandbox.requests("GET", "/reports/")) == 4


@pytest.mark.faults(43, 77)
def test_after_the_clock_was_put_back_the_budget_is_the_usual_one(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    with time_machine.travel(timezone.now() + timedelta(hours=3), tick=True):
        desk.book(sandbox.needs_proctor()[0])
    walk = request_budget.walk_of(institution)
    walk.slowed_until = timezone.now() + timedelta(hours=5)
    assert request_budget.a_minute(walk, timezone.now()) == 45


@pytest.mark.faults(20, 77)
def test_a_429_holds_though_a_page_of_the_list_was_under_way_and_is_answered(
    desk: Desk,
    sandbox: Sandbox,
    institution: Institution,
    relay: Callable[..., Relay],
    point_at: Callable[[str], None],
) -> None:
    held = relay(holding=True)
    point_at(held.url)
    institution.refresh_from_db()
    with ThreadPoolExecutor(1) as pool:
        fetched = pool.submit(fetch, institution)
        until(held.asked.is_set)
        point_at(sandbox.url)
        sandbox.trouble("too_many", method="POST", retry_after="120")
        assert desk.book(sandbox.needs_proctor()[0]).status_code == 422
        held.let_go()
        assert not fetched.result(timeout=60)

    walk = ListWalk.objects.get(pk=institution.pk)
    assert request_budget.is_paused(walk, timezone.now())
    assert not request_budget.take(institution)
    with time_machine.travel(timezone.now() + timedelta(seconds=200), tick=True):
        assert list_fetching.refresh_list(institution, patience=PATIENCE)
    walk.refresh_from_db()
    assert (walk.paused_until, walk.pause_reason) == (None, "")


def fetch(institution: Institution) -> bool:
    """In a thread of its own, whose connection is closed with it."""
    try:
        return list_fetching.refresh_list(institution, patience=PATIENCE)
    finally:
        connections.close_all()
