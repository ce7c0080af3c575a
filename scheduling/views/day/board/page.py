"""The day board's page."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from scheduling.access.middleware import PortalRequest
from scheduling.batches import still_to_move
from scheduling.date_formats import counted, full_day
from scheduling.exam_sessions import day_board
from scheduling.exam_sessions.moments import who_is_here, who_is_overdue, who_was_where
from scheduling.exam_sessions.moments.seat_load import LONG_AGO
from scheduling.handovers import rescued
from scheduling.spoken_time import say
from scheduling.time_zones.zone_names import words_for
from scheduling.typed_times.lengths import read_length
from scheduling.views.day import clocks, unreadable_address
from scheduling.views.day.board import moment, shown_mark
from scheduling.views.day.board.board_address import USUAL_MINUTES, BoardAddress
from scheduling.views.day.board.sittings import Sittings, keys_of
from scheduling.views.day.board.table import BoardPage
from scheduling.views.exam_sessions.lists import list_age_words
from scheduling.views.exam_sessions.lists.list_address import PLACE, read_day, read_times
from scheduling.views.kept_place import KeptPlace, kept_place_of
from scheduling.wall_time import midnight

HOUR = timedelta(hours=1)
MOST_MINUTES = 720
MOST_OVERDUE = 50
MORNING = 6  # o'clock, until which the day before is not done with


@require_GET
def board(request: PortalRequest) -> HttpResponse:
    """Who sits where on a day, half hour by half hour; who exactly at one moment of it, also of a
    past one. With `shown`, only whether it looks otherwise than a page that was shown.
    """
    place, exactly = kept_place_of(request), timezone.now()
    page = _page(request, place, exactly)
    rescues = _rescues(place, page)
    mark = shown_mark.mark_of(page.board, page.sittings, _mark_of_rescues(rescues))
    age = _age(request, place, page, mark)
    if "shown" in request.GET:
        return render(request, "scheduling/day/board_age.html", age)
    asked = _asked(request, page)
    context = (
        age
        | rescues
        | _day(request, place, page, asked)
        | _ways_on(request, place, page)
        | _night(place, page, exactly)
        | _overdue(page, exactly)
        | _moment(request, page, place, asked)
    )
    return render(request, "scheduling/day/board.html", context)


def _page(request: PortalRequest, place: KeptPlace, exactly: datetime) -> BoardPage:
    """The day that is asked for, or today, as it is known at the place."""
    now, zone = exactly.replace(second=0, microsecond=0), place.time_zone
    day = read_day(request.GET.get("day", "")) or now.astimezone(ZoneInfo(zone)).date()
    minutes, where = _minutes(request), place.location_sid
    found = day_board.with_next_day(place.institutions, day, zone, minutes, location_sid=where)
    is_today = day == now.astimezone(ZoneInfo(zone)).date()
    here = (
        who_is_here.locations_at(place.institutions, exactly, location_sid=where)
        if is_today
        else {}
    )
    return BoardPage(
        found,
        zone,
        now,
        BoardAddress(day, minutes, _place_asked(request)),
        Sittings.of(found, zone, exactly, here),
        len(place.institutions) > 1,
        _known_since(day, now),
        _bookable(request, place),
    )


def _day(
    request: PortalRequest, place: KeptPlace, page: BoardPage, asked: clocks.AskedMoment
) -> dict[str, Any]:
    """Who sits where, and what of the day is not known or not done."""
    found, address = page.board, page.address
    return {
        "place": place,
        "day": found.day,
        "day_words": full_day(found.day),
        "hours": page.half_hours.hours(),
        "has_gaps": bool(page.half_hours.gaps),
        "rows": page.rows(),
        "total_words": _total(page),
        "unplaced": page.sittings.rows(found.unplaced),
        "unlisted": len(keys_of(found.unlisted)),
        "unsure": found.unsure,
        "long_ago_hours": LONG_AGO // HOUR,
        "called_off": found.called_off,
        "unread": [
            unreadable_address.place(request, place),
            unreadable_address.day(request),
            unreadable_address.moment(request),
            asked.problem,
            unreadable_address.minutes(request, address.minutes, MOST_MINUTES),
        ],
        "records_since": page.records_since(),
        "has_now": page.half_hours.has_now,
        "has_past": bool(found.slots) and found.slots[0] < page.now,
        "minutes": address.minutes,
        "next_free": page.next_free.anywhere(),
    }


def _total(page: BoardPage) -> str:
    """“28 sessions, 4 more from the evening before”; not known before the records."""
    day = page.board.day
    first, last = midnight(day, page.zone), midnight(day + timedelta(days=1), page.zone)
    seats = [seat for one in page.board.places for seat in one.seated]
    of_day = keys_of(one for one in seats if one.start >= first)
    before = len(keys_of(seats) - of_day)
    told = counted(len(of_day), "session")
    if page.known_since and last <= page.known_since:
        told = f"at least {told}" if of_day else "sessions not known, our records begin later"
    return f"{told}, {before} more from the evening before" if before else told


def _ways_on(request: PortalRequest, place: KeptPlace, page: BoardPage) -> dict[str, Any]:
    """The days beside it, this minute, and the other pages of the day."""
    address, day = page.address, page.board.day
    now = page.now.astimezone(ZoneInfo(page.zone))
    minute, fold = f"{now:%H:%M}", clocks.LATER if now.fold else ""
    return {
        "steps": [address.url(day=day + timedelta(days=one)) for one in (-1, 1)],
        "place_asked": address.place.items(),
        "roster_url": f"{reverse('roster')}{address.url()}",
        "handover_url": f"{reverse('handover')}{address.url()}",
        "changes_url": f"{reverse('day_changes')}{address.url()}&since=looked",
        "move_url": _move_url(request, place, day),
        "now_url": f"{address.url(at=minute, fold=fold)}#there" if page.is_today else "",
    }


def _overdue(page: BoardPage, now: datetime) -> dict[str, Any]:
    """Who should have ended by now, the first of them as rows, and how many may have since hours,
    of whom nobody knows it.
    """
    visits = page.sittings.visits
    overdue = who_is_overdue.overdue(page.board, now, visits)
    endless = who_is_overdue.endless(page.board, now, visits)
    return {
        "endless": len(keys_of(one for one in endless if one.start <= now - LONG_AGO)),
        "overdue": page.sittings.placed_rows(overdue[:MOST_OVERDUE]),
        "more_overdue": max(0, len(overdue) - MOST_OVERDUE),
    }


def _night(place: KeptPlace, page: BoardPage, now: datetime) -> dict[str, Any]:
    """In the small hours, whose shift is still of the day before, who of it should have ended."""
    before = page.board.day - timedelta(days=1)
    if not page.is_today or now.astimezone(ZoneInfo(page.zone)).hour >= MORNING:
        return {}
    found = day_board.of_day(place.institutions, before, page.zone, location_sid=place.location_sid)
    late = who_is_overdue.overdue(found, now, Sittings.of(found, page.zone, now).visits)
    url = f"{page.address.url(day=before)}#overdue"
    return {"late_before": len(late), "before_url": url, "before_words": full_day(before)}


def _rescues(place: KeptPlace, page: BoardPage) -> dict[str, Any]:
    """Which rescues did not move somebody of the day, and which are still to."""
    day, where = page.board.day, place.location_sid
    return {
        "not_moved": _not_moved(place, day, page.zone),
        "still_to_move": still_to_move.on_day(
            place.institutions, day, page.zone, location_sid=where
        ),
    }


def _mark_of_rescues(told: dict[str, Any]) -> str:
    moving = [(one.batch.pk, one.in_words) for one in told["still_to_move"]]
    return f"{told['not_moved']} {moving}"


def _not_moved(place: KeptPlace, day: date, zone: str) -> list[tuple[int, int]]:
    """Rescues by their numbers, each with how many of the day it did not move."""
    first, last = midnight(day, zone), midnight(day + timedelta(days=1), zone)
    found = rescued.on_day(place.institutions, first, last, location_sid=place.location_sid)
    return list(found.items())


def _bookable(request: PortalRequest, place: KeptPlace) -> frozenset[str]:
    """The institutions, by SID, at which the person may book."""
    return frozenset(one.sid for one in place.institutions if request.access.may_book(one))


def _known_since(day: date, now: datetime) -> datetime | None:
    """When the records begin, for a day that has begun anywhere."""
    return who_was_where.log_since() if day <= now.date() + timedelta(days=1) else None


def _moment(
    request: PortalRequest, page: BoardPage, place: KeptPlace, asked: clocks.AskedMoment
) -> dict[str, Any]:
    """Who is where at the moment asked about; of a past one, who was."""
    at, here = asked.at, request.GET.get("here", "")
    wall = request.GET.get("at", "")
    if at is None:
        return {"at_value": wall} if asked.problem else {}
    told = {"at_words": asked.words, "at_value": wall, "asked": asked}
    told["other_url"] = f"{page.address.url(at=wall, here=here, fold=asked.other_fold)}#there"
    if at < page.now:
        was = who_was_where.of(place.institutions, at, location_sid=place.location_sid or here)
        return told | {"was": moment.Past(was, page).in_words()}
    every = f"{page.address.url(at=wall, fold=asked.fold)}#there"
    groups = moment.groups_at(page, at, here, _bookable(request, place))
    told |= {
        "long_ago": moment.long_ago(page, at, here),
        "here_besides": moment.here_besides(page, place.institutions, at, here),
    }
    return told | {"there": groups, "is_now": at == page.now, "every_place_url": here and every}


def _asked(request: PortalRequest, page: BoardPage) -> clocks.AskedMoment:
    """The moment asked about; none where none is."""
    for wall in read_times(request.GET.get("at", ""))[:1]:
        return clocks.moment_of(page.board.day, wall, request.GET.get("fold", ""), page.zone)
    return clocks.AskedMoment()


def _age(request: PortalRequest, place: KeptPlace, page: BoardPage, mark: str) -> dict[str, Any]:
    """How old what stands there is, and whether another page that was shown looks otherwise."""
    shown = request.GET.get("shown", "")
    ages = list_age_words.ages(request, place.institutions, page.zone)
    asked = {name: request.GET[name] for name in request.GET if name != "shown"}
    return {
        "as_of": [one.in_words(named=len(ages) > 1) for one in ages if one.as_of],
        "never": [one.institution.name for one in ages if not one.as_of],
        "troubled": [one for one in ages if one.as_of and not one.is_renewed],
        "shown_at": say(page.now, page.zone).time,
        "shown_on": say(page.now, page.zone).unzoned,
        "clock": words_for(page.zone),
        "again_url": f"{reverse('board')}?{urlencode(asked)}",
        "renewal_url": f"{reverse('board')}?{urlencode(asked | {'shown': shown or mark})}",
        "has_changed": bool(shown) and shown != mark,
    }


def _move_url(request: PortalRequest, place: KeptPlace, day: date) -> str:
    """Where a room of the place is moved on the day; '' for who may not."""
    if not any(request.access.may_book(one) for one in place.institutions):
        return ""
    asked = {"install": place.install_sid, "location": place.location_sid}
    asked |= {"day": day.isoformat()}
    told = urlencode({name: one for name, one in asked.items() if one})
    return f"{reverse('rescue_new')}?{told}"


def _place_asked(request: PortalRequest) -> dict[str, str]:
    return {name: request.GET[name] for name in PLACE if request.GET.get(name)}


def _minutes(request: PortalRequest) -> int:
    minutes = read_length(request.GET.get("minutes", "")) or 0
    return minutes if 0 < minutes <= MOST_MINUTES else USUAL_MINUTES
