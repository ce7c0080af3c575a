"""What an institution has grows for years: no statement about one session may walk all of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from portal.sandbox.server import Sandbox
from scheduling.models import Batch, Institution
from tests.support.batches import begun, booked_there, carried_out
from tests.support.booking_actions import NEW_TIME
from tests.support.booking_form import booking, form_path, session_path
from tests.support.whole_institutions import watched


@pytest.fixture(params=["practice", "with_lists"])
def template(request: pytest.FixtureRequest) -> Path:
    """With nothing that waits to be booked beside the session, and with much."""
    path: Path = request.getfixturevalue(request.param)
    return path


@pytest.fixture
def person(database: Path, sandbox: Sandbox) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(username="coordinator"))
    return client


def sent(person: Client, path: str, **answers: Any) -> None:
    assert person.post(path, {"attempt_id": str(uuid4()), **answers}).status_code == 302


def test_no_statement_of_a_booking_a_move_or_a_cancellation_walks_the_whole_institution(
    person: Client, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    page = session_path(where)
    time = {"appointment_date_time": NEW_TIME, "time_zone": "America/Chicago"}
    with watched() as walks:
        assert person.get(form_path(where)).status_code == 200
        sent(person, form_path(where), **booking())
        assert person.get(page).status_code == 200
        assert person.get(f"{page}reschedule/").status_code == 200
        sent(person, f"{page}reschedule/", **time)
        assert person.get(f"{page}cancel/").status_code == 200
        sent(person, f"{page}cancel/", reason="other-reason", cancellation_memo="Ill.")
        assert person.get(page).status_code == 200
        assert person.get(f"{page}panel/").status_code == 200
    assert walks.asked > 150
    assert walks.found == [], "\n".join(walks.found)


def test_no_statement_of_a_rescue_walks_the_whole_institution(
    institution: Institution, sandbox: Sandbox
) -> None:
    batch = begun(booked_there(sandbox, institution, 2))
    with watched() as walks:
        assert carried_out(batch).state == Batch.State.DONE
    assert len(sandbox.bookings()) == 2
    assert walks.asked > 50
    assert walks.found == [], "\n".join(walks.found)
