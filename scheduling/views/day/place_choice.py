"""The one place that a page of a day is about, and the places to choose it from."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone

from scheduling import date_formats
from scheduling.access.middleware import PortalRequest
from scheduling.handovers.day_sheet import HandoverPlace
from scheduling.institutions import catalogue
from scheduling.views.day import unreadable_address
from scheduling.views.kept_place import KeptPlace, choices, kept_place_of


def where_of(place: KeptPlace) -> HandoverPlace:
    """The place of one institution, with its own clock: the location's, or the institution's."""
    [institution] = place.institutions
    zone = ""
    if place.location_sid:
        _, zone = catalogue.location(institution.pk, place.location_sid)
    return HandoverPlace(
        institution, place.location_sid, place.location_name, zone or institution.time_zone
    )


def today_at(where: HandoverPlace) -> date:
    """The day that it is there."""
    return timezone.now().astimezone(ZoneInfo(where.zone)).date()


def day_to_choose_for(request: PortalRequest, day: date | None) -> dict[str, object]:
    """For a page on which a place is chosen: the day that it will be about, and what of the address
    can't be read. With no day it is today wherever the place is.
    """
    return {
        "day_words": date_formats.day(day) if day else "Today",
        "unread": [
            unreadable_address.place(request, kept_place_of(request)),
            unreadable_address.day(request),
        ],
    }


def places_offered(
    request: PortalRequest, name: str, day: date | None, **more: str
) -> list[tuple[str, list[tuple[str, str]]]]:
    """The institutions with the places to choose from, each with the address of its page."""
    asked = {"day": day.isoformat()} if day else {}
    found = []
    for institution, locations in choices(request.access):
        sids = [("All locations", ""), *((one.label, one.sid) for one in locations)]
        urls = [
            (
                words,
                f"{reverse(name)}?"
                + urlencode(
                    {"install": institution.sid} | ({"location": sid} if sid else {}) | asked | more
                ),
            )
            for words, sid in sids
        ]
        found.append((institution.name, urls))
    return found
