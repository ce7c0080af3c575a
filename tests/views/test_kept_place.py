"""The clock of pages about several institutions."""

from __future__ import annotations

from dataclasses import replace

from scheduling.models import Institution, Location
from scheduling.views.kept_place import KeptPlace
from tests.support.client import Desk
from tests.support.html import plain_text
from tests.support.people import LAKESIDE

EAST = "America/New_York"


def test_pages_of_all_institutions_go_by_the_clock_of_most_locations(
    database: None, institution: Institution, desk: Desk
) -> None:
    lakeside = Institution.objects.get(sid=LAKESIDE)
    Institution.objects.filter(pk=lakeside.pk).update(time_zone=EAST)
    lakeside.refresh_from_db()
    both = KeptPlace([lakeside, institution])
    assert both.time_zone == institution.time_zone == "America/Chicago"
    assert replace(both, institutions=[lakeside]).time_zone == EAST
    for page in ("/board/?install=all", "/?view=today&install=all"):
        shown = plain_text(desk.get(page).text)
        assert "Central" in shown and "times Eastern" not in shown, page

    Location.objects.filter(institution=institution).update(is_active=False)
    assert both.time_zone == EAST
    Location.objects.update(is_active=False)
    assert both.time_zone == EAST  # of as many institutions, that of the first
    assert KeptPlace([]).time_zone == "UTC"


def test_a_location_without_walls_goes_by_its_institution_s_clock(
    institution: Institution,
) -> None:
    lakeside = Institution.objects.get(sid=LAKESIDE)
    Location.objects.exclude(institution=institution).update(is_active=False)
    Location.objects.update(kind="online", time_zone=EAST)
    assert KeptPlace([lakeside, institution]).time_zone == institution.time_zone
