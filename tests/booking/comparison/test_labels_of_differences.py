"""What people read of a part that differs is no key: another label changes nothing that is kept,
counted, looked up or left out.
"""

from __future__ import annotations

from datetime import timedelta

import orjson
import pytest

from portal.sandbox.server import Sandbox
from scheduling.audit.table_checks.requests import request_records
from scheduling.booking.comparison.asked_and_stored import (
    Pair,
    current_differences,
    is_done_otherwise,
)
from scheduling.booking.comparison.difference_words import LABELS
from scheduling.models import Attempt, AuditEvent, ExamSession
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.html import words

START = {"what": "Start", "asked": "9:30 AM CST", "stored": "10:30 AM CST"}


@pytest.fixture(autouse=True)
def _other_labels(monkeypatch: pytest.MonkeyPatch) -> None:
    for part in LABELS:
        monkeypatch.setitem(LABELS, part, f"Other {part.name.lower()}")


def test_a_start_is_kept_by_its_key_and_told_by_its_label(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("hour_off")
    desk.book(where)

    assert Attempt.objects.get().differences == [START]
    event = AuditEvent.objects.get(kind="outcome")
    assert orjson.loads(event.details)["differences"] == [START]
    assert "was asked for: other start 10:30 AM CST." in event.sentence
    told = "Other start: asked for 9:30 AM CST, stored as 10:30 AM CST."
    assert told in words(desk.get(session_path(where)))
    assert list(request_records.check()) == []


def test_what_is_shown_as_asked_since_differs_no_more(desk: Desk, sandbox: Sandbox) -> None:
    sandbox.trouble("hour_off")
    desk.book(sandbox.needs_proctor()[0])
    attempt, session = Attempt.objects.get(), ExamSession.objects.get(attempts__isnull=False)
    assert is_done_otherwise(attempt, session)

    session.appointment_at -= timedelta(hours=1)
    assert current_differences(attempt, session) == []
    assert not is_done_otherwise(attempt, session)


def test_notes_are_left_out_of_the_log_whatever_they_are_called(
    desk: Desk, sandbox: Sandbox
) -> None:
    sandbox.trouble("store_other", fields={"notes": "Room 4"})
    desk.book(sandbox.needs_proctor()[0], notes="Bring ID")

    event = AuditEvent.objects.get(kind="outcome")
    assert orjson.loads(event.details)["differences"] == [{"what": "Notes"}]
    assert "Room 4" not in event.sentence
    assert event.sentence.endswith("was asked for: other notes.")
    assert list(request_records.check()) == []


def test_a_kept_part_that_is_not_known_is_shown_as_it_is_and_goes_on_differing(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.book(where)
    attempt, session = Attempt.objects.get(), ExamSession.objects.get(attempts__isnull=False)
    attempt.differences = [{"what": "Room", "asked": "101", "stored": "102"}]
    assert current_differences(attempt, session) == [Pair("Room", "101", "102", differs=True)]

    attempt.save(update_fields=("differences",))
    assert "Room 101 ≠ Different: 102" in words(desk.get(session_path(where)))
