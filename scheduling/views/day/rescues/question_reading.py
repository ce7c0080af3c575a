"""What a rescue is about, read from its address or its form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils import timezone

from scheduling.access.middleware import PortalRequest
from scheduling.drafts.contents import Draft
from scheduling.exam_sessions.lists import ticked_sessions
from scheduling.exam_sessions.lists.list_filters import today_at
from scheduling.institutions import catalogue
from scheduling.models import Institution
from scheduling.typed_times.reading import may_be_later, read_clock
from scheduling.views.day.rescues.question import LocationChoice, RescueQuestion, TickedElsewhere
from scheduling.views.exam_sessions.lists.list_address import read_day
from scheduling.views.kept_place import kept_institution, kept_location
from scheduling.wall_time import FIRST, SECOND, NoSuchTime, to_utc

ASK, ENTER = "ask", "enter"  # the second: that key in a field, what was typed decides
ASKED = "ask-"  # before the names of a question, in the form of the one that is answered
NAMES = frozenset({"location", "day", "from", "until", "session"})
NO_LOCATION = "Choose a location."
NO_DAY = "Enter the day."
NO_TIMES = "Enter from when to when."
NO_HALVES = "Enter AM or PM with the times."
BACKWARDS = "The second time must be later than the first."


def asks_nothing(request: PortalRequest) -> bool:
    """Whether a page is opened with no question in its address."""
    return request.method == "GET" and request.GET.keys().isdisjoint(NAMES)


def of_draft(draft: Draft) -> QueryDict:
    """The question of a draft, as its form would send it."""
    asked = QueryDict(mutable=True)
    for name in NAMES & draft.answers.keys():
        asked[name] = draft.answers[name]
    asked.setlist("ticked", draft.listed("ticked"))
    return asked


def other_room(request: PortalRequest, asked: RescueQuestion) -> RescueQuestion | None:
    """What is asked for instead, in the form of the proposal; None where nothing is."""
    posted, wanted = request.POST, QueryDict(mutable=True)
    for name in ("location", "day", "from", "until"):
        wanted[name] = posted.get(f"{ASKED}{name}", "")
    is_other = posted.get("do") == ENTER and wanted.dict() != asked.room
    if not asked.room or f"{ASKED}day" not in posted:
        return None
    if posted.get("do") != ASK and not is_other:
        return None
    return read(request, bookable(request), wanted)


def bookable(request: PortalRequest) -> list[Institution]:
    """Where the person may book, first the institution of the place that is kept."""
    found = [one for one in request.access.institutions if request.access.may_book(one)]
    kept = kept_institution(request)
    return sorted(found, key=lambda one: one != kept)


def read(
    request: PortalRequest, bookable: Sequence[Institution], form: QueryDict | None = None
) -> RescueQuestion:
    """What the address asks about, or the form that was sent, or is brought back."""
    sent = form if form is not None or request.method != "POST" else request.POST
    asked = request.GET if sent is None else sent
    if sent is None and asked.keys().isdisjoint({"location", "install", "session"}):
        asked = asked.copy()
        asked["location"] = kept_location(request)
    offered = catalogue.locations_by_institution(bookable)
    places = [
        LocationChoice(institution=one, sid=found.sid, name=found.label)
        for one in bookable
        for found in offered[one.pk]
    ]
    places += _withdrawn(asked.get("location", ""), places, bookable)
    name = "session" if sent is None else "ticked"  # the first as the list names them
    room = _of_room(asked, places, bookable)
    keys = ticked_sessions.read(asked.getlist(name))
    return _of_ticked(room, bookable, keys) if keys else room


def _withdrawn(
    location: str, places: Sequence[LocationChoice], bookable: Sequence[Institution]
) -> list[LocationChoice]:
    """The location that an address names though nobody is offered it any more."""
    sid = location.rpartition("/")[2]
    if any(one.sid == sid for one in places):
        return []
    named = catalogue.names_of_location(bookable, sid)
    return [
        LocationChoice(institution=one, sid=sid, name=named[one.pk])
        for one in bookable
        if one.pk in named
    ]


def _of_room(
    asked: QueryDict, places: Sequence[LocationChoice], bookable: Sequence[Institution]
) -> RescueQuestion:
    place = _place(asked, places)
    read_from, read_until = (_time(asked.get(name, "")) for name in ("from", "until"))
    known = {
        "places": places,
        "place": place,
        "day": read_day(asked.get("day", "")) if "day" in asked else _today(place, bookable),
        "from_time": read_from,
        "until_time": read_until,
        "institution": place.institution if place else None,
        "is_blank": not (asked.get("from") or asked.get("until")),
    }
    if any(may_be_later(asked.get(name, "")[:40]) for name in ("from", "until")):
        return RescueQuestion(**known, problem=NO_HALVES)
    return _with_instants(RescueQuestion(**known), known)


def _of_ticked(
    room: RescueQuestion, bookable: Sequence[Institution], keys: Sequence[int]
) -> RescueQuestion:
    """Of one institution: that of the first of them, as the page names them. A room that is asked
    about with them goes along: they were there, and it can't be used then.
    """
    found = {one.pk: one.institution for one in ticked_sessions.at(list(bookable), keys)}
    missing = len(set(keys) - found.keys())
    if not found:
        return RescueQuestion(
            places=room.places, missing=missing, problem=NO_LOCATION, is_blank=True
        )
    mine = next(found[key] for key in keys if key in found)
    there: dict[Institution, list[int]] = {mine: []}
    for key, institution in found.items():
        there.setdefault(institution, []).append(key)
    is_room = not room.problem and room.institution == mine
    return replace(
        room if is_room else RescueQuestion(places=room.places),
        keys=there.pop(mine),
        ticked=sorted(keys, key=lambda key: found.get(key) != mine),
        left_out=[TickedElsewhere(institution=one, keys=some) for one, some in there.items()],
        missing=missing,
        institution=mine,
        is_blank=False,
    )


def _place(asked: QueryDict, places: Sequence[LocationChoice]) -> LocationChoice | None:
    install, _, sid = asked.get("location", "").rpartition("/")
    install = install or asked.get("install", "")
    return next(
        (one for one in places if one.sid == sid and install in ("", one.institution.sid)), None
    )


def _today(place: LocationChoice | None, bookable: Sequence[Institution]) -> date:
    """The day that it is there: most rooms can't be used from now on."""
    if place is None:
        return today_at(bookable[0])
    zone = catalogue.location(place.institution.pk, place.sid)[1] or place.institution.time_zone
    return timezone.now().astimezone(ZoneInfo(str(zone))).date()


def _time(text: str) -> time | None:
    """None as well where either half of the day may be meant: a guess would stand in the field."""
    return None if may_be_later(text[:40]) else read_clock(text[:40])


def _with_instants(asked: RescueQuestion, known: dict[str, object]) -> RescueQuestion:
    problem = _missing(asked)
    if problem or not (asked.day and asked.from_time and asked.until_time):
        return RescueQuestion(**known, problem=problem)
    walls = [datetime.combine(asked.day, one) for one in (asked.from_time, asked.until_time)]
    try:  # of a time that clocks show twice the whole of it
        first, last = (
            to_utc(wall, asked.zone, fold)
            for wall, fold in zip(walls, (FIRST, SECOND), strict=True)
        )
    except NoSuchTime as never:
        return RescueQuestion(**known, problem=str(never))
    return RescueQuestion(
        **known, first=first, last=last, problem="" if first < last else BACKWARDS
    )


def _missing(asked: RescueQuestion) -> str:
    if asked.place is None:
        return NO_LOCATION
    if asked.day is None:
        return NO_DAY
    return "" if asked.from_time and asked.until_time else NO_TIMES
