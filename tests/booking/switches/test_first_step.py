"""A switch whose cancellation comes to nothing, or gets no clear answer: nothing is booked."""

from __future__ import annotations

from portal.sandbox.server import Sandbox
from scheduling.audit.verifier import verify
from scheduling.booking.outcome_panel.failed_sentences import CHECKED
from scheduling.models import Institution
from tests.support.booking_actions import (
    NEW_TIME,
    book,
    log_of,
    move,
    new_session,
    settle_by_hand,
    take_the_provider_away,
)
from tests.support.booking_form import DULUTH, session_path
from tests.support.client import Desk
from tests.support.html import form_on, words
from tests.support.outcomes import effects, page_of, settled
from tests.support.switching import (
    ONLINE,
    arrived,
    booked_from,
    go_on,
    states,
    switch,
    switch_path,
    the_switch,
)

HALF = "Half switched, not booked"
PAID = {"amount": "25.50", "currency": "USD", "voucher_code": "PRACTICE-OK"}


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
    assert (
        "Still booked. The switch to Virtual Test Center, Thu, Jan 14, 2027, 9:30 AM CST"
        " was not done It is booked for Thursday, January 14, 2027 9:30 – 11:00 AM CST"
        " Duluth Testing Center · 15:30 UTC SmarterProctoring says: “The exam has begun.” Nothing"
        " was changed. Try the switch again To read to the learner “Nothing about your booking has"
        " changed. You are booked for"
    ) in page
    assert log_of("cancel") == [
        *(("intent", ""), ("switch_begun", "")),
        *(("outcome", "refused"), ("switch_undone", "refused")),
    ]
    assert desk.post(switch_path(where), form).status_code == 302
    assert arrived(sandbox) == ["DELETE", "DELETE", "POST"]


def test_a_switch_that_was_not_done_is_not_brought_back_to_a_booking_that_was_moved_since(
    desk: Desk, second_desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("status", method="DELETE", code=409, message="The exam has begun.")
    switch(desk, where, notes="Typed already")
    second = form_on(second_desk.get(switch_path(where)))
    assert (second["session_type"], second["notes"]) == ("vtc", "Typed already")
    assert move(second_desk, where).status_code == 302
    after = form_on(second_desk.get(f"{switch_path(where)}?type=vtc"))
    assert (after["appointment_date_time"], after["notes"]) == (NEW_TIME, "")


def test_a_location_that_is_retired_is_told_as_lost(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    where = book(desk, sandbox)
    page = desk.get(f"{switch_path(where)}?type=smarter-scheduling")
    assert form_on(page)["proctor_location_sid"] == DULUTH
    institution.locations.filter(pl_sid=DULUTH).update(is_active=False)
    for to in ("smarter-scheduling", "vtc", "proctoru", "automated"):
        page = desk.get(f"{switch_path(where)}?type={to}")
        assert form_on(page).get("proctor_location_sid", "") == ""
        assert "Is lost The appointment that is booked now, Location" in words(page)


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
    assert verify().is_intact


def test_a_lost_cancellation_that_was_not_done_changes_nothing(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("drop_before", method="DELETE")
    switch(desk, where, notes="Quiet room")
    settled(where)
    assert (arrived(sandbox), the_switch().state) == (["DELETE"], "undone")
    page = page_of(desk, where)
    assert CHECKED["cancel"] in page
    assert "Still booked. The switch to Virtual Test Center" in page
    assert "To read to the learner “Nothing about your booking has changed. You are booked" in page
    assert "The last cancellation" not in page
    assert form_on(desk.get(switch_path(where)))["notes"] == "Quiet room"
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
