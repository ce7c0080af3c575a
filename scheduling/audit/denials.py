"""What somebody may not do, or did too late: held back, and noted."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from urllib.parse import quote

from django.db import DatabaseError

from scheduling.audit import event_writer
from scheduling.audit.kinds import Kind
from scheduling.card_numbers import remove_card_numbers
from scheduling.session_commands import Actor, SessionAddress

log = logging.getLogger(__name__)
NO_ROLE = "their role does not allow it"
LONGEST_PATH = 200


def note(
    *,
    actor: Actor,
    address: SessionAddress,
    why: str,
    kind: Kind = Kind.DENIED,
    details: Mapping[str, str] | None = None,
) -> None:
    """Append the event. Failing at it changes nothing: the form is held back either way."""
    said = f"{actor.name} sent a form for this exam session, but {why}; nothing was sent."
    entry = event_writer.Entry(
        kind=kind,
        sentence=event_writer.escape_braces(said),
        actor=actor,
        outcome="nothing-sent",
        address=address,
        details=details or {},
    )
    _record(entry)


def note_address(
    *, actor: Actor, method: str, path: str, install_sid: str = "", why: str = NO_ROLE
) -> None:
    """Append that somebody asked for an address that is not theirs, or sent it a form."""
    did = "sent a form to" if method == "POST" else "asked for"
    shown = quote(remove_card_numbers(path)[:LONGEST_PATH])
    said = f"{actor.name} {did} {shown}, but {why}; nothing was shown or changed."
    _record(
        event_writer.Entry(
            kind=Kind.DENIED,
            sentence=event_writer.escape_braces(said),
            actor=actor,
            outcome="refused",
            install_sid=install_sid,
            details={"method": method, "path": shown},
        )
    )


def _record(entry: event_writer.Entry) -> None:
    try:
        event_writer.record(entry)
    except DatabaseError as error:
        log.error("a form that was held back could not be recorded: %s", error)
