"""Time zones of an address: which ones its country and region have, by the database's own table and
one of regions.

A region lies in one zone, or nearly all who live there do (`FEW` for the rest): then that zone is
proposed. Of several nothing is proposed: who books there says which.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from scheduling.time_zones import zone_data
from scheduling.time_zones.region_table import BY_PEOPLE, FEW, NAMED, NAMES, REGIONS

_NOT_IN_THE_TABLE = {"XK": ("Europe/Belgrade",)}  # Kosovo has no code of ISO 3166 yet
# Military mail tells no place at all: “AE”, “APO, A.P. 96601”, “Armed Forces Europe”.
_AFLOAT = {"US": re.compile(r"[adf]po(?:a[aep])?|a[aep]|armedforces[a-z]*")}
# What kind of region it is says nothing where its name is known.
_A_KIND = (
    r"(?:state|province|regi[oó]n|oblast['’]?|kra[iy]|autonomous (?:republic|okrug)|republic|okrug"
    r"|prefecture|departamento|provincia|estado)"
)
_KIND = re.compile(rf"^(?:the )?{_A_KIND}(?: (?:of|de|do|da))? | {_A_KIND}$", re.IGNORECASE)
_HALF_A_YEAR = timedelta(days=182)
_A_WINTER = datetime(2027, 1, 14, 12)
_MOST_CLOCKS = 3  # of a country, that can be asked about in one sentence
_SHORTEST_NAME = 4


@dataclass(frozen=True, slots=True)
class ZonesThere:
    """The zones of an address, likeliest first: one for each clock there at that time of year.

    `proposed` is the one that can be meant without asking, '' where that has to be asked.
    `every` are all that are right there, by whichever name.
    """

    zones: tuple[str, ...] = ()
    proposed: str = ""
    every: frozenset[str] = frozenset()

    def has_clock(self, zone: str, wall: datetime) -> bool:
        """Whether clocks there show what those of `zone` show at this naive wall time."""
        return _offset(zone, wall) in {_offset(one, wall) for one in self.every}


def zones_there(country: str, region: str, wall: datetime) -> ZonesThere:
    """What zones an address has at the time; none where the table knows none.

    `country` is its code of ISO 3166, `region` as people write it.
    """
    code = _region_code(country, region)
    own, few = _own_zones(country, code, region), _zones_of(FEW, country, code)
    if own:
        offered = one_for_each_clock((*own, *few), wall)
        proposed = own[0] if len(one_for_each_clock(own, wall)) == 1 else ""
        return ZonesThere(offered, proposed, frozenset((*own, *few)))
    if _is_afloat(country, region):
        return ZonesThere()
    every = _by_country().get(country, ())
    offered = one_for_each_clock(every, wall)
    return ZonesThere(offered, offered[0] if len(offered) == 1 else "", frozenset(every))


def one_for_each_clock(zones: tuple[str, ...], wall: datetime) -> tuple[str, ...]:
    """The first zone of each clock: those that agree then and half a year later are one."""
    found: dict[tuple[timedelta | None, ...], str] = {}
    for zone in zones:
        found.setdefault((_offset(zone, wall), _offset(zone, wall + _HALF_A_YEAR)), zone)
    return tuple(found.values())


def _is_afloat(country: str, region: str) -> bool:
    pattern = _AFLOAT.get(country)
    return bool(pattern and pattern.fullmatch(_letters(region)))


def is_there(country: str) -> bool:
    """Whether the table knows any zone of the country."""
    return country in _by_country()


def every_zone() -> list[str]:
    """Every zone of the table, each once."""
    return list(dict.fromkeys(zone for zones in _by_country().values() for zone in zones))


def zones_of_country(country: str) -> list[str]:
    """The zones of a country by its English name, one for each of its clocks; none where they are
    more than may be asked about, and none of what is no country.
    """
    found = [
        list(one_for_each_clock(_by_country().get(code, ()), _A_WINTER))
        for code in _country_codes().get(_letters(country), ())
    ]
    return [zone for zones in found if len(zones) <= _MOST_CLOCKS for zone in zones]


def zones_of_region(region: str) -> list[str]:
    """The zones of a state or province by its name, in whichever country there is one; none for a
    postal code, which is a word of many meanings.
    """
    written = {_letters(region), _without_its_kind(region)}
    found = [
        zone
        for country in _by_country()
        if not _named_regions(country).isdisjoint(written - {""})
        for zone in zones_there(country, region, _A_WINTER).zones
    ]
    return list(dict.fromkeys([*found, *zones_of_country(region)])) if found else []


@cache
def _named_regions(country: str) -> frozenset[str]:
    """The regions of a country by their names, in full."""
    coded = (row.partition(" ")[2] for row in NAMES.get(country, "").split(";"))
    named = (name for said in NAMED.get(country, {}).values() for name in said.split(";"))
    letters = map(_letters, (*coded, *named))
    return frozenset(name for name in letters if len(name) >= _SHORTEST_NAME)


@cache
def _country_codes() -> dict[str, list[str]]:
    """English names of countries → their codes: “Korea (South)” by “Korea” and “South Korea”."""
    lines = (zone_data.PACKAGE / "iso3166.tab").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    shared = Counter(_bare(name) for _, name in rows)
    found: dict[str, list[str]] = {}
    for code, name in rows:
        bare, other = _bare(name), name.partition("(")[2].partition(")")[0]
        of_one = (other,) if shared[bare] == 1 else ()  # “UK”, but no “US” for Virgin Islands (US)
        for one in {_letters(way) for way in (name, bare, f"{other} {bare}", *of_one)} - {""}:
            found.setdefault(one, []).append(code)
    return found


def _bare(country: str) -> str:
    """“Korea” for “Korea (South)”."""
    return re.sub(r" \(.*?\)", "", country)


def _zones_of(table: dict[str, dict[str, str]], country: str, code: str) -> tuple[str, ...]:
    rows = table.get(country, {}).items()
    return tuple(zone for zone, codes in rows if code and code in codes.split())


def _own_zones(country: str, code: str, region: str) -> tuple[str, ...]:
    """The zones of a region by its code or name, or that of the city which a zone is called by."""
    if by_code := _zones_of(REGIONS, country, code):
        return by_code
    names = {_letters(region), _without_its_kind(region)} - {""}
    rows = NAMED.get(country, {}).items()
    named = [zone for zone, said in rows if names & set(map(_letters, said.split(";")))]
    every = _by_country().get(country, ())
    return tuple(named or (zone for zone in every if _letters(_city_of(zone)) in names))


def _city_of(zone: str) -> str:
    """“Sao_Paulo”; of one within another, “Indiana/Knox”, the whole: other towns are called so."""
    return zone.partition("/")[2]


def _without_its_kind(region: str) -> str:
    """“Samara Oblast” and “Republic of Samara” → “samara”."""
    return _letters(_KIND.sub("", " ".join(region.split())))


def _offset(zone: str, wall: datetime) -> timedelta | None:
    return wall.replace(tzinfo=ZoneInfo(zone)).utcoffset()


def _region_code(country: str, region: str) -> str:
    """“N.C.”, “nc” and “North Carolina” → “NC”; as it came where it is not known."""
    written = _letters(region)
    codes = _codes(country)
    return codes.get(written) or codes.get(_without_its_kind(region), written.upper())


@cache
def _codes(country: str) -> dict[str, str]:
    rows = [row.partition(" ") for row in NAMES.get(country, "").split(";") if row]
    return {_letters(name): code for code, _, name in rows}


def _letters(text: str) -> str:
    """Letters alone, without their accents: “Nuevo León” → “nuevoleon”."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return re.sub(r"[^a-z]", "", plain)


@cache
def _by_country() -> dict[str, tuple[str, ...]]:
    """Country → its zones, the most populous first as far as that is known."""
    found = dict(_NOT_IN_THE_TABLE)
    table = (zone_data.PACKAGE / "zone.tab").read_text(encoding="utf-8")
    for line in table.splitlines():
        if not line.startswith("#"):
            country, _, zone, *_ = line.split("\t")
            found[country] = (*found.get(country, ()), zone)
    return {country: _by_people(country, zones) for country, zones in found.items()}


def _by_people(country: str, zones: tuple[str, ...]) -> tuple[str, ...]:
    cities = BY_PEOPLE.get(country, "").split()
    ranks = {city: rank for rank, city in enumerate(cities)}
    return tuple(sorted(zones, key=lambda zone: ranks.get(_city_of(zone), len(ranks))))
