"""The board of a place at which much goes on stays as short as that of another, and says what is
too much.
"""

from __future__ import annotations

import re
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.utils import timezone

from scheduling.models import Institution, Location, OpeningHours
from tests.support.board import MINUTE, PLACE, board_at, mark, seat
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import words

DAY = f"/board/?{PLACE}&day=2027-01-14"
TEN = datetime.fromisoformat("2027-01-14T10:00-06:00")


def test_a_few_of_those_who_are_special_are_named_and_the_rest_is_folded(
    desk: Desk, northfield: Institution
) -> None:
    for _ in range(40):
        seat(northfield, TEN, status="Incident")
    seat(northfield, TEN)
    page = desk.get(DAY).text
    block = page[page.index("board__special") : page.index("</tr>", page.index("board__special"))]
    named, _, folded = block.partition("<details>")
    assert (named.count("board__sitting"), folded.count("board__sitting")) == (4, 36)
    assert "+ 36 more that need a look" in folded
    assert re.search(r">1 other<", folded.partition("</details>")[2])


def test_more_than_there_are_seats_is_said_in_the_cell_and_beside_the_place(
    desk: Desk, northfield: Institution
) -> None:
    Location.objects.filter(pl_sid=DULUTH).update(seats=2)
    for _ in range(3):
        seat(northfield, TEN)
    page = desk.get(DAY)
    assert 'title="10:00 AM, 3 of 2, 1 too many"' in page.text
    assert ">3!</a>" in page.text
    [link] = re.findall(r'href="([^"]+)"><b>1 too many at 10:00 AM</b>', page.text)
    assert "at=10%3A00" in link and f"here={DULUTH}" in link


def test_a_cell_of_unknown_seats_looks_unlike_a_full_one(
    desk: Desk, northfield: Institution
) -> None:
    Location.objects.filter(pl_sid=DULUTH).update(seats=None)
    seat(northfield, TEN)
    cells = re.findall(r'<td class="([^"]+)"[^>]*><a [^>]*title="10:00 AM, 1', desk.get(DAY).text)
    assert [one.split()[-2:] for one in cells] == [["tenths-0", "board__half--unknown"]]
    assert "Dashed: seats not entered" in words(desk.get(DAY))


def test_a_day_that_begins_at_half_past_is_shown_from_the_full_hour(
    desk: Desk, northfield: Institution
) -> None:
    Location.objects.filter(institution=northfield).exclude(pl_sid=DULUTH).delete()
    place = Location.objects.get(pl_sid=DULUTH)
    OpeningHours.objects.filter(location=place).update(opens=time(8, 30))
    page = desk.get(DAY).text
    assert re.search(r'<th colspan="2" scope="colgroup">8 AM', page)
    assert "8:00 AM, closed" in page


def test_who_is_still_here_is_named_before_who_has_left(
    desk: Desk, northfield: Institution, noon: ZoneInfo
) -> None:
    began = timezone.now() - 90 * MINUTE
    for _ in range(4):
        seat(northfield, began, status="Incident")
    here = seat(northfield, began, status="Incident", learner_name="Zoe Zimmer")
    mark(here, arrived_at=began)
    page = desk.get(board_at(timezone.now(), noon)).text
    named = page[page.index("board__special") :].partition("<details>")[0]
    assert (named.count("board__sitting"), "Zoe Zimmer" in named) == (4, True)
