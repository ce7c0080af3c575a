"""The worklist: which sessions, in which order, a page at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from django.db.models import Count

from scheduling import page_sizes
from scheduling.exam_sessions import accommodations
from scheduling.exam_sessions.list_rows import searched_rows
from scheduling.exam_sessions.list_rows.list_query import ListQuery
from scheduling.exam_sessions.list_rows.rows import ListRows, counted
from scheduling.exam_sessions.list_rows.searched_rows import SearchedRows
from scheduling.exam_sessions.lists import (
    left_out,
    list_segments,
    list_states,
    listed_statuses,
    tab_conditions,
)
from scheduling.exam_sessions.lists.left_out import LeftOut
from scheduling.exam_sessions.lists.list_filters import ListFilters
from scheduling.exam_sessions.lists.list_states import Counted
from scheduling.exam_sessions.search import found_keys, reasons, word_index
from scheduling.models import ExamSession, Institution

PAGE = page_sizes.SESSIONS


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the list, with counts by state for the same search and filters."""

    sessions: list[ExamSession]
    counts: dict[str, int]
    total: int
    page: int
    # The other name or address under which a session's learner was found, by primary key.
    found_under: dict[int, str] = field(default_factory=dict)
    is_whole: bool = True  # False while some sessions can't be searched yet
    left_out: LeftOut = left_out.NOTHING  # what a location's filter may lack
    cut: frozenset[str] = frozenset()  # the states of which there are more than were counted
    state: str = ""  # the one that is shown alone

    @property
    def first(self) -> int:
        return (self.page - 1) * PAGE + 1 if self.sessions else 0

    @property
    def last(self) -> int:
        return (self.page - 1) * PAGE + len(self.sessions)

    @property
    def has_more(self) -> bool:
        return self.last < self.total or (self.is_more and len(self.sessions) == PAGE)

    @property
    def is_more(self) -> bool:
        """Whether there are more than `total`, to which they were counted."""
        return (self.state or "all") in self.cut

    @property
    def total_in_words(self) -> str:
        """“12”, or “1000+” where there are more than were counted."""
        return f"{self.total}{'+' if self.is_more else ''}"


def listing(institutions: Sequence[Institution], wanted: ListQuery, most: int = PAGE) -> Listing:
    """The sessions of these institutions that a view has, or that a query finds: those being
    checked and those that need a proctor first, then by time; of its page, the first `most`.

    A query finds those that have, for each of its words, a word that begins so, whatever the order;
    those of a learner come before those of a course, an exam or an instructor.
    """
    is_whole = word_index.catch_up() if wanted.is_search else True
    texts = listed_statuses.statuses_there(institutions)
    if wanted.is_of_everything:
        return _of_everything(institutions, texts, wanted, most)
    listed = ListRows(institutions, wanted, texts)
    found = searched_rows.of(listed, _start(wanted.page) + min(PAGE, most))
    page = (_page_of_many(found, most) if found.some else None) or _page(found.rows, most)
    sessions = list_segments.with_institutions(page.sessions, institutions)
    accommodations.load(sessions)
    return replace(
        page,
        sessions=sessions,
        found_under=reasons.found_under(sessions, wanted.query),
        is_whole=is_whole,
        left_out=_left_out(found.rows),
    )


def _start(page: int) -> int:
    return (max(1, page) - 1) * PAGE


def _left_out(rows: ListRows) -> LeftOut:
    if not rows.wanted.filters.location_sid:
        return left_out.NOTHING
    every = rows.of_state(rows.in_view(), list_states.states(rows.texts))
    return left_out.of(every, rows.institutions, rows.wanted.filters, rows.texts)


def _page(rows: ListRows, most: int) -> Listing:
    """The page of a list that is counted to its end."""
    found, wanted = rows.found(), rows.wanted
    by_state = counted(found)
    counts, states = (
        list_states.counts(by_state),
        list_states.states({text for _, _, text, _ in by_state}),
    )
    total = counts[wanted.state if wanted.state in states else "all"]
    page = _within(wanted.page, total)
    in_order = rows.ordered(rows.of_state(found, states), states)
    start = _start(page)
    on_page = list_segments.annotated(in_order[start : start + PAGE][:most])
    return Listing(on_page, counts, total, page)


def _within(page: int, total: int) -> int:
    """The page, or the last one that there is."""
    return max(1, min(page, -(-total // PAGE) or 1))


def _page_of_many(found: SearchedRows, most: int) -> Listing | None:
    """The page of a search that finds too many to be counted to their end: by state, a few are
    counted, and of no state it is known that none has it. None where it is the last page, to which
    they are counted.
    """
    wanted, size = found.rows.wanted, min(PAGE, most)
    page, state = max(1, wanted.page), wanted.known_state
    if found.first is None or found.in_order is None:
        in_order = found.rows.in_order()[_start(page) : _start(page) + size + 1]
        rows = list_segments.annotated(in_order)
        if len(rows) <= size and not _start(page) and not state:
            return _page(_only(found.rows, rows), most)  # these are all
        if len(rows) <= size:
            return None
        is_more = True
    else:
        is_more = len(found.first) > _start(page) + size
        page = page if is_more else _within(page, len(found.first))
        keys = found.first[_start(page) : _start(page) + size]
        rows = list_segments.annotated(found_keys.among(found.in_order, found_keys.text_of(keys)))
    counts, cut = _counts_of_some(found)
    shown = state or "all"
    counts[shown] = max(counts[shown], _start(page) + size) if is_more else len(found.first or ())
    cut = cut if is_more else cut - {shown}
    return Listing(rows[:size], counts, counts[shown], page, cut=cut, state=state)


def _only(rows: ListRows, sessions: Sequence[ExamSession]) -> ListRows:
    """What the list has of these sessions alone."""
    keys = found_keys.text_of([one.pk for one in sessions])
    return replace(rows, matching=partial(found_keys.among, keys=keys))


def _counts_of_some(found: SearchedRows) -> tuple[dict[str, int], frozenset[str]]:
    """The counts by state of a few of those found, and the states that others may have."""
    rows = found.rows
    some = counted(replace(rows, matching=found.some or rows.matching).found())
    counts = {
        state: min(count, list_segments.MOST_COUNTED)
        for state, count in list_states.counts(some).items()
    }
    there = {name for text in rows.texts for name in list_states.names_of(text)}
    checking = {"checking"} if tab_conditions.being_checked() else set()
    return counts, frozenset({"all", "dropped", *checking, *there})


def _of_everything(
    institutions: Sequence[Institution], texts: set[str], wanted: ListQuery, most: int
) -> Listing:
    """The page of the list of all sessions, which are counted only so far."""
    every = _everything(institutions, texts, wanted)
    counts, cut = _counted_so_far(every.counted())
    state = wanted.known_state
    total, is_more = counts[state or "all"], (state or "all") in cut
    page = max(1, wanted.page if is_more else min(wanted.page, -(-total // PAGE) or 1))
    sessions = list_segments.page(every, state, (page - 1) * PAGE, min(PAGE, most))
    accommodations.load(sessions)
    lacks = _left_out(ListRows(institutions, wanted, texts))
    return Listing(sessions, counts, total, page, left_out=lacks, cut=cut, state=state)


def _counted_so_far(counted: Counted) -> tuple[dict[str, int], frozenset[str]]:
    """The counts by state, and those states that were not counted to their end."""
    most = list_segments.MOST_COUNTED
    whole = [one for one in counted if one[-1] <= most or one[0]]  # the open ones are few, and all
    cut = [one for one in counted if one not in whole]
    states = {name for *marks, _ in cut for name in list_states.names_shown(*marks)}
    counts = list_states.counts([*whole, *((*marks, most) for *marks, _ in cut)])
    return counts, frozenset(states | {"all"} if states else states)


def _everything(
    institutions: Sequence[Institution], texts: set[str], wanted: ListQuery
) -> list_segments.AllSessions:
    return list_segments.all_sessions(
        institutions,
        texts,
        location_sid=wanted.filters.location_sid,
        session_type=wanted.filters.session_type,
        done_otherwise=wanted.done_otherwise,
    )


def counts_by_type(
    institutions: Sequence[Institution], filters: ListFilters
) -> dict[str, Counter[tuple[str, str]]]:
    """How many sessions with a start the list has by session type as it came, and of each type by
    state and status as it came.
    """
    found = rows_of(institutions, ListQuery(filters=filters)).found().order_by()
    found = found.exclude(appointment_at=None)
    marks = found.values_list("session_type", "checking", "dropped", "status")
    counted: dict[str, Counter[tuple[str, str]]] = {}
    for session_type, *shown, sessions in marks.annotate(sessions=Count("pk")):
        by_status = counted.setdefault(session_type, Counter())
        by_status[list_states.state_of(*shown), shown[-1]] += sessions
    return counted


def everything_in_order(
    institutions: Sequence[Institution], wanted: ListQuery, start: int, size: int
) -> list[int]:
    """The primary keys of all sessions from number `start` on, as many as `size`, in their order;
    `wanted` says of which state, type or location.
    """
    every = _everything(institutions, listed_statuses.statuses_there(institutions), wanted)
    return list_segments.keys(every, wanted.known_state, start, size)


def rows_of(institutions: Sequence[Institution], wanted: ListQuery) -> ListRows:
    """What the list has, whatever its page; what a search finds is not asked yet."""
    return ListRows(institutions, wanted, listed_statuses.statuses_there(institutions))
