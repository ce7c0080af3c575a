"""What the form warned of stays on the session's page while the booking stands that it was sent
despite.
"""

from __future__ import annotations

from portal.sandbox.server import Sandbox
from scheduling.booking.attempt_queries import BEFORE_THE_MOVE
from tests.support.booking_actions import cancel, move
from tests.support.client import Desk
from tests.support.outcomes import despite

SUNDAY = "2027-01-17T09:30"  # the center in Duluth is closed
CLOSED = "Closed on Sundays."


def test_a_warning_that_a_booking_was_sent_despite_stays_until_the_booking_is_cancelled(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.place()
    assert desk.book(where, appointment_date_time=SUNDAY).status_code == 302
    assert despite(desk, where) == CLOSED

    assert move(desk, where).status_code == 302
    assert despite(desk, where) == f"{CLOSED} {BEFORE_THE_MOVE}"

    assert cancel(desk, where).status_code == 302
    assert despite(desk, where) == ""


def test_a_booking_without_a_warning_was_sent_despite_nothing(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.place()
    assert desk.book(where).status_code == 302
    assert despite(desk, where) == ""
