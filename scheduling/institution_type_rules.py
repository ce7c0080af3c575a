"""Booking rules of an institution, as plain values: types that are off, stricter fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class TypeFieldRule:
    """One field of a type: a *may* made a *must*, an answer to begin with, a help text."""

    is_must: bool = False
    default: str = ""
    help_text: str = ""

    @property
    def is_set(self) -> bool:
        return self != TypeFieldRule()


@dataclass(frozen=True, slots=True)
class BookingRules:
    """Rules by wire name. Whether a rule fits its type, `rule_validation` knows."""

    off: frozenset[str] = frozenset()
    fields: Mapping[str, Mapping[str, TypeFieldRule]] = field(default_factory=dict)

    def of(self, wire_name: str) -> Mapping[str, TypeFieldRule]:
        """The rules of a type's fields, by form name."""
        return self.fields.get(wire_name, {})

    def preset(self) -> frozenset[str]:
        """Form names that begin with an answer in some type."""
        return frozenset(
            name for rules in self.fields.values() for name, rule in rules.items() if rule.default
        )


NO_RULES = BookingRules()
