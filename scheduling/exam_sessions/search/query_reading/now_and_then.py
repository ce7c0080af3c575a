"""What of a change is said of the booking that stands, and what of the one that is to be: “move kim
from monday to tuesday”, “switch kim to live online”.
"""

from __future__ import annotations

from dataclasses import replace

from scheduling.exam_sessions.search.query_reading.command_words import MOVES
from scheduling.exam_sessions.search.query_reading.found_words import FoundWords, lead_start

TO, FROM, ON = {"to", "into"}, {"from"}, {"on"}
TIMES, PLACES = ("day", "clocks"), ("locations", "type")
NEW, OLD = "new {kind}", "old {kind}"
OLD_CLOCKS = OLD.format(kind="clocks")


def told_apart(words: list[str], one: FoundWords, command: str) -> FoundWords:
    """The same, of a kind of its own where the words before it say of which booking it is."""
    if command not in MOVES:
        return one
    leading = words[lead_start(words, one.span) : one.span.start]
    lead = {word.casefold() for word in leading}
    behind = {word.casefold() for word in words[one.span.stop :]}
    is_old = lead & FROM or (lead & ON and behind & TO)
    if one.kind in PLACES and lead & TO:
        return replace(one, kind=NEW.format(kind=one.kind))
    return replace(one, kind=OLD.format(kind=one.kind)) if one.kind in TIMES and is_old else one
