"""What a page shows of a request, or a later step goes by, beside what was asked and how it ended:
what it was sent despite, how it was answered, and when.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import orjson
from django.utils import timezone

from scheduling.audit import event_writer
from scheduling.audit.event_writer import HIDDEN
from scheduling.audit.kinds import Kind
from scheduling.audit.table_checks.requests import kept_reasons
from scheduling.models import Attempt, ProviderId, status_of
from scheduling.models.columns.kept_columns import is_damaged

COLUMNS = (
    *("warnings", "cause", "answered_words", "last_look", "needs_person", "is_unshown"),
    *("finished_at", "settled_at"),
)
AT_ONCE = timedelta(minutes=1)  # a step and its event are written in one transaction
MARKED = timedelta(days=6)  # whoever takes the marks away lets them stand for longer
SEAT = {"start", "location"}
# What a yes is kept as that its answer did not show (`booking.outcomes.answer_outcomes`).
LATER = 202
WORDS = {
    "warned": "{said} was sent despite other warnings than event {number} says",
    "answered": "{said} was answered otherwise than event {number} says",
    "look": "{said} was seen otherwise at its last check than event {number} says",
    "times": "{said} ended at another time than event {number} says",
    "person": "{said} is over, and put before whoever decides",
    "unshown": "{said} counts as shown, or as not shown, which event {number} does not say",
}
# By which columns each of them stands.
STANDS = {
    "warned": ("warnings",),
    "answered": ("cause", "answered_words"),
    "look": ("last_look",),
    "times": ("finished_at", "settled_at"),
    "person": ("needs_person",),
    "unshown": ("is_unshown",),
}


class RequestStep(NamedTuple):
    """An event that moved a request on, or told of a look that decided nothing."""

    number: int
    at: datetime
    outcome: str
    kind: str
    actor_id: int | None
    actor_name: str
    details: str

    @property
    def is_read_back(self) -> bool:
        return self.kind == Kind.READ_BACK and self.outcome in Attempt.OPEN


Found = tuple[str, int]  # a name of WORDS, and the event that says otherwise


def otherwise(
    row: dict[str, Any],
    intent: dict[str, Any],
    steps: Sequence[RequestStep],
    values: dict[int, dict[str, str]],
) -> Iterator[Found]:
    """What is not as its events say. Requests of before their kind was a fact of their event had
    other columns, and a step of before may say less of them.
    """
    told = intent["details"]
    kept = values.get(intent["number"], {})
    if told.get("holds") and not _is_warned_so(row["warnings"], told, kept):
        yield "warned", intent["number"]
    if "action" not in told:
        return
    moved = [one for one in steps if not one.is_read_back]
    looks = [one for one in steps if one.is_read_back]
    last = moved[-1].number if moved else intent["number"]
    if not _is_answered_so(row, moved, values):
        yield "answered", last
    if row["last_look"] != (_facts(looks[-1]).get("look", "") if looks else ""):
        yield "look", looks[-1].number if looks else intent["number"]
    if not _is_at_those_times(row, moved):
        yield "times", last
    if row["needs_person"] and row["state"] not in Attempt.OPEN:
        yield "person", last
    if not _is_shown_so(row, moved):
        yield "unshown", last


def _facts(step: RequestStep) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(step.details)
    return found


def _is_warned_so(warnings: Any, told: dict[str, Any], kept: dict[str, str]) -> bool:
    """Of a value that was erased since, no more can be said than that there was one."""
    if is_damaged(warnings):
        return False
    said = " ".join(map(str, warnings))
    if "sent_despite" not in told:
        return not said
    value = kept.get("sent_despite")
    return bool(said) if value is None else event_writer.is_kept_value(value, "sent_despite", said)


def _is_answered_so(
    row: dict[str, Any], moved: Sequence[RequestStep], values: dict[int, dict[str, str]]
) -> bool:
    """A cause stands until the next step; the words of an answer that left it open to the end."""
    if any(HIDDEN in one.details for one in moved):
        return True
    unclear = [one for one in moved if _is_answered(one)]
    words: str | None = ""
    if unclear:
        told, kept = _facts(unclear[-1]), values.get(unclear[-1].number, {})
        words = kept_reasons.text_of(told.get("provider_words", ""), kept)
    if not kept_reasons.is_told(row["answered_words"], words):
        return False
    return row["cause"] in (_causes(moved[-1]) if moved else {""})


def _is_answered(step: RequestStep) -> bool:
    """Whether the words of its answer, or that it had none, are kept with the request."""
    is_yes = step.outcome == Attempt.State.ACCEPTED and "provider_words" in _facts(step)
    return is_yes or step.outcome == Attempt.State.UNCONFIRMED


def _causes(step: RequestStep) -> set[str]:
    """As its event says it; of an answer that left it open also what its status alone said."""
    facts = _facts(step)
    status = facts.get("exchange", {}).get("status")
    found = {str(facts.get("cause", ""))[:60]}
    if step.outcome == Attempt.State.UNCONFIRMED and status is not None and 200 <= status < 300:
        found.add(Attempt.Cause.SAID_LATER if status == LATER else Attempt.Cause.SAID_YES)
    return found


def _is_at_those_times(row: dict[str, Any], moved: Sequence[RequestStep]) -> bool:
    finished = moved[0].at if moved else None
    is_over = bool(moved) and moved[-1].outcome not in Attempt.OPEN
    settled = moved[-1].at if is_over else None
    return _is_about(row["finished_at"], finished) and _is_about(row["settled_at"], settled)


def _is_about(at: Any, told: datetime | None) -> bool:
    if at is None or told is None:
        return at is told
    return isinstance(at, datetime) and abs(at - told) <= AT_ONCE


def _is_shown_so(row: dict[str, Any], moved: Sequence[RequestStep]) -> bool:
    """Whether it has the mark that an accepted request has while nothing showed its seat. It is
    taken away without an event once that is long ago.
    """
    expected = _is_unshown(row, moved)
    if expected is None or bool(row["is_unshown"]) == expected:
        return True
    return expected and moved[-1].at < timezone.now() - MARKED


def _is_unshown(row: dict[str, Any], moved: Sequence[RequestStep]) -> bool | None:
    """None where the event does not tell."""
    if not moved or moved[-1].outcome != Attempt.State.ACCEPTED:
        return False
    if row["action"] == Attempt.Action.CANCEL:
        return False
    facts = _facts(moved[-1])
    stored = facts.get("stored")
    if stored is None:
        return True
    if moved[-1].kind == Kind.SETTLED or HIDDEN in moved[-1].details:
        return None
    is_firm = status_of(str(stored.get("status", ""))).is_firm
    return not is_firm or bool(SEAT & set(str(facts.get("left_open", "")).split(", ")))


def not_found(steps: Sequence[RequestStep]) -> dict[int, list[str]]:
    """The ids of the provider's that events tell and are not found by, by the events' numbers."""
    told = {one.number: ids for one in steps if (ids := _provider_ids(one))}
    values = {value for ids in told.values() for value in ids}
    rows = ProviderId.objects.filter(value__in=values).values_list("event_number", "value")
    known = set(rows) if values else set()
    missed = {
        number: [one for one in ids if (number, one) not in known] for number, ids in told.items()
    }
    return {number: ids for number, ids in missed.items() if ids}


def _provider_ids(step: RequestStep) -> list[str]:
    """As `booking.events` gives them to the event: of the call, and of the appointment."""
    facts = _facts(step)
    said = (
        facts.get("exchange", {}).get("provider_request", ""),
        facts.get("stored", {}).get("externalAppointmentId", ""),
    )
    return [
        one[: event_writer.LONGEST_PROVIDER_ID]
        for one in said
        if isinstance(one, str) and one and HIDDEN not in one
    ]
