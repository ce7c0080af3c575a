"""View of the worklist, a person's first page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from scheduling.access.middleware import PortalRequest
from scheduling.access.roles import people_who_book
from scheduling.date_formats import full_day
from scheduling.exam_sessions.list_rows.list_query import ListQuery
from scheduling.exam_sessions.lists import (
    earlier_page,
    list_filters,
    tab_conditions,
    tabs,
    ticked_sessions,
    worklist,
)
from scheduling.exam_sessions.lists.tabs import View
from scheduling.exam_sessions.lists.worklist import Listing
from scheduling.exam_sessions.search.pasted_sids import pasted
from scheduling.models import Institution
from scheduling.provider_list import list_fetching
from scheduling.session_types.registry import SESSION_TYPES
from scheduling.spoken_time import say, to_minute
from scheduling.time_zones.zone_names import words_for
from scheduling.views.exam_sessions import session_rows, state_marks
from scheduling.views.exam_sessions.lists import (
    came_from,
    empty_list,
    list_address,
    list_age_words,
    list_columns,
    list_renewal,
    list_words,
    opened_session,
    row_groups,
)
from scheduling.views.exam_sessions.lists.list_address import ListAddress
from scheduling.views.exam_sessions.lists.list_renewal import RenewalRequest
from scheduling.views.exam_sessions.lists.row_places import short_names
from scheduling.views.exam_sessions.saved_views import tabs as saved_tabs
from scheduling.views.exam_sessions.search import find, find_offers, query_in_words
from scheduling.views.exam_sessions.search.find_offers import Offers
from scheduling.views.exam_sessions.search.pasted_link import straight_to
from scheduling.views.exam_sessions.session_rows import ListReading
from scheduling.views.institutions import first_setup
from scheduling.views.kept_place import ALL, KeptPlace, kept_place_of
from scheduling.views.sealed_query import seal
from scheduling.views.search_text import answers_searches, free_text, held_card_number

Context = dict[str, Any]
UNDERSTAND = "understand"  # Enter in the search box: words that are no name lead to what they ask


@answers_searches
@require_GET
def sessions(request: PortalRequest) -> HttpResponse:
    """The sessions of the person's institutions, by default those of today at the kept place;
    a pasted SID or link leads straight to its session.
    """
    if first_setup.is_wanted(request):
        return HttpResponseRedirect(reverse("start"))
    address, place = list_address.read(request.GET), kept_place_of(request)
    wanted = list_address.wanted(address, request.GET, place)
    found = pasted(wanted.query)
    if straight := straight_to(request.access, found):
        return HttpResponseRedirect(straight)
    _fetch_missing(place.institutions)
    listing = worklist.listing(place.institutions, wanted)
    reading = query_in_words.read(wanted.query, request, place) if wanted.query else None
    if way := _way_of_words(request, wanted, reading, listing, place):
        return HttpResponseRedirect(way)
    in_words = list_words.sought(wanted.query, place.institutions)
    in_list = _list_context(request, wanted, listing, place)
    context = (
        in_list
        | _address_context(address, wanted, listing, place, in_words)
        | _views_context(request, address, wanted, place, in_words)
        | _rows_context(request, address, place, in_list)
        | _request_context(request, address, listing)
        | {"found": found, "reading": reading, "offers": _offers(wanted, listing, place)}
        | {"elsewhere": _elsewhere(request, wanted, listing, place)}
    )
    response = render(request, "scheduling/exam_sessions/worklist.html", context)
    came_from.keep(response, address, listing.page)
    return response


def _way_of_words(
    request: PortalRequest,
    wanted: ListQuery,
    reading: query_in_words.QueryReading | None,
    listing: Listing,
    place: KeptPlace,
) -> str | None:
    """Where Enter leads in the search box: to the form that the words ask for, or where nothing is
    called so, to what else they may mean; None to the list.
    """
    if reading is None or UNDERSTAND not in request.GET:
        return None
    form = find.way_to_form(request, wanted.query, reading, place)
    if form or listing.total:
        return form
    return query_in_words.way_on(reading, wanted.query, request, place)


def _rows_context(
    request: PortalRequest, address: ListAddress, place: KeptPlace, in_list: Context
) -> Context:
    """What goes with the rows of the page: the one that is opened, and how they are renewed."""
    rows = [row for group in in_list["groups"] for row in group.rows]
    page, columns = in_list["listing"].page, in_list["columns"]
    url = list_renewal.url_of(address, place, page, columns, place.location_sid)
    return {
        "opened": opened_session.read(request, rows),
        "renewal": RenewalRequest(url, list_renewal.marks(rows)),
    }


def _request_context(request: PortalRequest, address: ListAddress, listing: Listing) -> Context:
    """What the address says beside which list it is, and what of it could not be read."""
    return {
        "ticked": ticked_sessions.read(request.GET.get("ticked", "").split(",")),
        "unread": list_words.unread(request.GET, address, listing.page),
        "retired": request.access.retired,
        "held_card_number": held_card_number(request.GET, "q"),
    }


@require_GET
def renewed(request: PortalRequest) -> HttpResponse:
    """The part of the list that renews itself: its age, how many sessions came or went, and out of
    band the rows that no longer look as they were shown. Nothing is asked of the provider.

    Rows keep their place, so each tells itself what its heading may no longer tell.
    """
    address, place = list_address.read(request.GET), kept_place_of(request)
    wanted = list_address.wanted(address, request.GET, place)
    shown = list_renewal.read(request.GET.get("rows", ""))
    columns = list_columns.read(request.GET)
    found = earlier_page.renewal(place.institutions, wanted, list(shown))
    reading = _reading(request, wanted, place, tells_booker="by" in columns.names)
    reading = replace(reading, by_course=False)
    rows = session_rows.rows_without_headings(found.sessions, found.found_under, reading)
    marks = list_renewal.marks(rows)
    is_whole = wanted.page == 1 and len(shown) < worklist.PAGE
    counted_at = free_text(request.GET, "counted")
    counted = tab_conditions.counts(place.institutions, counted_at, wanted.done_otherwise)
    context = {
        "renewal": RenewalRequest(
            list_renewal.url_of(address, place, wanted.page, columns, counted_at),
            shown | marks,
            list_renewal.in_words(found.came_or_went, is_whole=is_whole),
        ),
        "changed": [row for row in rows if marks[row.session.pk] != shown[row.session.pk]],
        "this_page": f"{reverse('worklist')}{list_address.page_of(address, wanted.page)}",
        "columns": columns,
        "tab_counts": {
            view.value: list_address.count_words(count) for view, count in counted.items()
        },
        "clock": words_for(reading.zone),
    } | _age_context(request, place.institutions, reading.zone)
    return render(request, "scheduling/exam_sessions/list_renewal.html", context)


def _offers(wanted: ListQuery, listing: Listing, place: KeptPlace) -> Offers | None:
    """What to search for instead, where a search found nothing that no filter hides."""
    is_plain = replace(wanted, page=1) == ListQuery(query=wanted.query)
    is_vain = wanted.is_search and is_plain and not listing.total
    return find_offers.of(wanted.query, place.institutions) if is_vain else None


def _elsewhere(
    request: PortalRequest, wanted: ListQuery, listing: Listing, place: KeptPlace
) -> Listing | None:
    """What a search that found nothing at one institution finds at the others."""
    others = [one for one in request.access.institutions if one not in place.institutions]
    if not others or not wanted.is_search or listing.total:
        return None
    return worklist.listing(others, ListQuery(query=wanted.query), 1)


def _reading(
    request: PortalRequest, wanted: ListQuery, place: KeptPlace, *, tells_booker: bool
) -> ListReading:
    return ListReading(
        zone=place.time_zone,
        day=_day_of(wanted, place.institutions),
        by_course=wanted.view == View.TO_BOOK and not wanted.is_search,
        bookable=[one.pk for one in place.institutions if request.access.may_book(one)],
        tells_booker=tells_booker,
        query=wanted.query,
        short_names=short_names(place.institutions),
    )


def _list_context(
    request: PortalRequest, wanted: ListQuery, listing: Listing, place: KeptPlace
) -> Context:
    choice = list_columns.chosen(request)
    reading = _reading(request, wanted, place, tells_booker="by" in choice.names)
    is_later = listing.page > 1
    reading = replace(reading, goes_on_before=is_later, goes_on_behind=listing.has_more)
    zone = reading.zone
    groups = row_groups.grouped(listing.sessions, listing.found_under, reading)
    rows = [row for group in groups for row in group.rows]
    columns = choice.shown(
        rows,
        several_institutions=len(place.institutions) > 1,
        place_name=place.location_name if wanted.filters.location_sid else "",
    )
    return {
        "wanted": wanted,
        "listing": listing,
        "groups": groups,
        "clock": words_for(zone),
        "shown_on": say(to_minute(timezone.now()), zone).unzoned,
        "columns": columns,
        "column_choice": choice,
    } | _age_context(request, place.institutions, zone)


def _address_context(
    address: ListAddress, wanted: ListQuery, listing: Listing, place: KeptPlace, sought: str
) -> Context:
    day = _day_of(wanted, place.institutions)
    people = people_who_book(place.institutions)
    unfiltered = list_address.unfiltered(address)
    return {
        "address": address,
        "place": place,
        "sought": sought,
        "states": state_marks.states(listing, wanted.state),
        "this_list": address.to(),
        "of_list": list_address.page_of(address, listing.page),
        "sealed_words": seal(wanted.query),
        "without_filters": ListAddress({"view": address.view.value}).to(),
        "wherever": place.whole.words if _is_wherever(wanted, place) else "",
        "looked_at": empty_list.searched_place(wanted, place),
        "is_filtered": empty_list.is_filtered(wanted),
        "unfiltered": unfiltered.to(),
        "is_at_every_location": bool(place.location_sid) and wanted.is_search,
        "to_all_institutions": unfiltered.to(install=ALL, location=""),
        "is_elsewhere": list_address.is_elsewhere(address, place),
        "to_every_place": address.to(install=place.install_sid or ALL, location=""),
        "nothing": empty_list.empty_list_sentence(wanted),
        "day": day,
        "day_words": full_day(day) if day else "",
        "day_steps": list_address.day_steps(address, day) if day else (),
        "day_query": list_address.day_query(place, day) if day else "",
        "narrowed_to": list_words.criteria_in_words(address, wanted, people, sought),
        "types": [(name, kind.label) for name, kind in SESSION_TYPES.items()],
        "people": people,
    }


def _is_wherever(wanted: ListQuery, place: KeptPlace) -> bool:
    """Whether the place's location says nothing of what is listed: it is at none yet."""
    return bool(place.location_sid) and wanted.view in tabs.AT_NO_LOCATION


def _views_context(
    request: PortalRequest,
    address: ListAddress,
    wanted: ListQuery,
    place: KeptPlace,
    sought: str,
) -> Context:
    otherwise = wanted.done_otherwise
    counted = tab_conditions.counts(place.institutions, place.location_sid, otherwise)
    saved = saved_tabs.of(request, address)
    return {
        "tabs": list_address.tabs(address, counted, saved.tabs),
        "saved": saved,
        "title": saved.current or (f"“{sought}”" if sought else "Sessions"),
    }


def _age_context(request: PortalRequest, institutions: list[Institution], zone: str) -> Context:
    lists = list_age_words.ages(request, institutions, zone)
    return {
        "lists": lists,
        "as_of": list_age_words.in_words(lists),
        "troubled": [one for one in lists if one.is_troubled],
    }


def _day_of(wanted: ListQuery, institutions: list[Institution]) -> date | None:
    """The day that a list is of; where institutions are a date apart, the first one's."""
    if not wanted.is_of_a_day or not institutions:
        return None
    if wanted.filters.day:
        return wanted.filters.day
    return list_filters.today_at(institutions[0], days_on=int(wanted.view == View.TOMORROW))


def _fetch_missing(institutions: list[Institution]) -> None:
    """Fetches a list now where it never was whole;
    an old one is shown as it is while the worker renews it.
    """
    for institution in institutions:
        if institution.synced_at is None:
            list_fetching.refresh_list(institution, patience=settings.PAGE_PATIENCE)
