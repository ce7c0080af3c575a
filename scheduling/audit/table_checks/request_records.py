"""Requests to the provider, as the portal shows them, against the events that made them so: who
asked, for what and for how much, and what became of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from scheduling.audit.kinds import Kind
from scheduling.audit.table_checks.difference import Difference
from scheduling.models import Attempt, AuditEvent

BLOCK = 2_000
MOST = 200
HIDDEN = "[hidden]"
# What moves a request on; its last one says how it stands.
MOVING = (Kind.OUTCOME, Kind.INTERRUPTED, Kind.READ_BACK, Kind.SETTLED)
SHOWN = (
    *("pk", "attempt_id", "state", "actor_id", "actor_name", "asked", "session_type"),
    *("session__sid", "settled_how", "settled_by"),
)
MOVED = ("attempt_id", "number", "outcome", "kind", "actor_name")
Move = tuple[int, str, str, str]  # number, outcome, kind, who
WORDS = {
    "who": "{said} was made by another person than event {number} says",
    "what": "{said} asks for something else ({names}) than event {number} says",
    "state": "{said} is shown as “{state}”, but event {number} left it “{was}”",
    "by": "{said} is shown as settled by {by}, which event {number} does not say",
    "none": "{said} is shown, but no event asked for it",
    "gone": "event {number} asked for a request that is not there any more",
}


def check() -> Iterator[Difference]:
    """Every request against its events; then every event that asked against the requests."""
    told = 0
    for block in _blocks():
        for one in _compared(block):
            told += 1
            yield one
            if told >= MOST:
                return
    yield from _removed()


def _blocks() -> Iterator[list[dict[str, Any]]]:
    last = 0
    while block := list(Attempt.objects.filter(pk__gt=last).order_by("pk").values(*SHOWN)[:BLOCK]):
        last = block[-1]["pk"]
        yield block


def _compared(block: list[dict[str, Any]]) -> Iterator[Difference]:
    ids = [str(row["attempt_id"]) for row in block]
    columns = (
        *("attempt_id", "number", "actor_id", "actor_name", "session_type", "session_sid"),
        "details",
    )
    asked = AuditEvent.objects.filter(attempt_id__in=ids, kind=Kind.INTENT).order_by("number")
    intents = {row["attempt_id"]: row for row in asked.values(*columns)}
    moves = AuditEvent.objects.filter(attempt_id__in=ids, kind__in=MOVING).order_by("number")
    moved: dict[str, Move] = {one[0]: one[1:] for one in moves.values_list(*MOVED)}
    for row in block:
        id = str(row["attempt_id"])
        yield from _of(row, intents.get(id), moved.get(id))


def _of(
    row: dict[str, Any], intent: dict[str, Any] | None, moved: Move | None
) -> Iterator[Difference]:
    said = f"the request {row['attempt_id']} of {row['actor_name']}"
    key = f"request {row['attempt_id']}"
    if intent is None:
        yield Difference(key, WORDS["none"].format(said=said))
        return
    # A person who is gone is nobody in the row.
    others = row["actor_id"] not in (None, intent["actor_id"])
    if others or row["actor_name"] != intent["actor_name"]:
        yield Difference(f"{key} who", WORDS["who"].format(said=said, number=intent["number"]))
    if names := _otherwise(row, intent):
        what = WORDS["what"].format(said=said, names=", ".join(names), number=intent["number"])
        yield Difference(f"{key} what", what)
    number, was, kind, who = moved or (intent["number"], Attempt.State.SENDING, "", "")
    if row["state"] != was:
        how = WORDS["state"].format(said=said, state=row["state"], number=number, was=was)
        yield Difference(f"{key} {row['state']}", how)
    by_hand, by = row["settled_how"] == Attempt.SettledHow.BY_HAND, row["settled_by"]
    if by_hand and (kind != Kind.SETTLED or by not in ("", who)):
        yield Difference(f"{key} by", WORDS["by"].format(said=said, by=by, number=number))


def _otherwise(row: dict[str, Any], intent: dict[str, Any]) -> list[str]:
    """The names of what the request asks for otherwise than its event; personal values are the
    chain's own to hold.
    """
    told = orjson.loads(intent["details"]).get("asked", {})
    asked = row["asked"]
    names = sorted(
        name
        for name in {*told, *asked}
        if not isinstance(told.get(name), dict)
        and HIDDEN not in str(told.get(name))
        and told.get(name, "") != asked.get(name, "")
    )
    names += ["type"] if row["session_type"] != intent["session_type"] else []
    return names + (["session"] if row["session__sid"] != intent["session_sid"] else [])


def _removed() -> Iterator[Difference]:
    """Events that asked for a request that is not among those shown."""
    asked = AuditEvent.objects.filter(kind=Kind.INTENT).order_by("number")
    last = 0
    while block := dict(asked.filter(number__gt=last).values_list("number", "attempt_id")[:BLOCK]):
        last = max(block)
        rows = Attempt.objects.filter(attempt_id__in=set(block.values()))
        there = {str(one) for one in rows.values_list("attempt_id", flat=True)}
        for number, attempt_id in block.items():
            if attempt_id not in there:
                yield Difference(f"request {attempt_id}", WORDS["gone"].format(number=number))
