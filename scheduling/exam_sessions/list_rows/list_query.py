"""What a list of sessions is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field

from scheduling.exam_sessions.lists import tabs
from scheduling.exam_sessions.lists.list_filters import NO_FILTERS, ListFilters
from scheduling.exam_sessions.lists.list_states import STATES
from scheduling.exam_sessions.lists.tabs import View


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What a person asked the list for."""

    query: str = ""
    state: str = ""
    page: int = 1
    view: View = View.ALL
    filters: ListFilters = NO_FILTERS
    as_written: bool = False  # the words alone as names are written, not also as they sound
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

    @property
    def is_led_elsewhere(self) -> bool:
        """Whether a day, or the numbers of sessions, lead to what is asked for."""
        return self.view in tabs.LED_ELSEWHERE or self.filters.day is not None

    @property
    def known_state(self) -> str:
        """The state that is asked for, if it is one."""
        return self.state if self.state in STATES else ""
