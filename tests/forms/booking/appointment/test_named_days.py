"""Days that are named on the form: counted on the clocks that the time is meant by, and once told,
from the day on which they were told.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.support.form_answers import (
    DULUTH,
    OPTIONS,
    PHOENIX,
    answers_for,
    command_of,
    posted,
    schedule_form,
)

WHEN = "appointment_date_time"
# In Chicago it is Friday already, in Phoenix still Thursday evening.
MIDNIGHT = datetime(2027, 1, 15, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("location", "zone", "words", "instant"),
    [
        (DULUTH, "", "tomorrow 10", datetime(2027, 1, 16, 16, tzinfo=UTC)),
        (PHOENIX, "", "tomorrow 10", datetime(2027, 1, 15, 17, tzinfo=UTC)),
        (PHOENIX, "Chicago", "tomorrow 10", datetime(2027, 1, 16, 16, tzinfo=UTC)),
        (DULUTH, "central time", "mon 2pm", datetime(2027, 1, 18, 20, tzinfo=UTC)),
    ],
)
def test_a_named_day_is_counted_on_the_clocks_that_the_time_is_meant_by(
    location: str, zone: str, words: str, instant: datetime
) -> None:
    with time_machine.travel(MIDNIGHT, tick=False):
        form = posted("b-virtual", proctor_location_sid=location, time_zone=zone, **{WHEN: words})
        assert command_of(form).appointment_date_time == instant
    assert form.value_of(WHEN) == form.fields[WHEN].shown(form.value_of(WHEN)) + ":00"


def test_what_the_page_told_of_a_named_day_is_what_is_sent_after_midnight() -> None:
    with time_machine.travel(MIDNIGHT, tick=False):
        told = {WHEN: "tomorrow 10", "named_on": "2027-01-15T05:59+00:00 tomorrow 10"}
        form = posted("b-virtual", proctor_location_sid=DULUTH, **told)
        assert command_of(form).appointment_date_time == datetime(2027, 1, 15, 16, tzinfo=UTC)
        typed_since = posted("b-virtual", **told | {WHEN: "tomorrow 11"})
        assert command_of(typed_since).appointment_date_time.day == 16


def test_a_day_that_was_told_is_counted_anew_where_other_clocks_are_chosen() -> None:
    with time_machine.travel(MIDNIGHT, tick=False):
        told = {WHEN: "tomorrow 10"}
        told["named_on"] = posted("b-virtual", proctor_location_sid=DULUTH, **told).named_on
        elsewhere = posted("b-virtual", proctor_location_sid=PHOENIX, **told)
        assert command_of(elsewhere).appointment_date_time.day == 15
        assert elsewhere.named_on == ""  # it is sent as itself from now on
    with time_machine.travel(MIDNIGHT + timedelta(days=3), tick=False):
        chosen_later = posted("b-virtual", proctor_location_sid=PHOENIX, **told)
        assert chosen_later.named_on == told["named_on"]
        day = chosen_later.parsed(WHEN).day
    assert day == 15


@pytest.mark.parametrize(
    "told",
    [
        "9999-12-31T23:59+00:00",
        "0001-01-01T00:00+14:00",
        "9999-12-31T23:59-14:00",
        "2027-01-10",
        "2027-01-10T05:59",
        "2025-01-10T05:59+00:00",
        "x",
    ],
)
def test_what_no_page_has_told_is_passed_over(told: str) -> None:
    with time_machine.travel(MIDNIGHT, tick=False):
        for words in ("tomorrow 10", "yesterday 10"):
            sent = {WHEN: words, "named_on": f"{told} {words}"}
            form = posted("b-virtual", proctor_location_sid=DULUTH, **sent)
            assert form.named_on == f"2027-01-15T06:30+00:00 {words}"
            assert form.parsed(WHEN).day == (16 if words == "tomorrow 10" else 14)


@pytest.mark.parametrize(
    ("words", "zone", "name", "told"),
    [
        ("fri 2pm", "", WHEN, "Fri, Jan 15, 2:00 PM or Fri, Jan 22, 2:00 PM?"),
        ("tomorrow 10", "Mountain", "time_zone", "Denver"),
        ("tomorrow 10", "EST", "time_zone", "Name the time zone by a place, not “EST”"),
        ("tomorrow 10", "Moscow", "time_zone", "For Moscow, enter Europe/Moscow."),
    ],
)
def test_what_may_mean_two_is_asked_about_beside_its_field(
    words: str, zone: str, name: str, told: str
) -> None:
    with time_machine.travel(MIDNIGHT, tick=False):
        form = posted("b-virtual", proctor_location_sid=DULUTH, time_zone=zone, **{WHEN: words})
        assert told in form.errors[name][0]


@pytest.mark.parametrize("words", ["Central", "Eastern", "PT", "Chicago"])
def test_a_zone_is_not_guessed_at_an_institution_of_another_country(words: str) -> None:
    abroad = replace(OPTIONS, time_zone="Australia/Adelaide")
    answers = answers_for("b-virtual", proctor_location_sid="", time_zone=words)
    form = schedule_form("b-virtual", data=answers, options=abroad)
    assert "America/" in form.errors["time_zone"][0]
