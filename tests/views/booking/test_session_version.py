"""A form that was open while something else happened to its session, or that names what is not
there.
"""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.audit import denials
from scheduling.booking.permitted_actions import CANCELLED
from scheduling.models import Attempt, AuditEvent, ExamSession, RefusalCount
from scheduling.worker.steps import append_repeated_refusals
from tests.support.booking_actions import (
    FRIDAY,
    NEW_TIME,
    book,
    cancel,
    mirrored,
    move,
    take_the_provider_away,
)
from tests.support.booking_form import EXAM_INSTANT, booking, form_path, session_path
from tests.support.client import Desk
from tests.support.html import form_on, words
from tests.support.outcomes import details, effects, kinds, posts

WRONG_EXAM = "EX" + "f" * 32


def test_a_memo_typed_for_a_booking_cancelled_meanwhile_is_still_there(
    desk: Desk, second_desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    path = f"{session_path(where)}cancel/"
    form = form_on(desk.get(path)) | {"cancellation_memo": "The learner rang at nine."}
    assert cancel(second_desk, where).status_code == 302
    answer = desk.post(path, form)

    assert answer.status_code == 422
    assert f"There is no booking to cancel. Nothing was sent. {CANCELLED}" in words(answer)
    assert form_on(answer)["cancellation_memo"] == "The learner rang at nine."
    assert kinds()[-1] == "held_back"
    assert effects(sandbox, where) == ["cancelled"]


@pytest.mark.parametrize("what", ["held_back", "stale_form"])
def test_what_is_held_back_again_and_again_is_one_event_and_one_that_counts(
    desk: Desk, second_desk: Desk, sandbox: Sandbox, what: str
) -> None:
    where = book(desk, sandbox)
    path = f"{session_path(where)}cancel/"
    form = form_on(desk.get(path))
    meanwhile = cancel if what == "held_back" else move
    assert meanwhile(second_desk, where).status_code == 302
    for seconds in range(4):
        if what == "stale_form":  # as a program could send it
            form["stood"] = re.sub(r":\d\d(?=[+Z|])", f":{seconds:02d}", form["stood"])
        assert desk.post(path, form).status_code in (409, 422)
    assert kinds().count(what) == 1
    RefusalCount.objects.update(since=timezone.now() - denials.WINDOW - timedelta(seconds=1))
    append_repeated_refusals()
    assert kinds().count(what) == 2
    assert "was refused the same 3 more times" in AuditEvent.objects.first().sentence


def test_notes_typed_for_a_move_of_a_booking_cancelled_meanwhile_are_still_there(
    desk: Desk, second_desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    path = f"{session_path(where)}reschedule/"
    form = form_on(desk.get(path)) | {"notes": "Ground floor", "appointment_date_time": NEW_TIME}
    assert cancel(second_desk, where).status_code == 302
    answer = desk.post(path, form)

    assert answer.status_code == 422
    assert f"This booking can’t be moved. Nothing was sent. {CANCELLED}" in words(answer)
    assert (
        form_on(answer).items()
        >= {"notes": "Ground floor", "appointment_date_time": NEW_TIME}.items()
    )
    assert kinds()[-1] == "held_back"


@pytest.mark.faults(4)
@pytest.mark.parametrize("past_the_portal", [False, True])
def test_a_move_of_what_was_moved_meanwhile_is_held_back_once(
    desk: Desk, second_desk: Desk, sandbox: Sandbox, past_the_portal: bool
) -> None:
    where = book(desk, sandbox)
    path = f"{session_path(where)}reschedule/"
    later = {"appointment_date_time": "2027-01-18T10:00", "notes": "By the window"}
    form = form_on(desk.get(path)) | later
    assert move(second_desk, where).status_code == 302
    if past_the_portal:
        ExamSession.objects.filter(sid=where["sessionSid"]).update(appointment_at=EXAM_INSTANT)
    answer = desk.post(path, form)

    assert answer.status_code == 409
    assert (
        "Changed since you opened it: it was “Scheduled”, Thu, Jan 14, 9:30 AM CST, "
        "it is now “Scheduled”, Fri, Jan 15, 1:00 PM CST. Nothing was sent."
    ) in words(answer)
    last = r"The last request here: Tom Okafor moved it, \w+, \w+ \d+, 20\d\d, [\d:]+ [AP]M CST\."
    assert re.search(last, words(answer))
    assert form_on(answer).items() >= later.items()
    assert (effects(sandbox, where), kinds()[-1]) == (["rescheduled"], "stale_form")
    assert details("stale_form") == {
        "shown": "2027-01-14T15:30:00+00:00 Scheduled",
        "now": "2027-01-15T19:00:00+00:00 Scheduled",
    }
    assert desk.post(path, form_on(answer)).status_code == 302
    assert effects(sandbox, where) == ["rescheduled", "rescheduled"]


@pytest.mark.faults(4, 66)
@pytest.mark.parametrize("name", ["reschedule", "cancel", "switch"])
@pytest.mark.parametrize("start", [EXAM_INSTANT, None])
def test_what_was_moved_meanwhile_is_noticed_where_no_status_is_shown(
    desk: Desk, second_desk: Desk, sandbox: Sandbox, name: str, start: str | None
) -> None:
    where = book(desk, sandbox)
    shown = {"status": None} if start else {"status": None, "appointmentDate": None}
    sandbox.trouble("other_fields", method="GET", fields=shown | {"appointment": None}, times=None)
    ExamSession.objects.update(status="", appointment_at=start)
    path = f"{session_path(where)}{name}/"
    typed = {
        "reschedule": {"appointment_date_time": "2027-01-18T10:00"},
        "cancel": {"cancellation_memo": "The learner is ill."},
        "switch": {"cancellation_memo": "The learner is ill.", "session_type": "automated"},
    }[name]
    form = form_on(desk.get(path)) | typed
    sandbox.clear()
    assert move(second_desk, where).status_code == 302
    answer = desk.post(path, form)

    assert (answer.status_code, kinds()[-1]) == (409, "stale_form")
    before = "it was “Status not shown”, Thu, Jan 14, 9:30 AM CST, it is now"
    unknown = "Not known when you opened it: it is now"
    assert f"{before if start else unknown} “Scheduled”, Fri, Jan 15" in words(answer)
    assert effects(sandbox, where) == ["rescheduled"]


@pytest.mark.faults(66)
def test_a_status_that_is_shown_only_now_is_no_change(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    ExamSession.objects.update(status="")
    sandbox.trouble("other_fields", method="GET", fields={"status": None}, times=None)
    form = form_on(desk.get(f"{session_path(where)}cancel/"))
    sandbox.clear()
    assert form["stood"] == "2027-01-14T15:30:00+00:00"
    memo = {"cancellation_memo": "The learner is ill."}
    assert desk.post(f"{session_path(where)}cancel/", form | memo).status_code == 302
    assert effects(sandbox, where) == ["cancelled"]


@pytest.mark.faults(4)
def test_a_cancellation_of_what_was_moved_meanwhile_is_held_back_once(
    desk: Desk, second_desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    path = f"{session_path(where)}cancel/"
    form = form_on(desk.get(path)) | {"cancellation_memo": "The learner is ill."}
    assert move(second_desk, where).status_code == 302
    answer = desk.post(path, form)

    assert (answer.status_code, form_on(answer)["cancellation_memo"]) == (
        409,
        "The learner is ill.",
    )
    assert desk.post(path, form_on(answer)).status_code == 302
    assert effects(sandbox, where) == ["rescheduled", "cancelled"]


@pytest.mark.long
@pytest.mark.faults(4)
@pytest.mark.parametrize(
    ("name", "status"),
    [
        *(("reschedule", "Scheduled"), ("cancel", "Scheduled"), ("switch", "Scheduled")),
        *(("reschedule", "Cancelled"), ("cancel", "Cancelled")),
    ],
)
def test_what_a_colleague_did_in_the_same_moment_is_noticed_before_anything_is_sent(
    desk: Desk, second_desk: Desk, sandbox: Sandbox, name: str, status: str
) -> None:
    where = book(desk, sandbox)
    path = f"{session_path(where)}{name}/"
    typed = {
        "reschedule": {"appointment_date_time": "2027-01-18T10:00"},
        "cancel": {"cancellation_memo": "The learner is ill."},
        "switch": {"cancellation_memo": "The learner is ill.", "session_type": "automated"},
    }[name]
    form, before = form_on(desk.get(path)) | typed, len(kinds())
    sandbox.trouble("drop_before", method="PUT")
    move(second_desk, where)
    sandbox.clear()
    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            # Whoever opens a request waits here, and finds how it ended afterwards.
            Attempt.objects.filter(state="unconfirmed").update(state="accepted")
            sent = other.submit(desk.post, path, form)
            assert wait([sent], timeout=1.5).not_done
            ExamSession.objects.update(status=status, appointment_at=FRIDAY)
        answer = sent.result()

    assert sandbox.requests("PUT") + sandbox.requests("DELETE") + sandbox.requests("POST") == []
    assert kinds()[before:] == ["intent", "outcome", "stale_form"]
    assert details("stale_form") == {
        "shown": "2027-01-14T15:30:00+00:00 Scheduled",
        "now": f"2027-01-15T19:00:00+00:00 {status}",
    }
    assert form_on(answer).items() >= typed.items()
    if status == "Cancelled":
        assert answer.status_code == 422
        assert f"Nothing was sent. {CANCELLED}" in words(answer)
    else:
        assert answer.status_code == 409
        assert "it is now “Scheduled”, Fri, Jan 15, 1:00 PM CST. Nothing was sent." in words(answer)
        assert form_on(answer)["stood"] == "2027-01-15T19:00:00+00:00 Scheduled"


@pytest.mark.parametrize("name", ["session_type", "change_type"])
def test_a_type_that_is_not_known_loses_no_answer(desk: Desk, sandbox: Sandbox, name: str) -> None:
    where = sandbox.needs_proctor()[0]
    typed = {"notes": "Ground floor", "external_appointment_id": "RB-1", "exam_code": "X-77"}
    answer = desk.post(form_path(where), booking(**typed) | {name: "no-such-type"})

    assert answer.status_code == 422
    assert "Nothing was sent: this session type does not exist." in words(answer)
    assert {name: form_on(answer).get(name) for name in ("notes", "external_appointment_id")} == {
        "notes": "Ground floor",
        "external_appointment_id": "RB-1",
    }
    assert (posts(sandbox), Attempt.objects.count()) == (0, 0)
    preview = desk.post(
        f"{session_path(where)}schedule/preview/", booking() | {name: "no-such-type"}
    )
    assert preview.status_code == 200


def test_a_session_that_the_provider_does_not_know_is_not_stored(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0] | {"sessionSid": "ES" + "e" * 32}
    for page in ("", "schedule/", "reschedule/", "cancel/", "standing/"):
        assert desk.get(f"{session_path(where)}{page}").status_code == 200
    assert not ExamSession.objects.filter(sid=where["sessionSid"]).exists()


def test_a_session_seen_for_the_first_time_is_stored_with_what_the_provider_says(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    assert where["learner"] in words(desk.get(session_path(where)))
    assert mirrored(where).learner_name == where["learner"]


def test_a_form_can_be_filled_in_while_the_provider_is_away(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    take_the_provider_away(where)
    page = desk.get(form_path(where))
    assert (page.status_code, ExamSession.objects.count()) == (200, 0)
    assert desk.post(form_path(where), booking()).status_code == 502


def test_a_wrong_exam_in_an_address_does_not_block_the_right_one(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    wrong = where | {"examSid": WRONG_EXAM}
    desk.get(session_path(wrong))
    desk.post(form_path(wrong), booking(appointment_date_time=""))
    right = desk.get(session_path(where))

    assert (right.status_code, mirrored(where).exam_sid) == (200, where["examSid"])
    assert where["learner"] in words(right)
    assert desk.post(form_path(wrong), booking()).status_code == 404
    assert desk.book(where).status_code == 302


def test_a_wrong_exam_stored_by_a_form_gives_way_to_the_right_form(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.post(
        f"{session_path(where | {'examSid': WRONG_EXAM})}schedule/",
        booking(appointment_date_time=""),
    )
    assert desk.book(where).status_code == 302
    assert mirrored(where).exam_sid == where["examSid"]


@pytest.mark.parametrize(
    "stood",
    ["", "x", "- ", "0001-01-01T00:00:00+00:00 Scheduled", "2027-13-01 Scheduled", "\x00 é"],
)
def test_what_stood_in_the_form_can_be_left_out_and_may_be_nonsense(
    desk: Desk, sandbox: Sandbox, stood: str
) -> None:
    where = book(desk, sandbox)
    assert move(desk, where, stood=stood).status_code == 302
    assert effects(sandbox, where) == ["rescheduled"]
