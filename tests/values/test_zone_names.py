"""Which names are zones of places, and what is asked about those that are not."""

from __future__ import annotations

import pytest

from scheduling import wall_time
from scheduling.time_zones import zone_names

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
        ("EST", "Eastern time, New York? Enter America/New_York."),
        ("Eastern Time", "Eastern time, New York? Enter America/New_York."),
        ("Eastern Standard Time", "Eastern time, New York? Enter America/New_York."),
        ("pacific daylight time", "Pacific time, Los Angeles? Enter America/Los_Angeles."),
        ("CST6CDT", "Central time, Chicago? Enter America/Chicago."),
        (
            "mst",
            "Mountain time, Denver? Enter America/Denver. Arizona, Phoenix? Enter America/Phoenix.",
        ),
        ("HST", "Hawaii, Honolulu? Enter Pacific/Honolulu."),
        ("E.S.T.", "Eastern time, New York? Enter America/New_York."),
        ("AEST", "Sydney? Enter Australia/Sydney. Brisbane? Enter Australia/Brisbane."),
        ("NZST", "Auckland? Enter Pacific/Auckland."),
        ("Newfoundland Time", "St Johns? Enter America/St_Johns."),
        (
            "CST",
            "Central time, Chicago? Enter America/Chicago. Shanghai? Enter Asia/Shanghai.",
        ),
        (
            "IST",
            "India, Kolkata? Enter Asia/Kolkata. Jerusalem? Enter Asia/Jerusalem."
            " Dublin? Enter Europe/Dublin.",
        ),
        (
            "BST",
            "United Kingdom, London? Enter Europe/London. Dhaka? Enter Asia/Dhaka.",
        ),
        ("Central European Summer Time", "Central European, Paris? Enter Europe/Paris."),
        ("Iceland", "Reykjavik? Enter Atlantic/Reykjavik."),
        ("Sweden", "Stockholm? Enter Europe/Stockholm."),
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
        ("boston", "For Boston, enter America/New_York."),
        ("Kansas City", "For Kansas City, enter America/Chicago."),
        ("new delhi", "For New Delhi, enter Asia/Kolkata."),
        ("UK", "For UK, enter Europe/London."),
        ("PHOENIX", "For Phoenix, enter America/Phoenix."),
        ("St. Johns", "For St Johns, enter America/St_Johns."),
        ("Saint John’s", "For St Johns, enter America/St_Johns."),
        ("São Paulo", "For Sao Paulo, enter America/Sao_Paulo."),
        ("Port-au-Prince\u200b", "For Port-au-Prince, enter America/Port-au-Prince."),
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
    ],
)
def test_hours_ahead_of_utc_are_asked_about(name: str, zone: str) -> None:
    asked = zone_names.question_about(name)
    assert asked.startswith(f"Name the time zone by a place, not “{name}”.")
    assert f"Enter {zone}." in asked


@pytest.mark.parametrize("name", ["+05:00", "UTC+25"])
def test_hours_of_no_common_zone_lead_to_the_list(name: str) -> None:
    assert zone_names.question_about(name) == (
        f"Name the time zone by a place, not “{name}”. "
        "Choose a time zone from the list, such as America/Chicago."
    )


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "Factory", "5", "Germany"])
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
