"""A move that was refused, lost or answered oddly:
what is said of it, and what reading back makes of it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.accepted_sentences import MOVED
from scheduling.booking.outcome_panel.failed_sentences import CHECKED
from scheduling.booking.outcome_panel.open_sentences import CAN_T_TELL, NOT_KNOWN
from tests.support.booking_actions import (
    FRIDAY,
    NEW_TIME,
    book,
    log_of,
    mirrored,
    move,
    take_the_provider_away,
)
from tests.support.booking_form import EXAM_INSTANT
from tests.support.client import Desk
from tests.support.html import form_on, words
from tests.support.outcomes import attempt_of, effects, page_of, settled


def test_a_refused_move_keeps_the_answers_and_changes_nothing(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("status", method="PUT", code=409, message="That seat is taken.")
    answer = move(desk, where, notes="Call back at noon")

    assert answer.status_code == 422
    assert "SmarterProctoring says: “That seat is taken.”" in words(answer)
    assert form_on(answer)["appointment_date_time"] == NEW_TIME
    assert form_on(answer)["notes"] == "Call back at noon"
    assert form_on(answer)["attempt_id"] != str(attempt_of(where).attempt_id)
    assert (effects(sandbox, where), attempt_of(where).state) == ([], "refused")
    assert log_of("reschedule") == [("intent", ""), ("outcome", "refused")]


def test_a_full_center_refuses_a_move_and_the_field_says_so(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    sandbox.trouble(
        "field_errors", method="PUT", errors={"appointmentDateTime": "The center is closed then."}
    )
    answer = move(desk, where)

    assert answer.status_code == 422
    assert "Date and time: The center is closed then." in words(answer)


def test_an_unreachable_provider_leaves_the_form_to_be_sent_again(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    take_the_provider_away(where)
    answer = move(desk, where)

    assert answer.status_code == 502
    assert "SmarterProctoring could not be reached. Try again in a moment." in words(answer)
    assert form_on(answer)["appointment_date_time"] == NEW_TIME
    assert attempt_of(where).state == "unreachable"
    assert log_of("reschedule") == [("intent", ""), ("outcome", "unreachable")]


@pytest.mark.parametrize(
    ("trouble", "state"), [("drop_after", "accepted"), ("drop_before", "not-applied")]
)
def test_a_lost_answer_is_settled_by_reading_the_session_back(
    desk: Desk, sandbox: Sandbox, trouble: str, state: str
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble(trouble, method="PUT")
    answer = move(desk, where)

    assert answer.status_code == 302
    assert NOT_KNOWN["reschedule"] in page_of(desk, where)
    assert settled(where).state == state
    assert len(sandbox.requests("PUT")) == 1
    assert log_of("reschedule")[:2] == [("intent", ""), ("outcome", "unconfirmed")]
    assert log_of("reschedule")[-1] == ("read_back", state)
    said = MOVED if state == "accepted" else CHECKED["reschedule"]
    assert said in page_of(desk, where)


def test_a_yes_that_can_t_be_read_back_is_called_a_yes_and_no_more(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("status", method="GET", path_contains="/sessions/", code=404, times=None)
    assert move(desk, where).status_code == 302
    attempt = attempt_of(where)
    assert attempt.state == "unconfirmed"
    assert attempt.reason.startswith(
        "SmarterProctoring answered: “The exam session was rescheduled.”, but the session could not"
        " be read afterwards."
    )
    assert attempt.reason in page_of(desk, where)

    sandbox.stand_in.troubles.clear()
    assert settled(where).state == "accepted"
    assert mirrored(where).appointment_at == FRIDAY


def test_a_yes_that_the_session_does_not_show_is_settled_by_what_it_shows(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("status", method="PUT", code=200, message="Moved.")
    assert move(desk, where).status_code == 302

    assert (
        attempt_of(where).reason
        == "SmarterProctoring answered: “Moved.”, but the session does not show it yet."
    )
    assert settled(where).state == "not-applied"
    assert mirrored(where).appointment_at == datetime.fromisoformat(EXAM_INSTANT)


def test_another_time_than_asked_is_accepted_with_the_difference_in_words(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("hour_off", method="PUT")
    assert move(desk, where).status_code == 302

    assert attempt_of(where).state == "accepted"
    assert attempt_of(where).differences == [
        {"what": "Start", "asked": "1:00 PM CST", "stored": "2:00 PM CST"}
    ]
    assert "Start: asked for 1:00 PM CST, stored as 2:00 PM CST." in page_of(desk, where)


def test_a_lost_answer_with_another_time_than_asked_is_left_to_a_person(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("drop_before", method="PUT")
    move(desk, where)
    sandbox.stand_in.state.installs[where["installSid"]].sessions[where["sessionSid"]].start = (
        FRIDAY + timedelta(hours=1)
    )

    assert settled(where).needs_person
    assert attempt_of(where).state == "unconfirmed"
    assert CAN_T_TELL["reschedule"] in page_of(desk, where)
