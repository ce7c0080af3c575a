"""The pages on which the place of a day's page is chosen: each says for which day."""

from __future__ import annotations

import pytest

from scheduling.models import Institution
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import words

PAGES = {"/roster/": "Roster", "/handover/": "Handover", "/changes/": "Changes"}
ALL = {"install": "all"}


@pytest.fixture(autouse=True)
def _two_institutions(institution: Institution) -> None:
    """So that a place has to be chosen."""


@pytest.mark.parametrize(("path", "title"), PAGES.items())
def test_the_day_of_the_address_stands_beside_the_title(
    administrator: Desk, path: str, title: str
) -> None:
    said = words(administrator.get(path, params=ALL | {"day": "2027-01-14"}))
    assert f"{title} · Thu, Jan 14, 2027" in said
    assert "For which location?" in said


@pytest.mark.parametrize(("path", "title"), PAGES.items())
def test_with_no_day_it_is_today_s_and_one_that_can_t_be_read_is_told(
    administrator: Desk, path: str, title: str
) -> None:
    assert f"{title} · Today" in words(administrator.get(path, params=ALL))
    said = words(administrator.get(path, params=ALL | {"day": "2027-31-01"}))
    assert f"{title} · Today" in said
    assert "2027-31-01" in said


@pytest.mark.parametrize("place", ["", f"?location={DULUTH}"])
def test_to_move_a_room_begins_with_its_location(desk: Desk, place: str) -> None:
    page = desk.get(f"/rescues/new/{place}").text
    assert "autofocus" in page.partition('<select class="field__control" id="id_location"')[2][:120]
