"""Whoever books or moves somebody into a room that a rescue emptied is told so, and why."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import Batch, ExamSession, Institution
from scheduling.rescues import emptied_rooms
from tests.support.batches import TEN, approved, begun, booked_there, carried_out
from tests.support.booking_form import DULUTH, booking, form_path, session_path
from tests.support.client import Desk
from tests.support.html import form_on, plain_text
from tests.support.outcomes import despite
from tests.support.people import NORTHFIELD
from tests.support.rescue_form import ROOM
from tests.support.switching import switch_path, switching

HOUR = timedelta(hours=1)
HOURS, WHY = "10:00 AM – 1:00 PM", "because: “The power is out”."
SAID = f"Rescue {{number}} moved 2 sessions out of here, {HOURS}, {WHY}"
BUTTON = "although a rescue moved others out of there"
AT_ELEVEN = "2027-01-14T11:00"


@pytest.fixture
def rescue(sandbox: Sandbox, institution: Institution) -> Batch:
    """One that moved two sessions out of Duluth, 10 AM to 1 PM."""
    return carried_out(begun(booked_there(sandbox, institution, 2), room=ROOM))


def at(institution: Institution, start: datetime, minutes: int | None = 60) -> list[str]:
    return [one.in_words for one in emptied_rooms.at(institution, DULUTH, start, minutes)]


def test_a_room_is_emptied_as_long_as_it_was_asked_for(
    rescue: Batch, institution: Institution
) -> None:
    said = [SAID.format(number=rescue.pk)]
    for start in (TEN - HOUR / 2, TEN, TEN + 2 * HOUR, TEN + 2.9 * HOUR):
        assert at(institution, start) == said, start
    for start in (TEN - HOUR, TEN + 3 * HOUR, TEN + 24 * HOUR):
        assert at(institution, start) == [], start
    assert at(institution, TEN, None) == said
    assert at(institution, TEN + 3 * HOUR, None) == []
    assert emptied_rooms.at(institution, DULUTH.lower(), TEN, 60)
    assert emptied_rooms.at(institution, f"PL{2:032x}", TEN, 60) == []


def test_a_rescue_of_ticked_sessions_or_one_that_moved_nobody_emptied_no_room(
    sandbox: Sandbox, institution: Institution
) -> None:
    carried_out(begun(booked_there(sandbox, institution, 1)))
    assert at(institution, TEN) == []
    in_vain = begun(booked_there(sandbox, institution, 1), room=ROOM)
    sandbox.trouble("status", method="PUT", code=409)
    carried_out(in_vain)
    assert at(institution, TEN) == []


def test_of_one_that_goes_on_it_is_said_so(sandbox: Sandbox, institution: Institution) -> None:
    going_on = begun(booked_there(sandbox, institution, 3), room=ROOM)
    told = f"Rescue {going_on.pk} is moving 3 sessions out of here, 10:00 AM – 1:00 PM"
    assert at(institution, TEN) == [f"{told}, because: “The power is out”."]
    Batch.objects.filter(pk=going_on.pk).update(reason="")
    assert at(institution, TEN) == [f"{told}."]


def told(desk: Desk, path: str, **answers: Any) -> str:
    return plain_text(desk.post(f"{path}preview/", booking(**answers)).text)


def test_a_booking_into_it_is_warned_of_under_where_and_stays_so(
    rescue: Batch, desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.place()
    desk.get(session_path(where))
    shown = told(desk, form_path(where), appointment_date_time=AT_ELEVEN)
    assert SAID.format(number=rescue.pk) in shown and BUTTON in shown
    assert "Rescue" not in told(desk, form_path(where), appointment_date_time="2027-01-14T14:00")
    assert desk.book(where, appointment_date_time=AT_ELEVEN).status_code == 302
    kept = f"Rescue {rescue.pk} moved 2 sessions out of here, 10:00 AM – 1:00 PM."
    assert kept in despite(desk, where)


def where_of(session: ExamSession) -> dict[str, str]:
    return {"installSid": NORTHFIELD, "examSid": session.exam_sid, "sessionSid": session.sid}


def test_a_move_back_into_it_and_a_switch_are_warned_of(rescue: Batch, desk: Desk) -> None:
    moved = where_of(rescue.rows.first().session)
    path = f"{session_path(moved)}reschedule/"
    form = form_on(desk.get(path)) | {"appointment_date_time": AT_ELEVEN}
    shown = plain_text(desk.post(f"{path}preview/", form).text)
    assert SAID.format(number=rescue.pk) in shown and f"Move it {BUTTON}" in shown
    answers = switching("smarter-scheduling", appointment_date_time=AT_ELEVEN)
    preview = f"{session_path(moved)}schedule/preview/?form=switch"
    shown = plain_text(desk.post(preview, answers).text)
    assert SAID.format(number=rescue.pk) in shown and BUTTON in shown
    opened = plain_text(desk.get(f"{switch_path(moved)}?first_time={AT_ELEVEN}").text)
    assert SAID.format(number=rescue.pk) in opened


def test_several_are_all_told(rescue: Batch, sandbox: Sandbox, institution: Institution) -> None:
    more = [(one, TEN + 5 * HOUR) for one in booked_there(sandbox, institution, 1)]
    second = carried_out(approved(more, ROOM))
    assert [one.number for one in emptied_rooms.at(institution, DULUTH, TEN, 60)] == [
        rescue.pk,
        second.pk,
    ]
