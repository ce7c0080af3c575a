"""When a session in a list takes place, in words: by its place's clock and by the page's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from scheduling.exam_sessions import accommodations
from scheduling.models import ExamSession
from scheduling.spoken_time import SpokenTime, say, say_difference, say_range
from scheduling.wall_time import city_of

ASKED_FOR = "asked for {start}"


@dataclass(frozen=True, slots=True)
class RowTimes:
    """The words; each '' where there is nothing to say."""

    when: str = ""  # by its place's own clock
    elsewhere: str = ""  # whose clock that is, where it is not the page's: “Phoenix, 1 hour behind”
    own_clock: str = ""  # the same as short as a row has room for: “MST”
    here: str = ""  # the start by the page's clock then: “10:30 AM in Chicago”
    is_of_day: bool = False  # the list's day is that of its start, so that the hours alone say when


NONE = RowTimes()


def times_of(
    session: ExamSession,
    *,
    zone: str,
    day: date | None,
    told_above: bool,
    asked: datetime | None = None,
    asked_zone: str = "",
) -> RowTimes:
    """The times of a booking. `zone` is the page's clock ('' where its rows name none), `day` the
    list's; `told_above` where a heading tells the day. `asked` is when it was asked for, of one of
    which no start is shown, on a clock of its own.
    """
    if asked and session.appointment_at is None:
        return RowTimes(_asked_for(asked, asked_zone or str(session.zone), zone, day))
    start = None if session.needs_proctor else session.appointment_at  # it is no booking's
    if start is None:
        return NONE
    own = str(session.zone)
    spoken = say(start, own)
    is_of_day = bool(day) and spoken.local.date() == day
    when = _hours(session, spoken, own) if is_of_day else _when(session, spoken, told_above)
    apart = say_difference(start, own, zone) if zone else ""
    if not apart:
        return RowTimes(when, is_of_day=is_of_day)
    page = say(start, zone)
    is_named = spoken.zone_abbrev != page.zone_abbrev
    return RowTimes(
        when=when,
        elsewhere=f"{city_of(own)}, {apart}",
        own_clock=spoken.zone_abbrev if is_named else city_of(own),
        here=f"{_by_page_clock(page, spoken)} in {city_of(zone)}",
        is_of_day=is_of_day,
    )


def _asked_for(start: datetime, own: str, zone: str, day: date | None) -> str:
    """“asked for 9:30 AM CST”; the clock is named where it is not the page's."""
    spoken = say(start, own)
    words = spoken.time if spoken.local.date() == day else spoken.unzoned
    is_apart = bool(zone) and bool(say_difference(start, own, zone))
    return ASKED_FOR.format(start=f"{words} {spoken.zone_abbrev}" if is_apart else words)


def _hours(session: ExamSession, start: SpokenTime, zone: str) -> str:
    """“9:30 – 11:30 AM” of a session of the list's day, the end where its length is known."""
    minutes = accommodations.sitting_of(session).minutes
    if not minutes:
        return start.time
    return say_range(start.local, minutes, zone).removesuffix(f" {start.zone_abbrev}")


def _when(session: ExamSession, start: SpokenTime, told_above: bool) -> str:
    """The time; with its day wherever no heading above it tells the day."""
    told_above &= not (session.is_over or session.dropped_at or getattr(session, "checking", False))
    return start.time if told_above else start.unzoned


def _by_page_clock(page: SpokenTime, own: SpokenTime) -> str:
    """The start, with its date where that is another one there."""
    return page.time if own.local.date() == page.local.date() else page.unzoned
