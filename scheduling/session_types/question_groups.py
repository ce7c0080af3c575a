"""What must and what may be answered: groups of fields, and the questions that they make up.

A group is a value: `appointment` asks for nothing yet, `appointment.must()` is the same group with
every field demanded, `address.must("place")` demands one of them. Groups in the same section share
a heading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from scheduling.session_types.answer_field import AnswerField

# What was cleaned so far (a field that failed is absent) → name and fault of every field at fault.
Rule = Callable[[Mapping[str, Any]], dict[str, str]]


def no_rule(cleaned: Mapping[str, Any]) -> dict[str, str]:
    """The rule of a group whose fields do not depend on each other."""
    return {}


@dataclass(frozen=True)
class QuestionGroup:
    """Some fields that belong together: form name → how to make the field.

    `demanded` ones are a *must*, the others a *may*; `companions` only say how another field is
    meant, are never demanded and never sent by themselves. `rule` finds faults between fields.
    `can_move` groups may change when a booking is moved (contract §2, PUT). Of the two in
    `never_both` the rule takes one at most.
    """

    section: str
    fields: dict[str, Callable[..., AnswerField]]
    companions: dict[str, Callable[..., AnswerField]] = field(default_factory=dict)
    demanded: frozenset[str] = frozenset()
    rule: Rule = no_rule
    can_move: bool = False
    never_both: tuple[str, ...] = ()

    def must(self, *names: str) -> QuestionGroup:
        """The same group with the fields named, or all of them, demanded."""
        unknown = set(names) - set(self.fields)
        if unknown:
            raise ValueError(f"no such field in this group: {sorted(unknown)}")
        return replace(self, demanded=frozenset(names or self.fields))

    def also(self, names: frozenset[str]) -> QuestionGroup:
        """The same group with those of its fields demanded too."""
        return replace(self, demanded=self.demanded | (names & self.fields.keys()))

    def held_to(self, rule: Rule) -> QuestionGroup:
        """The same group with a rule between its fields."""
        return replace(self, rule=rule)

    def may(self) -> QuestionGroup:
        """The same group with nothing demanded, not by its demanded fields' rule either."""
        return replace(self, demanded=frozenset(), rule=no_rule if self.demanded else self.rule)

    def clash(self, names: Iterable[str]) -> tuple[str, ...]:
        """Those of the names that can't all be demanded: the group takes only one of them."""
        return self.never_both if self.never_both and set(self.never_both) <= set(names) else ()

    def build(self) -> dict[str, AnswerField]:
        """Fresh field objects by form name."""
        makers = {**self.fields, **self.companions}
        return {name: make(required=name in self.demanded) for name, make in makers.items()}


class Questions:
    """Groups of fields that are asked together, in the order in which they are shown."""

    groups: ClassVar[tuple[QuestionGroup, ...]]

    @classmethod
    def must(cls) -> frozenset[str]:
        """Form names without which nothing is sent."""
        return frozenset().union(*(group.demanded for group in cls.groups))

    @classmethod
    def may(cls) -> frozenset[str]:
        """Form names that are offered and may stay blank."""
        return frozenset().union(*(group.fields for group in cls.groups)) - cls.must()

    @classmethod
    def build_fields(cls) -> dict[str, AnswerField]:
        """Fresh field objects of all groups by form name."""
        return {name: field for group in cls.groups for name, field in group.build().items()}
