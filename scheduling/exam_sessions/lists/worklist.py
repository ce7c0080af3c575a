"""The worklist: which sessions, in which order, a page at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import (
    Case,
    Count,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)

from scheduling.exam_sessions import accommodations
from scheduling.exam_sessions.lists import (
    day_order,
    left_out,
    list_filters,
    list_segments,
    list_states,
    listed_statuses,
    tab_conditions,
    tabs,
    to_book,
)
from scheduling.exam_sessions.lists.left_out import LeftOut
from scheduling.exam_sessions.lists.list_filters import NO_FILTERS, ListFilters
from scheduling.exam_sessions.lists.list_states import STATES, Counted
from scheduling.exam_sessions.lists.tabs import View
from scheduling.exam_sessions.search import session_queries, word_index
from scheduling.models import ExamSession, Institution

PAGE = 100


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What a person asked the list for."""

    query: str = ""
    state: str = ""
    page: int = 1
    view: View = View.ALL
    filters: ListFilters = NO_FILTERS
    # The sessions that stand otherwise than asked for, which only `booking` can tell.
    done_otherwise: frozenset[int] = field(default=frozenset(), compare=False)

    @property
    def is_search(self) -> bool:
        return bool(self.query.strip())

    @property
    def is_of_a_day(self) -> bool:
        """Whether the list is one day's, told by what each session means now."""
        one_day = self.view in tabs.DAYS or self.filters.day is not None
        return one_day and not self.is_search

    @property
    def is_of_everything(self) -> bool:
        """Whether all sessions are asked for, of one location or type at most."""
        is_wide = self.filters.day is None and self.filters.booked_by is None
        return self.view is View.ALL and is_wide and not self.is_search


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
    every = _in_view(institutions, wanted, texts)
    found = list_filters.narrowed(every, institutions, wanted.filters)
    counted = _counted(found)
    counts, states = (
        list_states.counts(counted),
        list_states.states({text for _, _, text, _ in counted}),
    )
    shown = _of_state(found, wanted, states)
    total = counts[wanted.state if wanted.state in states else "all"]
    page = max(1, min(wanted.page, -(-total // PAGE) or 1))
    rows = _ordered(shown, institutions, texts, states, wanted)
    on_page = list_segments.annotated(rows[(page - 1) * PAGE : page * PAGE][:most])
    sessions = list_segments.with_institutions(on_page, institutions)
    accommodations.load(sessions)
    return Listing(
        sessions,
        counts,
        total,
        page,
        session_queries.found_under(sessions, wanted.query),
        is_whole,
        left_out.of(_of_state(every, wanted, states), institutions, wanted.filters, texts),
    )


def _of_everything(
    institutions: Sequence[Institution], texts: set[str], wanted: ListQuery, most: int
) -> Listing:
    """The page of the list of all sessions, which are counted only so far."""
    every = _everything(institutions, texts, wanted)
    counts, cut = _counted_so_far(every.counted())
    state = _state_asked(wanted)
    total, is_more = counts[state or "all"], (state or "all") in cut
    page = max(1, wanted.page if is_more else min(wanted.page, -(-total // PAGE) or 1))
    sessions = list_segments.page(every, state, (page - 1) * PAGE, min(PAGE, most))
    accommodations.load(sessions)
    found = _of_state(_found(institutions, wanted), wanted, list_states.states(texts))
    lacks = left_out.of(found, institutions, wanted.filters, texts)
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
    at, kind = wanted.filters.location_sid, wanted.filters.session_type
    return list_segments.all_sessions(institutions, texts, location_sid=at, session_type=kind)


def _state_asked(wanted: ListQuery) -> str:
    return wanted.state if wanted.state in STATES else ""


def counts_by_type(
    institutions: Sequence[Institution], filters: ListFilters
) -> dict[str, Counter[tuple[str, str]]]:
    """How many sessions with a start the list has by session type as it came, and of each type by
    state and status as it came.
    """
    every = _found(institutions, ListQuery(filters=filters))
    found = list_filters.narrowed(every, institutions, filters).order_by()
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
    return list_segments.keys(every, _state_asked(wanted), start, size)


def in_order(institutions: Sequence[Institution], wanted: ListQuery) -> QuerySet[ExamSession]:
    """All sessions of the list, whatever its page, in their order."""
    texts = listed_statuses.statuses_there(institutions)
    every, states = _in_view(institutions, wanted, texts), list_states.states(texts)
    found = list_filters.narrowed(every, institutions, wanted.filters)
    return _ordered(_of_state(found, wanted, states), institutions, texts, states, wanted)


def _of_state(
    rows: QuerySet[ExamSession], wanted: ListQuery, states: dict[str, Q]
) -> QuerySet[ExamSession]:
    return rows.filter(states[wanted.state]) if wanted.state in states else rows


def _in_view(
    institutions: Sequence[Institution], wanted: ListQuery, texts: set[str]
) -> QuerySet[ExamSession]:
    found = _found(institutions, wanted)
    asked = tab_conditions.in_view(wanted.view, institutions, texts, wanted.done_otherwise)
    return found.none() if asked == tab_conditions.NEVER else found.filter(asked.expression)


def _counted(found: QuerySet[ExamSession]) -> Counted:
    """How many sessions are being checked or not, listed or not, of each status as it came."""
    marks = found.order_by().values_list("checking", "dropped", "status")
    return list(marks.annotate(sessions=Count("pk")))


def _found(institutions: Sequence[Institution], wanted: ListQuery) -> QuerySet[ExamSession]:
    is_checked, is_listed = tab_conditions.IS_CHECKED, tab_conditions.IS_LISTED
    rows = ExamSession.objects.annotate(
        checking=is_checked.expression, dropped=(~is_listed).expression
    )
    if wanted.is_search:
        return session_queries.matching(
            list_filters.led_elsewhere(rows, institutions), wanted.query
        )
    listed = rows.filter(tab_conditions.known_here(wanted.done_otherwise).expression)
    if wanted.is_of_a_day or wanted.view in tabs.LED_ELSEWHERE:
        return list_filters.led_elsewhere(listed, institutions)
    return listed.filter(institution__in=[one.pk for one in institutions])


def _ordered(
    rows: QuerySet[ExamSession],
    institutions: Sequence[Institution],
    texts: set[str],
    states: dict[str, Q],
    wanted: ListQuery,
) -> QuerySet[ExamSession]:
    if wanted.is_of_a_day:
        return day_order.ordered(rows, institutions, texts, wanted.done_otherwise)
    if wanted.view == View.TO_BOOK and not wanted.is_search:
        return to_book.ordered(rows, institutions, texts)
    rank = Case(
        When(states["checking"], then=Value(0)),
        When(states["needs"], then=Value(1)),
        When(states["dropped"], then=Value(3)),
        When(states["over"], then=Value(4)),
        default=Value(2),
        output_field=IntegerField(),
    )
    rows, order = rows.annotate(rank=rank), ["rank", "appointment_at", "name_order", "pk"]
    if wanted.is_search:
        rows = session_queries.with_reasons(rows, wanted.query)
        order = ["found_by", "found_place", "found_name", *order]
    return rows.order_by(*order)
