"""Which names are zones of places, and what is asked about those that are not."""

from __future__ import annotations

import re

import pytest

from scheduling import wall_time
from scheduling.time_zones import zone_names
from scheduling.time_zones.city_table import CITIES

NO_PLACES = [
    *("EST", "MST", "HST", "EST5EDT", "CST6CDT", "MST7MDT", "PST8PDT", "CET", "MET", "EET", "WET"),
    *("GMT", "UTC", "Zulu", "Etc/UTC", "Etc/GMT+5", "Etc/GMT-14"),
    *("US/Eastern", "Canada/Pacific", "Japan", "GB", "Navajo", "Singapore", "Brazil/East"),
]


@pytest.mark.parametrize("name", NO_PLACES)
def test_a_name_that_is_no_place_s_is_no_zone_but_goes_on_being_understood(name: str) -> None:
    assert name not in wall_time.zone_names()
    assert wall_time.find_zone(name) is None
    assert wall_time.find_stored_zone(name.lower()) == name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("america/new_york", "America/New_York"),
        (" Pacific/Honolulu ", "Pacific/Honolulu"),
        ("America/Argentina/San Luis", "America/Argentina/San_Luis"),
        ("Asia/Calcutta", "Asia/Calcutta"),  # another name of the same place
        ("Antarctica/Troll", "Antarctica/Troll"),
        (
            "America/Chicago\u200b",
            "America/Chicago",
        ),  # what can't be seen comes with what is pasted
        ("\ufeffAmerica/\u200bChicago\u00a0", "America/Chicago"),
    ],
)
def test_a_zone_is_named_after_a_place(typed: str, name: str) -> None:
    assert wall_time.find_zone(typed) == name


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        (
            "EST",
            "Eastern time, New York? Enter America/New_York."
            " Jamaica? Enter America/Jamaica. Panama? Enter America/Panama.",
        ),
        ("E.D.T.", "Eastern time, New York? Enter America/New_York."),
        ("Samoa", "Apia? Enter Pacific/Apia. Pago Pago? Enter Pacific/Pago_Pago."),
        ("Eastern Time", "Eastern time, New York? Enter America/New_York."),
        ("Eastern Standard Time", "Eastern time, New York? Enter America/New_York."),
        ("pacific daylight time", "Pacific time, Los Angeles? Enter America/Los_Angeles."),
        ("CST6CDT", "Central time, Chicago? Enter America/Chicago."),
        (
            "mst",
            "Mountain time, Denver? Enter America/Denver. Arizona, Phoenix? Enter America/Phoenix.",
        ),
        ("HST", "Hawaii, Honolulu? Enter Pacific/Honolulu."),
        ("AEST", "Sydney? Enter Australia/Sydney. Brisbane? Enter Australia/Brisbane."),
        ("NZST", "Auckland? Enter Pacific/Auckland."),
        ("Newfoundland Time", "St Johns? Enter America/St_Johns."),
        ("Iceland", "Reykjavik? Enter Atlantic/Reykjavik."),
        ("Sweden", "Stockholm? Enter Europe/Stockholm."),
        ("Germany", "Berlin? Enter Europe/Berlin."),
        ("UK", "United Kingdom, London? Enter Europe/London."),
        ("Great Britain", "United Kingdom, London? Enter Europe/London."),
        ("South Korea", "Seoul? Enter Asia/Seoul."),
        ("China", "Shanghai? Enter Asia/Shanghai. Urumqi? Enter Asia/Urumqi."),
        ("Japan Standard Time", "Tokyo? Enter Asia/Tokyo."),
        ("Central European Summer Time", "Central European, Paris? Enter Europe/Paris."),
        ("British Summer Time", "United Kingdom, London? Enter Europe/London."),
        ("US/Alaska", "Alaska, Anchorage? Enter America/Anchorage."),
        ("Japan", "Tokyo? Enter Asia/Tokyo."),
        ("Etc/GMT+5", "Eastern time, New York? Enter America/New_York."),
        ("UTC", "United Kingdom, London? Enter Europe/London."),
        ("Etc/GMT-14", "Choose a time zone from the list, such as America/Chicago."),
    ],
)
def test_a_name_that_is_no_place_s_is_asked_about(name: str, asked: str) -> None:
    by_place = f"Name the time zone by a place, not “{name}”."
    assert zone_names.question_about(name) == f"{by_place} {asked}"


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("New York", "For New York, enter America/New_York."),
        (" new_york ", "For New York, enter America/New_York."),
        ("PHOENIX", "For Phoenix, enter America/Phoenix."),
        ("St. Johns", "For St Johns, enter America/St_Johns."),
        ("Saint John’s", "For St Johns, enter America/St_Johns."),
        ("São Paulo", "For Sao Paulo, enter America/Sao_Paulo."),
        ("Port-au-Prince\u200b", "For Port-au-Prince, enter America/Port-au-Prince."),
        ("Jersey City", "For Jersey City, enter America/New_York."),
        ("New York City", "For New York, enter America/New_York."),
        ("Mumbai", "For Mumbai, enter Asia/Kolkata."),
        ("new delhi", "For new delhi, enter Asia/Kolkata."),
        ("Beijing", "For Beijing, enter Asia/Shanghai."),
        ("Boston", "For Boston, enter America/New_York."),
        ("Seattle", "For Seattle, enter America/Los_Angeles."),
        ("Kansas City", "For Kansas City, enter America/Chicago."),
        ("Saint Louis", "For Saint Louis, enter America/Chicago or Africa/Dakar."),
        ("Hyderabad", "For Hyderabad, enter Asia/Karachi or Asia/Kolkata."),
        ("Saskatchewan", "For Saskatchewan, enter America/Regina."),
        ("Oregon", "For Oregon, enter America/Los_Angeles or America/Denver."),
        ("Georgia", "For Georgia, enter America/New_York or Asia/Tbilisi."),
        ("Cordoba", "For Cordoba, enter America/Argentina/Cordoba or Europe/Madrid."),
        ("Buenos Aires", "For Buenos Aires, enter America/Argentina/Buenos_Aires."),
        ("Istanbul", "For Istanbul, enter Europe/Istanbul."),
        ("Queensland", "For Queensland, enter Australia/Brisbane."),
        ("Kiev", "For Kiev, enter Europe/Kyiv."),
        ("Ceuta", "For Ceuta, enter Africa/Ceuta."),
        ("Chihuahua", "For Chihuahua, enter America/Chihuahua or America/Ciudad_Juarez."),
        ("London", "For London, enter Europe/London or America/Toronto."),
        ("san juan", "For san juan, enter America/Argentina/San_Juan or America/Puerto_Rico."),
        ("Calcutta", "For Calcutta, enter Asia/Calcutta."),
        ("Portland", "For Portland, enter America/Los_Angeles or America/New_York."),
    ],
)
def test_a_city_is_told_its_zone(name: str, asked: str) -> None:
    assert zone_names.question_about(name) == asked


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("UTC-6", "America/Chicago"),
        ("gmt −06:00", "America/Chicago"),
        ("UTC+0530", "Asia/Kolkata"),
        ("+05:30", "Asia/Kolkata"),
        ("UTC+5:45", "Asia/Kathmandu"),  # the only zone there is
    ],
)
def test_hours_ahead_of_utc_are_asked_about(name: str, zone: str) -> None:
    asked = zone_names.question_about(name)
    assert asked.startswith(f"Name the time zone by a place, not “{name}”.")
    assert f"Enter {zone}." in asked


@pytest.mark.parametrize(
    ("letters", "zones"),
    [
        ("IST", ["Asia/Kolkata", "Asia/Jerusalem", "Europe/Dublin"]),
        ("BST", ["Europe/London", "Asia/Dhaka"]),
        ("PST", ["America/Los_Angeles", "Asia/Manila"]),
        ("AST", ["America/Halifax", "America/Puerto_Rico", "Asia/Riyadh"]),
        (
            "CST",
            [
                *("America/Chicago", "America/Mexico_City", "America/Regina", "America/Havana"),
                "Asia/Shanghai",
            ],
        ),
    ],
)
def test_letters_of_several_clocks_are_asked_about_with_each(
    letters: str, zones: list[str]
) -> None:
    asked = zone_names.question_about(letters)
    assert re.findall(r"Enter (\S+)\.", asked) == zones


def test_each_big_city_is_of_a_zone_that_is_named_otherwise() -> None:
    for zone, cities in CITIES.items():
        assert wall_time.find_zone(zone) == zone
        assert all(zone in zone_names.question_about(city) for city in cities.split(";"))


@pytest.mark.parametrize("name", ["+05:00", "UTC+25"])
def test_hours_of_no_common_zone_lead_to_the_list(name: str) -> None:
    assert zone_names.question_about(name) == (
        f"Name the time zone by a place, not “{name}”. "
        "Choose a time zone from the list, such as America/Chicago."
    )


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "Factory", "5", "Brazil", "HI", "Newcastle"])
def test_what_is_no_zone_at_all_is_said_to_be_none(name: str) -> None:
    said = "Choose a time zone from the list, such as America/Chicago."
    assert zone_names.question_about(name) == said


@pytest.mark.parametrize(
    ("zone", "words"),
    [("America/New_York", "Eastern (New York)"), ("Asia/Tokyo", "Tokyo")],
)
def test_a_zone_in_words(zone: str, words: str) -> None:
    assert zone_names.words_for(zone) == words


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Chicago", "America/Chicago"),
        ("new york", "America/New_York"),
        ("Central", "America/Chicago"),
        ("eastern time", "America/New_York"),
        ("PT", "America/Los_Angeles"),
        ("Arizona", "America/Phoenix"),
        ("Mountain", None),  # Denver's clock, or Phoenix's
        ("EST", None),
        ("HST", None),
        ("Central Standard Time", None),  # all year, or in winter
        ("Atlantic", None),
        ("Georgia", None),
        ("San Juan", None),  # in Argentina, and in Puerto Rico
        ("Moscow", None),  # in Idaho, too
        ("Athens", None),
        ("London", None),
        ("", None),
    ],
)
def test_a_city_or_a_word_of_one_clock_alone_is_a_zone(typed: str, zone: str | None) -> None:
    assert zone_names.only_zone_meant(typed, "America/Chicago") == zone


@pytest.mark.parametrize("own", ["Australia/Sydney", "America/Mexico_City", "America/Regina", ""])
@pytest.mark.parametrize("typed", ["Central", "eastern", "PT", "Phoenix", "Los Angeles"])
def test_a_word_for_a_clock_is_asked_about_where_another_country_s_may_be_meant(
    own: str, typed: str
) -> None:
    assert zone_names.only_zone_meant(typed, own) is None
