"""Hours and prices that somebody damaged past the portal are not known: no page dies of them, and
nothing is told by what is left of them.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from django.db import connection

from portal.sandbox.server import Sandbox
from scheduling.audit.table_checks import comparison_with_log
from scheduling.exam_sessions import day_board
from scheduling.institutions.rules import prices_of
from scheduling.models import HoursByDate, Institution, Location, OpeningHours, Price
from scheduling.seats.availability import availability_at
from tests.support.audit_log import without_triggers
from tests.support.booking_actions import book
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.damaged_rows import damage, not_shown
from tests.support.html import words
from tests.support.people import NORTHFIELD

BYTES, WORD, HUGE = "x'ff41'", "'soon'", "9223372036854775807"
DAY = date(2027, 1, 14)
COLUMNS = {
    "price": ("up_to_minutes", "amount", "currency"),
    "openinghours": ("weekday", "opens", "closes"),
    "hoursbydate": ("first_day", "last_day", "opens", "closes", "reason"),
}
EVERY = [(table, column) for table, columns in COLUMNS.items() for column in columns]


@pytest.fixture
def place(desk: Desk, sandbox: Sandbox) -> dict[str, str]:
    """A booked session where hours and a price stand; no trigger keeps anything unchanged."""
    where = book(desk, sandbox)
    here = Location.objects.get(pl_sid=DULUTH)
    Price.objects.all().delete()
    Price.objects.create(
        institution=here.institution,
        session_type="testing-center",
        up_to_minutes=60,
        amount="25.50",
        currency="USD",
    )
    HoursByDate.objects.create(
        institution=here.institution,
        location=here,
        first_day=DAY,
        last_day=DAY,
        opens=time(9),
        closes=time(17),
        reason="Exams",
    )
    without_triggers()
    return where


@pytest.mark.parametrize(
    ("table", "column", "stored"),
    [("price", "amount", WORD), ("openinghours", "opens", BYTES), ("hoursbydate", "opens", HUGE)],
)
def test_pages_are_shown_where_hours_or_prices_are_damaged(
    administrator: Desk, place: dict[str, str], table: str, column: str, stored: str
) -> None:
    damage(table, f"{column} = {stored}")
    assert not_shown(administrator, place, MORE) == {}


MORE = (
    f"/campus/{NORTHFIELD}/rules/",
    *("/admin/scheduling/price/", "/admin/scheduling/hoursbydate/"),
)


@pytest.mark.parametrize("column", ["amount", "up_to_minutes"])
def test_of_a_type_with_a_line_that_can_not_be_read_no_price_is_known(
    place: dict[str, str], column: str
) -> None:
    here = Institution.objects.get(sid=NORTHFIELD)
    Price.objects.create(
        institution=here, session_type="testing-center", amount="40", currency="USD"
    )
    assert len(prices_of(here)) == 2
    damage("price", f"{column} = {BYTES}", "up_to_minutes = 60")
    assert prices_of(here) == []


@pytest.mark.parametrize(
    ("table", "column"),
    [("hoursbydate", "closes"), ("openinghours", "opens"), ("openinghours", "weekday")],
)
def test_of_a_location_with_hours_that_can_not_be_read_none_are_known(
    place: dict[str, str], table: str, column: str
) -> None:
    here = Institution.objects.get(sid=NORTHFIELD)
    assert OpeningHours.objects.filter(location__pl_sid=DULUTH).exists()
    at_duluth = f"location_id = (SELECT id FROM scheduling_location WHERE pl_sid = '{DULUTH}')"
    last = f"id = (SELECT max(id) FROM scheduling_{table} WHERE {at_duluth})"
    damage(table, f"{column} = {WORD}", last)
    known = availability_at(here, DULUTH, near=DAY)
    assert known is not None
    assert (known.spans, known.special) == ((), ())


NO_DAY_KNOWN = {
    "a first day that is none": f"first_day = {WORD}",
    "a last day that is bytes": f"last_day = {BYTES}",
    "a last day that is a number": f"last_day = {HUGE}",
    "a first day no calendar has": "first_day = '2027-13-45'",
    "one time, and a word for the other": f"opens = '09:00:00', closes = {WORD}",
    "a word for a location": f"location_id = {WORD}",
}


@pytest.mark.parametrize("what", NO_DAY_KNOWN)
def test_a_closed_day_that_can_not_be_read_is_not_known_and_never_open(
    administrator: Desk, place: dict[str, str], what: str
) -> None:
    HoursByDate.objects.update(opens=None, closes=None, reason="Snow")
    assert "closed: Snow" in words(administrator.get(BOARD))
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys = OFF")
    damage("hoursbydate", NO_DAY_KNOWN[what])
    [institution] = Institution.objects.filter(sid=NORTHFIELD)
    board = day_board.of_day([institution], DAY, "America/Chicago")
    [there] = [one for one in board.places if one.sid == DULUTH]
    midday = datetime(2027, 1, 14, 18, tzinfo=UTC)
    assert not [one for one in there.open_times or () if one[0] <= midday < one[1]]
    assert [one for one in there.unknown_times if one[0] <= midday < one[1]]
    said = words(administrator.get(BOARD))
    assert "the hours entered for that day can’t be read" in said
    assert "closed: Snow" not in said
    named = " ".join(one.said for one in comparison_with_log.compare().differences)
    assert "scheduling_hoursbydate." in named


BOARD = f"/board/?install={NORTHFIELD}&location={DULUTH}&day=2027-01-14"


@pytest.mark.long
@pytest.mark.parametrize(("table", "column"), EVERY)
def test_no_column_of_hours_or_prices_takes_down_a_page(
    administrator: Desk, place: dict[str, str], table: str, column: str
) -> None:
    for stored in (BYTES, WORD, HUGE):
        damage(table, f"{column} = {stored}", f"id = (SELECT max(id) FROM scheduling_{table})")
        assert not_shown(administrator, place, MORE) == {}
