"""Appending to the audit log: events numbered without a gap and hashed into the chain."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from scheduling.audit import chain_ends
from scheduling.audit.chain import COLUMNS, GENESIS, canonical, event_hash, personal_hash
from scheduling.audit.chain_ends import Ends
from scheduling.audit.chain_walker import FORMULA
from scheduling.audit.codes import codes_file
from scheduling.audit.codes.short_code import HASH
from scheduling.audit.kinds import Kind
from scheduling.audit.name_edges import quoted, with_edges
from scheduling.audit.table_checks import row_fingerprints
from scheduling.audit.told_reasons import BECAUSE, WORDS
from scheduling.card_numbers import contains_card_number, may_hold_card_number, remove_card_numbers
from scheduling.models import ChainHead, sql_statements
from scheduling.models.institutions import is_practice_address
from scheduling.session_commands import PORTAL, Actor, SessionAddress

HIDDEN = "[hidden]"
HASHES = frozenset(
    {"file_sha256", "data_sha256", "sheet_sha256", "rows_sha256", "head_hash", "last_hash"}
)
# A sentence is one line, read in the order in which it stands.
ONE_LINE = {
    **dict.fromkeys([*range(32), *range(0x7F, 0xA0), 0x2028, 0x2029], " "),
    **dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)], ""),
}
MOVE_HEAD = "UPDATE scheduling_chainhead SET number = %s, hash = %s WHERE id = 1"
# What an event says of its place, in one statement, for every event asks it. As an expression the
# institution is no index's business: planners without statistics would walk all its events.
PLACE = "SELECT (SELECT base_url FROM scheduling_institution WHERE sid = %s), 0"
PLACE_OF_SESSION = """SELECT (SELECT base_url FROM scheduling_institution WHERE sid = %s),
  (SELECT COUNT(*) FROM scheduling_auditevent
   WHERE session_sid = %s AND COALESCE(install_sid, '') = %s)"""
EVENT_COLUMNS = (*COLUMNS, "hash")
INSERT_EVENT = sql_statements.insertion("scheduling_auditevent", EVENT_COLUMNS)
Salted = dict[str, tuple[str, str]]  # name → salt, value
INSERT_VALUE = sql_statements.insertion(
    "scheduling_personalvalue", ("event_number", "name", "salt", "value")
)
INSERT_PROVIDER_ID = sql_statements.insertion("scheduling_providerid", ("value", "event_number"))
INSERT_ACTION = sql_statements.insertion("scheduling_eventaction", ("event_number", "action"))
LONGEST_PROVIDER_ID = 100
# Personal values that are no names: their sentence, or whoever gives them, has the edges.
WITH_EDGES = frozenset({BECAUSE, WORDS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What an event will say.

    `sentence` is text with `{name}` where a personal value stands (`{{` for a brace); `personal`
    maps those names, and the names that `details` refers to as `{"personal": name}`, to their
    values. By `action` (one of `Attempt.Action`) and `provider_ids`, none of which is a secret, the
    event can be found; they are not part of the chain.
    """

    kind: Kind
    sentence: str
    actor: Actor
    outcome: str = ""
    address: SessionAddress | None = None
    install_sid: str = ""
    session_type: str = ""
    attempt_id: UUID | str = ""
    time_zone: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    personal: Mapping[str, str] = field(default_factory=dict)
    action: str = ""
    provider_ids: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.kind, Kind):
            raise TypeError(f"An event’s kind is a member of Kind, not {self.kind!r}.")

    @property
    def institution(self) -> str:
        """The SID of the institution that it happened at; blank where at none."""
        return self.address.install_sid if self.address else self.install_sid


def append(entry: Entry) -> int:
    """Append one event inside the caller's transaction, and tell its number.

    Numbers have no gaps: the head row is locked meanwhile.
    """
    last, last_hash = _locked_head()
    if entry.kind not in row_fingerprints.NEVER:
        entry = replace(entry, details=row_fingerprints.taken_into(entry.details))
    number, values = last + 1, _salted(entry.personal)
    columns = _columns(entry, values, number=number, previous_hash=last_hash or GENESIS)
    new_hash = _insert(columns)
    if values:
        kept = (
            part for name, (salt, value) in values.items() for part in (number, name, salt, value)
        )
        sql_statements.run(f"{INSERT_VALUE}{', (%s, %s, %s, %s)' * (len(values) - 1)}", *kept)
    if entry.action:
        sql_statements.run(INSERT_ACTION, number, entry.action)
    if ids := _provider_ids(entry):
        given = (part for one in ids for part in (one, number))
        sql_statements.run(f"{INSERT_PROVIDER_ID}{', (%s, %s)' * (len(ids) - 1)}", *given)
    sql_statements.run(MOVE_HEAD, number, new_hash)
    if settings.ANCHOR_EVERY_EVENTS and number % settings.ANCHOR_EVERY_EVENTS == 0:
        reason = f"every {settings.ANCHOR_EVERY_EVENTS} events"
        transaction.on_commit(partial(codes_file.write, reason=reason), robust=True)
    return number


def _provider_ids(entry: Entry) -> list[str]:
    return [
        one
        for one in dict.fromkeys(
            storable_text(one)[:LONGEST_PROVIDER_ID] for one in entry.provider_ids
        )
        if one
    ]


def _insert(columns: dict[str, Any]) -> str:
    """Store the event; its hash."""
    new_hash = event_hash(columns)
    row = columns | {
        "at": connection.ops.adapt_datetimefield_value(columns["at"]),
        "hash": new_hash,
    }
    sql_statements.run(INSERT_EVENT, *(row[name] for name in EVENT_COLUMNS))
    return new_hash


def record(entry: Entry) -> int:
    """Append one event in a short transaction of its own, and tell its number."""
    with transaction.atomic():
        return append(entry)


def take_turn() -> None:
    """Lock the head before anything is appended, inside the caller's transaction: whoever takes a
    turn later waits for its end, and then sees what it wrote.
    """
    if connection.features.has_select_for_update:  # SQLite locks all of itself, from the beginning
        sql_statements.rows(sql_statements.locked(chain_ends.HEAD))


def _locked_head() -> tuple[int, str]:
    """The newest number and hash, locked until the transaction ends."""
    ends = chain_ends.locked()
    if ends is None:
        ChainHead.objects.get_or_create(pk=1)
        ends = chain_ends.locked() or chain_ends.as_held()
    return (ends.last, ends.last_hash) if ends.is_sound else _note_break(ends)


def _note_break(ends: Ends) -> tuple[int, str]:
    """Writing goes on after a break, but the break itself is the next thing written;
    the head keeps the first one, or the first from which on the numbers are beyond the log's.
    """
    named = "no event" if ends.number is None else f"event {ends.number}"
    details = {
        "head_number": ends.number,
        "head_hash": ends.hash,
        "last_number": ends.last,
        "last_hash": ends.last_hash,
    }
    entry = Entry(
        kind=Kind.CHAIN_BREAK,
        sentence=f"The log's chain was found broken at event {ends.last}: its head names {named}.",
        actor=PORTAL,
        outcome="alarm",
        details=details,
    )
    number = chain_ends.free_from(max(ends.number or 0, ends.last) + 1)
    columns = _columns(entry, {}, number=number, previous_hash=ends.last_hash or GENESIS)
    new_hash = _insert(columns)
    before = ends.broken_at or number
    broken_at = before if number < chain_ends.GREATEST else max(before, number)
    ChainHead.objects.filter(pk=1).update(number=number, hash=new_hash, broken_at=broken_at)
    return number, new_hash


def _salted(personal: Mapping[str, str]) -> Salted:
    return {
        name: (secrets.token_hex(16), kept_value(name, value))
        for name, value in personal.items()
        if value
    }


def kept_value(name: str, value: str) -> str:
    """A personal value as it is kept, and a sentence may say it.

    One with a dot in its name (“asked.notes”) stands in no sentence.
    """
    if "." in name:
        return _kept(value)
    line = value.translate(ONE_LINE)
    return _kept(line if name in WITH_EDGES else with_edges(line))


def is_kept_value(kept: str, name: str, value: str) -> bool:
    """Whether a personal value is kept as this one, with edges or without: what looks like a name
    was not always judged alike.
    """
    if "." in name:
        return kept == _kept(value)
    line = value.translate(ONE_LINE)
    return kept in (_kept(line), _kept(quoted(line)))


def _kept(text: str) -> str:
    """A text with the last net under it: no card number is in it."""
    return remove_card_numbers(storable_text(text), HIDDEN)


def _details(details: Mapping[str, Any]) -> str:
    """The details as canonical JSON, with the same net under each text and number in them.

    A look at the whole tells nearly always that there are too few digits in a row anywhere.
    """
    told = canonical(dict(details))
    if "\\" in told or may_hold_card_number(
        told
    ):  # after a backslash stands a letter where the text has none
        told = canonical(_cleaned(dict(details)))
    return storable_text(told)


def _cleaned(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            _cleaned(name): child if _is_hash(name, child) else _cleaned(child)
            for name, child in value.items()
        }
    if isinstance(value, list | tuple):
        return [_cleaned(child) for child in value]
    if isinstance(value, str):
        return remove_card_numbers(value, HIDDEN)
    return HIDDEN if isinstance(value, int) and contains_card_number(str(value)) else value


def _is_hash(name: object, value: object) -> bool:
    """Whether a fact is a hash of ours: its digits may look like a card's, and have to stay."""
    return name in HASHES and isinstance(value, str) and bool(HASH.fullmatch(value))


def _columns(entry: Entry, values: Salted, *, number: int, previous_hash: str) -> dict[str, Any]:
    actor, address = entry.actor, entry.address
    return {
        "number": number,
        "at": timezone.now(),
        "kind": entry.kind.value,
        "outcome": entry.outcome,
        "sentence": _kept(entry.sentence.translate(ONE_LINE)),
        "actor_id": actor.user_id,
        "actor_name": _kept(actor.name.translate(ONE_LINE)),
        "role": actor.role,
        "ip": actor.ip,
        "request_id": actor.request_id,
        "install_sid": entry.institution,
        "exam_sid": address.exam_sid if address else "",
        "session_sid": address.session_sid if address else "",
        "session_type": entry.session_type,
        "attempt_id": str(entry.attempt_id),
        "time_zone": entry.time_zone,
        "details": _details(entry.details),
        "personal": canonical(
            {name: personal_hash(salt, value) for name, (salt, value) in values.items()}
        ),
        "previous_hash": previous_hash,
        "formula": FORMULA,
        "actor_username": _kept(actor.username.translate(ONE_LINE)),
        **_place(entry),
    }


def _place(entry: Entry) -> dict[str, int | None]:
    """Which of its session's events this one is, and whether it happens at a practice institution.
    Asked while the head is locked.
    """
    sid, session = entry.institution, entry.address.session_sid if entry.address else ""
    if not sid:
        return {"practice": None, "nth_of_session": 0}
    [(base_url, before)] = (
        sql_statements.rows(PLACE_OF_SESSION, sid, session, sid)
        if session
        else sql_statements.rows(PLACE, sid)
    )
    practice = None if base_url is None else int(is_practice_address(base_url))
    return {"practice": practice, "nth_of_session": before + 1 if session else 0}


def storable_text(text: str) -> str:
    """Text as every database takes it: without NUL and halves of surrogate pairs."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()


def escape_braces(text: str) -> str:
    """Text for use inside a sentence, its own braces doubled."""
    return text.replace("{", "{{").replace("}", "}}")
