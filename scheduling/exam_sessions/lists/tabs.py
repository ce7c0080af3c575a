"""The tabs of the worklist: the question that each answers, and its word.

Which sessions answer it is in `tab_conditions`; what narrows them is in `list_filters`.
"""

from __future__ import annotations

from enum import StrEnum

from scheduling.models import Attempt


class View(StrEnum):
    """The questions that the list answers, by their names in its address."""

    TODAY = "today"
    TOMORROW = "tomorrow"
    TO_BOOK = "to-book"
    DECIDE = "decide"
    APPROVAL = "approval"
    INCIDENTS = "incidents"
    ALL = "all"


WORDS = {
    View.TODAY: "Today",
    View.TOMORROW: "Tomorrow",
    View.TO_BOOK: "To book",
    View.DECIDE: Attempt.NEEDS_DECISION,
    View.APPROVAL: "Approval",
    View.INCIDENTS: "Incidents",
    View.ALL: "All",
}
DAYS = (View.TODAY, View.TOMORROW)  # each of one day
LED_ELSEWHERE = (*DAYS, View.DECIDE)  # by a start, or by numbers
AT_NO_LOCATION = (View.TO_BOOK,)  # of what is at none yet: the same at every location
