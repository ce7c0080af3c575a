"""A refusal says why, on the page and in the log: nobody whose role allows it is told that it
doesn't.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from requests import Response

from scheduling.audit import denials
from scheduling.exam_sessions.lists import saved_views
from scheduling.models import RosterPrint
from scheduling.session_commands import Actor
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import plain_text
from tests.support.people import LAKESIDE, NORTHFIELD, someone
from tests.support.portal_server import Portal
from tests.support.refusals import refused, said

NOWHERE, NO_PLACE = "AI" + "9" * 32, "PL" + "9" * 32
NOT_HERE = "There is no such institution here. Choose one from the list."
HAS_NO_ROLE = "It belongs to an institution where you have no role."
CASE = {"session": "ES" + "9" * 32, "file": "json"}
DAY = "2027-01-14"
PLACES: dict[str, dict[str, str]] = {
    "/handover/": {"day": DAY, "note": "x", "shown": "x", "form_id": str(uuid4())},
    "/roster/": {"day": DAY, "by": "time", "form_id": str(uuid4())},
    "/changes/": {"day": DAY, "until": "2027-01-14T12:00:00+00:00"},
}


def take_out(desk: Desk, install: str) -> list[Response]:
    """An export and a case file of an institution, or what else stands in its place."""
    return [
        desk.post("/audit/export/", {"install": install, "file": "csv"}),
        desk.post("/audit/case/", CASE | {"install": install}),
    ]


@pytest.fixture
def here(portal: Portal) -> Iterator[Desk]:
    """An administrator of Northfield alone."""
    with someone(portal.url, "administrator-here") as desk:
        yield desk


@pytest.mark.parametrize("install", [NOWHERE, "Northfield"])
def test_an_institution_that_is_not_there_is_told_beside_the_field(
    auditor: Desk, administrator: Desk, here: Desk, install: str
) -> None:
    for desk in (auditor, administrator, here):
        for answer in take_out(desk, install):
            assert (answer.status_code, NOT_HERE in plain_text(answer.text)) == (422, True)
    asked = {"install": install, "session": CASE["session"]}
    assert NOT_HERE in plain_text(auditor.get("/audit/case/", params=asked).text)
    assert refused() == []


def test_another_institution_s_record_is_refused_as_that_and_told_there(here: Desk) -> None:
    for answer in take_out(here, LAKESIDE):
        assert (answer.status_code, HAS_NO_ROLE in plain_text(answer.text)) == (403, True)
        assert "required role" not in answer.text
    events = refused()
    assert {one.install_sid for one in events} == {LAKESIDE}
    assert [said(one).split(" sent a form to ")[1] for one in events] == [
        f"/audit/{page}/, but {denials.NAMED}; nothing of it was shown or changed."
        for page in ("export", "case")
    ]


def test_where_it_is_the_role_that_is_told(here: Desk, portal: Portal) -> None:
    here.post("/audit/export/", {"install": "all", "file": "csv"})
    with someone(portal.url, "auditor-elsewhere-coordinator-here") as both:
        take_out(both, NORTHFIELD)
    assert [f"but {denials.NO_ROLE}; " in said(one) for one in refused()] == [True] * 3


@pytest.mark.parametrize("path", PLACES)
def test_a_place_that_is_not_there_is_not_there_whatever_the_role(
    administrator: Desk, path: str
) -> None:
    sent = PLACES[path] | {"install": NORTHFIELD, "location": NO_PLACE}
    for one in (sent, sent | {"install": NOWHERE}):
        assert administrator.post(path, one).status_code == 404
    assert refused() == []


@pytest.mark.parametrize("path", PLACES)
def test_a_place_of_another_institution_is_told_as_that(here: Desk, path: str) -> None:
    here.post(path, PLACES[path] | {"install": LAKESIDE, "location": ""})
    assert [(one.install_sid, denials.NAMED in said(one)) for one in refused()] == [
        (LAKESIDE, True)
    ]


def test_what_an_address_names_of_another_institution_is_refused_as_that(
    portal: Portal, desk: Desk
) -> None:
    where = {"install": NORTHFIELD, "location": DULUTH, "day": DAY}
    desk.post("/roster/", PLACES["/roster/"] | where)
    path = f"/roster/prints/{RosterPrint.objects.get().pk}/"
    with someone(portal.url, "elsewhere") as stranger:
        answer = stranger.get(path)
    assert (answer.status_code, HAS_NO_ROLE in plain_text(answer.text)) == (403, True)
    [event] = refused()
    assert event.install_sid == NORTHFIELD
    assert f"asked for {path}, but {denials.ELSEWHERE}; nothing was" in said(event)


def test_a_view_can_t_be_offered_at_an_institution_that_is_not_there(administrator: Desk) -> None:
    person = get_user_model().objects.get(username="administrator")
    own = Actor(user_id=person.pk, name="", username="administrator", role="administrator")
    view = saved_views.save(
        name="Mine", query="view=all", install_sid="", described="All", actor=own
    )
    assert administrator.post(f"/views/{view.pk}/", {"offer": NOWHERE}).status_code == 404
    assert refused() == []
