"""What a draft holds of a posted form: what may be kept, without secrets and card numbers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scheduling.card_numbers import remove_card_numbers

TYPED = "typed"  # the form name under which a page tells what of the form was typed
PARTED = " x "  # parts the numbers of a list; with a letter between them they are no card number
MOST_DIGITS = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRules:
    """What a form says of its names: whether an answer may be kept, and which hidden ones go along.

    What is in `goes_along` is kept with what was typed though nobody typed it. Names in `lists`
    have several numbers for an answer. `rows` begins the names of fields that a form has for each
    of its rows, before the row's number: all of them may be kept, and go along.
    """

    may_be_kept: Mapping[str, bool]
    goes_along: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    rows: tuple[str, ...] = ()

    def known(self, names: Iterable[str]) -> set[str]:
        """Those of these names that the form has."""
        return {name for name in names if name in self.may_be_kept or self._is_of_row(name)}

    def may_hold(self, name: str) -> bool:
        """Whether a draft may hold the answer under a known name."""
        return self.may_be_kept.get(name, True)

    def comes_along(self, name: str) -> bool:
        return name in self.goes_along or self._is_of_row(name)

    def _is_of_row(self, name: str) -> bool:
        begin = next((one for one in self.rows if name.startswith(one)), None)
        number = name.removeprefix(begin) if begin else ""
        return number.isascii() and number.isdecimal() and len(number) <= MOST_DIGITS


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Answers by form name, as text.

    `typed` names those that differed from the page as it came; None where that was not told, and
    the whole form counts. `left_out` names what was typed and may not be kept.
    """

    answers: Mapping[str, str]
    typed: frozenset[str] | None
    left_out: frozenset[str]
    is_held_back: bool = False  # it was sent, and nothing came of it but this draft
    kept_at: datetime | None = None  # where it was read from the store
    other_tabs: tuple[str, ...] = ()  # in which something was typed into the same form
    is_newer_elsewhere: bool = False  # one of them has other answers, which are newer

    @property
    def names(self) -> frozenset[str]:
        """The names whose answers are a person's own."""
        return frozenset(self.answers) if self.typed is None else self.typed

    def listed(self, name: str) -> list[str]:
        """The answers under a name that has several."""
        text = self.answers.get(name, "")
        return text.split(PARTED) if text else []

    @property
    def is_empty(self) -> bool:
        return self.names.isdisjoint(self.answers)


def draft_of(
    posted: Mapping[str, Sequence[str]], keepable: DraftRules, *, is_held_back: bool = False
) -> Draft:
    """The draft of a form as it was posted: name → values, of which the last one counts, but for
    lists.
    """
    given = {
        name: PARTED.join(values) if name in keepable.lists else values[-1]
        for name, values in posted.items()
        if values
    }
    typed = frozenset(given[TYPED].split()) if TYPED in given else None
    known = keepable.known(given if typed is None else typed)
    open_names = {name for name in known if keepable.may_hold(name)}
    along = {name for name, answer in given.items() if answer and keepable.comes_along(name)}
    # A typed name without a value is a box that was unchecked.
    answers = {name: remove_card_numbers(given.get(name, "")) for name in open_names | along}
    cut = {name for name, text in answers.items() if text != given.get(name, "")}
    secret = {name for name in known - open_names if typed is not None or given[name].strip()}
    return Draft(
        answers=answers,
        typed=None if typed is None else frozenset(known),
        left_out=frozenset(cut | secret),
        is_held_back=is_held_back,
    )


def to_text(draft: Draft) -> str:
    """The draft as JSON, to be stored."""
    typed = None if draft.typed is None else sorted(draft.typed)
    held: dict[str, Any] = {"answers": dict(draft.answers), "typed": typed}
    return json.dumps(held | {"left_out": sorted(draft.left_out)})


def from_text(text: str, *, is_held_back: bool) -> Draft:
    """The draft that `to_text` made a text of."""
    held = json.loads(text)
    return Draft(
        answers=held["answers"],
        typed=None if held["typed"] is None else frozenset(held["typed"]),
        left_out=frozenset(held["left_out"]),
        is_held_back=is_held_back,
    )
