"""Value classes: what stands beside the log and is not as the log says."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from scheduling.audit.table_checks.keyed_prints import prints_of


@dataclass(frozen=True, slots=True)
class TableDifference:
    """What differs: a `key` by which it is known again, what is `said` of it, a clause, and how
    what differs `stands`: who explains it, explains just that.
    """

    key: str
    said: str
    may_be_explained: bool = True
    stands: tuple[Any, ...] = ()

    @property
    def prints(self) -> list[str]:
        """Keyed fingerprints of how it stands, with each of the portal's keys."""
        return prints_of([self.key, *map(_plain, self.stands)])


def _plain(fact: Any) -> Any:
    if isinstance(fact, dict | list | tuple):
        return json.dumps(fact, sort_keys=True, default=_plain)
    return fact.astimezone(UTC).isoformat() if isinstance(fact, datetime) else str(fact)


Fingerprints = dict[
    str, list[str]
]  # key → before (one for each key), after; "" where it is not there


@dataclass(frozen=True, slots=True)
class TableComparison:
    """What was compared: `differences`, and the fingerprints that a first verification notes,
    and of which kinds of rows it is the first.

    `explained` are those that somebody explained and that still stand so; `to_hold` those among
    them that were explained before events held how they stood.
    """

    differences: tuple[TableDifference, ...]
    first_noted: Fingerprints
    kinds_noted: tuple[str, ...] = ()
    explained: tuple[TableDifference, ...] = ()
    to_hold: tuple[TableDifference, ...] = ()


def held(differences: Iterable[TableDifference]) -> dict[str, list[str]]:
    """How differences stand, by their keys, as an event keeps it (`explained_as`)."""
    found: dict[str, list[str]] = {}
    for one in differences:
        found.setdefault(one.key, []).append(one.prints[0])
    return found
