"""How much a booking asks of the database. A statement more is seldom meant, and each takes some
hundredths of a millisecond that nobody else pays for.
"""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt
from tests.support.booking_form import booking, form_path

MOST = 47  # with the four that begin and end its two transactions, and one for rescues


def test_a_booking_that_goes_through_asks_only_what_it_needs(
    practice: Path, database: Path, sandbox: Sandbox
) -> None:
    person = Client()
    person.force_login(get_user_model().objects.get(username="coordinator"))
    path = form_path(sandbox.needs_proctor()[0])
    person.get(path)
    with CaptureQueriesContext(connection) as asked:
        sent = person.post(path, booking() | {"attempt_id": str(uuid4())})
    assert sent.status_code == 302
    assert Attempt.objects.get().state == Attempt.State.ACCEPTED
    told = "\n".join(one["sql"][:110] for one in asked)
    assert len(asked) <= MOST, f"{len(asked)}:\n{told}"
