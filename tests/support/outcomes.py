"""What came of a request: the session's page, the record, the log, and the stand-in's ledger."""

from __future__ import annotations

import json
import re
import time
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db.models import Min, QuerySet

from portal.sandbox.server import Sandbox
from scheduling.audit import event_reader
from scheduling.audit.verifier import verify
from scheduling.booking import read_back
from scheduling.exam_sessions.outside_changes.older_answers import LAGS
from scheduling.models import Attempt, AuditEvent
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.html import plain_text, words
from tests.support.passing_time import let_pass, wait_until

FACT = re.compile(r"<dt>Warnings when it was sent</dt>\s*<dd>(.*?)</dd>", re.DOTALL)


def page_of(desk: Desk, where: dict[str, Any]) -> str:
    """The words on the session's page now."""
    return words(desk.get(session_path(where)))


def despite(desk: Desk, where: dict[str, str]) -> str:
    """What the session's page says the booking was sent despite, "" for nothing."""
    found = FACT.search(desk.get(session_path(where)).text)
    return plain_text(found[1]) if found else ""


def attempt_of(where: dict[str, Any]) -> Attempt:
    """The newest attempt on a session."""
    found = Attempt.objects.filter(session__sid=where["sessionSid"]).order_by("-pk").first()
    assert found is not None, "there is no attempt"
    return found


def details(kind: str) -> dict[str, Any]:
    """What the newest event of a kind holds."""
    event = AuditEvent.objects.filter(kind=kind).order_by("-number").first()
    assert event is not None, f"there is no {kind} event"
    values = event_reader.load_personal_values([event.number]).get(event.number, {})
    return event_reader.fill_details(event, values)


def sentence_of(event: AuditEvent) -> str:
    """An event's sentence as people read it, with the words that can be erased in their places."""
    values = event_reader.load_personal_values([event.number]).get(event.number, {})
    return event_reader.fill_sentence(event, values)


def changes() -> dict[str, dict[str, str]]:
    """Before and after of each thing that the newest event of all tells of."""
    newest = AuditEvent.objects.order_by("-number").first()
    assert newest is not None, "there is no event"
    found: dict[str, dict[str, str]] = json.loads(newest.details)["changes"]
    return found


def posts(sandbox: Sandbox) -> int:
    """How many requests to book reached the provider."""
    return len(sandbox.requests("POST"))


def effects(sandbox: Sandbox, where: dict[str, Any]) -> list[str]:
    """What took effect on a session, in order."""
    return [booking["effect"] for booking in sandbox.bookings(where["sessionSid"])]


def settled(where: dict[str, Any], patience: float = 30.0) -> Attempt:
    """Let reading back go on until it is certain what became of the newest attempt;
    the log must hold then.
    """
    settle(patience)
    assert verify().is_intact
    return attempt_of(where)


def let_looks_count() -> None:
    """Let time pass until one look is believed that takes back what was just accepted."""
    let_pass(LAGS * settings.READ_BACK_QUIET)


def settle(patience: float = 30.0) -> None:
    """Let the background's own steps run until nothing is unsettled, or `patience` seconds have
    passed. Nobody waits from one look to the next: the clock goes on to it.
    """
    end = time.monotonic() + patience
    while time.monotonic() < end:
        for pk in read_back.due(datetime.now(UTC)):
            read_back.read_back(pk)
        unsettled = Attempt.objects.filter(state__in=Attempt.OPEN, needs_person=False)
        if not unsettled.exists():
            return
        _wait_for_the_next_look(unsettled)


def _wait_for_the_next_look(unsettled: QuerySet[Attempt]) -> None:
    """A look is waited for by the clock alone; what is still being sent takes its own time."""
    next_look = unsettled.aggregate(at=Min("next_check_at"))["at"]
    if next_look is None or unsettled.filter(state=Attempt.State.SENDING).exists():
        time.sleep(0.05)
    else:
        wait_until(next_look.timestamp())


def kinds() -> list[str]:
    """The kinds of the events written since the practice data was loaded, oldest first;
    signing in and out aside.
    """
    set_up = (
        "install_added",
        "install_changed",
        "person_added",
        "practice_loaded",
        "role_granted",
        "signed_in",
        "signed_out",
        "sign_in_failed",
    )
    return list(
        AuditEvent.objects.exclude(kind__in=set_up)
        .order_by("number")
        .values_list("kind", flat=True)
    )
