"""What is wrong in the form of a new rescue is told beside its field; what was typed is kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import Batch, Institution
from tests.support.batches import TEN, booked_there
from tests.support.client import Desk
from tests.support.html import own_form_on, words
from tests.support.rescue_form import PAGE, ROOM, WHY, answers, sent, shown, ticked


@pytest.mark.parametrize(
    ("otherwise", "said"),
    [
        ({"reason": ""}, "Enter why they are moved."),
        ({"reason": "no"}, "Add a few words"),
        ({"reason": "card 4111 1111 1111 1111"}, "Do not enter card numbers."),
        ({"session": []}, "Select the sessions that are to be moved."),
        ({"stood": ""}, "It has changed since this page was shown"),
        ({"stood": '{"1": [1'}, "It has changed since this page was shown"),
    ],
)
def test_what_was_typed_is_kept_where_nothing_is_begun(
    desk: Desk,
    sandbox: Sandbox,
    institution: Institution,
    otherwise: dict[str, Any],
    said: str,
) -> None:
    [session] = booked_there(sandbox, institution, 1)
    typed = {f"new-{session.pk}": "2027-01-14T15:30"} | otherwise
    answer = sent(desk, answers(desk, [session]), **typed)

    assert (answer.status_code, Batch.objects.count()) == (422, 0)
    assert said in words(answer)
    form = own_form_on(answer)
    assert form[f"new-{session.pk}"] == "2027-01-14T15:30"
    kept = typed.get("reason", WHY)
    assert form["reason"] == (kept if "4111" not in kept else "card")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Enter a new date and time."),
        ("some day", "Enter the date and time like"),
        ("tomorrow 9:30", "Enter the date itself, not “tomorrow”"),
        ("2020-01-14T15:30", "this one is in the past"),
        ("2027-01-14T10:00", "That is already the booked time."),
        ("2027-03-14T02:30", "does not exist"),
        ("2027-11-07T01:30", "happens twice"),
    ],
)
def test_a_new_time_that_can_not_be_booked_is_told_in_its_row(
    desk: Desk, sandbox: Sandbox, institution: Institution, typed: str, said: str
) -> None:
    [session] = booked_there(sandbox, institution, 1)
    answer = sent(desk, answers(desk, [session]), **{f"new-{session.pk}": typed})

    assert (answer.status_code, Batch.objects.count()) == (422, 0)
    assert said in words(answer)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"location": "PL0"}, "Choose a location."),
        ({"day": "someday"}, "Enter the day."),
        ({"until": ""}, "Enter from when to when."),
        ({"until": "09:00"}, "The second time must be later than the first."),
        ({"day": "2027-03-14", "from": "02:30", "until": "04:00"}, "does not exist"),
    ],
)
def test_what_is_missing_of_the_question_is_asked_for(
    desk: Desk, asked: dict[str, str], said: str
) -> None:
    assert said in words(shown(desk, **asked))
    assert desk.post(PAGE, ROOM | asked).status_code == 422


@pytest.mark.parametrize("step", ["propose", "check"])
def test_a_card_number_is_told_beside_the_field_whatever_is_pressed(
    desk: Desk, sandbox: Sandbox, institution: Institution, step: str
) -> None:
    [one] = booked_there(sandbox, institution, 1)
    number = "4242 4242 4242 4242"
    form = answers(desk, [one]) | {"do": step, "reason": f"Power {number}"}
    answer = sent(desk, form, **({} if step == "propose" else {f"new-{one.pk}": number}))
    assert answer.status_code == 422
    fault = "Do not enter card numbers. The number was removed; check the rest."
    assert answer.text.count(fault) == (1 if step == "propose" else 2)
    assert 'id="id_reason_error"' in answer.text and number not in answer.text


def test_two_exams_of_one_learner_at_the_same_new_time_are_both_told_at_once(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    learner = {"user_sid": "US" + "7".zfill(32), "learner_key": "us" + "7".zfill(32)}
    [one] = booked_there(sandbox, institution, 1, **learner)
    [other] = booked_there(sandbox, institution, 1, TEN + timedelta(hours=2), **learner)
    form = answers(desk, [one, other]) | {"do": "check"}
    form[f"new-{one.pk}"] = form[f"new-{other.pk}"] = "2027-01-14T15:00"
    answer = desk.post(PAGE, form)

    said = words(answer)
    assert said.count("The learner would be moved to two exams then: also CHEM 322 Final,") == 2
    assert "New times that can’t be used: 2. Fix the marked rows, or clear them" in said
    assert f'href="#fault-{one.pk}"' in answer.text and f'id="fault-{one.pk}"' in answer.text
    form[f"new-{other.pk}"] = "2027-01-14T17:00"
    assert "can’t be used: " not in words(desk.post(PAGE, form))


def test_each_kind_of_fault_is_told_above_the_form_and_no_longer_selected_only_where_it_is_so(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    gap, twice, blank, empty, closed, past = sessions = booked_there(sandbox, institution, 6)
    typed = {
        gap: "2027-03-14T02:30",
        twice: "2027-11-07T01:30",
        blank: "",
        empty: "",
        closed: "2027-01-14T23:30",
        past: "2020-01-14T09:00",
    }
    form = answers(desk, sessions) | {f"new-{one.pk}": text for one, text in typed.items()}
    answer = sent(desk, form, reason="")
    told = words(answer).partition("Location")[0]

    assert answer.status_code == 422
    assert sorted(ticked(answer)) == sorted(one.pk for one in sessions if one != closed)
    assert "Some new times are when the location can’t be used, or is closed." in told
    assert "can be read two ways" not in told
    names = {one.pk: one.learner_name for one in sessions}
    for one, said in (
        (gap, f"{names[gap.pk]} : 2:30 AM does not exist on Sunday, March 14, 2027"),
        (twice, f"{names[twice.pk]} : 1:30 AM happens twice on Sunday, November 7, 2027"),
        (blank, f"{names[blank.pk]} and 1 more : Enter a new date and time."),
        (past, f"{names[past.pk]} : Choose a later time: this one is in the past."),
    ):
        assert said in told and f'<a href="#fault-{one.pk}">' in answer.text
    assert "Reason : Enter why they are moved." in told
    assert '<a href="#id_reason">' in answer.text

    checked = words(sent(desk, form, do="check")).partition("Location")[0]
    assert "no longer selected" in checked and "Enter a new date and time." in checked
    assert "Enter why they are moved." not in checked
    alone = sent(desk, form | {"session": [str(gap.pk)]})
    assert "no longer selected" not in words(alone)
