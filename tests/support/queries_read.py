"""Queries of the search box, read on one Thursday by somebody with some locations and pages."""

from __future__ import annotations

from contextvars import copy_context
from datetime import date, time

from scheduling import date_formats
from scheduling.exam_sessions.search.query_reading.reading import read
from scheduling.exam_sessions.search.query_reading.understood import Understood
from scheduling.exam_sessions.search.query_reading.vocabulary import KnownLocation, Vocabulary
from scheduling.session_types.registry import SESSION_TYPES

TODAY = date(2026, 11, 26)  # a Thursday
TOMORROW = date(2026, 11, 27)
NINE_THIRTY = (time(9, 30), time(21, 30))
DULUTH, ANNEX, PHOENIX, ONLINE, ELSEWHERE = (
    KnownLocation(f"PL{number}", name, "AI1")
    for number, name in enumerate(
        (
            *("Duluth Testing Center", "Minneapolis Testing Annex", "Phoenix Learning Center"),
            *("ProctorU", "RegisterBlast Duluth"),
        )
    )
)
VOCABULARY = Vocabulary(
    today=TODAY,
    locations=(DULUTH, ANNEX, PHOENIX),
    types={name: kind.label for name, kind in SESSION_TYPES.items()},
    pages={
        "board": {"day", "clocks", "locations"},
        "who was where": {"day", "clocks", "locations"},
        "week": {"day", "weeks", "locations"},
        "call list": {"number"},
        "print": {"day", "locations", "number"},
    },
)


def said(
    query: str, locale: str = "en_US", vocabulary: Vocabulary = VOCABULARY
) -> dict[str, object]:
    """What was read of a query, without what was not."""

    def with_locale() -> Understood:
        date_formats.use_locale(lambda: locale)
        return read(query, vocabulary)

    understood = copy_context().run(with_locale)
    as_typed = ("when", "has_day", "is_page")
    values = {name: getattr(understood, name) for name in Understood.__slots__}
    values = {name: value for name, value in values.items() if name not in as_typed}
    return {name: value for name, value in values.items() if value}
