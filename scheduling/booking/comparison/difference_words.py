"""What was asked beside what the provider shows, in words: of each field that differs, both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal

from scheduling.booking.comparison.compared_values import (
    AskedOfProvider,
    ShownByProvider,
)
from scheduling.booking.comparison.verdicts import Comparison, Verdict
from scheduling.country_lists import money
from scheduling.exam_sessions.outside_changes import arrangements
from scheduling.models import Attempt
from scheduling.models.session_status import folded
from scheduling.proctoring_api.redaction import keepable
from scheduling.session_types.registry import type_label
from scheduling.spoken_time import say

LONGEST = 300
ALIKE = 40  # characters before the first difference, so that its place is found
AND = " and also "
NO_PRICE = "no price"
Part = Attempt.Part
ARRANGED = {Part[name.upper()]: name for name in arrangements.WORDS}
LABELS = {
    Part.STATE: "State",
    Part.START: "Start",
    Part.TYPE: "Type",
    Part.LOCATION: "Location",
    Part.PRICE: "Price",
    Part.NOTES: "Notes",
    **{part: arrangements.WORDS[name] for part, name in ARRANGED.items()},
}
Words = tuple[str, str]  # asked, stored


def label_of(what: str) -> str:
    """What people call a part; a key that is none, as it was kept."""
    return LABELS.get(what, what)


def differences(
    asked: AskedOfProvider,
    shown: ShownByProvider,
    seen: Comparison,
    *,
    zone: str,
    location: Callable[[str], str],
) -> list[dict[str, str]]:
    """Each field whose verdict is DIFFERS: `[{"what", "asked", "stored"}]`, fit to be kept.

    `location` gives the name of a location's SID.
    """
    found = both_in_words(asked, shown, seen, zone, location)
    return [
        {"what": str(what), "asked": one, "stored": other}
        for what, pair in found
        for one, other in [_where_they_differ(*map(keepable, pair))]
    ]


def both_in_words(
    asked: AskedOfProvider,
    shown: ShownByProvider,
    seen: Comparison,
    zone: str,
    location: Callable[[str], str],
) -> Iterator[tuple[str, Words]]:
    if seen.start == Verdict.DIFFERS and asked.start and shown.start:
        yield Part.START, _starts(asked.start, shown.start, zone)
    if seen.session_type == Verdict.DIFFERS:
        yield Part.TYPE, (type_label(asked.session_type), type_label(shown.session_type))
    if seen.location == Verdict.DIFFERS:
        yield Part.LOCATION, _places(asked, shown, location)
    if seen.price == Verdict.DIFFERS:
        yield Part.PRICE, _prices(asked, shown)
    if seen.notes == Verdict.DIFFERS:
        yield Part.NOTES, (asked.notes.strip(), shown.notes.strip())
    for part, name in ARRANGED.items():
        if seen.arranged.get(name) == Verdict.DIFFERS:
            both = (asked.arranged[name], shown.arranged[name])
            one, other = (arrangements.in_words(name, said, zone, location) for said in both)
            yield part, (one, other)


def _places(
    asked: AskedOfProvider, shown: ShownByProvider, location: Callable[[str], str]
) -> Words:
    """Both places, with their SIDs where they are called the same."""
    one, other = location(asked.location_sid), shown_location(shown, location)
    if folded(one) != folded(other):
        return one, other
    return f"{one} ({asked.location_sid})", f"{other} ({AND.join(shown.location_sids)})"


def shown_location(shown: ShownByProvider, location: Callable[[str], str]) -> str:
    """What people call it here; else as it was called in the answer, or its SID. Both, where the
    answer names two.
    """
    named = [(sid, location(sid)) for sid in shown.location_sids]
    ours = [name for sid, name in named if name != sid]
    if len(named) > 1:
        return AND.join(name for _, name in named)
    if ours and shown.location_name and folded(ours[0]) != folded(shown.location_name):
        return AND.join((ours[0], shown.location_name))
    return next(iter((*ours, shown.location_name, *shown.location_sids)), "")


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


def _prices(asked: AskedOfProvider, shown: ShownByProvider) -> Words:
    stored = AND.join(shown.prices) or _price(shown.amount, shown.currency)
    return _price(asked.amount, asked.currency), stored


def _price(amount: Decimal | None, currency: str) -> str:
    return NO_PRICE if amount is None else money(amount, currency)
