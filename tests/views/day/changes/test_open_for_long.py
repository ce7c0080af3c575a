"""Requests that were open for weeks, and settled in the end, are told like any other."""

from __future__ import annotations

from datetime import timedelta

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt
from tests.support.booking_actions import move, settle_by_hand
from tests.support.client import Desk
from tests.support.day_changes import DAY, told


def test_a_move_asked_for_weeks_ago_and_settled_today_is_a_change_of_today(
    administrator: Desk, sandbox: Sandbox, booked: list[dict[str, str]]
) -> None:
    where = booked[0]
    sandbox.trouble("drop_after", method="PUT")
    move(administrator, where, appointment_date_time=f"{DAY}T13:00")
    long_open = Attempt.objects.filter(action="reschedule")
    for name in ("started_at", "finished_at"):
        at = long_open.values_list(name, flat=True).get()
        long_open.update(**{name: at - timedelta(days=40)})
    sandbox.clear()
    settle_by_hand(administrator, where, "yes")
    page = told(administrator, since="morning")
    assert "1 changed, 1 no longer here" in page
    assert "moved by Ana Ruiz" in page or "moved by Ingrid Sato" in page
