"""Session type of a request to the booking form: the one it names, and the one that is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scheduling.institution_type_rules import BookingRules
from scheduling.session_types import registry
from scheduling.session_types.registry import SESSION_TYPES, SessionType
from scheduling.views.notice import Notice

NO_TYPE = Notice(
    "Nothing was sent: choose how the exam is proctored.", "Check the type below, then book."
)
UNKNOWN_TYPE = Notice(
    "Nothing was sent: this session type does not exist.", "Choose one below, then book."
)
CHOOSE_ANOTHER = "Choose another type below. An administrator can turn it on again."


@dataclass(frozen=True, slots=True)
class TypeChoice:
    """The type a request names, and the one whose form is shown: the same, if it is offered."""

    wire_name: str  # as it was named; '' where none was
    named: type[SessionType] | None  # None where none was, or one that is not known
    shown: type[SessionType]

    @property
    def is_unknown(self) -> bool:
        return bool(self.wire_name) and self.named is None

    @property
    def is_switched_off(self) -> bool:
        return self.named is not None and self.named is not self.shown

    def refusal(self) -> Notice | None:
        """Why a form that was sent can't be of this type."""
        if self.named is None:
            return UNKNOWN_TYPE if self.wire_name else NO_TYPE
        return self.not_offered("Nothing was sent: ")

    def not_offered(self, first: str = "") -> Notice | None:
        """That the institution has switched the type off."""
        if self.named is None or not self.is_switched_off:
            return None
        title = f"{first}“{self.named.label}” is not offered at your institution."
        return Notice(title, CHOOSE_ANOTHER)


def choose_type(
    answers: Mapping[str, Any], query: Mapping[str, Any], rules: BookingRules
) -> TypeChoice:
    """The type that the answers name, or else the address."""
    wire_name = named_type(answers, query)
    named = SESSION_TYPES.get(wire_name)
    is_offered = named is not None and wire_name not in rules.off
    return TypeChoice(wire_name, named, named if is_offered else registry.first_offered(rules.off))


def named_type(answers: Mapping[str, Any], query: Mapping[str, Any]) -> str:
    """The wire name of a type just clicked, the body's, the address's; '' when there is none."""
    for source, name in ((answers, "change_type"), (answers, "session_type"), (query, "type")):
        wire_name = str(source.get(name) or "").strip().lower()
        if wire_name:
            return wire_name
    return ""
