"""What differs between a sheet as it was shown and as it is now."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from scheduling.handovers import changes
from scheduling.handovers.day_sheet import Sheet
from scheduling.handovers.parts_in_order import HandoverPart

SHEET = Sheet(
    by_type={},
    parts={part: [] for part in HandoverPart},
    next_day=date(2027, 1, 15),
    next_count=3,
    unplaced=0,
)


@pytest.mark.parametrize("part", [HandoverPart.OUTSIDE, HandoverPart.HERE])
def test_what_a_list_may_lack_makes_no_other_next_day(part: HandoverPart) -> None:
    lacking = replace(SHEET, may_lack={part: 2})
    assert changes.since(changes.token(SHEET), lacking) == []


def test_another_count_of_the_next_day_is_one_change() -> None:
    [found] = changes.since(changes.token(SHEET), replace(SHEET, next_count=4))
    assert (found.name, found.before, found.now) == (changes.NEXT, 3, 4)
