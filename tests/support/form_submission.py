"""The booking form in a person's browser, and the check that nothing came of sending it."""

from __future__ import annotations

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt
from tests.support.booking_form import booking, session_path
from tests.support.client import Desk
from tests.support.html import form_on
from tests.support.outcomes import posts

HTMX = {"HX-Request": "true"}
TYPED = {"notes": "Ground floor, please", "external_appointment_id": "RB-1"}


def filled(desk: Desk, where: dict[str, str], **answers: str) -> dict[str, str]:
    """The form as this person's browser holds it, filled in."""
    page = desk.get(f"{session_path(where)}schedule/?type=smarter-scheduling")
    usual = booking(attempt_id=None, **TYPED)
    return form_on(page) | usual | answers


def nothing_was_sent(sandbox: Sandbox) -> None:
    assert (posts(sandbox), Attempt.objects.count()) == (0, 0)
