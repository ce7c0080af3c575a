"""A card number typed anywhere is an event without its digits, once an hour for each field."""

from __future__ import annotations

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import AuditEvent, Institution
from tests.support.client import Desk

CARD = "4242 4242 4242 4242"
TYPED = "card_number_typed"


def events() -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(kind=TYPED))


def test_a_number_typed_into_the_form_is_told_without_it(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    for _ in range(2):
        assert desk.book(where, notes=f"Card {CARD}").status_code == 422
    [event] = events()
    assert "typed what looks like a card number into “notes”" in event.sentence
    assert (event.install_sid, event.outcome) == (where["installSid"], "refused")
    assert "4242" not in f"{event.sentence} {event.details}"


@pytest.mark.parametrize(
    ("path", "name"), [("/find/", "q"), ("/theme/", "theme"), ("/views/save/", "name")]
)
def test_it_is_noticed_in_every_form(desk: Desk, path: str, name: str) -> None:
    desk.post(path, {name: CARD})
    assert [f"“{name}”" in one.sentence for one in events()] == [True]


def test_in_the_admin_site_too_and_a_name_that_is_a_number_is_not_repeated(
    administrator: Desk, institution: Institution
) -> None:
    path = f"/admin/scheduling/install/{institution.pk}/change/"
    administrator.post(path, {"name": CARD, CARD.replace(" ", ""): "x"})
    assert len(events()) == 2
    assert "4242" not in str([(one.sentence, one.details) for one in events()])


def test_an_ordinary_form_leaves_none(desk: Desk, sandbox: Sandbox) -> None:
    desk.book(sandbox.needs_proctor()[0], notes="Call 218-555-0123", phone="+1 218 555 0123")
    assert events() == []
