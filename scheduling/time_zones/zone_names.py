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
    "America/Chicago": "CT CST CDT CST6CDT CENTRAL",
    "America/Denver": "MT MST MDT MST7MDT MOUNTAIN",
    "America/Phoenix": "MST MT MOUNTAIN ARIZONA",
    "America/Los_Angeles": "PT PST PDT PST8PDT PACIFIC",
    "America/Anchorage": "AKST AKDT ALASKA",
    "Pacific/Honolulu": "HST HDT HAWAII",
    "America/Halifax": "AST ADT ATLANTIC",
    "America/Puerto_Rico": "AST",
    "America/St_Johns": "NST NDT NEWFOUNDLAND",
    "America/Sao_Paulo": "BRT",
    "Europe/London": "GMT BST",
    "Europe/Lisbon": "WET WEST",
    "Europe/Paris": "CET CEST MET",
    "Europe/Athens": "EET EEST",
    "Asia/Kolkata": "IST",
    "Asia/Tokyo": "JST",
    "Asia/Seoul": "KST",
    "Asia/Karachi": "PKT",
    "Asia/Singapore": "SGT",
    "Asia/Hong_Kong": "HKT",
    "Asia/Manila": "PHT PHST",
    "Asia/Dubai": "GST",
    "Europe/Moscow": "MSK",
    "Africa/Johannesburg": "SAST",
    "Africa/Lagos": "WAT",
    "Africa/Nairobi": "EAT",
    "Australia/Sydney": "AET AEST AEDT",
    "Australia/Brisbane": "AEST",
    "Australia/Adelaide": "ACST ACDT",
    "Australia/Perth": "AWST",
    "Pacific/Auckland": "NZST NZDT NZT",
    "Asia/Jerusalem": "IST IDT",
    "Europe/Dublin": "IST",
    "Asia/Dhaka": "BST",
    "Asia/Shanghai": "CST",
}
# Places after which no zone is named.
_PLACES = {
    "America/New_York": ("Atlanta", "Boston", "Miami", "Philadelphia", "Washington"),
    "America/Chicago": ("Dallas", "Houston", "Kansas City", "Minneapolis"),
    "America/Los_Angeles": ("San Diego", "San Francisco", "Seattle"),
    "America/Regina": ("Saskatchewan",),
    "Europe/London": ("UK", "England", "Scotland", "Wales"),
    "Asia/Kolkata": ("Bangalore", "Chennai", "Delhi", "Mumbai", "New Delhi"),
    "Asia/Shanghai": ("Beijing",),
    "Asia/Ho_Chi_Minh": ("Hanoi",),
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
    if of_city:
        return " ".join(f"For {wall_time.city_of(zone)}, enter {zone}." for zone in of_city)
    for zone, places in _PLACES.items():
        if place := next((one for one in places if _folded(one) == _folded(written)), ""):
            return f"For {place}, enter {zone}."
    meant = _meant_by(written)
    if not meant and wall_time.find_stored_zone(written) is None and not _AHEAD.fullmatch(written):
        return _NOT_A_ZONE
    by_place = f"Name the time zone by a place, not “{written}”."
    asked = [f"{_in_a_question(zone)}? Enter {zone}." for zone in meant]
    return " ".join([by_place, *(asked or [_NOT_A_ZONE])])


def _in_a_question(zone: str) -> str:
    """“Eastern time, New York”."""
    name, city = COMMON.get(zone, ""), wall_time.city_of(zone)
    if zone in _NAMED:
        return f"{name} time, {city}"
    return f"{name}, {city}" if name else city


def _meant_by(name: str) -> list[str]:
    """The zones of places that a name may mean: by habit, by the database, by its offset."""
    written = _KIND_OF_TIME.sub("", name.upper().replace(".", ""))
    by_habit = [zone for zone, names in _MEANT.items() if written in names.split()]
    by_habit = by_habit or [zone for zone, word in COMMON.items() if written == word.upper()]
    if by_habit:
        return by_habit
    if in_country := zone_regions.only_zone_of(name):
        return [in_country]
    known = wall_time.find_stored_zone(name)
    if known is None:
        return _common_at(_hours_ahead(name))
    place = wall_time.find_zone(_links().get(known, ""))
    return [place] if place else _common_at(_offset(known))


def _of_city(name: str) -> list[str]:
    """The zones named after a city, however it is written: “new york”, “Saint John’s”."""
    city = _folded(name)
    return sorted(z for z in wall_time.zone_names() if city and _city_letters(z) == city)


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
