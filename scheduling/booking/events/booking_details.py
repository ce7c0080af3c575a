"""The details of a booking's events, as a clerk needs them: what was asked and stored, by which
clock, what changed and what differs.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from scheduling.audit.kinds import Kind
from scheduling.audit.told_reasons import PROVIDER_WORDS, REASON, referred
from scheduling.booking.comparison.compared_values import asked_start
from scheduling.booking.comparison.verdicts import shown_notes
from scheduling.booking.outcomes.outcome import Transition
from scheduling.booking.redaction import RedactedFields, kept
from scheduling.models import Attempt
from scheduling.proctoring_api.session_record import SessionRecord
from scheduling.spoken_time import say
from scheduling.time_zones import zone_data
from scheduling.wall_time import in_utc


def switch_of(attempt: Attempt) -> dict[str, int]:
    """The switch that the attempt is part of, by which its other half is found."""
    return {"switch": attempt.switch_id} if attempt.switch_id else {}


def clock_of(attempt: Attempt) -> dict[str, str]:
    """By which clock the start was meant, and by which edition of the time zone database it was
    computed.
    """
    start = asked_start(attempt.asked)
    if start is None:
        return {}
    zone = attempt.time_zone
    return {
        "zone": zone,
        "utc_offset": say(start, zone).iso[-6:],
        "tzdata": zone_data.edition(zone),
    }


def provider_ids_of(step: Transition, stored: RedactedFields) -> tuple[str, ...]:
    """The ids by which the provider knows the call and the appointment."""
    exchange = step.outcome.exchange if step.outcome else None
    return (
        exchange.request_id if exchange else "",
        str(stored.details.get("externalAppointmentId", "")),
    )


def asked_changes(attempt: Attempt) -> dict[str, Any]:
    """The start before and after, as it was asked for, where a booked session is moved or
    cancelled.
    """
    return _changes(attempt, asked_start(attempt.asked))


def stored_changes(attempt: Attempt, step: Transition) -> dict[str, Any]:
    """The start before and after, as it was shown once that was accepted; nothing where no start
    was shown.
    """
    record = step.outcome.record if step.outcome else None
    is_cancel = attempt.action == Attempt.Action.CANCEL
    return _changes(attempt, record.appointment_at if record and not is_cancel else None)


def _changes(attempt: Attempt, after: datetime | None) -> dict[str, Any]:
    """Only a cancellation leaves no start."""
    is_cancel = attempt.action == Attempt.Action.CANCEL
    before = attempt.session.appointment_at if is_cancel else attempt.stood_at
    if before is None or attempt.action == Attempt.Action.SCHEDULE:
        return {}
    if before == after or (after is None and not is_cancel):
        return {}
    return {
        "changes": {"start": {"before": in_utc(before), "after": in_utc(after) if after else ""}}
    }


def told_by(step: Transition) -> dict[str, str]:
    """Why a step was made, unless the portal says that in its own words alone, and the provider's
    words: either may name the learner.
    """
    outcome = step.outcome
    is_ours = outcome.tells_our_own if outcome else step.kind == Kind.INTERRUPTED
    return {
        REASON: "" if is_ours else step.reason,
        PROVIDER_WORDS: outcome.provider_words if outcome else "",
    }


def facts_of(attempt: Attempt, step: Transition, stored: RedactedFields) -> dict[str, Any]:
    """What a step found out: why, of which call, what is stored now and what differs."""
    facts: dict[str, Any] = {"reason": step.reason} if step.reason else {}
    facts |= referred(told_by(step))
    if step.outcome:
        facts |= {"cause": step.outcome.cause, "exchange": step.outcome.exchanged()}
    if step.outcome and step.outcome.alarm:
        facts["alarm"] = "an administrator should check this"
    if stored.details:
        facts["stored"] = stored.details
    if step.state == Attempt.State.ACCEPTED:
        facts |= stored_changes(attempt, step)
    if attempt.differences:
        facts["differences"] = [_difference(one) for one in attempt.differences]
    return facts


def stored_of(attempt: Attempt, record: SessionRecord | None) -> RedactedFields:
    """What the provider holds, as far as the log may keep it; learners' values apart."""
    fields = record.loggable() if record else {}
    if "notes" in fields:
        asked = str(attempt.asked.get("notes", ""))
        fields["notes"] = shown_notes(asked, str(fields["notes"]))
    return kept(
        {name: _plain(value) for name, value in fields.items() if value not in (None, "", [], {})},
        under="stored",
    )


def _plain(value: object) -> str | bool | int:
    """The chain holds text, whole numbers, yes and no."""
    return value if isinstance(value, str | bool | int) else str(value)


def _difference(difference: Mapping[str, str]) -> dict[str, str]:
    """Notes may name a person, as a proctor is one: the event says only that they differ; both
    stand in asked and stored.
    """
    what = difference["what"]
    return {"what": what} if what in Attempt.PERSONAL_PARTS else dict(difference)
