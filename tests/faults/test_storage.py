"""The portal's own database in trouble: before the call nothing is sent, after it nothing is lost or hidden."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
from django.conf import settings
from django.db import IntegrityError

from portal.sandbox.server import Sandbox
from portal.settings import SQLITE_OPTIONS
from scheduling import tasks
from scheduling.models import Attempt
from scheduling.models.encrypted import encrypt
from scheduling.services import read_back
from scheduling.services.verifying import verify
from tests.desk import Desk, booking, kinds, session_path
from tests.faults.storage import Storage
from tests.faults.story import (
    attempt_of,
    effects,
    form_on,
    page_of,
    posts,
    settled,
    until,
    words,
)

NOT_RECORDED = "Not booked, and nothing was sent: the portal’s own storage is busy or full."
LONG_NOTES = "Ground floor, please. " * 180


def nothing_was_sent(desk: Desk, sandbox: Sandbox, where: dict[str, str], form: dict[str, str]) -> requests.Response:
    """Send the form into storage that takes nothing, and check all that must hold."""
    answer = desk.post(f"{session_path(where)}schedule/", form)
    assert answer.status_code == 502
    assert NOT_RECORDED in words(answer)
    assert (posts(sandbox), Attempt.objects.count(), kinds()) == (0, 0, [])
    return answer


@pytest.mark.faults(38)
@pytest.mark.parametrize("is_new_here", [False, True])
def test_a_locked_storage_sends_nothing_and_the_same_form_books_later(
    desk: Desk, sandbox: Sandbox, storage: Storage, caplog: pytest.LogCaptureFixture, is_new_here: bool
) -> None:
    where = sandbox.needs_proctor()[0]
    if not is_new_here:
        desk.get(session_path(where))
    storage.lock()
    form = booking(notes="Ground floor", amount="5", currency="USD", card_token="tok_practice_visa_38")
    answer = nothing_was_sent(desk, sandbox, where, form)
    storage.unlock()

    assert form_on(answer).items() >= {"notes": "Ground floor", "card_token": "tok_practice_visa_38"}.items()
    again = desk.post(f"{session_path(where)}schedule/", form_on(answer))
    assert (again.status_code, effects(sandbox, where)) == (302, ["scheduled"])


@pytest.mark.faults(38)
def test_a_busy_storage_keeps_nobody_waiting_for_more_than_five_seconds() -> None:
    assert SQLITE_OPTIONS["timeout"] <= 5


@pytest.mark.faults(38)
def test_a_second_click_into_a_locked_storage_is_not_told_that_nothing_was_sent(
    desk: Desk, sandbox: Sandbox, storage: Storage
) -> None:
    where, form = sandbox.needs_proctor()[0], booking()
    desk.post(f"{session_path(where)}schedule/", form)
    storage.lock()
    again = desk.post(f"{session_path(where)}schedule/", form)

    assert (again.status_code, again.headers["Location"], posts(sandbox)) == (302, session_path(where), 1)


@pytest.mark.faults(39)
def test_a_full_storage_sends_nothing(
    desk: Desk, sandbox: Sandbox, storage: Storage, caplog: pytest.LogCaptureFixture
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    storage.fill()
    with caplog.at_level("ERROR"):
        form = booking(notes=LONG_NOTES)
        nothing_was_sent(desk, sandbox, where, form)

    assert f"attempt {form['attempt_id']} not recorded, so nothing was sent" in caplog.text
    assert "Ground floor" not in caplog.text


@pytest.mark.faults(39)
def test_a_read_only_storage_sends_nothing(desk: Desk, sandbox: Sandbox, storage: Storage) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    storage.make_read_only()

    nothing_was_sent(desk, sandbox, where, booking())


@pytest.mark.faults(39)
def test_a_storage_that_is_gone_sends_nothing(desk: Desk, sandbox: Sandbox, database: Path) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    aside = database.rename(database.with_name("aside.sqlite3"))
    answer = desk.book(where)
    database.unlink()
    aside.rename(database)

    assert answer.status_code == 500
    assert "Something went wrong on our side" in words(answer)
    assert (posts(sandbox), Attempt.objects.count()) == (0, 0)


@pytest.fixture
def spool() -> Path:
    return Path(settings.VAR_DIR) / "outcomes.spool"


@pytest.fixture
def booked_into_a_locked_storage(
    desk: Desk, sandbox: Sandbox, storage: Storage
) -> Iterator[Callable[..., requests.Response]]:
    """Books, and takes the write lock while the call is under way."""

    def book(where: dict[str, str], **answers: str) -> requests.Response:
        desk.get(session_path(where))
        if not sandbox.stand_in.troubles.waiting():
            sandbox.trouble("latency", ms=400)
        with ThreadPoolExecutor(1) as pool:
            answer: Future[requests.Response] = pool.submit(desk.book, where, **answers)
            until(lambda: posts(sandbox))
            storage.lock()
            return answer.result()

    return book


@pytest.mark.faults(40)
def test_a_booking_that_could_not_be_recorded_is_told_kept_aside_and_recorded_later(
    booked_into_a_locked_storage: Callable[..., requests.Response],
    desk: Desk,
    sandbox: Sandbox,
    storage: Storage,
    spool: Path,
) -> None:
    where = sandbox.needs_proctor()[0]
    answer = booked_into_a_locked_storage(where, notes="Ground floor")
    waiting = attempt_of(where)
    assert answer.status_code == 200
    assert "The provider said yes, but it is not recorded here yet" in words(answer)
    assert str(waiting.attempt_id) in words(answer)
    assert (waiting.state, kinds()) == ("sending", ["intent"])
    assert b"Ground floor" not in spool.read_bytes()
    assert where["sessionSid"].encode() not in spool.read_bytes()
    tasks.take_spool()
    assert spool.stat().st_size > 0
    storage.unlock()

    assert desk.book(where).status_code == 409
    tasks.take_spool()
    assert (attempt_of(where).state, kinds()) == ("accepted", ["intent", "blocked", "outcome"])
    assert (spool.stat().st_size, posts(sandbox), verify().holds) == (0, 1, True)
    assert "Booked. The provider has confirmed it." in page_of(desk, where)


@pytest.mark.faults(40)
def test_lines_that_cannot_be_read_keep_no_other_waiting(
    booked_into_a_locked_storage: Callable[..., requests.Response],
    sandbox: Sandbox,
    storage: Storage,
    spool: Path,
) -> None:
    where = sandbox.needs_proctor()[0]
    spool.write_text(f"half a line\n{encrypt('{}')}\n{encrypt('[1, 2')}\n")
    booked_into_a_locked_storage(where)
    storage.unlock()
    tasks.take_spool()

    assert (attempt_of(where).state, spool.stat().st_size) == ("accepted", 0)


@pytest.mark.faults(38)
def test_a_locked_storage_shows_pages_all_the_same(desk: Desk, sandbox: Sandbox, storage: Storage) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    storage.lock()
    page, form = desk.get(session_path(where)), desk.get(f"{session_path(where)}schedule/")

    assert (page.status_code, form.status_code) == (200, 200)
    assert where["learner"] in words(page)


@pytest.mark.faults(40)
@pytest.mark.parametrize(
    ("kind", "params", "said", "state"),
    [
        ("too_many", {}, "It was not done, and that is not recorded here yet", "refused"),
        ("drop_after", {}, "We do not know yet, and it is not recorded here yet", "unconfirmed"),
    ],
)
def test_any_outcome_that_could_not_be_recorded_is_told_as_what_it_is(
    booked_into_a_locked_storage: Callable[..., requests.Response],
    sandbox: Sandbox,
    storage: Storage,
    kind: str,
    params: dict[str, str],
    said: str,
    state: str,
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.set_latency(400)
    sandbox.trouble(kind, **params)
    answer = booked_into_a_locked_storage(where)
    storage.unlock()
    tasks.take_spool()

    if "not recorded here yet" in words(answer):  # a refusal may be faster than the lock
        assert said in words(answer)
    assert attempt_of(where).state == state


@pytest.mark.faults(40)
def test_without_even_a_file_to_keep_it_in_the_booking_is_read_back(
    booked_into_a_locked_storage: Callable[..., requests.Response],
    desk: Desk,
    sandbox: Sandbox,
    storage: Storage,
    spool: Path,
) -> None:
    where = sandbox.needs_proctor()[0]
    spool.unlink(missing_ok=True)
    spool.mkdir()
    answer = booked_into_a_locked_storage(where)
    spool.rmdir()
    storage.unlock()

    assert "not recorded here yet" in words(answer)
    Attempt.objects.update(deadline_at=attempt_of(where).started_at)
    assert settled(where).state == "accepted"
    assert kinds() == ["intent", "interrupted", "read_back"]


@pytest.mark.faults(41)
def test_without_its_event_no_outcome_is_recorded(desk: Desk, sandbox: Sandbox, storage: Storage, spool: Path) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    storage.refuse("outcome")
    answer = desk.book(where)
    assert "The provider said yes, but it is not recorded here yet" in words(answer)
    tasks.take_spool()
    assert (attempt_of(where).state, kinds()) == ("sending", ["intent"])
    assert spool.stat().st_size > 0

    storage.mend()
    tasks.take_spool()
    assert (attempt_of(where).state, kinds()) == ("accepted", ["intent", "outcome"])


@pytest.mark.faults(41)
def test_without_its_event_nothing_is_sent(desk: Desk, sandbox: Sandbox, storage: Storage) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    storage.refuse("intent")

    nothing_was_sent(desk, sandbox, where, booking())


@pytest.mark.faults(41)
def test_without_its_event_no_verdict_of_reading_back_is_recorded(
    desk: Desk, sandbox: Sandbox, storage: Storage
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("drop_after")
    desk.book(where)
    storage.refuse("read_back")
    with pytest.raises(IntegrityError):
        read_back.read_back(attempt_of(where).pk)
    assert attempt_of(where).state == "unconfirmed"

    storage.mend()
    assert settled(where).state == "accepted"


@pytest.mark.faults(42)
def test_a_broken_chain_stops_nobody_and_alarms_administrators(
    desk: Desk, administrator: Desk, sandbox: Sandbox, raw: sqlite3.Connection
) -> None:
    first, second = sandbox.needs_proctor()[:2]
    desk.book(first)
    raw.execute("DROP TRIGGER audit_event_keeps_delete")
    raw.execute("DELETE FROM scheduling_auditevent WHERE number = (SELECT max(number) FROM scheduling_auditevent)")
    answer = desk.book(second, appointment_date_time="2027-01-15T09:30")

    assert (answer.status_code, attempt_of(second).state) == (302, "accepted")
    assert kinds() == ["intent", "chain_break", "intent", "outcome"]
    assert not verify().holds
    assert "The log does not hold together at event" in words(administrator.get("/audit/"))
    assert "does not hold together" not in words(desk.get("/audit/"))
