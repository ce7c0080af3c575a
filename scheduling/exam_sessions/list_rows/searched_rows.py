"""The rows that a search lists, and which way they are found: the rare ones are gathered and put in
order, the common ones are met along the order of the list, or asked of the few that a day has.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from scheduling.exam_sessions.list_rows.rows import ListRows, Match, Rows
from scheduling.exam_sessions.list_rows.walked_order import MOST_READ, WalkedOrder
from scheduling.exam_sessions.lists import list_segments
from scheduling.exam_sessions.search import found_keys, reasons, session_queries
from scheduling.exam_sessions.search.session_queries import SessionSearch

# Of several words: where fewer have all than one of so many that have the rarest, the hits lie far
# apart in the order.
DENSE_FROM = 10


@dataclass(frozen=True, slots=True)
class SearchedRows:
    """The rows of a list. Where a search finds more than are counted, `some` are those of it that
    are; where they were met along the order, `first` are the primary keys of its first ones, one
    more than was asked for if there are more, and `in_order` is what these are looked up in.
    """

    rows: ListRows
    some: Match | None = None
    first: list[int] | None = None
    in_order: Rows | None = None


def of(rows: ListRows, end: int) -> SearchedRows:
    """What the list has, of which the first ones up to `end` are wanted."""
    if not rows.wanted.is_search:
        return SearchedRows(rows)
    search = _read(rows)
    return _met(rows, search, end) or _gathered(rows, search)


def of_few_or_met(rows: ListRows, end: int) -> SearchedRows | None:
    """The same; None where too many would have to be gathered for it."""
    if not rows.wanted.is_search:
        return SearchedRows(rows)
    search = _read(rows)
    return _met(rows, search, end) if search.is_common else _gathered(rows, search)


def _read(rows: ListRows) -> SessionSearch:
    return session_queries.read(rows.wanted.query, heard=not rows.wanted.as_written)


def _met(rows: ListRows, search: SessionSearch, end: int) -> SearchedRows | None:
    """The same of common words, with nothing gathered; None where that costs more than to gather
    what they find.
    """
    if not search.is_common or rows.wanted.filters.location_sid:
        return None
    asked = replace(rows, matching=search.asked)
    if _leads_to_few(rows):
        return SearchedRows(asked)
    some = search.some(list_segments.MOST_COUNTED + 1)
    if some.count * DENSE_FROM <= list_segments.MOST_COUNTED:
        return None
    in_order = rows.in_order()
    if (first := _walked(rows, in_order, search).first(end + 1)) is None:
        return None
    if len(first) <= end and not rows.wanted.state:  # these are all
        return SearchedRows(replace(rows, matching=_among(found_keys.text_of(first))))
    return SearchedRows(asked, _among(some.text), first, in_order)


def _among(keys: str, most: int | None = None) -> Match:
    return partial(found_keys.among, keys=keys, most=most)


def _leads_to_few(rows: ListRows) -> bool:
    """Whether a day leads to so few sessions that each can be asked."""
    if not rows.wanted.is_led_elsewhere:
        return False
    there = rows.whatever_the_words().order_by().values("pk")
    return there[: MOST_READ + 1].count() <= MOST_READ


def _walked(rows: ListRows, in_order: Rows, search: SessionSearch) -> WalkedOrder:
    return WalkedOrder(
        search=search,
        reasons=reasons.of(rows.wanted.query, heard=not rows.wanted.as_written),
        asked=search.asked(in_order),
        every=list_segments.all_sessions(rows.institutions, rows.texts, are_known=True),
        state=rows.wanted.known_state,
    )


def _gathered(rows: ListRows, search: SessionSearch) -> SearchedRows:
    gathered = replace(rows, matching=search.gathered)
    if not search.ways or search.keys.count <= list_segments.MOST_COUNTED:
        return SearchedRows(gathered)
    some = _among(search.keys.text, list_segments.MOST_COUNTED + 1)
    return SearchedRows(gathered, some)
