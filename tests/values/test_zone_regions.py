"""Which clocks there are where an address is."""

from __future__ import annotations

from datetime import datetime

import pytest

from scheduling.time_zones import region_table, zone_regions
from scheduling.time_zones.zone_regions import zones_there

WINTER = datetime(2027, 1, 14, 9, 0)
NEW_YORK, CHICAGO, DENVER = "America/New_York", "America/Chicago", "America/Denver"


@pytest.mark.parametrize(
    ("country", "region", "zone"),
    [
        ("US", "North Carolina", NEW_YORK),  # Fort Bragg
        ("US", " n.c. ", NEW_YORK),
        ("US", "AZ", "America/Phoenix"),
        ("US", "District of Columbia", NEW_YORK),
        ("US", "Guam", "Pacific/Guam"),
        ("JP", "Okinawa", "Asia/Tokyo"),
        ("DE", "", "Europe/Berlin"),
        ("CA", "Québec", "America/Toronto"),
        ("MX", "Nuevo León", "America/Monterrey"),
        ("AU", "nsw", "Australia/Sydney"),
        ("XK", "", "Europe/Belgrade"),
        ("US", "Calif.", "America/Los_Angeles"),
        ("US", "Mass.", NEW_YORK),
        ("US", "W. Va.", NEW_YORK),
        ("US", "N. Mex.", DENVER),
        ("CA", "P.E.I.", "America/Halifax"),
        ("CA", "Que.", "America/Toronto"),
        ("CA", "NWT", "America/Inuvik"),
        ("MX", "B.C.", "America/Tijuana"),
        ("MX", "B.C.S.", "America/Mazatlan"),
        ("MX", "N.L.", "America/Monterrey"),
        ("MX", "Q. Roo", "America/Cancun"),
        ("UA", "Kyiv", "Europe/Kyiv"),
        ("UA", "Lviv Oblast", "Europe/Kyiv"),
        ("UA", "Crimea", "Europe/Simferopol"),
        ("BR", "São Paulo", "America/Sao_Paulo"),
        ("BR", "Estado do Rio de Janeiro", "America/Sao_Paulo"),
        ("BR", "AM", "America/Manaus"),
        ("BR", "Pará", "America/Belem"),
        ("BR", "Manaus", "America/Manaus"),
        ("AU", "Capital", "Australia/Sydney"),
        ("AU", "Canberra", "Australia/Sydney"),
        ("CA", "Labrador", "America/Goose_Bay"),
        ("RU", "Moscow", "Europe/Moscow"),
        ("RU", "Sverdlovsk Oblast", "Asia/Yekaterinburg"),
        ("ES", "Tenerife", "Atlantic/Canary"),
        ("PT", "Madeira", "Atlantic/Madeira"),
        ("ID", "Bali", "Asia/Makassar"),
        ("CL", "Región de Magallanes", "America/Punta_Arenas"),
        ("CN", "Beijing", "Asia/Shanghai"),
        ("EC", "Galápagos", "Pacific/Galapagos"),
        ("US", "New York State", NEW_YORK),
        ("US", "State of Washington", "America/Los_Angeles"),
        ("UZ", "", "Asia/Tashkent"),
    ],
)
def test_an_address_with_one_clock_tells_it(country: str, region: str, zone: str) -> None:
    assert zones_there(country, region, WINTER).proposed == zone


@pytest.mark.parametrize(
    ("country", "region", "zones"),
    [
        ("US", "Tennessee", (NEW_YORK, CHICAGO)),
        ("US", "TX", (CHICAGO, DENVER)),
        ("ES", "Ultramar", ("Europe/Madrid", "Atlantic/Canary")),
        ("UA", "", ("Europe/Kyiv", "Europe/Simferopol")),
        (
            "BR",
            "",
            ("America/Sao_Paulo", "America/Manaus", "America/Rio_Branco", "America/Noronha"),
        ),
        ("CN", "Xinjiang", ("Asia/Shanghai", "Asia/Urumqi")),
        (
            "US",
            "Utopia",
            (
                *(NEW_YORK, CHICAGO, "America/Los_Angeles", DENVER, "America/Phoenix"),
                *("Pacific/Honolulu", "America/Anchorage", "America/Adak"),
            ),
        ),
        ("US", "Tex.", (CHICAGO, DENVER)),
        ("US", "Fla.", (NEW_YORK, CHICAGO)),
        ("US", "APO", ()),
        ("US", "F.P.O.", ()),
        ("US", "APO AE", ()),
        ("US", "FPO, A.P. 96601", ()),
        ("US", "Armed Forces Europe", ()),
        ("US", "AE", ()),  # military mail is delivered anywhere
        ("AQ", "", None),
        ("BV", "", ()),
        ("", "North Carolina", ()),
    ],
)
def test_an_address_with_several_clocks_or_none_proposes_nothing(
    country: str, region: str, zones: tuple[str, ...] | None
) -> None:
    there = zones_there(country, region, WINTER)
    assert there.proposed == ""
    assert zones is None or there.zones == zones


@pytest.mark.parametrize(
    ("country", "zones"),
    [
        ("AU", ("Australia/Sydney", "Australia/Brisbane", "Australia/Perth")),
        ("CA", ("America/Toronto", "America/Vancouver", "America/Edmonton")),
        ("MX", ("America/Mexico_City", "America/Tijuana", "America/Mazatlan")),
        ("RU", ("Europe/Moscow", "Asia/Yekaterinburg", "Asia/Krasnoyarsk")),
    ],
)
def test_each_clock_of_a_country_is_that_of_its_most_populous_zone_and_the_likeliest_is_first(
    country: str, zones: tuple[str, ...]
) -> None:
    assert zones_there(country, "Utopia", WINTER).zones[:3] == zones


def test_every_zone_of_the_tables_is_one_of_its_country() -> None:
    every = zone_regions._by_country()
    for table in (region_table.REGIONS, region_table.FEW, region_table.NAMED):
        for country, zones in table.items():
            near = {"US": {"PR", "VI", "GU", "MP", "AS"}}.get(country, set())
            known = {zone for code in (country, *near) for zone in every[code]}
            assert set(zones) <= known, country
    for country, cities in region_table.BY_PEOPLE.items():
        known = {zone_regions._city_of(zone) for zone in every[country]}
        assert set(cities.split()) <= known, country


def test_a_clock_that_few_live_by_is_offered_after_the_one_proposed() -> None:
    there = zones_there("US", "Arizona", WINTER)
    assert (there.zones, there.proposed) == (("America/Phoenix", DENVER), "America/Phoenix")


@pytest.mark.parametrize(
    ("country", "region", "zone", "has"),
    [
        ("US", "NC", CHICAGO, False),
        ("US", "NC", "America/Detroit", True),  # the same clock by another name
        ("JP", "", "Asia/Seoul", True),
        ("JP", "", CHICAGO, False),
        ("US", "TX", DENVER, True),
    ],
)
def test_whether_a_clock_is_one_of_the_address(
    country: str, region: str, zone: str, has: bool
) -> None:
    assert zones_there(country, region, WINTER).has_clock(zone, WINTER) == has


def test_every_region_with_a_name_has_a_zone_that_the_country_has() -> None:
    for country in region_table.NAMES:
        for code in set(zone_regions._codes(country).values()):
            there = zones_there(country, code, WINTER)
            assert there.zones, (country, code)
            assert len(there.zones) <= 4, (country, code)


@pytest.mark.parametrize("country", sorted(region_table.NAMES))
def test_no_way_to_write_a_region_means_two(country: str) -> None:
    meant: dict[str, set[str]] = {}
    for row in region_table.NAMES[country].split(";"):
        code, _, name = row.partition(" ")
        meant.setdefault(zone_regions._letters(name), set()).add(code)
    for code in {
        code for codes in region_table.REGIONS[country].values() for code in codes.split()
    }:
        meant.setdefault(code.lower(), set()).add(code)
    assert {name: codes for name, codes in meant.items() if len(codes) > 1} == {}
