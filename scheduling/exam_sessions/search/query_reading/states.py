"""Views and states of the list by their words: “to book”, “pending”, “incident”."""

from __future__ import annotations

from scheduling.exam_sessions.lists.tabs import DAYS, WORDS, View
from scheduling.exam_sessions.search import text_folding
from scheduling.exam_sessions.search.query_reading.found_words import Reader, text_of
from scheduling.models.session_status import (
    INCIDENT,
    NEEDS_PROCTOR,
    PENDING_APPROVAL,
    SCHEDULED,
)

LONGEST_STATE = 3  # words
# View and state of the list that a word asks for; a view of one day is asked for by the day.
STATES: dict[str, tuple[View | None, str]] = {
    **{text_folding.folded(WORDS[view]): (view, "") for view in View if view not in DAYS},
    text_folding.folded(NEEDS_PROCTOR.word): (View.TO_BOOK, ""),
    "decision": (View.DECIDE, ""),
    text_folding.folded(SCHEDULED.word): (None, "scheduled"),
    "pending": (None, "pending"),
    text_folding.folded(PENDING_APPROVAL.word): (None, "pending"),
    text_folding.folded(INCIDENT.word): (View.INCIDENTS, ""),
}
ONLY_ALONE = text_folding.folded(WORDS[View.ALL])  # beside others a word of many a name


def state_reader(words: list[str]) -> Reader:
    """Reads a view or a state of the list."""

    def read_state(span: range) -> tuple[View | None, str] | None:
        said = text_folding.folded(text_of(words, span))
        return None if said == ONLY_ALONE and len(words) > 1 else STATES.get(said)

    return read_state
