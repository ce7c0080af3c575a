"""A session's calendar file: who gets it, what is in it, and when there is none."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from icalendar import Calendar

from portal.sandbox.server import Sandbox
from scheduling.models import ExamSession
from tests.support.accommodations import accommodate
from tests.support.batches import begun
from tests.support.booking_actions import (
    FRIDAY,
    ONE_OFF,
    book,
    cancel,
    mirrored,
    move,
    take_the_provider_away,
)
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.html import words

START = datetime(2027, 1, 14, 15, 30, tzinfo=UTC)
NOT_CONFIRMED = "SmarterProctoring has not confirmed a start for this session."


def calendar_file(desk: Desk, where: dict[str, str]) -> Any:
    return desk.get(f"{session_path(where)}session.ics")


def event(desk: Desk, where: dict[str, str]) -> dict[str, str]:
    """The appointment's properties as they are written."""
    answer = calendar_file(desk, where)
    assert answer.status_code == 200
    [found] = Calendar.from_ical(answer.content).walk("VEVENT")
    return {name: value.to_ical().decode() for name, value in found.items()}


def start(desk: Desk, where: dict[str, str]) -> datetime:
    [found] = Calendar.from_ical(calendar_file(desk, where).content).walk("VEVENT")
    return found.start


def has_link(desk: Desk, where: dict[str, str]) -> bool:
    return f'href="{session_path(where)}session.ics"' in desk.get(session_path(where)).text


def test_a_booked_session_is_a_file_to_download_that_nobody_keeps(
    desk: Desk, auditor: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    answer = calendar_file(desk, where)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="exam-2027-01-14.ics"'
    assert "no-store" in answer.headers["Cache-Control"]
    assert start(desk, where) == START
    assert has_link(desk, where)
    assert event(auditor, where)["STATUS"] == "CONFIRMED"


def test_no_email_address_and_no_note_is_in_it(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox, **ONE_OFF, notes="Behaves oddly")
    text = calendar_file(desk, where).text
    assert mirrored(where).exam_title in text.replace("\r\n ", "").replace("\\", "")
    assert [one for one in ("@", "Behaves", "MAILTO", "218 555") if one in text] == []


def test_a_move_and_a_cancellation_keep_its_id_and_raise_its_sequence(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    first = event(desk, where)
    assert move(desk, where).status_code == 302
    moved = event(desk, where)
    assert start(desk, where) == FRIDAY
    assert cancel(desk, where).status_code == 302
    gone = event(desk, where)

    assert [one["SEQUENCE"] for one in (first, moved, gone)] == ["0", "1", "2"]
    assert [one["STATUS"] for one in (first, moved, gone)] == ["CONFIRMED"] * 2 + ["CANCELLED"]
    assert len({one["UID"] for one in (first, moved, gone)}) == 1
    assert first["DTSTAMP"] <= moved["DTSTAMP"] <= gone["DTSTAMP"]
    assert has_link(desk, where)


def test_another_end_by_an_accommodation_raises_its_sequence(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    first = event(desk, where)
    accommodate(desk, where, factor="2")
    longer = event(desk, where)
    assert first["DTEND"] < longer["DTEND"]
    assert [one["SEQUENCE"] for one in (first, longer)] == ["0", "1"]


def test_without_a_confirmed_start_there_is_none(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    for status in ("Needs Proctor", "Pending Approval", "Closed"):
        sandbox.place(where["sessionSid"], status=status)
        answer = calendar_file(desk, where)
        assert (answer.status_code, NOT_CONFIRMED in words(answer)) == (404, True)
        assert not has_link(desk, where)


def test_while_a_request_is_open_there_is_none(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("drop_after", method="PUT")
    assert move(desk, where).status_code == 302
    sandbox.trouble("status", method="GET", code=503, times=None)
    assert calendar_file(desk, where).status_code == 404


def test_while_the_session_cant_be_read_there_is_none(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    take_the_provider_away(where)
    answer = calendar_file(desk, where)
    assert answer.status_code == 404
    assert "this session could not be read. Try again." in words(answer)
    assert not has_link(desk, where)
    assert ExamSession.objects.filter(sid=where["sessionSid"]).exists()


def test_there_is_none_while_a_rescue_is_to_move_the_session(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    begun([mirrored(where)])
    answer = calendar_file(desk, where)
    assert answer.status_code == 404
    assert "a rescue is to move this session" in words(answer)
