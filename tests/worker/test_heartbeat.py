"""What stands for the worker's sign of life may be anything: no page is lost by it, and the
worker's next round puts it right.
"""

from __future__ import annotations

import pytest
from django.db import connection

from scheduling.worker import heartbeat, silence
from tests.support.client import Desk
from tests.support.html import plain_text

NEVER = "The part of the portal that works in the background has not started"
ODD = ("'x'", "''", "5", "x'ff'", "CAST(x'ff' AS TEXT)", "'0001-01-01 00:00:00'", "'9999-12-31'")


@pytest.mark.parametrize("at", ODD)
def test_a_sign_of_life_that_can_not_be_read_is_none(desk: Desk, at: str) -> None:
    heartbeat.beat()
    assert silence.of_worker() is None
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE scheduling_heartbeat SET at = {at}")
    assert silence.of_worker() == silence.Silence()
    for path in ("/", "/board/", "/week/", "/audit/"):
        page = desk.get(path)
        assert (page.status_code, NEVER in plain_text(page.text)) == (200, True), path
    heartbeat.beat()
    assert silence.of_worker() is None
