"""A learner is erased while a request or a rescue of theirs is open: what comes of it is recorded
with the name again, and whoever erases is told so.
"""

from __future__ import annotations

import io
import re

import pytest
from django.core.management import call_command

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt, ExamSession, PersonalValue
from tests.support.batches import begun, carried_out
from tests.support.booking_actions import book, mirrored, move, settle_by_hand
from tests.support.client import Desk
from tests.support.html import words
from tests.support.people import NORTHFIELD

PAGE = "/audit/erase/"
TOLD = (
    "A request or a rescue is still open for {sessions} of this learner: what comes of it is"
    " recorded with the name again. Erase once more after that."
)
ONE = TOLD.format(sessions="1 exam session")


def erased(session: ExamSession) -> str:
    """What the command says of erasing the session's learner."""
    said = io.StringIO()
    key = session.learner_key
    call_command("erase_learner", key, "--install", NORTHFIELD, "--why", "asked", stdout=said)
    return said.getvalue()


def path_of(session: ExamSession) -> dict[str, str]:
    """Where the session is, as the stand-in gives it."""
    return {"installSid": NORTHFIELD, "examSid": session.exam_sid, "sessionSid": session.sid}


def names() -> list[str]:
    return list(PersonalValue.objects.filter(name="learner").values_list("value", flat=True))


@pytest.fixture
def asked_again(desk: Desk, sandbox: Sandbox) -> ExamSession:
    """A session of which nobody knows whether it was moved."""
    where = book(desk, sandbox)
    sandbox.trouble("drop_before", method="PUT")
    assert move(desk, where).status_code == 302
    assert Attempt.objects.filter(state="unconfirmed").count() == 1
    return mirrored(where)


def test_the_page_says_so_before_and_after(asked_again: ExamSession, administrator: Desk) -> None:
    sent = {"install": NORTHFIELD, "learner": asked_again.learner_key, "why": "asked"}
    page = administrator.post(PAGE, sent)
    assert ONE in words(page)
    [count] = re.findall(r'name="asked" value="(\d+)"', page.text)
    assert administrator.post(PAGE, sent | {"asked": count}).status_code == 302
    assert ONE in words(administrator.get(PAGE))


def test_what_it_came_to_names_them_again_and_the_next_time_nothing_is_said(
    asked_again: ExamSession, administrator: Desk
) -> None:
    name = asked_again.learner_name
    assert ONE in erased(asked_again) and names() == []
    settle_by_hand(administrator, path_of(asked_again), "no")
    assert names() == [name]
    assert erased(asked_again) == "Erased 2 personal values. The events stay.\n"
    assert names() == []


def test_a_row_of_a_rescue_that_waits_counts_as_open(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    session = mirrored(where)
    batch = begun([session])
    assert ONE in erased(session) and names() == []
    carried_out(batch)
    assert names() != []
