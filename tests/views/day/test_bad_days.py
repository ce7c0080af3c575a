"""Pages of a day say it where what they show may be old, was never loaded, or is not renewed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.models import Circuit, ExamSession, Institution, Location
from scheduling.provider_list import list_fetching
from scheduling.worker import heartbeat, silence
from tests.support.booking_actions import book, mirrored
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import words
from tests.support.long_cases import mostly_long
from tests.support.people import NORTHFIELD

HERE = f"install={NORTHFIELD}&location={DULUTH}&day=2027-01-14"
PLACES = [
    f"/board/?{HERE}",
    f"/roster/?{HERE}",
    f"/changes/?{HERE}",
    f"/handover/?{HERE}",
    f"/week/?install={NORTHFIELD}&location={DULUTH}",
]
PAGES = pytest.mark.parametrize("page", PLACES)


@PAGES
def test_a_page_of_the_day_says_that_its_list_is_old_or_was_never_loaded(
    desk: Desk, institution: Institution, page: str
) -> None:
    assert "this list is old" not in words(desk.get(page))
    Institution.objects.update(synced_at=timezone.now() - timedelta(hours=3))
    told = words(desk.get(page))
    assert "Northfield University: this list is old, as of" in told.replace(" :", ":")
    assert "What changed since is not shown here." in told
    Institution.objects.update(synced_at=None)
    assert "not loaded yet" in words(desk.get(page))


@pytest.mark.parametrize("page", mostly_long(PLACES, everyday=2))
def test_a_page_of_the_day_says_at_once_that_its_list_can_t_be_renewed_and_why(
    desk: Desk, sandbox: Sandbox, institution: Institution, page: str
) -> None:
    heartbeat.beat()
    assert list_fetching.refresh_list(institution, patience=30)
    assert "not renewed now" not in words(desk.get(page))
    sandbox.trouble("status", method="GET", path_contains="/reports/", code=503, times=None)
    assert not list_fetching.refresh_list(institution, patience=30)
    told = words(desk.get(page))
    assert "this list is not renewed now, as of" in told
    assert "SmarterProctoring had a problem while answering. We try again at" in told


@PAGES
def test_a_page_of_the_day_says_that_the_provider_is_away_and_that_the_worker_is_dead(
    desk: Desk, institution: Institution, page: str
) -> None:
    heartbeat.beat()
    Circuit.objects.update_or_create(
        institution=institution, defaults={"opened_at": timezone.now(), "reason": "No answer."}
    )
    assert "SmarterProctoring is not answering, so booking is paused" in words(desk.get(page))
    with time_machine.travel(timezone.now() + silence.SILENT_AFTER, tick=True):
        assert "works in the background is not running" in words(desk.get(page))


@PAGES
def test_a_page_of_a_location_without_a_time_zone_says_whose_clock_it_is_told_by(
    desk: Desk, institution: Institution, page: str
) -> None:
    said = re.compile("no time zone entered|time zone is not entered")
    assert not said.search(words(desk.get(page)))
    Location.objects.filter(pl_sid=DULUTH).update(time_zone="")
    assert said.search(words(desk.get(page))) or page.startswith("/week/")  # a week is the place's


@pytest.mark.parametrize("page", ["board", "roster", "changes", "handover", "week"])
def test_a_page_reads_a_location_as_the_choice_of_places_names_it_and_says_which_it_cannot(
    desk: Desk, page: str
) -> None:
    said = "is no location that you can see here."
    shown = words(desk.get(f"/{page}/?location={NORTHFIELD}/{DULUTH}"))
    assert "Duluth Testing Center" in shown
    assert "Minneapolis" not in shown and said not in shown
    for place in (f"location=PL{'9' * 32}", f"install={NORTHFIELD}&location=PL{'9' * 32}"):
        assert f"“PL{'9' * 32}” {said}" in words(desk.get(f"/{page}/?{place}"))


def test_a_location_that_is_offered_no_more_keeps_its_day_and_can_be_emptied(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    Location.objects.filter(pl_sid=DULUTH).update(is_active=False)
    learner = mirrored(where).learner_name
    ExamSession.objects.update(listed_at=timezone.now())
    here = {"install": NORTHFIELD, "location": DULUTH, "day": "2027-01-14"}
    for path in ("/", "/roster/", "/handover/", "/board/"):
        page = words(desk.get(path, params=here | {"view": "all"}))
        assert "is no location that you can see here" not in page, path
        assert learner in page or path in ("/handover/", "/board/"), (path, page[:1500])
    room = {"from": "09:00", "until": "11:00"}
    assert learner in words(desk.get("/rescues/new/", params=here | room))
    assert DULUTH not in desk.get("/board/").text  # nobody is led there
    unknown = here | {"location": "PL" + "f" * 32}
    assert "is no location that you can see" in words(desk.get("/roster/", params=unknown))
