"""The events of an attempt's life: asked for, held back, moved on, looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scheduling.audit.event_writer import Entry
from scheduling.audit.kinds import Kind
from scheduling.audit.name_edges import reason_with_edges
from scheduling.audit.table_checks import session_marks
from scheduling.audit.table_checks.requests import request_records
from scheduling.audit.told_reasons import (
    BECAUSE,
    PRICE_REASON,
    PROVIDER_WORDS,
    REASON,
    WORDS,
    referred,
)
from scheduling.booking.events.booking_details import (
    asked_changes,
    clock_of,
    facts_of,
    provider_ids_of,
    stored_of,
    switch_of,
    told_by,
)
from scheduling.booking.events.booking_sentences import (
    AND_BESIDE,
    ANSWERED,
    ASKED,
    DID,
    HELD_BACK,
    LOOKED,
    OVER_ANOTHER,
    OVERRIDING,
    sentence_of,
    shown_otherwise,
    template_after,
)
from scheduling.booking.outcomes.outcome import Transition
from scheduling.booking.provider_shows import left_open
from scheduling.booking.redaction import kept
from scheduling.models import Attempt, ExamSession
from scheduling.session_commands import PORTAL, Actor


@dataclass(frozen=True, slots=True)
class BookingsBeside:
    """Other bookings of the learner's, each in words, and the session of the first; why they were
    no hindrance, or "" where they were.
    """

    bookings: tuple[str, ...]
    session_sid: str
    reason: str = ""

    @property
    def in_words(self) -> str:
        """“another booking (…)”, or “other bookings (…; …)”."""
        said = "another booking" if len(self.bookings) == 1 else "other bookings"
        return f"{said} ({'; '.join(self.bookings)})"


def intent(
    attempt: Attempt, *, actor: Actor, beside: BookingsBeside | None = None, lengths: str = ""
) -> Entry:
    """Before the call: who asks for what; `lengths` is what it says of how long the sitting is."""
    sent = kept(attempt.asked, under="asked")
    details = {"action": attempt.action, "asked": sent.details}
    details |= clock_of(attempt) | asked_changes(attempt)
    if attempt.card_last_four:
        details["card_last_four"] = attempt.card_last_four
    why = {PRICE_REASON: attempt.price_reason}
    details |= referred(why)
    details["holds"] = request_records.fingerprint(attempt)
    if lengths:
        details[session_marks.LENGTHS] = lengths
    personal = {**sent.personal, **why, BECAUSE: _because(attempt, beside)}
    if attempt.warnings:  # one may name another learner
        details["sent_despite"] = {"personal": "sent_despite"}
        personal["sent_despite"] = " ".join(attempt.warnings)
    if attempt.overrides is not None:
        details["earlier_attempt"] = str(attempt.overrides.attempt_id)
    if beside is not None:
        details["other_session"] = beside.session_sid
    return _entry(
        attempt,
        Kind.INTENT,
        _asking(attempt, beside),
        actor,
        details=details,
        personal=personal,
    )


def _because(attempt: Attempt, beside: BookingsBeside | None) -> str:
    """Why it was sent in spite of another request or booking; "" where nothing was in its way."""
    if attempt.overrides is not None:
        return reason_with_edges(attempt.override_reason)
    return reason_with_edges(beside.reason) if beside is not None else ""


def _asking(attempt: Attempt, beside: BookingsBeside | None) -> str:
    """The sentence of who asks for what, with what it was sent in spite of, and why."""
    earlier = attempt.overrides
    if earlier is not None:
        despite = {
            "other": earlier.actor_name,
            "did": DID[earlier.action],
            "beside": AND_BESIDE.format(beside=beside.in_words) if beside else "",
        }
        return sentence_of(OVERRIDING, attempt, **despite)
    if beside is not None:
        return sentence_of(OVER_ANOTHER[attempt.action], attempt, beside=beside.in_words)
    return sentence_of(ASKED[attempt.action], attempt)


def held_back(
    unsent: Attempt,
    kind: Kind,
    other: Attempt | None,
    *,
    actor: Actor,
    beside: BookingsBeside | None = None,
) -> Entry:
    """A form that was not sent on: the attempt that it would have been, and what was in its way:
    an attempt, or another booking of the learner's.
    """
    in_the_way = other.actor_name if other else beside.bookings[0] if beside else ""
    did = DID[other.action] if other else ""
    said = sentence_of(HELD_BACK[kind], unsent, other=in_the_way, did=did)
    details = {"earlier_attempt": str(other.attempt_id)} if other else {}
    if beside:
        details["other_session"] = beside.session_sid
    return _entry(unsent, kind, said, actor, outcome="nothing-sent", details=details)


def moved(attempt: Attempt, step: Transition) -> Entry:
    """After the call, a look, or a person's decision."""
    template = template_after(step, attempt)
    record = step.outcome.record if step.outcome else None
    stored = stored_of(attempt, record)
    details = {"given_unreadably": attempt.given_unreadably} if step.left_open else {}
    told = told_by(step)
    personal = {**stored.personal, **told}
    if template is ANSWERED:
        personal[WORDS] = told[PROVIDER_WORDS]
    sentence = sentence_of(template, attempt, settler=step.actor.name)
    if step.kind != Kind.SETTLED:
        if step.state == Attempt.State.ACCEPTED and attempt.differences:
            sentence = f"{sentence} {shown_otherwise(attempt.differences)}"
        if step.left_open:
            sentence = f"{sentence} {left_open.in_words(step.left_open)}"
            details["left_open"] = ", ".join(step.left_open)
    return _entry(
        attempt,
        step.kind,
        sentence,
        step.actor,
        outcome=step.state,
        details=facts_of(attempt, step, stored) | details,
        personal=personal,
        provider_ids=provider_ids_of(step, stored),
    )


def read_back_event(
    attempt: Attempt, reason: str, needs_person: bool, *, look: str = "", is_ours: bool = False
) -> Entry:
    """A look that decided nothing, and the facts that it found; `is_ours` of a reason that the
    portal says in its own words alone.
    """
    personal = {} if is_ours else {REASON: reason}
    details: dict[str, Any] = {"reason": reason} if is_ours else referred(personal)
    details |= {"needs_person": needs_person}
    details |= {"look": look} if look else {}
    return _entry(
        attempt,
        Kind.READ_BACK,
        sentence_of(LOOKED, attempt),
        PORTAL,
        outcome=attempt.state,
        details=details,
        personal=personal,
    )


def _entry(
    attempt: Attempt,
    kind: Kind,
    sentence: str,
    actor: Actor,
    *,
    outcome: str = "",
    details: Mapping[str, Any] | None = None,
    personal: Mapping[str, str] | None = None,
    provider_ids: tuple[str, ...] = (),
) -> Entry:
    session: ExamSession = attempt.session
    return Entry(
        kind=kind,
        sentence=sentence,
        actor=actor,
        outcome=outcome,
        address=session.address,
        session_type=attempt.session_type,
        attempt_id=attempt.attempt_id,
        action=attempt.action,
        time_zone=attempt.time_zone,
        details={**(details or {}), **switch_of(attempt)},
        personal={**(personal or {}), "learner": session.learner_name or "a learner"},
        provider_ids=provider_ids,
    )
