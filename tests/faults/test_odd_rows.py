"""A row of the list whose start, status or type says something that can't be read proves nothing,
and is not taken as if it had said nothing: it is told, and the session itself is read.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.exam_sessions.outside_changes import unread_answers
from scheduling.models import ExamSession, Institution, ListWalk
from scheduling.proctoring_api.lists.list_rows import AppointmentRow
from scheduling.provider_list import list_fetching
from scheduling.provider_list.mirrored_rows import take_rows
from tests.support.client import Desk
from tests.support.html import plain_text, words
from tests.support.known_sessions import known_session, user
from tests.support.polling import PATIENCE

REPORTS = {"method": "GET", "path_contains": "/reports/"}
READS = {"method": "GET", "path_contains": "/sessions/"}
START = datetime(2027, 1, 14, 15, 30, tzinfo=UTC)
KNOWN = {
    "status": "Scheduled",
    "session_type": "smarter-scheduling",
    "appointment_at": START,
    "user_sid": user(5),
}
ODD: list[tuple[dict[str, Any], str]] = [
    ({"appointmentDate": "01/20/2027 3:30 PM"}, "the start as “01/20/2027 3:30 PM”"),
    ({"appointmentDate": 1800286200000}, "the start as “1800286200000”"),
    ({"appointmentDate": "2027-01-20T15:30:00"}, "the start as “2027-01-20T15:30:00”"),
    (
        {"appointmentDate": {"date": "2027-01-20T15:30:00Z"}},
        'the start as “{"date": "2027-01-20T15:30:00Z"}”',
    ),
    ({"status": {"name": "Cancelled"}}, 'the status as “{"name": "Cancelled"}”'),
    ({"status": ["Closed"]}, 'the status as “["Closed"]”'),
    ({"status": 7}, "the status as “7”"),
    ({"sessionType": {"name": "vtc"}}, 'the type as “{"name": "vtc"}”'),
    (
        {"status": ["Closed"], "appointmentDate": "soon"},
        'the status as “["Closed"]” and the start as “soon”',
    ),
]


@pytest.fixture
def template(with_lists: Path) -> Path:
    return with_lists


def taken(session: ExamSession, **row: Any) -> ExamSession:
    """The session after the list told this of it."""
    said = {"sid": session.sid, "examSid": session.exam_sid, "appointmentDate": START.isoformat()}
    said |= {"status": "Scheduled", "sessionType": "smarter-scheduling"}
    read = AppointmentRow.read(said | row)
    take_rows(session.institution, [read], fetched_at=timezone.now() + timedelta(seconds=1))
    return ExamSession.objects.get(pk=session.pk)


@pytest.mark.faults(66)
@pytest.mark.parametrize(("row", "given"), ODD)
def test_what_a_row_says_so_that_it_can_t_be_read_is_kept_as_that_and_read_soon(
    institution: Institution, row: dict[str, Any], given: str
) -> None:
    after = taken(known_session(institution, **KNOWN), **row)

    said = f"The list gave {given}. We can’t tell what that means."
    assert unread_answers.in_words(after) == said
    assert {name: getattr(after, name) for name in KNOWN} == KNOWN
    assert after.missed_at is not None
    assert after.missed_at == after.changed_at


@pytest.mark.faults(66)
@pytest.mark.parametrize("nothing", [None, "", "\u200b", [], {}, {"date": None}, "N/A", "null"])
@pytest.mark.parametrize("name", ["status", "sessionType", "appointmentDate"])
def test_a_row_that_leaves_something_out_says_nothing_and_is_no_such_row(
    institution: Institution, name: str, nothing: object
) -> None:
    row = AppointmentRow.read({name: nothing})
    assert (row.unreadable, row.flaw) == ({}, "")


@pytest.mark.faults(66)
@pytest.mark.parametrize("date", ["1970-01-01T00:00:00.000Z", "0001-01-01T00:00:00", "0000-00-00"])
def test_a_date_that_stands_for_none_is_no_such_row(date: str) -> None:
    assert AppointmentRow.read({"appointmentDate": date}).unreadable == {}


@pytest.mark.faults(66)
def test_it_is_told_until_the_list_can_be_read_again(institution: Institution) -> None:
    session = known_session(institution, **KNOWN)
    assert taken(session, appointmentDate="soon").unread
    assert taken(session, appointmentDate=None).unread
    after = taken(session, appointmentDate="2027-01-20T15:30:00Z")
    assert (after.unread, after.appointment_at) == (None, datetime(2027, 1, 20, 15, 30, tzinfo=UTC))


@pytest.mark.faults(66, 69)
def test_it_is_told_on_the_row_on_the_page_and_to_administrators(
    desk: Desk, administrator: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    booked = ExamSession.objects.filter(status="Scheduled", appointment_at__isnull=False)
    session, new = booked.order_by("sid")[:2]
    new.delete()
    row = {"appointmentDate": "01/20/2027 3:30 PM"}
    sandbox.trouble("odd_rows", match=REPORTS, times=None, rows={session.sid: row, new.sid: row})
    sandbox.trouble("status", match=READS, code=503, times=None)
    assert list_fetching.refresh_list(institution, patience=PATIENCE)

    bad = ListWalk.objects.get(institution=institution).told_bad_rows
    why = "its start “01/20/2027 3:30 PM” can't be read"
    assert sorted(bad, key=lambda one: one["sid"]) == [
        {"sid": one.sid, "why": why, "taken": "yes"} for one in (session, new)
    ]
    rows = desk.get(f"/?view=all&q={session.sid[:12]}").text.split("<tr")
    [told] = [plain_text(f"<tr{one}") for one in rows if session.sid in one]
    assert "Scheduled, the start can’t be read: not certain" in told
    page = words(desk.get(f"/sessions/{institution.sid}/{session.exam_sid}/{session.sid}/"))
    assert "The list gave the start as “01/20/2027 3:30 PM”. We can’t tell what that" in page
    assert "some rows of the list are damaged" in words(administrator.get("/"))


@pytest.mark.faults(66, 69)
def test_a_look_that_can_be_read_settles_it_until_the_row_says_something_else(
    sandbox: Sandbox, institution: Institution
) -> None:
    booked = ExamSession.objects.filter(status="Scheduled", appointment_at__isnull=False)
    session = booked.order_by("sid")[0]
    looks = []
    for said in ("soon", "soon", "later"):
        sandbox.clear()
        row = {"appointmentDate": said}
        sandbox.trouble("odd_rows", match=REPORTS, times=None, rows={session.sid: row})
        ListWalk.objects.filter(institution=institution).update(
            allowance=15, allowance_at=timezone.now()
        )
        assert list_fetching.refresh_list(institution, patience=PATIENCE)
        looks.append(sum(session.sid in one["path"] for one in sandbox.requests("GET")))
        assert ExamSession.objects.get(pk=session.pk).unread is None
    assert looks == [1, 0, 1]
