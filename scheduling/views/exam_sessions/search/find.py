"""What the search box finds, as a page and as the part of one that opens under the box."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from scheduling.access.middleware import PortalRequest
from scheduling.exam_sessions.list_rows.list_query import ListQuery
from scheduling.exam_sessions.lists import list_filters, worklist
from scheduling.exam_sessions.lists.worklist import Listing
from scheduling.exam_sessions.search.pasted_sids import pasted
from scheduling.exam_sessions.search.query_reading.command_words import BOOK, FORMS
from scheduling.models import ExamSession, SearchWord
from scheduling.views.exam_sessions import session_rows
from scheduling.views.exam_sessions.lists import came_from
from scheduling.views.exam_sessions.search import (
    find_groups,
    find_offers,
    first_times,
    query_in_words,
    session_forms,
)
from scheduling.views.exam_sessions.search.find_groups import MOST, SOUNDS_LIKE, Hit, HitGroup
from scheduling.views.exam_sessions.search.find_offers import Offers
from scheduling.views.exam_sessions.search.pasted_link import straight_to
from scheduling.views.exam_sessions.search.query_in_words import QueryReading
from scheduling.views.exam_sessions.session_rows import ListedSession
from scheduling.views.kept_place import KeptPlace, kept_place_of
from scheduling.views.sealed_query import query_of
from scheduling.views.search_text import answers_searches, free_text, held_card_number

Kind = SearchWord.Kind
PAGE = "scheduling/exam_sessions/find.html"
PART = "scheduling/exam_sessions/find_part.html"


@answers_searches
@require_GET
@vary_on_headers("HX-Request")
def find(request: PortalRequest) -> HttpResponse:
    """What was understood, learners, sessions, courses, exams and instructors, where to go and what
    to do; a pasted SID or link leads straight to its session.
    """
    query, is_part = free_text(request.GET, "q").strip(), bool(request.htmx)
    if not is_part and (straight := straight_to(request.access, pasted(query))):
        return HttpResponseRedirect(straight)
    place = kept_place_of(request)
    reading = query_in_words.read(query, request, place)
    groups, is_whole = _groups(request, query, reading, place)
    address = f"{request.path}?{query_of({'q': query})}"
    if is_part:
        groups = find_groups.shortened(groups, address)
    groups = [one for one in groups if one.hits or one.note]
    is_for_a_form = reading.understood.is_for_a_form
    nothing = bool(query) and not groups and (is_for_a_form or not reading.shown)
    shown_on = request.htmx.current_url_abs_path or ""
    is_own_page = is_part and shown_on.partition("?")[0] == request.path
    context = {
        "is_own_page": is_own_page,
        "nobody": session_forms.nobody_called(reading.understood) if nothing else "",
        "offers": _offers(query, reading, place) if nothing else None,
        "query": query,
        "wanted": ListQuery(query=query),  # what stands in the box
        "reading": reading,
        "groups": groups,
        "is_whole": is_whole,
        "all_url": find_groups.search_url(query),
        "held_card_number": held_card_number(request.GET, "q"),
    }
    response = render(request, PART if is_part else PAGE, context)
    if is_own_page:
        response["HX-Replace-Url"] = address
    return response


def _groups(
    request: PortalRequest, query: str, reading: QueryReading, place: KeptPlace
) -> tuple[list[HitGroup], bool]:
    """The groups in their order, and whether everything could be searched."""
    to_go = find_groups.of_places(query, is_administrator=request.access.is_administrator)
    if not query or not place.institutions:
        return [to_go], True
    searched = _searched(request, query, reading, place)
    rows, words = _rows(request, searched.lists, place.time_zone), searched.words
    found, heard = _named(words, place) if words else ([], [])
    sessions = find_groups.of_sessions(rows, words, searched.more)
    to_do = _to_do(request, reading, _meant(request, reading, searched, rows, place), words, place)
    is_change = _is_change(reading, rows) and not to_do.possible
    is_otherwise = is_change and any(map(request.access.may_book, place.institutions))
    if is_otherwise:
        to_do, sessions = _otherwise(request, reading, place)
    things = [*found[:1], sessions, *found[1:]]
    if reading.understood.is_for_a_form:
        heard = [] if is_otherwise else _heard_to_do(request, reading, searched, rows, place)
        to_do = replace(to_do, is_asked=True)
        groups = [to_do, HitGroup(SOUNDS_LIKE, heard), *things, to_go]
    else:
        groups = [*things, HitGroup(SOUNDS_LIKE, heard), to_go, to_do]
    is_whole = all(one.is_whole for _, one in searched.lists)
    return groups, is_whole and all(one.synced_at for one in place.institutions)


def _to_do(
    request: PortalRequest,
    reading: QueryReading,
    rows: Sequence[ListedSession],
    words: str,
    place: KeptPlace,
) -> HitGroup:
    """What may be done with these sessions: what the query begins with, or else a booking."""
    said, today = reading.understood, list_filters.today_at(place.institutions[0])
    if said.command == BOOK:
        return session_forms.of_bookings(said, _bookable(request, rows), words, today)
    if said.command not in session_forms.CHANGES:
        return find_groups.of_bookings(rows, words, first_times.of_booking(said, today))
    return session_forms.of_changes(said, _bookable(request, rows), words, today)


def _heard_to_do(
    request: PortalRequest,
    reading: QueryReading,
    searched: Searched,
    rows: Sequence[ListedSession],
    place: KeptPlace,
) -> Sequence[Hit]:
    """What may be done with the sessions whose names only sound so."""
    if not searched.is_written:
        return ()
    known = {row.key for row in _meant(request, reading, searched, rows, place)}
    others = _rows(request, searched.heard, place.time_zone)
    if reading.understood.command == BOOK:
        others += _held_back(request, reading.understood.rest, place)
    others = [row for row in others if row.key not in known]
    return _to_do(request, reading, others, searched.words, place).hits if others else ()


def _meant(
    request: PortalRequest,
    reading: QueryReading,
    searched: Searched,
    rows: Sequence[ListedSession],
    place: KeptPlace,
) -> Sequence[ListedSession]:
    """The rows that were found, and of a booking those that are held back."""
    said = reading.understood
    if said.command != BOOK:
        return rows
    held = _held_back(request, said.rest, place, as_written=searched.is_written)
    return [*rows, *held]


def _bookable(request: PortalRequest, rows: Iterable[ListedSession]) -> list[ListedSession]:
    """Each of the rows once, where the person books."""
    known = {row.key: row for row in rows}.values()
    return [row for row in known if request.access.may_book(row.session.institution)]


def _held_back(
    request: PortalRequest, words: str, place: KeptPlace, *, as_written: bool = False
) -> list[ListedSession]:
    """Sessions of these words that may be meant and that no list to book has: a booking is being
    checked, or was denied.
    """
    url = find_groups.search_url(words)
    asked = [
        ListQuery(query=words, state=state, as_written=as_written)
        for state in ("checking", "denied")
    ]
    lists = [(url, worklist.listing(place.institutions, one, MOST)) for one in asked]
    return _rows(request, lists, place.time_zone)


def _otherwise(
    request: PortalRequest, reading: QueryReading, place: KeptPlace
) -> tuple[HitGroup, HitGroup]:
    """What may be changed so, and all sessions, of those that the words find whenever and wherever
    they are: none of those that were asked for can be.
    """
    words = reading.understood.rest
    url = find_groups.search_url(words)
    listing = worklist.listing(place.institutions, ListQuery(query=words), MOST)
    rows = _rows(request, [(url, listing)], place.time_zone)
    held = _held_back(request, words, place) if reading.understood.command == BOOK else []
    to_do = _to_do(request, reading, [*rows, *held], words, place)
    note = session_forms.nothing_to_change(reading, to_do)
    more = url if listing.total > MOST else ""
    sessions = find_groups.of_sessions(rows, words, more)
    return replace(to_do, note=note if rows else ""), sessions


def _offers(query: str, reading: QueryReading, place: KeptPlace) -> Offers:
    """Other words; what is to be done goes along with a name that is nobody's."""
    said = reading.understood
    if said.is_for_a_form:
        return find_offers.of(said.rest, place.institutions, verb=said.command)
    return find_offers.of(query, place.institutions)


def way_to_form(request: PortalRequest, query: str, reading: QueryReading, place: KeptPlace) -> str:
    """Where Enter leads for words that begin with what is to be done: to the form of the one
    session that they find, or to all they find, to choose from; where they find none to be changed
    so, to what else there is, '' for a booking.
    """
    if not reading.understood.is_for_a_form or held_card_number(request.GET, "q"):
        return ""
    searched = _searched(request, query, reading, place)
    rows = _rows(request, searched.lists, place.time_zone)
    meant = _meant(request, reading, searched, rows, place)
    hits = _to_do(request, reading, meant, searched.words, place).hits
    if len(hits) == 1 and not searched.more and not hits[0].is_refused:
        return hits[0].url
    goes_on = hits or _is_change(reading, rows)
    return f"{reverse('find')}?{query_of({'q': query})}" if goes_on else ""


def _is_change(reading: QueryReading, rows: Sequence[ListedSession]) -> bool:
    """Whether a change is asked for, and nothing found is called by its verb: a course may be."""
    verb = reading.understood.command
    return verb in FORMS and not any(_is_called(verb, row.session) for row in rows)


def _is_called(verb: str, session: ExamSession) -> bool:
    names = (session.course_name, session.exam_title, session.learner_name, session.instructor_name)
    return any(f" {verb} " in f" {name.casefold()} " for name in names)


def _named(words: str, place: KeptPlace) -> tuple[list[HitGroup], list[Hit]]:
    """Learners, courses and exams, and instructors of these words, and the people who only sound
    like them.
    """
    where, kinds = place.institutions, (Kind.COURSE, Kind.EXAM)
    found, heard = find_groups.of_learners(words, where)
    things = find_groups.of_things("Courses and exams", kinds, words, where)
    instructors, also_heard = find_groups.of_instructors(words, where)
    return [found, things, instructors], [*heard, *also_heard]


FoundLists = list[tuple[str, Listing]]  # each with the address of the list


@dataclass(frozen=True, slots=True)
class Searched:
    """Lists of sessions, the words that were searched for, and the address of all of them; where
    some are written so, those alone, and in `heard` with those that only sound so.
    """

    lists: FoundLists
    words: str
    url: str
    heard: FoundLists
    is_written: bool

    @property
    def more(self) -> str:
        shown = {session.pk for _, one in self.lists for session in one.sessions}
        is_cut = any(one.total > MOST for _, one in self.lists) or len(shown) > MOST
        return self.url if is_cut else ""


def _searched(
    request: PortalRequest, query: str, reading: QueryReading, place: KeptPlace
) -> Searched:
    """What the words themselves find, or else the lists that they were read as, or those without
    what is to be done.
    """
    asked = ListQuery(query=query)
    plain = worklist.listing(place.institutions, asked, MOST)
    if not plain.total and not reading.meanings and reading.understood.is_for_a_form:
        asked = ListQuery(query=reading.understood.rest)
        plain = worklist.listing(place.institutions, asked, MOST)
    if plain.total or not reading.meanings:
        return _written_first([(find_groups.search_url(asked.query), asked, place)], asked.query)
    named = [(one.url, *query_in_words.wanted(one, request, place)) for one in reading.meanings]
    return _written_first(named, reading.understood.rest)


def _written_first(asked: Sequence[tuple[str, ListQuery, KeptPlace]], words: str) -> Searched:
    """What these lists have of names that are written so, or else of all that sound so."""
    every, written = (
        [
            (url, worklist.listing(there.institutions, replace(one, as_written=only), MOST))
            for url, one, there in asked
        ]
        for only in (False, True)
    )
    is_written = any(one.total for _, one in written)
    return Searched(written if is_written else every, words, asked[0][0], every, is_written)


def _rows(
    request: PortalRequest, lists: Sequence[tuple[str, Listing]], zone: str
) -> list[ListedSession]:
    """The first rows of the lists, each once; it leads to its session as opened from its list."""
    rows: dict[str, ListedSession] = {}
    for url, one in lists:
        institutions = {session.institution for session in one.sessions}
        bookable = [there.pk for there in institutions if request.access.may_book(there)]
        reading = session_rows.ListReading(zone=zone, bookable=bookable)
        alone = session_rows.rows_without_headings(one.sessions, one.found_under, reading)
        for row in alone:
            rows.setdefault(row.key, _opened_from(url, row))
    return list(rows.values())[:MOST]


def _opened_from(url: str, row: ListedSession) -> ListedSession:
    """The row whose session and booking form know the way back to the list of this address."""
    book_url = came_from.booked_from(url, row.book_url)
    return replace(row, url=came_from.opened_from(url, row.url), book_url=book_url)
