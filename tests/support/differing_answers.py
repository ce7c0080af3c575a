"""Bookings whose answer differs from what was asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt, ExamSession
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.outcomes import attempt_of, effects, page_of, posts

OTHER_SLOT = {"instructorProctorSid": "CP" + "8" * 32, "proctor": None}
ZOE = {"proctor": {"firstName": "Zoe", "lastName": "Wrong", "email": "zoe@other.example"}}
READ_ALOUD = "To read to the learner"


def accepted(desk: Desk, sandbox: Sandbox, where: dict[str, str], **answers: str) -> str:
    """Book, and check that the yes was taken as one; the words on the session's page come back."""
    answer = desk.book(where, **answers)
    assert (answer.status_code, answer.headers["Location"]) == (302, session_path(where))
    assert (attempt_of(where).state, effects(sandbox, where), posts(sandbox)) == (
        "accepted",
        ["scheduled"],
        1,
    )
    return page_of(desk, where)


def answers_otherwise(sandbox: Sandbox, fields: dict[str, Any], *methods: str) -> None:
    """From now on answers to these methods have these fields."""
    for method in methods:
        sandbox.trouble("other_fields", method=method, fields=fields, times=None)


def looked_at_later() -> None:
    """What was asked and seen here was an hour and more ago."""
    now = timezone.now()
    Attempt.objects.update(settled_at=now - timedelta(hours=2))
    ExamSession.objects.update(refreshed_at=now - timedelta(hours=1))
