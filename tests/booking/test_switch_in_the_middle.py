"""A switch that stops in the middle: what holds then, what was sent, and who goes on with it."""

from __future__ import annotations

import re
import threading
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from portal.sandbox.server import Sandbox
from scheduling.audit.verifier import verify
from scheduling.booking import submit
from scheduling.booking.admission import AlreadySwitched
from scheduling.booking.outcome_panel.sentences import BOOKED, CHECKED
from scheduling.booking.switches import SwitchPlan
from scheduling.models import Attempt, Institution, StoredDraft, TypeSwitch
from scheduling.session_commands import PORTAL, CancelSession
from scheduling.views.booking import switch_steps
from tests.support.booking_actions import (
    book,
    cancel,
    log_of,
    mirrored,
    new_session,
    settle_by_hand,
    take_the_provider_away,
)
from tests.support.booking_form import form_path, session_path
from tests.support.client import Desk
from tests.support.html import form_on, words
from tests.support.outcomes import attempt_of, effects, kinds, page_of, settled
from tests.support.switching import (
    ONLINE,
    arrived,
    states,
    switch,
    switch_path,
    switching,
    the_switch,
)

HALF = "Half switched: cancelled, and not booked again yet"
GO_ON = "Continue the switch"
PAID = {"amount": "25.50", "currency": "USD", "voucher_code": "PRACTICE-OK"}


def go_on(desk: Desk, where: dict[str, str]) -> Any:
    """Follow “Continue the switch” on the old session's page to the new session's form."""
    page = desk.get(session_path(where))
    assert f'href="{switch_path(where)}">{GO_ON}</a>' in page.text
    answer = desk.get(switch_path(where))
    assert answer.status_code == 302
    return desk.get(answer.headers["Location"])


def booked_from(desk: Desk, form: Any, new: dict[str, str], **answers: str) -> None:
    assert desk.post(form_path(new), form_on(form) | answers).status_code == 302


# The first step comes to nothing.


def test_a_refused_cancellation_leaves_everything_as_it_was(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("status", method="DELETE", code=409, message="The exam has begun.")
    answer = switch(desk, where, notes="Typed already", **PAID)

    assert (answer.status_code, arrived(sandbox)) == (422, ["DELETE"])
    assert "Not switched, nothing was changed." in words(answer)
    assert "SmarterProctoring says: “The exam has begun.”" in words(answer)
    form = form_on(answer)
    assert (form["notes"], form["voucher_code"]) == ("Typed already", "PRACTICE-OK")
    assert (effects(sandbox, where), the_switch().state) == ([], "undone")
    page = page_of(desk, where)
    assert "Still booked as Testing center seat, Duluth Testing Center" in page
    assert "Nothing was changed." in page
    assert log_of("cancel") == [
        *(("intent", ""), ("switch_begun", "")),
        *(("outcome", "refused"), ("switch_undone", "refused")),
    ]
    assert desk.post(switch_path(where), form).status_code == 302
    assert arrived(sandbox) == ["DELETE", "DELETE", "POST"]


def test_an_unreachable_provider_changes_nothing(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    take_the_provider_away(where)
    answer = switch(desk, where)
    assert (answer.status_code, arrived(sandbox)) == (502, [])
    assert "could not be reached. Try again in a moment." in words(answer)
    assert (states(), the_switch().state) == ([("cancel", "unreachable")], "undone")


def test_a_lost_cancellation_that_was_done_waits_for_a_person_and_books_nothing(
    desk: Desk, second_desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("drop_after", method="DELETE")
    answer = switch(desk, where, notes="Quiet room")
    assert (answer.status_code, answer.headers["Location"]) == (302, session_path(where))
    page = page_of(desk, where)
    assert "Switching to Virtual Test Center" in page
    assert "The new booking waits: nothing is booked until we know." in page
    assert desk.get(switch_path(where)).headers["Location"] == session_path(where)

    settled(where)
    assert (arrived(sandbox), the_switch().state) == (["DELETE"], "waiting")
    assert HALF in page_of(desk, where)
    form = go_on(second_desk, where)
    booked_from(second_desk, form, new := new_session(sandbox, where))
    assert arrived(sandbox) == ["DELETE", "POST"]
    assert sandbox.requests("POST")[0]["body"] == {
        "type": "vtc",
        "proctorLocationSid": ONLINE,
        "appointmentDateTime": "2027-01-14T15:30:00.000Z",
        "notes": "Quiet room",
    }
    assert (the_switch().state, the_switch().new.sid) == ("done", new["sessionSid"])
    assert "Ana Ruiz began to switch" in page_of(desk, where)
    assert "Tom Okafor switched" in page_of(desk, new)
    assert verify().holds


def test_a_lost_cancellation_that_was_not_done_changes_nothing(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("drop_before", method="DELETE")
    switch(desk, where)
    settled(where)
    assert (arrived(sandbox), the_switch().state) == (["DELETE"], "undone")
    page = page_of(desk, where)
    assert CHECKED["cancel"] in page
    assert "Still booked as Testing center seat" in page
    assert switch(desk, where).status_code == 302
    assert arrived(sandbox) == ["DELETE", "DELETE", "POST"]


def test_what_a_person_decides_moves_the_switch_too(
    desk: Desk, administrator: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("drop_before", method="DELETE")
    switch(desk, where)
    settle_by_hand(administrator, where, "no")
    assert (the_switch().state, arrived(sandbox)) == ("undone", ["DELETE"])
    assert log_of("cancel")[-2:] == [("settled", "not-applied"), ("switch_undone", "not-applied")]


# The first step is done, the second is not.


def test_a_new_session_that_is_not_listed_is_waited_for(
    desk: Desk, second_desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("status", method="GET", path_contains="/enrollments/", code=404, times=None)
    answer = switch(desk, where, notes="Quiet room", **PAID)
    assert (answer.headers["Location"], arrived(sandbox)) == (session_path(where), ["DELETE"])
    assert HALF in page_of(desk, where)
    waiting = second_desk.get(switch_path(where))
    assert waiting.status_code == 200
    assert "Cancelled. No new session to book is known yet" in words(waiting)
    assert "could not be asked for the learner’s sessions just now" in words(waiting)

    sandbox.stand_in.troubles.clear()
    new = new_session(sandbox, where)
    sandbox.place(new["sessionSid"], status="Processing")
    waiting = words(second_desk.get(switch_path(where)))
    assert "does not list a session of this exam that the learner can book" in waiting
    assert "nothing new is booked here" in waiting
    assert arrived(sandbox) == ["DELETE"]
    sandbox.place(new["sessionSid"], status="Needs Proctor")
    second_desk.get(session_path(new))
    form = go_on(second_desk, where)
    assert "Step 2 of 2: book the learner again" in words(form)
    assert "Enter a card token or voucher code again: they are not kept." in words(form)
    told = form_on(form)
    assert (told["session_type"], told["notes"]) == ("vtc", "Quiet room")
    assert "PRACTICE-OK" not in form.text
    booked_from(second_desk, form, new)
    assert (arrived(sandbox), the_switch().state) == (["DELETE", "POST"], "done")
    assert BOOKED in page_of(desk, new)


def test_a_session_that_was_there_before_is_not_taken_for_the_new_one(
    desk: Desk, sandbox: Sandbox
) -> None:
    """The enrollment has another that needs a proctor: a person says which of them it is."""
    where = book(desk, sandbox)
    other = sandbox.place(like=where["sessionSid"])
    desk.get(session_path(where | {"sessionSid": other["sessionSid"]}))
    sandbox.trouble("status", method="GET", path_contains="/enrollments/", code=404)
    switch(desk, where)
    assert arrived(sandbox) == ["DELETE"]
    assert HALF in page_of(desk, where)


def test_a_refused_booking_leaves_the_new_session_s_form_with_everything_typed(
    desk: Desk, second_desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("status", method="POST", code=409, message="No seat is left then.")
    answer = switch(
        desk,
        where,
        "smarter-scheduling",
        notes="Quiet room",
        proctor_location_sid=f"PL{2:032x}",
        **PAID,
    )
    new = new_session(sandbox, where)

    assert (answer.status_code, arrived(sandbox)) == (422, ["DELETE", "POST"])
    assert f'action="{form_path(new)}"' in answer.text
    assert "The old booking (Testing center seat, Duluth Testing Center" in words(answer)
    assert "SmarterProctoring says: “No seat is left then.”" in words(answer)
    form = form_on(answer)
    assert (form["notes"], form["voucher_code"]) == ("Quiet room", "PRACTICE-OK")
    assert (the_switch().state, effects(sandbox, new)) == ("waiting", [])
    again = form_on(go_on(second_desk, where))
    assert (again["notes"], again["voucher_code"]) == ("Quiet room", "")

    later = {"appointment_date_time": "2027-01-15T09:30"}
    booked_from(desk, answer, new, **later)
    assert (arrived(sandbox), the_switch().state) == (["DELETE", "POST", "POST"], "done")
    assert "Jan 15, 2027" in the_switch().new_words
    assert verify().holds


def test_the_draft_of_the_switch_is_gone_once_it_is_the_new_session_s(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    shown = form_on(desk.get(f"{switch_path(where)}?type=vtc"))
    sandbox.trouble("status", method="POST", code=422)
    sent = shown | {"typed": "notes cancellation_memo proctor_location_sid"}
    sent |= {"notes": "Quiet", "cancellation_memo": "At home", "proctor_location_sid": ONLINE}
    answer = desk.post(switch_path(where), sent)
    assert (answer.status_code, arrived(sandbox)) == (422, ["DELETE", "POST"])
    filled = StoredDraft.objects.exclude(contents="").values_list("address", flat=True)
    assert switch_path(where) not in filled


@pytest.mark.parametrize(
    ("trouble", "state", "ends"),
    [("drop_after", "accepted", "done"), ("drop_before", "not-applied", "waiting")],
)
def test_a_lost_booking_is_checked_and_never_sent_again_by_itself(
    desk: Desk, sandbox: Sandbox, trouble: str, state: str, ends: str
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble(trouble, method="POST")
    answer = switch(desk, where)
    new = new_session(sandbox, where)
    assert answer.headers["Location"] == session_path(new)
    assert "The new booking is being checked." in page_of(desk, where)
    assert GO_ON not in page_of(desk, where)
    assert settled(new).state == state
    assert (arrived(sandbox), the_switch().state) == (["DELETE", "POST"], ends)
    if ends == "waiting":
        booked_from(desk, go_on(desk, where), new)
        assert arrived(sandbox) == ["DELETE", "POST", "POST"]
        assert effects(sandbox, new) == ["scheduled"]


def test_a_slow_cancellation_is_not_followed_by_a_booking(
    desk: Desk, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(switch_steps, "GOES_ON_FOR", 0.0)
    where = book(desk, sandbox)
    assert switch(desk, where).headers["Location"] == session_path(where)
    assert arrived(sandbox) == ["DELETE"]
    booked_from(desk, go_on(desk, where), new_session(sandbox, where))
    assert arrived(sandbox) == ["DELETE", "POST"]


def test_the_learner_s_new_session_goes_on_with_the_switch_however_it_is_found(
    desk: Desk, second_desk: Desk, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(switch_steps, "GOES_ON_FOR", 0.0)
    where = book(desk, sandbox)
    switch(desk, where)
    new = new_session(sandbox, where)
    page = second_desk.get(session_path(new))
    assert "Step 2 of 2: book the learner again" in words(page)
    assert f'href="{form_path(new)}">{GO_ON}</a>' in page.text
    assert second_desk.book(new).status_code == 302
    assert (the_switch().state, arrived(sandbox)) == ("done", ["DELETE", "POST"])
    assert the_switch().new_words.startswith("Testing center seat, Duluth")


def test_a_new_session_that_was_booked_outside_is_not_called_unbooked(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("status", method="POST", code=422)
    switch(desk, where)
    new = new_session(sandbox, where)
    sandbox.place(new["sessionSid"], status="Scheduled")
    assert "Step 2 of 2" not in page_of(desk, new)
    page = page_of(desk, where)
    assert "Cancelled, and booked outside this portal" in page
    assert (HALF in page, GO_ON in page) == (False, False)
    assert "Already booked." in words(desk.get(form_path(new)))


def test_a_switch_can_be_left_cancelled(
    desk: Desk, second_desk: Desk, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(switch_steps, "GOES_ON_FOR", 0.0)
    where = book(desk, sandbox)
    switch(desk, where)
    left = second_desk.post(switch_path(where), {"leave": "yes"})
    assert (left.status_code, left.headers["Location"]) == (302, session_path(where))
    assert (the_switch().state, kinds()[-1]) == ("left", "switch_left")
    page = page_of(desk, where)
    assert "was ended without a new booking." in page
    assert GO_ON not in page
    assert "Step 2 of 2" not in words(desk.get(form_path(new_session(sandbox, where))))
    second_desk.post(switch_path(where), {"leave": "yes"})
    assert kinds().count("switch_left") == 1
    assert verify().holds


def test_who_may_only_read_sees_how_far_it_is_and_is_offered_nothing(
    desk: Desk, auditor: Desk, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(switch_steps, "GOES_ON_FOR", 0.0)
    where = book(desk, sandbox)
    switch(desk, where)
    page = page_of(auditor, where)
    assert HALF in page
    assert (GO_ON in page, "Leave it cancelled" in page) == (False, False)
    assert auditor.post(switch_path(where), {"leave": "yes"}).status_code == 403
    assert the_switch().state == "waiting"


# Twice, and two at once.


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
    assert verify().holds


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


# What would hold the second step back holds back the first.


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


def test_no_secret_is_kept_with_the_switch(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    money = {"amount": "25.50", "currency": "USD", "card_token": "tok_practice_declined"}
    answer = switch(desk, where, "smarter-scheduling", proctor_location_sid=f"PL{2:032x}", **money)
    assert (answer.status_code, arrived(sandbox)) == (422, ["DELETE", "POST"])
    kept = the_switch()
    assert (kept.left_out, "declined" in str(kept.answers)) == (["card_token"], False)
    assert form_on(answer)["card_token"] == ""
    assert re.search("check before you take another payment", words(answer))
    assert Attempt.objects.filter(switch=kept).count() == 2
    assert attempt_of(new_session(sandbox, where)).state == "refused"
