"""What the next shift has to act on comes first; the rest of a long list is folded, and a sheet."""

from __future__ import annotations

from datetime import datetime, timedelta

from scheduling.models import ExamSession, Handover, Institution
from tests.support.client import Desk
from tests.support.handover_page import DAY, coming, page, sign, today
from tests.support.html import words

OUTSIDE = "Changed outside, not reviewed"


def changed_outside(institution: Institution, many: int) -> list[ExamSession]:
    start = datetime.fromisoformat(f"{DAY}T16:00:00Z")
    found = [
        coming(institution, DAY, changed_event=1, learner_name=f"Changed {number:03}")
        for number in range(many)
    ]
    for number, one in enumerate(found):
        ExamSession.objects.filter(pk=one.pk).update(appointment_at=start + timedelta(number))
    return found


def test_what_has_to_be_acted_on_and_the_next_day_come_before_what_else_was(
    desk: Desk, institution: Institution
) -> None:
    changed_outside(institution, 2)
    coming(institution, today(), status="Incident")
    told = words(page(desk, day=today()))
    order = ["Incidents · 1", "Next: ", "First arrivals", "The day by type", f"{OUTSIDE} · 2"]
    assert [told.count(one) for one in order] == [1] * len(order)
    assert sorted(order, key=told.index) == order


def test_of_a_long_list_the_first_stand_open_and_all_of_them_are_a_sheet_of_their_own(
    desk: Desk, institution: Institution
) -> None:
    past = coming(institution, "2026-11-12", changed_event=1, learner_name="Long Over")
    changed_outside(institution, 30)
    shown = page(desk, day=today())
    assert sign(desk, shown).status_code == 302
    signed = f"/handover/{Handover.objects.get().pk}/"
    for answer in (shown, desk.get(signed)):
        told = words(answer)
        assert f"{OUTSIDE} · 31 " in told and " 23 more " in told
        listed = answer.text.partition('id="outside"')[2]
        first, _, folded = listed.partition('<details class="fold">')
        assert first.count("Changed 0") == 8 and folded.count("Changed 0") == 22
        assert past.learner_name not in first and past.learner_name in folded
        whole = words(desk.get(answer.request.path_url, params={"list": "outside"}))
        assert f"{OUTSIDE} · 31 " in whole and "Sign as" not in whole
        assert whole.count("Changed 0") == 30 and whole.count("more") == 0
    assert "Sign as" in words(desk.get(shown.request.path_url, params={"list": "nothing"}))


def test_a_handover_says_of_when_the_list_is_that_it_was_put_together_from(
    desk: Desk, institution: Institution
) -> None:
    loaded = datetime.fromisoformat(f"{DAY}T13:06:20Z")
    Institution.objects.update(synced_at=loaded)
    shown = page(desk)
    assert ", list as of 7:06 AM · " in words(shown)
    Institution.objects.update(synced_at=loaded + timedelta(minutes=3))
    assert sign(desk, shown).status_code == 302  # a list that has nothing new changes no sheet
    Institution.objects.update(synced_at=loaded + timedelta(days=1))
    assert ", list as of 7:09 AM · " in words(desk.get(f"/handover/{Handover.objects.get().pk}/"))
