"""What an empty list says: which sessions there are none of, and at which place."""

from __future__ import annotations

from dataclasses import replace

from scheduling.exam_sessions.list_rows.list_query import ListQuery
from scheduling.exam_sessions.lists.list_filters import NO_FILTERS
from scheduling.exam_sessions.lists.tabs import AT_NO_LOCATION, View
from scheduling.views.kept_place import KeptPlace

# What an empty list of each view says: only what was listed is known.
NOTHING = {
    View.TODAY: "No listed session is on this day",
    View.TOMORROW: "No listed session is on this day",
    View.TO_BOOK: "No listed session needs a proctor",
    View.DECIDE: "Nothing waits for a decision",
    View.APPROVAL: "No listed session waits for approval",
    View.INCIDENTS: "No listed session has an incident",
    View.ALL: "No sessions yet",
}
NOTHING_FITS = "No listed session fits the filter"


def empty_list_sentence(wanted: ListQuery) -> str:
    """What an empty list says that was not searched for words."""
    if not is_filtered(wanted):
        return NOTHING[wanted.view]
    asks_more = is_filtered(replace(wanted, filters=replace(wanted.filters, day=None)))
    return NOTHING_FITS if asks_more or wanted.view != View.ALL else NOTHING[View.TODAY]


def is_filtered(wanted: ListQuery) -> bool:
    """Whether something else than words and the place narrows the view, or a search."""
    is_of_a_view = wanted.is_search and wanted.view != View.ALL
    is_narrow = replace(wanted.filters, location_sid="") != NO_FILTERS
    return is_of_a_view or bool(wanted.state) or is_narrow


def searched_place(wanted: ListQuery, place: KeptPlace) -> str:
    """The place at which an empty list was looked for, '' for all and where the page says it."""
    if wanted.filters.location_sid:
        return place.words
    is_told = bool(place.location_sid) and wanted.view in AT_NO_LOCATION
    return place.whole.words if place.install_sid and not is_told else ""
