"""The form of a new rescue: shown, filled in and sent."""

from __future__ import annotations

import re
from typing import Any

import requests

from scheduling.models import ExamSession
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import own_form_on
from tests.support.people import NORTHFIELD

PAGE = "/rescues/new/"
ROOM = {
    "location": f"{NORTHFIELD}/{DULUTH}",
    "day": "2027-01-14",
    "from": "10:00",
    "until": "13:00",
}
WHY = "The power is out."
TICKED = re.compile(r'name="session" value="(\d+)"\s+aria-label="[^"]*" checked>')


def shown(desk: Desk, **asked: str) -> requests.Response:
    return desk.get(PAGE, params=ROOM | asked)


def answers(desk: Desk, sessions: list[ExamSession], **asked: str) -> dict[str, Any]:
    """The page's form as it is shown, with these sessions ticked and a reason."""
    form = own_form_on(shown(desk, **asked))
    ticked = [str(one.pk) for one in sessions]
    return form | {"session": ticked, "reason": WHY, "do": "begin"}


def ticked(answer: requests.Response) -> list[int]:
    """The sessions that are ticked on the page."""
    return [int(one) for one in TICKED.findall(answer.text)]


def sent(desk: Desk, form: dict[str, Any], **otherwise: Any) -> requests.Response:
    return desk.post(PAGE, form | otherwise)


def checked(form: dict[str, Any], session: ExamSession, at: str, do: str) -> dict[str, Any]:
    return form | {f"new-{session.pk}": f"2027-01-14T{at}", "do": do}
