"""Batches carried out while the provider refuses, is away or is slow."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from portal.sandbox.server import Sandbox
from scheduling.batches import execution, leases
from scheduling.institutions import circuit_breaker, request_budget
from scheduling.models import (
    Attempt,
    Circuit,
    Institution,
    ListWalk,
)
from scheduling.provider_list import list_fetching
from scheduling.spoken_time import say
from tests.support.batch_rows import MINUTE, moved, outcomes
from tests.support.batches import begun, booked_there, carried_out, no_pause
from tests.support.booking_actions import take_the_provider_away
from tests.support.outcomes import details
from tests.support.polling import PATIENCE


@pytest.mark.faults(58)
def test_what_is_refused_is_told_and_the_others_go_on(
    sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 3)
    batch = begun(sessions)
    sandbox.trouble("status", method="PUT", code=409)
    carried_out(batch)

    assert sorted(outcomes(batch)) == ["moved", "moved", "not moved"]
    assert details("batch_ended")["counts"] == {"moved": 2, "not moved": 1}


def test_all_refused_ends_with_nobody_moved(sandbox: Sandbox, institution: Institution) -> None:
    batch = begun(booked_there(sandbox, institution, 3))
    sandbox.trouble("status", method="PUT", code=422, times=None)
    carried_out(batch)

    assert outcomes(batch) == ["not moved"] * 3
    assert moved(sandbox) == {}


def test_a_lost_answer_is_read_back_and_its_row_follows(
    sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 2)
    batch = begun(sessions)
    sandbox.trouble("drop_after", method="PUT")
    carried_out(batch)

    assert outcomes(batch) == ["moved", "moved"]
    assert moved(sandbox) == {one.sid: 1 for one in sessions}
    assert Attempt.objects.filter(settled_how="read-back").count() == 1


def test_a_provider_that_can_not_be_reached_is_waited_for_and_nothing_is_lost(
    sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 2)
    batch = begun(sessions)
    where = {"installSid": institution.sid}
    address = institution.base_url
    take_the_provider_away(where)
    execution.run(institution.pk)
    batch.refresh_from_db()

    assert (batch.state, outcomes(batch)) == ("running", ["waiting", "waiting"])
    assert batch.wait_until > timezone.now()
    assert "could not be reached" in batch.wait_reason
    Institution.objects.filter(pk=institution.pk).update(base_url=address)
    assert outcomes(carried_out(batch)) == ["moved", "moved"]
    assert batch.wait_reason == ""


def test_a_provider_that_hangs_is_sent_nothing(sandbox: Sandbox, institution: Institution) -> None:
    batch = begun(booked_there(sandbox, institution, 1))
    sandbox.trouble("hang_before", method="GET", seconds=30)
    execution.run(institution.pk)

    assert sandbox.requests("PUT") == []
    assert outcomes(batch) == ["waiting"]
    sandbox.clear()
    assert outcomes(carried_out(batch)) == ["moved"]


def test_a_provider_that_answers_more_slowly_than_a_page_waits_moves_them_all_the_same(
    sandbox: Sandbox, institution: Institution, settings: Settings
) -> None:
    settings.PAGE_PATIENCE = 0.05
    sessions = booked_there(sandbox, institution, 2)
    batch = begun(sessions)
    sandbox.set_latency(150)
    execution.run(institution.pk)

    assert outcomes(batch) == ["moved", "moved"]
    assert set(batch.rows.values_list("tries", flat=True)) == {0}
    assert moved(sandbox) == {one.sid: 1 for one in sessions}


def test_what_a_lane_has_taken_and_not_begun_when_its_turn_is_over_is_free_at_once(
    sandbox: Sandbox, institution: Institution, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(execution, "PATIENCE", 0.1)
    batch = begun(booked_there(sandbox, institution, 40))
    sandbox.set_latency(100)
    execution.run(institution.pk)

    assert (len(sandbox.requests("PUT")), outcomes(batch).count("waiting")) == (1, 39)
    waiting = batch.rows.filter(state="waiting")
    assert set(waiting.values_list("lease_holder", "lease_until", "tries")) == {("", None, 0)}


@pytest.mark.faults(58)
def test_while_bookings_are_paused_the_rows_wait(
    sandbox: Sandbox, institution: Institution, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(circuit_breaker, "PROBE_PAUSE", 20 * MINUTE)
    batch = begun(booked_there(sandbox, institution, 1))
    later = timezone.now() + circuit_breaker.PROBE_PAUSE
    Circuit.objects.create(
        institution=institution, failures=9, opened_at=timezone.now(), next_probe_at=later
    )
    execution.run(institution.pk)

    assert (sandbox.requests(), outcomes(batch)) == ([], ["waiting"])
    Circuit.objects.all().delete()
    assert outcomes(carried_out(batch)) == ["moved"]


def test_asked_for_too_much_it_waits_and_is_moved_under_another_number(
    sandbox: Sandbox, institution: Institution
) -> None:
    [session] = booked_there(sandbox, institution, 1)
    batch = begun([session])
    [first] = batch.rows.values_list("attempt_id", flat=True)
    sandbox.trouble("status", method="PUT", code=429)
    carried_out(batch)

    assert (outcomes(batch), moved(sandbox)) == (["moved"], {session.sid: 1})
    assert Attempt.objects.get(attempt_id=first).state == "refused"
    assert batch.rows.get().attempt_id != first


@pytest.mark.faults(20)
def test_one_that_was_moved_although_the_provider_was_too_busy_is_not_moved_again(
    sandbox: Sandbox, institution: Institution
) -> None:
    [session] = booked_there(sandbox, institution, 1)
    batch = begun([session])
    sandbox.trouble("raw_body", method="PUT", text="", code=429, effect=True, times=1)
    carried_out(batch)

    assert moved(sandbox) == {session.sid: 1}
    assert [one.cause for one in Attempt.objects.all()] == ["refused-429"]
    assert (batch.state, outcomes(batch)) == ("done", ["not certain"])


@pytest.mark.faults(20)
def test_one_for_which_the_provider_is_always_too_busy_is_a_person_s_to_move_in_the_end(
    sandbox: Sandbox, institution: Institution
) -> None:
    well, busy = booked_there(sandbox, institution, 2)
    batch = begun([well, busy])
    sandbox.trouble("too_many", method="PUT", path_contains=busy.sid, retry_after="1", times=None)
    for _ in range(execution.MOST_THROTTLED + 2):
        no_pause()
        ListWalk.objects.update(paused_until=None)
        execution.run(institution.pk)

    row = batch.rows.get(session=busy)
    assert (row.state, moved(sandbox)) == ("held", {well.sid: 1})
    assert row.reason == f"{execution.TOO_BUSY} {execution.NEVER_READ}"
    sent = [one for one in sandbox.requests("PUT") if busy.sid in one["path"]]
    assert len(sent) == execution.MOST_THROTTLED


@pytest.mark.faults(17)
def test_one_that_is_not_found_once_is_looked_for_again(
    sandbox: Sandbox, institution: Institution
) -> None:
    [session] = booked_there(sandbox, institution, 1)
    batch = begun([session])
    sandbox.trouble("status", method="GET", path_contains=session.sid, code=404, times=1)
    assert outcomes(carried_out(batch)) == ["moved"]


@pytest.mark.faults(20)
@pytest.mark.parametrize("method", ["PUT", "GET"])
def test_while_the_provider_asks_to_be_left_alone_no_batch_there_asks_it_anything(
    sandbox: Sandbox, institution: Institution, method: str
) -> None:
    batch, other = (begun(booked_there(sandbox, institution, count)) for count in (6, 2))
    about = {"method": method, "path_contains": "/sessions/"}
    sandbox.trouble("too_many", retry_after="1800", match=about, times=1)
    execution.run(institution.pk)
    sandbox.clear()
    until = request_budget.asked_until(institution)
    assert until is not None
    with time_machine.travel(until - timedelta(seconds=10), tick=False):
        execution.run(institution.pk)

    assert (sandbox.requests(), moved(sandbox)) == ([], {})
    for one in (batch, other):
        one.refresh_from_db()
        minute = (until + MINUTE).replace(second=0, microsecond=0)
        time = say(minute, institution.time_zone).time
        assert one.wait_reason == (f"SmarterProctoring asked us to slow down. We go on at {time}.")
        assert set(outcomes(one)) == {"waiting"}
    with time_machine.travel(until + timedelta(seconds=1), tick=True):
        execution.run(institution.pk)
    assert len(moved(sandbox)) == 8
    batch.refresh_from_db()
    assert batch.wait_reason == ""


def test_when_that_is_over_no_batch_says_any_more_until_when_it_waits(
    sandbox: Sandbox, institution: Institution
) -> None:
    begun(booked_there(sandbox, institution, 1))
    batch = begun(booked_there(sandbox, institution, 1))
    sandbox.trouble("drop_after", method="PUT", times=None)
    execution.run(institution.pk)
    assert set(outcomes(batch)) == {"being checked"}
    ListWalk.objects.get_or_create(institution=institution)
    asked = {"paused_until": timezone.now() + MINUTE, "pause_reason": request_budget.ASKED}
    ListWalk.objects.update(**asked)
    execution.run(institution.pk)
    batch.refresh_from_db()
    assert batch.wait_reason.startswith(request_budget.ASKED)

    ListWalk.objects.update(paused_until=timezone.now())
    execution.run(institution.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.wait_reason) == ("running", "")


def test_a_list_that_alone_is_sick_holds_no_batch_up_for_longer_than_it_asks(
    sandbox: Sandbox, institution: Institution
) -> None:
    batch = begun(booked_there(sandbox, institution, 2))
    ListWalk.objects.get_or_create(institution=institution)
    ListWalk.objects.update(failures=7)
    about = {"method": "GET", "path_contains": "/reports/appointments", "times": None}
    sandbox.trouble("status", code=503, headers={"Retry-After": "1"}, **about)
    assert not list_fetching.refresh_list(institution, patience=PATIENCE)

    with time_machine.travel(timezone.now() + timedelta(seconds=2), tick=True):
        execution.run(institution.pk)
    assert outcomes(batch) == ["moved", "moved"]


def test_what_a_batch_waits_for_is_written_down_once(
    sandbox: Sandbox, institution: Institution
) -> None:
    batch = begun(booked_there(sandbox, institution, 1))
    written = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            leases.wait(institution.pk, "So it is.")
        written.append(any(one["sql"].startswith("UPDATE") for one in asked))
    batch.refresh_from_db()
    assert (written, batch.wait_reason) == ([True, False], "So it is.")


def test_an_error_without_such_a_wish_pauses_no_batch_for_longer(
    sandbox: Sandbox, institution: Institution
) -> None:
    batch = begun(booked_there(sandbox, institution, 1))
    sandbox.trouble("status", method="GET", code=503, times=3)
    execution.run(institution.pk)
    assert request_budget.asked_until(institution) is None
    batch.refresh_from_db()
    assert batch.wait_reason.endswith("We try again every few seconds.")
