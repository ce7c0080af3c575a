"""Who a rescue shows at a place: also whoever SmarterProctoring does not show there, but may be."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from portal.sandbox.server import Sandbox
from scheduling.batches import execution
from scheduling.models import Attendance, BatchRow, ExamSession, Institution
from tests.support.batches import ONE, TEN, booked_there, carried_out
from tests.support.booking_actions import move
from tests.support.booking_form import DULUTH, session_path
from tests.support.client import Desk
from tests.support.html import own_form_on, words
from tests.support.outcomes import attempt_of
from tests.support.people import NORTHFIELD
from tests.support.rescue_form import ticked

PAGE = "/rescues/new/"
ROOM = {
    "location": f"{NORTHFIELD}/{DULUTH}",
    "day": "2027-01-14",
    "from": "10:00",
    "until": "13:00",
}
AT_TEN = {"appointment_date_time": "2027-01-14T10:00"}
NOBODY = "Nobody is booked there at that time, as far as we know"
ASKED = "asked for Thu, Jan 14, 2027, 10:00 AM CST Another request for it is still being checked."


def known(where: dict[str, str]) -> ExamSession:
    return ExamSession.objects.get(sid=where["sessionSid"])


def booked_without(desk: Desk, sandbox: Sandbox, *hidden: str) -> dict[str, str]:
    """A seat at Duluth from ten o'clock, whose yes leaves out these fields."""
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("null_fields", fields=list(hidden))
    assert desk.book(where, **AT_TEN).status_code == 302
    sandbox.clear()
    return where


def test_a_booking_whose_place_was_left_out_stands_where_it_was_booked(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    session = known(booked_without(desk, sandbox, "location"))
    assert (session.location_sid, session.appointment_at) == ("", TEN)
    page = desk.get(PAGE, params=ROOM)

    assert NOBODY not in words(page)
    assert f'name="session" value="{session.pk}"' in page.text
    form = own_form_on(page)
    box = re.search(rf'name="session" value="{session.pk}"[^>]*>', page.text)
    assert box and "checked" not in box[0], "nobody knows that it is there"
    assert "does not show its location. It was booked here for this one. Select it" in words(page)
    checked = desk.post(PAGE, form | {"session": str(session.pk), "do": "check"})
    assert "seats free" in words(checked)
    elsewhere = ROOM | {"location": f"{NORTHFIELD}/PL{'2'.zfill(32)}"}
    assert NOBODY in words(desk.get(PAGE, params=elsewhere))


def test_one_that_turns_out_to_be_elsewhere_is_not_moved(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    where = booked_without(desk, sandbox, "location")
    session = known(where)
    form = own_form_on(desk.get(PAGE, params=ROOM))
    ticked = {"session": str(session.pk), "reason": "The power is out.", "do": "begin"}
    assert desk.post(PAGE, form | ticked).status_code == 302
    sandbox.place(session.sid, fields={"proctorLocationSid": "PL" + "2".zfill(32)})
    carried_out(BatchRow.objects.get().batch)

    assert sandbox.requests("PUT") == []
    assert BatchRow.objects.get().reason == execution.CHANGED


def test_a_booking_of_which_no_start_came_back_stands_at_the_start_it_was_booked_for(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    session = known(booked_without(desk, sandbox, "location", "appointmentDate", "appointment"))
    assert session.appointment_at is None
    page = desk.get(PAGE, params=ROOM)
    assert "booked here for Thu, Jan 14, 2027, 10:00 AM CST Its start is not known." in words(page)
    assert f'name="session" value="{session.pk}"' not in page.text
    assert NOBODY in words(desk.get(PAGE, params=ROOM | {"from": "14:00", "until": "15:00"}))


def test_a_booking_that_is_still_being_checked_is_shown_and_can_not_be_ticked(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    sandbox.trouble("drop_after")
    desk.book(where, **AT_TEN)
    assert attempt_of(where).is_open and known(where).known_status.needs_proctor
    page = desk.get(PAGE, params=ROOM)

    assert NOBODY not in words(page)
    assert ASKED in words(page)
    assert f'name="session" value="{known(where).pk}"' not in page.text
    assert NOBODY in words(desk.get(PAGE, params=ROOM | {"from": "14:00", "until": "15:00"}))


def test_a_move_to_there_that_is_being_checked_is_shown_at_either_time(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    where = sandbox.needs_proctor()[0]
    assert desk.book(where, **AT_TEN).status_code == 302
    sandbox.trouble("drop_before", method="PUT")
    move(desk, where, appointment_date_time="2027-01-14T15:00")
    assert attempt_of(where).is_open
    for begins, ends in (("10:00", "13:00"), ("15:00", "16:00")):
        said = words(desk.get(PAGE, params=ROOM | {"from": begins, "until": ends}))
        assert "10:00 AM CST, asked for Thu, Jan 14, 2027, 3:00 PM CST" in said
        assert "still being checked" in said
    assert NOBODY in words(desk.get(PAGE, params=ROOM | {"from": "18:00", "until": "19:00"}))


@pytest.mark.parametrize(
    ("facts", "count"),
    [
        ({}, 2),
        ({"session_type": ""}, 2),
        ({"session_type": "messaging"}, 2),
        ({"session_type": "?"}, 2),
        ({"session_type": "instructor-as-proctor"}, 0),
        ({"session_type": "ad-hoc"}, 0),
        ({"session_type": "automated"}, 0),
        ({"status": "Cancelled"}, 0),
        ({"appointment_at": TEN - timedelta(minutes=30)}, 2),
        ({"appointment_at": TEN - timedelta(minutes=90)}, 0),
        ({"appointment_at": ONE}, 0),
    ],
)
def test_those_of_which_no_place_is_shown_are_counted_where_they_may_be_there(
    desk: Desk, sandbox: Sandbox, institution: Institution, facts: dict, count: int
) -> None:
    booked_there(sandbox, institution, 2, **({"location_sid": "", "location_name": ""} | facts))
    page = words(desk.get(PAGE, params=ROOM))
    assert NOBODY in page
    said = "2 more are booked at that time, location not known: they may be there, too."
    assert (said in page) == bool(count)


def test_whom_nobody_waits_for_any_more_is_told_and_not_selected(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    here, gone, absent, nobody_knows = booked_there(sandbox, institution, 4)
    came = {"arrived_at": TEN - timedelta(minutes=5), "marked_by_name": "Ana Ruiz"}
    Attendance.objects.create(session=here, event_number=1, start_at=TEN, **came)
    left = came | {"left_at": TEN + timedelta(minutes=40)}
    Attendance.objects.create(session=gone, event_number=2, start_at=TEN, **left)
    missed = {"no_show_at": TEN + timedelta(minutes=15), "marked_by_name": "Ana Ruiz"}
    Attendance.objects.create(session=absent, event_number=3, start_at=TEN, **missed)
    page = desk.get(PAGE, params=ROOM)

    assert ticked(page) == [here.pk, nobody_knows.pk]
    said = words(page)
    assert said.count("9:55 AM") == 2
    assert "left 10:40 AM. Checked out: it may be over. Select it to move it anyway." in said
    assert "Marked as a no-show. Select it to move it anyway." in said
