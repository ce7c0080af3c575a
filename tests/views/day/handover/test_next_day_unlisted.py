"""The next day on a handover: who was booked then and is no longer listed may still come."""

from __future__ import annotations

import pytest
from django.utils import timezone

from scheduling.models import Handover, Institution
from tests.support.client import Desk
from tests.support.handover_page import NOT_LOADED, coming, next_of, page, sign
from tests.support.html import words

MAY_COME = "1 no longer listed: not counted as expected here, and may still come."


@pytest.mark.parametrize("otherwise", [{}, {"location": ""}])
@pytest.mark.parametrize("facts", [{}, NOT_LOADED])
def test_who_is_no_longer_listed_makes_a_day_on_which_somebody_may_come(
    desk: Desk, institution: Institution, facts: dict[str, object], otherwise: dict[str, str]
) -> None:
    session = coming(institution, "2027-01-15", **facts)
    type(session).objects.filter(pk=session.pk).update(dropped_at=timezone.now())
    told = next_of(desk, **otherwise)
    assert told.startswith("Next: Friday, January 15, 2027 · none booked for certain")
    assert MAY_COME in told


@pytest.mark.parametrize("status", ["Cancelled", "Needs Proctor", "Approval Denied"])
def test_who_was_cancelled_before_it_was_dropped_does_not(
    desk: Desk, institution: Institution, status: str
) -> None:
    coming(institution, "2027-01-15", status=status, dropped_at=timezone.now())
    assert next_of(desk).startswith("Next: no booking is known")


def test_a_signed_handover_keeps_how_many(desk: Desk, institution: Institution) -> None:
    coming(institution, "2027-01-15")
    coming(institution, "2027-01-15", dropped_at=timezone.now())
    assert sign(desk, page(desk)).status_code == 302
    handover = Handover.objects.get()
    assert handover.sheet["next_unlisted"] == 1
    assert MAY_COME in words(desk.get(f"/handover/{handover.pk}/"))
    del handover.sheet["next_unlisted"]
    handover.save()
    assert "no longer listed" not in words(desk.get(f"/handover/{handover.pk}/"))
