"""A switch that is half done: what holds then, and who goes on with it, or leaves it."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth import get_user_model

from portal.sandbox.server import Sandbox
from scheduling.audit.verifier import verify
from scheduling.booking.outcome_panel.accepted_sentences import BOOKED
from scheduling.forms.booking.payment.payable_form import VOUCHER_TAKEN_OUT
from scheduling.models import Attempt, RoleGrant, StoredDraft
from scheduling.views.booking.switch import switch_steps
from scheduling.views.exam_sessions.switch_words import PAY_AGAIN
from tests.support.booking_actions import (
    book,
    new_session,
)
from tests.support.booking_form import form_path, session_path
from tests.support.client import Desk
from tests.support.html import form_on, words
from tests.support.outcomes import effects, kinds, page_of, settled
from tests.support.polling import until
from tests.support.switching import (
    GO_ON,
    ONLINE,
    arrived,
    booked_from,
    go_on,
    switch,
    switch_path,
    the_switch,
)

HALF = "Half switched, not booked"
PAID = {"amount": "25.50", "currency": "USD", "voucher_code": "PRACTICE-OK"}

MAIN = re.compile(r'<a class="btn btn--primary[^"]*"[^>]*>([^<]*)</a>')


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
    assert PAY_AGAIN in words(form)
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
    assert (form["notes"], form["voucher_code"]) == ("Quiet room", "")
    assert (VOUCHER_TAKEN_OUT in words(answer), PAY_AGAIN in words(answer)) == (True, False)
    assert PAY_AGAIN in words(desk.get(form_path(new)))
    filled = MAIN.findall(desk.get(session_path(where)).text)
    assert [one.strip() for one in filled] == ["Continue the switch"]
    assert (the_switch().state, effects(sandbox, new)) == ("waiting", [])
    said = page_of(desk, new)
    assert "Continue the switch" in said and "Book again with these answers" not in said
    again = form_on(go_on(second_desk, where))
    assert (again["notes"], again["voucher_code"]) == ("Quiet room", "")

    later = {"appointment_date_time": "2027-01-15T09:30", "voucher_code": "PRACTICE-OK"}
    booked_from(desk, answer, new, **later)
    assert (arrived(sandbox), the_switch().state) == (["DELETE", "POST", "POST"], "done")
    assert "Jan 15, 2027" in the_switch().new_words
    assert verify().is_intact


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
    assert HALF in words(page)
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
    assert HALF not in page_of(desk, new)
    page = page_of(desk, where)
    assert "Half switched, booked outside" in page
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
    assert verify().is_intact


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


def test_a_half_switched_learner_stands_where_somebody_looks(
    desk: Desk, second_desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("status", method="POST", code=409, message="No seat is left then.")
    switch(desk, where, "smarter-scheduling", proctor_location_sid=f"PL{2:032x}")
    new = new_session(sandbox, where)
    for view in ("today", "decide"):
        listed = second_desk.get(f"/?view={view}")
        assert f'href="{session_path(new)}"' in listed.text
        assert "Half switched, not booked" in words(listed)
    handover = words(second_desk.get(f"/handover/?install={where['installSid']}"))
    assert "1 Half switched, not booked" in handover
    assert "was Testing center seat, Duluth Testing Center" in handover
    assert "; switch by Ana Ruiz" in handover

    second_desk.post(switch_path(where), {"leave": "yes"})
    assert "Half switched" not in words(second_desk.get("/?view=decide"))
    assert "0 Half switched, not booked" in words(
        second_desk.get(f"/handover/?install={where['installSid']}")
    )


@pytest.mark.parametrize("lost", ["role", "account"])
def test_nothing_is_booked_for_whoever_may_no_longer_book_when_the_cancellation_is_answered(
    lost: str, desk: Desk, second_desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("latency", method="DELETE", ms=1500)
    mine = get_user_model().objects.get(username="coordinator")
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(switch, desk, where)
        until(lambda: Attempt.objects.filter(action="cancel").exists())
        if lost == "role":
            RoleGrant.objects.filter(user=mine).delete()
        else:
            get_user_model().objects.filter(pk=mine.pk).update(is_active=False)
        answer = waiting.result()
    assert (answer.status_code, answer.headers["Location"]) == (302, session_path(where))
    assert arrived(sandbox) == ["DELETE"]
    assert HALF in page_of(second_desk, where)
    booked_from(second_desk, go_on(second_desk, where), new_session(sandbox, where))
    assert (arrived(sandbox), the_switch().state) == (["DELETE", "POST"], "done")
