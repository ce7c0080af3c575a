"""The one place that a page of a day is about, and the places to choose it from."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone

from scheduling.access.middleware import PortalRequest
from scheduling.handovers.day_sheet import HandoverPlace
from scheduling.institutions import catalogue
from scheduling.views.kept_place import KeptPlace, choices


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
