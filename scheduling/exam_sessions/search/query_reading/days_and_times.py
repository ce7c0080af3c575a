"""Days and clock times in a query: “jan 14”, “next tuesday at noon”, “tomorrow 930”."""

from __future__ import annotations

import re
from datetime import date, time, timedelta

from scheduling import date_formats
from scheduling.exam_sessions.search.query_reading.command_words import (
    FORMS,
    NEW_TIMES,
    command_in,
)
from scheduling.exam_sessions.search.query_reading.found_words import (
    FoundWords,
    Reader,
    lead_start,
    text_of,
)
from scheduling.typed_times import spoken_clocks, spoken_days
from scheduling.typed_times.dates import may_be_year
from scheduling.typed_times.reading import may_be_later, read_clock, read_day

_DATE = re.compile(r"[a-z]|/|^\d{4}-\d\d?-\d\d?$", re.IGNORECASE)
_DATE_WORD = re.compile(r".*\d.*|of|[a-z]{3,9}[.,]*", re.IGNORECASE)
_CLOCK = re.compile(r"\d{1,2}[:.]\d\d(?P<half> ?[ap]\.?m?\.?)?|\d{1,4} ?[ap]\.?m\.?", re.IGNORECASE)
_BARE_CLOCK = re.compile(r"\d{3,4}|\d{1,2}h(\d\d)?|noon", re.IGNORECASE)
_FOUR_BEHIND = re.compile(r"\s((?:[01]\d|2[0-3])[0-5]\d)$")
_BARE_HOUR = re.compile(r"\d{1,2}")
_NUMBER = re.compile(r"\d{1,3}")  # what makes of the hour before it something else: “9 75”
_SPACED_CLOCK = re.compile(r"\d{1,2} [0-5]\d(?: ?[ap]\.?m?\.?)?")  # “friday 9 30”
_NUMBERED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)[.,]*", re.IGNORECASE)
_LONGEST_MONTHS = 62  # days, in which each number of a day comes
_UNLIKE_A_COURSE = re.compile(r"\d{4}|noon", re.IGNORECASE)  # though it stands behind a word


def day_reader(words: list[str], found: list[FoundWords], today: date) -> Reader:
    """Reads a day; a date without a year is the nearest, but the next where it is to be."""

    def read_words(span: range) -> tuple[date, str] | None:
        text = text_of(words, span)
        if named := spoken_days.read(text, today):
            return named
        if numbered := _NUMBERED.fullmatch(text):
            return _day_numbered(int(numbered[1]), today, is_new=command_in(found) in NEW_TIMES)
        is_date = _DATE.search(text) and any(char.isdigit() for char in text)
        if not is_date or not all(_DATE_WORD.fullmatch(words[at]) for at in span):
            return None
        is_new = command_in(found) in NEW_TIMES
        if is_new and (digits := _FOUR_BEHIND.search(text)) and not may_be_year(digits[1], today):
            return None  # a form would take them for its time
        return read_day(text, today, nearest=not is_new)

    return read_words


def _day_numbered(number: int, today: date, *, is_new: bool) -> tuple[date, str] | None:
    """The coming day of this number, with a remark where the one before is as near; “the 15th”."""
    ahead, back = (
        [day for days in range(_LONGEST_MONTHS) if (day := today + days * step).day == number]
        for step in (timedelta(days=1), timedelta(days=-1))
    )
    if not ahead or not back:
        return None
    coming, last = ahead[0], back[0]
    is_plain = is_new or coming - today < today - last or coming == today
    return coming, "" if is_plain else spoken_days.not_meant(coming, last)


def as_a_form_reads(text: str, day: date) -> str:
    """The words of a day as a form about a session takes them: it asks for the month."""
    return f"{day:%b} {day.day}, {day.year}" if _NUMBERED.fullmatch(text) else text


def clock_reader(words: list[str], found: list[FoundWords]) -> Reader:
    """Reads times; digits alone, and “noon”, are one beside a day only or behind “at”, and three of
    them not behind a word: courses are called “ECON 302”, or 1030. Behind the day that is said for
    a form one or two are an hour, and two numbers one with its minutes: “book levi tomorrow 9 30”.
    """

    def read_words(span: range) -> tuple[time, ...] | None:
        text = spoken_clocks.in_digits(text_of(words, span).casefold()).strip(",")
        if (hours := spoken_clocks.halves(text)) and command_in(found) in NEW_TIMES:
            return tuple(time(hour, 30) for hour in hours)  # the form asks which of them
        match = _CLOCK.fullmatch(text)
        lead = lead_start(words, span)
        before = range(lead, span.start)
        is_at = any(words[at].casefold() in ("at", "to") for at in before)
        days = [one.span for one in found if one.kind == "day"]
        is_behind_day = lead in {day.stop for day in days}
        is_before_day = span.stop in {lead_start(words, day) for day in days}
        taken = {at for one in found for at in one.span}
        is_behind_word = lead > 0 and lead - 1 not in taken and not before
        bare = _UNLIKE_A_COURSE if is_behind_word else _BARE_CLOCK
        is_for_form = command_in(found) in FORMS
        is_alone = not any(map(_NUMBER.fullmatch, words[span.stop : span.stop + 1]))
        is_hour = is_behind_day and is_for_form and is_alone and _BARE_HOUR.fullmatch(text)
        is_noon = is_at and text.casefold() == "noon"
        is_beside = (is_behind_day or is_before_day or is_noon) and len(span) == 1
        is_bare = is_beside and (is_hour or bare.fullmatch(text))
        is_bare = is_bare or (is_behind_day and is_for_form and _SPACED_CLOCK.fullmatch(text))
        clock = read_clock(text) if match or is_bare else None
        if clock is None:
            return None
        is_short = text.casefold().rstrip("0123456789")[-1:] == "h"
        is_as_said = is_short or command_in(found) in NEW_TIMES  # which a form takes as it is
        is_whole = any(map(str.isalpha, text)) and not is_short
        is_whole = is_whole or (is_as_said and not may_be_later(text))
        return (clock,) if is_whole else halves_of(clock, text)

    return read_words


def halves_of(clock: time, text: str) -> tuple[time, ...]:
    """A time, and that of the afternoon as well where it may be meant."""
    is_said = text.startswith("0") or not 1 <= clock.hour < 12
    if is_said or not date_formats.has_halves(date_formats.clock(clock)):
        return (clock,)
    return clock, clock.replace(hour=clock.hour + 12)
