"""The charts of the week's page: each by the name of its CSV, with what counts it and its words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scheduling.weeks import figures
from scheduling.weeks.figures import Row, Scope

HALF_HOURS = "seats"
AT_LOCATION = (
    "A booking counts where it was asked for, a move or a cancellation where its session is now;"
    " the log is that of all locations."
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A figure: its heading, what counts it, its series, and what an empty one says."""

    title: str
    count: Callable[[Scope], list[Row]]
    series: Sequence[str]
    nothing: str
    note: str = ""
    note_at_location: str = ""  # and this, at one location
    drawn: Callable[[Sequence[float | None]], Sequence[float | None]] = tuple  # of a row's numbers
    drawn_series: Sequence[str] = ()  # of what is drawn, where that is not the series
    days_lead_to_log: bool = False  # whether its days are those of requests, not of sessions
    is_nought_nothing: bool = True  # whether only more than 0 is something to show


# By the name that the address of its CSV has for it.
KINDS = {
    "sessions": Kind(
        "Sessions a day",
        figures.sessions_a_day,
        figures.SESSIONS,
        "No listed session is in this week.",
    ),
    HALF_HOURS: Kind(
        "Seats in use by half hour",
        figures.seats_by_half_hour,
        (),
        "Nobody sits anywhere this week, as far as we know.",
        "A bar is the most on any day of the week. What is still being checked counts as taken,"
        " a move at both times. Sessions whose location is not loaded yet are in no seat.",
        drawn=lambda values: [max((one for one in values if one is not None), default=None)],
        drawn_series=("The most on any day",),
    ),
    "requests": Kind(
        "Through this portal",
        figures.requests_a_day,
        figures.REQUESTS,
        "Nothing was booked, moved or cancelled here this week.",
        "By the day of the request. Each day leads to its log.",
        note_at_location=AT_LOCATION,
        days_lead_to_log=True,
    ),
    "seconds": Kind(
        "Seconds until SmarterProctoring answered",
        figures.seconds_a_day,
        figures.SECONDS,
        "Nothing was answered this week.",
        "Requests that SmarterProctoring answered clearly. Each bar is the time within which half"
        " were answered.",
        drawn=lambda values: values[:1],
        drawn_series=figures.SECONDS[:1],
        note_at_location=AT_LOCATION,
        days_lead_to_log=True,
        is_nought_nothing=False,
    ),
    "to-book": Kind(
        "Waiting to be booked, by course",
        figures.to_book_by_course,
        ("Sessions",),
        "Nothing waits to be booked.",
        "As it is now, at all locations.",
    ),
}
