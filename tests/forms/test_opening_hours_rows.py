"""The rows of a location's opening hours: what they are read as, and what is said beside each."""

from __future__ import annotations

from datetime import time

import pytest

from scheduling.forms.opening_hours_rows import (
    CLOSES_FIRST,
    MEANWHILE,
    NOT_SENT,
    HoursRows,
    hours_rows,
)
from scheduling.opening_hours.hours_of_days import DAY_END, Span
from tests.support.opening_hours_form import Row, hours_form

MONDAY = Span(0, time(8), time(18))
SHOWN = ("0", "08:00", "18:00")


def sent(*new: Row) -> HoursRows:
    return hours_rows(hours_form(new=new), [])


def faults(rows: HoursRows) -> list[tuple[str, str]]:
    return [(fault.text, fault.target) for fault in rows.faults]


@pytest.mark.parametrize(
    ("row", "spans"),
    [
        (("0", "08:00", "17:00"), [Span(0, time(8), time(17))]),
        (("6", "8:00 AM", "5:00 pm"), [Span(6, time(8), time(17))]),
        (("5", "09:00", "00:00"), [Span(5, time(9), DAY_END)]),
        (("5", "00:00", "00:00"), [Span(5, time(0), DAY_END)]),
        (("5", "09:00", "23:59"), [Span(5, time(9), DAY_END)]),
        (("weekdays", "09:00", "17:00"), [Span(day, time(9), time(17)) for day in range(5)]),
        (("every-day", "00:00", "00:00"), [Span(day, time(0), DAY_END) for day in range(7)]),
        (("", "", ""), []),
    ],
)
def test_a_row_is_read(row: Row, spans: list[Span]) -> None:
    rows = sent(row)
    assert (rows.is_valid(), rows.spans, rows.faults) == (True, spans, [])


@pytest.mark.parametrize(
    ("row", "faulty"),
    [
        (("0", "17:00", "09:00"), {"closes": CLOSES_FIRST}),
        (("0", "09:00", "09:00"), {"closes": CLOSES_FIRST}),
        (("0", "09:00", ""), {"closes": "Enter when it closes."}),
        (("0", "", "17:00"), {"opens": "Enter when it opens."}),
        (("0", "", ""), {"opens": "Enter when it opens.", "closes": "Enter when it closes."}),
        (("", "09:00", "17:00"), {"weekday": "Choose the day."}),
        (("9", "09:00", "17:00"), {"weekday": "Choose the day from the list."}),
        (
            ("0", "25:00", "17:00"),
            {"opens": "“25:00” is not a time of day. Write it like 9:00 AM or 17:30."},
        ),
        (
            ("0", "09:00", "24:00"),
            {"closes": "“24:00” is not a time of day. Write it like 9:00 AM or 17:30."},
        ),
        (
            ("0", "nine\0", "17:00"),
            {"opens": "“nine” is not a time of day. Write it like 9:00 AM or 17:30."},
        ),
    ],
)
def test_what_is_wrong_with_a_row_is_said_at_its_box(row: Row, faulty: dict[str, str]) -> None:
    rows = sent(("1", "08:00", "12:00"), row)
    assert rows.is_valid() is False
    assert {name: list(texts) for name, texts in rows.forms[1].errors.items()} == {
        name: [text] for name, text in faulty.items()
    }
    assert faults(rows) == [
        (f"Opening hours, row 2: {text}", f"id_opening_hours-1-{name}")
        for name, text in faulty.items()
    ]


def test_an_overlap_is_said_at_the_lower_row_and_touching_is_none() -> None:
    rows = sent(("1", "08:00", "12:00"), ("1", "12:00", "17:00"), ("weekdays", "16:00", "18:00"))
    assert faults(rows) == [
        (
            "Opening hours, row 3: Tuesday 4:00 PM – 6:00 PM overlaps 12:00 PM – 5:00 PM above."
            " Make them one row, or enter each of the days by itself.",
            "id_opening_hours-2-opens",
        )
    ]


def test_rows_that_stand_are_shown_with_a_few_blank_ones_and_midnight_as_such() -> None:
    rows = hours_rows(None, [MONDAY, Span(5, time(9), DAY_END)])
    shown = [tuple(row[name].value() for name in row.fields) for row in rows.initial_forms]
    assert shown == [("0", time(8), time(18), None), ("5", time(9), time(0), None)]
    assert [len(hours_rows(None, stored)) for stored in ([], [MONDAY])] == [7, 4]
    assert 'value="00:00"' in str(rows[1]["closes"]) and 'type="time"' in str(rows[1]["closes"])


def test_a_row_that_stands_is_of_one_day_and_a_blank_one_may_be_of_several() -> None:
    rows = hours_rows(None, [MONDAY])
    choices = [[key for key, _ in row["weekday"].field.choices] for row in rows]
    days = [str(weekday) for weekday in range(7)]
    assert choices == [days, *[["", *days, "weekdays", "every-day"]] * 3]
    assert ["DELETE" in row.fields for row in rows] == [True, False, False, False]


def test_a_row_that_is_ticked_goes_whatever_stands_in_it() -> None:
    rows = hours_rows(hours_form(("0", "", "nonsense"), removed=[0]), [MONDAY])
    assert (rows.is_valid(), rows.spans, faults(rows)) == (True, [], [])


def test_a_row_that_is_emptied_is_not_taken_for_one_that_goes() -> None:
    rows = hours_rows(hours_form(("0", "", "")), [MONDAY])
    assert faults(rows) == [
        ("Opening hours, row 1: Enter when it opens.", "id_opening_hours-0-opens"),
        ("Opening hours, row 1: Enter when it closes.", "id_opening_hours-0-closes"),
    ]


def test_rows_that_did_not_come_along_take_none_away() -> None:
    assert faults(hours_rows({}, [MONDAY])) == [(NOT_SENT, "")]
    behind = hours_rows(hours_form(SHOWN, new=[("1", "08:00", "12:00")]), [MONDAY, MONDAY])
    assert (MEANWHILE, "") in faults(behind)
