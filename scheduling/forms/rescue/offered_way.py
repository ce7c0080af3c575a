"""The way in which new times are proposed: later by minutes, or to another day and time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from scheduling.forms.rescue.row_times import LONGEST

SHIFT, TO = "shift", "to"


@dataclass(frozen=True, slots=True)
class OfferedWay:
    """How new times were to be proposed as a page came, each answer as its text."""

    how: str = SHIFT
    minutes: str = ""
    to_day: str = ""
    to_time: str = ""

    @classmethod
    def of(cls, answers: Mapping[str, object]) -> OfferedWay:
        """As the answers of a form stand, which its next page offers."""
        told = {name: str(answers.get(name) or "").strip()[:LONGEST] for name in cls.__slots__}
        return cls(**told | {"how": TO if told["how"] == TO else SHIFT})

    @property
    def answers(self) -> dict[str, str]:
        """Its answers by the names of the form's fields."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def read(cls, token: str) -> OfferedWay:
        """What a token tells; nothing where it can't be read."""
        try:
            return cls.of(dict(json.loads(token)))
        except (ValueError, TypeError, RecursionError):
            return cls()

    @property
    def token(self) -> str:
        return json.dumps(self.answers)

    def typed_into(self, sent: OfferedWay) -> set[str]:
        """Which of the two ways was typed into on the page that is sent."""
        is_shift = sent.minutes and sent.minutes != self.minutes
        at = sent.to_day, sent.to_time
        is_to = any(at) and at != (self.to_day, self.to_time)
        return {how for how, is_typed in ((SHIFT, is_shift), (TO, is_to)) if is_typed}

    def chosen(self, sent: OfferedWay) -> str:
        """The way that is meant: the one that was pressed, or else the one that was typed into;
        "" where both were typed into and none was pressed.
        """
        typed = self.typed_into(sent)
        if sent.how != self.how or not typed:
            return sent.how
        return typed.pop() if len(typed) == 1 else ""
