"""Audit events as people read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse

from scheduling.models import AuditEvent
from scheduling.services import audit
from scheduling.wall_time import SpokenTime, say

MARKS = {
    "accepted": "ok",
    "refused": "bad",
    "unreachable": "bad",
    "unconfirmed": "warn",
    "not-applied": "warn",
    "nothing-sent": "warn",
    "alarm": "bad",
}
ENDS_OF_AN_INTENT = ("outcome", "interrupted")
TOLD_BY_ITS_OUTCOME = {"asked", "changes"}


@dataclass(frozen=True, slots=True)
class Change:
    """Something that was one thing and is another now, in words."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Story:
    """One event with its sentence filled in, its time in words, and what stands beside it."""

    event: AuditEvent
    said: str
    at: SpokenTime
    mark: str
    milliseconds: int | None  # how long the provider took; None where it gave no answer
    reason: str
    differences: list[str]  # what the provider stored otherwise than asked, in words
    changes: list[Change]  # before and after: a move's start, an administrator's settings, asked and stored
    is_plain_intent: bool = False  # an asking of which its outcome tells everything
    intent: Story | None = None  # the asking that this is the outcome of, where it is folded into it

    @property
    def url(self) -> str:
        """The whole story of the session that it is about, else of the request; "" where there is none."""
        event = self.event
        if event.session_sid and event.exam_sid and event.install_sid:
            return _address("story_session", event.install_sid, event.exam_sid, event.session_sid)
        return _address("story_attempt", event.attempt_id) if event.attempt_id else ""


def _address(name: str, *parts: str) -> str:
    try:
        return reverse(name, args=parts)
    except NoReverseMatch:  # the event names something that no address can
        return ""


def of(events: Iterable[AuditEvent], *, zone: str) -> list[Story]:
    """The events as stories, all by one clock, with two queries for any number of them."""
    known = list(events)
    values = audit.personal_values(event.number for event in known)
    return [story(event, values.get(event.number, {}), zone) for event in known]


def folded(stories: list[Story]) -> list[Story]:
    """Each asking folded into its outcome where both are here: one happening, told once.

    Nothing else is left out; an asking that tells more, such as why it overrides a booking, stands by itself.
    """
    intents = {one.event.attempt_id: one for one in stories if one.is_plain_intent and one.event.attempt_id}
    ends = {
        one.event.attempt_id: one.event.number
        for one in sorted(stories, key=lambda one: one.event.number, reverse=True)
        if one.event.kind in ENDS_OF_AN_INTENT and one.event.attempt_id in intents
    }
    return list(_folded(stories, intents, ends))


def _folded(stories: list[Story], intents: Mapping[str, Story], ends: Mapping[str, int]) -> Iterator[Story]:
    for one in stories:
        attempt = one.event.attempt_id
        if attempt in ends and one is intents[attempt]:
            continue
        yield replace(one, intent=intents[attempt]) if ends.get(attempt) == one.event.number else one


def story(event: AuditEvent, values: dict[str, str], zone: str) -> Story:
    """One event as a story; `values` are its personal values that are still kept."""
    details = audit.details_of(event, values)
    exchange = details.get("exchange") or {}
    differences = details.get("differences") or ()
    return Story(
        event=event,
        said=audit.said(event, values),
        at=say(event.at, zone),
        mark="warn" if differences else MARKS.get(event.outcome, ""),
        milliseconds=exchange.get("milliseconds") if exchange.get("status") else None,
        reason=str(details.get("reason", "")),
        differences=[_difference(one) for one in differences],
        changes=[*_changes(details.get("changes"), zone), *(_stored(one) for one in differences)],
        is_plain_intent=event.kind == "intent" and set(details) <= TOLD_BY_ITS_OUTCOME,
    )


def _difference(one: Mapping[str, str]) -> str:
    if not one.get("asked"):
        return f"{one['what']}: stored differently."
    return f"{one['what']}: asked for {one['asked']}, stored as {one['stored']}."


def _stored(one: Mapping[str, str]) -> Change:
    if not one.get("asked"):
        return Change(one["what"], "", "stored differently")
    return Change(one["what"], f"asked for {one['asked']}", f"stored as {one['stored']}")


def _changes(changes: Any, zone: str) -> Iterator[Change]:
    """Before and after of each name that the event tells of; anything else tells of none."""
    for name, one in changes.items() if isinstance(changes, dict) else ():
        if isinstance(one, dict) and {"before", "after"} <= set(one):
            what = name.replace("_", " ")
            yield Change(what[:1].upper() + what[1:], _words(one["before"], zone), _words(one["after"], zone))


def _words(value: Any, zone: str) -> str:
    """Times as a clock of the zone shows them, “none” for nothing, anything else as it is."""
    text = "none" if value in (None, "") else str(value)
    if len(text) == len("2027-01-14T15:30:00Z") and text.endswith("Z"):
        try:
            return say(datetime.fromisoformat(text.replace("Z", "+00:00")), zone).whole
        except ValueError:
            return text
    return text
