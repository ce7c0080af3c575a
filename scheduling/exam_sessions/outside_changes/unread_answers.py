"""What the last look at a session, or its row in the list, gave in a way that can't be read, or the
look left out though it was known: what was known stays, and is told as from before.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from scheduling.models import ExamSession, status_of
from scheduling.models.session_status import NOT_SHOWN
from scheduling.proctoring_api.redaction import keepable
from scheduling.proctoring_api.session_fields.agreement import AND
from scheduling.proctoring_api.session_record import SessionRecord

LENGTH = "length"
WORDS = {
    "status": "the status",
    "start": "the start",
    "session_type": "the type",
    "location": "the location",
    "learner": "the learner",
    LENGTH: "the length",
}
GAVE = "It gave {what}. We can’t tell what that means."
LIST_GAVE = "The list gave {what}. We can’t tell what that means."
AS = "{what} as “{said}”"
LEFT_OUT = "It did not say {what}."
LATE = "late"  # as a name beside those of `WORDS`
LISTED = "listed"  # likewise: the list gave it, not a look
AS_BEFORE = "It shows the session as it was before the last request here."
WE_CHECK, OPEN_AGAIN = "We’ll check again.", "Open it again in a minute."
MARK_OF_LISTED = f'"{LISTED}"'  # in what is kept; as a part of what came it has no bare quotes
LONGEST = 80


def of_record(
    record: SessionRecord,
    *,
    is_place_open: bool,
    left_out: Iterable[str] = (),
    odd: Mapping[str, str] | None = None,
) -> str | None:
    """What can't be read of it and what it leaves out, by name, as a session keeps it; None where
    there is neither. `is_place_open` is that the place it names can be any of several, or none that
    is known.
    """
    found = dict.fromkeys(left_out, "")
    found |= {name: _cut(record.as_given(name)) for name in WORDS if name in record.unreadable}
    found = {name: said for name, said in found.items() if name != LENGTH} | (odd or {})
    if is_place_open:
        found["location"] = _place(record)
    if len(record.learners) > 1:
        found["learner"] = _cut(AND.join(record.learners))
    return kept(found)


def kept(found: Mapping[str, str]) -> str | None:
    """As a session keeps it; None for nothing."""
    return json.dumps(found, ensure_ascii=False) if found else None


def length_of(record: SessionRecord, session: ExamSession) -> dict[str, str]:
    """A length that came and can't be read, a nought as well, where one is known that goes on
    being told: without one no end is.
    """
    is_odd = LENGTH in record.unreadable or record.duration == 0
    said = record.as_given(LENGTH) if session.duration_minutes and is_odd else ""
    return {LENGTH: _cut(said)} if said else {}


def of_location(record: SessionRecord) -> dict[str, str]:
    """Its place alone, which can be any of several, or none that is known."""
    return {"location": _place(record)}


def of_late() -> str:
    """The same of one that shows the session as it stood before what was accepted since."""
    return json.dumps({LATE: ""})


def of_row(given: Mapping[str, str]) -> str:
    """The same of what a row of the list gave, by name."""
    kept = {name: _cut(said) for name, said in given.items()}
    return json.dumps(kept | {LISTED: ""}, ensure_ascii=False)


def _place(record: SessionRecord) -> str:
    return _cut(AND.join(filter(None, (*record.location_sids, record.location_name))))


def left_out_of(record: SessionRecord, session: ExamSession) -> list[str]:
    """What is known of a booked session and not shown by a look at it: a look that says nothing of
    the status does not show that it is booked no more. Only what is booked has to have the rest.
    """
    told = status_of(record.status) != NOT_SHOWN
    status = status_of(record.status) if told else session.known_status
    shown = {
        "status": told,
        "start": record.appointment_at,
        "session_type": record.session_type,
        "location": record.location_sids or record.location_name,
    }
    known = {
        "status": session.status,
        "start": session.appointment_at,
        "session_type": session.session_type,
        "location": session.location_sid or session.location_name,
    }
    asked = tuple(known) if status.is_booked else ("status",)
    return [name for name in asked if known[name] and not shown[name]]


def in_words(session: ExamSession) -> str:
    """“It gave the start as “…”. We can’t tell what that means. It did not say the location.”; ""
    where everything was said, and could be read.
    """
    kept = _kept(session)
    if LATE in kept:
        return AS_BEFORE
    gave = LIST_GAVE if kept.pop(LISTED, None) is not None else GAVE
    given = [AS.format(what=WORDS[name], said=said) for name, said in kept.items() if said]
    left_out = [WORDS[name] for name, said in kept.items() if not said]
    return " ".join(_told(gave, given) + _told(LEFT_OUT, left_out))


def in_words_with_next(session: ExamSession) -> str:
    """The same, and after a late look who looks again: we do at what is listed."""
    follows = WE_CHECK if session.listed_at else OPEN_AGAIN
    return f"{in_words(session)} {follows if is_late(session) else ''}".rstrip()


def names(session: ExamSession) -> set[str]:
    """Of which facts something could not be read, as `SessionRecord.unreadable` names them; or that
    it came too late.
    """
    return set(_kept(session)) - {LISTED}


def has_any(session: ExamSession) -> bool:
    """Whether the last answer left open what is shown: what can't be told counts as open."""
    return bool(session.unread)


def leave_the_booking_open(session: ExamSession) -> bool:
    """Whether the last answer left open whether the session is booked, or for when."""
    return bool(session.unread) and not names(session).isdisjoint(("status", "start", LATE))


def booking_given(session: ExamSession) -> list[str]:
    """What of the booking itself was given in a way that can't be read, in words; nothing hangs on
    the start and the type of what is shown not to be booked.
    """
    kept = _kept(session) if session.unread else {}
    if not kept.get("status") and session.known_status.rules_out_a_booking:
        return []
    return [WORDS[name] for name in ("status", "start", "session_type") if kept.get(name)]


def is_listed(session: ExamSession) -> bool:
    """Whether it is the list that gave something so, and no look since."""
    return bool(session.unread) and LISTED in _kept(session)


def is_late(session: ExamSession) -> bool:
    """Whether the last look showed it as it stood before what was accepted since."""
    return LATE in _kept(session)


def _told(sentence: str, what: list[str]) -> list[str]:
    if not what:
        return []
    *most, last = what
    return [sentence.format(what=f"{', '.join(most)} and {last}" if most else last)]


def _kept(session: ExamSession) -> dict[str, str]:
    try:
        kept = json.loads(session.unread or "{}")
        return {name: str(kept[name]) for name in (*WORDS, LATE, LISTED) if name in kept}
    except (ValueError, TypeError, RecursionError):
        return {}


def _cut(said: str) -> str:
    kept = keepable(said)
    return kept if len(kept) <= LONGEST else f"{kept[: LONGEST - 1].rstrip()}…"
