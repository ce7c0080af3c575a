"""What was asked beside what the provider says it stored, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal

from scheduling.booking.comparison import Asked, Comparison, Shown, Verdict, compare
from scheduling.code_lists import money
from scheduling.proctoring_api.redaction import keepable
from scheduling.session_types.registry import type_label
from scheduling.wall_time import say

LONGEST = 300
ALIKE = 40  # characters before the first difference, so that its place is found
NO_PRICE = "no price"
Words = tuple[str, str]  # asked, stored


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
