"""The way back to the no-shows that were marked together, from each one’s page and the form that
cancels it: they are cancelled one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from scheduling.access.middleware import PortalRequest
from scheduling.exam_sessions import attendance
from scheduling.exam_sessions.attendance import Mark
from scheduling.exam_sessions.lists import ticked_sessions
from scheduling.models import ExamSession
from scheduling.views.exam_sessions.lists.came_from import CameFrom

KEPT = "no-shows"
BACK = "No-shows marked together: {count}"


def url_of(keys: Sequence[int]) -> str:
    """The page of these sessions."""
    return f"{reverse('no_shows')}?{urlencode({'session': keys}, doseq=True)}"


def keep(response: HttpResponse, keys: Sequence[int]) -> None:
    """Remember them in the browser until it is closed."""
    response.set_cookie(
        KEPT,
        ".".join(map(str, keys)),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def back_from(request: PortalRequest, session: ExamSession) -> CameFrom | None:
    """The way back to them from one of them that is still marked; None for any other session."""
    keys = ticked_sessions.read(request.COOKIES.get(KEPT, "").split("."))
    if session.pk not in keys or len(keys) < 2:
        return None
    if attendance.last_mark(attendance.of(session)) != Mark.NO_SHOW:
        return None
    return CameFrom(url_of(keys), BACK.format(count=len(keys)))
