from __future__ import annotations

import pytest

from portal.sandbox.server import Sandbox
from scheduling.audit.kinds import Kind
from scheduling.exam_sessions.search import word_index
from scheduling.models import (
    AuditEvent,
    ExamSession,
)
from tests.support.booking_actions import book
from tests.support.client import Desk


@pytest.fixture
def booked(desk: Desk, sandbox: Sandbox) -> ExamSession:
    book(desk, sandbox)
    word_index.catch_up()
    return ExamSession.objects.get(sid=AuditEvent.objects.filter(kind=Kind.INTENT)[0].session_sid)
