"""A move or a cancellation that is done, and whose read shows otherwise what no such request can
change: the place, the type, the learner's account.
"""

from __future__ import annotations

from typing import Any

import pytest

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.sentences import CANCELLED, MOVED, SHOWS_A_CHANGE
from scheduling.models import AuditEvent, ExamSession
from tests.support.booking_actions import book, cancel, move
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.outcomes import attempt_of, details, page_of

SENT = {"move": (move, MOVED), "cancel": (cancel, CANCELLED)}
PHOENIX = {"sid": "PL" + "3".zfill(32), "name": "Phoenix Learning Center"}
STRANGER = "US" + "e" * 32
CHANGES: dict[str, tuple[dict[str, Any], str, str]] = {
    "place": ({"location": PHOENIX}, "location", "Phoenix Learning Center"),
    "account": ({"userSid": STRANGER, "enrollment": None}, "learner_account", STRANGER),
}


@pytest.mark.faults(67)
@pytest.mark.parametrize("request_", SENT)
@pytest.mark.parametrize("change", CHANGES)
def test_what_a_request_can_not_change_is_told_as_changed_and_confirms_nothing(
    desk: Desk, sandbox: Sandbox, request_: str, change: str
) -> None:
    where, (fields, name, after) = book(desk, sandbox), CHANGES[change]
    desk.get(session_path(where))
    (send, confirmed), before = SENT[request_], ExamSession.objects.get(sid=where["sessionSid"])
    sandbox.trouble("other_fields", method="GET", fields=fields, times=None)
    send(desk, where)
    page = page_of(desk, where).split("History", 1)[0]

    assert attempt_of(where).state == "accepted"
    assert confirmed not in page
    assert SHOWS_A_CHANGE.format(title="Accepted" if request_ == "move" else "Cancelled") in page
    assert "To read to the learner" not in page
    was = before.location_name if change == "place" else before.user_sid
    assert details("seen")["changes"] == {name: {"before": was, "after": after}}
    said = AuditEvent.objects.get(kind="seen").sentence
    assert "that no request of this portal asked for" in said

    desk.post(f"{session_path(where)}looked/", {})
    assert confirmed in page_of(desk, where)
    assert AuditEvent.objects.filter(kind="seen").count() == 1


@pytest.mark.faults(66)
def test_a_move_to_another_time_than_asked_is_said_so_in_the_sentence_of_the_log(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("hour_off", method="PUT")
    move(desk, where)
    said = AuditEvent.objects.filter(kind="outcome").order_by("-number")[0].sentence
    assert said.endswith(
        " SmarterProctoring shows something other than was asked for: start 2:00 PM CST."
    )
