"""What is said of a switch between its two steps, and after a second one that was done otherwise:
on both sessions' pages, in the list, on the handover, in the log.
"""

from __future__ import annotations

import re
from urllib.parse import urlencode

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.accepted_sentences import AGAIN, BOOKED_AGAIN
from scheduling.booking.outcome_panel.parts import BookedAgain
from scheduling.models import AuditEvent, ExamSession
from scheduling.views.booking.brought_back import OTHER_SWITCH
from tests.support.booking_actions import book, move, new_session
from tests.support.booking_form import DULUTH, form_path, session_path
from tests.support.client import Desk
from tests.support.html import form_on, words
from tests.support.outcomes import page_of, sentence_of, settled
from tests.support.switching import booked_from, switch, switch_path, the_switch

MINNEAPOLIS = f"PL{2:032x}"
SEAT = "Testing center seat, Minneapolis Campus Testing Center"
BOOKED_OUTSIDE = "Half switched, booked outside"
NOT_BOOKED = "Half switched, not booked"
MAIN = re.compile(r'<a class="btn btn--primary[^"]*"[^>]*>\s*([^<]*?)\s*</a>')
SAID_MEANWHILE = (
    " at Duluth Testing Center on Thursday, January 14, 2027 at 9:30 AM CST is cancelled. A new one"
    " is not made yet; if you do not hear from us, please ask us again."
)


def handover(desk: Desk, where: dict[str, str], location: str = "") -> str:
    place = {"install": where["installSid"]} | ({"location": location} if location else {})
    return words(desk.get(f"/handover/?{urlencode(place)}"))


def refused_second_step(desk: Desk, sandbox: Sandbox) -> tuple[dict[str, str], dict[str, str]]:
    """The cancelled session and the one to book, 9:30 AM in Minneapolis by the switch."""
    where = book(desk, sandbox)
    sandbox.trouble("status", method="POST", code=409, message="No seat is left then.")
    switch(desk, where, "smarter-scheduling", proctor_location_sid=MINNEAPOLIS)
    return where, new_session(sandbox, where)


def test_what_the_switch_asked_for_comes_before_the_place_and_time_of_an_address(
    desk: Desk, sandbox: Sandbox
) -> None:
    _, new = refused_second_step(desk, sandbox)
    plain = form_on(desk.get(form_path(new)))
    for asked in (
        {"start": "2027-01-14T17:30:00Z", "location": DULUTH, "type_before": "smarter-scheduling"},
        {"start": "2027-01-14T17:30:00Z", "location": DULUTH},
        {"first_time": "2027-01-14T11:30"},
    ):
        page = desk.get(f"{form_path(new)}?{urlencode(asked)}")
        form = form_on(page)
        assert form["appointment_date_time"] == plain["appointment_date_time"] == "2027-01-14T09:30"
        assert form["proctor_location_sid"] == MINNEAPOLIS
        assert OTHER_SWITCH.title in words(page)
        assert "are those of your last booking" not in words(page)
    assert OTHER_SWITCH.title not in words(desk.get(form_path(new)))


def test_one_whose_new_booking_is_being_checked_is_no_unbooked_one(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("drop_before", method="POST")
    switch(desk, where)
    new = new_session(sandbox, where)
    assert f"0 {NOT_BOOKED}" in handover(desk, where)
    assert "1 Being checked" in handover(desk, where)
    listed = desk.get("/?view=all")
    assert f'href="{session_path(new)}' in listed.text
    assert NOT_BOOKED not in words(listed)
    said = page_of(desk, where)
    assert AGAIN[BookedAgain.BEING_CHECKED] in said
    assert BOOKED_AGAIN not in said and "can be booked again" not in said

    settled(new)
    assert f"1 {NOT_BOOKED}" in handover(desk, where)
    assert NOT_BOOKED in words(desk.get("/?view=decide"))


def test_both_pages_name_it_alike_lead_on_and_have_a_sentence_for_the_learner(
    desk: Desk, sandbox: Sandbox
) -> None:
    where, new = refused_second_step(desk, sandbox)
    for page in (where, new):
        shown, said = desk.get(session_path(page)), page_of(desk, page)
        assert MAIN.findall(shown.text) == ["Continue the switch"]
        assert f'action="{switch_path(where)}"' in shown.text and "Leave it cancelled" in said
        assert (said.count(SAID_MEANWHILE), said.count("To read to the learner")) == (1, 1)
        panel = desk.get(f"{session_path(page)}panel/").text
        assert NOT_BOOKED in panel and "A new one is not made yet" in panel
    assert page_of(desk, new).count(NOT_BOOKED) == 2  # its state, and what is said of it

    desk.post(switch_path(where), {"leave": "yes"})
    for page in (where, new):
        said = page_of(desk, page)
        assert (NOT_BOOKED in said, SAID_MEANWHILE in said) == (False, False)
    assert MAIN.findall(desk.get(session_path(new)).text) == ["Book this session"]


def test_one_that_the_provider_shows_booked_is_told_as_that(desk: Desk, sandbox: Sandbox) -> None:
    where, new = refused_second_step(desk, sandbox)
    sandbox.place(new["sessionSid"], status="Scheduled")
    desk.get(session_path(new))
    assert page_of(desk, new).count(BOOKED_OUTSIDE) == 2  # its state, and what is said of it
    assert page_of(desk, where).count(BOOKED_OUTSIDE) == 1
    listed = words(desk.get("/?view=decide"))
    assert (BOOKED_OUTSIDE in listed, NOT_BOOKED in listed) == (True, False)
    assert "SmarterProctoring shows a booking that was not made here" in handover(desk, where)


def test_whoever_stands_in_a_list_may_not_be_missing_from_it_too(
    desk: Desk, sandbox: Sandbox
) -> None:
    """The old session's place was never read, and the switch leads to the very location."""
    where, _ = refused_second_step(desk, sandbox)
    ExamSession.objects.filter(sid=where["sessionSid"]).update(
        location_sid="", location_name="", refreshed_at=None
    )
    there = handover(desk, where, MINNEAPOLIS)
    assert f"1 {NOT_BOOKED}" in there and f"{NOT_BOOKED}, 1 more not known" not in there


def test_the_old_page_and_the_log_name_what_was_booked_and_not_what_was_asked(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    paid = {"amount": "25.50", "currency": "USD", "voucher_code": "PRACTICE-HOUR-OFF"}
    switch(desk, where, "smarter-scheduling", proctor_location_sid=MINNEAPOLIS, **paid)
    old = page_of(desk, where)
    assert f"Switched. The new booking is {SEAT}, Thu, Jan 14, 2027, 10:30 AM" in old
    assert f"The switch asked for {SEAT}, Thu, Jan 14, 2027, 9:30 AM" in old
    assert f"Switched to {SEAT}" not in old
    told = [sentence_of(one) for one in AuditEvent.objects.filter(kind="switch_done")]
    assert len(told) == 2
    assert all("stored it otherwise" in one and "switched" in one for one in told)


def test_the_old_page_follows_the_new_booking(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    switch(desk, where, "smarter-scheduling", proctor_location_sid=MINNEAPOLIS)
    new = new_session(sandbox, where)
    assert f"Switched to {SEAT}, Thu, Jan 14, 2027, 9:30 AM" in page_of(desk, where)
    move(desk, new, appointment_date_time="2027-01-15T13:00")
    assert f"Switched. The new booking is {SEAT}, Fri, Jan 15, 2027, 1:00 PM" in (
        page_of(desk, where)
    )
    sandbox.place(new["sessionSid"], status="Cancelled")
    desk.get(session_path(new))
    assert "Switched, and not booked as that now" in page_of(desk, where)
    assert "The new session says “Cancelled”" in page_of(desk, where)


def test_a_switch_that_was_carried_out_tells_nothing_else(desk: Desk, sandbox: Sandbox) -> None:
    where, new = refused_second_step(desk, sandbox)
    booked_from(desk, desk.get(form_path(new)), new)
    assert the_switch().state == "done"
    assert "Switched to Testing center seat, Minneapolis" in page_of(desk, where)
    assert "The learner is booked again, in a new session." in page_of(desk, where)


def test_its_row_goes_on_with_it(desk: Desk, sandbox: Sandbox) -> None:
    _, new = refused_second_step(desk, sandbox)
    said = dict(
        re.findall(r'href="([^"?]*)[^"]*" data-key="b">([^<]*)</a>', desk.get("/?view=all").text)
    )
    assert said.pop(form_path(new)) == "Continue"
    assert {*said.values()} <= {"Book"}
