"""Which location a roster is of, how old its list is, and the way to it."""

from __future__ import annotations

import re

from scheduling.models import ExamSession, Institution, RosterPrint
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import words
from tests.support.people import someone
from tests.support.roster_page import DAY, HERE, made, shown


def test_a_roster_says_how_old_its_list_is(desk: Desk, booked: list[dict[str, str]]) -> None:
    assert re.search(
        r"not a numbered print · shown \w+, \w+ \d+, [\d:]+ [AP]M .+ · list as of ", shown(desk)
    )
    Institution.objects.update(synced_at=None)
    assert "sessions not loaded yet" in shown(desk)


def test_since_when_locations_are_known_is_said_where_each_session_was_read(
    desk: Desk, booked: list[dict[str, str]]
) -> None:
    assert "· each location as read since " in words(desk.get("/roster/", params=HERE))
    ExamSession.objects.filter(sid=booked[0]["sessionSid"]).update(refreshed_at=None)
    assert "each location as read" not in words(desk.get("/roster/", params=HERE))


def test_a_place_is_chosen_first_and_only_of_ones_own_institutions(
    desk: Desk, booked: list[dict[str, str]]
) -> None:
    offered = desk.get("/roster/", params={"day": DAY})
    assert f"location={DULUTH}&amp;day={DAY}" in offered.text
    made(desk)
    print_id = RosterPrint.objects.get().pk
    with someone(desk.url, "elsewhere") as stranger:
        assert "Duluth" not in words(stranger.get("/roster/", params=HERE))
        assert stranger.get(f"/roster/prints/{print_id}/").status_code == 403
        assert made(stranger).status_code == 403
    assert RosterPrint.objects.count() == 1


def test_the_box_reads_roster_as_a_command(desk: Desk) -> None:
    found = desk.get("/find/", params={"q": "roster duluth tomorrow"})
    assert re.search(
        rf'href="/roster/\?day=\d{{4}}-\d\d-\d\d&amp;install=\w+&amp;location={DULUTH}"', found.text
    )
