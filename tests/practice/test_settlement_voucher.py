"""One practice voucher leads a newcomer to the form that settles by hand."""

from __future__ import annotations

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt
from tests.support.client import Desk
from tests.support.outcomes import settle


def test_the_settling_voucher_leads_to_the_form_that_decides(
    desk: Desk, administrator: Desk, sandbox: Sandbox
) -> None:
    desk.book(sandbox.needs_proctor()[0], voucher_code="PRACTICE-SETTLE")
    settle()
    waiting = Attempt.objects.get()
    assert (waiting.state, waiting.needs_person) == (Attempt.State.UNCONFIRMED, True)
    path = f"/undecided/{waiting.attempt_id}/"
    assert path in administrator.get("/undecided/").text
    assert "Was it done?" in administrator.get(path).text
    answer = administrator.post(
        path, {"applied": "otherwise", "reason": "It stands an hour later there."}
    )
    assert answer.status_code == 302
    assert Attempt.objects.get().state == Attempt.State.ACCEPTED
