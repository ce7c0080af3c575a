"""What a page says of a request whose reason was erased with its learner: who and when, without an
empty quotation.
"""

from __future__ import annotations

import re

from portal.sandbox.server import Sandbox
from scheduling.log import learner_erasure
from scheduling.views.exam_sessions.accommodation import accommodation_summary
from tests.support.accommodations import accommodate
from tests.support.booking_actions import (
    book,
    cancel,
    make_one_learner_s,
    mirrored,
    settle_by_hand,
)
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.desk_records import ANA
from tests.support.html import words
from tests.support.outcomes import attempt_of

NOT_DONE = "decided that your request was not done."
DECIDED = re.compile(r"Your request was decided [^“]* by Ingrid Sato\.")


def erase(where: dict[str, str]) -> None:
    session = mirrored(where)
    key, here = session.learner_key, session.institution
    learner_erasure.erase_learner(user_sid=key, institution=here, why="Asked.", actor=ANA)


def test_a_decision_without_its_reason_is_told_without_a_quotation(
    administrator: Desk, sandbox: Sandbox
) -> None:
    where = book(administrator, sandbox)
    sandbox.trouble("drop_after", method="DELETE")
    cancel(administrator, where)
    sandbox.place(where["sessionSid"], status="Scheduled")
    settle_by_hand(administrator, where, "no")
    erase(where)
    page = words(administrator.get(session_path(where)))
    assert (bool(DECIDED.search(page)), "“”" in page) == (True, False)
    sandbox.place(where["sessionSid"], status="Cancelled")
    page = words(administrator.get(session_path(where)))
    assert (NOT_DONE in page, "“”" in page) == (True, False)
    told = words(administrator.get(f"/audit/story/attempt/{attempt_of(where).attempt_id}/"))
    assert ("(erased)" in told, "“(erased)”" in told) == (True, False)


def test_a_refusal_without_its_reason_says_that_nothing_was_changed(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("status", code=409, message="Xanderfeld sits another exam then.")
    assert desk.book(where).status_code == 422
    erase(where)
    page = desk.get(session_path(where)).text
    assert ("> Nothing was changed." in page, "Nothing was changed." in page) == (False, True)


def test_another_booking_that_was_meant_is_no_news_once_the_reason_is_erased(
    administrator: Desk, sandbox: Sandbox
) -> None:
    pair = sandbox.needs_proctor()[:2]
    for where in pair:
        administrator.get(session_path(where))
    make_one_learner_s(pair)
    sandbox.place(pair[1]["sessionSid"], learner={"sid": mirrored(pair[0]).user_sid})
    assert administrator.book(pair[0]).status_code == 302
    administrator.book(pair[1])
    assert administrator.book(pair[1], override_reason="Two short quizzes").status_code == 302
    answer = accommodate(administrator, pair[1], factor="1.25")
    assert answer.status_code == 302, words(answer)
    told = accommodation_summary(mirrored(pair[1]))
    assert (len(told.warnings), told.holds_news_back) == (1, False)
    erase(pair[1])
    assert attempt_of(pair[1]).override_reason == ""
    told = accommodation_summary(mirrored(pair[1]))
    assert (len(told.warnings), told.holds_news_back) == (1, False)
