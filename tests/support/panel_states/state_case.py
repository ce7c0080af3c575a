"""One state of a request: what is shown of its session, and what is right to say of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from scheduling.booking.comparison.asked_and_stored import Pair
from scheduling.booking.outcome_panel import request_words
from scheduling.booking.outcome_panel.parts import NextStep, Tone

START, OTHER = (datetime(2027, 1, day, 15, 30, tzinfo=UTC) for day in (14, 20))
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
WHY = "Heard it on the telephone"
SETTLED = "Thu, Nov 26, 6:00 AM CST"
BY_HAND = {
    "settled_how": "by-hand",
    "settled_by": "Ingrid Sato",
    "settled_at": NOW,
    "reason": WHY,
}
DECISION = request_words.SETTLED_BY.format(
    Whose="Ana Ruiz’s",
    when=SETTLED,
    who="Ingrid Sato",
    why=request_words.BECAUSE.format(reason=WHY),
)
READ_BACK = {"settled_how": "read-back", "settled_by": "The portal", "settled_at": NOW}
SAID = "No answer came."
LOOK_THERE = request_words.CHECK_FIRST.format(what=request_words.SESSION_THERE)
ASKED, STORED = (request_words.ASKED_FOR, START), ("", START)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A request, what is shown of its session, and what is right to say."""

    action: str = "schedule"
    state: str
    attempt: dict[str, Any] = field(default_factory=dict)
    status: str = "Needs Proctor"
    session: dict[str, Any] = field(default_factory=dict)
    tone: Tone
    title: str
    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    fact: tuple[str, datetime] | None = None
    actions: tuple[NextStep, ...] = ()
    pairs: tuple[Pair, ...] = ()
    about_pairs: str = ""
    about_differences: str = ""
    updates: bool = False
    is_read_aloud: bool = False
