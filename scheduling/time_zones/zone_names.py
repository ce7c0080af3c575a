"""Time zones in words, and what to ask about a name that is no place's: “EST”, “Etc/GMT+5”.

Only a zone that is named after a place follows the clocks there. `EST` is five hours behind UTC all
year, and in July an hour off in New York, which is what is nearly always meant.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from scheduling import spoken_time, wall_time
from scheduling.time_zones import zone_data, zone_regions
from scheduling.time_zones.city_table import CITIES

COMMON = {
    "America/New_York": "Eastern",
    "America/Chicago": "Central",
    "America/Denver": "Mountain",
    "America/Phoenix": "Arizona",
    "America/Los_Angeles": "Pacific",
    "America/Anchorage": "Alaska",
    "Pacific/Honolulu": "Hawaii",
    "America/Puerto_Rico": "Atlantic, Puerto Rico",
    "America/Toronto": "Eastern, Canada",
    "Europe/London": "United Kingdom",
    "Europe/Paris": "Central European",
    "Asia/Kolkata": "India",
}
_NAMED = {"America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"}
# What people and older systems write, and the places that may be meant.
_MEANT = {
    "America/New_York": "ET EST EDT EST5EDT EASTERN",
    "America/Jamaica": "EST",
    "America/Panama": "EST",
    "America/Chicago": "CT CST CDT CST6CDT CENTRAL",
    "America/Mexico_City": "CST",
    "America/Regina": "CST",
    "America/Havana": "CST CDT",
    "America/Denver": "MT MST MDT MST7MDT MOUNTAIN",
    "America/Phoenix": "MST MT MOUNTAIN ARIZONA",
    "America/Los_Angeles": "PT PST PDT PST8PDT PACIFIC",
    "America/Anchorage": "AKST AKDT ALASKA",
    "Pacific/Honolulu": "HST HDT HAWAII HAWAII-ALEUTIAN",
    "America/Halifax": "AST ADT ATLANTIC",
    "America/Puerto_Rico": "AST",
    "America/St_Johns": "NST NDT NEWFOUNDLAND",
    "America/Sao_Paulo": "BRT",
    "America/Argentina/Buenos_Aires": "ART",
    "America/Santiago": "CLT CLST",
    "America/Bogota": "COT",
    "America/Lima": "PET",
    "America/Caracas": "VET",
    "America/La_Paz": "BOT",
    "America/Manaus": "AMT",
    "Europe/London": "GMT BST BRITISH GREENWICH-MEAN ENGLAND SCOTLAND WALES GREAT-BRITAIN",
    "Europe/Lisbon": "WET WEST WESTERN-EUROPEAN",
    "Europe/Paris": "CET CEST MET CENTRAL-EUROPEAN",
    "Europe/Athens": "EET EEST EASTERN-EUROPEAN",
    "Asia/Kolkata": "IST INDIAN",
    "Asia/Jerusalem": "IST IDT",
    "Europe/Dublin": "IST IRISH",
    "Asia/Dhaka": "BST",
    "Asia/Shanghai": "CST",
    "Asia/Yerevan": "AMT",
    "Asia/Kathmandu": "NPT",
    "Asia/Bangkok": "ICT",
    "Asia/Jakarta": "WIB",
    "Asia/Makassar": "WITA",
    "Asia/Tokyo": "JST",
    "Asia/Seoul": "KST",
    "Asia/Karachi": "PKT",
    "Asia/Singapore": "SGT SST",
    "Pacific/Apia": "SAMOA",
    "Pacific/Pago_Pago": "SST SAMOA",
    "Asia/Hong_Kong": "HKT",
    "Asia/Manila": "PHT PHST PST",
    "Asia/Dubai": "GST",
    "Europe/Moscow": "MSK",
    "Africa/Johannesburg": "SAST",
    "Africa/Lagos": "WAT",
    "Africa/Nairobi": "EAT",
    "Africa/Maputo": "CAT",
    "Asia/Riyadh": "AST",
    "Australia/Sydney": "AET AEST AEDT",
    "Australia/Brisbane": "AEST",
    "Australia/Adelaide": "ACST ACDT",
    "Australia/Perth": "AWST",
    "Pacific/Auckland": "NZST NZDT NZT",
}
# The zones whose cities and words are taken as they are by who is in one of them; to others, and of
# any other city, Moscow in Idaho or in Russia, it is a guess.
_AT_HOME = _NAMED | {"America/Phoenix", "America/Anchorage", "Pacific/Honolulu"}
# “UTC+5”, “GMT-05:00”, “+05:30”: hours ahead of UTC, as people write them.
_AHEAD = re.compile(r"(?:UTC|GMT)?\s*([+\-−])\s*(\d{1,2})(?::?([0-5]\d))?", re.IGNORECASE)
_KIND_OF_TIME = re.compile(r"(?: (?:STANDARD|DAYLIGHT|SUMMER))?(?: TIME)?$")
_LINK = re.compile(r"^L (\S+) (\S+)$", re.MULTILINE)
_WINTER = datetime(2027, 1, 14, tzinfo=UTC)
_NOT_A_ZONE = "Choose a time zone from the list, such as America/Chicago."


def words_for(zone: str) -> str:
    """“Eastern (New York)”, or the place alone: “Tokyo”."""
    city = wall_time.city_of(zone)
    return f"{COMMON[zone]} ({city})" if zone in COMMON else city


def words_beside(zone: str, own: str, at: datetime) -> str:
    """A zone with how far it is then from another: “Arizona (Phoenix), 1 hour behind Central
    (Chicago)”; by itself where the clocks agree.
    """
    apart = spoken_time.say_difference(at, zone, own)
    of = " of" if apart.endswith("ahead") else ""
    return f"{words_for(zone)}, {apart}{of} {words_for(own)}" if apart else words_for(zone)


def only_zone_meant(name: str, own: str) -> str | None:
    """The zone of a city’s own name, or of a word that is that of one clock alone: “Chicago”,
    “Central”, as meant in the zone `own`. None for what may mean two, and for letters such as EST.
    """
    written = wall_time.as_typed(name)
    word = written.upper().removesuffix(" TIME")
    if own not in _AT_HOME or word.endswith(("ST", "DT")):  # winter’s clock, or summer’s
        return None
    meant = _of_city(written) or [zone for zone, words in _MEANT.items() if word in words.split()]
    return meant[0] if len(meant) == 1 and meant[0] in _AT_HOME else None


def question_about(name: str) -> str:
    """What to ask about a name that `wall_time.find_zone` does not find."""
    written = wall_time.as_typed(name)
    of_city = _of_city(written)
    around = [*_of_big_city(written), *zone_regions.zones_of_region(written)]
    called_so = zone_regions.one_for_each_clock((*of_city, *around), _WINTER.replace(tzinfo=None))
    if of_city and set(called_so) <= set(of_city):
        return " ".join(f"For {wall_time.city_of(zone)}, enter {zone}." for zone in of_city)
    if called_so:
        return f"For {written}, enter {' or '.join(sorted(called_so, key=_is_far))}."
    meant = _meant_by(written)
    if not meant and wall_time.find_stored_zone(written) is None and not _AHEAD.fullmatch(written):
        return _NOT_A_ZONE
    by_place = f"Name the time zone by a place, not “{written}”."
    asked = [f"{_in_a_question(zone)}? Enter {zone}." for zone in meant]
    return " ".join([by_place, *(asked or [_NOT_A_ZONE])])


def _is_far(zone: str) -> bool:
    return zone not in _AT_HOME


def _in_a_question(zone: str) -> str:
    """“Eastern time, New York”."""
    name, city = COMMON.get(zone, ""), wall_time.city_of(zone)
    if zone in _NAMED:
        return f"{name} time, {city}"
    return f"{name}, {city}" if name else city


def _meant_by(name: str) -> list[str]:
    """The zones of places that a name may mean: by habit, by the country, by the database, by its
    offset.
    """
    of_clock = _KIND_OF_TIME.sub("", name.upper().replace(".", ""))
    word = "-".join(of_clock.split())
    by_habit = [zone for zone, names in _MEANT.items() if word in names.split()]
    if by_habit:
        return by_habit
    if in_country := zone_regions.zones_of_country(of_clock):
        return in_country
    known = wall_time.find_stored_zone(name)
    if known is None:
        return _at(_hours_ahead(name))
    place = wall_time.find_zone(_links().get(known, ""))
    return [place] if place else _common_at(_offset(known))


def _of_city(name: str) -> list[str]:
    """The zones named after a city, however it is written: “new york”, “Saint John’s”; not by an
    older name of one that is offered as well, as “Pacific/Samoa” is of American Samoa’s.
    """
    city = _folded(name)
    bare = city if city in _big_cities() else city.removesuffix(" city")  # Jersey City
    called = {city, bare} - {""}
    zones = sorted(zone for zone in wall_time.zone_names() if _city_letters(zone) in called)
    around = (zone_regions.zones_of_region(name), zone_regions.zones_of_country(name))
    offered = {*zones, *around[0], *around[1]} if zones else ()
    return [zone for zone in zones if _links().get(zone) not in offered]


def _of_big_city(name: str) -> list[str]:
    """The zones of a big city that no zone is named after: “Boston”, “Mumbai”."""
    return _big_cities().get(_folded(name), [])


@cache
def _big_cities() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for zone, cities in CITIES.items():
        for city in cities.split(";"):
            found.setdefault(_folded(city), []).append(zone)
    return found


@cache
def _city_letters(zone: str) -> str:
    return _folded(wall_time.city_of(zone))


def _folded(city: str) -> str:
    """Letters and blanks alone, without accents, and with “st” for “saint”."""
    plain = unicodedata.normalize("NFKD", city).casefold().replace("_", " ").replace("-", " ")
    words = "".join(char for char in plain if char.isalpha() or char == " ").split()
    return " ".join("st" if word == "saint" else word for word in words)


def _hours_ahead(name: str) -> timedelta | None:
    written = _AHEAD.fullmatch(name)
    if written is None:
        return None
    sign, hours, minutes = written.groups()
    ahead = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return ahead if sign == "+" else -ahead


def _at(offset: timedelta | None) -> list[str]:
    """The common zones of this offset, or else the only zone there is."""
    common = _common_at(offset)
    every = [zone for zone in zone_regions.every_zone() if not common and _offset(zone) == offset]
    return common or (every if len(every) == 1 else [])


def _common_at(offset: timedelta | None) -> list[str]:
    """The common zones that have this offset in winter, as one writes it down."""
    return [zone for zone in COMMON if zone in _MEANT and _offset(zone) == offset]


def _offset(zone: str) -> timedelta | None:
    return _WINTER.astimezone(ZoneInfo(zone)).utcoffset()


@cache
def _links() -> dict[str, str]:
    """Other name → name, of the whole database: “US/Eastern” → “America/New_York”."""
    text = (zone_data.PACKAGE / "tzdata.zi").read_text(encoding="utf-8")
    return {other: name for name, other in _LINK.findall(text)}
