"""A booking that was accepted, and of which no answer showed a start, is on its day's list and in
the calendar, never as certain.
"""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.db import connection
from django.utils import timezone
from icalendar import Calendar

from portal.sandbox.server import Sandbox
from scheduling.exam_sessions.lists import list_filters
from scheduling.models import ExamSession, Institution
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import own_form_on, words
from tests.support.people import NORTHFIELD

UNSAID = {"appointmentDate": None, "appointment": None}
ADDRESS = re.compile(r"<code>http://[^/]+(/calendars/[\w-]{43}\.ics)</code>")
DAY = "2027-01-14"
OTHER = "PL" + "3".zfill(32)


@pytest.fixture(params=["accepted", "checked"])
def name(desk: Desk, sandbox: Sandbox, request: pytest.FixtureRequest) -> str:
    """Whose booking for 9:30 AM at Duluth no look has shown the start of: accepted, or still being
    checked.
    """
    where = sandbox.needs_proctor()[0]
    if request.param == "accepted":
        sandbox.trouble("other_fields", match={"method": "POST"}, times=None, fields=UNSAID)
    else:
        sandbox.trouble("drop_after", method="POST")
    sandbox.trouble("status", method="GET", code=503, times=None)
    assert desk.book(where).status_code == 302
    session = ExamSession.objects.get(sid=where["sessionSid"])
    assert session.appointment_at is None
    rows = ExamSession.objects.filter(pk=session.pk)
    rows.update(learner_name="Ada Known", listed_at=timezone.now())
    return request.param


def listed(desk: Desk, **asked: str) -> str:
    return words(desk.get("/", params={"install": NORTHFIELD, "view": "all"} | asked))


def test_it_is_on_the_list_of_the_day_and_of_its_location(desk: Desk, name: str) -> None:
    here = listed(desk, day=DAY, location=DULUTH)
    assert "Ada Known" in here
    assert "Ada Known" in listed(desk, day=DAY)
    assert "Ada Known" not in listed(desk, day="2027-01-15")
    assert "Ada Known" not in listed(desk, day=DAY, location=OTHER)
    if name == "accepted":
        assert "Later, not booked or not certain" in here
        assert "asked for 9:30 AM" in here and "Scheduled, start not shown: not certain" in here


def test_its_row_says_where_it_was_asked_for(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    fields = UNSAID | {"status": None, "location": None}
    sandbox.trouble("other_fields", match={"method": "POST"}, times=None, fields=fields)
    sandbox.trouble("status", method="GET", code=503, times=None)
    assert desk.book(where).status_code == 302
    ExamSession.objects.filter(sid=where["sessionSid"]).update(listed_at=timezone.now())
    assert "asked for at Duluth Testing Center" in listed(desk, day=DAY)


@pytest.mark.parametrize("what", [f"{NORTHFIELD}.{DULUTH}", "mine"])
def test_it_is_in_the_calendar_as_tentative(desk: Desk, name: str, what: str) -> None:
    form = own_form_on(desk.get("/calendars/"))
    [path] = ADDRESS.findall(unescape(desk.post("/calendars/", form | {"what": what}).text))
    [event] = [
        one
        for one in Calendar.from_ical(desk.get(path).content).walk("VEVENT")
        if one.start.isoformat().startswith(f"{DAY}T09:30")
    ]
    assert event["STATUS"] == "TENTATIVE"
    said = "start not shown" if name == "accepted" else "Being checked"
    assert said in event["SUMMARY"]


def test_what_was_asked_for_at_a_location_is_found_among_what_is_not_shown(
    institution: Institution,
) -> None:
    sql, values = list_filters.asked_for(DULUTH).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", values)
        steps = [row[3] for row in cursor.fetchall()]
    of_requests = [step.partition(" INDEX ")[2] for step in steps if "scheduling_attempt" in step]
    assert of_requests == ["attempt_due (state=?)", "attempt_unshown (session_id>?)"]
