"""A page of a day, a list or the log costs what it shows, however much the institution has."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from portal.sandbox.server import Sandbox
from scheduling.models import Institution
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.people import NORTHFIELD
from tests.support.url_walk import addresses, furnish
from tests.support.whole_institutions import watched

PAGES = [
    "/",
    "/?view=tomorrow",
    "/?view=to-book",
    "/?view=decide",
    "/?view=approval",
    "/?view=incidents",
    "/?view=all",
    "/?view=all&location={location}",
    "/?location={location}",
    "/?q=dubois",
    "/?q=quillfeather",
    "/?q=maria+chem",
    "/?q=schaefer+joergensen",
    "/?q=chem+33",
    "/?q=es12ab",
    "/?q=12ab…34cd",
    "/?q=tomorrow+duluth",
    "/find/?q=dubois",
    "/find/?q=quillfeather",
    "/find/?q=schaefer+joergensen",
    "/find/?q=chem+33",
    "/board/",
    "/board/?at=10:30",
    "/board/?day=2026-03-02&at=10:30",
    "/roster/?location={location}",
    "/handover/?location={location}",
    "/changes/?location={location}",
    "/week/",
    "/audit/",
    "/undecided/",
    "/rescues/",
    "/payments/",
    "/rescues/new/?location={location}",
]
FIRST_STEPS = "start_institution"  # looks for the first event that is not of its own set-up


@pytest.fixture
def template(with_lists: Path) -> Path:
    return with_lists


@pytest.mark.parametrize("path", PAGES)
def test_no_statement_of_a_page_walks_the_whole_institution(
    database: Path, institution: Institution, path: str
) -> None:
    client = Client()
    client.force_login(get_user_model().objects.get(username="coordinator"))
    location = institution.locations.first().pl_sid
    with watched() as walks:
        assert client.get(path.format(location=location)).status_code == 200
    assert walks.asked > 5
    assert walks.found == [], "\n".join(walks.found)


def test_nor_does_a_page_about_something_that_is_there(
    desk: Desk, sandbox: Sandbox, database: Path
) -> None:
    place = furnish(desk, sandbox)[NORTHFIELD]
    client = Client()
    client.force_login(get_user_model().objects.get(username="administrator"))
    here = f"install={NORTHFIELD}&location={DULUTH}"
    asked = {
        f"/handover/?{here}",
        f"/changes/?{here}&since=morning",
        f"/changes/?{here}&since=look",
    }
    asked |= {
        one.path(place) for one in addresses() if not one.is_admin and one.name != FIRST_STEPS
    }
    found, answered = {}, 0
    for path in sorted(asked):
        with watched() as walks:
            answered += client.get(path).status_code == 200
        if walks.found:
            found[path] = walks.found
    assert found == {}
    assert answered > 40
