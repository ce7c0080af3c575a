"""What SmarterProctoring says to a later request about the secret that an earlier one carried."""

from __future__ import annotations

import json
from typing import Any

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt, AuditEvent, ExamSession, Institution
from scheduling.provider_list import list_fetching
from tests.support.booking_actions import book, cancel, move
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.outcomes import attempt_of, let_looks_count, page_of

REPORTS = {"method": "GET", "path_contains": "/reports/"}
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


def shown_with(secret: str) -> dict[str, Any]:
    """What a session shows that says a secret again wherever it may."""
    return {
        "notes": f"Paid with {secret}.",
        "statusReason": f"“{secret}”",
        "externalAppointmentId": secret,
        "location": {"name": "Duluth Testing Center", "place": secret, "memo": secret},
        "appointment": {"reference": secret},
    }


def sessions_kept() -> str:
    return json.dumps(list(ExamSession.objects.values()), default=str)


@pytest.mark.faults(71)
@pytest.mark.parametrize("secret", PAID)
def test_what_a_later_look_shows_holds_no_secret_of_an_earlier_request(
    desk: Desk, sandbox: Sandbox, secret: str
) -> None:
    where = book(desk, sandbox, **PAID[secret])
    title = f"CHEM 322 {secret}" if secret == TOKEN else secret  # which may be a word of a title
    fields = shown_with(secret) | {"exam": {"title": title}, "course": {"name": secret}}
    fields |= {"enrollment": {"user": {"firstName": "Ana", "lastName": secret}}}
    sandbox.trouble("other_fields", method="GET", fields=fields, times=None)
    page = page_of(desk, where)

    assert "[hidden]" in sessions_kept()
    assert secret not in f"{page}{sessions_kept()}{everything_kept()}"


@pytest.mark.long
@pytest.mark.faults(71)
@pytest.mark.parametrize("secret", PAID)
def test_a_row_of_the_list_holds_no_secret_of_an_earlier_request(
    desk: Desk, sandbox: Sandbox, institution: Institution, secret: str
) -> None:
    where = book(desk, sandbox, **PAID[secret])
    title = f"CHEM 322 {secret}" if secret == TOKEN else secret
    fields = {"externalAppointmentId": secret, "exam": {"title": title, "instructorName": secret}}
    sandbox.trouble("odd_rows", match=REPORTS, rows={where["sessionSid"]: fields}, times=None)
    assert list_fetching.refresh_list(institution, patience=30)

    assert ExamSession.objects.get(sid=where["sessionSid"]).external_appointment_id == "[hidden]"
    assert secret not in sessions_kept()


@pytest.mark.faults(71)
@pytest.mark.parametrize("secret", PAID)
def test_a_later_yes_holds_no_secret_of_an_earlier_request(
    desk: Desk, sandbox: Sandbox, secret: str
) -> None:
    where = book(desk, sandbox, **PAID[secret])
    let_looks_count()
    sandbox.place(where["sessionSid"], status="Needs Proctor")
    desk.get(session_path(where))
    sandbox.trouble("other_fields", method="POST", fields=shown_with(secret))
    assert desk.book(where, notes="Ground floor").status_code == 302

    assert [one.state for one in Attempt.objects.all()] == ["accepted", "accepted"]
    assert secret not in f"{sessions_kept()}{everything_kept()}"


@pytest.mark.faults(71)
def test_what_is_no_secret_stays_where_an_earlier_voucher_is_a_word(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox, amount="25", currency="USD", voucher_code="Duluth")
    page = page_of(desk, where)

    assert "Duluth Testing Center" in page
    assert ExamSession.objects.get(sid=where["sessionSid"]).location_name.startswith("Duluth")
