"""The cookie that keeps the choice of a light or a dark page."""

from __future__ import annotations

from django.test import override_settings

from tests.support.client import Desk


@override_settings(SESSION_COOKIE_SECURE=True)
def test_the_cookie_of_the_colours_goes_the_way_of_the_others(desk: Desk) -> None:
    answer = desk.post("/theme/", {"theme": "dark", "next": "/"})
    assert "Secure" in answer.headers["Set-Cookie"]
