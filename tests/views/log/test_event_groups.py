"""Asking the log by what happened:
groups that people understand, each event in the ones it belongs to.
"""

from __future__ import annotations

from scheduling.log.event_groups import EVENT_GROUPS
from scheduling.models import AuditEvent
from tests.support.client import Desk
from tests.support.log_page import numbers


def test_the_list_shows_the_group_that_its_address_asks_for(
    where: dict[str, str], administrator: Desk
) -> None:
    kinds = dict(AuditEvent.objects.values_list("number", "kind"))
    shown = {name: numbers(administrator.get(f"/audit/?kind={name}").text) for name in EVENT_GROUPS}
    assert [len(shown[name]) for name in ("booking", "move", "cancellation", "settlement")] == [
        1,
        1,
        0,
        0,
    ]
    assert {kinds[one] for one in shown["sign-in"]} == {"signed_in"}
    assert {kinds[one] for one in shown["set-up"]} == {
        "install_added",
        "person_added",
        "role_granted",
    }
    page = administrator.get("/audit/?kind=move").text
    assert "What happened: <b>Moves</b>" in page
    assert '<option value="move" selected>Moves</option>' in page
    faulty = administrator.get("/audit/?kind=everything").text
    assert "“everything” is not in the list. Choose one of them." in faulty
