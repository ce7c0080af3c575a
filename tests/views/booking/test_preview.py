"""The summary beside the booking form, as the server answers for it."""

from __future__ import annotations

from portal.sandbox.server import Sandbox
from scheduling.session_types.field_definitions import ONE_PAYS
from tests.support.booking_form import booking, form_path, session_path
from tests.support.client import Desk
from tests.support.form_submission import HTMX


def test_the_summary_beside_the_form_knows_that_a_token_stands_there_and_not_which(
    desk: Desk, sandbox: Sandbox
) -> None:
    preview = f"{form_path(sandbox.needs_proctor()[0])}preview/"
    both = {"amount": "25.50", "currency": "USD", "voucher_code": "FINALS"}
    told = [
        desk.post(preview, booking(**both, **more)).text for more in ({}, {"has_card_token": "yes"})
    ]
    assert [(ONE_PAYS in one, "$25.50, by voucher" in one) for one in told] == [
        (False, True),
        (True, False),
    ]
    alone = desk.post(preview, booking(amount="25.50", currency="USD", has_card_token="yes")).text
    assert "$25.50, by card token" in alone


def test_a_card_token_that_is_not_sent_along_is_not_called_missing(
    administrator: Desk, desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    rules = f"/campus/{where['installSid']}/rules/smarter-scheduling/"
    strict = {"stands": "offered", "card_token-is_must": "on", "company-is_must": "on"}
    assert administrator.post(rules, strict).status_code == 302
    page = desk.post(f"{session_path(where)}schedule/preview/", booking(), headers=HTMX).text
    assert "Still to fill in: Organization." in page
