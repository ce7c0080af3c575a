"""Rows of opening hours that are sent with other counts than the page has: nothing is saved, and no
hours go without a word.
"""

from __future__ import annotations

import pytest

from scheduling.forms.locations import opening_hours_of
from scheduling.forms.opening_hours_rows import MEANWHILE, NOT_WHOLE, hours_rows
from scheduling.models import Location
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import plain_text
from tests.support.opening_hours_form import (
    hours_form,
    location_form,
    path_of,
    shown_rows,
    stored,
)

TOTAL, INITIAL = "opening_hours-TOTAL_FORMS", "opening_hours-INITIAL_FORMS"
SUNDAY = ("6", "10:00", "12:00")


@pytest.fixture
def location(database: object) -> Location:
    """Duluth, with six rows of hours; its page has nine, and these tests fill in the seventh."""
    return Location.objects.get(pl_sid=DULUTH)


def sent(location: Location, counts: dict[str, str]) -> dict[str, str]:
    return hours_form(*shown_rows(location), new=[SUNDAY]) | counts


@pytest.mark.parametrize(
    "counts",
    [
        {INITIAL: "-4"},
        {INITIAL: "-1"},
        {INITIAL: "11"},
        {TOTAL: "6"},
        {TOTAL: "0"},
        {TOTAL: "-1"},
        {TOTAL: "12"},
        {TOTAL: "7", INITIAL: "-1"},
    ],
)
def test_hand_made_counts_save_nothing_and_take_no_hours_away(
    administrator: Desk, location: Location, counts: dict[str, str]
) -> None:
    before = stored(location)
    form = location_form(location) | sent(location, counts)
    answer = administrator.post(path_of(location), form)
    assert (answer.status_code, stored(location)) == (200, before)
    assert NOT_WHOLE in plain_text(answer.text)


@pytest.mark.parametrize("count", ["0", "5", "7"])
def test_another_count_of_rows_that_stand_is_told_as_changed_meanwhile(
    location: Location, count: str
) -> None:
    form = hours_rows(sent(location, {INITIAL: count}), opening_hours_of(location))
    assert (form.is_valid(), MEANWHILE in [one.text for one in form.faults]) == (False, True)


def test_the_counts_of_the_page_save_what_was_typed(
    administrator: Desk, location: Location
) -> None:
    before = stored(location)
    form = location_form(location) | sent(location, {})
    assert administrator.post(path_of(location), form).status_code == 302
    assert len(stored(location)) == len(before) + 1
