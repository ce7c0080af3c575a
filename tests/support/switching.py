"""Switching a booking's type or place, as a person sends the form."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt, TypeSwitch
from tests.support.booking_actions import INSTRUCTOR, ONE_OFF
from tests.support.booking_form import DULUTH, EXAM_DAY, form_path, session_path
from tests.support.client import Desk
from tests.support.html import form_on

GO_ON = "Continue the switch"
ONLINE = f"PL{8:032x}"  # the Virtual Test Center of the practice institution
# By wire name, what books the type. None leaves the usual answer out.
BOOKS: dict[str, dict[str, Any]] = {
    "smarter-scheduling": {},
    "register-blast": {"external_appointment_id": "RB-100234"},
    "vtc": {"proctor_location_sid": ONLINE},
    "proctoru": {"proctor_location_sid": ONLINE},
    "automated": {"proctor_location_sid": None, "appointment_date_time": None},
    "messaging": {"message_sid": f"MT{1:032x}", "proctor_location_sid": None},
    "instructor-as-proctor": INSTRUCTOR,
    "ad-hoc": ONE_OFF,
}


def switch_path(where: dict[str, str]) -> str:
    return f"{session_path(where)}switch/"


def switching(to: str = "vtc", **answers: Any) -> dict[str, Any]:
    """What the form sends; None leaves an answer out."""
    usual = {
        "session_type": to,
        "attempt_id": str(uuid4()),
        "appointment_date_time": EXAM_DAY,
        "time_zone": "America/Chicago",
        "proctor_location_sid": DULUTH,
        "cancellation_memo": "Wants to take it at home.",
    }
    whole = usual | BOOKS[to] | answers
    return {name: value for name, value in whole.items() if value is not None}


def switch(desk: Desk, where: dict[str, str], to: str = "vtc", **answers: Any) -> Any:
    """Send the form; `headers` go along."""
    headers = answers.pop("headers", {})
    return desk.post(switch_path(where), switching(to, **answers), headers=headers)


def arrived(sandbox: Sandbox) -> list[str]:
    """The calls that may change something, in order."""
    return [one["method"] for one in sandbox.requests() if one["method"] != "GET"]


def the_switch() -> TypeSwitch:
    """The newest switch."""
    return TypeSwitch.objects.select_related("old", "new").latest("pk")


def states() -> list[tuple[str, str]]:
    """Action and state of every attempt that is part of a switch, oldest first."""
    rows = Attempt.objects.filter(switch__isnull=False).order_by("pk")
    return list(rows.values_list("action", "state"))


def go_on(desk: Desk, where: dict[str, str]) -> Any:
    """Follow “Continue the switch” on the old session's page to the new session's form."""
    page = desk.get(session_path(where))
    assert f'href="{switch_path(where)}">{GO_ON}</a>' in page.text
    answer = desk.get(switch_path(where))
    assert answer.status_code == 302
    return desk.get(answer.headers["Location"])


def booked_from(desk: Desk, form: Any, new: dict[str, str], **answers: str) -> None:
    """Send the new session's form as it came."""
    assert desk.post(form_path(new), form_on(form) | answers).status_code == 302
