"""Whom a rescue did not move: who is offered again, and who is shown to be moved after all."""

from __future__ import annotations

import re
from copy import copy
from datetime import timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.batches import execution
from scheduling.exam_sessions.session_refresh import refresh_session
from scheduling.models import Attempt, Batch, ExamSession, Institution
from scheduling.views.day.rescues.outcome_rows import READ_AS_BEFORE
from tests.support.batches import ONE, begun, booked_there, carried_out
from tests.support.booking_actions import cancel
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import words
from tests.support.long_cases import mostly_long
from tests.support.people import NORTHFIELD
from tests.support.rescue_form import answers, sent
from tests.support.rescue_pages import (
    NOT_MOVED,
    carried_out_next,
    moved_by_hand,
    page_of,
    shown_since,
    steered,
)

CHECK = "Check the session in SmarterProctoring before you tell the learner."
NEW_TIME = f"SmarterProctoring now shows the new time. {CHECK}"
CLOSED = f"SmarterProctoring now shows it as “Closed”. {CHECK}"
CANCELLED = f"SmarterProctoring now shows it as “Cancelled”. {CHECK}"


def test_those_that_were_not_moved_can_be_moved_again_once_it_is_done(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 3)
    batch = begun(sessions)
    assert "not moved" not in desk.get(f"/rescues/{batch.pk}/").text
    sandbox.place(sessions[0].sid, start=(ONE + timedelta(hours=1)).isoformat())
    sandbox.trouble("status", method="PUT", code=409, message="Closed then.")
    carried_out(batch)
    page = desk.get(f"/rescues/{batch.pk}/").text
    [url] = re.findall(r'href="([^"]+)">Find other times for the 1 not moved</a>', page)
    again = desk.get(unescape(url)).text
    offered = re.findall(r'name="session" value="(\d+)"', again)
    assert offered == [str(Attempt.objects.get(state=Attempt.State.REFUSED).session_id)]
    assert "Now: Thu, Jan 14, 2027, 2:00 PM CST." in unescape(page)


def test_those_that_were_not_moved_need_not_wait_for_what_is_being_checked(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    batch = begun(booked_there(sandbox, institution, 2))
    sandbox.trouble("status", method="PUT", code=409)
    carried_out_next(institution)
    assert "Find other times" not in page_of(desk, batch)
    sandbox.trouble("drop_before", method="PUT")
    carried_out_next(institution)
    shown = page_of(desk, batch)
    assert "1 Being checked" in shown and "Find other times for the 1 not moved" in shown


def test_whoever_sits_elsewhere_since_is_counted_so_and_not_offered_again(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 4)
    batch = begun(sessions)
    sandbox.trouble("status", method="PUT", code=409, times=3)
    carried_out(batch)
    assert "3 Not moved" in page_of(desk, batch)
    moved, gone, left = (
        one.session for one in Attempt.objects.filter(state=Attempt.State.REFUSED).order_by("pk")
    )
    moved_by_hand(desk, moved)
    cancel(desk, {"installSid": NORTHFIELD, "examSid": gone.exam_sid, "sessionSid": gone.sid})
    page, listed = page_of(desk, batch), words(desk.get("/rescues/"))
    counts = "1 Moved 1 Not moved 1 Moved since 1 Cancelled since"
    assert counts in page and f"Done: {counts}" in listed
    assert "Find other times for the 1 not moved" in page
    today = timezone.localdate(timezone=ZoneInfo("America/Chicago"))
    shift = {"location": DULUTH, "day": today.isoformat()}
    told = "1 moved, 1 not moved, 1 moved since, 1 cancelled since"
    handover = words(desk.get("/handover/", params={"install": NORTHFIELD, **shift}))
    assert f"Duluth Testing Center · {told} · Call list" in handover
    assert "1 Not moved by a rescue" in handover

    moved_by_hand(desk, left)
    after = page_of(desk, batch)
    assert "1 Moved 2 Moved since 1 Cancelled since" in after
    assert "Find other times" not in after


@pytest.mark.parametrize(
    ("trouble", "wanted", "said"),
    mostly_long(
        [
            ({"kind": "drop_before"}, {"start": ONE.isoformat()}, NEW_TIME),
            ({"kind": "status", "code": 409}, {"start": ONE.isoformat()}, NEW_TIME),
            ({"kind": "drop_before"}, {"status": "Closed", "start": ONE.isoformat()}, CLOSED),
            ({"kind": "drop_before"}, {"status": "Cancelled"}, CANCELLED),
        ],
        everyday=2,
    ),
)
def test_what_is_shown_as_moved_after_all_is_not_certain_and_is_not_offered_again(
    desk: Desk, sandbox: Sandbox, institution: Institution, trouble: dict, wanted: dict, said: str
) -> None:
    [session] = booked_there(sandbox, institution, 1)
    batch = begun([session])
    sandbox.trouble(method="PUT", **trouble)
    carried_out(batch)
    before = page_of(desk, batch)
    assert "1 Not moved" in before and "Find other times for the 1 not moved" in before
    assert NOT_MOVED in page_of(desk, batch, "calls/")
    shown_since(sandbox, session, **wanted)

    page = page_of(desk, batch)
    assert "1 Not certain" in page and said in page
    assert "not moved" not in page.lower() and "Find other times" not in page
    calls = page_of(desk, batch, "calls/")
    assert "Don’t call yet: not certain." in calls and "not moved" not in calls.lower()


def test_of_what_stands_at_a_third_time_nobody_says_that_it_is_not_moved(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 2)
    batch = begun(sessions)
    sandbox.trouble("drop_before", method="PUT")
    carried_out_next(institution)
    steered(desk, batch, "stop")
    carried_out(batch)
    for one in sessions:
        shown_since(sandbox, one, start=(ONE + timedelta(hours=1)).isoformat())
    page, calls = page_of(desk, batch), page_of(desk, batch, "calls/")
    assert READ_AS_BEFORE not in page
    assert "SmarterProctoring now shows another time." in page
    assert NOT_MOVED not in calls
    assert calls.count("Don’t call yet: not certain.") == 2


@pytest.mark.parametrize(
    ("outside", "said"),
    [
        ({"status": "Cancelled"}, "Don’t call from this list. Cancelled since."),
        (
            {"start": (ONE + timedelta(hours=1)).isoformat()},
            "Don’t call from this list. It was changed by others and not moved: it is now"
            " Thu, Jan 14, 2027, 2:00 PM CST.",
        ),
    ],
)
def test_who_was_changed_by_others_before_it_was_sent_is_told_as_that_once_it_is_reviewed(
    desk: Desk, sandbox: Sandbox, institution: Institution, outside: dict, said: str
) -> None:
    [session] = booked_there(sandbox, institution, 1)
    batch = begun([session])
    sandbox.place(session.sid, **outside)
    carried_out(batch)
    refresh_session(session)
    calls = page_of(desk, batch, "calls/")
    assert ("Don’t call yet: not certain." in calls, said in calls) == (True, False)
    path = f"/sessions/{NORTHFIELD}/{session.exam_sid}/{session.sid}/"
    assert desk.post(f"{path}looked/", {}).status_code == 302
    calls = page_of(desk, batch, "calls/")
    assert ("Don’t call yet: not certain." in calls, said in calls) == (False, True)
    assert "0 of 1 can be called now" in calls


def test_what_stands_at_the_approved_time_is_not_offered_as_not_moved(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 2)
    batch = begun(sessions)
    sandbox.place(sessions[0].sid, start=ONE.isoformat())
    sandbox.trouble("status", method="PUT", code=409, message="Closed then.")
    carried_out(batch)
    assert "Find other times for the 1 not moved" in page_of(desk, batch)
    assert page_of(desk, batch, "calls/").count(NOT_MOVED) == 1


def many(sandbox: Sandbox, institution: Institution, count: int) -> list[ExamSession]:
    """So many sessions in the room, of which the provider is asked nothing."""
    [one] = booked_there(sandbox, institution, 1)
    made = [copy(one) for _ in range(count - 1)]
    for number, each in enumerate(made):
        each.pk, each.sid = None, f"ES{number:032x}"
        each.exam_sid, each.enrollment_sid = f"EX{number:032x}", f"EN{number:032x}"
    return [one, *ExamSession.objects.bulk_create(made)]


def stopped(desk: Desk, batch: Batch) -> str:
    """Its page, once it was stopped before anything was sent."""
    assert steered(desk, batch, "stop") == 302
    execution.run(batch.institution_id)
    return desk.get(f"/rescues/{batch.pk}/").text


def test_more_than_a_page_is_led_on_with_in_parts_and_told_so(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = many(sandbox, institution, 103)
    page = stopped(desk, begun(sessions))
    [url] = re.findall(r'href="([^"]+)">Find other times for the first 100 of the 103 not', page)
    assert len(unescape(url)) < 4000 and url.count("session=") == 100

    first = {int(key) for key in re.findall(r"session=(\d+)", url)}
    begun([one for one in sessions if one.pk in first])
    page = desk.get(f"/rescues/{Batch.objects.earliest('pk').pk}/").text
    [rest] = re.findall(r'href="([^"]+)">Find other times for the 3 not moved</a>', page)
    assert first | {int(key) for key in re.findall(r"session=(\d+)", rest)} == {
        one.pk for one in sessions
    }


def test_nor_is_who_else_sits_there_cut_in_silence(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = many(sandbox, institution, 103)
    sent(desk, answers(desk, sessions[:1]))
    page = stopped(desk, Batch.objects.get())
    [url] = re.findall(r'href="([^"]+)">Find other times for the first 100 of the 102</a>', page)
    assert url.count("session=") == 100 and "location=" in url

    begun(sessions[1:101])
    page = desk.get(f"/rescues/{Batch.objects.earliest('pk').pk}/").text
    [rest] = re.findall(r'href="([^"]+)">Find other times for the 2</a>', page)
    assert [int(key) for key in re.findall(r"session=(\d+)", rest)] == [
        one.pk for one in sessions[101:]
    ]
