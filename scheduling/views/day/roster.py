"""The roster's pages: of a location and day as it is now, and its numbered prints."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.db import DatabaseError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from scheduling.access.middleware import PortalRequest
from scheduling.batches import still_to_move
from scheduling.date_formats import full_day
from scheduling.forms.day.roster import ORDERS, PrintForm
from scheduling.institutions import catalogue
from scheduling.models import Institution, RosterPrint
from scheduling.rosters import changes, last_looks, past_states, prints, roster
from scheduling.rosters.changes import Changes
from scheduling.rosters.past_states import RosterScope
from scheduling.rosters.prints import PrintedRow
from scheduling.rosters.roster import Roster
from scheduling.spoken_time import say, to_minute
from scheduling.views.day import unreadable_address
from scheduling.views.day.changed_lines import (
    ChangedSession,
    DifferenceInWords,
    changed_words,
    marked,
)
from scheduling.views.day.clocks import clock_of
from scheduling.views.day.opening_words import changed_since, opens
from scheduling.views.day.place_choice import day_to_choose_for
from scheduling.views.day.roster_rows import (
    RosterLine,
    as_shown,
    by_name_of,
    lines_as_printed,
    lines_of,
    lines_of_may_come,
)
from scheduling.views.exam_sessions.lists import list_age_words
from scheduling.views.exam_sessions.lists.list_address import read_day
from scheduling.views.exam_sessions.lists.list_age_words import ListAge
from scheduling.views.kept_place import choices, kept_place_of, place_at
from scheduling.views.notice import PART_MISSING
from scheduling.views.url_lookup import refusal_at, refusal_of_place

log = logging.getLogger(__name__)
MOST_PRINTS = 30
MOST_OPEN = 8  # changes that stand above the roster unfolded


@require_http_methods(["GET", "POST"])
def page(request: PortalRequest) -> HttpResponse:
    """GET shows who is expected at the place's location, and with `since` what changed since that
    print; POST makes a print and leads to it.
    """
    if request.method == "POST":
        return _print(request)
    place = kept_place_of(request)
    if not place.location_sid:
        told = _offered(request) | day_to_choose_for(request, _day(request))
        return render(request, "scheduling/day/roster_choose.html", told)
    institution = _whose(place.institutions, place.location_sid)
    zone = _zone(institution, place.location_sid)
    day = _day(request) or timezone.now().astimezone(ZoneInfo(zone)).date()
    now = roster.of(institution, place.location_sid, zone, day)
    if now is None:
        raise Http404("No such location.")
    _begin_look(request, now)
    return render(request, "scheduling/day/roster.html", _context(request, now))


def _begin_look(request: PortalRequest, now: Roster) -> None:
    """Whoever looks at the day for the first time is told from now on what changed since."""
    scope = RosterScope(now.institution, now.location_sid, now.day, now.zone)
    try:
        last_looks.begin(request.user.pk, scope)
    except DatabaseError as error:
        log.error("that a roster was opened could not be kept: %s", error)


@require_GET
def print_page(request: PortalRequest, print_id: int) -> HttpResponse:
    """A print as it was made, to be put on paper."""
    made = prints.find(print_id)
    if made is None:
        raise Http404("No such print.")
    if made.institution not in request.access.institutions:
        raise refusal_at(request, made.institution)
    return render(request, "scheduling/day/numbered_roster.html", _on_paper(made, _order(request)))


def _on_paper(made: RosterPrint, order: str) -> dict[str, Any]:
    """What stands on a print, and what changed between it and the one before."""
    zone = prints.zone_of(made) or _zone(made.institution, made.location_sid)
    kept, earlier = prints.rows_in(made), prints.before(made)
    rows = kept or []
    scope = RosterScope(made.institution, made.location_sid, made.day, zone)
    found, learned = _changed_after(earlier, kept, scope)
    is_read = kept is not None
    now = roster.of(made.institution, made.location_sid, zone, made.day) if is_read else None
    lines = marked(lines_as_printed(rows, zone, at=made.printed_at), found, zone)
    back = _url(made.institution.sid, made.location_sid, made.day, order)
    loaded, is_renewed = prints.list_as_of(made)
    return {
        "made": made,
        "list_as_of": say(to_minute(loaded), zone).unzoned if loaded else "",
        "is_renewed": is_renewed,
        "made_at": say(to_minute(made.printed_at), zone),
        "title": made.location_name,
        "institution": made.institution,
        "day_words": full_day(made.day),
        "clock": clock_of(made.institution, made.location_sid, zone),
        "opens": opens(now) if made.opens is None else made.opens,
        "has_hours": made.opens is not None,
        "seats": now.seats if now else None,
        "shown_on": say(to_minute(timezone.now()), zone).unzoned,
        "printed_again": _printed_again(made, zone),
        "groups": _groups(lines, order),
        "order": order,
        "earlier": earlier,
        "can_be_read": is_read,
        "changes": found,
        "learned": len(learned),
        "unlisted": now.unlisted if now else 0,
        "may_come": lines_of_may_come(now) if now else [],
        "gone": by_name_of(lines_of(found.gone, zone, are_gone=True)) if found else [],
        "back": back,
        "since_url": f"{back}&since={made.number}",
    }


def _changed_after(
    earlier: RosterPrint | None, rows: list[PrintedRow] | None, scope: RosterScope
) -> tuple[Changes | None, list[PrintedRow]]:
    """What is otherwise on a print than on an earlier one, and who was first known in between."""
    found = _since(earlier, rows) if rows is not None else None
    if not (found and earlier):
        return found, []
    told = past_states.of_print(scope, found, earlier.printed_at)
    return told.changes, list(told.first_seen)


def _print(request: PortalRequest) -> HttpResponse:
    form = PrintForm(request.POST)
    if not form.is_valid():
        raise Http404(PART_MISSING)
    wanted = form.cleaned_data
    place = place_at(request.access, wanted["install"], wanted["location"])
    if not (place.install_sid and place.location_sid):
        raise refusal_of_place(request, wanted["install"])
    institution = place.institutions[0]
    zone = _zone(institution, place.location_sid)
    now = roster.of(institution, place.location_sid, zone, wanted["day"])
    if now is None:
        raise Http404("No such location.")
    actor = request.actor_at(institution)
    rows = prints.rows_of(now.expected)
    made = prints.make(
        roster=now,
        rows=as_shown(rows, lines_of(rows, now.zone)),
        opens=opens(now),
        form_id=UUID(str(wanted["form_id"])),
        actor=actor,
    )
    url = reverse("roster_print", args=(made.pk,))
    return HttpResponseRedirect(f"{url}?{urlencode({'by': wanted['by']})}")


def _printed_again(made: RosterPrint, zone: str) -> str:
    """When a print is shown that was made some minutes ago: who has another name since has it on
    that paper, which must not pass for the first.
    """
    now = timezone.now()
    is_later = now - made.printed_at > prints.GOES_ON_PAPER
    return say(to_minute(now), zone).short if is_later else ""


def _context(request: PortalRequest, now: Roster) -> dict[str, Any]:
    rows, order = prints.rows_of(now.expected), _order(request)
    lines = lines_of(rows, now.zone)
    made = list(prints.of_day(now)[: MOST_PRINTS + 1])
    since = prints.of_number(now, request.GET.get("since", "")) or next(iter(made), None)
    found, changed = _changed(now, since, as_shown(rows, lines))
    ages = list_age_words.ages(request, [now.institution], now.zone)
    return {
        **changed,
        **_ways_on(now, order),
        "roster": now,
        "title": now.location_name,
        "institution": now.institution,
        "day_words": full_day(now.day),
        "clock": clock_of(now.institution, now.location_sid, now.zone),
        "opens": opens(now),
        "other_hours": changed_since(since, opens(now)),
        "shown_on": say(to_minute(timezone.now()), now.zone).unzoned,
        "list_age": _list_age(ages[0]),
        "read_since": say(to_minute(now.read_since), now.zone).unzoned if now.read_since else "",
        "ages": ages,
        "unread": [unreadable_address.day(request), unreadable_address.of_print(request, since)],
        "still_to_move": still_to_move.on_day(
            [now.institution], now.day, now.zone, location_sid=now.location_sid
        ),
        "groups": _groups(marked(lines, found, now.zone), order),
        "may_come": lines_of_may_come(now),
        "prints": [(one, say(to_minute(one.printed_at), now.zone)) for one in made[:MOST_PRINTS]],
        "most_prints": MOST_PRINTS if len(made) > MOST_PRINTS else 0,
        "since": since,
        "order": order,
        "form_id": uuid4(),
    }


def _changed(
    now: Roster, since: RosterPrint | None, rows: Sequence[PrintedRow]
) -> tuple[Changes | None, dict[str, Any]]:
    """What changed since a print, where that can be told, and how the page tells it."""
    scope = RosterScope(now.institution, now.location_sid, now.day, now.zone)
    found, learned, added = _since(since, rows), list[PrintedRow](), list[ChangedSession]()
    if found and since:
        told = past_states.of_print(scope, found, since.printed_at)
        found, learned = told.changes, list(told.first_seen)
        added = DifferenceInWords(scope, told).added() if found.added else []
    return found, {
        "changes": found,
        "added": added,
        "learned": by_name_of(lines_of(learned, now.zone)),
        "is_long": len(learned) + (found.rows if found else 0) > MOST_OPEN,
        "gone": by_name_of(lines_of(found.gone, now.zone, are_gone=True)) if found else [],
        "changed": changed_words(found, now.zone) if found else [],
    }


def _ways_on(now: Roster, order: str) -> dict[str, Any]:
    """The days beside it, the other order, and the other pages of the day."""
    sids = now.institution.sid, now.location_sid
    return {
        "now_url": _url(*sids, now.day, order),
        "changes_url": _url(*sids, now.day, "time", page="day_changes"),
        "list_url": _url(*sids, now.day, "time", page="worklist"),
        "board_url": _url(*sids, now.day, "time", page="board"),
        "handover_url": _url(*sids, now.day, "time", page="handover"),
        "orders": [(one, word, _url(*sids, now.day, one)) for one, word in ORDERS.items()],
        "steps": [_url(*sids, day, order) for day in (_before(now.day), _after(now.day))],
    }


def _since(made: RosterPrint | None, rows: Sequence[PrintedRow]) -> Changes | None:
    """What differs from a print; None where there is none, or it can't be read."""
    before = prints.rows_in(made) if made else None
    return None if before is None else changes.between(before, rows)


def _list_age(age: ListAge) -> str:
    """“list as of 9:36 AM”, or that it was not loaded yet."""
    return f"list {age.in_words(named=False)}" if age.as_of else "sessions not loaded yet"


def _groups(lines: list[RosterLine], order: str) -> list[tuple[str, list[RosterLine]]]:
    """The lines by name, under their headings: the starts, or none where they go by name alone."""
    named = by_name_of(lines)
    if order == "name":
        return [("", named)] if named else []
    started = sorted(named, key=lambda one: one.row.start)
    return [(start, list(there)) for start, there in groupby(started, key=lambda one: one.start)]


def _offered(request: PortalRequest) -> dict[str, Any]:
    """The locations to choose from, each with the address of its roster."""
    day, order = _day(request), _order(request)
    offered = [
        (one, [(found.label, _url(one.sid, found.sid, day, order)) for found in known])
        for one, known in choices(request.access)
    ]
    return {"offered": [pair for pair in offered if pair[1]]}


def _whose(institutions: list[Institution], location_sid: str) -> Institution:
    """The institution that has the location."""
    having = catalogue.names_of_location(institutions, location_sid)
    return next(one for one in institutions if one.pk in having)


def _zone(institution: Institution, location_sid: str) -> str:
    _, zone = catalogue.location(institution.pk, location_sid)
    return zone or institution.time_zone


def _day(request: PortalRequest) -> date | None:
    return read_day(request.GET.get("day", ""))


def _order(request: PortalRequest) -> str:
    asked = request.GET.get("by", "")
    return asked if asked in ORDERS else "time"


def _before(day: date) -> date:
    return date.fromordinal(max(day.toordinal() - 1, 1))


def _after(day: date) -> date:
    return date.fromordinal(min(day.toordinal() + 1, date.max.toordinal()))


def _url(
    install_sid: str, location_sid: str, day: date | None, order: str, *, page: str = "roster"
) -> str:
    asked = {
        "install": install_sid,
        "location": location_sid,
        "day": day.isoformat() if day else "",
        "by": "" if order == "time" else order,
    }
    return f"{reverse(page)}?{urlencode({name: text for name, text in asked.items() if text})}"
