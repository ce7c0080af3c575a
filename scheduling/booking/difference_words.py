"""What was asked beside what the provider shows, in words. A `Pair` is a line of the part of pages
that tells it, templates/scheduling/booking/asked_and_stored.html.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from scheduling.booking.comparison import (
    Asked,
    Comparison,
    Shown,
    Verdict,
    asked_by,
    compare,
    shown_in,
)
from scheduling.code_lists import money
from scheduling.models import Attempt, ExamSession, SessionStatus
from scheduling.proctoring_api.redaction import keepable
from scheduling.session_types.registry import type_label
from scheduling.wall_time import say

LONGEST = 300
ALIKE = 40  # characters before the first difference, so that its place is found
NO_PRICE = "no price"
NOT_SHOWN, NOT_READABLE = "Not shown", "Can’t be read"
DONE = {
    Attempt.Action.SCHEDULE: "Booked",
    Attempt.Action.RESCHEDULE: "Moved",
    Attempt.Action.CANCEL: "Cancelled",
}
Words = tuple[str, str]  # asked, stored


@dataclass(frozen=True, slots=True)
class Pair:
    """One thing as it was asked for and as it is shown; both "" where they may not be told.

    `differs` only where the one is shown to be another than the other.
    """

    what: str
    asked: str = ""
    stored: str = ""
    differs: bool = False


def kept_pairs(differences: Iterable[Mapping[str, str]]) -> list[Pair]:
    """What `differences` found, as it was kept with a request or its event."""
    return [
        Pair(one["what"], one.get("asked", ""), one.get("stored", ""), differs=True)
        for one in differences
    ]


def pairs_now(attempt: Attempt, session: ExamSession, location: Callable[[str], str]) -> list[Pair]:
    """Everything that an open request asked for beside what the session was last seen as; nothing
    where it was not read since.
    """
    if session.refreshed_at is None or session.refreshed_at < attempt.started_at:
        return []
    asked, shown = asked_by(attempt), shown_in(session)
    seen, zone = compare(asked, shown), attempt.time_zone
    both = dict(_in_words(asked, shown, seen, zone, location))
    alone = (
        ("Start", seen.start, say(asked.start, zone).whole if asked.start else ""),
        ("Type", seen.session_type, type_label(asked.session_type)),
        ("Location", seen.location, location(asked.location_sid) if asked.location_sid else ""),
    )
    return [
        _state(attempt, seen.status),
        *(
            Pair(what, *(both.get(what) or (words, _shown(verdict, words))), differs=what in both)
            for what, verdict, words in alone
            if verdict != Verdict.NOT_ASKED
        ),
    ]


def differing(attempt: Attempt | None, session: ExamSession) -> list[Pair]:
    """What a row of a list has to tell: where the newest request was done otherwise than asked, or
    waits for a person's decision. A place is left out: rows know no names for it.
    """
    if attempt and attempt.is_done_otherwise:
        return kept_pairs(attempt.differences)
    if attempt and attempt.awaits_decision:
        found = pairs_now(attempt, session, str)
        return [one for one in found if one.differs and one.what != "Location"]
    return []


def _shown(verdict: Verdict, asked: str) -> str:
    """What is shown of something that does not differ, as far as it is shown."""
    return {Verdict.NOT_SHOWN: NOT_SHOWN, Verdict.UNREADABLE: NOT_READABLE}.get(verdict, asked)


def _state(attempt: Attempt, status: SessionStatus) -> Pair:
    is_undone = status.is_in_place if attempt.action == Attempt.Action.CANCEL else status.is_over
    differs = is_undone or (status.needs_proctor and attempt.action != Attempt.Action.CANCEL)
    return Pair("State", DONE[Attempt.Action(attempt.action)], status.word, differs=differs)


def differences(
    asked: Asked, shown: Shown, *, zone: str, location: Callable[[str], str]
) -> list[dict[str, str]]:
    """Each field whose verdict is DIFFERS: `[{"what", "asked", "stored"}]`, fit to be kept.

    `location` gives the name of a location's SID.
    """
    found = _in_words(asked, shown, compare(asked, shown), zone, location)
    return [
        {"what": what, "asked": one, "stored": other}
        for what, pair in found
        for one, other in [_where_they_differ(*map(keepable, pair))]
    ]


def _in_words(
    asked: Asked, shown: Shown, seen: Comparison, zone: str, location: Callable[[str], str]
) -> Iterator[tuple[str, Words]]:
    if seen.start == Verdict.DIFFERS and asked.start and shown.start:
        yield "Start", _starts(asked.start, shown.start, zone)
    if seen.session_type == Verdict.DIFFERS:
        yield "Type", (type_label(asked.session_type), type_label(shown.session_type))
    if seen.location == Verdict.DIFFERS:
        yield "Location", (location(asked.location_sid), location(shown.location_sid))
    if seen.price == Verdict.DIFFERS:
        yield "Price", _prices(asked, shown)
    if seen.notes == Verdict.DIFFERS:
        yield "Notes", (asked.notes.strip(), shown.notes.strip())


def _where_they_differ(asked: str, stored: str) -> Words:
    """Both texts, no longer than LONGEST: of long ones the part where they begin to differ."""
    pairs = enumerate(zip(asked, stored, strict=False))
    alike = next(
        (place for place, (one, other) in pairs if one != other), min(len(asked), len(stored))
    )
    start = max(0, alike - ALIKE) if max(len(asked), len(stored)) > LONGEST else 0
    return _part(asked, start), _part(stored, start)


def _part(text: str, start: int) -> str:
    before = "…" if start else ""
    part = before + text[start:]
    return part if len(part) <= LONGEST else f"{part[: LONGEST - 1]}…"


def _starts(asked: datetime, stored: datetime, zone: str) -> Words:
    """Both starts in words, no longer than it takes to tell them apart."""
    one, other = say(asked, zone), say(stored, zone)
    if one.day == other.day:
        return f"{one.time} {one.zone_abbrev}", f"{other.time} {other.zone_abbrev}"
    return one.whole, other.whole


def _prices(asked: Asked, shown: Shown) -> Words:
    return _price(asked.amount, asked.currency), _price(shown.amount, shown.currency)


def _price(amount: Decimal | None, currency: str) -> str:
    return NO_PRICE if amount is None else money(amount, currency)
