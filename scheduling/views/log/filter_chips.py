"""Filters of the log as an address asks for them: what is wanted, as chips, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from scheduling.exam_sessions.search.learners import KnownLearner
from scheduling.log.search.event_query import EventQuery
from scheduling.log.search.suggestions import Suggestion
from scheduling.views.sealed_query import query_of

OUTCOMES = {
    "accepted": "Done",
    "refused": "Refused",
    "unreachable": "Not sent",
    "unconfirmed": "Not known yet",
    "not-applied": "Not done",
    "nothing-sent": "Blocked before sending",
    "alarm": "Alarm",
}


def linked(choices: Iterable[Suggestion]) -> list[tuple[Suggestion, str]]:
    """Each with the query that asks for it."""
    return [(one, query_of(one.filters)) for one in choices]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in words, and the query without it."""

    label: str
    words: str
    without: str


@dataclass(frozen=True, slots=True)
class TooManyBeginnings:
    """A beginning that too many SIDs have: in words, and the first of them with their queries."""

    said: str
    first: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class LogFilters:
    """What an address asks of the log; its readers make one of the other.

    Where `errors` (by name) is not empty, nothing is to be listed.
    """

    values: dict[str, str]
    wanted: EventQuery
    zone: str  # in which its days are meant
    errors: Mapping[str, str] = field(default_factory=dict)
    chips: Sequence[Chip] = ()
    too_many: TooManyBeginnings | None = None
    person: str = ""  # the name of whose events are asked for
    learner: KnownLearner | None = None
    namesakes: Sequence[KnownLearner] = ()  # others recorded under the same name
    learners: Sequence[KnownLearner] = ()  # those whom a name alone may mean

    def narrowed(
        self, name: str, chip: tuple[str, str], *dropped: str, **wanted: Any
    ) -> LogFilters:
        """The same asking for less by the filter `name`, with a chip that takes it away again, and
        `dropped` with it.
        """
        left = {one: text for one, text in self.values.items() if one not in (name, *dropped)}
        chips = (*self.chips, Chip(*chip, query_of(left)))
        return replace(self, wanted=replace(self.wanted, **wanted), chips=chips)

    def faulted(self, name: str, said: str) -> LogFilters:
        """The same with what is wrong with the filter `name`."""
        return replace(self, errors={**self.errors, name: said})

    def spelled(self, name: str, text: str) -> LogFilters:
        """The same with the filter `name` as it is meant."""
        return replace(self, values={**self.values, name: text})
