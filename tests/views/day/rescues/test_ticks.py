"""Which rows of a new rescue are selected, which are cleared, and how they come back."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import Batch, BatchRow, ExamSession, Institution, OpeningHours
from tests.support.batches import TEN, booked_there
from tests.support.client import Desk
from tests.support.html import own_form_on, words
from tests.support.rescue_form import PAGE, WHY, answers, checked, sent, shown, ticked

IN_THE_DARK = "In the time that can’t be used (10:00 AM – 1:00 PM)."


def test_a_new_time_that_may_be_read_otherwise_goes_only_once_it_was_selected_again(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    [session] = booked_there(sandbox, institution, 1)
    form = answers(desk, [session]) | {f"new-{session.pk}": "1/15/27 11:30"}
    first = sent(desk, form)
    assert (Batch.objects.count(), ticked(first)) == (0, [])
    assert "Read as 11:30 AM." in words(first)
    assert "Fri, Jan 15, 2027, 11:30 AM" in words(first)

    again = own_form_on(first) | {"session": str(session.pk), "do": "begin"}
    assert desk.post(PAGE, again).status_code == 302
    assert BatchRow.objects.get().new_start.isoformat() == "2027-01-15T17:30:00+00:00"


def test_of_whom_another_system_has_to_be_told_first_nobody_is_selected_unread(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    [session] = booked_there(sandbox, institution, 1)
    assert ticked(shown(desk)) == [session.pk]
    ExamSession.objects.update(session_type="register-blast")
    page = shown(desk)
    assert ticked(page) == []
    assert "Change the appointment in RegisterBlast first" in words(page)


def test_of_a_time_without_its_half_of_the_day_the_chosen_one_is_approved(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    OpeningHours.objects.all().delete()
    [session] = booked_there(sandbox, institution, 1)
    form = answers(desk, [session]) | {f"new-{session.pk}": "1/15/27 2:30"}
    first = sent(desk, form)
    assert "2:30 AM or 2:30 PM?" in words(first)
    assert Batch.objects.count() == 0
    later = re.search(r'<option value="([^"]+)">\s*2:30 PM', first.text)
    assert later, first.text
    again = sent(desk, form, **{f"fold-{session.pk}": later[1]})
    if not Batch.objects.exists():
        desk.post(PAGE, own_form_on(again) | {"session": str(session.pk), "do": "begin"})
    assert BatchRow.objects.get().new_start.isoformat() == "2027-01-15T20:30:00+00:00"


def test_of_a_time_that_happens_twice_the_chosen_one_is_approved(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    [session] = booked_there(sandbox, institution, 1)
    key = session.pk
    form = answers(desk, [session]) | {f"new-{key}": "2027-11-07T01:30"}
    assert f'name="fold-{key}"' in sent(desk, form).text
    again = sent(desk, form, **{f"fold-{key}": "second"})
    assert "Closed on Sundays." in words(again)
    approved = own_form_on(again) | {"session": str(key), "do": "begin"}
    assert desk.post(PAGE, approved).status_code == 302
    assert BatchRow.objects.get().new_start.isoformat() == "2027-11-07T07:30:00+00:00"


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"status": "Pending Approval"}, "Pending approval: SmarterProctoring may not move it."),
        ({"status": "In Progress"}, "In progress: SmarterProctoring may not move it."),
        ({"status": "Incident"}, "Incident: SmarterProctoring may not move it."),
        ({"status": ""}, "Status not shown: SmarterProctoring may not move it."),
        ({"status": "?"}, "?: SmarterProctoring may not move it."),
        ({"dropped_at": TEN}, "SmarterProctoring no longer lists it."),
    ],
)
def test_what_may_not_be_movable_is_not_ticked_and_says_why(
    desk: Desk, sandbox: Sandbox, institution: Institution, facts: dict[str, Any], why: str
) -> None:
    doubtful, plain = booked_there(sandbox, institution, 2)
    ExamSession.objects.filter(pk=doubtful.pk).update(**facts)
    page = shown(desk)
    assert ticked(page) == [plain.pk]
    assert f"{why} Select it to try anyway." in words(page)
    assert sent(desk, answers(desk, [doubtful])).status_code == 302  # as of one moved by itself


@pytest.mark.parametrize("at", ["10:30", "12:59", "09:30"])
@pytest.mark.parametrize("do", ["check", "begin"])
def test_a_new_time_in_the_time_that_can_not_be_used_goes_only_once_it_was_selected_again(
    desk: Desk, sandbox: Sandbox, institution: Institution, at: str, do: str
) -> None:
    dark, plain = booked_there(sandbox, institution, 2)
    answer = desk.post(PAGE, checked(answers(desk, [dark, plain]), dark, at, do))

    said, form = words(answer), own_form_on(answer)
    assert (answer.status_code, Batch.objects.count()) == (422 if do == "begin" else 200, 0)
    assert said.count(IN_THE_DARK) == 1 and "no longer selected" in said
    assert ticked(answer) == [plain.pk] and form[f"new-{dark.pk}"] == f"2027-01-14T{at}"
    assert ("Nothing was sent." in said) == (do == "begin")
    both = {"session": [str(dark.pk), str(plain.pk)]}
    moved_on = checked(form | both, dark, "11:00", "begin")
    assert desk.post(PAGE, moved_on).status_code == 422  # another time than the one that was read
    assert desk.post(PAGE, form | both | {"do": "begin"}).status_code == 302
    warned = {row.session_id: row.warnings for row in BatchRow.objects.all()}
    assert warned == {dark.pk: [IN_THE_DARK], plain.pk: []}


def test_a_new_time_after_the_place_closes_is_not_selected_and_says_why(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    booked_there(sandbox, institution, 1)
    answer = shown(desk, until="20:00")
    assert ticked(answer) == []
    assert "Starts after Duluth Testing Center closes" in words(answer)
    [there] = booked_there(sandbox, institution, 1, TEN + timedelta(hours=2))
    assert there.pk in ticked(shown(desk))


def test_ticks_that_the_portal_took_off_come_back_with_times_that_fit(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 2)
    keys = sorted(one.pk for one in sessions)
    form = own_form_on(shown(desk))
    late = sent(desk, form | {"session": keys[:1], "minutes": "540", "do": "propose"})
    assert (ticked(late), "closes" in words(late)) == ([], True)

    fits = {"how": "to", "to_day": "2027-01-15", "to_time": "09:00", "do": "propose"}
    again = sent(desk, own_form_on(late) | {"session": []} | fits)
    assert ticked(again) == keys[:1]  # whom a person left out stays out
    assert len(re.findall(r"\d+ seats? free", words(again))) == 2
    kept = sent(desk, own_form_on(again) | {"session": [], "do": "propose"} | fits)
    assert ticked(kept) == []


def test_a_row_that_was_cleared_is_selected_again_with_a_typed_time_that_fits(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    late, left_out = booked_there(sandbox, institution, 2)
    form = own_form_on(shown(desk)) | {"session": [str(late.pk)], "reason": WHY}
    cleared = own_form_on(sent(desk, form | {"minutes": "540", "do": "propose"}))
    alone = cleared | {"session": []}

    assert ticked(sent(desk, checked(alone, left_out, "14:00", "check"))) == []
    assert ticked(sent(desk, checked(alone, late, "19:30", "check"))) == []
    assert ticked(sent(desk, checked(alone, late, "14:00", "check"))) == [late.pk]
    held = sent(desk, checked(alone, late, "14:00", "begin"))
    assert (ticked(held), Batch.objects.count()) == ([late.pk], 0)
    assert "Rows that were cleared have another new time now." in words(held)
    assert sent(desk, own_form_on(held) | {"session": [], "do": "begin"}).status_code == 422
    both = own_form_on(held) | {"session": [str(late.pk)], "do": "begin"}
    assert sent(desk, both).status_code == 302
    assert BatchRow.objects.get().session_id == late.pk


def test_what_is_still_against_a_time_takes_the_tick_off_again(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    booked_there(sandbox, institution, 1)
    late = {"minutes": "540", "do": "propose"}
    first = sent(desk, own_form_on(shown(desk)) | late)
    again = sent(desk, own_form_on(first) | {"session": []} | late)
    assert (ticked(first), ticked(again)) == ([], [])


def test_all_and_none_are_selected_with_one_press(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    keys = sorted(one.pk for one in booked_there(sandbox, institution, 3))
    none = sent(desk, own_form_on(shown(desk)) | {"session": keys, "do": "none"})
    assert ticked(none) == []
    assert sorted(ticked(sent(desk, own_form_on(none) | {"do": "all"}))) == keys


def test_all_are_those_that_can_be_sent(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    one, *others = sorted(one.pk for one in booked_there(sandbox, institution, 3))
    past = {f"new-{one}": "2026-11-01T10:00"}
    form = own_form_on(shown(desk)) | past | {"do": "all"}
    assert sorted(ticked(sent(desk, form))) == others
