"""A session that something happened with, and its learner."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import ExamSession
from tests.support.booking_actions import book, move
from tests.support.client import Desk


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
