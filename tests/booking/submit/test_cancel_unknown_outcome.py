"""A cancellation that was refused, lost or answered by half:
what is said of it, and what settles it.
"""

from __future__ import annotations

import pytest

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.accepted_sentences import BOOKABLE_AGAIN
from scheduling.booking.outcome_panel.failed_sentences import CHECKED
from scheduling.booking.outcome_panel.open_sentences import NOT_KNOWN
from scheduling.models import Attempt
from tests.support.booking_actions import book, cancel, log_of, new_session, take_the_provider_away
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.html import form_on, words
from tests.support.outcomes import attempt_of, effects, page_of, settled


def test_a_refused_cancellation_keeps_the_answers_and_changes_nothing(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("status", method="DELETE", code=409, message="The exam has begun.")
    answer = cancel(desk, where, cancellation_memo="Never came")

    assert answer.status_code == 422
    assert "SmarterProctoring says: “The exam has begun.”" in words(answer)
    assert form_on(answer)["cancellation_memo"] == "Never came"
    assert (effects(sandbox, where), attempt_of(where).state) == ([], "refused")
    assert log_of("cancel") == [("intent", ""), ("outcome", "refused")]


def test_an_unreachable_provider_leaves_the_form_to_be_sent_again(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    take_the_provider_away(where)
    answer = cancel(desk, where)

    assert answer.status_code == 502
    assert "SmarterProctoring could not be reached. Try again in a moment." in words(answer)
    assert attempt_of(where).state == "unreachable"
    assert log_of("cancel") == [("intent", ""), ("outcome", "unreachable")]


@pytest.mark.parametrize(
    ("trouble", "state"), [("drop_after", "accepted"), ("drop_before", "not-applied")]
)
def test_a_lost_answer_is_settled_by_reading_the_session_back(
    desk: Desk, sandbox: Sandbox, trouble: str, state: str
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble(trouble, method="DELETE")
    assert cancel(desk, where).status_code == 302
    assert NOT_KNOWN["cancel"] in page_of(desk, where)

    assert settled(where).state == state
    assert len(sandbox.requests("DELETE")) == 1
    assert log_of("cancel")[:2] == [("intent", ""), ("outcome", "unconfirmed")]
    assert log_of("cancel")[-1] == ("read_back", state)
    page = desk.get(session_path(where))
    if state == "accepted":
        assert f'href="{session_path(new_session(sandbox, where))}"' in page.text
    else:
        assert CHECKED["cancel"] in words(page)


def test_a_yes_that_can_t_be_read_back_is_called_a_yes_and_no_more(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("status", method="GET", path_contains="/sessions/", code=404, times=None)
    assert cancel(desk, where).status_code == 302
    assert attempt_of(where).state == "unconfirmed"
    told = page_of(desk, where)
    assert "SmarterProctoring answered: “The exam session was cancelled.”, but the session" in told
    assert "SmarterProctoring answered Ana Ruiz’s cancellation" in told

    sandbox.stand_in.troubles.clear()
    assert settled(where).state == "accepted"


def test_a_list_that_fails_afterwards_does_not_undo_the_cancellation(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("status", method="GET", path_contains="/enrollments/", code=404, times=None)
    assert cancel(desk, where).status_code == 302
    assert attempt_of(where).state == "accepted"
    assert BOOKABLE_AGAIN in page_of(desk, where)


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
    assert (
        administrator.post(path, {"applied": "no", "reason": "Seen as booked at 9:46"}).status_code
        == 302
    )
    assert (attempt_of(where).state, attempt_of(where).settled_by) == ("not-applied", "Ingrid Sato")
    assert log_of("cancel")[-1] == ("settled", "not-applied")
