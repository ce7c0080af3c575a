"""The provider away for an hour:
bookings pause, everything else works, and one probe goes first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.booking.submit import INTERRUPTED, PAUSED
from scheduling.models import Circuit, Institution
from scheduling.worker import steps
from tests.support.booking_form import form_path, session_path
from tests.support.client import Desk
from tests.support.html import form_on, words
from tests.support.outcomes import attempt_of, effects, kinds, page_of, posts
from tests.support.polling import until
from tests.support.tcp_relay import Relay

BANNER = "Northfield University: SmarterProctoring is not answering, so booking is paused"


@pytest.fixture
def paused(
    desk: Desk, sandbox: Sandbox, point_at: Callable[[str], None], closed_port: int
) -> Iterator[list[dict[str, str]]]:
    """Five bookings in a row found nobody; the provider is back, but nobody has noticed yet."""
    places = sandbox.needs_proctor()[:8]
    point_at(f"http://127.0.0.1:{closed_port}")
    for where in places[:5]:
        assert desk.book(where).status_code == 502
    point_at(sandbox.url)
    yield places[5:]


@pytest.mark.faults(60)
def test_after_five_failures_bookings_pause_without_asking_and_the_form_is_kept(
    desk: Desk, sandbox: Sandbox, paused: list[dict[str, str]]
) -> None:
    where = paused[0]
    answer = desk.book(where, notes="Ground floor")

    assert (answer.status_code, sandbox.requests()) == (502, [])
    assert PAUSED in words(answer)
    assert form_on(answer)["notes"] == "Ground floor"
    assert attempt_of(where).state == "unreachable"
    assert kinds()[8:] == ["intent", "outcome", "circuit_opened", "intent", "outcome"]


@pytest.mark.faults(60)
def test_every_page_says_so_and_works(
    desk: Desk, sandbox: Sandbox, paused: list[dict[str, str]]
) -> None:
    where = paused[0]
    pages = [desk.get(path) for path in ("/audit/", session_path(where), form_path(where))]

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert all(BANNER in words(page) for page in pages)


@pytest.mark.faults(60)
def test_one_probe_goes_ahead_and_then_bookings_go_on(
    desk: Desk, sandbox: Sandbox, paused: list[dict[str, str]]
) -> None:
    first, second, _ = paused
    with time_machine.travel(timezone.now() + timedelta(seconds=6), tick=True):
        answers = [desk.book(first), desk.book(second, appointment_date_time="2027-01-15T09:30")]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert [request["path"].rsplit("/", 1)[1] for request in sandbox.requests("GET")] == [
        "settings"
    ]
    assert effects(sandbox, first) == effects(sandbox, second) == ["scheduled"]
    assert kinds()[-5:] == ["intent", "circuit_closed", "outcome", "intent", "outcome"]
    assert BANNER not in page_of(desk, first)


@pytest.mark.faults(43, 60)
def test_after_the_clock_was_put_back_a_booking_asks_ahead_at_once(
    desk: Desk, sandbox: Sandbox, paused: list[dict[str, str]]
) -> None:
    Circuit.objects.update(next_probe_at=timezone.now() + timedelta(hours=3))
    assert desk.book(paused[0]).status_code == 302


@pytest.mark.long
@pytest.mark.faults(60)
def test_while_the_provider_stays_silent_only_one_of_many_asks(
    desk: Desk, sandbox: Sandbox, paused: list[dict[str, str]]
) -> None:
    sandbox.trouble("hang_before", method="GET", path_contains="/settings", times=None)
    with (
        time_machine.travel(timezone.now() + timedelta(seconds=6), tick=False),
        ThreadPoolExecutor(3) as crowd,
    ):
        answers = list(crowd.map(desk.book, paused))

    assert [answer.status_code for answer in answers] == [502, 502, 502]
    assert (posts(sandbox), len(sandbox.requests("GET", "/settings"))) == (0, 1)


@pytest.mark.faults(33, 60)
def test_what_was_held_up_between_its_intent_and_the_call_is_not_sent_any_more(
    desk: Desk,
    sandbox: Sandbox,
    paused: list[dict[str, str]],
    relay: Callable[..., Relay],
    point_at: Callable[[str], None],
) -> None:
    """The machine falls asleep during the probe:
    by the time it wakes, the attempt may have been given up.
    """
    where = paused[0]
    held = relay(holding=True)
    point_at(held.url)
    Circuit.objects.update(next_probe_at=timezone.now())
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(desk.book, where)
        until(held.asked.is_set)
        with time_machine.travel(timezone.now() + timedelta(seconds=30), tick=True):
            held.let_go()
            page = answer.result()

    assert (page.status_code, posts(sandbox)) == (502, 0)
    assert INTERRUPTED in words(page)
    assert attempt_of(where).state == "unreachable"


@pytest.mark.long
@pytest.mark.faults(60)
def test_the_worker_s_probe_notices_that_the_provider_is_back(
    desk: Desk, sandbox: Sandbox, paused: list[dict[str, str]], institution: Institution
) -> None:
    assert Circuit.objects.get(institution=institution).opened_at
    steps.probe(institution.pk)

    assert Circuit.objects.get(institution=institution).opened_at is None
    assert kinds()[-1] == "circuit_closed"
    assert desk.book(paused[0]).status_code == 302


@pytest.mark.long
@pytest.mark.faults(60)
@pytest.mark.parametrize("answer", ["status", "drop_after", "content_type", "redirect"])
def test_any_answer_to_the_probe_ends_the_pause(
    desk: Desk,
    sandbox: Sandbox,
    paused: list[dict[str, str]],
    institution: Institution,
    answer: str,
) -> None:
    params = {
        "status": {"code": 500},
        "content_type": {"value": "text/html"},
        "redirect": {"code": 302},
    }
    sandbox.trouble(
        answer, method="GET", path_contains="/settings", times=None, **params.get(answer, {})
    )
    steps.probe(institution.pk)

    assert Circuit.objects.get(institution=institution).opened_at is None
    assert desk.book(paused[0]).status_code == 302


@pytest.mark.long
@pytest.mark.faults(60)
def test_silence_at_the_probe_is_no_answer_but_a_list_that_comes_is(
    desk: Desk, sandbox: Sandbox, paused: list[dict[str, str]], institution: Institution
) -> None:
    sandbox.trouble("hang_before", method="GET", path_contains="/settings", times=None)
    with time_machine.travel(timezone.now() + timedelta(seconds=6), tick=True):
        steps.probe(institution.pk)
        assert desk.book(paused[0]).status_code == 502
        assert Circuit.objects.get(institution=institution).opened_at
        Institution.objects.update(synced_at=None)
        steps.fetch_list(institution.pk)

    assert Circuit.objects.get(institution=institution).opened_at is None
    assert kinds()[-1] == "circuit_closed"
    assert desk.book(paused[1]).status_code == 302
