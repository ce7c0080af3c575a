"""What a cancellation form says of itself that was not sent, where nobody knows what stands."""

from __future__ import annotations

import pytest

from portal.sandbox.server import Sandbox
from tests.support.booking_actions import book, cancel
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.database_faults import Storage
from tests.support.html import words

NOT_KNOWN = "It is not known whether it is cancelled"


@pytest.mark.faults(38)
@pytest.mark.parametrize(
    ("status", "undone"),
    [("Scheduled", "Not cancelled"), ("Zurückgestellt", NOT_KNOWN), (None, "Not cancelled")],
)
def test_it_says_not_cancelled_only_of_a_booking_that_is_shown_to_stand(
    desk: Desk, sandbox: Sandbox, status: str | None, undone: str
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("other_fields", method="GET", fields={"status": status}, times=None)
    desk.get(session_path(where))
    answer = cancel(desk, where, reason="no such reason")

    assert answer.status_code == 422
    assert f"{undone} yet. Please fix:" in words(answer)
    assert sandbox.requests("DELETE") == []


@pytest.mark.faults(38)
def test_what_could_not_be_recorded_says_nothing_of_a_booking_that_may_be_cancelled(
    desk: Desk, sandbox: Sandbox, storage: Storage
) -> None:
    where = book(desk, sandbox)
    sandbox.place(where["sessionSid"], status="Zurückgestellt")
    desk.get(session_path(where))
    storage.lock()
    answer = cancel(desk, where)
    storage.unlock()

    said = f"{NOT_KNOWN}, and nothing was sent: the portal’s database is busy or full."
    assert (answer.status_code, said in words(answer)) == (502, True)
    assert sandbox.requests("DELETE") == []
