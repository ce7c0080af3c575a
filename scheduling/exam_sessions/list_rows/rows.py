"""The rows of a list of sessions as queries: those of its view, of its search, of its filters, of
one state, and their order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from scheduling.exam_sessions.list_rows.list_query import ListQuery
from scheduling.exam_sessions.lists import (
    day_order,
    list_filters,
    list_states,
    tab_conditions,
    tabs,
    to_book,
)
from scheduling.exam_sessions.lists.list_states import Counted
from scheduling.exam_sessions.lists.tabs import View
from scheduling.exam_sessions.search import reasons
from scheduling.models import ExamSession, Institution

Rows = QuerySet[ExamSession]
Match = Callable[[Rows], Rows]  # those of some rows that a search finds
States = dict[str, Q]


def _all(rows: Rows) -> Rows:
    return rows


@dataclass(frozen=True, slots=True)
class ListRows:
    """What a list has at these institutions; `texts` are all statuses there."""

    institutions: Sequence[Institution]
    wanted: ListQuery
    texts: set[str]
    matching: Match = _all

    def found(self) -> Rows:
        """Those of the view and the search that the filters let through."""
        return self._narrowed(self.in_view())

    def in_view(self) -> Rows:
        """Those of the view and the search, whatever the filters."""
        return self._of_view(self.matching(self._known()))

    def whatever_the_words(self) -> Rows:
        """Those of the view that the filters let through, whether or not the search finds them."""
        return self._narrowed(self._of_view(self._known()))

    def _narrowed(self, rows: Rows) -> Rows:
        return list_filters.narrowed(rows, self.institutions, self.wanted.filters)

    def _of_view(self, rows: Rows) -> Rows:
        wanted = self.wanted
        asked = tab_conditions.in_view(
            wanted.view, self.institutions, self.texts, wanted.done_otherwise
        )
        return rows.none() if asked == tab_conditions.NEVER else rows.filter(asked.expression)

    def _known(self) -> Rows:
        is_checked, is_listed = tab_conditions.IS_CHECKED, tab_conditions.IS_LISTED
        rows = ExamSession.objects.annotate(
            checking=is_checked.expression, dropped=(~is_listed).expression
        )
        if self.wanted.is_search:
            return list_filters.led_elsewhere(rows, self.institutions)
        listed = rows.filter(tab_conditions.known_here(self.wanted.done_otherwise).expression)
        if self.wanted.is_of_a_day or self.wanted.view in tabs.LED_ELSEWHERE:
            return list_filters.led_elsewhere(listed, self.institutions)
        return listed.filter(institution__in=[one.pk for one in self.institutions])

    def of_state(self, rows: Rows, states: States) -> Rows:
        """Those of the rows that have the state which is asked for, if any is."""
        state = self.wanted.state
        return rows.filter(states[state]) if state in states else rows

    def ordered(self, rows: Rows, states: States) -> Rows:
        """The rows in the order of the list."""
        if self.wanted.is_of_a_day:
            return day_order.ordered(
                rows, self.institutions, self.texts, self.wanted.done_otherwise
            )
        if self.wanted.view == View.TO_BOOK and not self.wanted.is_search:
            return to_book.ordered(rows, self.institutions, self.texts)
        rank = Case(
            When(states["checking"], then=Value(0)),
            When(states["needs"], then=Value(1)),
            When(states["dropped"], then=Value(3)),
            When(states["over"], then=Value(4)),
            default=Value(2),
            output_field=IntegerField(),
        )
        rows, order = rows.annotate(rank=rank), ["rank", "appointment_at", "name_order", "pk"]
        if self.wanted.is_search:
            rows = reasons.with_reasons(rows, self.wanted.query)
            order = ["found_by", "found_place", "found_name", *order]
        return rows.order_by(*order)

    def in_order(self) -> Rows:
        """All that the list has, of its state, in its order."""
        states = list_states.states(self.texts)
        return self.ordered(self.of_state(self.found(), states), states)


def counted(found: Rows) -> Counted:
    """How many sessions are being checked or not, listed or not, of each status as it came."""
    marks = found.order_by().values_list("checking", "dropped", "status")
    return list(marks.annotate(sessions=Count("pk")))
