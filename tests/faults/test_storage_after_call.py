"""The portal's own database in trouble after the call:
what came of it is neither lost nor hidden.
"""

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
from scheduling.audit.verifier import verify
from scheduling.booking import read_back
from scheduling.booking.outcome_panel.accepted_sentences import BOOKED
from scheduling.models import Attempt
from scheduling.models.encryption import encrypt
from scheduling.worker import steps
from tests.support.booking_form import booking, session_path
from tests.support.client import Desk
from tests.support.database_faults import Storage
from tests.support.html import words
from tests.support.outcomes import attempt_of, kinds, page_of, posts, settled
from tests.support.polling import until
from tests.support.tcp_relay import Relay


@pytest.fixture
def raw(database: Path) -> Iterator[sqlite3.Connection]:
    """A connection of the test's own, past everything the portal does."""
    connection = sqlite3.connect(database, isolation_level=None, timeout=30)
    yield connection
    connection.close()


@pytest.fixture
def spool() -> Path:
    return Path(settings.VAR_DIR) / "outcomes.spool"


def kept_aside() -> bytes:
    """What waits to be recorded, set aside for the worker or not."""
    return b"".join(file.read_bytes() for file in Path(settings.VAR_DIR).glob("outcomes.spool*"))


@pytest.fixture
def booked_into_a_locked_storage(
    desk: Desk, storage: Storage, relay: Callable[..., Relay], point_at: Callable[[str], None]
) -> Callable[..., requests.Response]:
    """Books, and takes the write lock while the call is under way."""

    def book(where: dict[str, str], *, by_htmx: bool = False, **answers: str) -> requests.Response:
        desk.get(session_path(where))
        held = relay(holding=True)
        point_at(held.url)
        with ThreadPoolExecutor(1) as pool:
            answer: Future[requests.Response] = pool.submit(
                desk.post,
                f"{session_path(where)}schedule/",
                booking(**answers),
                headers={"HX-Request": "true"} if by_htmx else {},
            )
            until(held.asked.is_set)
            storage.lock()
            held.let_go()
            return answer.result()

    return book


@pytest.mark.faults(40)
def test_a_booking_that_could_not_be_recorded_is_told_kept_aside_and_recorded_later(
    booked_into_a_locked_storage: Callable[..., requests.Response],
    desk: Desk,
    sandbox: Sandbox,
    storage: Storage,
) -> None:
    where = sandbox.needs_proctor()[0]
    answer = booked_into_a_locked_storage(where, by_htmx=True, notes="Ground floor")
    waiting = attempt_of(where)
    assert answer.status_code == 200
    assert (answer.headers["HX-Retarget"], answer.text.count("<main")) == (
        "#main",
        1,
    )  # a page for the page's place
    assert "SmarterProctoring accepted it, but it is not recorded here yet" in words(answer)
    assert str(waiting.attempt_id) in words(answer)
    assert "It is kept in a file" in words(answer)
    assert "Please don’t ask again: the session is locked until then." in words(answer)
    assert (waiting.state, kinds()) == ("sending", ["intent"])
    assert b"Ground floor" not in kept_aside()
    assert where["sessionSid"].encode() not in kept_aside()
    steps.take_spool()
    assert kept_aside()
    storage.unlock()

    assert desk.book(where).status_code == 409
    steps.take_spool()
    assert (attempt_of(where).state, kinds()) == ("accepted", ["intent", "blocked", "outcome"])
    assert (kept_aside(), posts(sandbox), verify().is_intact) == (b"", 1, True)
    assert BOOKED in page_of(desk, where)


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
    steps.take_spool()

    assert (attempt_of(where).state, kept_aside()) == ("accepted", b"")


@pytest.mark.faults(40)
@pytest.mark.parametrize(
    ("kind", "said", "next_step", "state"),
    [
        (
            "too_many",
            "It was not done, but that is not recorded here yet",
            "Wait for that before you ask again: until then the session is locked.",
            "refused",
        ),
        (
            "drop_after",
            "We do not know yet, and nothing is recorded here yet",
            "Please don’t ask again: the session is locked until then.",
            "unconfirmed",
        ),
    ],
)
def test_any_outcome_that_could_not_be_recorded_is_told_as_what_it_is(
    booked_into_a_locked_storage: Callable[..., requests.Response],
    sandbox: Sandbox,
    storage: Storage,
    kind: str,
    said: str,
    next_step: str,
    state: str,
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble(kind)
    answer = booked_into_a_locked_storage(where)
    storage.unlock()
    steps.take_spool()

    assert said in words(answer)
    assert next_step in words(answer)
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
    assert "No file could keep it either" in words(answer)
    assert "It is kept in a file" not in words(answer)
    Attempt.objects.update(deadline_at=attempt_of(where).started_at)
    assert settled(where).state == "accepted"
    assert kinds() == ["intent", "interrupted", "read_back"]


@pytest.mark.faults(41)
def test_without_its_event_no_outcome_is_recorded(
    desk: Desk, sandbox: Sandbox, storage: Storage
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    storage.refuse("outcome")
    answer = desk.book(where)
    assert "SmarterProctoring accepted it, but it is not recorded here yet" in words(answer)
    steps.take_spool()
    assert (attempt_of(where).state, kinds()) == ("sending", ["intent"])
    assert kept_aside()

    storage.mend()
    steps.take_spool()
    assert (attempt_of(where).state, kinds()) == ("accepted", ["intent", "outcome"])


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
    raw.execute(
        "DELETE FROM scheduling_auditevent WHERE number = (SELECT max(number) FROM"
        " scheduling_auditevent)"
    )
    answer = desk.book(second, appointment_date_time="2027-01-15T09:30")

    assert (answer.status_code, attempt_of(second).state) == (302, "accepted")
    assert kinds() == ["intent", "chain_break", "intent", "outcome"]
    assert not verify().is_intact
    assert "The log is damaged at event" in words(administrator.get("/audit/"))
    assert "The log is damaged" not in words(desk.get("/audit/"))
