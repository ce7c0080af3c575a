"""Cancelling a booked session, from the form's POST to the session in which the learner can be booked again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote_plus
from uuid import uuid4

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt, AuditEvent, ExamSession
from scheduling.services.verifying import verify
from tests.desk import Desk, kinds, session_path
from tests.faults.story import attempt_of, effects, form_on, page_of, settled, words
from tests.services.booked import book, cancel, log_of, mirrored, take_the_provider_away

SLOT = {
    "session_type": "instructor-as-proctor",
    "instructor_proctor_sid": "CP" + "1".zfill(32),
    "proctor_location_sid": None,
}


def new_session(sandbox: Sandbox, where: dict[str, str]) -> dict[str, str]:
    """The session that the stand-in gave the enrollment instead, where it lives."""
    [done] = sandbox.bookings(where["sessionSid"])
    return where | {"sessionSid": done["new_session_sid"]}


def test_an_accepted_cancellation_is_read_back_and_the_new_session_is_linked(desk: Desk, sandbox: Sandbox) -> None:
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
    assert [one["method"] for one in sandbox.requests()] == ["DELETE", "GET", "GET"]
    assert effects(sandbox, where) == ["cancelled"]
    assert attempt_of(where).state == "accepted"
    assert mirrored(where).status == "Cancelled"
    assert log_of("cancel") == [("intent", ""), ("outcome", "accepted")]
    page = desk.get(session_path(where))
    assert "Cancelled. The provider has confirmed it. The learner can be booked again: open the new session" in words(
        page
    )
    assert f'href="{session_path(new_session(sandbox, where))}"' in page.text
    assert verify().holds


def test_the_new_session_is_in_the_list_at_once_under_the_learner_s_name(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    cancel(desk, where)
    new = ExamSession.objects.get(sid=new_session(sandbox, where)["sessionSid"])

    told = (new.status, new.learner_name, new.exam_sid, new.enrollment_sid, new.exam_title, new.duration_minutes)
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


def test_the_form_offers_the_reasons_in_words_and_shows_what_stands(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    page = desk.get(f"{session_path(where)}cancel/")

    assert page.status_code == 200
    for said in (
        "You are about to cancel Thursday, 14 January 2027",
        "At Duluth Testing Center",
        "The learner did not come",
        "Refund the scheduling fees too, though they are normally not refunded",
    ):
        assert said in words(page)


def test_the_memo_is_a_personal_value_beside_the_event(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    cancel(desk, where, cancellation_memo="Maya broke her arm")
    events = AuditEvent.objects.all()
    assert [one.number for one in events if "broke her arm" in one.details + one.sentence] == []


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"cancellation_memo": "  "}, "Say in a few words why it is cancelled."),
        ({"reason": "bored"}, "Reason: Choose one of those listed, or none."),
        ({"bypass_non_refundable": "perhaps"}, "Tick the box or leave it empty."),
        ({"attempt_id": None}, "Nothing was sent: the form had lost its own number."),
        ({"cancellation_memo": "Card 4242 4242 4242 4242"}, "Remove the card number"),
    ],
)
def test_a_faulty_form_keeps_its_answers_and_sends_nothing(
    desk: Desk, sandbox: Sandbox, changed: dict[str, str], says: str
) -> None:
    where = book(desk, sandbox)
    answer = cancel(desk, where, **{"reason": "no-show", **changed})

    assert answer.status_code == 422
    assert says in words(answer)
    assert "4242 4242" not in answer.text
    assert form_on(answer).get("reason") == (None if "reason" in changed else "no-show")
    assert (sandbox.requests("DELETE"), log_of("cancel")) == ([], [])


def test_a_refused_cancellation_keeps_the_answers_and_changes_nothing(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("status", method="DELETE", code=409, message="The exam has begun.")
    answer = cancel(desk, where, cancellation_memo="Never came")

    assert answer.status_code == 422
    assert "The provider says: “The exam has begun.”" in words(answer)
    assert form_on(answer)["cancellation_memo"] == "Never came"
    assert (effects(sandbox, where), attempt_of(where).state) == ([], "refused")
    assert log_of("cancel") == [("intent", ""), ("outcome", "refused")]


def test_an_unreachable_provider_leaves_the_form_to_be_sent_again(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    take_the_provider_away(where)
    answer = cancel(desk, where)

    assert answer.status_code == 502
    assert "The provider could not be reached. Try again in a moment." in words(answer)
    assert attempt_of(where).state == "unreachable"
    assert log_of("cancel") == [("intent", ""), ("outcome", "unreachable")]


@pytest.mark.parametrize(("trouble", "state"), [("drop_after", "accepted"), ("drop_before", "not-applied")])
def test_a_lost_answer_is_settled_by_reading_the_session_back(
    desk: Desk, sandbox: Sandbox, trouble: str, state: str
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble(trouble, method="DELETE")
    assert cancel(desk, where).status_code == 302
    assert "We do not know yet whether this was cancelled" in page_of(desk, where)

    assert settled(where).state == state
    assert len(sandbox.requests("DELETE")) == 1
    assert log_of("cancel")[:2] == [("intent", ""), ("outcome", "unconfirmed")]
    assert log_of("cancel")[-1] == ("read_back", state)
    page = desk.get(session_path(where))
    if state == "accepted":
        assert f'href="{session_path(new_session(sandbox, where))}"' in page.text
    else:
        assert "it was not cancelled" in words(page)


def test_a_yes_that_can_t_be_read_back_is_called_a_yes_and_no_more(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("status", method="GET", path_contains="/sessions/", code=404, times=None)
    assert cancel(desk, where).status_code == 302
    assert attempt_of(where).state == "unconfirmed"
    assert "The provider said yes" in page_of(desk, where)
    assert "The provider said yes to Ana Ruiz’s cancellation" in page_of(desk, where)

    sandbox.stand_in.troubles.clear()
    assert settled(where).state == "accepted"


def test_a_list_that_fails_afterwards_does_not_undo_the_cancellation(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("status", method="GET", path_contains="/enrollments/", code=404, times=None)
    assert cancel(desk, where).status_code == 302
    assert attempt_of(where).state == "accepted"
    assert "their new session appears in the list of sessions" in page_of(desk, where)


def test_a_booking_that_can_t_be_moved_can_be_cancelled(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox, **SLOT)
    assert cancel(desk, where).status_code == 302
    assert sandbox.requests("DELETE")[0]["body"]["type"] == "instructor-as-proctor"
    assert effects(sandbox, where) == ["cancelled"]


def test_what_is_not_booked_can_t_be_cancelled(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    page, answer = desk.get(f"{session_path(where)}cancel/"), cancel(desk, where)

    assert (page.status_code, answer.status_code) == (200, 422)
    assert "There is nothing here to cancel. Nothing was sent. Nothing is booked yet." in words(answer)
    assert (sandbox.requests("DELETE"), kinds()) == ([], ["held_back"])


def test_what_is_cancelled_already_can_t_be_cancelled_again_by_another_form(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    cancel(desk, where)
    answer = cancel(desk, where)

    assert answer.status_code == 422
    assert "It is over: the provider says “Cancelled”." in words(answer)
    assert len(sandbox.requests("DELETE")) == 1


def test_a_session_that_was_never_opened_here_can_be_cancelled(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.sessions(status="Scheduled")[0]
    assert cancel(desk, where).status_code == 302
    assert (effects(sandbox, where), attempt_of(where).state) == (["cancelled"], "accepted")
    assert sandbox.requests("DELETE")[0]["body"]["type"] == sandbox.session(where["sessionSid"])["sessionType"]


def test_two_clicks_on_one_form_cancel_once(desk: Desk, sandbox: Sandbox) -> None:
    where, form = book(desk, sandbox), str(uuid4())
    first, second = (cancel(desk, where, attempt_id=form) for _ in range(2))

    assert [one.headers.get("Location") for one in (first, second)] == [session_path(where)] * 2
    assert len(sandbox.requests("DELETE")) == 1
    assert [kind for kind, _ in log_of("cancel")] == ["intent", "outcome", "duplicate_submit"]


def test_clicks_at_the_same_moment_cancel_once(desk: Desk, sandbox: Sandbox) -> None:
    where, form = book(desk, sandbox), str(uuid4())
    sandbox.trouble("latency", method="DELETE", ms=300)
    with ThreadPoolExecutor(4) as clicks:
        answers = list(clicks.map(lambda _: cancel(desk, where, attempt_id=form), range(4)))

    assert [one.status_code for one in answers] == [302] * 4
    assert len(sandbox.requests("DELETE")) == 1
    assert effects(sandbox, where) == ["cancelled"]


@pytest.mark.faults(62)
def test_a_cancellation_waits_until_the_booking_is_certain(desk: Desk, second_desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("drop_after")
    desk.book(where)
    answer = cancel(second_desk, where)

    assert answer.status_code == 409
    assert f"Ana Ruiz’s request {str(attempt_of(where).attempt_id)[:8]} is still being checked." in words(answer)
    assert sandbox.requests("DELETE") == []
    assert kinds()[:3] == ["intent", "outcome", "blocked"]
    assert settled(where).state == "accepted"
    assert cancel(second_desk, where).status_code == 302


def test_htmx_gets_the_form_alone_and_is_sent_to_the_session(desk: Desk, sandbox: Sandbox) -> None:
    where, htmx = book(desk, sandbox), {"HX-Request": "true"}
    faulty = cancel(desk, where, cancellation_memo="", headers=htmx)
    sent = cancel(desk, where, headers=htmx)

    assert faulty.status_code == 422
    assert faulty.text.strip().startswith('<div id="change-form">')
    assert (sent.status_code, sent.headers["HX-Redirect"]) == (200, session_path(where))


def test_a_sign_in_that_lapsed_keeps_what_was_typed_and_sends_nothing(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    path = f"{session_path(where)}cancel/"
    typed = form_on(desk.get(path)) | {"cancellation_memo": "The learner wants another day", "reason": "changed-time"}
    del desk.browser.cookies["sessionid"]
    answer = desk.post(path, typed)

    assert (answer.status_code, answer.headers["Location"]) == (302, f"/accounts/login/?next={quote_plus(path)}")
    desk.sign_in()
    page = desk.get(path)
    assert "Nothing was sent. Your answers are still here." in words(page)
    assert form_on(page)["cancellation_memo"] == "The learner wants another day"
    assert form_on(page)["reason"] == "changed-time"
    assert sandbox.requests("DELETE") == []


def test_an_administrator_settles_what_reading_back_could_not(
    desk: Desk, administrator: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("drop_before", method="DELETE")
    cancel(desk, where)
    Attempt.objects.filter(state="unconfirmed").update(needs_person=True)
    path = f"/undecided/{attempt_of(where).attempt_id}/"

    assert "Ana Ruiz asked to cancel this session." in words(administrator.get(path))
    assert "Yes, it is cancelled" in words(administrator.get(path))
    assert administrator.post(path, {"applied": "no", "reason": "Seen as booked at 9:46"}).status_code == 302
    assert (attempt_of(where).state, attempt_of(where).settled_by) == ("not-applied", "Ingrid Sato")
    assert log_of("cancel")[-1] == ("settled", "not-applied")


def test_who_may_only_read_cancels_nothing(auditor: Desk, desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    assert auditor.get(f"{session_path(where)}cancel/").status_code == 403
    assert cancel(auditor, where).status_code == 403
    assert (sandbox.requests("DELETE"), Attempt.objects.filter(action="cancel").count()) == ([], 0)
