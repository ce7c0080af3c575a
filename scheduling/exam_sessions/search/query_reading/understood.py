"""What was understood of a query."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time

from scheduling.exam_sessions.lists.tabs import View
from scheduling.exam_sessions.search.query_reading.command_words import FORMS, NEW_TIMES
from scheduling.exam_sessions.search.query_reading.lengths_and_spans import Span
from scheduling.exam_sessions.search.query_reading.vocabulary import KnownLocation


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What a query says; `rest` are the words that say nothing but themselves. A clock time without
    its half of the day is both of them, and a location's name may be that of two.
    """

    rest: str
    day: date | None = None
    remark: str = ""  # on how the day was read
    clocks: tuple[time, ...] = ()
    session_type: str = ""
    locations: tuple[KnownLocation, ...] = ()
    view: View | None = None
    state: str = ""
    command: str = ""  # the one that it begins with
    number: int | None = None  # of the page that it leads to
    minutes: int | None = None  # for which something is to be free
    spans: tuple[Span, ...] = ()  # from when to when
    # Of a change what is to be, and the day on which the booking stands.
    new_locations: tuple[KnownLocation, ...] = ()
    new_type: str = ""
    old_day: date | None = None
    # The day and the time as they were typed, which say no more, and whether a day is among them.
    when: str = field(default="", compare=False)
    has_day: bool = field(default=False, compare=False)
    is_page: bool = field(default=False, compare=False)  # what the command leads to

    @property
    def is_for_a_form(self) -> bool:
        """Whether it begins with what is to be done with a session."""
        return self.command in FORMS and not self.is_page

    @property
    def is_new_time(self) -> bool:
        """Whether the time that it says is to be: that of the form, not one to find by."""
        return self.command in NEW_TIMES

    @property
    def is_anything(self) -> bool:
        """Whether more was read than words to search for."""
        said = (self.day, self.clocks, self.session_type, self.locations, self.view, self.state)
        return any((*said, self.new_locations, self.new_type, self.old_day))
