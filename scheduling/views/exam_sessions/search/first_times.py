"""The time, the place and the type that a query says for a form about a session, as the form's
address names them and in words.

What can be read one way only goes along as a time; anything else as it was typed, for the form to
ask about.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from scheduling.date_formats import clock, short_day
from scheduling.exam_sessions.search.query_reading.understood import Understood
from scheduling.exam_sessions.search.query_reading.vocabulary import KnownLocation
from scheduling.forms.booking.answers import FIRST_DAY, FIRST_LOCATION
from scheduling.forms.booking.answers_in_address import FIRST_TIME
from scheduling.session_types.registry import SESSION_TYPES
from scheduling.typed_times.reading import read_typed
from scheduling.typed_times.unreadable import Unreadable


@dataclass(frozen=True, slots=True)
class FirstTime:
    """What the address of a form says of its time, to be put behind others, and the same for
    people; '' where nothing was said.
    """

    asked: str = ""
    words: str = ""


def of_booking(said: Understood, today: date) -> FirstTime:
    """That of a booking form; a day alone is the one whose free starts it shows."""
    if said.day is None:
        return FirstTime()
    if not said.clocks:
        return FirstTime(f"&{urlencode({FIRST_DAY: said.day.isoformat()})}", short_day(said.day))
    words = f"{short_day(said.day)}, {_clocks(said)}"
    return FirstTime(_asked(said.when if said.has_day else f"today {said.when}", today), words)


def of_change(said: Understood, booked_on: date | None, today: date) -> FirstTime:
    """The new time of a booking; a time without a day is one of the day on which it stands."""
    if not said.when or not said.is_new_time:
        return FirstTime()
    day = said.day or booked_on
    words = ", ".join(filter(None, (short_day(day) if day else "", _clocks(said))))
    is_to_be_said = not said.day and booked_on
    when = f"{booked_on:%b} {booked_on:%d, %Y} {said.when}" if is_to_be_said else said.when
    return FirstTime(_asked(when, today), words)


def with_place(first: FirstTime, place: KnownLocation | None, wire_name: str) -> FirstTime:
    """The same with the location and the type that are to be, where they are said."""
    asked = {FIRST_LOCATION: place.location_sid} if place else {}
    asked |= {"type": wire_name} if wire_name else {}
    label = SESSION_TYPES[wire_name].label if wire_name else ""
    words = " · ".join(filter(None, (first.words, label, place.name if place else "")))
    return FirstTime(f"{first.asked}&{urlencode(asked)}", words) if asked else first


def _clocks(said: Understood) -> str:
    return " or ".join(map(clock, said.clocks))


def _asked(when: str, today: date) -> str:
    with suppress(Unreadable):
        typed = read_typed(when, today, today_there=lambda: today)
        when = when if typed.remark or typed.walls[1:] else f"{typed.wall:%Y-%m-%dT%H:%M}"
    return f"&{urlencode({FIRST_TIME: when})}"
