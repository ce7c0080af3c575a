"""Cancelling a booked session, from the form's POST to the session in which the learner can be
booked again.
"""

from __future__ import annotations

import re

from portal.sandbox.server import Sandbox
from scheduling.audit.verifier import verify
from scheduling.booking.outcome_panel.accepted_sentences import (
    BOOKABLE_AGAIN,
    BOOKED_AGAIN,
    CANCELLED,
    WAS_BOOKED_FOR,
)
from scheduling.booking.outcome_panel.parts import NextStep
from scheduling.models import AuditEvent, ExamSession
from tests.support.booking_actions import INSTRUCTOR, book, cancel, log_of, mirrored, new_session
from tests.support.booking_form import booking, session_path
from tests.support.client import Desk
from tests.support.html import words
from tests.support.outcomes import attempt_of, effects


def test_an_accepted_cancellation_is_read_back_and_the_new_session_is_linked(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    answer = cancel(desk, where, reason="technical-issue", bypass_non_refundable="on")

    assert (answer.status_code, answer.headers["Location"]) == (302, session_path(where))
    [arrived] = sandbox.requests("DELETE")
    assert arrived["body"] == {
        "type": "smarter-scheduling",
        "cancellationMemo": "The learner is ill.",
        "reason": "technical-issue",
        "bypassNonRefundable": True,
    }
    assert [one["method"] for one in sandbox.requests()] == ["DELETE", "GET", "GET", "GET", "GET"]
    assert effects(sandbox, where) == ["cancelled"]
    assert attempt_of(where).state == "accepted"
    assert mirrored(where).status == "Cancelled"
    assert log_of("cancel") == [("intent", ""), ("outcome", "accepted")]
    page = desk.get(session_path(where))
    told = words(page)
    booked_for = f"{WAS_BOOKED_FOR} Thursday, January 14, 2027 9:30"
    assert f"{CANCELLED} {booked_for}" in told
    read = (
        f"“Your booking for {mirrored(where).exam_title} on Thursday, January 14, 2027 at 9:30 AM"
    )
    assert f"{BOOKABLE_AGAIN} {NextStep.BOOK_AS_IT_WAS} To read to the learner {read}" in told
    assert f'href="{session_path(new_session(sandbox, where))}"' in page.text
    assert verify().is_intact


def test_after_a_new_booking_the_old_page_says_so_and_leads_to_it(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    cancel(desk, where)
    new = new_session(sandbox, where)
    assert desk.post(f"{session_path(new)}schedule/", booking()).status_code == 302
    page = desk.get(session_path(where))

    assert BOOKED_AGAIN in words(page) and BOOKABLE_AGAIN not in words(page)
    opens = rf'href="{session_path(new)}"[^>]*>\s*Open the learner’s new session'
    assert re.search(opens, page.text)


def test_the_new_session_is_in_the_list_at_once_under_the_learner_s_name(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    cancel(desk, where)
    new = ExamSession.objects.get(sid=new_session(sandbox, where)["sessionSid"])

    told = (
        new.status,
        new.learner_name,
        new.exam_sid,
        new.enrollment_sid,
        new.exam_title,
        new.duration_minutes,
    )
    old = mirrored(where)
    assert told == (
        "Needs Proctor",
        where["learner"],
        where["examSid"],
        where["enrollmentSid"],
        old.exam_title,
        old.duration_minutes,
    )
    assert new.listed_at is not None
    assert desk.book(new_session(sandbox, where)).status_code == 302


def test_only_what_was_answered_is_sent(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    assert cancel(desk, where, reason=None).status_code == 302
    assert sandbox.requests("DELETE")[0]["body"] == {
        "type": "smarter-scheduling",
        "cancellationMemo": "The learner is ill.",
        "bypassNonRefundable": False,
    }


def test_the_form_offers_the_reasons_in_words_and_shows_what_stands(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    page = desk.get(f"{session_path(where)}cancel/")

    assert page.status_code == 200
    for said in (
        "You are about to cancel Thursday, January 14, 2027",
        "At Duluth Testing Center",
        "No-show",
        "Also refund the non-refundable scheduling fees",
    ):
        assert said in words(page)


def test_the_memo_is_a_personal_value_beside_the_event(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    cancel(desk, where, cancellation_memo="Maya broke her arm")
    events = AuditEvent.objects.all()
    assert [one.number for one in events if "broke her arm" in one.details + one.sentence] == []


def test_a_booking_that_can_t_be_moved_can_be_cancelled(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox, **INSTRUCTOR)
    assert cancel(desk, where).status_code == 302
    assert sandbox.requests("DELETE")[0]["body"]["type"] == "instructor-as-proctor"
    assert effects(sandbox, where) == ["cancelled"]


def test_a_session_that_was_never_opened_here_can_be_cancelled(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.sessions(status="Scheduled")[0]
    assert cancel(desk, where).status_code == 302
    assert (effects(sandbox, where), attempt_of(where).state) == (["cancelled"], "accepted")
    assert (
        sandbox.requests("DELETE")[0]["body"]["type"]
        == sandbox.session(where["sessionSid"])["sessionType"]
    )


def test_htmx_gets_the_form_alone_and_is_sent_to_the_session(desk: Desk, sandbox: Sandbox) -> None:
    where, htmx = book(desk, sandbox), {"HX-Request": "true"}
    faulty = cancel(desk, where, cancellation_memo="", headers=htmx)
    sent = cancel(desk, where, headers=htmx)

    assert faulty.status_code == 422
    assert faulty.text.strip().startswith('<div id="change-form">')
    assert (sent.status_code, sent.headers["HX-Redirect"]) == (200, session_path(where))
