"""A session that something happened with, and its learner; a log with events in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from portal.sandbox.server import Sandbox
from scheduling.audit import event_writer
from scheduling.audit.event_writer import Entry
from scheduling.models import ExamSession
from tests.support.audit_log import SOME_KIND
from tests.support.booking_actions import book, move
from tests.support.client import Desk
from tests.support.log_verification import ANA


@pytest.fixture
def template(with_lists: Path) -> Path:
    return with_lists


@pytest.fixture
def where(desk: Desk, sandbox: Sandbox) -> dict[str, str]:
    """A session at Northfield, booked and moved by Ana Ruiz, its learner known from the list."""
    place = book(desk, sandbox)
    assert move(desk, place).status_code == 302
    return place


@pytest.fixture
def session(where: dict[str, str]) -> ExamSession:
    return ExamSession.objects.get(sid=where["sessionSid"])


@pytest.fixture
def learner(session: ExamSession) -> dict[str, str]:
    """The learner as the filters name one."""
    return {
        "install": session.institution.sid,
        "learner": session.learner_name,
        "email": session.learner_email,
    }


@pytest.fixture
def guarded(auditor: Desk) -> Desk:
    """An auditor, and a log with events in it."""
    for number in range(8):
        event_writer.record(Entry(kind=SOME_KIND, sentence=f"Note {number}.", actor=ANA))
    return auditor


@pytest.fixture
def log(guarded: Desk) -> Iterator[Desk]:
    """The same log, and nothing keeps its events from being changed."""
    with connection.cursor() as cursor:
        for what in ("UPDATE", "DELETE"):
            cursor.execute(f"DROP TRIGGER audit_event_keeps_{what}")
    yield guarded
