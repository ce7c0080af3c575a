"""Verifying the log on its page: asking for it, doing it, and what the page says."""

from __future__ import annotations

import re

from scheduling.audit import verification_jobs
from scheduling.models import AuditEvent
from scheduling.session_commands import Actor
from tests.support.client import Desk

PAGE = "/audit/verify/"
ANA = Actor(user_id=1, name="Ana Ruiz")
STATES = {
    "waiting": "Starting in a moment",
    "running": "Verifying the log",
    "stopped": "Verification stopped at",
    "unbegun": "Verification has not started yet",
    "held": "The log is intact, from the first event to event",
    "broken": "The log is damaged at event",
    "none": "The log has not been verified yet",
}


def shown(desk: Desk, query: str = "") -> list[str]:
    """The states that the page shows."""
    text = words(desk.get(PAGE + query).text)
    return [name for name, said in STATES.items() if said in text]


def words(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text))


def verify_now(desk: Desk) -> None:
    """Ask for it on the page, and let the worker do it."""
    assert desk.post(PAGE, {}).status_code == 302
    work()


def work() -> None:
    for pk in verification_jobs.waiting():
        verification_jobs.run(pk)


def change(number: int) -> None:
    AuditEvent.objects.filter(pk=number).update(role="changed")


def events() -> list[str]:
    return [
        event.sentence for event in AuditEvent.objects.filter(kind="verified").order_by("number")
    ]
