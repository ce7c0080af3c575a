"""The figures of the week's page: each by the name of its CSV, with its heading and notes, what
counts it, and its columns.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scheduling.week_figures import (
    courses_to_book,
    figure_columns,
    requests_by_day,
    seats_in_use,
    sessions_by_day,
)
from scheduling.week_figures.figures import FigureRow
from scheduling.week_figures.known_numbers import Number, most
from scheduling.week_figures.scope import WeekScope

HALF_HOURS = "seats"
AT_LOCATION = (
    "A booking counts where it was asked for, a move or a cancellation where its session is now;"
    " the log is that of all locations."
)


@dataclass(frozen=True, slots=True)
class FigureKind:
    """A figure: its heading, what counts it, its series, and what an empty one says."""

    title: str
    count: Callable[[WeekScope], list[FigureRow]]
    series: Sequence[str]
    nothing: str
    of: str = "Day"  # what each row of its table is
    note: str = ""
    leads: str = ""  # where its rows lead, for the screen
    note_at_location: str = ""  # and this, at one location
    drawn: Callable[[Sequence[Number]], Sequence[Number]] = tuple  # of a row's numbers
    drawn_series: Sequence[str] = ()  # of what is drawn, where that is not the series
    days_lead_to_log: bool = False  # whether its days are those of requests, not of sessions
    is_nought_nothing: bool = True  # whether only more than 0 is something to show
    is_of_every_location: bool = False  # whichever is chosen: what is counted is at none


# By the name that the address of its CSV has for it.
KINDS = {
    HALF_HOURS: FigureKind(
        "Seats in use by half hour",
        seats_in_use.by_half_hour,
        (),
        "Nobody sits anywhere this week, as far as we know.",
        "Half hour",
        "What is not certain yet counts as taken, a move at both times; what waits for approval"
        " does not count.",
        leads="Each number leads to the board of that day and half hour.",
        drawn=lambda values: [most(values)],
        drawn_series=("The most on any day",),
    ),
    "sessions": FigureKind(
        "Sessions a day",
        sessions_by_day.sessions_a_day,
        figure_columns.SESSIONS,
        "No listed session is in this week.",
        note="A session that is still being asked about, or needs a decision, is not certain.",
    ),
    "requests": FigureKind(
        "Through this portal",
        requests_by_day.requests_a_day,
        figure_columns.REQUESTS,
        "Nothing was booked, moved or cancelled here this week.",
        note="By the day of the request.",
        leads="Each day leads to its log.",
        note_at_location=AT_LOCATION,
        days_lead_to_log=True,
    ),
    "seconds": FigureKind(
        "Seconds until SmarterProctoring answered",
        requests_by_day.seconds_a_day,
        figure_columns.SECONDS,
        "Nothing was answered this week.",
        note="Requests that SmarterProctoring answered clearly. Each bar is the time within which"
        " half were answered.",
        drawn=lambda values: values[:1],
        drawn_series=figure_columns.SECONDS[:1],
        note_at_location=AT_LOCATION,
        days_lead_to_log=True,
        is_nought_nothing=False,
    ),
    "to-book": FigureKind(
        "Waiting to be booked, by course",
        courses_to_book.to_book_by_course,
        figure_columns.TO_BOOK,
        "Nothing waits to be booked.",
        "Course",
        "As it is now, at all locations.",
        is_of_every_location=True,
    ),
}

# Beside each other where there is room: both are about as high, in a quiet week as in a busy one.
LEFT = (HALF_HOURS, "requests")
RIGHT = tuple(name for name in KINDS if name not in LEFT)
