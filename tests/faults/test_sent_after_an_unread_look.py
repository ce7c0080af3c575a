"""A form whose look at the send leaves open whether the booking stands as it was shown."""

from __future__ import annotations

from typing import Any

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import AuditEvent
from tests.support.booking_actions import NEW_TIME, book
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.html import form_on, words
from tests.support.outcomes import kinds

NOT_WHOLE = "SmarterProctoring’s last answer is not complete: the booking may not stand as shown"
NO_ZONE = {"appointment": None, "appointmentDate": "2027-01-20 12:00:00"}
ANSWERS = {
    "reschedule": {"appointment_date_time": NEW_TIME, "time_zone": "America/Chicago"},
    "cancel": {"cancellation_memo": "The learner is ill.", "reason": "other-reason"},
}
SENT = {"reschedule": "PUT", "cancel": "DELETE"}


def shown(sandbox: Sandbox, where: dict[str, str], fields: dict[str, Any], times: int) -> None:
    about = {"method": "GET", "path_contains": where["sessionSid"], "times": times}
    sandbox.trouble("other_fields", **about, fields=fields)


@pytest.mark.faults(65)
@pytest.mark.parametrize("name", SENT)
def test_it_is_held_back_and_can_be_sent_on_purpose(
    desk: Desk, sandbox: Sandbox, name: str
) -> None:
    where = book(desk, sandbox)
    path = f"{session_path(where)}{name}/"
    form = form_on(desk.get(path)) | ANSWERS[name]
    shown(sandbox, where, NO_ZONE, times=2)
    held = desk.post(path, form)

    assert (held.status_code, sandbox.requests(SENT[name])) == (409, [])
    assert f"{NOT_WHOLE} here. It gave the start as “2027-01-20 12:00:00”." in words(held)
    assert kinds()[-1] == "stale_form"
    assert "answer left open whether it still stands so" in AuditEvent.objects.first().sentence
    assert desk.post(path, form_on(held) | ANSWERS[name]).status_code == 302
    assert len(sandbox.requests(SENT[name])) == 1


@pytest.mark.faults(65)
@pytest.mark.parametrize("name", [*SENT, "switch"])
def test_a_form_says_from_the_start_what_is_left_open(
    desk: Desk, sandbox: Sandbox, name: str
) -> None:
    where = book(desk, sandbox)
    path = f"{session_path(where)}{name}/"
    assert NOT_WHOLE not in words(desk.get(path))
    shown(sandbox, where, {"status": None}, times=2)
    page = desk.get(path)

    assert f"{NOT_WHOLE} here. It did not say the status." in words(page)
    if name in SENT:
        assert desk.post(path, form_on(page) | ANSWERS[name]).status_code == 302


@pytest.mark.faults(65)
def test_a_readable_look_at_the_send_lets_it_pass(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    path = f"{session_path(where)}reschedule/"
    shown(sandbox, where, NO_ZONE, times=1)
    form = form_on(desk.get(path)) | ANSWERS["reschedule"]
    assert desk.post(path, form).status_code == 302
