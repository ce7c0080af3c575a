"""A form names a day, or a moment, that no page shows: it is incomplete, and does nothing."""

from __future__ import annotations

import pytest

from scheduling.models import AuditEvent, Handover, LastLook, RosterPrint
from tests.support import roster_page
from tests.support.client import Desk
from tests.support.handover_page import HERE, page, sign
from tests.support.html import words

NOT_SHOWN = ["0001-01-01", "0001-01-02", "1999-12-31", "2200-01-01", "9999-12-31", "2027-02-30"]


@pytest.mark.parametrize("day", [*NOT_SHOWN, "01/14/2027"])
def test_nothing_is_signed_printed_or_kept_for_such_a_day(desk: Desk, day: str) -> None:
    shown, before = page(desk), AuditEvent.objects.count()
    looks = LastLook.objects.count()
    until = {"until": "2027-01-14T10:00:00+00:00"}
    answers = (
        sign(desk, shown, day=day),
        roster_page.made(desk, day=day),
        desk.post("/changes/", HERE | until | {"day": day}),
    )
    assert [one.status_code for one in answers] == [404, 404, 404]
    assert not Handover.objects.exists() and not RosterPrint.objects.exists()
    assert (AuditEvent.objects.count(), LastLook.objects.count()) == (before, looks)


@pytest.mark.parametrize(
    "until", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:00:00-12:00", "2027-01-14T10:00:00"]
)
def test_nobody_has_looked_until_such_a_moment(desk: Desk, until: str) -> None:
    answer = desk.post("/changes/", HERE | {"until": until})
    assert (answer.status_code, LastLook.objects.count()) == (404, 0)
    assert "Traceback" not in answer.text and words(answer)
