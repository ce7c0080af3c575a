"""Filters of the log: from the address to what is wanted, with a word beside what can't be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

from django.core.exceptions import ValidationError
from django.http import QueryDict

from scheduling.forms.fields import day_field
from scheduling.log.search import suggestions
from scheduling.log.search.event_query import EventQuery
from scheduling.models import Institution
from scheduling.proctoring_api.foreign_text import clean_id
from scheduling.views.log.filter_chips import LogFilters
from scheduling.views.log.filter_readers import READERS
from scheduling.views.search_text import free_text
from scheduling.wall_time import find_stored_zone

NAMES = (
    "q",
    "learner",
    "email",
    "course",
    "title",
    "instructor",
    "location",
    "said",
    "person",
    "exam",
    "session",
    "enrollment",
    "request",
    "provider",
    "outcome",
    "type",
)
NAMES += ("kind", "install", "from", "to", "zone")
IDS = frozenset(
    {"email", "exam", "session", "enrollment", "request", "provider", "install", "location"}
)


def given(query: QueryDict, institutions: Sequence[Institution]) -> dict[str, str]:
    """The filters that an address names, blank ones left out.

    A SID that was searched for is a filter.
    """
    typed = {name: free_text(query, name) for name in NAMES}
    values = {
        name: text
        for name, said in typed.items()
        if (text := clean_id(said) if name in IDS else said)
    }
    if by_sid := suggestions.filter_by_sid(values.get("q", ""), institutions):
        values = {name: text for name, text in values.items() if name != "q"} | by_sid
    if not {"from", "to"} & set(values):
        values.pop("zone", None)
    return values | _days_in_full(values)


def _days_in_full(values: Mapping[str, str]) -> dict[str, str]:
    """The days that can be read as addresses name them, so that they mean the same to everybody."""
    found = {}
    for name in {"from", "to"} & set(values):
        with suppress(ValidationError):
            found[name] = day_field.read(values[name]).isoformat()
    return found


def read(
    values: dict[str, str],
    institutions: Sequence[Institution],
    visible: tuple[str, ...] | None,
    default_zone: str,
) -> LogFilters:
    """The filters of an address for someone who may see events at `visible`; None are all.

    Faulty ones are told, not raised.
    """
    zone = find_stored_zone(values.get("zone", "")) or default_zone
    dated = (
        {"zone": zone} if {"from", "to"} & set(values) else {}
    )  # so that its days mean the same to everybody
    filters = LogFilters(values | dated, EventQuery(institutions=visible), zone)
    by_sid = {institution.sid: institution for institution in institutions}
    for name, take in READERS.items():
        if name in filters.values:
            filters = take(filters, name, by_sid)
    return _with_days_in_order(filters)


def _with_days_in_order(filters: LogFilters) -> LogFilters:
    """The same; days that are not in order are a fault."""
    since, until = filters.wanted.since, filters.wanted.until
    if since and until and until <= since:
        return filters.faulted("to", day_field.BEFORE_FIRST)
    return filters
