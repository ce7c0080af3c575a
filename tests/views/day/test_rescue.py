"""The pages of a rescue: progress, what each row came to, pause and stop, and the call list."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.batches import execution, leases
from scheduling.exam_sessions.refresh import refresh_session
from scheduling.models import Attempt, AuditEvent, Batch, ExamSession, Institution
from scheduling.views.exam_sessions.state_marks import TO_BE_MOVED
from scheduling.views.url_lookup import session_url
from scheduling.wall_time import say
from tests.support.batches import ONE, TEN, begun, booked_there, carried_out
from tests.support.booking_actions import cancel, move
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import words
from tests.support.people import NORTHFIELD

NOT_MOVED = "Don’t call yet: not moved. Find another time first."
CHECK = "Check the session in SmarterProctoring before you tell the learner."
NEW_TIME = f"SmarterProctoring now shows the new time. {CHECK}"
CLOSED = f"SmarterProctoring now shows it as “Closed”. {CHECK}"
CANCELLED = f"SmarterProctoring now shows it as “Cancelled”. {CHECK}"
MOVED_TO = "is moved from Thu, Jan 14, 2027, 10:00 AM CST to Thu, Jan 14, 2027, 1:00 PM CST."


def page_of(desk: Desk, batch: Batch, part: str = "") -> str:
    return words(desk.get(f"/rescues/{batch.pk}/{part}"))


def steered(desk: Desk, batch: Batch, what: str) -> int:
    return desk.post(f"/rescues/{batch.pk}/steer/", {"do": what}).status_code


def carried_out_next(institution: Institution) -> None:
    """The next row alone."""
    [row] = leases.claim(institution.pk, at_once=execution.AT_ONCE)
    leases.sent([row] if execution.carry_out(row) else [])


def test_what_each_row_came_to_stands_beside_it_in_words(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 3)
    batch = begun(sessions)
    before = page_of(desk, batch)
    assert "Running · 0 of 3" in before
    assert "3 Waiting" in before
    sandbox.place(sessions[0].sid, start=ONE.isoformat())
    sandbox.trouble("status", method="PUT", code=409, message="Closed then.")
    carried_out(batch)

    after = page_of(desk, batch)
    assert "· 3 of 3" in after
    assert all(one in after for one in ("1 Moved", "1 Not moved", "1 Not moved, changed since"))
    assert execution.CHANGED in after
    assert f"Rescue {batch.pk}" in words(desk.get("/rescues/"))


def test_while_it_goes_on_its_part_is_asked_for_again_and_not_afterwards(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    batch = begun(booked_there(sandbox, institution, 1))
    part = desk.get(f"/rescues/{batch.pk}/standing/").text
    assert 'hx-trigger="every 2s"' in part
    assert "Show it as it is now" in part
    assert "<html" not in part
    carried_out(batch)
    assert "hx-trigger" not in desk.get(f"/rescues/{batch.pk}/standing/").text


DAYS_AND_WHAT = [
    (timedelta(hours=3), "2027-01-14", "2 sessions to another time of this day."),
    (timedelta(days=1), "2027-01-14", "2 sessions away from this day."),
    (timedelta(days=1), "2027-01-15", "2 sessions to this day."),
]


@pytest.mark.parametrize(("later", "day", "said"), DAYS_AND_WHAT)
@pytest.mark.parametrize("page", ["board", "roster"])
def test_a_day_that_a_rescue_is_still_to_empty_or_fill_says_so(
    desk: Desk,
    sandbox: Sandbox,
    institution: Institution,
    page: str,
    later: timedelta,
    day: str,
    said: str,
) -> None:
    batch = begun(booked_there(sandbox, institution, 2), later)
    here = {"install": NORTHFIELD, "location": DULUTH, "day": day}
    told = f"Rescue {batch.pk} is {{}} and still has to move {said}"
    assert told.format("running") in words(desk.get(f"/{page}/", params=here))
    steered(desk, batch, "pause")
    assert told.format("paused") in words(desk.get(f"/{page}/", params=here))
    other = here | {"day": "2027-01-20"}
    assert "still has to move" not in words(desk.get(f"/{page}/", params=other))
    steered(desk, batch, "continue")
    carried_out(batch)
    assert "still has to move" not in words(desk.get(f"/{page}/", params=here))


def test_who_a_rescue_is_still_to_move_is_marked_in_lists_and_nothing_is_read_out_of_the_page(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    session, *others = booked_there(sandbox, institution, 2)
    path = session_url(session)
    here = {"install": NORTHFIELD, "location": DULUTH, "day": "2027-01-14"}
    lists = (("/", {"view": "all"}), ("/roster/", here))
    mark = TO_BE_MOVED.format(word="Scheduled")
    file = "session.ics"
    assert (mark in words(desk.get(path)), file in desk.get(path).text) == (False, True)
    batch = begun([session])

    page = desk.get(path)
    start = say(ONE, "America/Chicago").dated
    told = f"Rescue {batch.pk} is still to move this session to {start}."
    assert (told in words(page), mark in words(page), file in page.text) == (True, True, False)
    assert told in desk.get(f"{path}panel/").text
    assert [words(desk.get(at, params=how)).count(mark) for at, how in lists] == [1, 1]
    assert told not in words(desk.get(session_url(others[0])))
    carried_out(batch)
    assert (told in words(desk.get(path)), file in desk.get(path).text) == (False, True)
    assert [words(desk.get(at, params=how)).count(mark) for at, how in lists] == [0, 0]


def test_it_is_paused_continued_and_stopped_by_who_may_move(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    batch = begun(booked_there(sandbox, institution, 2))
    assert steered(desk, batch, "pause") == 302
    assert "Paused: no more are sent until somebody continues it" in page_of(desk, batch)
    assert steered(desk, batch, "continue") == 302
    assert steered(desk, batch, "stop") == 302
    assert steered(desk, batch, "continue") == 302  # too late: nothing changes
    carried_out(batch)

    assert "2 Left as it was" in page_of(desk, batch)
    assert sandbox.requests() == []
    said = AuditEvent.objects.filter(kind__startswith="batch").order_by("number")
    assert [one.kind for one in said] == [
        "batch_begun",
        "batch_paused",
        "batch_continued",
        "batch_stopped",
        "batch_ended",
    ]
    assert said[4].sentence.endswith(": 2 left as they were.")
    assert steered(desk, batch, "dance") == 422


def test_while_the_provider_is_away_the_page_says_that_it_waits(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    batch = begun(booked_there(sandbox, institution, 1))
    sandbox.trouble("status", method="GET", code=503, times=None)
    execution.run(institution.pk)
    assert "We try again every few seconds." in page_of(desk, batch)
    steered(desk, batch, "pause")
    assert "We try again" not in page_of(desk, batch)


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


def test_a_rescue_of_nobody_and_one_that_is_not_there(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    assert "No room was moved yet" in words(desk.get("/rescues/"))
    assert desk.get("/rescues/1/").status_code == 404
    batch = carried_out(begun(booked_there(sandbox, institution, 1)))
    batch.rows.all().delete()
    assert "0 of 0" in page_of(desk, batch)
    assert "There is nobody to call." in page_of(desk, batch, "calls/")


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
    ("how", "said"),
    [("read-back", "We checked: it was not moved."), ("by-hand", "A person decided that")],
)
def test_what_a_lost_answer_turned_out_to_be_says_who_found_out(
    desk: Desk, sandbox: Sandbox, institution: Institution, how: str, said: str
) -> None:
    batch = begun(booked_there(sandbox, institution, 1))
    sandbox.trouble("drop_before", method="PUT")
    carried_out(batch)
    Attempt.objects.update(settled_how=how)
    assert said in page_of(desk, batch)


def shown_since(sandbox: Sandbox, session: ExamSession, **wanted: str) -> None:
    """Another look shows the session so."""
    sandbox.place(session.sid, **wanted)
    refresh_session(session)


@pytest.mark.parametrize(
    ("trouble", "wanted", "said"),
    [
        ({"kind": "drop_before"}, {"start": ONE.isoformat()}, NEW_TIME),
        ({"kind": "status", "code": 409}, {"start": ONE.isoformat()}, NEW_TIME),
        ({"kind": "drop_before"}, {"status": "Closed", "start": ONE.isoformat()}, CLOSED),
        ({"kind": "drop_before"}, {"status": "Cancelled"}, CANCELLED),
    ],
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
    assert "it is not moved" not in page
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


def test_the_list_of_rescues_says_what_each_came_to(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    first = begun(booked_there(sandbox, institution, 3))
    sandbox.trouble("status", method="PUT", code=409, times=2)
    carried_out(first)
    carried_out(begun(booked_there(sandbox, institution, 1)))
    begun(booked_there(sandbox, institution, 2))
    said = words(desk.get("/rescues/"))

    assert said.count(" by Ana Ruiz · Done: 1 Moved 2 Not moved") == 1
    assert said.count(" by Ana Ruiz · Done: 1 Moved") == 2
    assert said.count(" by Ana Ruiz · Running Rescue") == 1


def test_who_paused_continued_and_stopped_it_stands_on_its_page(
    desk: Desk, second_desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    others = [begun(booked_there(sandbox, institution, 1)) for _ in range(10)]
    batch = begun(booked_there(sandbox, institution, 2))
    assert (others[0].pk, batch.pk) == (1, 11)
    for who, what in ((desk, "pause"), (second_desk, "continue"), (second_desk, "stop")):
        steered(who, batch, what)
    said = page_of(desk, batch)
    names = AuditEvent.objects.filter(kind__in=("batch_paused", "batch_continued", "batch_stopped"))
    paused, continued, stopped = (one.who for one in names.order_by("number"))
    assert "Ana Ruiz" in paused and continued == stopped != paused
    at = r"\d+:\d\d [AP]M C[SD]T"
    assert re.search(
        rf"Paused {at} by {re.escape(paused)} · Continued {at} by "
        rf"{re.escape(continued)} · Stop pressed {at} by {re.escape(stopped)}",
        said,
    )
    assert "Stop pressed" not in page_of(desk, others[0])


def test_when_a_rescue_ended_is_told_apart_from_when_it_was_to_stop_each_with_a_day_if_another(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    batch = begun(booked_there(sandbox, institution, 2))
    steered(desk, batch, "stop")
    carried_out(batch)
    batch.refresh_from_db()
    assert batch.ended_at
    at = r"\d+:\d\d [AP]M C[SD]T"
    assert re.search(
        rf"Stopped , ended {at} · 2 of 2 Stop pressed {at} by Ana", page_of(desk, batch)
    )
    Batch.objects.filter(pk=batch.pk).update(ended_at=batch.ended_at + timedelta(days=1))
    assert re.search(rf"Stopped , ended \w+, \w+ \d+, \d+, {at} · 2 of 2", page_of(desk, batch))


def moved_by_hand(desk: Desk, session: ExamSession) -> None:
    """To the Friday, with the form of one session."""
    where = {"installSid": NORTHFIELD, "examSid": session.exam_sid, "sessionSid": session.sid}
    assert move(desk, where).status_code == 302


FRIDAY_AT_ONE = "Fri, Jan 15, 2027, 1:00 PM CST"
MOVED_ON_TO_FRIDAY = (
    f"is moved to {FRIDAY_AT_ONE}. It is no longer at Thu, Jan 14, 2027, 10:00 AM CST or"
    " Thu, Jan 14, 2027, 1:00 PM CST."
)
MOVED_TO_FRIDAY = f"is moved from Thu, Jan 14, 2027, 10:00 AM CST to {FRIDAY_AT_ONE}."


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


def again_in(sessions: list[ExamSession], later: timedelta) -> Batch:
    """Another batch of the same sessions as they stand by now."""
    known = [ExamSession.objects.select_related("institution").get(pk=one.pk) for one in sessions]
    return begun(known, later)


IF_TOLD = "Back at its first time: call only if you told the learner another time. Then say: “"
BACK_AT_TEN = (
    "is at Thu, Jan 14, 2027, 10:00 AM CST, as it was first. It is no longer at"
    " Thu, Jan 14, 2027, 1:00 PM CST."
)


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


@pytest.mark.parametrize("trouble", ["status", "drop_before", ""])
def test_what_a_later_rescue_did_not_move_or_not_yet_is_not_read_out_from_an_earlier_list(
    desk: Desk, sandbox: Sandbox, institution: Institution, trouble: str
) -> None:
    sessions = booked_there(sandbox, institution, 2)
    first = carried_out(begun(sessions))
    second = again_in(sessions[:1], timedelta(days=1))
    if trouble == "status":
        sandbox.trouble("status", method="PUT", code=409)
        carried_out(second)
    elif trouble:
        sandbox.trouble(trouble, method="PUT")
        carried_out_next(institution)
    said = NOT_MOVED if trouble == "status" else "Don’t call yet: not certain."

    for batch in (first, second):
        shown = page_of(desk, batch, "calls/")
        assert shown.count(said) == 1 and shown.count("Don’t call") == 1
        other = second if batch == first else first
        assert f"Also on the call list of rescue {other.pk}" in shown.replace("also", "Also")
    assert page_of(desk, first, "calls/").count(MOVED_TO) == 1
    assert "1 of 2 can be called now" in page_of(desk, first, "calls/")
    assert "0 of 1 can be called now" in page_of(desk, second, "calls/")


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
