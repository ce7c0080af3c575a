"""What a later rescue did with the same sessions, on the earlier one's list and in the handover."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.models import Batch, ExamSession, Institution
from tests.support.batches import begun, booked_there, carried_out
from tests.support.client import Desk
from tests.support.html import words
from tests.support.people import NORTHFIELD
from tests.support.rescue_pages import MOVED_TO, carried_out_next, page_of, steered

IF_TOLD = "Back at its first time: call only if you told the learner another time. Then say: “"
BACK_AT_TEN = (
    "is at Thu, Jan 14, 2027, 10:00 AM CST, as it was first. It is no longer at"
    " Thu, Jan 14, 2027, 1:00 PM CST."
)


def again_in(sessions: list[ExamSession], later: timedelta) -> Batch:
    """Another batch of the same sessions as they stand by now."""
    known = [ExamSession.objects.select_related("institution").get(pk=one.pk) for one in sessions]
    return begun(known, later)


def test_whoever_a_later_rescue_moved_back_is_called_only_if_told_otherwise(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 2)
    first = carried_out(begun(sessions))
    second = carried_out(again_in(sessions[:1], -timedelta(hours=3)))
    calls, on_second = page_of(desk, first, "calls/"), page_of(desk, second, "calls/")

    assert "1 of 2 can be called now" in calls and "0 of 1 can be called now" in on_second
    for shown in (calls, on_second):
        assert "1 back at the first time: call only whom you told another time." in shown
        assert shown.count(BACK_AT_TEN) == 1 and shown.count(IF_TOLD) == 1
        assert "10:00 AM CST to Thu, Jan 14, 2027, 10:00 AM CST" not in shown
    assert calls.count(MOVED_TO) == 1 and MOVED_TO not in on_second


@pytest.mark.parametrize("trouble", ["drop_before", ""])
def test_what_a_later_rescue_has_not_moved_yet_is_not_read_out_from_an_earlier_list(
    desk: Desk, sandbox: Sandbox, institution: Institution, trouble: str
) -> None:
    sessions = booked_there(sandbox, institution, 2)
    first = carried_out(begun(sessions))
    second = again_in(sessions[:1], timedelta(days=1))
    if trouble:
        sandbox.trouble(trouble, method="PUT")
        carried_out_next(institution)
    said = "Don’t call yet: not certain." if trouble else "Don’t call yet: not moved yet."

    for batch in (first, second):
        shown = page_of(desk, batch, "calls/")
        assert shown.count(said) == 1 and shown.count("Don’t call") == 1
        other = second if batch == first else first
        assert f"Also on the call list of rescue {other.pk}" in shown.replace("also", "Also")
    assert page_of(desk, first, "calls/").count(MOVED_TO) == 1
    assert "1 of 2 can be called now" in page_of(desk, first, "calls/")
    assert "0 of 1 can be called now" in page_of(desk, second, "calls/")


@pytest.mark.parametrize("trouble", ["status", "stopped"])
def test_whom_a_later_rescue_could_not_move_on_is_called_to_where_the_earlier_moved_them(
    desk: Desk, sandbox: Sandbox, institution: Institution, trouble: str
) -> None:
    sessions = booked_there(sandbox, institution, 2)
    first = carried_out(begun(sessions))
    second = again_in(sessions[:1], timedelta(days=1))
    if trouble == "status":
        sandbox.trouble("status", method="PUT", code=409)
        carried_out(second)
    else:
        assert steered(desk, second, "stop") == 302
        carried_out(second)
    calls, on_second = page_of(desk, first, "calls/"), page_of(desk, second, "calls/")

    assert "2 of 2 can be called now" in calls and "1 of 1 can be called now" in on_second
    assert calls.count(MOVED_TO) == 2 and on_second.count(MOVED_TO) == 1
    for shown in (calls, on_second):
        assert shown.count(f"Rescue {second.pk} was to move it on, but did not.") == 1


def test_who_sits_where_an_earlier_rescue_moved_them_again_is_called_once(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 1)
    rescues = [carried_out(begun(sessions))]
    for later in (timedelta(days=1), -timedelta(days=1)):
        rescues.append(carried_out(again_in(sessions, later)))
    said = (
        "is moved to Thu, Jan 14, 2027, 1:00 PM CST. It is no longer at Thu, Jan 14, 2027, 10:00 AM"
        " CST or Fri, Jan 15, 2027, 1:00 PM CST."
    )
    for batch in rescues:
        shown = page_of(desk, batch, "calls/")
        others = " and ".join(f"rescue {one.pk}" for one in rescues if one != batch)
        assert shown.count(said) == 1 and "1 of 1 can be called now" in shown
        assert f"Call once: also on the call list of {others}" in shown


def test_whom_two_rescues_did_not_move_is_handed_over_once_as_the_later_left_them(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 2)
    batches = [begun(sessions)]
    sandbox.trouble("status", method="PUT", code=409, times=3)
    carried_out(batches[0])
    batches.append(carried_out(again_in(sessions[:1], timedelta(days=1))))
    first, second = (one.pk for one in batches)

    today = timezone.localdate(timezone=ZoneInfo("America/Chicago"))
    handover = words(
        desk.get("/handover/", params={"install": NORTHFIELD, "day": today.isoformat()})
    )
    assert "2 Not moved by a rescue" in handover
    assert handover.count(f"Rescue {first}: not moved") == 1
    assert handover.count(f"Rescue {second}: not moved") == 1
    board = words(desk.get("/board/?day=2027-01-14"))
    for number in (first, second):
        assert f"Rescue {number} did not move 1 session of this day." in board
