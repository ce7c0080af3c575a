"""Audit events as people read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse

from scheduling.audit import event_reader
from scheduling.audit.kinds import Kind
from scheduling.booking.comparison.asked_and_stored import Pair, kept_pairs
from scheduling.booking.provider_shows.left_open import DECIDING
from scheduling.models import Attempt, AuditEvent
from scheduling.opening_hours.hours_of_days import DAYS
from scheduling.spoken_time import SpokenTime, say
from scheduling.views.log import change_words
from scheduling.views.log.request_facts import Fact, in_words
from scheduling.wall_time import find_stored_zone

MARKS = {
    "accepted": "ok",
    "refused": "bad",
    "unreachable": "bad",
    "unconfirmed": "warn",
    "not-applied": "warn",
    "nothing-sent": "warn",
    "alarm": "bad",
}
ENDS_OF_AN_INTENT = (Kind.OUTCOME, Kind.INTERRUPTED)
TOLD_BY_ITS_OUTCOME = {
    *("asked", "changes", "zone", "utc_offset", "tzdata", "sent_despite", "switch"),
    "card_last_four",
    *("action", "holds"),  # of which the sentence tells, or which tells people nothing
}
UNREAD = "Its details can’t be read."


@dataclass(frozen=True, slots=True)
class ChangedFact:
    """Something that was one thing and is another now, in words."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event with its sentence filled in, its time in words, and what stands beside it."""

    event: AuditEvent
    said: str
    parts: list[tuple[str, bool]]  # the same, and which parts of it are names
    at: SpokenTime
    mark: str
    milliseconds: int | None  # how long the provider took; None where it gave no answer
    reason: str
    pairs: list[Pair]  # what the provider stored otherwise than asked
    changes: list[ChangedFact]  # before and after: a move's start, an administrator's settings
    facts: list[Fact]  # what was asked beyond the sentence: a reason, a price
    is_plain_intent: bool = False  # an asking of which its outcome tells everything
    intent: EventRow | None = (
        None  # the asking that this is the outcome of, where it is folded into it
    )
    looks: int = (
        0  # how often its attempt was looked at in vain, where this is the last that is told of it
    )

    @property
    def asked_for(self) -> list[Fact]:
        """Its own facts, or those of the asking that is folded into it."""
        return self.facts or (self.intent.facts if self.intent else [])

    @property
    def url(self) -> str:
        """The full history of the session that it is about, else of the request;
        "" where there is none.
        """
        event = self.event
        if event.session_sid and event.exam_sid and event.install_sid:
            return _address("story_session", event.install_sid, event.exam_sid, event.session_sid)
        return _address("story_attempt", event.attempt_id) if event.attempt_id else ""


def _address(name: str, *parts: str) -> str:
    try:
        return reverse(name, args=parts)
    except NoReverseMatch:  # the event names something that no address can
        return ""


def of(events: Iterable[AuditEvent], *, zone: str) -> list[EventRow]:
    """The events as rows, all by one clock, with two queries for any number of them."""
    known = list(events)
    values = event_reader.load_personal_values(event.number for event in known)
    return [event_row(event, values.get(event.number, {}), zone) for event in known]


def zone_of(event: AuditEvent) -> str:
    """The clock that the event names; "" where it names none that there is."""
    return find_stored_zone(event.time_zone) or ""


def folded(rows: list[EventRow]) -> list[EventRow]:
    """Each asking folded into its outcome where both are here: one happening, told once.

    Nothing else is left out; an asking that tells more, such as why it overrides a booking, stands
    by itself.
    """
    intents = {
        one.event.attempt_id: one for one in rows if one.is_plain_intent and one.event.attempt_id
    }
    ends = {
        one.event.attempt_id: one.event.number
        for one in sorted(rows, key=lambda one: one.event.number, reverse=True)
        if one.event.kind in ENDS_OF_AN_INTENT and one.event.attempt_id in intents
    }
    return list(_folded(rows, intents, ends))


def _folded(
    rows: list[EventRow], intents: Mapping[str, EventRow], ends: Mapping[str, int]
) -> Iterator[EventRow]:
    for one in rows:
        attempt = one.event.attempt_id
        if attempt in ends and one is intents[attempt]:
            continue
        yield (
            replace(one, intent=intents[attempt]) if ends.get(attempt) == one.event.number else one
        )


def with_look_counts(rows: list[EventRow], looks: Mapping[str, int]) -> list[EventRow]:
    """The rows, newest first, with how often each attempt was looked at in vain beside the last
    telling of it.
    """
    left = dict(looks)
    return [
        replace(one, looks=left.pop(one.event.attempt_id, 0)) if _is_vain_look(one) else one
        for one in rows
    ]


def _is_vain_look(one: EventRow) -> bool:
    return (one.event.kind, one.event.outcome) == (Kind.READ_BACK, Attempt.State.UNCONFIRMED)


def event_row(event: AuditEvent, values: dict[str, str], zone: str) -> EventRow:
    """One event as a row; `values` are its personal values that are still kept.

    Of one that is not as the portal writes it, what can't be read is said.
    """
    details = event_reader.fill_details(event, values)
    try:
        return _filled_row(event, values, zone, details)
    except event_reader.STRANGE:
        return _filled_row(event, values, zone, event_reader.UNREADABLE)


def _filled_row(
    event: AuditEvent, values: dict[str, str], zone: str, details: Mapping[str, Any]
) -> EventRow:
    exchange = details.get("exchange") or {}
    pairs = kept_pairs(_of_a_request(details.get("differences")))
    return EventRow(
        event=event,
        said=event_reader.fill_sentence(event, values),
        parts=event_reader.sentence_parts(event, values),
        at=event_reader.say_time(event.at, zone),
        mark="warn" if pairs or _is_open(details) else MARKS.get(event.outcome, ""),
        milliseconds=(
            exchange.get("milliseconds")
            if exchange.get("status") and event.kind != Kind.SETTLED
            else None
        ),
        reason=UNREAD if details == event_reader.UNREADABLE else _reason(event, details),
        pairs=pairs,
        changes=list(_changes(details, zone)),
        facts=[*in_words(details.get("asked") or {}, _card(details)), *_despite(details)],
        is_plain_intent=event.kind == Kind.INTENT and set(details) <= TOLD_BY_ITS_OUTCOME,
    )


def _reason(event: AuditEvent, details: Mapping[str, Any]) -> str:
    """Why, as it is told; what a person typed who decided is told as their words."""
    said = str(details.get("reason", ""))
    is_typed = event.kind == Kind.SETTLED and said not in ("", event_reader.ERASED)
    return f"“{said}”" if is_typed else said


def _is_open(details: Mapping[str, Any]) -> bool:
    """Whether a yes did not show that it is booked, or for when."""
    return bool(DECIDING & set(str(details.get("left_open", "")).split(", ")))


def _card(details: Mapping[str, Any]) -> str:
    return str(details.get("card_last_four", ""))


def _of_a_request(differences: object) -> list[Mapping[str, str]]:
    """Asked for and stored; what a verification found to differ is told in sentences."""
    found = differences if isinstance(differences, list) else []
    return [one for one in found if isinstance(one, dict) and "what" in one]


def _despite(details: Mapping[str, Any]) -> list[Fact]:
    """What the form had warned of when it was sent all the same."""
    return (
        [("Warnings when it was sent", str(said))] if (said := details.get("sent_despite")) else []
    )


def _changes(details: Mapping[str, Any], zone: str) -> Iterator[ChangedFact]:
    """Before and after of each name that the event tells of; anything else tells of none."""
    changes = details.get("changes")
    for name, one in sorted(changes.items(), key=_in_the_week) if isinstance(changes, dict) else ():
        if isinstance(one, dict) and {"before", "after"} <= set(one):
            before, after = (_words(name, one[side], zone) for side in ("before", "after"))
            sides = change_words.added_or_removed(one, before, after) or (before, after)
            yield ChangedFact(change_words.label(name, details), *sides)


def _in_the_week(change: tuple[str, Any]) -> int:
    """Days as the week has them, behind whatever is no day."""
    day = change[0].capitalize()
    return DAYS.index(day) if day in DAYS else -1


def _words(name: str, value: Any, zone: str) -> str:
    """Times as a clock of the zone shows them, “none” for nothing, anything else as people say
    it.
    """
    text = change_words.in_words(name, value)
    if len(text) == len("2027-01-14T15:30:00Z") and text.endswith("Z"):
        try:
            return say(datetime.fromisoformat(text.replace("Z", "+00:00")), zone).whole
        except (ValueError, OverflowError):
            return text
    return text
