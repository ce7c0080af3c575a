"""What was asked beside what the provider says it stored, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from scheduling.code_lists import money
from scheduling.proctoring_api import parsing
from scheduling.proctoring_api.redaction import keepable
from scheduling.proctoring_api.session_record import SessionRecord
from scheduling.wall_time import say

LONGEST = 300


def differences(
    asked: Mapping[str, Any],
    record: SessionRecord,
    *,
    zone: str,
    location: Callable[[str], str],
    priced: bool = True,
) -> list[dict[str, str]]:
    """Each thing that was asked, came back, and is not the same: `[{"what", "asked", "stored"}]`.

    `place` gives the name of a location's SID. Not `priced` is what leaves the price as it was: a
    move. A thing that did not come back is no difference: the API may leave any field null
    (contract §2).
    """
    compared = (
        (what, keepable(one), keepable(other))
        for what, one, other in _compared(asked, record, zone, location, priced)
    )
    return [
        {"what": what, "asked": one[:LONGEST], "stored": other[:LONGEST]}
        for what, one, other in compared
        if one and other and one != other
    ]


def _compared(
    asked: Mapping[str, Any],
    record: SessionRecord,
    zone: str,
    location: Callable[[str], str],
    priced: bool,
) -> Iterator[tuple[str, str, str]]:
    yield "Start", *_starts(asked_start(asked), record.appointment_at, zone)
    yield "Type", str(asked.get("type", "")), record.session_type
    yield (
        "Location",
        *_locations(str(asked.get("proctorLocationSid", "")), record.location_sid, location),
    )
    if priced:
        yield "Price", *_prices(asked, record)
    yield "Notes", str(asked.get("notes", "")).strip(), record.notes.strip()


def asked_start(asked: Mapping[str, Any]) -> datetime | None:
    """The start that was asked for, as an aware datetime."""
    text = asked.get("appointmentDateTime", "")
    return datetime.fromisoformat(str(text).replace("Z", "+00:00")) if text else None


def _starts(asked: datetime | None, stored: datetime | None, zone: str) -> tuple[str, str]:
    """Both starts in words, no longer than it takes to tell them apart."""
    if not asked or not stored or asked == stored:
        return "", ""
    one, other = say(asked, zone), say(stored, zone)
    if one.day == other.day:
        return f"{one.time} {one.zone_abbrev}", f"{other.time} {other.zone_abbrev}"
    return one.whole, other.whole


def _locations(asked: str, stored: str, location: Callable[[str], str]) -> tuple[str, str]:
    return (location(asked), location(stored)) if asked and stored and asked != stored else ("", "")


def _prices(asked: Mapping[str, Any], record: SessionRecord) -> tuple[str, str]:
    """Both prices in words. A price that nobody asked for is a difference too;
    none that came back is not.
    """
    stored = record.price_amount
    if stored is None:
        return "", ""
    wanted = _amount(asked.get("amount"))
    if wanted is None:
        return ("no price", money(stored, record.price_currency)) if stored else ("", "")
    return money(wanted, str(asked.get("currency", ""))), money(stored, record.price_currency)


def _amount(asked: object) -> Decimal | None:
    return parsing.money(str(asked)) if asked not in (None, "") else None
