"""Requests to the provider, as the portal shows them, against the events that made them so: who
asked, for what and for how much, and what became of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import orjson
from django.db.models import Q

from scheduling.audit import event_writer
from scheduling.audit.kinds import Kind
from scheduling.audit.name_edges import reason_with_edges
from scheduling.audit.table_checks import accounts_named
from scheduling.audit.table_checks.difference_classes import TableDifference
from scheduling.audit.table_checks.keyed_prints import prints_of
from scheduling.audit.table_checks.requests import kept_reasons, request_particulars
from scheduling.audit.table_checks.requests.request_particulars import RequestStep
from scheduling.audit.told_reasons import BECAUSE, PRICE_REASON, PROVIDER_WORDS, REASON
from scheduling.models import Attempt, AuditEvent, ExamSession, PersonalValue
from scheduling.models.columns.kept_columns import Damaged, as_stored, is_damaged

BLOCK = 2_000
MOST = 200
HIDDEN = "[hidden]"
# What moves a request on; its last one says how it stands.
MOVING = (Kind.OUTCOME, Kind.INTERRUPTED, Kind.READ_BACK, Kind.SETTLED)
# What the event of a request holds a fingerprint of: how it was paid for, why it was sent, and
# what else is never changed.
HELD = (
    *("action", "described", "time_zone", "asked_digest", "stood_at", "started_at"),
    *("card_fingerprint", "voucher_fingerprint", "card_last_four"),
    *("price_reason", "override_reason", "overrides_id", "switch_id"),
)
# Their own personal values, in events that are held to the others alone.
REASONS = ("price_reason", "override_reason")
WANTED = ("asked", "action", "session_type", "session__sid")
TOLD = ("reason", "differences", "given_unreadably")
SETTLED = ("settled_how", "settled_by", "settler_id")
HOW = {
    Kind.OUTCOME: Attempt.SettledHow.ANSWER,
    Kind.READ_BACK: Attempt.SettledHow.READ_BACK,
    Kind.SETTLED: Attempt.SettledHow.BY_HAND,
}
SHOWN = (
    *("pk", "attempt_id", "state", "actor_id", "actor_name", "asked", "session_type"),
    *("session__sid", "settled_how", "settled_by", "settler_id", "cause", *TOLD),
    *HELD,
)
# Read without the session, which need not be there.
COLUMNS = (
    *("session_id", *(name for name in SHOWN if name != "session__sid")),
    *(name for name in request_particulars.COLUMNS if name not in SHOWN),
)
# Events of before `action` was a fact of theirs tell in their sentence alone what was asked for.
ASKED_BEFORE = {
    Attempt.Action.SCHEDULE: "book",
    Attempt.Action.RESCHEDULE: "move",
    Attempt.Action.CANCEL: "cancel the booking of",
}
ASKED = "{who} asked SmarterProctoring to {asks} "
MOVED = ("attempt_id", *RequestStep._fields)
TOLD_APART = '{"personal":"told.'
Values = dict[int, dict[str, str]]  # personal values by their events
WORDS = {
    "who": "{said} was made by another person than event {number} says",
    "what": "{said} asks for something else ({names}) than event {number} says",
    "paid": "{said} has another payment, reason or time than event {number} says",
    "why": "{said} tells another reason or difference than event {number}",
    "state": "{said} is shown as “{state}”, but event {number} left it “{was}”",
    "by": "{said} is shown as settled by {by}, which event {number} does not say",
    "none": "{said} is shown, but no event asked for it",
    "nowhere": "{said} is of a session that is not there",
    "gone": "event {number} asked for a request that is not there any more",
    "id": "event {number} is not found by an id of SmarterProctoring’s that it tells",
}


def fingerprint(attempt: Attempt) -> str:
    """What the event of a request says of what is never changed about it (`holds`)."""
    return _prints({name: getattr(attempt, name) for name in HELD})[0]


def _prints(row: Mapping[str, Any]) -> list[str]:
    held = (_plain(row[name]) for name in HELD if name not in REASONS)
    return prints_of(["request without reasons", *held])


def _prints_of_before(row: Mapping[str, Any]) -> list[str]:
    return prints_of(["request", *(_plain(row[name]) for name in HELD)])


def _plain(value: Any) -> Any:
    value = as_stored(value)
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def check() -> Iterator[TableDifference]:
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
    """Requests as SHOWN; the SID of a session that is not there is blank."""
    last, rows = 0, Attempt.objects.order_by("pk").values(*COLUMNS)
    while block := list(rows.filter(pk__gt=last)[:BLOCK]):
        last = block[-1]["pk"]
        sids = _sids({row["session_id"] for row in block})
        yield [row | {"session__sid": sids.get(row["session_id"], "")} for row in block]


def _sids(sessions: set[int]) -> dict[int, str]:
    return dict(ExamSession.objects.filter(pk__in=sessions).values_list("pk", "sid"))


def _compared(block: list[dict[str, Any]]) -> Iterator[TableDifference]:
    ids = [str(row["attempt_id"]) for row in block]
    columns = (
        *("attempt_id", "number", "actor_id", "actor_name", "session_type", "session_sid"),
        *("details", "sentence"),
    )
    told = AuditEvent.objects.filter(attempt_id__in=ids).order_by("number")
    asked = told.having(kind=(Kind.INTENT,))
    intents = {row["attempt_id"]: row for row in asked.values(*columns)}
    moves = told.having(kind=MOVING).values_list(*MOVED)
    steps: dict[str, list[RequestStep]] = {}
    for id, *step in moves.iterator():
        steps.setdefault(id, []).append(RequestStep(*step))
    values = _values([one["number"] for one in intents.values()], steps.values())
    for row in block:
        id = str(row["attempt_id"])
        yield from _of(row, intents.get(id), steps.get(id, []), values)
    every = [one for told in steps.values() for one in told]
    for number, ids in request_particulars.not_found(every).items():
        said = WORDS["id"].format(number=number)
        yield TableDifference(f"provider id of event {number}", said, stands=tuple(ids))


def _values(asked: list[int], steps: Iterable[list[RequestStep]]) -> dict[int, dict[str, str]]:
    """The personal values of what was asked for, and of why it became what it did, as far as they
    are not erased, by their events.
    """
    found: dict[int, dict[str, str]] = {}
    moved = [one.number for told in steps for one in told if TOLD_APART in one.details]
    of_moves = Q(event_number__in=moved, name__in=(REASON, PROVIDER_WORDS))
    rows = PersonalValue.objects.filter(Q(event_number__in=asked) | of_moves).order_by()
    for number, name, value in rows.values_list("event_number", "name", "value").iterator():
        found.setdefault(number, {})[name] = value
    return found


def _of(
    row: dict[str, Any], intent: dict[str, Any] | None, steps: list[RequestStep], values: Values
) -> Iterator[TableDifference]:
    said, key = _named(row), f"request {row['attempt_id']}"
    if not row["session__sid"]:
        nowhere = WORDS["nowhere"].format(said=said)
        yield TableDifference(f"{key} session", nowhere, stands=(row["session_id"],))
    if intent is None:
        yield TableDifference(key, WORDS["none"].format(said=said), stands=_stands(row, SHOWN))
        return
    intent = intent | {"details": orjson.loads(intent["details"])}
    yield from _asked_otherwise(row, intent, values.get(intent["number"], {}))
    yield from _left_otherwise(row, intent, steps[-1] if steps else None, values)
    for name, number in request_particulars.otherwise(row, intent, steps, values):
        how = request_particulars.WORDS[name].format(said=said, number=number)
        stands = _stands(row, request_particulars.STANDS[name])
        yield TableDifference(f"{key} {name}", how, stands=(number, *stands))


def _named(row: dict[str, Any]) -> str:
    return f"the request {row['attempt_id']} of {row['actor_name']}"


def _asked_otherwise(
    row: dict[str, Any], intent: dict[str, Any], kept: dict[str, str]
) -> Iterator[TableDifference]:
    """Where who asked, for what, or for how much is not what the event says."""
    said, key = _named(row), f"request {row['attempt_id']}"
    is_other = not accounts_named.is_account_of_event(row["actor_id"], intent["actor_id"])
    if is_other or row["actor_name"] != intent["actor_name"]:
        how = WORDS["who"].format(said=said, number=intent["number"])
        yield TableDifference(f"{key} who", how, stands=_stands(row, ("actor_id", "actor_name")))
    if names := _otherwise(row, intent, kept):
        what = WORDS["what"].format(said=said, names=", ".join(names), number=intent["number"])
        yield TableDifference(f"{key} what", what, stands=_stands(row, WANTED))
    if not _is_held(row, intent["details"].get("holds"), kept):
        how = WORDS["paid"].format(said=said, number=intent["number"])
        yield TableDifference(f"{key} paid", how, stands=_stands(row, HELD))


def _is_held(row: dict[str, Any], holds: str | None, kept: dict[str, str]) -> bool:
    """Events of before hold the reasons with the rest, and those before them nothing."""
    if not holds or holds in _prints_of_before(row):
        return True
    typed = reason_with_edges(str(as_stored(row["override_reason"])))
    because = event_writer.kept_value(BECAUSE, typed)
    return (
        holds in _prints(row)
        and kept_reasons.is_told(row["price_reason"], kept.get(PRICE_REASON))
        and kept_reasons.is_told(because, kept.get(BECAUSE))
    )


def _left_otherwise(
    row: dict[str, Any], intent: dict[str, Any], moved: RequestStep | None, values: Values
) -> Iterator[TableDifference]:
    """Where what became of it is not what its last event says."""
    said, key = _named(row), f"request {row['attempt_id']}"
    sending = (intent["number"], None, Attempt.State.SENDING, "", None, "", "{}")
    number, _, was, *by, details = moved or sending
    told, kept = orjson.loads(details), values.get(number, {})
    if intent["details"].get("holds") and not _tells_why(row, told, kept):
        how = WORDS["why"].format(said=said, number=number)
        yield TableDifference(f"{key} why", how, stands=(number, *_stands(row, TOLD)))
    if row["state"] != was:
        how = WORDS["state"].format(said=said, state=row["state"], number=number, was=was)
        yield TableDifference(f"{key} {row['state']}", how, stands=(number,))
    if not _is_settled_by(row, was, *by):
        how = WORDS["by"].format(said=said, by=_settled(row), number=number)
        yield TableDifference(f"{key} by", how, stands=(number, *_stands(row, SETTLED)))


def _is_settled_by(
    row: dict[str, Any], state: str, kind: str, actor_id: int | None, name: str
) -> bool:
    """Whether a request was settled as its last event says, by whom that names; one that is open by
    nobody.
    """
    if state in Attempt.OPEN:
        return (row["settled_how"], row["settled_by"], row["settler_id"]) == ("", "", None)
    if (row["settled_how"], row["settled_by"]) != (HOW.get(kind, ""), name):
        return False
    return accounts_named.is_account_of_event(row["settler_id"], actor_id)


def _settled(row: dict[str, Any]) -> str:
    """By whom a request is shown as settled, and how."""
    how = dict(Attempt.SettledHow.choices).get(row["settled_how"], "")
    return f"{row['settled_by'] or 'nobody'}{f' ({how})' if how else ''}"


def _stands(row: Mapping[str, Any], names: Iterable[str]) -> tuple[Any, ...]:
    return tuple((name, as_stored(row[name])) for name in names)


def _otherwise(row: dict[str, Any], intent: dict[str, Any], kept: dict[str, str]) -> list[str]:
    """The names of what the request asks for otherwise than its event."""
    told = intent["details"].get("asked", {})
    asked = row["asked"]
    if isinstance(asked, Damaged):
        return ["everything: it can’t be read"]
    names = sorted(
        name
        for name in {*told, *asked}
        if not _is_told(told.get(name, ""), asked.get(name, ""), kept)
    )
    names += [] if _asks_that(row, intent) else ["action"]
    names += ["type"] if row["session_type"] != intent["session_type"] else []
    return names + (["session"] if row["session__sid"] not in ("", intent["session_sid"]) else [])


def _is_told(told: Any, asked: Any, kept: dict[str, str]) -> bool:
    """Whether the event says what was asked for; of a personal value that was erased since, nothing
    can be said.
    """
    if isinstance(told, dict):
        name = str(told.get("personal", ""))
        value = kept.get(name, asked)
        return value == asked or event_writer.is_kept_value(value, name, str(asked))
    return HIDDEN in str(told) or told == asked


def _asks_that(row: dict[str, Any], intent: dict[str, Any]) -> bool:
    """Whether it asks for the same kind of thing."""
    told = intent["details"].get("action") or _asked_before(intent)
    return not told or row["action"] == told


def _asked_before(intent: dict[str, Any]) -> str:
    """What a sentence of before asks for; '' where it can't be told."""
    who = event_writer.escape_braces(intent["actor_name"])
    begins = {action: ASKED.format(who=who, asks=asks) for action, asks in ASKED_BEFORE.items()}
    said = (action for action, text in begins.items() if intent["sentence"].startswith(text))
    return next(said, "")


def _tells_why(row: dict[str, Any], told: dict[str, Any], values: dict[str, str]) -> bool:
    """Whether a request that is settled gives the reason and the differences of its last event,
    and what a person decided.
    """
    if row["state"] in Attempt.OPEN or HIDDEN in str(told):
        return True
    if is_damaged(row["differences"]):
        return False
    personal = Attempt.PERSONAL_PARTS
    kept = [{"what": x["what"]} if x["what"] in personal else x for x in row["differences"]]
    reason = kept_reasons.text_of(told.get("reason", ""), values)
    decided = _decided(row["cause"]) == _decided(str(told.get("cause", "")))
    is_told = (
        decided
        and kept_reasons.is_told(row["reason"], reason)
        and told.get("differences", []) == kept
    )
    return is_told and _tells_what_was_unreadable(row["given_unreadably"], told)


def _tells_what_was_unreadable(names: list[str], told: dict[str, Any]) -> bool:
    """Events of before tell it in their reason alone, from which the names were read. A list that
    can't be read tells nothing.
    """
    return not is_damaged(names) and names == told.get(
        "given_unreadably", names if "reason" in told else []
    )


def _decided(cause: str) -> str:
    return cause if cause in Attempt.Decided else ""


def _removed() -> Iterator[TableDifference]:
    """Events that asked for a request that is not among those shown."""
    asked = AuditEvent.objects.filter(kind=Kind.INTENT).order_by("number")
    last = 0
    while block := dict(asked.filter(number__gt=last).values_list("number", "attempt_id")[:BLOCK]):
        last = max(block)
        rows = Attempt.objects.filter(attempt_id__in=set(block.values()))
        there = {str(one) for one in rows.values_list("attempt_id", flat=True)}
        for number, attempt_id in block.items():
            if attempt_id not in there:
                yield TableDifference(f"request {attempt_id}", WORDS["gone"].format(number=number))
