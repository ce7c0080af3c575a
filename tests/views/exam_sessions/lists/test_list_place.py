"""The list at one location: what is at none yet is never hidden without a word."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt, ExamSession, Institution
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import plain_text, words
from tests.support.known_sessions import known_session
from tests.support.people import LAKESIDE, NORTHFIELD

COUNT = re.compile(r'<b id="count-([a-z-]+)"[^>]*>([^<]*)</b>')
ROW = re.compile(r'<a class="rows__link" href="[^"]+/([^"/]+)/"')
STATE = re.compile(r'<select class="field__control" id="id_state".*?</select>', re.DOTALL)
MINNEAPOLIS = f"PL{2:032x}"


@pytest.fixture
def at_duluth(institution: Institution, desk: Desk) -> Desk:
    """Somebody who keeps Duluth as their place; there are no sessions."""
    ExamSession.objects.all().delete()
    Institution.objects.update(synced_at=timezone.now())
    desk.post("/place/", {"place": f"{NORTHFIELD}/{DULUTH}"})
    return desk


def counts(desk: Desk, path: str = "/") -> dict[str, str]:
    return dict(COUNT.findall(desk.get(path).text))


def listed(desk: Desk, view: str, rest: str = "") -> list[str]:
    """The sessions that a view lists, by their SIDs."""
    return ROW.findall(desk.get(f"/?view={view}{rest}").text)


def lost(desk: Desk, sandbox: Sandbox, **answers: Any) -> str:
    """The SID of a session whose booking was sent, and whose answer never came; a person has to
    decide.
    """
    where = sandbox.needs_proctor()[Attempt.objects.count()]
    sandbox.trouble("drop_before", method="POST")
    desk.book(where, **answers)
    Attempt.objects.update(needs_person=True, state=Attempt.State.UNCONFIRMED)
    ExamSession.objects.filter(sid=where["sessionSid"]).update(location_sid="", location_name="")
    return str(where["sessionSid"])


def test_what_is_to_be_booked_is_at_no_location_and_stands_at_each(
    at_duluth: Desk, institution: Institution
) -> None:
    one = known_session(institution, status="Needs Proctor", learner_name="Cy Waits")
    other = Institution.objects.get(sid=LAKESIDE)
    known_session(other, status="Needs Proctor", learner_name="Di Elsewhere")
    page = at_duluth.get("/?view=to-book")
    assert counts(at_duluth)["to-book"] == "1"
    assert ROW.findall(page.text) == [one.sid]
    said = "Sessions to book have no location yet: you see those of Northfield University."
    assert said in words(page)
    ExamSession.objects.all().delete()
    empty = words(at_duluth.get("/?view=to-book"))
    assert "No listed session needs a proctor Show" in empty and said in empty
    approval = words(at_duluth.get("/?view=approval"))
    assert "No listed session waits for approval at Duluth Testing Center" in approval
    assert "No sessions yet at Duluth Testing Center" in words(at_duluth.get("/?view=all"))
    at_duluth.post("/place/", {"place": ""})
    assert "have no location yet" not in words(at_duluth.get("/?view=to-book"))


def test_a_booking_without_an_answer_stands_where_it_was_asked_for(
    at_duluth: Desk, sandbox: Sandbox
) -> None:
    here = lost(at_duluth, sandbox)
    there = lost(at_duluth, sandbox, proctor_location_sid=MINNEAPOLIS)
    for view in ("today", "decide", "all"):
        page = at_duluth.get(f"/?view={view}")
        assert ROW.findall(page.text) == [here], view
        assert "more session" not in words(page)
    assert {name: counts(at_duluth)[name] for name in ("today", "decide")} == {
        "today": "1",
        "decide": "1",
    }
    assert listed(at_duluth, "decide", f"&install={NORTHFIELD}&location={MINNEAPOLIS}") == [there]


def test_a_request_of_which_nobody_knows_the_location_is_told_as_left_out(
    at_duluth: Desk, sandbox: Sandbox
) -> None:
    lost(at_duluth, sandbox)
    Attempt.objects.update(asked={"type": "proctoru"})
    for view in ("today", "decide", "all"):
        told = words(at_duluth.get(f"/?view={view}"))
        assert "1 more session: no location yet. Show all locations" in told, view
    assert "no location yet" not in words(at_duluth.get("/?view=tomorrow"))


def test_what_is_to_be_booked_is_told_where_all_sessions_or_a_search_are_narrowed_to_a_location(
    at_duluth: Desk, institution: Institution
) -> None:
    for name in ("Cy Waits", "Di Waits"):
        known_session(institution, status="Needs Proctor", learner_name=name)
    known_session(institution, status="Scheduled", learner_name="Ed Unread")
    page = at_duluth.get("/?view=all")
    said = "1 more session: location not known. 2 more sessions: no location yet."
    assert f"{said} Show all locations" in words(page)
    states = plain_text(STATE.search(page.text)[0])
    assert "need a proctor" not in states  # nobody said that none does
    assert "2 more sessions: no location yet" in words(at_duluth.get("/?view=all&state=needs"))
    assert "no location yet" not in words(at_duluth.get("/?view=all&state=scheduled"))
    found = f"/?q=waits&install={NORTHFIELD}&location={DULUTH}"
    assert "2 more sessions: no location yet. Show all locations" in words(at_duluth.get(found))


def test_a_saved_list_of_what_is_to_be_booked_says_no_location_that_it_does_not_have(
    at_duluth: Desk, institution: Institution
) -> None:
    here = f"install={NORTHFIELD}&location={DULUTH}"
    form = words(at_duluth.get(f"/views/save/?view=to-book&{here}"))
    assert "Always at Northfield University" in form and "Duluth" not in form
    searched = words(at_duluth.get("/views/save/?q=ana"))
    assert "Always at Northfield University" in searched and "Duluth" not in searched
    assert "Always at Duluth" in words(at_duluth.get("/views/save/?view=approval"))


def test_a_search_that_finds_nothing_at_the_place_says_what_is_elsewhere_and_leads_there(
    at_duluth: Desk, institution: Institution
) -> None:
    known_session(institution, status="Scheduled", learner_name="Quillon Featherby")
    at_duluth.post("/place/", {"place": LAKESIDE})
    page = at_duluth.get("/", params={"q": "quillon"})

    assert "No session at Lakeside College matches “quillon”" in words(page)
    assert "1 session at your other institutions matches." in words(page)
    [way] = re.findall(r'href="([^"]+)"[^>]*>Search all institutions<', page.text)
    assert "Quillon Featherby" in words(at_duluth.get(f"/{unescape(way)}"))


def test_a_search_says_that_it_looks_at_all_locations(at_duluth: Desk) -> None:
    said = "A search looks at all locations: you see those of Northfield University."
    assert said in words(at_duluth.get("/", params={"q": "final"}))
    assert said not in words(at_duluth.get("/"))
    at_duluth.post("/place/", {"place": NORTHFIELD})
    assert said not in words(at_duluth.get("/", params={"q": "final"}))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("day=2027-01-14", "No listed session is on this day at Duluth Testing Center"),
        ("day=2027-01-14&type=vtc", "No listed session fits the filter at Duluth Testing Center"),
        ("state=scheduled", "No listed session fits the filter at Duluth Testing Center"),
    ],
)
def test_an_empty_list_of_one_location_names_it_and_blames_no_spelling(
    at_duluth: Desk, institution: Institution, asked: str, said: str
) -> None:
    there = datetime(2027, 1, 14, 16, tzinfo=UTC)
    known_session(institution, appointment_at=there, location_sid=MINNEAPOLIS)
    for place in ("", f"&install={NORTHFIELD}&location={DULUTH}"):
        page = at_duluth.get(f"/?view=all&{asked}{place}")
        empty = plain_text(page.text[page.text.index('class="empty"') :])
        assert f"{said} Show all locations Clear the filter" in empty
        assert "spelling" not in words(page) and "matches" not in words(page)
        [way] = re.findall(r'href="([^"]+)">Show all locations<', page.text)
        found = at_duluth.get(f"/{unescape(way)}")
        assert ROW.findall(found.text) or "type" in asked or "state" in asked


def test_an_empty_day_of_all_locations_is_called_a_day_of_which_nothing_is_listed(
    institution: Institution, desk: Desk
) -> None:
    page = words(desk.get("/?view=all&day=2027-12-05"))
    assert "No listed session is on this day Clear the filter" in page
    assert "spelling" not in page and "No session" not in page


def test_a_search_that_a_filter_narrows_is_offered_without_it(
    at_duluth: Desk, institution: Institution
) -> None:
    one = known_session(institution, status="Scheduled", learner_name="Quillon Featherby")
    here = f"install={NORTHFIELD}&location={DULUTH}"
    page = at_duluth.get(f"/?q=quillon&type=vtc&{here}")
    said = "No session at Duluth Testing Center matches “quillon” with this filter"
    assert said in words(page) and "spelling" not in words(page)
    assert "other institutions" not in words(page)
    [way] = re.findall(r'href="([^"]+)">Search without the filter<', page.text)
    assert "type" not in way
    assert one.sid not in at_duluth.get(f"/{unescape(way)}").text  # it is not known to be there
    anywhere = at_duluth.get("/?q=quillon&type=vtc").text
    [way] = re.findall(r'href="([^"]+)">Search without the filter<', anywhere)
    assert one.sid in at_duluth.get(f"/{unescape(way)}").text


def test_a_search_at_one_location_that_finds_nothing_leads_to_all_of_them(
    at_duluth: Desk, institution: Institution
) -> None:
    one = known_session(institution, learner_name="Quillon Featherby", location_sid=MINNEAPOLIS)
    page = at_duluth.get(f"/?q=quillon&install={NORTHFIELD}&location={DULUTH}")
    assert "No session at Duluth Testing Center matches “quillon”" in words(page)
    assert "spelling" not in words(page)
    way = re.findall(r'href="([^"]+)">Show all locations</a>', page.text)[-1]
    assert one.sid in at_duluth.get(f"/{unescape(way)}").text
