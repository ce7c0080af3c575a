"""The provider asks to be left alone, by a 429 or by `Retry-After` of an error: that holds for as
long as it said, whichever call met it and whatever fails meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.booking import read_back
from scheduling.exam_sessions import successors
from scheduling.institutions import circuit_breaker, connection_test, request_budget
from scheduling.models import Attempt, ExamSession, Institution, ListWalk
from scheduling.proctoring_api.responses.retry_after_header import retry_after
from scheduling.provider_list import list_fetching, reading_one_by_one
from scheduling.session_commands import PORTAL
from tests.support.booking_actions import book, move
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.html import words
from tests.support.outcomes import attempt_of
from tests.support.polling import PATIENCE
from tests.support.scripted_provider import says

REPORTS = {"method": "GET", "path_contains": "/reports/appointments", "times": None}
HOUR, HALF_AN_HOUR = 3600, 1800


def pause(institution: Institution) -> tuple[float, str]:
    """For how many seconds the list is paused, and why."""
    walk = ListWalk.objects.get(pk=institution.pk)
    left = walk.paused_until - timezone.now() if walk.paused_until else timedelta()
    return left.total_seconds(), walk.pause_reason


def at(where: dict[str, str]) -> dict[str, Any]:
    return {"method": "GET", "path_contains": where["sessionSid"]}


def throttled(institution: Institution, sandbox: Sandbox, seconds: int) -> None:
    sandbox.trouble("too_many", retry_after=str(seconds), **REPORTS)
    assert not list_fetching.refresh_list(institution, patience=PATIENCE)
    sandbox.clear()


@pytest.mark.faults(20, 77)
@pytest.mark.parametrize("later", ["5", None])
def test_a_shorter_pause_that_is_asked_for_later_cuts_none_short(
    desk: Desk, sandbox: Sandbox, institution: Institution, later: str | None
) -> None:
    where = sandbox.needs_proctor()[0]
    throttled(institution, sandbox, HOUR)
    sandbox.trouble("too_many", **at(where), retry_after=later, times=None)
    desk.get(session_path(where))
    assert {one["status"] for one in sandbox.requests("GET")} == {429}

    seconds, why = pause(institution)
    assert seconds > HOUR - 60
    assert why == request_budget.ASKED


@pytest.mark.faults(20, 77)
def test_nor_does_a_failure_of_what_was_under_way(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    book(desk, sandbox)
    throttled(institution, sandbox, HOUR)
    sandbox.trouble("status", code=503, method="GET", times=None)
    assert not reading_one_by_one.read(ExamSession.objects.get())
    seconds, why = pause(institution)
    assert (seconds > HOUR - 60, why) == (True, request_budget.ASKED)
    assert ListWalk.objects.get().failures == 1


@pytest.mark.faults(20, 77)
def test_a_longer_one_takes_its_place(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    where = sandbox.needs_proctor()[0]
    throttled(institution, sandbox, 30)
    sandbox.trouble("too_many", **at(where), retry_after=str(HALF_AN_HOUR))
    desk.get(session_path(where))
    assert pause(institution)[0] > HALF_AN_HOUR - 60


@pytest.mark.faults(20, 77)
def test_when_it_is_over_a_failure_has_no_reason_of_the_provider_s(
    sandbox: Sandbox, institution: Institution
) -> None:
    throttled(institution, sandbox, 30)
    sandbox.trouble("status", code=503, **REPORTS)
    with time_machine.travel(timezone.now() + timedelta(seconds=40), tick=True):
        assert not list_fetching.refresh_list(institution, patience=PATIENCE)
        seconds, why = pause(institution)
    assert (10 < seconds <= 15, why) == (True, "")


@pytest.mark.faults(20, 77)
def test_the_look_after_a_yes_the_learner_s_sessions_and_what_tries_the_connection_tell_it_too(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    where = book(desk, sandbox)
    session = ExamSession.objects.get()

    def met(**about: Any) -> float:
        ListWalk.objects.update(paused_until=None, pause_reason="")
        sandbox.clear()
        sandbox.trouble("too_many", method="GET", retry_after=str(HALF_AN_HOUR), **about)
        return HALF_AN_HOUR - 60

    least = met(path_contains="/enrollments/")
    assert not successors.fetch(session)
    assert pause(institution)[0] > least
    least = met(path_contains="/settings")
    assert circuit_breaker.probe(institution)
    assert pause(institution)[0] > least
    least = met(path_contains="/settings")
    connection_test.test_connection(institution=institution, actor=PORTAL)
    assert pause(institution)[0] > least
    least = met(path_contains=where["sessionSid"])
    move(desk, where)
    assert attempt_of(where).state == "unconfirmed"
    assert pause(institution)[0] > least


def in_half_an_hour(way: str) -> dict[str, str]:
    at = datetime.now(UTC) + timedelta(seconds=HALF_AN_HOUR)
    told = str(HALF_AN_HOUR) if way == "seconds" else format_datetime(at, usegmt=True)
    return {"Retry-After": told}


@pytest.mark.faults(20, 21, 77)
@pytest.mark.parametrize("code", [503, 425])
@pytest.mark.parametrize("way", ["seconds", "date"])
def test_an_error_that_says_when_to_come_back_pauses_the_list_until_then(
    desk: Desk, sandbox: Sandbox, institution: Institution, way: str, code: int
) -> None:
    sandbox.trouble("status", code=code, headers=in_half_an_hour(way), **REPORTS)
    assert not list_fetching.refresh_list(institution, patience=PATIENCE)

    seconds, why = pause(institution)
    assert (seconds > HALF_AN_HOUR - 60, why) == (True, request_budget.ASKED)
    assert "List paused until" in words(desk.get(f"/?install={institution.sid}"))


@pytest.mark.faults(20, 21, 77)
def test_a_page_does_not_ask_again_meanwhile_and_pauses_the_list(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    where = book(desk, sandbox)
    headers = in_half_an_hour("seconds")
    sandbox.trouble("status", code=503, headers=headers, method="GET", times=None)
    assert desk.get(session_path(where)).status_code == 200

    assert len(sandbox.requests("GET")) == 1
    assert pause(institution)[0] > HALF_AN_HOUR - 60


@pytest.mark.faults(20, 21)
def test_reading_back_waits_until_then_and_the_outcome_stays_open(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("drop_after", method="POST")
    headers = in_half_an_hour("date")
    sandbox.trouble("status", code=503, headers=headers, method="GET", times=None)
    desk.book(where)
    read_back.read_back(attempt_of(where).pk)

    attempt = Attempt.objects.get()
    assert (attempt.state, attempt.needs_person) == ("unconfirmed", False)
    assert attempt.next_check_at is not None
    assert (attempt.next_check_at - timezone.now()).total_seconds() > HALF_AN_HOUR - 60


@pytest.mark.faults(20, 77)
@pytest.mark.parametrize("was", [0, 7])
def test_where_it_says_when_to_come_back_no_pause_of_ours_is_told_as_its_own(
    sandbox: Sandbox, institution: Institution, was: int
) -> None:
    walk = request_budget.walk_of(institution)
    ListWalk.objects.filter(pk=walk.pk).update(failures=was)
    sandbox.trouble("status", code=503, headers={"Retry-After": "2"}, **REPORTS)
    assert not list_fetching.refresh_list(institution, patience=PATIENCE)

    seconds, why = pause(institution)
    assert (seconds <= 2, why) == (True, request_budget.ASKED)
    assert ListWalk.objects.get().failures == was + 1


@pytest.mark.faults(20, 77)
def test_what_it_asks_for_takes_the_place_of_a_pause_of_ours_and_gives_it_to_none(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    booked = book(desk, sandbox)
    walk = request_budget.walk_of(institution)
    ListWalk.objects.filter(pk=walk.pk).update(failures=7)
    sandbox.trouble("status", code=503, **REPORTS)
    assert not list_fetching.refresh_list(institution, patience=PATIENCE)
    assert (pause(institution)[0] > 500, pause(institution)[1]) == (True, "")
    assert request_budget.asked_until(institution) is None

    where = sandbox.needs_proctor()[0]
    sandbox.trouble("too_many", **at(where), retry_after="30")
    desk.get(session_path(where))
    assert (pause(institution)[0] <= 30, pause(institution)[1]) == (True, request_budget.ASKED)
    sandbox.clear()
    sandbox.trouble("status", code=503, method="GET", times=None)
    assert not reading_one_by_one.read(ExamSession.objects.get(sid=booked["sessionSid"]))
    assert (pause(institution)[0] <= 30, pause(institution)[1]) == (True, request_budget.ASKED)


@pytest.mark.faults(20, 21)
def test_once_a_page_was_answered_again_reading_back_waits_no_longer(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("drop_after", method="POST")
    headers = in_half_an_hour("seconds")
    sandbox.trouble("status", code=503, headers=headers, method="GET", times=None)
    desk.book(where)
    read_back.read_back(attempt_of(where).pk)
    desk.get(session_path(where))
    assert attempt_of(where).pk not in read_back.due(timezone.now())

    sandbox.clear()
    sandbox.trouble("other_fields", **at(where), fields={"status": None}, times=None)
    desk.get(session_path(where))
    assert attempt_of(where).pk in read_back.due(timezone.now())


@pytest.mark.faults(20, 77)
@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("2 min", 120),
        ("5 minutes", 300),
        ("1 hour", 3600),
        ("PT5M", 300),
        ("PT1M30S", 90),
        ("120 seconds.", 120),
        ("120; comment", 120),
        ("PT", None),
        ("2 months", None),
        ("five minutes", None),
    ],
)
def test_a_wait_is_read_in_minutes_too(header: str, seconds: float | None) -> None:
    assert retry_after(header) == seconds


@pytest.mark.faults(43, 77)
@pytest.mark.parametrize("ahead", [-HOUR, 0, HOUR])
@pytest.mark.parametrize("written", ["date", "seconds"])
def test_a_wait_until_a_moment_is_told_by_the_clock_of_who_asks_for_it(
    institution: Institution, provide: Callable[..., Any], ahead: int, written: str
) -> None:
    there = timezone.now() + timedelta(seconds=ahead)
    until = there + timedelta(minutes=2)
    told = format_datetime(until, usegmt=True) if written == "date" else str(until.timestamp())
    headers = [("Date", format_datetime(there, usegmt=True)), ("Retry-After", told)]
    provide(says({}, 429, headers=headers))
    assert not list_fetching.refresh_list(institution, patience=PATIENCE)

    seconds, why = pause(institution)
    assert 110 < seconds < 125
    assert why == request_budget.ASKED
