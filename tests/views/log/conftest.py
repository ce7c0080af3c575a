"""A session that something happened with, and its learner."""

from __future__ import annotations

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import ExamSession, Institution
from scheduling.session_list import sync
from tests.support.booking_actions import book, move
from tests.support.client import Desk


@pytest.fixture
def where(desk: Desk, sandbox: Sandbox, institution: Institution) -> dict[str, str]:
    """A session at Northfield, booked and moved by Ana Ruiz, its learner known from the list."""
    assert sync.refresh(institution, patience=30)
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
