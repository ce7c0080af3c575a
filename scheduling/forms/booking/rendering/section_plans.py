"""Which sections the questions of a session type are shown in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from scheduling.session_types.question_groups import Questions

WHEN_AND_WHERE = frozenset({"appointment_date_time", "proctor_location_sid"})


@dataclass(frozen=True, slots=True)
class Plan:
    """A heading and the names below it; `optional` where none of them is a must."""

    legend: str
    names: tuple[str, ...]
    optional: bool

    @property
    def folds(self) -> bool:
        """Whether nothing of it is a must, and it says neither when nor where."""
        return self.optional and WHEN_AND_WHERE.isdisjoint(self.names)


@cache
def plans_of(questions: type[Questions]) -> tuple[Plan, ...]:
    """The sections in the order of the type's groups; groups of one section stand together."""
    names: dict[str, list[str]] = {}
    for group in questions.groups:
        names.setdefault(group.section, []).extend([*group.fields, *group.companions])
    must = questions.must()
    return tuple(
        Plan(legend, tuple(those), must.isdisjoint(those)) for legend, those in names.items()
    )
