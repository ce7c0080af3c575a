"""What was paid for a booking, and how far that is known."""

from __future__ import annotations

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt
from scheduling.views.exam_sessions import payment_summary
from tests.support.booking_actions import book
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.outcomes import page_of, settled


def test_what_was_paid_is_told_and_how_far_that_is_known(desk: Desk, sandbox: Sandbox) -> None:
    paid = {"amount": "25.50", "currency": "USD", "voucher_code": "PRACTICE-OK"}
    where = book(desk, sandbox, **paid)
    told = page_of(desk, where)
    words = "Payment $25.50 USD by voucher ending E-OK"
    accepted = payment_summary.ACCEPTED
    assert f"{words} {accepted}" in told
    assert "Payment: $25.50 USD by voucher ending E-OK" in told.split("History", 1)[1]
    form = desk.get(f"{session_path(where)}cancel/").text
    assert "Payment: $25.50 USD by voucher ending E-OK" in form
    assert accepted in form

    lost = sandbox.needs_proctor()[0]
    sandbox.trouble("drop_after", method="POST")
    desk.book(lost, **paid | {"voucher_code": "PRACTICE-OK-TWICE-OK"})
    assert settled(lost).state == "accepted"
    told = page_of(desk, lost)
    assert f"{words} {payment_summary.NOT_TOLD}" in told
    assert f"Payment {payment_summary.NONE}" in page_of(desk, book(desk, sandbox))


def test_a_payment_is_told_of_as_long_as_it_may_have_been_taken(
    administrator: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    paid = {"amount": "25.50", "currency": "USD", "voucher_code": "PRACTICE-OK"}
    sandbox.trouble("drop_before", method="POST")
    administrator.book(where, **paid)
    words = "Payment $25.50 USD by voucher ending E-OK"
    assert f"{words} {payment_summary.NOT_SETTLED}" in page_of(administrator, where)
    Attempt.objects.update(needs_person=True)
    assert f"{words} {payment_summary.TO_DECIDE}" in page_of(administrator, where)
    Attempt.objects.update(needs_person=False)

    assert settled(where).state == "not-applied"
    told = page_of(administrator, where)
    assert f"{words} {payment_summary.NOT_DONE}" in told

    administrator.book(where)
    assert f"Payment {payment_summary.NONE}" in page_of(administrator, where)
    refused = sandbox.needs_proctor()[0]
    sandbox.trouble("status", method="POST", code=409)
    administrator.book(refused, **paid)
    assert "Payment $25.50" not in page_of(administrator, refused).split("History", 1)[0]
