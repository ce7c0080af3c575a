"""Reader of a query into what it says: “tue 10:30”, “tomorrow duluth”, “proctoru today smith”.

Whatever may be meant in two ways is not read: it stays among the words to search for. And what is
read may be a name all the same, so whoever reads here searches for the words themselves as well.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

from scheduling.exam_sessions.lists.tabs import View
from scheduling.exam_sessions.search.query_reading.command_words import (
    BOOK,
    LONGEST_COMMAND,
    MOVES,
    NEW_TIMES,
    command_in,
    command_reader,
)
from scheduling.exam_sessions.search.query_reading.days_and_times import (
    as_a_form_reads,
    clock_reader,
    day_reader,
)
from scheduling.exam_sessions.search.query_reading.found_words import (
    FILLERS,
    FoundWords,
    are_fillers,
    each,
    lead_start,
    sole,
    text_of,
)
from scheduling.exam_sessions.search.query_reading.lengths_and_spans import (
    LONGEST_LENGTH,
    LONGEST_SPAN,
    length_reader,
    span_reader,
)
from scheduling.exam_sessions.search.query_reading.locations_and_types import (
    begun_type_reader,
    location_reader,
    whole_type_reader,
)
from scheduling.exam_sessions.search.query_reading.now_and_then import (
    OLD_CLOCKS,
    PLACES,
    TIMES,
    told_apart,
)
from scheduling.exam_sessions.search.query_reading.numbers import number_reader, week_reader
from scheduling.exam_sessions.search.query_reading.states import LONGEST_STATE, state_reader
from scheduling.exam_sessions.search.query_reading.understood import Understood
from scheduling.exam_sessions.search.query_reading.vocabulary import Vocabulary
from scheduling.typed_times import spoken_days

LONGEST = 40  # words that are looked at
LONGEST_CLOCK = 4  # “half past nine pm”
NOW = "now"  # of a page that says how it is


def read(query: str, vocabulary: Vocabulary) -> Understood:
    """Read a query; what means two different things of a kind is not read, nor is a command with
    words that it doesn't take.
    """
    words = query.split()[:LONGEST]
    found: list[FoundWords] = []
    for kind, longest, reader in (
        ("command", LONGEST_COMMAND, command_reader(words, vocabulary)),
        ("spans", LONGEST_SPAN, span_reader(words, found, vocabulary)),
        ("minutes", LONGEST_LENGTH, length_reader(words, found, vocabulary)),
        ("number", 1, number_reader(words, found, vocabulary)),
        ("day", 1, week_reader(words, found, vocabulary)),
        ("state", LONGEST_STATE, state_reader(words)),
        ("day", 4, day_reader(words, found, vocabulary.today)),
        ("clocks", LONGEST_CLOCK, clock_reader(words, found)),
        ("type", 4, whole_type_reader(words, vocabulary)),
        ("locations", 5, location_reader(words, vocabulary)),
        ("type", 4, begun_type_reader(words, vocabulary)),
    ):
        command = command_in(found)
        new = list(each(kind, len(words), longest, found, reader))
        found[:] = _sole_of_each_kind([*found, *(told_apart(words, one, command) for one in new)])
    understood = _understood(query, found, vocabulary)
    takes = vocabulary.pages.get(understood.command)
    if takes is None:
        return understood
    if _says_no_more(understood) and {one.kind for one in found} <= {*takes, "command"}:
        return replace(understood, rest="", is_page=True)
    return read(query, replace(vocabulary, pages={}))


def _sole_of_each_kind(found: list[FoundWords]) -> list[FoundWords]:
    kinds = dict.fromkeys(one.kind for one in found)
    return [same for kind in kinds for same in sole([one for one in found if one.kind == kind])]


def _says_no_more(understood: Understood) -> bool:
    """Whether nothing is left of a page's command but what leads to the rest, or “now”."""
    now = set() if understood.day else {NOW}
    return FILLERS | now >= set(understood.rest.casefold().split())


def _understood(query: str, found: list[FoundWords], vocabulary: Vocabulary) -> Understood:
    # No list is asked for by a time of any day: it stays a word, lest another booking be moved.
    found = [one for one in found if one.kind != OLD_CLOCKS]
    values, today = {one.kind: one.value for one in found}, vocabulary.today
    taken = {at for one in found for at in one.span}
    taken |= _between(query.split(), found)
    clocks = values.get("clocks", ())
    command = values.get("command", "")
    is_of_its_day = command in MOVES  # “move kim to 3pm”
    day, remark = values.get("day") or (today if clocks and not is_of_its_day else None, "")
    if command in NEW_TIMES and _have_passed(clocks, day, vocabulary):
        day, remark = _a_week_on(query.split(), found, today) or (day, remark)
    view, state = values.get("state") or (View.TO_BOOK if command == BOOK else None, "")
    rest = " ".join(word for at, word in enumerate(query.split()) if at not in taken)
    return Understood(
        rest="" if values.keys() - {"command"} and are_fillers(rest) else rest,
        day=day,
        remark=remark,
        clocks=clocks,
        session_type=values.get("type", ""),
        locations=values.get("locations", ()),
        view=view,
        state=state,
        command=command,
        number=values.get("number"),
        minutes=values.get("minutes"),
        spans=values.get("spans", ()),
        new_locations=values.get("new locations", ()),
        new_type=values.get("new type", ""),
        old_day=values.get("old day", (None, ""))[0],
        when=_when(query.split(), found),
        has_day="day" in values,
    )


def _have_passed(clocks: tuple[time, ...], day: date | None, vocabulary: Vocabulary) -> bool:
    is_past = clocks and max(clocks) <= vocabulary.now
    return bool(is_past) and day == vocabulary.today


def _a_week_on(words: list[str], found: list[FoundWords], today: date) -> tuple[date, str] | None:
    """The weekday of next week, where it is today's that was said, with a remark."""
    said = (text_of(words, one.span).casefold() for one in found if one.kind == "day")
    day = next((spoken_days.a_week_on(one, today, today) for one in said), None)
    return (day, spoken_days.not_meant(day, today)) if day else None


def _when(words: list[str], found: list[FoundWords]) -> str:
    times = sorted((one for one in found if one.kind in TIMES), key=lambda one: min(one.span))
    return " ".join(_as_said(words, one) for one in times)


def _as_said(words: list[str], one: FoundWords) -> str:
    text = text_of(words, one.span)
    return as_a_form_reads(text, one.value[0]) if one.kind == "day" else text


def _between(words: list[str], found: list[FoundWords]) -> set[int]:
    """The places of words that only lead to a day, a time or a location: “at 2 pm in Duluth”."""
    spans = [one.span for one in found if one.kind.split()[-1] in (*TIMES, *PLACES)]
    return {at for span in spans for at in range(lead_start(words, span), span.start)}
