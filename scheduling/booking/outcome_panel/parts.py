"""Values: the panel itself, and the parts that it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from scheduling.booking.comparison.asked_and_stored import Pair
from scheduling.spoken_time import SpokenTime


class Tone(StrEnum):
    """How much the reader may rely on what is said."""

    ACCEPTED = "accepted"
    UNKNOWN = "unknown"
    REFUSED = "refused"


class BookedAgain(StrEnum):
    """Whether the learner of a cancelled booking is booked in another session by now."""

    NO = "no"
    YES = "yes"
    BEING_CHECKED = "being checked"


class NextStep(StrEnum):
    """What the panel offers to do, by the words of its button."""

    SETTLE = "Decide this request"
    BOOK_AGAIN = "Book again with these answers"
    SWITCH_AGAIN = "Try the switch again"
    BOOK_AS_IT_WAS = "Book again with the answers of the cancelled booking"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """The appointment in large; `label` says whose word it is, '' for the provider's."""

    at: SpokenTime
    clock: str
    label: str = ""
    location: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomePanel:
    """What is said of one request. Everything but `tone` and `title` may be left out.

    `updates` where it is worth asking again by itself; `is_read_aloud` where the learner may be
    told.
    """

    tone: Tone
    title: str
    fact: Fact | None = None
    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    pairs: tuple[Pair, ...] = ()  # asked for beside shown, under the words of `about_pairs`
    about_pairs: str = ""
    about_differences: str = ""
    actions: tuple[NextStep, ...] = ()
    updates: bool = False
    is_read_aloud: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads it: their user id, whether they may settle, and the names of those who may."""

    user_id: int | None
    may_settle: bool = False
    deciders: tuple[str, ...] = ()
