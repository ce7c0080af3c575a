"""Numbers behind a command: that of a page, “call list 3”, and of a week, “week 49”."""

from __future__ import annotations

import re
from datetime import date

from scheduling.exam_sessions.search.query_reading.command_words import behind_command
from scheduling.exam_sessions.search.query_reading.found_words import FoundWords, Reader
from scheduling.exam_sessions.search.query_reading.vocabulary import Vocabulary

NUMBER = re.compile(r"\d{1,5}", re.ASCII)


def number_reader(words: list[str], found: list[FoundWords], vocabulary: Vocabulary) -> Reader:
    """Reads the number of a page: “call list 3”."""

    def read_number(span: range) -> int | None:
        command, said = behind_command(words, found, span)
        is_one = "number" in vocabulary.pages.get(command, ()) and NUMBER.fullmatch(said)
        return int(said) if is_one else None

    return read_number


def week_reader(words: list[str], found: list[FoundWords], vocabulary: Vocabulary) -> Reader:
    """Reads the number of a week as its Monday, in the year that is nearest: “week 49”."""

    def read_week(span: range) -> tuple[date, str] | None:
        command, said = behind_command(words, found, span)
        is_one = "weeks" in vocabulary.pages.get(command, ()) and NUMBER.fullmatch(said)
        mondays = _mondays(int(said), vocabulary.today.year) if is_one else []
        if not mondays:
            return None
        return min(mondays, key=lambda one: abs(one - vocabulary.today)), ""

    return read_week


def _mondays(week: int, year: int) -> list[date]:
    """Those of the ISO week of this number, in the years around this one that have it."""
    around = (year - 1, year, year + 1)
    return [date.fromisocalendar(one, week, 1) for one in around if 0 < week <= _weeks_of(one)]


def _weeks_of(year: int) -> int:
    return date(year, 12, 28).isocalendar().week  # which is always in its last one
