"""What a page of a rescue carries along hidden: how its rows stood, and what it told."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from scheduling.batches.approved_booking import SeenBooking
from scheduling.rescues.candidates import Candidate


def stood_token(candidates: Sequence[Candidate]) -> str:
    """How they stand as they are shown, carried along hidden: one field for all, not one each."""
    return json.dumps({one.session.pk: _told(seen_booking_of(one)) for one in candidates})


def seen_booking_of(one: Candidate) -> SeenBooking:
    """The booking as its row shows it, with what is marked of who came."""
    visit = one.visit.event_number if one.visit else 0
    return replace(SeenBooking.of(one.session), visit=visit)


def read_stood(token: str) -> dict[int, SeenBooking]:
    """What a token tells; nothing where it can't be read."""
    try:
        told = json.loads(token)
        return {int(pk): _stood(one) for pk, one in told.items()}
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return {}


def keys_token(keys: Iterable[int]) -> str:
    """Sessions by their keys, with a letter between them: so they are no card number in a draft."""
    return "x".join(map(str, sorted(keys)))


def read_keys(token: str) -> list[str]:
    return token.split("x")


def read_numbers(token: str) -> set[int]:
    """The same as the keys that they are; what is none is left out."""
    return {int(one) for one in read_keys(token) if one.isdecimal() and len(one) < 19}


def typed_token(times: Mapping[int, str]) -> str:
    """Which new times were proposed, as they stand in their rows: any other was typed by hand."""
    return json.dumps(dict(times))


def read_typed(token: str) -> dict[int, str]:
    return _read_texts(token)


def warned_starts_token(starts: Mapping[int, datetime]) -> str:
    """Beside which new times the page says what speaks against them: whoever selects such a row has
    read it.
    """
    return json.dumps({pk: start.isoformat() for pk, start in starts.items()})


def read_warned_starts(token: str) -> dict[int, str]:
    return _read_texts(token)


def _read_texts(token: str) -> dict[int, str]:
    """A text for each row by its key; nothing where it can't be read."""
    try:
        return {int(pk): str(start) for pk, start in json.loads(token).items()}
    except (ValueError, TypeError, AttributeError, RecursionError):
        return {}


def _told(stood: SeenBooking) -> list[str]:
    start, minutes = stood.start.isoformat() if stood.start else "", str(stood.minutes or "")
    booked = [start, stood.status, stood.location_sid]
    return [*booked, stood.learner, stood.session_type, minutes, str(stood.visit)]


def _stood(told: Sequence[str]) -> SeenBooking:
    start, status, location_sid, learner, session_type, minutes, visit = map(str, told)
    return SeenBooking(
        datetime.fromisoformat(start) if start else None,
        status,
        location_sid,
        learner,
        session_type,
        int(minutes) if minutes else None,
        int(visit),
    )
