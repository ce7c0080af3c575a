"""The call list of a rescue has a sentence to read out only for what is certain."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt, ExamSession, Institution
from tests.support.batches import ONE, TEN, begun, booked_there, carried_out
from tests.support.booking_actions import cancel
from tests.support.client import Desk
from tests.support.people import NORTHFIELD
from tests.support.rescue_pages import (
    MOVED_TO,
    carried_out_next,
    moved_by_hand,
    page_of,
    shown_since,
)

FRIDAY_AT_ONE = "Fri, Jan 15, 2027, 1:00 PM CST"
MOVED_ON_TO_FRIDAY = (
    f"is moved to {FRIDAY_AT_ONE}. It is no longer at Thu, Jan 14, 2027, 10:00 AM CST or"
    " Thu, Jan 14, 2027, 1:00 PM CST."
)
MOVED_TO_FRIDAY = f"is moved from Thu, Jan 14, 2027, 10:00 AM CST to {FRIDAY_AT_ONE}."


def test_the_call_list_has_a_sentence_only_for_what_is_certain(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 3, learner_email="kim@example.edu")
    batch = begun(sessions)
    sandbox.trouble("status", method="PUT", code=409)
    carried_out_next(institution)
    sandbox.trouble("drop_before", method="PUT")
    carried_out_next(institution)
    carried_out_next(institution)
    calls = page_of(desk, batch, "calls/")

    assert "1 of 3 can be called now, as of " in calls
    assert calls.count(MOVED_TO) == 1
    assert calls.count("Don’t call yet: not moved. Find another time first.") == 1
    assert calls.count("Don’t call yet: not certain.") == 1
    assert "The rescue is still under way." in calls


@pytest.mark.parametrize(
    "since",
    [
        {"appointment_at": ONE + timedelta(minutes=30)},
        {"status": "Incident?"},
        {"status": "Incident"},
        {"changed_event": 1},
    ],
)
def test_what_is_shown_otherwise_since_is_no_longer_certain(
    desk: Desk, sandbox: Sandbox, institution: Institution, since: dict
) -> None:
    [session] = booked_there(sandbox, institution, 1)
    batch = carried_out(begun([session]))
    assert MOVED_TO in page_of(desk, batch, "calls/")
    ExamSession.objects.filter(pk=session.pk).update(**since)
    calls = page_of(desk, batch, "calls/")
    assert MOVED_TO not in calls
    assert "Don’t call yet: not certain." in calls


@pytest.mark.parametrize("left_out", ["status", "sessionType", "location"])
def test_a_look_that_left_something_out_makes_no_move_certain(
    desk: Desk, sandbox: Sandbox, institution: Institution, left_out: str
) -> None:
    [session] = booked_there(sandbox, institution, 1)
    batch = begun([session])
    looks = {"method": "GET", "path_contains": session.sid, "times": 1}
    sandbox.trouble("other_fields", **looks, fields={})  # the look before the move
    sandbox.trouble("other_fields", **looks, fields={left_out: None})
    carried_out(batch)
    assert Attempt.objects.get().state == "accepted"
    calls = page_of(desk, batch, "calls/")
    assert MOVED_TO not in calls
    assert "Don’t call yet: not certain." in calls


def test_whoever_was_moved_on_since_can_be_called_and_where_to_is_said(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    again, gone, _ = sessions = booked_there(sandbox, institution, 3)
    batch = carried_out(begun(sessions))
    moved = [ExamSession.objects.select_related("institution").get(pk=again.pk)]
    other = carried_out(begun(moved, timedelta(days=1)))
    where = {"installSid": NORTHFIELD, "examSid": gone.exam_sid, "sessionSid": gone.sid}
    cancel(desk, where)
    calls, page = page_of(desk, batch, "calls/"), page_of(desk, batch)

    on_other = page_of(desk, other, "calls/")
    since = f"Moved since: {FRIDAY_AT_ONE} (rescue {other.pk})."
    assert "2 of 3 can be called now, as of " in calls
    assert since in calls and since in page
    assert calls.count(f"Call once: also on the call list of rescue {other.pk}") == 1
    assert calls.count(MOVED_TO) == 1 and calls.count(MOVED_ON_TO_FRIDAY) == 1
    assert on_other.count(f"Call once: also on the call list of rescue {batch.pk}") == 1
    assert on_other.count(MOVED_ON_TO_FRIDAY) == 1
    assert "Don’t call from this list. Cancelled since." in calls and "Cancelled since." in page
    assert "not certain" not in calls and "3 Moved" in page
    assert "Moved since" not in page_of(desk, other)


def test_who_was_moved_on_since_to_a_time_that_is_not_known_is_not_called_cancelled(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    [session] = booked_there(sandbox, institution, 1)
    batch = carried_out(begun([session]))
    moved_by_hand(desk, session)
    later = Attempt.objects.order_by("-pk")[0]
    asked = {name: one for name, one in later.asked.items() if name != "appointmentDateTime"}
    Attempt.objects.filter(pk=later.pk).update(asked=asked)
    ExamSession.objects.update(appointment_at=None)
    calls, page = page_of(desk, batch, "calls/"), page_of(desk, batch)
    assert "Don’t call yet: not certain. Moved since: the new time is not known." in calls
    assert "Moved since: the new time is not known." in page
    assert "Cancelled since" not in calls + page


def test_whoever_it_did_not_move_and_was_moved_since_can_be_called(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 3)
    batch = begun(sessions)
    moved_by_hand(desk, sessions[0])
    sandbox.trouble("status", method="PUT", code=409)
    carried_out(batch)
    known = Attempt.objects.get(state=Attempt.State.REFUSED).session
    other = carried_out(begun([known], timedelta(days=1, hours=3)))
    calls, page = page_of(desk, batch, "calls/"), page_of(desk, batch)

    assert "3 of 3 can be called now, as of " in calls
    assert calls.count(MOVED_TO_FRIDAY) == 2 and calls.count(MOVED_TO) == 1
    for how in ("by hand", f"rescue {other.pk}"):
        assert calls.count(f"Moved since: {FRIDAY_AT_ONE} ({how}).") == 1
        assert page.count(f"Moved since: {FRIDAY_AT_ONE} ({how}).") == 1
    assert "Don’t call" not in calls


def test_an_earlier_change_outside_that_nobody_reviewed_leaves_a_move_certain_and_a_later_one_not(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    [session] = booked_there(sandbox, institution, 1, TEN - timedelta(hours=1))
    shown_since(sandbox, session, start=TEN.isoformat())
    first = ExamSession.objects.select_related("institution").get(pk=session.pk)
    assert first.changed_event
    batch = carried_out(begun([first]))
    calls = page_of(desk, batch, "calls/")
    assert "1 of 1 can be called now" in calls and calls.count(MOVED_TO) == 1
    for at in (ONE + timedelta(hours=1), ONE):
        shown_since(sandbox, ExamSession.objects.get(pk=session.pk), start=at.isoformat())
        calls = page_of(desk, batch, "calls/")
        assert "0 of 1 can be called now" in calls
        assert "Don’t call yet: not certain." in calls and MOVED_TO not in calls


def test_who_only_waits_is_not_moved_yet_and_not_called_uncertain(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    batch = begun(booked_there(sandbox, institution, 2))
    calls = page_of(desk, batch, "calls/")
    assert calls.count("Don’t call yet: not moved yet.") == 2 and "not certain" not in calls
