"""Words about the clock of an address: which zones may be meant there, and one it does not have."""

from __future__ import annotations

from datetime import datetime

from scheduling import country_lists, wall_time
from scheduling.time_zones.zone_names import words_for
from scheduling.time_zones.zone_regions import ZonesThere

Address = tuple[str, str]  # country, by its code; state or region as typed


def choices(there: ZonesThere, own: str) -> dict[str, str]:
    """Zone → words: those of the address, and the institution's own where it is none of them."""
    if not there.zones:
        return {}
    offered = {zone: words_for(zone) for zone in there.zones}
    return (
        offered
        if own in there.every
        else offered | {own: f"{words_for(own)}, your institution’s time"}
    )


def question(there: ZonesThere, address: Address) -> str:
    """What to ask where the address doesn't tell the zone."""
    if not address[0]:
        return "Enter the country and state first, or choose the time zone."
    if not there.zones:
        return f"Choose the time zone: {_name(address)} does not tell it."
    named = [words_for(zone) for zone in there.zones]
    return f"Choose the time zone: {_name(address)} has {_listed(named)}."


def warning(there: ZonesThere, address: Address, zone: str, wall: datetime) -> str:
    """That clocks at the address show another time than those of the zone; '' where they agree, and
    where it isn't known.
    """
    if not there.zones or there.has_clock(zone, wall):
        return ""
    has = _listed([words_for(one) for one in there.zones])
    return (
        f"{_name(address)} does not use the time zone of {wall_time.city_of(zone)}. The time zone"
        f" there is {has}. Check the time zone."
    )


def _name(address: Address) -> str:
    country = country_lists.countries().get(address[0], address[0])
    return f"{address[1]}, {country}" if address[1] else country


def _listed(words: list[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]] if words[1:] else words)
