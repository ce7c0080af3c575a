"""Forms that were sent by someone who may not send them, or not any more: held back, and noted."""

from __future__ import annotations

import logging

from django.db import DatabaseError

from scheduling.commands import Actor, SessionAddress
from scheduling.services import audit

log = logging.getLogger(__name__)


def note(*, actor: Actor, address: SessionAddress, why: str) -> None:
    """Append the event. Failing at it changes nothing: the form is held back either way."""
    said = f"{actor.name} sent a form for this exam session, but {why}; nothing was sent on."
    entry = audit.Entry(
        kind="denied", sentence=audit.braces(said), actor=actor, outcome="nothing-sent", address=address
    )
    try:
        audit.record(entry)
    except DatabaseError as error:
        log.error("a denied form could not be recorded: %s", error)
