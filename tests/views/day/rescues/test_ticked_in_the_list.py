"""A rescue of sessions that were ticked in the list: it is of one institution, and what it leaves
out is told by name.
"""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

from portal.sandbox.server import Sandbox
from scheduling.models import Batch, ExamSession, Institution
from tests.support.batches import TEN, booked_there, carried_out
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import own_form_on, words
from tests.support.known_sessions import known_session
from tests.support.people import LAKESIDE, NORTHFIELD

PAGE = "/rescues/new/"
TICKED = re.compile(r'<input type="hidden" name="ticked" value="(\d+)"')
ROW = re.compile(r'<input type="checkbox" id="tick-(\d+)"')
REST = re.compile(r'<a href="([^"]+)">Move these</a>')
LEFT_OUT = "2 sessions at Lakeside College. Only sessions of one institution move together."


def at_lakeside(count: int) -> list[ExamSession]:
    other = Institution.objects.get(sid=LAKESIDE)
    about = {"status": "Scheduled", "appointment_at": TEN + timedelta(hours=1)}
    return [known_session(other, learner_name=f"Lee {one}", **about) for one in range(count)]


def test_ticked_sessions_of_another_institution_are_told_and_lead_to_a_rescue_of_theirs(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    here, there = booked_there(sandbox, institution, 3), at_lakeside(2)
    keys = [one.pk for one in (*here, *there)]
    page = desk.get(PAGE, params={"session": keys})
    assert len(ROW.findall(page.text)) == 3
    assert f"Left out: {LEFT_OUT}" in words(page)
    form = own_form_on(page) | {"ticked": TICKED.findall(page.text), "do": "propose"}
    again = desk.post(PAGE, form)
    assert again.status_code == 200 and LEFT_OUT in words(again)
    rest = REST.search(again.text)
    assert rest
    other = desk.get(unescape(rest[1]))
    assert "Lee 0" in words(other) and "Lee 1" in words(other)
    assert "Left out" not in words(other)


def test_the_institution_stays_though_another_s_session_comes_first_meanwhile(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    here, there = booked_there(sandbox, institution, 2), at_lakeside(1)
    page = desk.get(PAGE, params={"session": [one.pk for one in (*here, *there)]})
    ExamSession.objects.filter(pk=there[0].pk).update(appointment_at=TEN - timedelta(hours=5))
    form = own_form_on(page) | {"ticked": TICKED.findall(page.text), "reason": "The power is out."}
    sent = desk.post(PAGE, form | {"session": [one.pk for one in here], "do": "begin"})
    assert sent.status_code == 302
    assert Batch.objects.get().institution == institution


def test_ticked_sessions_that_are_gone_are_told(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    here = booked_there(sandbox, institution, 3)
    keys = [one.pk for one in here]
    here[0].delete()
    gone = "not shown: no longer there, or at an institution where you do not book."
    page = desk.get(PAGE, params={"session": keys})
    assert f"1 more is {gone}" in words(page)
    ExamSession.objects.all().delete()
    page = desk.get(PAGE, params={"session": keys})
    assert f"3 more are {gone}" in words(page)
    assert "more is" not in words(desk.get(PAGE))


AGAIN = re.compile(r'href="([^"]+)">Find other times for the 1 not moved</a>')
ROOM = {
    "location": f"{NORTHFIELD}/{DULUTH}",
    "day": "2027-01-14",
    "from": "09:30",
    "until": "12:00",
}


def test_other_times_for_those_not_moved_lie_after_the_time_that_the_room_can_not_be_used(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    [session] = booked_there(sandbox, institution, 1)
    key, why = f"new-{session.pk}", {"reason": "The power is out.", "do": "begin"}
    question = {"session": str(session.pk)}
    page = desk.get(PAGE, params=ROOM)
    for number in (1, 2):  # also from what follows
        form = own_form_on(page)
        assert form[key] == "2027-01-14T12:00"
        inside = desk.post(PAGE, form | question | {key: "2027-01-14T11:00", "do": "check"})
        assert "In the time that can’t be used (9:30 AM – 12:00 PM)." in words(inside)
        sandbox.trouble("status", method="PUT", code=409)
        assert desk.post(PAGE, form | question | why).status_code == 302
        batch = carried_out(Batch.objects.get(pk=number))
        assert batch.title == "Duluth Testing Center, Thu, Jan 14, 2027, 9:30 AM – 12:00 PM"
        [again] = AGAIN.findall(desk.get(f"/rescues/{number}/").text)
        page = desk.get(unescape(again))


def test_a_rescue_of_selected_sessions_is_called_by_where_and_when_they_are(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 3)
    last = sessions[2]
    page = desk.get(PAGE, params={"session": [one.pk for one in sessions]})
    where = "Duluth Testing Center, Thu, Jan 14, 2027"
    assert f"Move together · 3 selected sessions, {where}" in words(page)
    form = own_form_on(page) | {"ticked": TICKED.findall(page.text), "reason": "The power is out."}
    desk.post(PAGE, form | {"session": [one.pk for one in sessions[:2]], "do": "begin"})
    assert Batch.objects.get().title == f"2 selected sessions, {where}"
    ExamSession.objects.filter(pk=last.pk).update(
        appointment_at=TEN + timedelta(days=1), location_sid="PL1", location_name="Annex"
    )
    told = words(desk.get(PAGE, params={"session": [one.pk for one in sessions]}))
    days = "Thu, Jan 14, 2027 – Fri, Jan 15, 2027"
    assert f"Move together · 3 selected sessions, several locations, {days}" in told


def test_what_is_proposed_says_when_the_first_starts_and_the_last_ends_and_how_many_are_selected(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    early, late = booked_there(sandbox, institution, 2)
    ExamSession.objects.filter(pk=late.pk).update(appointment_at=TEN + timedelta(hours=6))
    page = desk.get(PAGE, params={"session": [early.pk, late.pk]})
    said = "First new start and last new end: Thu, Jan 14, 2027, {} CST – Thu, Jan 14, 2027, {} CST"
    told = words(page)
    assert said.format("10:30 AM", "5:30 PM") in told
    assert "2 of 2 were selected when this page was shown." in told
    form = own_form_on(page) | {"ticked": TICKED.findall(page.text)}
    form |= {"session": [early.pk], "minutes": "90", "do": "propose"}
    again = words(desk.post(PAGE, form))
    assert said.format("11:30 AM", "12:30 PM") in again  # of who is selected
    assert "1 of 2 were selected when this page was shown." in again
