"""The audit log: a list that can be asked, newest first, and one event."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from scheduling.access.middleware import PortalRequest
from scheduling.access.roles import Access, name_of
from scheduling.audit import event_reader
from scheduling.audit.kinds import Kind, kind_label
from scheduling.exam_sessions.search import learners
from scheduling.exam_sessions.search.learners import KnownLearner
from scheduling.institutions.queries import institution_by_sid
from scheduling.log import learner_lookups, learner_periods
from scheduling.log.event_groups import EVENT_GROUPS
from scheduling.log.search import event_search, suggestions
from scheduling.log.search.event_query import EventQuery
from scheduling.log.search.event_search import EventPage
from scheduling.log.search.suggestions import Suggestions
from scheduling.models import AuditEvent, Institution
from scheduling.session_types.registry import SESSION_TYPES
from scheduling.time_zones.zone_names import words_for
from scheduling.views.kept_place import ALL
from scheduling.views.log import (
    change_words,
    event_filters,
    event_rows,
    fact_words,
    place_filter,
    request_facts,
)
from scheduling.views.log.event_rows import EventRow
from scheduling.views.log.filter_chips import OUTCOMES, LogFilters, linked
from scheduling.views.sealed_query import query_of
from scheduling.views.search_text import answers_searches, held_card_number

MORE = ("session", "exam", "request", "provider")


@answers_searches
@require_GET
def events(request: PortalRequest) -> HttpResponse:
    """A page of events by key: `?before=N` is older than N, `?after=N` newer;
    filters as `event_filters.NAMES` has them.
    """
    here = request.access
    values = event_filters.given(request.GET, here.recorded)
    at = place_filter.narrowed_to(request, values, visible(here))
    seen = (at.sid,) if at else visible(here)
    filters = event_filters.read(values, here.recorded, seen, _usual_zone(here, values, at))
    if named := suggestions.event_named(filters.values.get("q", ""), visible(here)):
        return HttpResponseRedirect(reverse("audit_event", args=[named]))
    answer = _searched(here, filters, at)
    if answer and len(answer.choices) == 1 and not answer.are_more:
        return _to(
            {name: text for name, text in filters.values.items() if name != "q"}
            | answer.choices[0].filters
        )
    if any(not text.strip() for text in request.GET.values()):  # as a form sends it
        return _to(filters.values)
    _note_look_up(request, filters)
    first = {"clock": "", "held_card_number": held_card_number(request.GET, "q")}
    context = first | (_listing(request, filters) if answer is None and not filters.errors else {})
    context |= _bar(here, filters, answer) | {
        "at": at,
        "everywhere": query_of(filters.values | {"install": ALL}),
        "may_erase": here.administers_all,
        "kept_filters": query_of(filters.values | ({"install": at.sid} if at else {})),
        "form": place_filter.form_of(request, filters, at, _choices(here, filters)),
    }
    return render(request, "scheduling/log/events.html", context)


def visible(here: Access) -> tuple[str, ...] | None:
    """The institutions whose events a person may see; None, the whole log, for who may inspect all
    of them: also events of no institution, of one that had another SID then, or of nobody knows
    which.
    """
    return None if here.inspects_all else tuple(one.sid for one in here.recorded)


def _usual_zone(here: Access, values: dict[str, str], at: Institution | None) -> str:
    """Whose days are meant, where the address does not say:
    the chosen institution's, the place's, or the newest event's.
    """
    chosen = next((one for one in here.recorded if one.sid == values.get("install")), at)
    if chosen or not {"from", "to"} & set(values):
        return chosen.time_zone if chosen else "UTC"
    return zone_of(
        here, event_search.events(event_search.page(EventQuery(institutions=visible(here))).numbers)
    )


def _to(values: dict[str, str]) -> HttpResponse:
    """The same list under the address that one would send to somebody."""
    return HttpResponseRedirect(reverse("audit_list") + (f"?{query_of(values)}" if values else ""))


def _searched(here: Access, filters: LogFilters, at: Institution | None) -> Suggestions | None:
    query = filters.values.get("q", "")
    if at and query:
        return suggestions.search(query, [at], (at.sid,))
    return suggestions.search(query, here.recorded, visible(here)) if query else None


def _note_look_up(request: PortalRequest, filters: LogFilters) -> None:
    one = filters.learner
    institution = next(
        (known for known in request.access.recorded if one and known.sid == one.install_sid), None
    )
    if one and institution:
        learner_lookups.note(
            actor=request.actor_at(institution), institution=institution, learner=one
        )


def _listing(request: PortalRequest, filters: LogFilters) -> dict[str, Any]:
    """The events of the page and the ways on from it."""
    if filters.too_many:
        return {}
    before, after = number_in(request, "before"), number_in(request, "after")
    found = event_search.page(filters.wanted, before=before, after=after)
    shown = event_search.events(found.numbers)
    zone = (
        filters.zone
        if filters.values.keys() & {"from", "to"} or place_filter.is_named(filters.values)
        else zone_of(request.access, shown)
    )
    newer, older = _ways(found, before, after)
    return {
        "rows": event_rows.folded(event_rows.of(shown, zone=zone)),
        "clock": zone,
        "zone_words": words_for(zone),
        "newer": _page_url(filters, "after", newer),
        "older": _page_url(filters, "before", older),
        "looked_to": _looked_to(found, zone),
        "is_newest": before is None and after is None,
    }


def _ways(found: EventPage, before: int | None, after: int | None) -> tuple[int | None, int | None]:
    """After which number the newer page begins, and before which the older one;
    None where there is none.
    """
    numbers, onward = found.numbers, found.looked_to
    if after is not None:
        newer = (onward or numbers[0]) if found.has_more else None
        return newer, numbers[-1] if numbers else after + 1
    newer = None if before is None else numbers[0] if numbers else before - 1
    return newer, (onward or numbers[-1]) if found.has_more else None


def _page_url(filters: LogFilters, name: str, number: int | None) -> str:
    return "" if number is None else f"?{query_of(filters.values | {name: str(number)})}"


def _looked_to(found: EventPage, zone: str) -> event_rows.EventRow | None:
    """The event at which the search for this page paused."""
    return (
        next(iter(event_rows.of(event_search.events([found.looked_to]), zone=zone)), None)
        if found.looked_to
        else None
    )


def _bar(here: Access, filters: LogFilters, answer: Suggestions | None) -> dict[str, Any]:
    """What the filter bar shows: every answer as it was given, choices, chips and what is wrong."""
    others = {name: text for name, text in filters.values.items() if name not in ("q", "email")}
    choices = (
        answer.choices if answer else suggestions.learner_choices(filters.learners, here.recorded)
    )
    return {
        "filters": filters,
        "values": filters.values,
        "errors": filters.errors,
        "answer": answer,
        "choices": [(one, query_of(others | one.filters)) for one in choices],
        "more_open": any(name in filters.errors for name in MORE),
        "story_url": _learner_story(filters),
        "namesakes": linked(suggestions.learner_choices(filters.namesakes, here.recorded)),
        "namesakes_of": filters.learner,
    }


def _choices(here: Access, filters: LogFilters) -> dict[str, list[tuple[str, str]]]:
    """What each filter with a list offers; whose events are shown, only where there is a choice."""
    found = {
        "person": _people(here, filters),
        "kind": [(name, one.label) for name, one in EVENT_GROUPS.items()],
        "outcome": list(OUTCOMES.items()),
        "type": [(name, one.label) for name, one in SESSION_TYPES.items()],
    }
    if len(here.recorded) > 1 or "install" in filters.values:
        found["install"] = [(institution.sid, institution.name) for institution in here.recorded]
    return found


def _people(here: Access, filters: LogFilters) -> list[tuple[str, str]]:
    """Whoever works here, and who was asked for though they work here no longer."""
    people = [(str(user.pk), name_of(user)) for user in suggestions.staff(here.recorded)]
    if filters.person and filters.values["person"] not in dict(people):
        people.append((filters.values["person"], filters.person))
    return people


def _learner_story(filters: LogFilters) -> str:
    one = filters.learner
    if one is None:
        return ""
    return f"{reverse('story_learner')}?{learner_query(one)}"


def learner_query(one: KnownLearner) -> str:
    """The query of every page that is about one learner."""
    return query_of({"install": one.install_sid, "learner": one.key})


@require_GET
def event(request: PortalRequest, number: int) -> HttpResponse:
    """One event: its sentence first, then everything it holds."""
    found = event_search.find_event(number, visible(request.access))
    if found is None:
        raise Http404("There is no such event.")
    values = event_reader.load_personal_values([number]).get(number, {})
    details = event_reader.fill_details(found, values)
    row = event_rows.of([found], zone=_zone_of_one(request.access, found))[0]
    try:
        context = _facts_of(found, row, details)
    except event_reader.STRANGE:  # not as the portal writes it
        context = _facts_of(found, row, dict(event_reader.UNREADABLE), asks=False)
    context |= {
        "row": row,
        "event": found,
        "learner": _learner_of(found),
        "institution": next(
            (one for one in request.access.recorded if one.sid == found.install_sid), None
        ),
    }
    return render(request, "scheduling/log/event.html", context)


def _facts_of(
    found: AuditEvent, row: EventRow, details: dict[str, Any], *, asks: bool = True
) -> dict[str, Any]:
    """What the page of an event shows of its details, and where it `asks` of those of the request
    that it is about.
    """
    for told in ("reason", *(["differences"] if row.pairs else [])):
        details.pop(told, None)
    changes = details.pop("changes", {}) if row.changes else {}
    sent = details if details.get("asked") or not asks else _intent(found)
    exchange, asked = details.pop("exchange", {}), sent.pop("asked", {})
    return {
        "asked": asked,
        "asked_for": request_facts.in_words(asked, str(sent.get("card_last_four", ""))),
        "stored": details.pop("stored", {}),
        "exchange": exchange,
        "call": fact_words.labelled(exchange),
        "details": [("Kind", kind_label(found.kind)), *fact_words.labelled(details)],
        "recorded": change_words.as_recorded(details, changes),
    }


def _zone_of_one(here: Access, found: AuditEvent) -> str:
    return event_rows.zone_of(found) or zone_of(here, [found])


def _learner_of(found: AuditEvent) -> dict[str, str]:
    """Whose session it was at the event, and the query of the pages about one."""
    institution = institution_by_sid(found.install_sid)
    known = learners.of_session(found.session_sid, institution) if institution else None
    if institution and known:
        here = (found.session_sid, institution.sid)
        key = learner_periods.whose(*here, found.number, known.key)
        known = known if key == known.key else learners.by_key(key, institution)
    return {"name": known.name, "query": learner_query(known)} if known else {}


def zone_of(here: Access, shown: list[AuditEvent]) -> str:
    """One clock for a page: that of the institution its newest event is about."""
    zones = {institution.sid: institution.time_zone for institution in here.recorded}
    return next((zones[event.install_sid] for event in shown if event.install_sid in zones), "UTC")


def _intent(found: AuditEvent) -> dict[str, Any]:
    """What the event's request had asked for, as the facts of its intent."""
    if not found.attempt_id:
        return {}
    wanted = EventQuery(institutions=(found.install_sid,), attempts=(found.attempt_id,))
    first = next(iter(_intents(wanted)), None)
    if first is None:
        return {}
    values = event_reader.load_personal_values([first.number]).get(first.number, {})
    return event_reader.fill_details(first, values)


def _intents(wanted: EventQuery) -> Iterator[AuditEvent]:
    oldest_first = event_search.events(event_search.page(wanted, after=0).numbers)[::-1]
    return (event for event in oldest_first if event.kind == Kind.INTENT)


def number_in(request: PortalRequest, name: str) -> int | None:
    """A number in the address; None for anything else."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
