"""Half a character among what was typed is told at its field: nothing is sent in its place."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from portal.sandbox.server import Sandbox
from scheduling.session_types.unread_characters import UNREAD_CHARACTER
from tests.support.booking_form import booking, form_path
from tests.support.client import Desk
from tests.support.html import words
from tests.support.outcomes import posts


@pytest.mark.parametrize("half", ["%ED%A0%BD", "%F0%9F", "%FF"])
def test_half_a_character_in_the_notes_is_told_and_not_sent(
    desk: Desk, sandbox: Sandbox, half: str
) -> None:
    where = sandbox.needs_proctor()[0]
    answers = {name: text for name, text in booking().items() if text is not None}
    body = f"{urlencode(answers | {'notes': 'Bring'})}{half}+an+ID"
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    page = desk.post(form_path(where), body, headers=kind)

    assert (page.status_code, posts(sandbox)) == (422, 0)
    assert UNREAD_CHARACTER in words(page)
    assert "Bring�" in page.text
