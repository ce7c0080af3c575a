"""What is told of a switch whose second step got no clear answer, until somebody knows: its old
booking is cancelled all the while.
"""

from __future__ import annotations

import re

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt
from scheduling.views.exam_sessions.session_parts.detail_values import NOT_CERTAIN
from tests.support.booking_actions import book, new_session
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.html import plain_text, words
from tests.support.outcomes import attempt_of, page_of
from tests.support.switching import switch

MINNEAPOLIS = f"PL{2:032x}"
OLD = "Testing center seat, Duluth Testing Center, Thu, Jan 14, 2027, 9:30 AM CST"
CANCELLED = f"The old booking ({OLD}) is cancelled."
CHECKED = f"{CANCELLED} The new booking is being checked."
TO_DECIDE = f"{CANCELLED} We could not tell whether the new one was booked"
READ = re.compile("To read to the learner “([^”]+)”")


def lost(desk: Desk, sandbox: Sandbox, voucher: str) -> tuple[dict[str, str], dict[str, str]]:
    """The cancelled session and the one whose booking got no answer; both were looked at."""
    where = book(desk, sandbox)
    paid = {"amount": "25.50", "currency": "USD", "voucher_code": voucher}
    there = {"proctor_location_sid": MINNEAPOLIS}
    assert switch(desk, where, "smarter-scheduling", **there, **paid).status_code == 302
    new = new_session(sandbox, where)
    desk.get(session_path(new))
    return where, new


@pytest.mark.parametrize("voucher", ["PRACTICE-LOST-ANSWER", "PRACTICE-SETTLE"])
def test_what_only_the_page_saw_is_not_told_and_the_old_booking_is_cancelled(
    desk: Desk, sandbox: Sandbox, voucher: str
) -> None:
    where, new = lost(desk, sandbox, voucher)
    said = page_of(desk, new)
    assert "First check in a moment" in said
    assert (NOT_CERTAIN in said, "Start Thursday" in said) == (False, False)
    assert CHECKED in said
    assert CHECKED in page_of(desk, where)


@pytest.mark.parametrize("voucher", ["PRACTICE-LOST-ANSWER", "PRACTICE-SETTLE"])
def test_what_is_read_says_that_the_old_seat_is_cancelled(
    desk: Desk, sandbox: Sandbox, voucher: str
) -> None:
    _, new = lost(desk, sandbox, voucher)
    found = READ.search(page_of(desk, new))
    when = "on Thursday, January 14, 2027 at 9:30 AM CST"
    exam = re.escape(attempt_of(new).session.exam_title)
    assert found and re.fullmatch(
        f"Your booking for {exam} at Duluth Testing Center {when} is cancelled. We have asked to"
        f" book it again for you {when}. It is not confirmed yet. If you do not hear from us,"
        " please ask us again.",
        found[1],
    )


def test_the_decision_tells_what_a_no_leaves(
    desk: Desk, sandbox: Sandbox, administrator: Desk
) -> None:
    where, new = lost(desk, sandbox, "PRACTICE-SETTLE")
    path = f"/undecided/{attempt_of(new).attempt_id}/"
    Attempt.objects.filter(state="unconfirmed").update(needs_person=True)
    for page in (
        administrator.get(path),
        desk.get(session_path(new)),
        desk.get(session_path(where)),
    ):
        assert TO_DECIDE in words(page)
        assert "the learner has no booking" in words(page)
        assert "is being checked" not in words(page)
    answers = {"applied": "otherwise", "reason": "Seen 10:30 there"}
    assert administrator.post(path, answers).status_code == 302
    said = plain_text(desk.get(session_path(new)).text)
    assert CANCELLED not in said
    assert "It is no longer at Duluth Testing Center." in said
