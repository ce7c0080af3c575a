"""All events that fit, however many: their numbers in blocks, oldest first."""

from __future__ import annotations

from collections.abc import Iterator

from scheduling.log.search import event_search
from scheduling.log.search.event_query import EventQuery

BLOCK = 500


def numbers(wanted: EventQuery) -> Iterator[list[int]]:
    """Block by block, going on where the patience of one look ended."""
    after = 0
    while True:
        found = event_search.page(wanted, after=after, size=BLOCK)
        if found.numbers:
            yield sorted(found.numbers)
        if not found.has_more:
            return
        after = max([*found.numbers, found.looked_to or 0])
