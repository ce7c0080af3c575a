"""What the last look at a session gave in a way that can't be read: what was known stays, and is
told as from before.
"""

from __future__ import annotations

import json

from scheduling.models import ExamSession
from scheduling.proctoring_api.redaction import keepable
from scheduling.proctoring_api.session_record import AND, SessionRecord

WORDS = {"start": "the start", "session_type": "the type", "location": "the location"}
GAVE = "It gave {what}. That can’t be read."
AS = "{what} as “{said}”"
LONGEST = 80


def of_record(record: SessionRecord, *, has_two_places: bool) -> str | None:
    """What can't be read of it, by name, as a session keeps it; None where everything can."""
    found = {name: _cut(record.as_given(name)) for name in WORDS if name in record.unreadable}
    if has_two_places:
        given = (*record.location_sids, record.location_name)
        found["location"] = _cut(AND.join(filter(None, given)))
    return json.dumps(found, ensure_ascii=False) if found else None


def in_words(session: ExamSession) -> str:
    """“It gave the start as “…”. That can’t be read.”; "" where everything could."""
    said = [AS.format(what=WORDS[name], said=given) for name, given in _kept(session).items()]
    return GAVE.format(what=" and ".join(said)) if said else ""


def names(session: ExamSession) -> set[str]:
    """Of which facts something could not be read, as `SessionRecord.unreadable` names them."""
    return set(_kept(session))


def has_any(session: ExamSession) -> bool:
    """Whether the last answer left open what is shown: what can't be told counts as open."""
    return bool(session.unread)


def _kept(session: ExamSession) -> dict[str, str]:
    try:
        kept = json.loads(session.unread or "{}")
        return {name: str(kept[name]) for name in WORDS if name in kept}
    except (ValueError, TypeError, RecursionError):
        return {}


def _cut(said: str) -> str:
    kept = keepable(said)
    return kept if len(kept) <= LONGEST else f"{kept[: LONGEST - 1].rstrip()}…"
