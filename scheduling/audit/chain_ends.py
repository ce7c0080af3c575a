"""Where the chain ends: the head row, and the last event there is.

Who owns the database can put anything into either. Neither stops anybody from writing on: what is
no number or no text there is read as far as it can be.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import DatabaseError, connection

from scheduling.audit.chain_walker import UNREADABLE
from scheduling.audit.codes.short_code import HASH
from scheduling.models import sql_statements

# From this number on an event is a stray, and is not written on from: unless the portal had to
# begin there itself, since somebody put one right before it, and told where (`broken_at`). Then it
# is MOST from which on they are.
GREATEST = 2**61
MOST = 2**62
STORABLE = 2**63 - 1
HEAD = "SELECT number, hash FROM scheduling_chainhead WHERE id = 1"
LAST_EVENT = "SELECT number, hash FROM scheduling_auditevent ORDER BY number DESC LIMIT 1"
# Both at once, for a database that locks all of itself.
BOTH = f"""SELECT head.number, head.hash, last.number, last.hash FROM ({HEAD}) AS head
  LEFT JOIN ({LAST_EVENT}) AS last ON 1 = 1"""
# The same in bytes, in one statement, so that nothing is appended between the two.
AS_HELD = """SELECT (SELECT COUNT(*) FROM scheduling_chainhead), CAST(head.number AS {text}),
  CAST(head.hash AS {text}), CAST(head.broken_at AS {text}), CAST(last.number AS {text}),
  CAST(last.hash AS {text})
  FROM (SELECT 1 AS one) AS always
  LEFT JOIN scheduling_chainhead AS head ON head.id = 1
  LEFT JOIN scheduling_auditevent AS last ON last.number =
    (SELECT number FROM scheduling_auditevent
     WHERE number < CASE WHEN head.broken_at BETWEEN %s AND %s THEN %s ELSE %s END
     ORDER BY number DESC LIMIT 1)"""
STRAY = "SELECT 1 FROM scheduling_auditevent WHERE number >= %s LIMIT 1"
BEHIND = """SELECT number FROM scheduling_auditevent WHERE number >= %s AND number < %s
  ORDER BY number DESC LIMIT 1"""
IS_THERE = "SELECT 1 FROM scheduling_auditevent WHERE number = %s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """The head's number and hash, and the last event's. `number` is None where the head has none,
    and `heads` how many there are; `broken_at` is 0 where it is no number. `is_sound` tells whether
    the two fit, and nothing had to be made out that was not told before.
    """

    number: int | None
    hash: str
    last: int
    last_hash: str
    heads: int = 1
    broken_at: int | None = None
    is_sound: bool = False


def locked() -> Ends | None:
    """The ends, the head locked until the transaction ends; None where there is no head."""
    try:
        known, events = _heads_and_last_events()
    except DatabaseError as error:
        if UNREADABLE not in str(error):
            raise
        return as_held()
    if not known:
        return None
    events = events or [(0, "")]
    [(number, hash)], [(last, last_hash)] = known, events
    if type(last) is int and last < GREATEST and type(last_hash) is str and known == events:
        return Ends(number=number, hash=hash, last=last, last_hash=last_hash, is_sound=True)
    return as_held()


def _heads_and_last_events() -> tuple[sql_statements.Rows, sql_statements.Rows]:
    """Each one row or none; where rows are locked, the last event is looked for behind the lock."""
    if connection.features.has_select_for_update:
        return sql_statements.rows(sql_statements.locked(HEAD)), sql_statements.rows(LAST_EVENT)
    both = sql_statements.rows(BOTH)
    return [row[:2] for row in both], [row[2:] for row in both if row[2] is not None]


def as_held() -> Ends:
    """The ends now, whatever stands there."""
    text = "text" if connection.vendor == "postgresql" else "BLOB"
    [(heads, number, hash, broken_at, last, last_hash)] = sql_statements.rows(
        AS_HELD.format(text=text), GREATEST, STORABLE, MOST, GREATEST
    )
    head = _number(number, MOST if _is_beyond(broken_at) else GREATEST), _text(hash)
    event = _number(_text(last).partition(".")[0], MOST) or 0, _text(last_hash)
    was_told = broken_at is not None
    fit = head == event and (bool(HASH.fullmatch(head[1])) or head == (0, ""))
    return Ends(
        number=head[0],
        hash=head[1],
        last=event[0],
        last_hash=event[1],
        heads=heads,
        broken_at=(_number(broken_at, STORABLE + 1) or 0) if was_told else None,
        is_sound=fit and (was_told or not has_strays()),
    )


def has_strays() -> bool:
    """Whether an event stands behind all numbers of the log's, where no break was told."""
    return bool(sql_statements.rows(STRAY, GREATEST))


def free_from(number: int) -> int:
    """A number that no event has: this one, or one behind all."""
    if not sql_statements.rows(IS_THERE, number):
        return number
    [(last,)] = sql_statements.rows(BEHIND, number, STORABLE)
    return int(last) + 1


def _is_beyond(broken_at: str | bytes | None) -> bool:
    """Whether the portal writes on beyond GREATEST, as the statement decides it."""
    return (_number(broken_at, STORABLE + 1) or 0) >= GREATEST


def _number(held: str | bytes | None, most: int) -> int | None:
    """A whole number less than so many."""
    text = _text(held)
    is_one = text.isascii() and text.removeprefix("-").isdecimal() and len(text) < 21
    return int(text) if is_one and abs(int(text)) < most else None


def _text(held: str | bytes | None) -> str:
    return held if isinstance(held, str) else bytes(held or b"").decode(errors="replace")
