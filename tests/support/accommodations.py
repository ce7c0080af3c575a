"""Entering a session's accommodation, as a person sends the form."""

from __future__ import annotations

from collections.abc import Mapping

import requests

from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.html import own_form_on


def accommodation_path(where: Mapping[str, str]) -> str:
    """The form of the session's accommodation; `where` is as the stand-in gives it."""
    return f"{session_path(where)}accommodation/"


def given(**answers: str) -> dict[str, str]:
    """What the form sends where nothing is given, with some answers changed."""
    return {"factor": "1", "other_factor": "", "break_minutes": "", "room": ""} | answers


def accommodate(desk: Desk, where: Mapping[str, str], **answers: str) -> requests.Response:
    """Open the form and send it."""
    path = accommodation_path(where)
    page = desk.get(path)
    shown = own_form_on(page) if page.status_code == 200 else {}
    return desk.post(path, shown | given(**answers))
