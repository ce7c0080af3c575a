"""Whether SQLite finds each event by every index of the log as its table holds it. Works without
Django, as the walk along the chain does.

An index is a copy, and SQLite answers from it without asking the table. Every event is looked up in
each: where each is found, an index with as many entries as there are events has no other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

Index = tuple[str, str]  # its name, and the column before the number of the event
IS_FOUND = (
    "EXISTS (SELECT 1 FROM scheduling_auditevent AS found INDEXED BY {name}"
    " WHERE found.{column} IS event.{column} AND found.number = event.number"
    " AND found.rowid = event.rowid)"
)
# The events as the walk reads them: by number, the rest from the table.
HIDDEN = (
    "SELECT event.number FROM scheduling_auditevent AS event"
    " INDEXED BY sqlite_autoindex_scheduling_auditevent_1"
    " WHERE event.number > %s AND event.number <= %s AND NOT ({each}) LIMIT 1"
)
LOOKED_UP = "SEARCH found USING COVERING INDEX {} ({}=? AND number=?"  # in SQLite's plan
LIES = "the index {name} does not hold what the log holds: event {number} is not found by it"
UNUSABLE = "no event can be looked up in the index {name}, which is not as the portal made it"


def hidden_from(indexes: Sequence[Index]) -> str:
    """The statement for an event between two numbers that one of the indexes does not find."""
    each = " AND ".join(IS_FOUND.format(name=name, column=column) for name, column in indexes)
    return HIDDEN.format(each=each)


def plan_of(index: Index) -> str:
    """The statement for how SQLite looks events up in an index."""
    return f"EXPLAIN QUERY PLAN {hidden_from([index])}"


def lies(
    indexes: Sequence[Index], first: int, last: int, read: Callable[..., Sequence[Any]]
) -> Iterator[tuple[str, str]]:
    """Each index that does not find an event from `first` to `last`: its name, and what is said."""
    for one in indexes:
        for (number,) in read(hidden_from([one]), first - 1, last):
            yield one[0], LIES.format(name=one[0], number=number)
