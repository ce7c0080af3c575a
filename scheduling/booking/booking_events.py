"""The events of an attempt's life, as sentences that a dean understands and details that a clerk
needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scheduling.audit.event_writer import Entry, escape_braces
from scheduling.audit.kinds import Kind
from scheduling.audit.name_edges import title_with_edges
from scheduling.booking.comparison import asked_start, shown_notes
from scheduling.booking.outcomes import SAID_YES, Transition
from scheduling.booking.redaction import Kept, kept
from scheduling.models import Attempt, ExamSession
from scheduling.proctoring_api.session_record import SessionRecord
from scheduling.session_commands import PORTAL, Actor
from scheduling.session_types.registry import type_label
from scheduling.time_zones import zone_data
from scheduling.wall_time import in_utc, say

# {who} asked; {learner} is filled in when the sentence is read; {what} is the exam, the type and
# the time.
ASKED = {
    "schedule": "{who} asked SmarterProctoring to book {learner}{what}.",
    "reschedule": "{who} asked SmarterProctoring to move {learner}{what}.",
    "cancel": "{who} asked SmarterProctoring to cancel the booking of {learner}{what}.",
}
OVERRIDING = (
    "{who} asked SmarterProctoring to book {learner}{what} although {other} had booked it, because:"
    " {reason}."
)
BESIDE = " although the learner has another booking ({other}), because: {reason}."
OVER_ANOTHER = {action: f"{asked[:-1]}{BESIDE}" for action, asked in ASKED.items()}
REQUEST = {"schedule": "booking", "reschedule": "move", "cancel": "cancellation"}
DONE = {"schedule": "booked", "reschedule": "moved", "cancel": "cancelled the booking of"}
OUTCOME = {
    "accepted": "{who} {done} {learner}{what}.",
    "refused": "SmarterProctoring refused {who}’s {request} of {learner}{what}.",
    "unreachable": "{who}’s {request} of {learner}{what} was not sent.",
    "unconfirmed": (
        "{who}’s {request} of {learner}{what} got no clear answer; we are checking with"
        " SmarterProctoring."
    ),
    SAID_YES: (
        "SmarterProctoring accepted {who}’s {request} of {learner}{what}; we are checking that it"
        " was done."
    ),
}
READ_BACK = {
    "accepted": ("Checked with SmarterProctoring: {who}’s {request} of {learner}{what} was done."),
    "not-applied": (
        "Checked with SmarterProctoring: {who}’s {request} of {learner}{what} was not done."
    ),
}
SETTLED = {
    "accepted": "{settler} decided that {who}’s {request} of {learner}{what} was done.",
    "not-applied": ("{settler} decided that {who}’s {request} of {learner}{what} was not done."),
}
HELD_BACK = {
    Kind.DUPLICATE_SUBMIT: (
        "{who} sent the {request} of {learner}{what} a second time; it was sent only once."
    ),
    Kind.FORM_REUSED: (
        "{who} sent the {request} of {learner}{what} again with other answers; nothing was sent."
    ),
    Kind.BLOCKED: (
        "{who}’s {request} of {learner}{what} was not sent: {other}’s request was still being"
        " checked."
    ),
    Kind.ALREADY_BOOKED: (
        "{who}’s {request} of {learner}{what} was not sent: {other} had booked it already."
    ),
    Kind.CARD_TOKEN_SPENT: (
        "{who}’s {request} of {learner}{what} was not sent: its card token had been used before."
    ),
    Kind.LEARNER_BOOKED: (
        "{who}’s {request} of {learner}{what} was not sent: the learner has another booking"
        " ({other})."
    ),
    Kind.SWITCH_HELD_BACK: (
        "{who}’s {request} of {learner}{what} was not sent: the booking was being switched, or was"
        " cancelled, already."
    ),
    Kind.VOUCHER_RESERVED: (
        "{who}’s {request} of {learner}{what} was not sent: its voucher was used in {other}’s"
        " request, which was still open; nothing was sent."
    ),
}
INTERRUPTED = (
    "{who}’s {request} of {learner}{what} was interrupted; we are checking with SmarterProctoring."
)
LOOKED = (
    "Checked with SmarterProctoring: we can’t tell yet whether {who}’s {request} of"
    " {learner}{what} was done."
)


@dataclass(frozen=True, slots=True)
class Beside:
    """Another booking of the learner's, in words; why it was no hindrance, or "" where it was."""

    booking: str
    session_sid: str
    reason: str = ""


def intent(attempt: Attempt, *, actor: Actor, beside: Beside | None = None) -> Entry:
    """Before the call: who asks for what."""
    sent = kept(attempt.asked, under="asked")
    earlier = attempt.overrides
    details = {"asked": sent.details} | _clock(attempt) | _changes(attempt)
    personal = dict(sent.personal)
    if attempt.warnings:  # one may name another learner
        details["sent_despite"] = {"personal": "sent_despite"}
        personal["sent_despite"] = " ".join(attempt.warnings)
    said = _said(ASKED[attempt.action], attempt)
    if earlier is not None:
        reason = attempt.override_reason.rstrip(".")
        said = _said(OVERRIDING, attempt, other=earlier.actor_name, reason=reason)
        details["earlier_attempt"] = str(earlier.attempt_id)
    elif beside is not None:
        reason = beside.reason.rstrip(".")
        said = _said(OVER_ANOTHER[attempt.action], attempt, other=beside.booking, reason=reason)
    if beside is not None:
        details["other_session"] = beside.session_sid
    return _entry(
        attempt,
        Kind.INTENT,
        said,
        actor,
        details=details,
        personal=personal,
    )


def held_back(
    unsent: Attempt,
    kind: Kind,
    other: Attempt | None,
    *,
    actor: Actor,
    beside: Beside | None = None,
) -> Entry:
    """A form that was not sent on: the attempt that it would have been, and what was in its way:
    an attempt, or another booking of the learner's.
    """
    in_the_way = other.actor_name if other else beside.booking if beside else ""
    said = _said(HELD_BACK[kind], unsent, other=in_the_way)
    details = {"earlier_attempt": str(other.attempt_id)} if other else {}
    if beside:
        details["other_session"] = beside.session_sid
    return _entry(unsent, kind, said, actor, outcome="nothing-sent", details=details)


def moved(attempt: Attempt, step: Transition) -> Entry:
    """After the call, a look, or a person's decision."""
    template = _template(step)
    stored = _stored(attempt, step.outcome.record if step.outcome else None)
    return _entry(
        attempt,
        step.kind,
        _said(template, attempt, settler=step.actor.name),
        step.actor,
        outcome=step.state,
        details=_facts(attempt, step, stored),
        personal=stored.personal,
        provider_ids=_provider_ids(step, stored),
    )


def _template(step: Transition) -> str:
    if step.kind == Kind.INTERRUPTED:
        return INTERRUPTED
    said_yes = (
        step.kind == Kind.OUTCOME and step.outcome is not None and step.outcome.cause == SAID_YES
    )
    sentences = {Kind.OUTCOME: OUTCOME, Kind.READ_BACK: READ_BACK, Kind.SETTLED: SETTLED}
    return sentences[step.kind][SAID_YES if said_yes else step.state]


def looked(attempt: Attempt, reason: str, needs_person: bool, *, look: str = "") -> Entry:
    """A look that decided nothing, and the facts that it found."""
    details = {"reason": reason, "needs_person": needs_person} | ({"look": look} if look else {})
    return _entry(
        attempt,
        Kind.READ_BACK,
        _said(LOOKED, attempt),
        PORTAL,
        outcome=attempt.state,
        details=details,
    )


def _said(template: str, attempt: Attempt, **more: str) -> str:
    parts = {
        "who": attempt.actor_name,
        "what": _what(attempt),
        "request": REQUEST[attempt.action],
        "done": DONE[attempt.action],
        **more,
    }
    return template.format(
        learner="{learner}", **{name: escape_braces(part) for name, part in parts.items()}
    )


def _what(attempt: Attempt) -> str:
    """“ for CHEM 322 Final (Testing center seat, Duluth, Thu, Jan 14, 2027, 9:30 AM CST)”, as far
    as it is known.
    """
    title, asked = title_with_edges(attempt.session.exam_title), how(attempt)
    exam = f" for {title}" if title else ""
    return f"{exam} ({asked})" if asked else exam


def how(attempt: Attempt) -> str:
    """“Testing center seat, Duluth, Thu, Jan 14, 2027, 9:30 AM CST”, as far as it is known."""
    start = asked_start(attempt.asked)
    when = say(start, attempt.time_zone).dated if start else ""
    what = attempt.described or type_label(attempt.session_type)
    return ", ".join(part for part in (what, when) if part)


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
        details={**(details or {}), **_switch(attempt)},
        personal={**(personal or {}), "learner": session.learner_name or "a learner"},
        provider_ids=provider_ids,
    )


def _switch(attempt: Attempt) -> dict[str, int]:
    """The switch that the attempt is part of, by which its other half is found."""
    return {"switch": attempt.switch_id} if attempt.switch_id else {}


def _clock(attempt: Attempt) -> dict[str, str]:
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


def _provider_ids(step: Transition, stored: Kept) -> tuple[str, ...]:
    """The ids by which the provider knows the call and the appointment."""
    exchange = step.outcome.exchange if step.outcome else None
    return (
        exchange.request_id if exchange else "",
        str(stored.details.get("externalAppointmentId", "")),
    )


def _changes(attempt: Attempt) -> dict[str, Any]:
    """The start before and after, where a booked session is moved or cancelled."""
    after = asked_start(attempt.asked)
    before = (
        attempt.session.appointment_at
        if attempt.action == Attempt.Action.CANCEL
        else attempt.stood_at
    )
    if before is None or attempt.action == Attempt.Action.SCHEDULE or before == after:
        return {}
    return {
        "changes": {"start": {"before": in_utc(before), "after": in_utc(after) if after else ""}}
    }


def _facts(attempt: Attempt, step: Transition, stored: Kept) -> dict[str, Any]:
    facts: dict[str, Any] = {"reason": step.reason} if step.reason else {}
    if step.outcome:
        facts |= {"cause": step.outcome.cause, "exchange": step.outcome.exchanged()}
    if step.outcome and step.outcome.alarm:
        facts["alarm"] = "an administrator should check this"
    if stored.details:
        facts["stored"] = stored.details
    if step.state == Attempt.State.ACCEPTED:
        facts |= _changes(attempt)
    if attempt.differences:
        facts["differences"] = [_difference(one) for one in attempt.differences]
    return facts


def _stored(attempt: Attempt, record: SessionRecord | None) -> Kept:
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
    """Notes may name a person: the event says only that they differ;
    both stand in asked and stored.
    """
    return {"what": "Notes"} if difference["what"] == "Notes" else dict(difference)
