"""A switch that is asked for twice, by two at once, or is in the way of something: what is sent."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from portal.sandbox.server import Sandbox
from scheduling.audit.verifier import verify
from scheduling.booking import submit
from scheduling.booking.admission.not_opened import AlreadySwitched
from scheduling.booking.outcome_panel.payment_sentences import CARD_REFUSED
from scheduling.booking.switches import SwitchPlan
from scheduling.models import Attempt, Institution, TypeSwitch
from scheduling.session_commands import PORTAL, CancelSession
from tests.support.booking_actions import (
    INSTRUCTOR,
    book,
    cancel,
    mirrored,
    new_session,
)
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.html import form_on, plain_text, words
from tests.support.outcomes import attempt_of, effects, kinds, let_looks_count, settled
from tests.support.polling import until
from tests.support.switching import (
    ONLINE,
    arrived,
    states,
    switch,
    switch_path,
    switching,
    the_switch,
)

PAID = {"amount": "25.50", "currency": "USD", "voucher_code": "PRACTICE-OK"}


def at_once(*calls: Any) -> list[Any]:
    """The answers to calls that begin together."""
    barrier, answers = threading.Barrier(len(calls)), [None] * len(calls)

    def run(number: int) -> None:
        barrier.wait()
        answers[number] = calls[number]()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(calls))]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    return answers


@pytest.mark.faults(1)
def test_a_double_click_sends_each_call_once(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    money = {"amount": "25.50", "currency": "USD", "card_token": "tok_practice_visa_7"}
    form = switching("smarter-scheduling", proctor_location_sid=f"PL{2:032x}", **money)
    answers = at_once(*[lambda: desk.post(switch_path(where), form)] * 4)
    assert {one.status_code for one in answers} == {302}
    assert arrived(sandbox) == ["DELETE", "POST"]
    assert TypeSwitch.objects.count() == 1
    late = desk.post(switch_path(where), form)
    assert (late.status_code, arrived(sandbox)) == (302, ["DELETE", "POST"])
    assert verify().is_intact


@pytest.mark.faults(3)
def test_of_two_people_one_switches_and_nobody_books_twice(
    desk: Desk, second_desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    answers = at_once(lambda: switch(desk, where), lambda: switch(second_desk, where, "proctoru"))
    assert sorted(one.status_code for one in answers)[0] == 302
    assert sorted(one.status_code for one in answers)[1] in (409, 422)
    assert arrived(sandbox) == ["DELETE", "POST"]
    assert effects(sandbox, new_session(sandbox, where)) == ["scheduled"]


@pytest.mark.faults(62)
def test_another_s_open_request_holds_the_switch_back(
    desk: Desk, second_desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("drop_before", method="DELETE")
    cancel(second_desk, where)
    answer = switch(desk, where)
    assert (answer.status_code, arrived(sandbox)) == (409, ["DELETE"])
    assert "another request for this session is still being checked" in words(answer)
    assert TypeSwitch.objects.count() == 0


@pytest.mark.faults(4)
def test_a_session_that_changed_meanwhile_is_not_switched(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    form = form_on(desk.get(f"{switch_path(where)}?type=vtc"))
    sandbox.place(where["sessionSid"], start="2027-01-15T15:30:00+00:00")
    form |= {"cancellation_memo": "At home", "proctor_location_sid": ONLINE}
    answer = desk.post(switch_path(where), form)
    assert (answer.status_code, arrived(sandbox)) == (409, [])
    assert "Changed since you opened it" in words(answer)
    assert desk.post(switch_path(where), form_on(answer)).status_code == 302


def test_a_second_switch_can_t_begin_before_the_first_is_over(
    desk: Desk, administrator: Desk, sandbox: Sandbox
) -> None:
    """Decided by hand as cancelled, while the provider shows it as booked again."""
    where = book(desk, sandbox)
    sandbox.trouble("drop_after", method="DELETE")
    switch(desk, where)
    settled(where)
    let_looks_count()
    sandbox.place(where["sessionSid"], status="Scheduled")
    desk.get(session_path(where))
    answer = switch(desk, where, "proctoru")
    assert (answer.status_code, arrived(sandbox)) == (409, ["DELETE"])
    assert "this booking is being switched, or was cancelled, already" in words(answer)
    assert kinds()[-1] == "switch_held_back"


def test_of_two_people_the_slower_one_cancels_nothing_any_more(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    """Both forms were checked before either was sent: the second finds it cancelled and booked."""
    where = book(desk, sandbox)
    stale = mirrored(where)
    assert switch(desk, where).status_code == 302
    plan = SwitchPlan(old_words="A seat", new_words="ProctorU", answers={})
    command = CancelSession(
        attempt_id=uuid4(),
        actor=PORTAL,
        address=stale.address,
        session_type="smarter-scheduling",
        cancellation_memo="Too late",
    )
    with pytest.raises(AlreadySwitched):
        submit.cancel(command=command, session=stale, switch=plan)
    assert arrived(sandbox) == ["DELETE", "POST"]
    assert (TypeSwitch.objects.count(), kinds()[-1]) == (1, "switch_held_back")


def test_what_already_paid_is_found_before_anything_is_sent(desk: Desk, sandbox: Sandbox) -> None:
    where, other = book(desk, sandbox), sandbox.needs_proctor()[0]
    money = {"amount": "25.50", "currency": "USD"}
    desk.book(other, **money, card_token="tok_practice_visa_9")
    sandbox.clear()
    elsewhere = {"proctor_location_sid": f"PL{2:032x}"}
    seat = "smarter-scheduling"
    spent = switch(desk, where, seat, **elsewhere, **money, card_token="tok_practice_visa_9")
    assert (spent.status_code, arrived(sandbox)) == (422, [])
    assert "This card token was already used once." in words(spent)
    assert form_on(spent)["notes"] == ""


def test_the_voucher_of_the_old_booking_is_told_of_before_anything_is_sent(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox, **PAID)
    elsewhere = {"proctor_location_sid": f"PL{2:032x}"}
    told = switch(desk, where, "smarter-scheduling", **elsewhere, **PAID)
    assert (told.status_code, arrived(sandbox)) == (422, [])
    assert "This voucher was already used" in words(told)
    assert desk.post(switch_path(where), form_on(told)).status_code == 302
    assert arrived(sandbox) == ["DELETE", "POST"]
    assert sandbox.requests("POST")[0]["body"]["voucherCode"] == "PRACTICE-OK"


def test_another_booking_of_the_learner_s_holds_the_switch_back_before_anything_is_sent(
    desk: Desk, administrator: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    mine = mirrored(where)
    beside = mirrored(where)
    beside.pk, beside.sid = None, "ES" + "9" * 32
    beside.appointment_at = datetime(2027, 1, 15, 15, 30, tzinfo=UTC)
    beside.exam_sid = "EX" + "9" * 32
    beside.save()
    assert mine.user_sid
    friday = {"appointment_date_time": "2027-01-15T09:30"}
    answer = switch(desk, where, **friday)
    assert (answer.status_code, arrived(sandbox), states()) == (409, [], [])
    assert "Nothing was sent: this learner has another booking" in words(answer)
    why = {"override_reason": "Agreed with the learner by phone", "override": "yes"}
    assert switch(desk, where, **friday, **why).status_code == 403
    assert switch(administrator, where, **friday, **why).status_code == 302
    assert arrived(sandbox) == ["DELETE", "POST"]


def test_a_slot_that_another_learner_has_since_is_told_before_anything_is_sent(
    desk: Desk, sandbox: Sandbox
) -> None:
    other = sandbox.needs_proctor()[1]
    where, to = book(desk, sandbox), "instructor-as-proctor"
    form = f"{switch_path(where)}?type={to}"
    typed = form_on(desk.get(form)) | switching(to, notes="By the door")
    assert desk.book(other, **INSTRUCTOR).status_code == 302
    held = desk.post(form, typed, headers={"HX-Request": "true"})

    assert (held.status_code, arrived(sandbox)) == (409, ["POST"])
    assert "This slot is for one learner at a time" in plain_text(held.text)
    again = form_on(held)
    assert again["notes"] == "By the door"
    assert desk.post(form, again).status_code == 302
    assert arrived(sandbox) == ["POST", "DELETE", "POST"]


def test_no_secret_is_kept_with_the_switch(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    money = {"amount": "25.50", "currency": "USD", "card_token": "tok_practice_declined"}
    answer = switch(desk, where, "smarter-scheduling", proctor_location_sid=f"PL{2:032x}", **money)
    assert (answer.status_code, arrived(sandbox)) == (422, ["DELETE", "POST"])
    kept = the_switch()
    assert (kept.left_out, "declined" in str(kept.answers)) == (["card_token"], False)
    assert form_on(answer)["card_token"] == ""
    assert CARD_REFUSED in words(answer)
    assert Attempt.objects.filter(switch=kept).count() == 2
    assert attempt_of(new_session(sandbox, where)).state == "refused"


def test_what_comes_into_the_way_of_the_second_step_leaves_the_typed_reason(
    administrator: Desk, sandbox: Sandbox
) -> None:
    where = book(administrator, sandbox)
    beside = mirrored(where)
    beside.pk, beside.sid, beside.exam_sid = None, "ES" + "9" * 32, "EX" + "9" * 32
    beside.appointment_at = datetime(2027, 1, 15, 15, 30, tzinfo=UTC)
    beside.save()
    friday = {"appointment_date_time": "2027-01-15T09:30"}
    told = form_on(switch(administrator, where, **friday))
    beside.pk, beside.sid = None, "ES" + "8" * 32
    sandbox.trouble("latency", method="DELETE", ms=900)
    reason = {"override_reason": "Agreed by phone", "overridden": told["overridden"]}
    answer, _ = at_once(
        lambda: switch(administrator, where, **friday, **reason),
        lambda: (until(lambda: sandbox.requests("DELETE")), beside.save()),
    )
    assert (answer.status_code, arrived(sandbox)) == (409, ["DELETE"])
    assert form_on(answer)["override_reason"] == "Agreed by phone"
