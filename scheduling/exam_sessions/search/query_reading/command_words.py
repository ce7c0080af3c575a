"""Commands that a query may begin with: those to a form about a session, and to a page."""

from __future__ import annotations

from scheduling.exam_sessions.search.query_reading.found_words import FoundWords, Reader, text_of
from scheduling.exam_sessions.search.query_reading.vocabulary import Vocabulary

LONGEST_COMMAND = 3  # words
BOOK = "book"  # the command that is a search
# Commands that lead to a form about a session: what is searched for is the session.
RESCHEDULE, SWITCH, CANCEL = ("move", "reschedule"), ("switch",), ("cancel",)
CHECK_IN, CHECK_OUT = ("check in", "check-in", "checkin"), ("check out", "check-out", "checkout")
NO_SHOW = ("no show", "no-show", "noshow")
MOVES = (*RESCHEDULE, *SWITCH)
FORMS = (BOOK, *MOVES, *CANCEL, *CHECK_IN, *CHECK_OUT, *NO_SHOW)
NEW_TIMES = (BOOK, *MOVES)  # the time that is said with these is to be


def command_reader(words: list[str], vocabulary: Vocabulary) -> Reader:
    """Reads the first words; “book” or “move” alone is about nobody."""

    def read_command(span: range) -> str | None:
        said = text_of(words, span).casefold() if span.start == 0 else ""
        is_about_somebody = said in FORMS and len(words) > span.stop
        return said if said in vocabulary.pages or is_about_somebody else None

    return read_command


def command_in(found: list[FoundWords]) -> str:
    """The command that was found, '' for none."""
    return next((str(one.value) for one in found if one.kind == "command"), "")


def behind_command(words: list[str], found: list[FoundWords], span: range) -> tuple[str, str]:
    """The command that these words stand directly behind, and they without what leads to a number;
    '' where they stand elsewhere.
    """
    command = next((one for one in found if one.kind == "command"), None)
    if command is None or command.span.stop != span.start:
        return "", ""
    return str(command.value), text_of(words, span).strip("#.,")
