"""Where on earth it is about noon: a test of one day must not meet midnight on its way."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from scheduling.models import Institution

ZONES = (
    *("Pacific/Pago_Pago", "Pacific/Honolulu", "America/Los_Angeles", "America/Chicago"),
    *("America/Sao_Paulo", "Atlantic/Azores", "Europe/Berlin", "Asia/Dubai", "Asia/Dhaka"),
    *("Asia/Tokyo", "Pacific/Noumea", "Pacific/Auckland"),
)


def midday_zone() -> str:
    """The region zone whose clocks are nearest to noon."""
    return zone_where_it_is(12)


def zone_where_it_is(hour: int) -> str:
    """The region zone whose clocks are nearest to that hour."""
    return min(ZONES, key=lambda zone: abs(datetime.now(ZoneInfo(zone)).hour - hour))


def set_clocks_to_midday() -> None:
    """All institutions where it is about noon, on one clock."""
    Institution.objects.update(time_zone=midday_zone())
