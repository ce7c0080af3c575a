"""Forms that were sent by someone who may not send them, or too late: held back, and noted."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from django.db import DatabaseError

from scheduling.commands import Actor, SessionAddress
from scheduling.services import audit

log = logging.getLogger(__name__)


def note(
    *, actor: Actor, address: SessionAddress, why: str, kind: str = "denied", details: Mapping[str, str] | None = None
) -> None:
    """Append the event. Failing at it changes nothing: the form is held back either way."""
    said = f"{actor.name} sent a form for this exam session, but {why}; nothing was sent on."
    entry = audit.Entry(
        kind=kind,
        sentence=audit.braces(said),
        actor=actor,
        outcome="nothing-sent",
        address=address,
        details=details or {},
    )
    try:
        audit.record(entry)
    except DatabaseError as error:
        log.error("a form that was held back could not be recorded: %s", error)
