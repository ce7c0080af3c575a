"""What keeps a cancellation from being sent:
what is booked, what was asked, who asks, and a form that was used.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote_plus
from uuid import uuid4

import pytest

from portal.sandbox.server import Sandbox
from scheduling.booking.permitted_actions import CANCELLED, NOTHING_BOOKED
from scheduling.models import Attempt
from tests.support.booking_actions import book, cancel, log_of
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.html import form_on, words
from tests.support.outcomes import attempt_of, effects, kinds, settled


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"cancellation_memo": "  "}, "Enter a reason in a few words."),
        ({"reason": "bored"}, "Kind of reason: Choose one of those listed, or none."),
        ({"bypass_non_refundable": "perhaps"}, "Check the box or leave it blank."),
        ({"attempt_id": None}, "Nothing was sent: the form had expired."),
        ({"cancellation_memo": "Card 4242 4242 4242 4242"}, "Do not enter card numbers"),
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


def test_what_is_not_booked_can_t_be_cancelled(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    page, answer = desk.get(f"{session_path(where)}cancel/"), cancel(desk, where)

    assert (page.status_code, answer.status_code) == (200, 422)
    assert f"There is no booking to cancel. Nothing was sent. {NOTHING_BOOKED}" in words(answer)
    assert (sandbox.requests("DELETE"), kinds()) == ([], ["held_back"])


def test_what_is_cancelled_already_can_t_be_cancelled_again_by_another_form(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    cancel(desk, where)
    answer = cancel(desk, where)

    assert answer.status_code == 422
    assert CANCELLED in words(answer)
    assert len(sandbox.requests("DELETE")) == 1


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
def test_a_cancellation_waits_until_the_booking_is_certain(
    desk: Desk, second_desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("drop_after")
    desk.book(where)
    answer = cancel(second_desk, where)

    assert answer.status_code == 409
    assert (
        f"Ana Ruiz’s request {str(attempt_of(where).attempt_id)[:8]} is still being checked."
        in words(answer)
    )
    assert sandbox.requests("DELETE") == []
    assert kinds()[:3] == ["intent", "outcome", "blocked"]
    assert settled(where).state == "accepted"
    assert cancel(second_desk, where).status_code == 302


def test_a_sign_in_that_lapsed_keeps_what_was_typed_and_sends_nothing(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    path = f"{session_path(where)}cancel/"
    typed = form_on(desk.get(path)) | {
        "cancellation_memo": "The learner wants another day",
        "reason": "changed-time",
    }
    del desk.browser.cookies["sessionid"]
    answer = desk.post(path, typed)

    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        f"/accounts/login/?next={quote_plus(path)}",
    )
    desk.sign_in()
    page = desk.get(path)
    assert "Nothing was sent. Your answers are still here." in words(page)
    assert form_on(page)["cancellation_memo"] == "The learner wants another day"
    assert form_on(page)["reason"] == "changed-time"
    assert sandbox.requests("DELETE") == []


def test_who_may_only_read_cancels_nothing(auditor: Desk, desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    assert auditor.get(f"{session_path(where)}cancel/").status_code == 403
    assert cancel(auditor, where).status_code == 403
    assert (sandbox.requests("DELETE"), Attempt.objects.filter(action="cancel").count()) == ([], 0)
