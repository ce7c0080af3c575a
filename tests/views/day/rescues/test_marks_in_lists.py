"""Whom a rescue is still to move, and the days that it empties and fills, say so elsewhere."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import Institution
from scheduling.spoken_time import say
from scheduling.views.exam_sessions.state_marks import TO_BE_MOVED
from scheduling.views.url_lookup import session_url
from tests.support.batches import ONE, begun, booked_there, carried_out
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import words
from tests.support.people import NORTHFIELD
from tests.support.rescue_pages import steered

DAYS_AND_WHAT = [
    (timedelta(hours=3), "2027-01-14", "2 sessions to another time of this day."),
    (timedelta(days=1), "2027-01-14", "2 sessions away from this day."),
    (timedelta(days=1), "2027-01-15", "2 sessions to this day."),
]


@pytest.mark.parametrize(("later", "day", "said"), DAYS_AND_WHAT)
@pytest.mark.parametrize("page", ["board", "roster"])
def test_a_day_that_a_rescue_is_still_to_empty_or_fill_says_so(
    desk: Desk,
    sandbox: Sandbox,
    institution: Institution,
    page: str,
    later: timedelta,
    day: str,
    said: str,
) -> None:
    batch = begun(booked_there(sandbox, institution, 2), later)
    here = {"install": NORTHFIELD, "location": DULUTH, "day": day}
    told = f"Rescue {batch.pk} is {{}} and still has to move {said}"
    assert told.format("running") in words(desk.get(f"/{page}/", params=here))
    steered(desk, batch, "pause")
    assert told.format("paused") in words(desk.get(f"/{page}/", params=here))
    other = here | {"day": "2027-01-20"}
    assert "still has to move" not in words(desk.get(f"/{page}/", params=other))
    steered(desk, batch, "continue")
    carried_out(batch)
    assert "still has to move" not in words(desk.get(f"/{page}/", params=here))


def test_who_a_rescue_is_still_to_move_is_marked_in_lists_and_nothing_is_read_out_of_the_page(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    session, *others = booked_there(sandbox, institution, 2)
    path = session_url(session)
    here = {"install": NORTHFIELD, "location": DULUTH, "day": "2027-01-14"}
    lists = (("/", {"view": "all"}), ("/roster/", here))
    mark = TO_BE_MOVED.format(word="Scheduled")
    file = "session.ics"
    assert (mark in words(desk.get(path)), file in desk.get(path).text) == (False, True)
    batch = begun([session])

    page = desk.get(path)
    start = say(ONE, "America/Chicago").dated
    told = f"Rescue {batch.pk} is still to move this session to {start}."
    assert (told in words(page), mark in words(page), file in page.text) == (True, True, False)
    assert told in desk.get(f"{path}panel/").text
    assert [words(desk.get(at, params=how)).count(mark) for at, how in lists] == [1, 1]
    assert told not in words(desk.get(session_url(others[0])))
    carried_out(batch)
    assert (told in words(desk.get(path)), file in desk.get(path).text) == (False, True)
    assert [words(desk.get(at, params=how)).count(mark) for at, how in lists] == [0, 0]
