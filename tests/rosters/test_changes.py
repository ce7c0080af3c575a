"""What differs between two states of a roster."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from scheduling.rosters.changes import between
from scheduling.rosters.prints import PrintedRow

NINE = datetime(2027, 1, 14, 15, tzinfo=UTC)


def row(number: int, start: datetime = NINE, **otherwise: object) -> PrintedRow:
    usual = {"end": start + timedelta(hours=1), "is_certain": True}
    return PrintedRow(session_id=number, start=start, **usual | otherwise)


def test_what_came_what_went_and_what_is_otherwise_are_told_apart() -> None:
    ten = NINE + timedelta(hours=1)
    before = [row(1), row(2), row(3), row(4), row(5)]
    after = [row(6, ten), row(7), row(1), row(3, ten), row(4, end=None), row(5, is_certain=False)]
    found = between(before, after)

    assert [one.session_id for one in found.added] == [7, 6]
    assert [one.session_id for one in found.gone] == [2]
    assert [(old.session_id, old, new) for old, new in found.changed] == [
        (4, before[3], after[4]),
        (5, before[4], after[5]),
        (3, before[2], after[3]),
    ]
    assert found.words == "2 added, 3 changed, 1 no longer here"
    assert bool(found)


def test_the_same_rows_in_another_order_are_no_change() -> None:
    found = between([row(1), row(2)], [row(2), row(1)])
    assert (bool(found), found.words) == (False, "no changes")


def test_what_a_row_says_is_compared_where_both_tell_it() -> None:
    said = {"given": 7, "state": "Scheduled", "is_boxed": False}
    asked = said | {"state": "Being checked", "is_boxed": True}
    for before, after, is_otherwise in (
        (said, said | {"given": 9}, True),
        (said, said | {"given": 0}, True),
        (said, asked, True),
        (asked, asked | {"state": "Needs a decision"}, True),
        (said, said | {"state": "In progress"}, False),
        ({}, said, False),
        (asked, {}, False),
    ):
        assert bool(between([row(1, **before)], [row(1, **after)])) is is_otherwise


def test_who_may_be_expected_twice_is_told_start_by_start() -> None:
    ten, one = NINE + timedelta(hours=1), NINE + timedelta(hours=4)
    doubted, target = row(1, is_certain=False), row(1, one, is_certain=False)
    asked = between([row(1)], [doubted, target])
    assert (asked.changed, asked.added, asked.gone) == ([(row(1), doubted)], [target], [])
    moved = between([doubted, target], [row(1, one)])
    assert (moved.changed, moved.added, moved.gone) == ([(target, row(1, one))], [], [doubted])
    elsewhere = between([doubted, target], [row(1, ten)])
    assert (elsewhere.changed, elsewhere.gone) == ([(doubted, row(1, ten))], [target])
