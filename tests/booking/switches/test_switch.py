"""Switching a booking to another type or place with one press: cancelled, then booked in the
learner's new session.
"""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest

from portal.sandbox.server import Sandbox
from scheduling.audit.verifier import verify
from scheduling.booking.outcome_panel.accepted_sentences import BOOKED
from scheduling.models import AuditEvent, Location
from tests.support.booking_actions import book, new_session
from tests.support.booking_form import DULUTH, form_path, session_path
from tests.support.case_file_checker import check, made
from tests.support.client import Desk
from tests.support.html import form_on, words
from tests.support.outcomes import effects, page_of
from tests.support.switching import (
    BOOKS,
    ONLINE,
    arrived,
    states,
    switch,
    switch_path,
    the_switch,
)

MOVABLE = "smarter-scheduling"
UNMOVABLE = ("instructor-as-proctor", "messaging", "vtc", "automated")


def booked_as(desk: Desk, sandbox: Sandbox, wire_name: str) -> dict[str, str]:
    """A session that is booked as this type; the calls that took are forgotten."""
    where = sandbox.needs_proctor()[0]
    assert desk.book(where, session_type=wire_name, **BOOKS[wire_name]).status_code == 302
    sandbox.clear()
    return where


def test_a_type_and_a_location_of_one_name_are_said_once(desk: Desk, sandbox: Sandbox) -> None:
    where = booked_as(desk, sandbox, "vtc")
    switch(desk, where, MOVABLE)
    page = words(desk.get(session_path(new_session(sandbox, where))))
    assert "Switched from Virtual Test Center, Thu, Jan 14, 2027, 9:30 AM" in page


@pytest.mark.parametrize("old", [MOVABLE, *UNMOVABLE])
def test_one_press_cancels_and_books_whatever_type_it_was(
    desk: Desk, sandbox: Sandbox, old: str
) -> None:
    where = booked_as(desk, sandbox, old) if old != "instructor-as-proctor" else None
    where = where or book(desk, sandbox, **BOOKS[old])
    to = "smarter-scheduling" if old != MOVABLE else "vtc"
    answer = switch(desk, where, to, reason="other-reason")

    new = new_session(sandbox, where)
    assert (answer.status_code, answer.headers["Location"]) == (302, session_path(new))
    assert arrived(sandbox) == ["DELETE", "POST"]
    [cancelled], [scheduled] = sandbox.requests("DELETE"), sandbox.requests("POST")
    assert cancelled["body"] == {
        "type": old,
        "cancellationMemo": "Wants to take it at home.",
        "reason": "other-reason",
        "bypassNonRefundable": False,
    }
    assert (scheduled["body"]["type"], new["sessionSid"] in scheduled["path"]) == (to, True)
    assert (effects(sandbox, where), effects(sandbox, new)) == (["cancelled"], ["scheduled"])
    assert states() == [("cancel", "accepted"), ("schedule", "accepted")]
    assert (the_switch().state, the_switch().new.sid) == ("done", new["sessionSid"])
    assert verify().is_intact


def test_old_and_new_session_name_each_other(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    switch(desk, where)
    new = new_session(sandbox, where)
    old_page, new_page = desk.get(session_path(where)), desk.get(session_path(new))

    assert "Switched to Virtual Test Center" in words(old_page)
    assert f'href="{session_path(new)}">Open the new session</a>' in old_page.text
    assert BOOKED in words(new_page)
    assert (
        "Switched from Testing center seat, Duluth Testing Center, Thu, Jan 14, 2027, 9:30 AM CST."
        in words(new_page)
    )
    assert f'href="{session_path(where)}">Open the old session</a>' in new_page.text


def test_the_log_tells_one_story(desk: Desk, administrator: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    switch(desk, where)
    new, number = new_session(sandbox, where), the_switch().pk
    rows = AuditEvent.objects.filter(details__contains=f'"switch":{number}').order_by("number")
    told = [(one.kind, one.session_sid) for one in rows]
    old_sid, new_sid = where["sessionSid"], new["sessionSid"]
    assert told == [
        ("intent", old_sid),
        ("switch_begun", old_sid),
        ("outcome", old_sid),
        ("switch_halfway", old_sid),
        ("intent", new_sid),
        ("outcome", new_sid),
        ("switch_done", old_sid),
        ("switch_done", new_sid),
    ]
    for one in {row.attempt_id for row in rows}:
        story = words(administrator.get(f"/audit/story/attempt/{one}/"))
        assert "Ana Ruiz began to switch" in story
        assert "Ana Ruiz booked" in story
    assert "Ana Ruiz switched" in page_of(desk, new)


def test_the_form_says_what_carries_over_what_is_lost_and_what_the_money_does(
    desk: Desk, sandbox: Sandbox
) -> None:
    paid = {"amount": "25.50", "currency": "USD", "voucher_code": "PRACTICE-OK"}
    where = book(desk, sandbox, notes="Quiet room", first_name="Jo", **paid)
    page = desk.get(f"{switch_path(where)}?type=vtc")

    said, form = words(page), form_on(page)
    assert "You are about to cancel Thu, Jan 14, 2027, 9:30 AM CST · Testing center seat" in said
    assert (
        "Carries over Date and time, Notes Is changed Type (to Virtual Test Center) Is lost" in said
    )
    assert "Is lost The appointment that is booked now, Location, First name Money" in said
    assert "Money $25.50 USD by voucher ending" in said
    money = page.text.partition("<dt>Money</dt>")[2].partition("</dd>")[0]
    told = [unescape(one).strip() for one in re.findall(r"<p>([^<]*)</p>", money)]
    beginnings = [one.split()[0] for one in told]  # each is a line of its own
    assert beginnings == ["$25.50", "Sent", "Refunds"]
    assert told[-1].endswith("Payment does not carry over.")
    assert (form["appointment_date_time"], form["notes"]) == ("2027-01-14T09:30", "Quiet room")
    assert (form["proctor_location_sid"], form.get("amount", "")) == ("", "")
    same = form_on(desk.get(switch_path(where)))
    assert (same["session_type"], same["proctor_location_sid"]) == (MOVABLE, DULUTH)
    assert (same["first_name"], same["amount"], same["voucher_code"]) == ("Jo", "", "")


def test_what_was_answered_otherwise_does_not_carry_over(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox, notes="Quiet room")
    form = form_on(desk.get(f"{switch_path(where)}?type=vtc"))
    later = form | {"appointment_date_time": "2027-01-15T11:00", "change_type": "vtc"}
    said = words(desk.post(switch_path(where), later))

    changed = "Type (to Virtual Test Center), Date and time"
    assert f"Carries over Notes Is changed {changed} Is lost" in said


def test_a_place_and_a_time_where_there_were_none_are_changes_and_no_appointment_is_lost(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = booked_as(desk, sandbox, "automated")
    form = form_on(desk.get(f"{switch_path(where)}?type={MOVABLE}"))
    empty = words(desk.post(switch_path(where), form | {"change_type": MOVABLE}))
    kind = "Type (to Testing center seat)"
    assert f"Carries over Nothing Is changed {kind} Is lost Nothing Money" in empty

    seat = {"proctor_location_sid": DULUTH, "appointment_date_time": "2027-01-14T10:00"}
    filled = words(desk.post(switch_path(where), form | seat | {"change_type": MOVABLE}))
    assert f"Is changed {kind}, Location, Date and time Is lost Nothing Money" in filled


def test_another_place_in_place_of_one_that_does_not_carry_over_is_changed_and_not_lost(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    form = form_on(desk.get(f"{switch_path(where)}?type=vtc"))
    said = words(
        desk.post(switch_path(where), form | {"proctor_location_sid": ONLINE, "change_type": "vtc"})
    )
    assert "Type (to Virtual Test Center), Location Is lost" in said
    assert "Is lost The appointment that is booked now Money" in said


def test_choosing_a_type_keeps_what_was_typed_and_brings_what_carries_over(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox, notes="Quiet room", first_name="Jo")
    form = form_on(desk.get(switch_path(where))) | {"phone": "555 0101", "notes": "Any room"}
    online = form_on(desk.post(switch_path(where), form | {"change_type": "vtc"}))
    assert (online["session_type"], online["notes"]) == ("vtc", "Any room")
    assert online["appointment_date_time"] == "2027-01-14T09:30"
    assert (online["proctor_location_sid"], online["phone"]) == ("", "555 0101")
    assert "first_name" not in online

    back = form_on(desk.post(switch_path(where), online | {"change_type": MOVABLE}))
    assert (back["proctor_location_sid"], back["first_name"]) == (DULUTH, "Jo")
    assert (back["phone"], back["notes"]) == ("555 0101", "Any room")
    assert arrived(sandbox) == []


def test_an_online_place_is_not_taken_along_to_a_testing_center_and_is_read_out_as_online(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = booked_as(desk, sandbox, "proctoru")
    form = form_on(desk.get(switch_path(where)))
    assert form["proctor_location_sid"] == ONLINE
    page = desk.post(switch_path(where), form | {"change_type": MOVABLE})
    assert form_on(page)["proctor_location_sid"] == ""
    assert "Is lost The appointment that is booked now, Location Money" in words(page)
    elsewhere = form_on(desk.post(switch_path(where), form | {"change_type": "examity"}))
    assert elsewhere["proctor_location_sid"] == ONLINE

    assert switch(desk, where, MOVABLE, proctor_location_sid=ONLINE).status_code == 302
    told = page_of(desk, new_session(sandbox, where))
    now = ", online with Virtual Test Center. It is no longer online with ProctorU.”"
    assert now in told
    own = form_on(desk.get(switch_path(new_session(sandbox, where))))
    assert own["proctor_location_sid"] == ONLINE


def test_a_place_alone_can_be_switched_and_a_time_alone_is_a_move(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    later = switch(desk, where, MOVABLE, appointment_date_time="2027-01-15T09:30")
    assert later.status_code == 422
    assert "To change only the time, move the booking." in words(later)
    assert arrived(sandbox) == []

    elsewhere = f"PL{2:032x}"
    assert switch(desk, where, MOVABLE, proctor_location_sid=elsewhere).status_code == 302
    assert arrived(sandbox) == ["DELETE", "POST"]
    assert sandbox.requests("POST")[0]["body"]["proctorLocationSid"] == elsewhere


def test_what_can_t_be_moved_is_switched_to_another_time(desk: Desk, sandbox: Sandbox) -> None:
    where = booked_as(desk, sandbox, "vtc")
    same = switch(desk, where, "vtc")
    assert (same.status_code, arrived(sandbox)) == (422, [])
    assert "this is what is booked now" in words(same)
    later = switch(desk, where, "vtc", appointment_date_time="2027-01-15T09:30")
    assert (later.status_code, arrived(sandbox)) == (302, ["DELETE", "POST"])


@pytest.mark.parametrize(
    "faulty",
    [{"cancellation_memo": ""}, {"proctor_location_sid": ""}, {"appointment_date_time": ""}],
)
def test_nothing_is_sent_before_both_are_sound(
    desk: Desk, sandbox: Sandbox, faulty: dict[str, str]
) -> None:
    where = book(desk, sandbox)
    answer = switch(desk, where, notes="Typed already", **faulty)
    assert (answer.status_code, sandbox.requests(), states()) == (422, [], [])
    assert "Not switched, nothing was changed. Please fix:" in words(answer)
    assert form_on(answer)["notes"] == "Typed already"


def test_a_form_without_a_number_is_named_once(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    answer = switch(desk, where, attempt_id=None)
    assert (answer.status_code, arrived(sandbox)) == (422, [])
    assert words(answer).count("the form had expired. Check the answers, then switch again.") == 1


def test_a_card_number_is_named_once_where_it_stands(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    answer = switch(desk, where, cancellation_memo="Paid by 4242 4242 4242 4242")
    assert (answer.status_code, arrived(sandbox)) == (422, [])
    assert words(answer).count("Do not enter card numbers.") == 2  # above and at its field
    assert "in a field that is not shown" not in words(answer)
    assert "4242 4242" not in answer.text


def test_a_session_without_a_booking_offers_no_switch(desk: Desk, sandbox: Sandbox) -> None:
    booked = book(desk, sandbox)
    where = sandbox.needs_proctor()[0]
    assert f'href="{switch_path(booked)}"' in desk.get(session_path(booked)).text
    shown = desk.get(session_path(where))
    assert f'href="{switch_path(where)}"' not in shown.text
    assert "Switch type or location · Cancel the booking Nothing is booked yet." in words(shown)
    page = desk.get(switch_path(where))
    assert (page.status_code, form_on(page)) == (200, {})
    assert "This booking can’t be switched. Nothing is booked yet." in words(page)
    answer = switch(desk, where)
    assert (answer.status_code, arrived(sandbox)) == (422, [])


def test_who_may_only_read_may_not_switch(auditor: Desk, desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    assert switch(auditor, where).status_code == 403
    assert "Switch type or location · Cancel the booking Your role here is read-only." in page_of(
        auditor, where
    )
    assert arrived(sandbox) == []


def test_htmx_is_sent_to_the_new_session(desk: Desk, sandbox: Sandbox) -> None:
    where, htmx = book(desk, sandbox), {"HX-Request": "true"}
    faulty = switch(desk, where, cancellation_memo="", headers=htmx)
    assert faulty.status_code == 422
    assert faulty.text.strip().startswith('<div id="switch-form">')
    sent = switch(desk, where, headers=htmx)
    assert (sent.status_code, sent.headers["HX-Redirect"]) == (
        200,
        session_path(new_session(sandbox, where)),
    )
    assert sandbox.requests("POST")[0]["body"]["proctorLocationSid"] == ONLINE


def test_the_case_files_of_both_sessions_hold_and_tell_of_the_switch(
    desk: Desk, auditor: Desk, sandbox: Sandbox, tmp_path: Path
) -> None:
    where = book(desk, sandbox)
    switch(desk, where)
    for one in (where, new_session(sandbox, where)):
        content = made(auditor, {"install": one["installSid"], "session": one["sessionSid"]})
        told = [event["event"]["kind"] for event in json.loads(content)["events"]]
        assert "switch_done" in told
        assert check(tmp_path, content)[0] == 0


def test_no_time_goes_over_to_a_type_that_needs_none(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    page = desk.get(f"{switch_path(where)}?type=automated")
    assert form_on(page).get("appointment_date_time", "") == ""
    assert "Carries over Nothing Is changed Type (to Automated) Is lost" in words(page)
    assert "Any time in the exam’s window" in words(page)


def test_a_place_with_another_clock_changes_the_time_as_it_is_chosen(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    form = form_on(desk.get(switch_path(where)))
    there = Location.objects.get(time_zone="America/Phoenix")
    looked = form | {"proctor_location_sid": there.pl_sid}
    preview = f"{form_path(where)}preview/?form=switch"
    same, other = (desk.post(preview, one).text for one in (form, looked))
    assert 'innerHTML:#carried-changed">Nothing<' in same
    assert 'innerHTML:#carried-changed">Location, Date and time<' in other
    assert 'innerHTML:#carried-over">Nothing<' in other


def test_which_of_two_hours_it_is_is_asked_of_a_time_that_was_typed_before_the_type(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    form = form_on(desk.get(f"{switch_path(where)}?type=smarter-scheduling"))
    twice = {"appointment_date_time": "2027-11-07T01:30", "change_type": "vtc"}
    answer = desk.post(switch_path(where), form | twice)
    after = form_on(answer)
    assert after["appointment_date_time"] == "2027-11-07T01:30"
    assert after.get("time_fold", "") == ""
