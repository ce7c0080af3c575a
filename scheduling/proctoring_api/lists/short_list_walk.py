"""Walking a list of a few pages at one go, the vendor's way: on until a page is empty (contract
§1), and never for ever. The long list of sessions is walked piece by piece by `provider_list/`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from scheduling.proctoring_api.errors import FailureCause, UnknownOutcome
from scheduling.proctoring_api.lists.list_page import ListPage

MAX_PAGES = 1_000


def walk(fetch: Callable[[int], ListPage]) -> Iterator[Any]:
    """Every row once. `fetch` takes an offset.

    The offset grows by what really came, as a server may give fewer rows than asked for. Ends at an
    empty page, or at a page that repeats only what was seen (the server ignores the offset); never
    by the total, which may be the page's own count. Raises UnknownOutcome after MAX_PAGES.
    """
    seen: set[str] = set()
    offset = 0
    for _ in range(MAX_PAGES):
        page = fetch(offset)
        fresh = [row for row in page.rows if row.sid not in seen]
        seen.update(row.sid for row in fresh)
        yield from fresh
        offset += page.fetched
        if not page.fetched or (page.rows and not fresh):
            return
    exchange = replace(page.exchange, detail=f"the list did not end after {MAX_PAGES} pages")
    raise UnknownOutcome(
        "SmarterProctoring’s list is too long to read.",
        exchange=exchange,
        cause=FailureCause.UNREADABLE,
        status=exchange.status,
    )
