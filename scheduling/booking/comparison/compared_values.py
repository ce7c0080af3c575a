"""What a request asked of the provider, and what the provider shows: as values to be compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from scheduling.exam_sessions.outside_changes import arrangements
from scheduling.exam_sessions.outside_changes.arrangements import Arranged
from scheduling.institutions import catalogue
from scheduling.institutions.catalogue import LocationCalled
from scheduling.models import Attempt, ExamSession, SessionStatus, status_of
from scheduling.models.session_status import NOT_SHOWN
from scheduling.proctoring_api import parsing
from scheduling.proctoring_api.session_record import SessionRecord
from scheduling.session_types.registry import with_known_type

Action = Attempt.Action


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedOfProvider:
    """What a request asked for; None and "" where it asked for nothing of the kind.

    `sets_price` is False for what leaves the price as it was: a move, a cancellation.
    """

    start: datetime | None = None
    session_type: str = ""
    location_sid: str = ""
    amount: Decimal | None = None
    currency: str = ""
    notes: str = ""
    arranged: Arranged = field(default_factory=dict)  # as `arrangements` names it; so below
    sets_price: bool = True
    # The SID of the one location that the catalogue calls so; "" where there is none, or several.
    sid_of_the_one_called: Callable[[str], str] = field(default=lambda _: "", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownByProvider:
    """What was shown of a session; None and "" where nothing was, or nothing that can be read.

    `unreadable` names the fields of the second kind.
    """

    status: SessionStatus = NOT_SHOWN
    start: datetime | None = None
    session_type: str = ""
    location_sids: Sequence[str] = ()  # several where an answer contradicts itself
    location_name: str = ""
    amount: Decimal | None = None
    currency: str = ""
    prices: Sequence[str] = ()  # in words, where an answer gives two different ones
    notes: str = ""
    arranged: Arranged = field(default_factory=dict)
    unreadable: frozenset[str] = frozenset()


def asked_start(asked: Mapping[str, Any]) -> datetime | None:
    """The start that was asked for, as an aware datetime in whole seconds, as one is shown."""
    text = asked.get("appointmentDateTime", "")
    at = datetime.fromisoformat(str(text).replace("Z", "+00:00")) if text else None
    return at.replace(microsecond=0) if at else None


def asked_by(
    attempt: Attempt, location_called: LocationCalled = catalogue.location_called
) -> AskedOfProvider:
    """What an attempt asked for."""
    asked = attempt.asked
    return AskedOfProvider(
        start=asked_start(asked),
        session_type=str(asked.get("type", "")),
        location_sid=str(asked.get("proctorLocationSid", "")),
        sid_of_the_one_called=partial(_sid_of_the_one_called, attempt, location_called),
        amount=parsing.money(str(asked.get("amount", ""))),
        currency=str(asked.get("currency", "")),
        notes=str(asked.get("notes", "")),
        arranged=arrangements.asked(asked, attempt.session_type),
        sets_price=attempt.action == Action.SCHEDULE,
    )


def _sid_of_the_one_called(attempt: Attempt, location_called: LocationCalled, name: str) -> str:
    if attempt.session_id is None:
        return ""
    return location_called(attempt.session.institution_id, name)[0]


def shown_by(record: SessionRecord) -> ShownByProvider:
    """What a session object shows."""
    record = with_known_type(record)
    return ShownByProvider(
        status=status_of(record.status),
        start=record.appointment_at,
        session_type=record.session_type,
        location_sids=record.location_sids,
        location_name=record.location_name,
        amount=record.told_price.amount,
        currency=record.told_price.currency,
        prices=record.told_price.different,
        notes=record.notes,
        arranged=arrangements.shown_by(record),
        unreadable=record.unreadable,
    )


def shown_in(session: ExamSession) -> ShownByProvider:
    """What the mirrored session shows, as it was last seen; it keeps neither price nor notes."""
    return ShownByProvider(
        status=session.known_status,
        start=session.appointment_at,
        session_type=session.session_type,
        location_sids=[session.location_sid] if session.location_sid else [],
        location_name=session.location_name,
        arranged=arrangements.kept(session),
    )
