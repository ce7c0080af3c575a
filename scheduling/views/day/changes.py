"""The page of what changed on a day since a moment: on screen, and as a sheet of just that."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db import DatabaseError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from scheduling.access.middleware import PortalRequest
from scheduling.date_formats import full_day
from scheduling.forms.day.changes import SeenForm
from scheduling.handovers.places import HandoverPlace
from scheduling.rosters import day_events, last_looks, past_states, prints, roster
from scheduling.rosters.past_states import FURTHEST, RosterScope
from scheduling.rosters.prints import PrintedRow
from scheduling.spoken_time import say, to_minute
from scheduling.views.day import unreadable_address
from scheduling.views.day.changed_lines import DifferenceInWords
from scheduling.views.day.clocks import clock_of
from scheduling.views.day.opening_words import changed_since, opens
from scheduling.views.day.place_choice import (
    day_to_choose_for,
    places_offered,
    today_at,
    where_of,
)
from scheduling.views.day.roster_rows import as_shown, lines_of
from scheduling.views.exam_sessions.lists import list_age_words
from scheduling.views.exam_sessions.lists.list_address import read_day, read_times
from scheduling.views.kept_place import kept_place_of, place_at
from scheduling.views.notice import PART_MISSING
from scheduling.views.url_lookup import refusal_of_place
from scheduling.wall_time import midnight

log = logging.getLogger(__name__)
MORNING, LOOKED = "morning", "looked"


@dataclass(frozen=True, slots=True)
class Since:
    """From when on: the moment, its words, and what the address calls it. `rows` are a print's."""

    name: str
    at: datetime
    words: str
    rows: list[PrintedRow] | None = None
    other_hours: str = ""
    is_first_look: bool = False


@require_http_methods(["GET", "POST"])
def page(request: PortalRequest) -> HttpResponse:
    """GET shows what changed; POST keeps that the person has seen it, up to when it was shown."""
    if request.method == "POST":
        return _seen(request)
    place = kept_place_of(request)
    day = read_day(request.GET.get("day", ""))
    if len(place.institutions) != 1:
        offered = places_offered(request, "day_changes", day)
        told = {"title": "Changes", "offered": offered} | day_to_choose_for(request, day)
        return render(request, "scheduling/day/choose_place.html", told)
    where, now = where_of(place), timezone.now()
    today = today_at(where)
    scope = RosterScope(where.institution, where.location_sid, day or today, where.zone)
    since = _since(request, scope, now)
    context = _where_and_when(request, where, scope) | _moments(scope, since, now)
    context["unread"] = [
        unreadable_address.place(request, place),
        unreadable_address.day(request),
        unreadable_address.since(request, since.name, since.words.removeprefix("since ")),
    ]
    if not context["is_too_far"]:
        context |= _told(scope, since)
    return render(request, "scheduling/day/changes.html", context)


def _where_and_when(
    request: PortalRequest, where: HandoverPlace, scope: RosterScope
) -> dict[str, Any]:
    """The place and its day, and how old what is known of it is."""
    return {
        "where": where,
        "institution": where.institution,
        "current_institution": where.institution,
        "title": where.location_name or where.institution.name,
        "day": scope.day,
        "day_words": full_day(scope.day),
        "clock": clock_of(scope.institution, scope.location_sid, scope.zone),
        "ages": list_age_words.ages(request, [where.institution], scope.zone),
        "board_url": _url(scope, "", page="board"),
    }


def _moments(scope: RosterScope, since: Since, now: datetime) -> dict[str, Any]:
    """Since when and until when the page tells, and what else it can be asked for."""
    choices = ((MORNING, _morning_words(scope, now)), (LOOKED, "Since I last looked"))
    return {
        "since": since,
        "now": now,
        "now_words": say(to_minute(now), scope.zone).short,
        "as_of": _as_of(since.at, to_minute(now), scope.zone),
        "choices": [(words, _url(scope, name), name == since.name) for name, words in choices],
        "clock_asked": since.name if read_times(since.name) else "",
        "steps": [_url(scope, since.name, scope.day + timedelta(days=to)) for to in (-1, 1)],
        "is_too_far": since.at < now - FURTHEST,
        "furthest_days": FURTHEST.days,
        "is_ahead": since.at > now and not since.is_first_look,
    }


def _as_of(since: datetime, now: datetime, zone: str) -> str:
    """“12:36 PM”, beside a moment of the same day on the same clock."""
    then, spoken = say(since, zone), say(now, zone)
    is_same = (then.day, then.zone_abbrev) == (spoken.day, spoken.zone_abbrev)
    return spoken.time if is_same else spoken.short


def _seen(request: PortalRequest) -> HttpResponse:
    form = SeenForm(request.POST)
    if not form.is_valid():
        raise Http404(PART_MISSING)
    asked = form.cleaned_data
    place = place_at(request.access, asked["install"], asked["location"])
    if not place.install_sid or place.location_sid != asked["location"]:
        raise refusal_of_place(request, asked["install"])
    where = where_of(place)
    scope = RosterScope(where.institution, where.location_sid, asked["day"], where.zone)
    last_looks.move(request.user.pk, scope, asked["until"])
    return HttpResponseRedirect(_url(scope, LOOKED))


def _since(request: PortalRequest, scope: RosterScope, now: datetime) -> Since:
    """What the address asks for; what can't be read is this morning."""
    name = request.GET.get("since", "")
    opened = _opening(scope, now)
    if name == LOOKED:
        return _last_look(request, scope)
    if times := read_times(name)[:1]:
        at = datetime.combine(_local(opened, scope), times[0], tzinfo=ZoneInfo(scope.zone))
        return Since(name, at, f"since {say(to_minute(at), scope.zone).short}")
    if (
        name.startswith(unreadable_address.PRINT)
        and scope.location_sid
        and (found := _print(scope, name))
    ):
        return found
    return Since(MORNING, opened, f"since {say(opened, scope.zone).short}")


def _last_look(request: PortalRequest, scope: RosterScope) -> Since:
    known = last_looks.seen_until(request.user.pk, scope)
    at = known or _begun(request, scope)
    words = f"since you last looked, {say(to_minute(at), scope.zone).short}"
    return Since(LOOKED, at, words, is_first_look=known is None)


def _begun(request: PortalRequest, scope: RosterScope) -> datetime:
    """From now on, where it can't be kept as well."""
    try:
        return last_looks.begin(request.user.pk, scope)
    except DatabaseError as error:
        log.error("when somebody first saw a day's changes could not be kept: %s", error)
        return timezone.now()


def _print(scope: RosterScope, name: str) -> Since | None:
    number = name.removeprefix(unreadable_address.PRINT)
    made = prints.numbered(
        scope.institution, scope.location_sid, scope.day, int(number) if _is_number(number) else 0
    )
    if made is None:
        return None
    words = f"since print {made.number}, {say(to_minute(made.printed_at), scope.zone).short}"
    now = roster.of(scope.institution, scope.location_sid, scope.zone, scope.day)
    other_hours = changed_since(made, opens(now)) if now else ""
    return Since(name, made.printed_at, words, prints.rows_in(made), other_hours)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 7


def _opening(scope: RosterScope, now: datetime) -> datetime:
    """When the day of the place began; of a day still to come, today."""
    today = now.astimezone(ZoneInfo(scope.zone)).date()
    return midnight(min(scope.day, today), scope.zone)


def _local(at: datetime, scope: RosterScope) -> date:
    return at.astimezone(ZoneInfo(scope.zone)).date()


def _morning_words(scope: RosterScope, now: datetime) -> str:
    is_past = scope.day < _local(now, scope)
    return "Since that morning" if is_past else "Since this morning"


def _told(scope: RosterScope, since: Since) -> dict[str, Any]:
    happened: list[day_events.DayEvent] = []
    if since.rows is None:
        found = past_states.since(scope, since.at)
        happened = day_events.since(scope, since.at)
    else:
        found = past_states.since_print(
            scope, since.rows, since.at, lambda rows: as_shown(rows, lines_of(rows, scope.zone))
        )
    told = DifferenceInWords(scope, found)
    return {
        "found": found,
        "has_any": bool(found or happened or since.other_hours),
        "told": [*told.added(), *told.changed(), *told.gone()],
        "given": told.lines(found.accommodations),
        "first_seen": told.lines(found.first_seen),
        "happened": told.happened(happened),
    }


def _url(
    scope: RosterScope, since: str, day: date | None = None, *, page: str = "day_changes"
) -> str:
    asked = {
        "install": scope.institution.sid,
        "location": scope.location_sid,
        "day": (day or scope.day).isoformat(),
        "since": since,
    }
    return f"{reverse(page)}?{urlencode({name: one for name, one in asked.items() if one})}"
