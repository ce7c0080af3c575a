"""By whose clock a page of a day is told."""

from __future__ import annotations

from scheduling.institutions import catalogue
from scheduling.models import Institution
from scheduling.time_zones.zone_names import words_for

NO_ZONE = "the institution’s clock: the location’s time zone is not entered"


def clock_of(institution: Institution, location_sid: str) -> str:
    """“Central (Chicago)”, of a location without a zone with whose clock that is."""
    _, own = catalogue.location(institution.pk, location_sid) if location_sid else ("", "")
    words = words_for(own or institution.time_zone)
    return words if own or not location_sid else f"{words}, {NO_ZONE}"
