"""An institution whose token is refused:
said once, to whom it concerns, and nothing promised that can't be done.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import Institution
from tests.support.client import Desk
from tests.support.html import plain_text
from tests.support.people import LAKESIDE, NORTHFIELD

SAID = "Sessions of Lakeside College can’t be loaded: its token was not accepted."


@pytest.fixture
def template(with_lists: Path) -> Path:
    return with_lists


@pytest.fixture
def shut_out(sandbox: Sandbox, database: object) -> Institution:
    lakeside = Institution.objects.get(sid=LAKESIDE)
    lakeside.api_token, lakeside.synced_at = "not-the-token", None
    lakeside.save()
    return lakeside


def test_an_administrator_is_led_to_the_token_and_a_coordinator_told_in_a_line(
    shut_out: Institution, administrator: Desk, desk: Desk
) -> None:
    led, told = administrator.get("/").text, desk.get("/").text
    assert f'href="/admin/scheduling/install/{shut_out.pk}/change/">entered again</a>' in led
    assert f"{SAID} Nothing can be booked there until it is entered again" in plain_text(led)
    assert f"{SAID} An administrator must enter it again." in plain_text(told)
    assert [page.count(SAID) for page in (led, told)] == [1, 1]
    assert "notice--warn" not in told and "meanwhile" not in led + told
    elsewhere = desk.get(f"/?view=all&install={NORTHFIELD}").text
    assert SAID not in elsewhere and "rows__link" in elsewhere


def test_a_list_that_fails_otherwise_promises_no_booking_either(
    sandbox: Sandbox, database: object, desk: Desk
) -> None:
    Institution.objects.filter(sid=LAKESIDE).update(base_url="http://127.0.0.1:9", synced_at=None)
    told = plain_text(desk.get(f"/?install={LAKESIDE}").text)
    assert "Lakeside College: the list could not be loaded yet." in told
    assert "The portal keeps trying." in told and "meanwhile" not in told
