"""A form that has signed is sent once more with another note: nothing of that note is lost."""

from __future__ import annotations

import pytest

from scheduling.models import AuditEvent, Handover, PersonalValue
from tests.support.client import Desk
from tests.support.handover_page import page, sign
from tests.support.html import words

FIRST, SECOND = "Nothing is open.", "Nothing is open. Ms. Hull calls back at 8."


def notes() -> list[str]:
    numbers = Handover.objects.order_by("pk").values_list("event_number", flat=True)
    return [PersonalValue.objects.get(event_number=one).value for one in numbers]


def test_another_note_is_not_taken_for_the_one_that_was_signed(desk: Desk) -> None:
    shown = page(desk)
    assert sign(desk, shown, note=FIRST).status_code == 302
    made = Handover.objects.get()
    answer = sign(desk, shown, note=SECOND)
    told = words(answer)
    assert answer.status_code == 409 and notes() == [FIRST]
    assert "Not signed again: this form signed a handover with another note" in told
    assert f'href="/handover/{made.pk}/">Open handover {made.pk}</a>' in answer.text
    assert SECOND in told
    assert SECOND in words(page(desk))  # it is a draft from then on

    assert sign(desk, answer, note=SECOND).status_code == 302
    assert notes() == [FIRST, SECOND]
    assert AuditEvent.objects.filter(kind="handover_signed").count() == 2


@pytest.mark.parametrize("note", [FIRST, "Two\r\nlines, “quoted” {and} more ", "  around "])
def test_the_same_note_signs_once_however_often_it_is_sent(desk: Desk, note: str) -> None:
    shown = page(desk)
    places = {sign(desk, shown, note=note).headers["Location"] for _ in range(3)}
    assert places == {f"/handover/{Handover.objects.get().pk}/"}
