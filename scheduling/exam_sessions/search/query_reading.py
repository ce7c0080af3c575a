"""Reader of a query into what it says: “tue 10:30”, “tomorrow duluth”, “proctoru today smith”.

Whatever may be meant in two ways is not read: it stays among the words to search for. And what is
read may be a name all the same, so whoever reads here searches for the words themselves as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from itertools import takewhile

from scheduling import date_formats
from scheduling.exam_sessions.lists.tabs import DAYS, WORDS, View
from scheduling.exam_sessions.search import text_folding
from scheduling.typed_times import spoken_days
from scheduling.typed_times.reading import read_clock, read_day

LEAST = 3  # letters by which a type or a location is told
LONGEST = 40  # words that are looked at
MOST_MEANT, MANY = 2, 4  # of more than so many locations, a word may mean two
# Words of every exam: they begin a type's name, and mean none.
EVERYDAY = {"exam", "message", "proctor", "test"}
BOOK = "book"  # the command that is a search
# Words between others that say nothing: “who was where at 10:37 in Duluth”. They name no location.
FILLERS = {"at", "on", "in", "for", "of", "to", "the"}
NOW = "now"  # of a page that says how it is
COMMAND_WORDS = 3  # at most
# Commands that lead to a form about a session: what is searched for is the session.
MOVES = ("move", "reschedule", "switch")
CHECK_IN, CHECK_OUT = ("check in", "check-in", "checkin"), ("check out", "check-out", "checkout")
NO_SHOW = ("no show", "no-show", "noshow")
FORMS = (BOOK, *MOVES, "cancel", *CHECK_IN, *CHECK_OUT, *NO_SHOW)
NEW_TIMES = (BOOK, *MOVES)  # the time that is said with these is to be
# View and state of the list that a word asks for; a view of one day is asked for by the day.
STATES: dict[str, tuple[View | None, str]] = {
    **{text_folding.folded(WORDS[view]): (view, "") for view in View if view not in DAYS},
    "needs proctor": (View.TO_BOOK, ""),
    "decision": (View.DECIDE, ""),
    "scheduled": (None, "scheduled"),
    "pending": (None, "pending"),
    "pending approval": (None, "pending"),
    "incident": (View.INCIDENTS, ""),
}
ONLY_ALONE = text_folding.folded(WORDS[View.ALL])  # beside others a word of many a name
STATE_WORDS = 3  # at most
_DATE = re.compile(r"[a-z]|/|^\d{4}-\d\d?-\d\d?$", re.IGNORECASE)
_DATE_WORD = re.compile(r".*\d.*|of|[a-z]{3,9}[.,]*", re.IGNORECASE)
_CLOCK = re.compile(r"\d{1,2}[:.]\d\d(?P<half> ?[ap]\.?m?\.?)?|\d{1,4} ?[ap]\.?m\.?", re.IGNORECASE)
_BARE_CLOCK = re.compile(r"\d{3,4}|\d{1,2}h(\d\d)?|noon", re.IGNORECASE)
_BARE_HOUR = re.compile(r"\d{1,2}")
NUMBER = re.compile(r"\d{1,5}", re.ASCII)
_UNLIKE_A_COURSE = re.compile(r"\d{4}|noon", re.IGNORECASE)  # though it stands behind a word


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A location that may be named, and the institution that offers it."""

    location_sid: str
    name: str
    install_sid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """What words may mean to a person: the day it is, their locations, the types' labels by wire
    name, and the commands that lead to a page, each with the kinds of things that it takes.
    """

    today: date
    places: Sequence[KnownPlace]
    types: Mapping[str, str]
    pages: Mapping[str, Collection[str]] = field(default_factory=dict)


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
    places: tuple[KnownPlace, ...] = ()
    view: View | None = None
    state: str = ""
    command: str = ""  # the one that it begins with
    number: int | None = None  # of the page that it leads to
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
        said = (self.day, self.clocks, self.session_type, self.places, self.view, self.state)
        return any(said)


@dataclass(frozen=True, slots=True)
class _Found:
    """What some of the words mean, by their places in the query."""

    kind: str
    value: object
    span: range


Reader = Callable[[range], object]


def read(query: str, vocabulary: Vocabulary) -> Understood:
    """Read a query; what means two different things of a kind is not read, nor is a command with
    words that it doesn't take.
    """
    words = query.split()[:LONGEST]
    found: list[_Found] = []
    for kind, longest, reader in (
        ("command", COMMAND_WORDS, _command(words, vocabulary)),
        ("number", 1, _number(words, found, vocabulary)),
        ("day", 1, _week(words, found, vocabulary)),
        ("state", STATE_WORDS, _state(words)),
        ("day", 4, _day(words, found, vocabulary.today)),
        ("clocks", 2, _clocks(words, found)),
        ("type", 4, _whole_type(words, vocabulary)),
        ("places", 5, _places(words, vocabulary)),
        ("type", 4, _begun_type(words, vocabulary)),
    ):
        new = list(_each(kind, len(words), longest, found, reader))
        same = [one for one in found if one.kind == kind]
        found[:] = [one for one in found if one.kind != kind] + _sole(same + new)
    understood = _understood(query, found, vocabulary.today)
    takes = vocabulary.pages.get(understood.command)
    if takes is None:
        return understood
    if _says_no_more(understood) and {one.kind for one in found} <= {
        *takes,
        "command",
    }:
        return replace(understood, rest="", is_page=True)
    return read(query, replace(vocabulary, pages={}))


def _says_no_more(understood: Understood) -> bool:
    """Whether nothing is left of a page's command but what leads to the rest, or “now”."""
    now = set() if understood.day else {NOW}
    return FILLERS | now >= set(understood.rest.casefold().split())


def _understood(query: str, found: list[_Found], today: date) -> Understood:
    values = {one.kind: one.value for one in found}
    taken = {at for one in found for at in one.span}
    taken |= _between(query.split(), found)
    clocks = values.get("clocks", ())
    command = values.get("command", "")
    is_of_its_day = command in MOVES  # “move kim to 3pm”
    day, remark = values.get("day") or (today if clocks and not is_of_its_day else None, "")
    view, state = values.get("state") or (View.TO_BOOK if command == BOOK else None, "")
    rest = " ".join(word for at, word in enumerate(query.split()) if at not in taken)
    return Understood(
        rest="" if values.keys() - {"command"} and _are_fillers(rest) else rest,
        day=day,
        remark=remark,
        clocks=clocks,
        session_type=values.get("type", ""),
        places=values.get("places", ()),
        view=view,
        state=state,
        command=command,
        number=values.get("number"),
        when=_when(query.split(), found),
        has_day="day" in values,
    )


def _when(words: list[str], found: list[_Found]) -> str:
    spans = sorted((one.span for one in found if one.kind in ("day", "clocks")), key=min)
    return " ".join(_text(words, span) for span in spans)


def _between(words: list[str], found: list[_Found]) -> set[int]:
    """The places of words that only lead to a day, a time or a location: “at 2 pm in Duluth”."""
    spans = [one.span for one in found if one.kind in ("day", "clocks", "places")]
    return {at for span in spans for at in range(_lead(words, span), span.start)}


def _are_fillers(text: str) -> bool:
    return FILLERS.issuperset(text.casefold().split())


def _each(
    kind: str, count: int, longest: int, taken: list[_Found], reader: Reader
) -> Iterator[_Found]:
    """What a reader finds in neighbouring words that nothing has taken, the longest run first."""
    free = set(range(count)) - {at for one in taken for at in one.span}
    at = 0
    while at < count:
        spans = (range(at, at + length) for length in range(longest, 0, -1))
        read_here = (_Found(kind, reader(span), span) for span in spans if free.issuperset(span))
        first = next((one for one in read_here if one.value is not None), None)
        if first:
            yield first
        at = first.span.stop if first else at + 1


def _sole(found: list[_Found]) -> list[_Found]:
    return found if all(one.value == found[0].value for one in found) else []


def _text(words: list[str], span: range) -> str:
    return " ".join(words[span.start : span.stop])


def _command(words: list[str], vocabulary: Vocabulary) -> Reader:
    """Reads the first words; “book” or “move” alone is about nobody."""

    def read_command(span: range) -> str | None:
        said = _text(words, span).casefold() if span.start == 0 else ""
        is_about_somebody = said in FORMS and len(words) > span.stop
        return said if said in vocabulary.pages or is_about_somebody else None

    return read_command


def _command_in(found: list[_Found]) -> str:
    return next((str(one.value) for one in found if one.kind == "command"), "")


def _behind_command(words: list[str], found: list[_Found], span: range) -> tuple[str, str]:
    """The command that these words stand directly behind, and they without what leads to a number;
    '' where they stand elsewhere.
    """
    command = next((one for one in found if one.kind == "command"), None)
    if command is None or command.span.stop != span.start:
        return "", ""
    return str(command.value), _text(words, span).strip("#.,")


def _number(words: list[str], found: list[_Found], vocabulary: Vocabulary) -> Reader:
    """Reads the number of a page: “call list 3”."""

    def read_number(span: range) -> int | None:
        command, said = _behind_command(words, found, span)
        is_one = "number" in vocabulary.pages.get(command, ()) and NUMBER.fullmatch(said)
        return int(said) if is_one else None

    return read_number


def _week(words: list[str], found: list[_Found], vocabulary: Vocabulary) -> Reader:
    """Reads the number of a week as its Monday, in the year that is nearest: “week 49”."""

    def read_week(span: range) -> tuple[date, str] | None:
        command, said = _behind_command(words, found, span)
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


def _state(words: list[str]) -> Reader:
    def read_words(span: range) -> tuple[View | None, str] | None:
        said = text_folding.folded(_text(words, span))
        return None if said == ONLY_ALONE and len(words) > 1 else STATES.get(said)

    return read_words


def _day(words: list[str], found: list[_Found], today: date) -> Reader:
    """Reads a day; a date without a year is the nearest, but the next where it is to be."""

    def read_words(span: range) -> tuple[date, str] | None:
        text = _text(words, span)
        if named := spoken_days.read(text, today):
            return named
        is_date = _DATE.search(text) and any(char.isdigit() for char in text)
        if not is_date or not all(_DATE_WORD.fullmatch(words[at]) for at in span):
            return None
        return read_day(text, today, nearest=_command_in(found) not in NEW_TIMES)

    return read_words


def _clocks(words: list[str], found: list[_Found]) -> Reader:
    """Reads times; digits alone, and “noon”, are one beside a day only or behind “at”, and three of
    them not behind a word: courses are called “ECON 302”, or 1030. One or two are an hour behind
    the day that is said for a form: “book levi tomorrow 9”.
    """

    def read_words(span: range) -> tuple[time, ...] | None:
        text = _text(words, span).strip(",")
        match = _CLOCK.fullmatch(text)
        lead = _lead(words, span)
        before = range(lead, span.start)
        is_at = any(words[at].casefold() in ("at", "to") for at in before)
        is_behind_day = lead in {one.span.stop for one in found if one.kind == "day"}
        is_before_day = span.stop in {_lead(words, one.span) for one in found if one.kind == "day"}
        taken = {at for one in found for at in one.span}
        is_behind_word = lead > 0 and lead - 1 not in taken and not before
        bare = _UNLIKE_A_COURSE if is_behind_word else _BARE_CLOCK
        is_hour = is_behind_day and _command_in(found) in FORMS and _BARE_HOUR.fullmatch(text)
        is_noon = is_at and text.casefold() == "noon"
        is_beside = (is_behind_day or is_before_day or is_noon) and len(span) == 1
        is_bare = is_beside and (is_hour or bare.fullmatch(text))
        clock = read_clock(text) if match or is_bare else None
        if clock is None:
            return None
        has_half = any(char.isalpha() for char in text)
        return (clock,) if has_half else _halves(clock, text)

    return read_words


def _lead(words: list[str], span: range) -> int:
    """Where the words begin that only lead to these."""
    leading = takewhile(lambda at: _are_fillers(words[at]), range(span.start - 1, -1, -1))
    return span.start - sum(1 for _ in leading)


def _halves(clock: time, text: str) -> tuple[time, ...]:
    """A time, and that of the afternoon as well where it may be meant."""
    is_said = text.startswith("0") or not 1 <= clock.hour < 12
    if is_said or not date_formats.has_halves(date_formats.clock(clock)):
        return (clock,)
    return clock, clock.replace(hour=clock.hour + 12)


def _whole_type(words: list[str], vocabulary: Vocabulary) -> Reader:
    """Reads types by their whole label or wire name: that comes before a location called so."""
    known = {name: wire for wire, names in _type_names(vocabulary).items() for name in names}
    return lambda span: known.get(text_folding.folded(_text(words, span)))


def _places(words: list[str], vocabulary: Vocabulary) -> Reader:
    """Reads locations: by words of one's name, of which one at least is no other's, or of many only
    one other's; what begins a type's name may be that.
    """
    names = {place: set(text_folding.words(place.name)) for place in vocabulary.places}
    most = MOST_MEANT if len(names) > MANY else 1

    def is_distinctive(word: str) -> bool:
        times = sum(word in name for name in names.values())
        is_word = len(word) >= LEAST and word.isalpha() and word not in FILLERS
        return is_word and 1 <= times <= most

    def read_words(span: range) -> tuple[KnownPlace, ...] | None:
        text = _text(words, span)
        said = set(text_folding.words(text))
        fitting = tuple(place for place, name in names.items() if said and said <= name)
        is_meant = any(map(is_distinctive, said)) and not _types_begun(text, vocabulary)
        return fitting if fitting and is_meant else None

    return read_words


def _begun_type(words: list[str], vocabulary: Vocabulary) -> Reader:
    """Reads types: by the beginning of one's label or wire name that is no other's, nor a word of a
    location's name.
    """
    in_places = {word for place in vocabulary.places for word in text_folding.words(place.name)}

    def read_words(span: range) -> str | None:
        text = _text(words, span)
        begun = _types_begun(text, vocabulary)
        is_sole = len(begun) == 1 and not in_places.intersection(text_folding.words(text))
        return begun[0] if is_sole else None

    return read_words


def _types_begun(text: str, vocabulary: Vocabulary) -> list[str]:
    said = text_folding.folded(text)
    if len(said) < LEAST or said in EVERYDAY | FILLERS:
        return []
    known = _type_names(vocabulary)
    return [wire for wire, names in known.items() if any(one.startswith(said) for one in names)]


def _type_names(vocabulary: Vocabulary) -> dict[str, set[str]]:
    return {wire: _names_of(wire, label) for wire, label in vocabulary.types.items()}


def _names_of(wire: str, label: str) -> set[str]:
    spoken = text_folding.folded(wire)
    return {text_folding.folded(label), spoken, spoken.replace(" ", "")}
