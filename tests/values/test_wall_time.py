"""Wall time and UTC over every zone there is, and how a time is said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling import spoken_time, wall_time
from scheduling.spoken_time import say, say_range
from scheduling.wall_time import FIRST, SECOND, HappensTwice, NoSuchTime

ZONES = sorted(wall_time.zone_names())
instants = st.datetimes(datetime(1975, 1, 1), datetime(2099, 12, 30)).map(
    lambda moment: moment.replace(second=0, microsecond=0, tzinfo=UTC)
)


def wall_of(instant: datetime, zone: str) -> datetime:
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


@settings(max_examples=400)
@given(instants, st.sampled_from(ZONES))
def test_every_instant_comes_back_from_its_wall_time(instant: datetime, zone: str) -> None:
    wall = wall_of(instant, zone)
    try:
        found = {wall_time.to_utc(wall, zone)}
    except HappensTwice as twice:
        found = {choice.instant for choice in twice.choices}
        for choice in twice.choices:
            assert wall_time.to_utc(wall, zone, choice.value) == choice.instant
    assert instant in found


@settings(max_examples=400)
@given(st.datetimes(datetime(1975, 1, 1), datetime(2099, 12, 30)), st.sampled_from(ZONES))
def test_every_wall_time_is_one_instant_or_two_or_none(wall: datetime, zone: str) -> None:
    wall = wall.replace(second=0, microsecond=0)
    naive = wall.replace(tzinfo=UTC)
    near = [naive + timedelta(minutes=quarter * 15) for quarter in range(-4 * 27, 4 * 27)]
    seen = {moment for moment in near if wall_of(moment, zone) == wall}
    try:
        assert wall_time.to_utc(wall, zone) in seen or not seen
    except NoSuchTime:
        assert not seen
    except HappensTwice as twice:
        assert seen <= {choice.instant for choice in twice.choices}
        assert twice.choices[0].instant < twice.choices[1].instant


def test_every_gap_and_overlap_of_a_year_is_found_in_every_zone() -> None:
    """Walks 2025 half an hour at a time and finds each change of offset by itself."""
    half_hour, gaps, overlaps = timedelta(minutes=30), 0, 0
    for zone in ZONES:
        info, moment = ZoneInfo(zone), datetime(2025, 1, 1, tzinfo=UTC)
        before = moment.astimezone(info).utcoffset()
        while moment.year == 2025:
            moment += timedelta(hours=12)
            after = moment.astimezone(info).utcoffset()
            if after == before:
                continue
            edge = moment - timedelta(hours=12)
            while (edge + half_hour).astimezone(info).utcoffset() == before:
                edge += half_hour
            jump, before = edge + half_hour, after
            wall = wall_of(jump, zone) - timedelta(minutes=1)
            if wall_of(jump, zone) - wall_of(jump - timedelta(minutes=1), zone) > timedelta(
                minutes=1
            ):
                gaps += 1
                with pytest.raises(NoSuchTime):
                    wall_time.to_utc(wall, zone)
            else:
                overlaps += 1
                with pytest.raises(HappensTwice):
                    wall_time.to_utc(wall_of(jump, zone), zone)
    assert gaps >= 160 and overlaps >= 160


@pytest.mark.faults(44)
def test_a_time_that_does_not_exist_is_refused_in_words() -> None:
    with pytest.raises(NoSuchTime) as gap:
        wall_time.to_utc(datetime(2025, 3, 9, 2, 30), "America/New_York")
    assert (
        str(gap.value)
        == "2:30 AM does not exist on Sunday, March 9, 2025 in New York: clocks jump from 2:00 to"
        " 3:00. Choose 3:00 AM or later."
    )


def test_a_gap_of_half_an_hour_and_one_of_a_whole_day_name_their_edges() -> None:
    with pytest.raises(
        NoSuchTime, match=r"clocks jump from 2:00 to 2:30\. Choose 2:30 AM or later"
    ):
        wall_time.to_utc(datetime(2027, 10, 3, 2, 15), "Australia/Lord_Howe")
    with pytest.raises(NoSuchTime, match="Choose Saturday, December 31, 2011, 12:00 AM or later"):
        wall_time.to_utc(datetime(2011, 12, 30, 10, 0), "Pacific/Apia")


@pytest.mark.faults(45)
def test_a_time_that_happens_twice_asks_which_and_both_can_be_had() -> None:
    wall = datetime(2025, 11, 2, 1, 30)
    with pytest.raises(
        HappensTwice, match="1:30 AM happens twice on Sunday, November 2, 2025 in New York"
    ) as twice:
        wall_time.to_utc(wall, "America/New_York")
    assert [choice.label for choice in twice.value.choices] == [
        "1:30 AM EDT (UTC−04:00), before clocks go back",
        "1:30 AM EST (UTC−05:00), after clocks went back",
    ]
    assert wall_time.to_utc(wall, "America/New_York", FIRST) == datetime(
        2025, 11, 2, 5, 30, tzinfo=UTC
    )
    assert wall_time.to_utc(wall, "America/New_York", SECOND) == datetime(
        2025, 11, 2, 6, 30, tzinfo=UTC
    )


@pytest.mark.faults(46)
@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("America/Chicago", "Thursday, January 14, 2027, 9:30 AM CST (15:30 UTC)"),
        ("America/Phoenix", "Thursday, January 14, 2027, 8:30 AM MST (15:30 UTC)"),
        ("Asia/Kolkata", "Thursday, January 14, 2027, 9:00 PM IST (15:30 UTC)"),
        (
            "Australia/Lord_Howe",
            "Friday, January 15, 2027, 2:30 AM UTC+11:00 (15:30 UTC on January 14)",
        ),
        ("UTC", "Thursday, January 14, 2027, 3:30 PM UTC (15:30 UTC)"),
    ],
)
def test_a_time_is_said_with_weekday_date_zone_and_utc(zone: str, said: str) -> None:
    assert spoken_time.say(datetime(2027, 1, 14, 15, 30, tzinfo=UTC), zone).whole == said


def test_the_short_form_and_the_parts_agree() -> None:
    spoken = spoken_time.say(datetime(2027, 1, 14, 15, 30, tzinfo=UTC), "America/Chicago")
    assert spoken.short == "Thu, Jan 14, 9:30 AM CST"
    assert str(spoken) == f"{spoken.day}, {spoken.time} {spoken.zone_abbrev} ({spoken.utc})"


@pytest.mark.parametrize(
    ("start", "minutes", "said"),
    [
        (datetime(2027, 1, 14, 15, 30, tzinfo=UTC), 120, "9:30 – 11:30 AM CST"),
        (datetime(2027, 1, 14, 15, 30, tzinfo=UTC), 180, "9:30 AM – 12:30 PM CST"),
        (datetime(2027, 1, 15, 5, 0, tzinfo=UTC), 90, "11:00 PM CST – 12:30 AM CST on Friday"),
        (datetime(2027, 11, 7, 6, 30, tzinfo=UTC), 60, "1:30 AM CDT – 1:30 AM CST"),
    ],
)
def test_start_and_end_are_said_together(start: datetime, minutes: int, said: str) -> None:
    assert spoken_time.say_range(start, minutes, "America/Chicago") == said


def test_zone_names_are_found_however_they_are_capitalised_and_no_path_gets_through() -> None:
    assert wall_time.find_zone(" america/new york ") == "America/New_York"
    for name in (
        "",
        "../etc/passwd",
        "Mars/Olympus",
        "/usr/share/zoneinfo/UTC",
        "posixrules",
        "CST6CDT\x00",
    ):
        assert wall_time.find_zone(name) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tomorrow",
        "2027-01-14",
        "2027-01-14T09:30Z",
        "2027-01-14T09:30+01:00",
        "20270-01-14T09:30",
        "2027-02-30T09:30",
        "2027-01-14T25:00",
        "٢٠٢٧-٠١-١٤T٠٩:٣٠",
        "2027-01-14T09:30\n<script>",
    ],
)
def test_text_that_is_no_wall_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        wall_time.parse(text)


def test_seconds_and_a_space_instead_of_the_t_are_understood() -> None:
    assert wall_time.parse(" 2027-01-14 09:30:15 ") == datetime(2027, 1, 14, 9, 30, 15)


def test_a_fraction_of_a_second_makes_no_other_time() -> None:
    assert wall_time.parse("2027-01-14T09:30:00.5") == datetime(2027, 1, 14, 9, 30)
    assert wall_time.parse("2027-01-14T09:30:59.999999") == datetime(2027, 1, 14, 9, 30, 59)


@settings(max_examples=200)
@given(
    st.datetimes(datetime(1970, 1, 1), datetime(2200, 12, 31, 23, 59, 59), timezones=st.just(UTC)),
    st.integers(1, 99_999),
    st.sampled_from(
        ["America/Chicago", "Asia/Kathmandu", "Pacific/Kiritimati", "Pacific/Niue", "UTC"]
    ),
)
def test_every_start_that_is_believed_can_be_said(start: datetime, minutes: int, zone: str) -> None:
    assert say(start, zone).whole
    assert say_range(start, minutes, zone)


@pytest.mark.parametrize(
    ("zone", "base", "said"),
    [
        ("America/Phoenix", "America/Chicago", "1 hour behind"),
        ("Asia/Tokyo", "America/Chicago", "15 hours ahead"),
        ("Asia/Kolkata", "America/Chicago", "11 hours 30 minutes ahead"),
        ("America/St_Johns", "America/Halifax", "30 minutes ahead"),
        ("America/Menominee", "America/Chicago", ""),
    ],
)
def test_how_far_clocks_are_apart(zone: str, base: str, said: str) -> None:
    at = datetime(2027, 1, 14, 15, 30, tzinfo=UTC)
    assert spoken_time.say_difference(at, zone, base) == said
