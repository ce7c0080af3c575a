"""The portal's own database in trouble before the call: nothing is sent, and the page says so."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests

from portal.sandbox.server import Sandbox
from portal.settings import SQLITE_OPTIONS
from scheduling.models import Attempt
from tests.support.booking_form import booking, form_path, session_path
from tests.support.client import Desk
from tests.support.database_faults import Storage
from tests.support.html import form_on, words
from tests.support.outcomes import effects, kinds, posts

NOT_RECORDED = "Not booked, and nothing was sent: the portal’s database is busy or full."
LONG_NOTES = "Ground floor, please. " * 180


def nothing_was_sent(
    desk: Desk, sandbox: Sandbox, where: dict[str, str], form: dict[str, str]
) -> requests.Response:
    """Send the form into storage that takes nothing, and check all that must hold."""
    answer = desk.post(form_path(where), form)
    assert answer.status_code == 502
    assert NOT_RECORDED in words(answer)
    assert (posts(sandbox), Attempt.objects.count(), kinds()) == (0, 0, [])
    return answer


@pytest.mark.faults(38)
@pytest.mark.parametrize("is_new_here", [False, True])
def test_a_locked_storage_sends_nothing_and_the_same_form_books_later(
    desk: Desk,
    sandbox: Sandbox,
    storage: Storage,
    caplog: pytest.LogCaptureFixture,
    is_new_here: bool,
) -> None:
    where = sandbox.needs_proctor()[0]
    if not is_new_here:
        desk.get(session_path(where))
    storage.lock()
    form = booking(
        notes="Ground floor", amount="5", currency="USD", card_token="tok_practice_visa_38"
    )
    answer = nothing_was_sent(desk, sandbox, where, form)
    storage.unlock()

    assert (
        form_on(answer).items()
        >= {"notes": "Ground floor", "card_token": "tok_practice_visa_38"}.items()
    )
    again = desk.post(form_path(where), form_on(answer))
    assert (again.status_code, effects(sandbox, where)) == (302, ["scheduled"])


@pytest.mark.faults(38)
def test_a_busy_storage_keeps_nobody_waiting_for_more_than_five_seconds() -> None:
    assert SQLITE_OPTIONS["timeout"] <= 5


@pytest.mark.faults(38)
def test_a_second_click_into_a_locked_storage_is_not_told_that_nothing_was_sent(
    desk: Desk, sandbox: Sandbox, storage: Storage
) -> None:
    where, form = sandbox.needs_proctor()[0], booking()
    desk.post(form_path(where), form)
    storage.lock()
    again = desk.post(form_path(where), form)

    assert (again.status_code, again.headers["Location"], posts(sandbox)) == (
        302,
        session_path(where),
        1,
    )


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
    assert not database.exists()
    aside.rename(database)

    assert answer.status_code == 503
    assert "The portal can’t reach its records" in words(answer)
    assert "Traceback" not in answer.text
    assert (posts(sandbox), Attempt.objects.count()) == (0, 0)


@pytest.mark.faults(38)
def test_a_locked_storage_shows_pages_all_the_same(
    desk: Desk, sandbox: Sandbox, storage: Storage
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    storage.lock()
    page, form = desk.get(session_path(where)), desk.get(form_path(where))

    assert (page.status_code, form.status_code) == (200, 200)
    assert where["learner"] in words(page)


@pytest.mark.faults(41)
def test_without_its_event_nothing_is_sent(desk: Desk, sandbox: Sandbox, storage: Storage) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    storage.refuse("intent")

    nothing_was_sent(desk, sandbox, where, booking())
