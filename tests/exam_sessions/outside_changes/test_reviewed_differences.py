"""A booking whose price or notes are stored otherwise than asked, until somebody reviews that."""

from __future__ import annotations

from portal.sandbox.server import Sandbox
from scheduling.models import AuditEvent
from tests.support.booking_actions import book
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.html import words
from tests.support.outcomes import details, kinds, page_of, sentence_of

NOT_AS_ASKED = "Scheduled, not as asked"
BUTTON = "I have reviewed this"
READ_ALOUD = "To read to the learner"
OTHER_PRICE = {"amount": "25.50", "currency": "USD", "voucher_code": "PRACTICE-OTHER-PRICE"}
OTHER_HOUR = {"amount": "25.50", "currency": "USD", "voucher_code": "PRACTICE-HOUR-OFF"}


def listed(desk: Desk) -> list[bool]:
    """Whether it is pointed out on today's list and on Needs a decision."""
    return [NOT_AS_ASKED in words(desk.get(f"/?view={view}")) for view in ("today", "decide")]


def test_another_price_is_pointed_out_until_a_person_has_reviewed_it(
    desk: Desk, auditor: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox, **OTHER_PRICE)
    page = page_of(desk, where)
    assert (NOT_AS_ASKED in page, BUTTON in page, READ_ALOUD in page) == (True, True, False)
    assert BUTTON not in page_of(auditor, where)
    assert listed(desk) == [True, True]

    looked = f"{session_path(where)}looked/"
    assert auditor.post(looked, {}).status_code == 403
    for _ in range(2):
        assert desk.post(looked, {}).status_code == 302
    assert kinds().count("change_looked_at") == 1
    event = AuditEvent.objects.get(kind="change_looked_at")
    assert event.actor_name == "Ana Ruiz"
    assert sentence_of(event).endswith("otherwise than it was asked for: price.")
    assert details("change_looked_at")["reviewed_parts"] == ["Price"]
    page = page_of(desk, where)
    assert (NOT_AS_ASKED in page, BUTTON in page, READ_ALOUD in page) == (False, False, True)
    assert "Ana Ruiz reviewed how SmarterProctoring stores" in page.split("History", 1)[1]
    assert listed(desk) == [False, False]


def test_another_hour_is_settled_by_no_review(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    assert desk.book(where, **OTHER_HOUR).status_code == 302
    assert BUTTON not in page_of(desk, where)
    desk.post(f"{session_path(where)}looked/", {})
    assert kinds().count("change_looked_at") == 0
    assert listed(desk) == [True, True]


def test_the_panel_beside_the_list_offers_it_too(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox, **OTHER_PRICE)
    assert BUTTON in desk.get(f"{session_path(where)}panel/").text
