"""What a query was read as, in words, and the list that it asks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from django.http import QueryDict
from django.urls import reverse

from scheduling.access.middleware import PortalRequest
from scheduling.date_formats import clock, full_day
from scheduling.exam_sessions.list_rows.list_query import ListQuery
from scheduling.exam_sessions.lists import list_filters, worklist
from scheduling.exam_sessions.lists.tabs import View
from scheduling.exam_sessions.search.query_reading import reading as query_reading
from scheduling.exam_sessions.search.query_reading.command_words import BOOK
from scheduling.exam_sessions.search.query_reading.understood import Understood
from scheduling.exam_sessions.search.query_reading.vocabulary import KnownLocation, Vocabulary
from scheduling.session_types.registry import SESSION_TYPES
from scheduling.views import kept_place
from scheduling.views.exam_sessions.lists import list_address
from scheduling.views.exam_sessions.lists.list_address import ListAddress
from scheduling.views.exam_sessions.search import commands, numbered_pages
from scheduling.views.exam_sessions.search.commands import COMMANDS, PageAsked
from scheduling.views.exam_sessions.state_marks import COUNT_WORDS
from scheduling.views.kept_place import KeptPlace
from scheduling.views.sealed_query import query_of
from scheduling.views.search_text import held_card_number


@dataclass(frozen=True, slots=True)
class Meaning:
    """A list that a query may ask for: in words, with its address and the location it names."""

    words: str
    address: ListAddress
    place: KnownLocation | None
    found_by: str  # the words without what is to be

    @property
    def url(self) -> str:
        return reverse("worklist") + self.address.to()


@dataclass(frozen=True, slots=True)
class PageMeaning:
    """A page that a query may ask for, in words; `is_instead` of one that is not there."""

    words: str
    url: str
    is_instead: bool = False


@dataclass(frozen=True, slots=True)
class QueryReading:
    """A query as it was understood, and the lists or pages it may ask for; none for words alone."""

    understood: Understood
    meanings: tuple[Meaning, ...] = ()
    pages: tuple[PageMeaning, ...] = ()

    @property
    def shown(self) -> tuple[Meaning | PageMeaning, ...]:
        """All of them, as links."""
        return (*self.pages, *self.meanings)


def read(query: str, request: PortalRequest, place: KeptPlace) -> QueryReading:
    """Read a query by the day that it is at the place, and by the person's own locations."""
    if not place.institutions:
        return QueryReading(Understood(rest=query))
    said = query_reading.read(query, _vocabulary(request, place))
    if said.is_page:
        pages = list(_pages(said, request, place))
        there = [one for one in pages if not one.is_instead]
        return QueryReading(said, pages=tuple(there or pages))
    places = (said.locations or (None,)) if said.is_anything else ()
    meant = (_meaning(said, one) for one in places)
    return QueryReading(said, tuple(meant))


def way_on(reading: QueryReading, query: str, request: PortalRequest, place: KeptPlace) -> str:
    """Where Enter leads for words that are no name: to the one list or page that they ask for, or
    to all that was understood, to choose from. '' where nothing was, where a name in it is
    nobody's, and where a card number has to be told of first.
    """
    if not reading.shown or held_card_number(request.GET, "q"):
        return ""
    if reading.understood.rest and not _is_known(reading, request, place):
        return reading.pages[0].url if len(reading.pages) == 1 else ""
    if len(reading.shown) == 1 and not any(one.is_instead for one in reading.pages):
        return reading.shown[0].url
    return f"{reverse('find')}?{query_of({'q': query})}"


def _is_known(reading: QueryReading, request: PortalRequest, place: KeptPlace) -> bool:
    """Whether the words that say nothing but themselves find any session, in what was understood or
    without it: who has none that day is told so in that day's list.
    """
    if not reading.meanings:
        return False
    plain = (ListQuery(query=reading.understood.rest), place)
    asked = [*(wanted(one, request, place) for one in reading.meanings), plain]
    return any(worklist.listing(there.institutions, one, 1).total for one, there in asked)


def _pages(said: Understood, request: PortalRequest, kept: KeptPlace) -> Iterator[PageMeaning]:
    """Those of each location, and each half of the day, that the words may mean."""
    command = COMMANDS[said.command]
    day = said.day or command.own_day(list_filters.today_at(kept.institutions[0]))
    several = (said.locations or (None,), said.clocks or (None,), said.spans or (None,))
    for place, at, span in product(*several):
        asked = PageAsked(day=day, at=at, span=span, minutes=said.minutes, place=place)
        page = PageMeaning(command.words(asked), command.address(asked))
        if said.number is not None:
            where, here = request.access.institutions, place or _known(kept)
            url, words = numbered_pages.of_number(
                command, said.number, where, day=said.day, place=here
            )
            instead = numbered_pages.unknown(command, said.number, page.words)
            page = PageMeaning(words, url) if url else PageMeaning(instead, page.url, True)
        yield page


def _known(kept: KeptPlace) -> KnownLocation | None:
    """The kept location, as words name one."""
    sid = kept.location_sid
    return KnownLocation(sid, kept.location_name, kept.institutions[0].sid) if sid else None


def wanted(
    meaning: Meaning, request: PortalRequest, place: KeptPlace
) -> tuple[ListQuery, KeptPlace]:
    """What that list is asked for, and at which place: the one that was named, or the kept one."""
    named = meaning.place
    if named:
        place = kept_place.place_at(request.access, named.install_sid, named.location_sid)
    return list_address.wanted(meaning.address, QueryDict(), place), place


def _vocabulary(request: PortalRequest, place: KeptPlace) -> Vocabulary:
    return Vocabulary(
        today=list_filters.today_at(place.institutions[0]),
        now=list_filters.clock_at(place.institutions[0]),
        locations=[
            KnownLocation(location.sid, location.label, institution.sid)
            for institution, locations in kept_place.choices(request.access)
            for location in locations
        ],
        types={name: kind.label for name, kind in SESSION_TYPES.items()},
        pages=commands.offered(
            may_book=any(request.access.may_book(one) for one in request.access.institutions)
        ),
    )


def _meaning(said: Understood, place: KnownLocation | None) -> Meaning:
    """“Tuesday, December 1, 2026 at 10:30 AM · Duluth Testing Center”."""
    when, found_by = _when(said), _found_by(said, place)
    if said.is_new_time and said.command != BOOK:
        to_be = " · ".join(filter(None, (when, *_new_in_words(said))))
        words = f"{said.command.capitalize()} to {to_be} · {found_by}" if to_be else found_by
    else:
        words = found_by = " · ".join(filter(None, (when, found_by)))
    return Meaning(words, _address(said, place), place, found_by)


def _new_in_words(said: Understood) -> Iterator[str]:
    """The type and the place that are to be."""
    if said.new_type:
        yield SESSION_TYPES[said.new_type].label
    yield " or ".join(one.name for one in said.new_locations)


def _when(said: Understood) -> str:
    clocks = " or ".join(map(clock, said.clocks))
    day = full_day(said.day) if said.day else ""
    return " at ".join(filter(None, (day, clocks)))


def _found_by(understood: Understood, place: KnownLocation | None) -> str:
    state = understood.state and COUNT_WORDS[understood.state].capitalize()
    told = [
        full_day(understood.old_day) if understood.old_day else "",
        list_address.WORDS[understood.view] if understood.view else state,
        SESSION_TYPES[understood.session_type].label if understood.session_type else "",
        place.name if place else "",
        f"“{understood.rest}”" if understood.rest else "",
    ]
    return " · ".join(one for one in told if one)


def _address(understood: Understood, place: KnownLocation | None) -> ListAddress:
    # What is to be has no day yet: the one that is said is the form's.
    is_new = understood.is_new_time
    day, clocks = (understood.old_day, ()) if is_new else (understood.day, understood.clocks)
    kind = "" if understood.command == BOOK else understood.session_type
    asked = {
        "view": (understood.view or View.ALL).value,
        "q": understood.rest,
        "install": place.install_sid if place else "",
        "location": place.location_sid if place else "",
        "day": day.isoformat() if day else "",
        "at": ",".join(f"{one:%H:%M}" for one in clocks),
        "type": kind,
        "state": understood.state,
    }
    return ListAddress({name: text for name, text in asked.items() if text})
