"""Walking a stretch of the log: read in blocks, hash again, compare. Works without Django.

So a second process is up in a moment: `python -m scheduling.audit.chain_walker` takes a stretch as
JSON on its standard input and tells how far it is in lines of JSON on its output; the last line
tells what it found.
"""

from __future__ import annotations

import gc
import json
import os
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass, replace
from hashlib import sha256
from typing import Any
from urllib.parse import quote

import orjson

from scheduling.audit.log_indexes import Index, hidden_from

BLOCK = 1000
# Bytes of SQLite's file that are read without copying; SQLite takes 2 GB of it. Each event is
# looked up in nine indexes, and their pages are too many for SQLite's own cache.
MAPPED = 2**40
BEFORE_ALL = -(2**62)
SALT_LENGTH = 32  # of one length, so that nothing moves between salt and value
# What Django leaves out of a time's text in SQLite, by the text's length.
FRACTIONS = {len("2026-12-09 15:30:00.123456"): "", len("2026-12-09 15:30:00"): ".000000"}
VALUES = (
    "SELECT event_number, name, salt, value FROM scheduling_personalvalue "
    "WHERE event_number > %s AND event_number <= %s ORDER BY event_number"
)
MISSING = "event {number} is missing"
UNREADABLE = "Could not decode to UTF-8"  # what SQLite says of text that is none
NO_VALUE = (None, "", "", "")
# What is hashed of an event follows from its formula: formula 2 added these columns, and events of
# formula 1 hold nothing in them.
FORMULA = 2
ADDED = {"formula": 1, "actor_username": "", "nth_of_session": 0, "practice": None}
# PostgreSQL writes a time as the log does. SQLite gives the text it holds; the + keeps Django from
# reading it.
AT = {
    "sqlite": "+at",
    "postgresql": """to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""",
}
Row = tuple[Any, ...]
Read = Callable[[str, Sequence[object]], list[Row]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """The events after the number `after` up to `until`, of which `previous` is the hash that the
    first must follow.

    `names` are the columns that are hashed, in the order of canonical JSON; `indexes` those of
    SQLite in which each event is looked up.
    """

    vendor: str
    names: tuple[str, ...]
    after: int
    until: int
    previous: str
    indexes: tuple[Index, ...] = ()


@dataclass(frozen=True, slots=True)
class Position:
    """How far a walk is: the last event that holds and its hash;
    `why` the next one does not, empty while all do. `hidden` is the first event of those seen that
    an index does not find, 0 where there is none.
    """

    number: int
    hash: str
    why: str = ""
    hidden: int = 0


def walk(stretch: Stretch, read: Read) -> Iterator[Position]:
    """A place after each block;
    where something does not hold, one that says why, and nothing after it.
    """
    position, hidden = Position(stretch.after, stretch.previous), 0
    find_hidden = hidden_from(stretch.indexes) if stretch.indexes else ""
    for rows, values in _blocks(stretch, read):
        before = position.number
        position = (
            _walked(rows, iter(values), stretch, position)
            if rows
            else replace(position, why="its content was changed")
        )
        if find_hidden and not hidden:
            hidden = next((one for (one,) in read(find_hidden, (before, position.number))), 0)
        yield replace(position, hidden=hidden)
        if position.why:
            return
    missing = "" if position.number >= stretch.until else MISSING.format(number=position.number + 1)
    yield replace(position, why=missing, hidden=hidden)


def _blocks(stretch: Stretch, read: Read) -> Iterator[tuple[list[Row], list[Row]]]:
    """Events with their personal values, block by block;
    no rows where the next event can't be read at all.
    """
    events, number_at = _statement(stretch), stretch.names.index("number")
    last, size = stretch.after or BEFORE_ALL, BLOCK
    while True:
        try:
            rows = read(events, (last, stretch.until, size))
            values = read(VALUES, (last, rows[-1][number_at])) if rows else []
        except Exception as error:
            if UNREADABLE not in str(error):
                raise
            if size == 1:
                yield [], []
                return
            size = 1  # to find which event it is
            continue
        if not rows:
            return
        last = rows[-1][number_at]
        yield rows, values


def _statement(stretch: Stretch) -> str:
    columns = [AT.get(stretch.vendor, name) if name == "at" else name for name in stretch.names]
    return (
        f"SELECT {', '.join(columns)}, previous_hash, hash FROM scheduling_auditevent "
        "WHERE number > %s AND number <= %s ORDER BY number LIMIT %s"
    )


def _walked(
    rows: list[Row], values: Iterator[Row], stretch: Stretch, position: Position
) -> Position:
    """The place after a block, or before its first event that does not hold."""
    names, time_as_held = stretch.names, stretch.vendor == "sqlite"
    number_at, at, personal_at = names.index("number"), names.index("at"), names.index("personal")
    seen, previous, dumps = position.number, position.hash, orjson.dumps
    value = next(values, NO_VALUE)
    # Done for each of a million events: nothing is called here that can be spared.
    for row in rows:
        columns = dict(zip(names, row, strict=False))
        if time_as_held:
            columns["at"] = written(row[at])
        if row[number_at] != seen + 1:
            return Position(seen, previous, MISSING.format(number=seen + 1))
        if row[-2] != previous:
            return Position(seen, previous, "it does not follow the event before it")
        try:
            held = columns if columns["formula"] == FORMULA else hashed(columns)
            content = sha256(dumps(held)).hexdigest()
        except TypeError:  # SQLite takes bytes in a text column: whatever hash stands beside them
            return Position(seen, previous, "its content was changed")
        found = sha256((previous + content).encode()).hexdigest()
        if found != row[-1] and hash_in_one_step(columns, previous) != row[-1]:
            return Position(seen, previous, "its content was changed")
        if value[0] == row[number_at]:
            value, why = _after_values(value, values, row[personal_at])
            if why:
                return Position(seen, previous, why)
        previous, seen = row[-1], seen + 1
    if value is not NO_VALUE:
        return Position(int(float(value[0])) - 1, "", "a personal value belongs to no event")
    return Position(seen, previous)


def _after_values(value: Row, values: Iterator[Row], said: str) -> tuple[Row, str]:
    """The first personal value behind those of an event, which begin with this one; and why one of
    them does not hold to what the event has `said`, "" where all do.
    """
    number = value[0]
    try:
        kept = orjson.loads(said)
        kept.get("")
    except (ValueError, AttributeError):
        return value, "its personal values can’t be read"
    while value[0] == number:
        if not _is_kept(value, kept):
            return value, f"the personal value “{value[1]}” was changed"
        value = next(values, NO_VALUE)
    return value, ""


def _is_kept(row: Row, kept: dict[str, str]) -> bool:
    """Whether a personal value is what its event says of it; erased ones are missed by nobody."""
    _, name, salt, value = row
    try:
        return (
            len(salt) == SALT_LENGTH
            and kept.get(name) == sha256((salt + value).encode()).hexdigest()
        )
    except (TypeError, AttributeError):  # bytes, in SQLite
        return False


def hashed(columns: dict[str, Any]) -> dict[str, Any]:
    """What is hashed of an event's columns, by its formula.

    Raises TypeError where the formula is unknown, or an event of formula 1 has what that does not
    hash.
    """
    if columns["formula"] == FORMULA:
        return columns
    if any(columns[name] != nothing for name, nothing in ADDED.items()):
        raise TypeError("The formula of an event does not fit what it holds.")
    return {name: value for name, value in columns.items() if name not in ADDED}


def hash_in_one_step(columns: dict[str, Any], previous: str) -> str:
    """The hash of an event of the first days, when the hash before it was hashed with its content;
    "" where the columns can't be hashed.
    """
    try:
        held = hashed(columns) | {"previous_hash": previous}
        return sha256(orjson.dumps(held, option=orjson.OPT_SORT_KEYS)).hexdigest()
    except TypeError:
        return ""


def written(at: object) -> str:
    """A time as the log writes it, from SQLite's text: only one that Django wrote will do."""
    text = str(at)
    if text[10:11] == " " and len(text) in FRACTIONS:
        return f"{text[:10]}T{text[11:]}{FRACTIONS[len(text)]}Z"
    return f"not as Django writes it: {text}"


def main() -> None:
    """Walk the stretch that stands on the input;
    a line with the position twice a second, and one at the end.
    """
    asked = json.load(sys.stdin)
    os.nice(asked["nice"])
    gc.disable()  # nothing here goes round in circles
    stretch = Stretch(**asked["stretch"] | {"names": tuple(asked["stretch"]["names"])})
    read = _reader(stretch.vendor, asked["parameters"])
    told_at = 0.0
    for position in walk(stretch, read):
        if time.monotonic() - told_at > 0.4:
            told_at = time.monotonic()
            print(json.dumps({"number": position.number}), flush=True)
    print(json.dumps({"found": astuple(position)}), flush=True)


def _reader(vendor: str, parameters: dict[str, Any]) -> Read:
    if vendor == "postgresql":
        import psycopg  # takes longer than the rest of what is imported here

        postgres = psycopg.connect(**parameters, autocommit=True)
        return lambda sql, values: postgres.execute(sql, values).fetchall()  # type: ignore[call-overload, no-any-return]
    address = f"file:{quote(parameters['database'])}?mode=ro"
    sqlite = sqlite3.connect(address, uri=True, timeout=30, isolation_level=None)
    sqlite.execute(f"PRAGMA mmap_size={MAPPED}")
    return lambda sql, values: sqlite.execute(sql.replace("%s", "?"), values).fetchall()


if __name__ == "__main__":
    with suppress(BrokenPipeError):  # whoever asked has gone
        main()
