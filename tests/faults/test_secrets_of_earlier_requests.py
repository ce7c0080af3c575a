"""What SmarterProctoring says to a later request about the secret that an earlier one carried."""

from __future__ import annotations

import json
from typing import Any

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt, AuditEvent
from tests.support.booking_actions import book, cancel, move
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.outcomes import attempt_of, page_of

VOUCHER, TOKEN = "DESK-77-XYZ", "tok_practice_visa_QQ77zz88"
PAID = {
    VOUCHER: {"amount": "25", "currency": "USD", "voucher_code": VOUCHER},
    TOKEN: {"amount": "25", "currency": "USD", "card_token": TOKEN},
}


def everything_kept() -> str:
    rows: list[dict[str, Any]] = [*Attempt.objects.values(), *AuditEvent.objects.values()]
    return json.dumps(rows, default=str)


@pytest.mark.faults(70)
@pytest.mark.parametrize("secret", PAID)
@pytest.mark.parametrize("send", [move, cancel])
def test_a_refusal_of_a_later_request_tells_no_secret_of_an_earlier_one(
    desk: Desk, sandbox: Sandbox, secret: str, send: Any
) -> None:
    where = book(desk, sandbox, **PAID[secret])
    said = f"Code {secret} was used for another time"
    sandbox.trouble("status", code=409, message=said, match={"method": "PUT"})
    sandbox.trouble("field_errors", match={"method": "DELETE"}, errors={"cancellationMemo": said})
    answer = send(desk, where)
    shown = f"{answer.text} {page_of(desk, where)}"

    assert attempt_of(where).state == "refused"
    if send is move:
        assert "“Code [hidden] was used for another time”" in page_of(desk, where)
    assert secret not in shown
    assert secret not in everything_kept()


@pytest.mark.faults(70)
@pytest.mark.parametrize("secret", PAID)
def test_a_look_and_an_onboarding_link_that_are_refused_tell_none_either(
    desk: Desk, sandbox: Sandbox, secret: str
) -> None:
    where = book(desk, sandbox, **PAID[secret])
    sandbox.trouble("status", method="GET", code=400, message=f"{secret} expired", times=None)

    assert secret not in page_of(desk, where)
    assert secret not in desk.post(f"{session_path(where)}onboarding-link/", {}).text
