"""A learner whom the provider gives no account is erased by the enrollment, however its SID is
typed.
"""

from __future__ import annotations

import pytest
from django.core.management import call_command

from portal.sandbox.server import Sandbox
from scheduling.models import ExamSession, PersonalValue
from tests.support.booking_actions import book, mirrored
from tests.support.client import Desk
from tests.support.html import words
from tests.support.people import NORTHFIELD

AS_TYPED = ["{sid}", "{lower}", "{upper}", " {sid} ", "https://example.edu/learners/{sid}/"]


@pytest.fixture
def enrolled(desk: Desk, sandbox: Sandbox) -> ExamSession:
    where = book(desk, sandbox)
    sid = mirrored(where).enrollment_sid
    ExamSession.objects.filter(sid=where["sessionSid"]).update(user_sid="", learner_key=sid)
    return mirrored(where)


@pytest.mark.parametrize("typed", AS_TYPED)
def test_the_page_and_the_command_find_them(
    administrator: Desk, enrolled: ExamSession, typed: str
) -> None:
    key = enrolled.learner_key
    learner = typed.format(sid=key, lower=key.lower(), upper=key.upper())
    sent = {"install": NORTHFIELD, "learner": learner, "why": "asked"}
    page = administrator.post("/audit/erase/", sent)
    assert (page.status_code, key in words(page)) == (200, True)
    call_command("erase_learner", learner, "--install", NORTHFIELD, "--why", "asked")
    assert not PersonalValue.objects.filter(name="learner").exists()
