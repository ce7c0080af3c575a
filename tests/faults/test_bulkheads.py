"""One institution's provider hangs: the others' lists and looks stay on time, and the pages too."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from portal.sandbox.server import Sandbox
from scheduling.booking.submit import CROWDED
from scheduling.institutions import calls_at_once
from scheduling.institutions.calls_at_once import Purpose
from scheduling.models import Attempt, ExamSession, Institution
from scheduling.views.booking.sending import CANNOT_RECORD, NOT_DONE_UNRECORDED
from scheduling.worker.loop import Loop
from tests.support.booking_form import form_path
from tests.support.client import Desk
from tests.support.html import words
from tests.support.outcomes import attempt_of, posts
from tests.support.people import LAKESIDE
from tests.support.polling import until
from tests.support.scripted_provider import ScriptedServer, hangs

UNSETTLED, CROWD = 110, 40
BUSY = CANNOT_RECORD.format(undone="Not booked")


@pytest.fixture
def lakeside(database: object) -> Institution:
    return Institution.objects.get(sid=LAKESIDE)


@pytest.fixture
def hanging(institution: Institution, point_at: Callable[[str], None]) -> Iterator[ScriptedServer]:
    """Northfield's provider takes every request and answers none; 110 requests wait for it."""
    server = ScriptedServer([hangs])
    point_at(server.url)
    for number in range(UNSETTLED):
        unsettled(institution, number)
    yield server
    server.stop()


def unsettled(institution: Institution, number: int) -> None:
    now = timezone.now()
    session = ExamSession.objects.create(
        institution=institution, sid=f"ES{number:032x}", exam_sid=f"EX{7:032x}"
    )
    Attempt.objects.create(
        attempt_id=uuid.uuid4(),
        session=session,
        action=Attempt.Action.SCHEDULE,
        state=Attempt.State.UNCONFIRMED,
        actor_name="Ana Ruiz",
        time_zone="UTC",
        started_at=now - timedelta(minutes=5),
        deadline_at=now,
        finished_at=now,
        next_check_at=now - timedelta(minutes=4),
    )


@contextmanager
def running() -> Iterator[Loop]:
    loop = Loop()
    thread = threading.Thread(target=loop.run)
    thread.start()
    yield loop
    loop.stop()
    thread.join()


@pytest.mark.long
@pytest.mark.faults(75)
def test_the_others_lists_and_looks_stay_on_time(
    desk: Desk, sandbox: Sandbox, lakeside: Institution, hanging: ScriptedServer
) -> None:
    where = sandbox.sessions(status="Needs Proctor", install_sid=LAKESIDE)[0]
    sandbox.trouble("drop_after")
    place = sandbox.stand_in.state.install(LAKESIDE).places
    assert desk.book(where, proctor_location_sid=next(iter(place))).status_code == 302
    assert attempt_of(where).state == "unconfirmed"
    started = time.monotonic()
    with running():
        until(lambda: attempt_of(where).state == "accepted")
        until(lambda: Institution.objects.get(pk=lakeside.pk).synced_at)
        took = time.monotonic() - started
        until(lambda: len(hanging.arrived) >= 2)
        assert len([one for one in hanging.arrived if "/sessions/" in one.target]) <= 20

    assert took < 20
    still_open = Attempt.objects.filter(session__institution__sid=Sandbox.install_sid)
    assert still_open.filter(state="unconfirmed").count() == UNSETTLED


@pytest.mark.long
@pytest.mark.faults(75)
def test_of_many_who_book_there_at_once_some_are_told_at_once_that_nothing_was_sent(
    portal: object, desk: Desk, sandbox: Sandbox
) -> None:
    places = calls_at_once.limit(Purpose.BOOKING)
    waiting = sandbox.needs_proctor()[: places + 6]
    sandbox.trouble("hang_before", seconds=60, times=None)

    def book(where: dict[str, str]) -> tuple[int, str, float]:
        clerk = Desk(desk.url, "coordinator")
        clerk.browser.cookies.update(desk.browser.cookies)
        start = time.monotonic()
        answer = clerk.book(where)
        clerk.browser.close()
        return answer.status_code, words(answer), time.monotonic() - start

    with ThreadPoolExecutor(len(waiting)) as crowd:
        answers = list(crowd.map(book, waiting))
    turned_away = [(told, took) for status, told, took in answers if status == 502]
    assert posts(sandbox) <= places + 4
    assert posts(sandbox) + len(turned_away) == len(waiting)
    assert len(turned_away) >= 2
    assert all(CROWDED in told for told, _ in turned_away)
    sandbox.clear()
    away = [one for one in waiting if attempt_of(one).state == "unreachable"]
    assert len(away) == len(turned_away)
    assert desk.book(away[0]).status_code == 302


@pytest.mark.long
@pytest.mark.faults(75)
def test_forty_people_who_book_there_at_once_take_no_more_than_its_places(
    desk: Desk, second_desk: Desk, sandbox: Sandbox, settings: Settings
) -> None:
    settings.API_TIMEOUT = 40.0  # as long as it takes until all have been answered
    places, wanted = calls_at_once.limit(Purpose.BOOKING), sandbox.needs_proctor()[:CROWD]
    sandbox.trouble("hang_before", seconds=30, times=None, method="POST")

    def book(where: dict[str, str]) -> tuple[int, str]:
        clerk = Desk(desk.url, "coordinator")
        clerk.browser.cookies.update(desk.browser.cookies)
        answer = clerk.book(where)
        clerk.browser.close()
        return answer.status_code, words(answer)

    with ThreadPoolExecutor(CROWD) as crowd:
        sent = [crowd.submit(book, where) for where in wanted]
        until(lambda: sum(one.done() for one in sent) == CROWD - places, patience=25)
        turned_away = [one.result() for one in sent if one.done()]
        shown = ("/", "/audit/", form_path(sandbox.needs_proctor()[CROWD]))
        pages = [second_desk.get(path).status_code for path in shown]
        still_waiting = sum(not one.done() for one in sent)
        arrived = posts(sandbox)
        sandbox.clear()

    assert (len(wanted), arrived, still_waiting) == (CROWD, places, places)
    # SQLite lets one write at a time: on a slow machine some wait longer than its time for them,
    # before anything is recorded of them, or when that they were turned away is to be recorded.
    not_begun = [one for one in turned_away if BUSY in one[1]]
    not_recorded = [one for one in turned_away if NOT_DONE_UNRECORDED in one[1]]
    crowded = [one for one in turned_away if CROWDED in one[1]]
    assert {status for status, told in turned_away if NOT_DONE_UNRECORDED not in told} == {502}
    assert [one for one in turned_away if one not in not_begun + crowded] == []
    assert [one for one in not_recorded if one not in crowded] == []
    assert len(crowded) > len(not_recorded)
    assert pages == [200, 200, 200]
    sendings = Attempt.objects.exclude(state="unreachable").count()
    assert (sendings, Attempt.objects.count()) == (
        places + len(not_recorded),
        CROWD - len(not_begun),
    )


@pytest.mark.faults(75)
def test_a_place_is_free_again_after_the_call_and_other_institutions_have_their_own() -> None:
    most = calls_at_once.limit(Purpose.READING)
    with ThreadPoolExecutor(most + 1) as pool:
        enough, go = threading.Barrier(most + 1), threading.Event()

        def hold() -> bool:
            with calls_at_once.place(1, Purpose.READING) as is_free:
                enough.wait(20)
                go.wait(20)
                return is_free

        held = [pool.submit(hold) for _ in range(most)]
        enough.wait(20)
        with calls_at_once.place(1, Purpose.READING) as is_free:
            assert not is_free
        with calls_at_once.place(2, Purpose.READING) as is_free:
            assert is_free
        go.set()
        assert all(one.result() for one in held)
    with calls_at_once.place(1, Purpose.READING) as is_free:
        assert is_free
