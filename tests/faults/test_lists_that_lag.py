"""A list that still tells a session as it stood before this portal's last request, or as another
exam's: it takes nothing back, and the session itself is read.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.models import AuditEvent, ExamSession, Institution, ListWalk
from scheduling.proctoring_api.lists.list_rows import AppointmentRow
from scheduling.provider_list import list_fetching, missing_rows
from scheduling.provider_list.mirrored_rows import OTHER_EXAM, take_rows
from scheduling.provider_list.seen_rows import SeenRows
from tests.support.booking_actions import FRIDAY, book, cancel, move
from tests.support.booking_form import EXAM_INSTANT, session_path
from tests.support.client import Desk
from tests.support.html import words
from tests.support.long_cases import mostly_long
from tests.support.outcomes import changes, let_looks_count
from tests.support.polling import PATIENCE

REPORTS = {"method": "GET", "path_contains": "/reports/"}
OTHER = "EX" + "a" * 32
STRANGER = {"userSid": "US" + "e" * 32, "enrollmentSid": "EN" + "e" * 32, "enrollment": None}


@pytest.fixture
def template(with_lists: Path) -> Path:
    return with_lists


def listed_as(sandbox: Sandbox, where: dict[str, str], **row: Any) -> None:
    sandbox.trouble("odd_rows", match=REPORTS, times=None, rows={where["sessionSid"]: row})


def of(where: dict[str, str]) -> ExamSession:
    return ExamSession.objects.get(sid=where["sessionSid"])


def read_an_hour_ago(where: dict[str, str]) -> None:
    ago = timezone.now() - timedelta(hours=1)
    ExamSession.objects.filter(sid=where["sessionSid"]).update(refreshed_at=ago)


def reads(sandbox: Sandbox, where: dict[str, str]) -> int:
    return sum(where["sessionSid"] in one["path"] for one in sandbox.requests("GET"))


def take(institution: Institution, where: dict[str, str], **row: Any) -> None:
    said = {"sid": where["sessionSid"], "examSid": where["examSid"], **row}
    ahead = timezone.now() + timedelta(seconds=1)
    take_rows(institution, [AppointmentRow.read(said)], fetched_at=ahead)


@pytest.mark.faults(67)
def test_a_list_that_tells_the_time_before_a_move_takes_no_move_back(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    where = book(desk, sandbox)
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    move(desk, where)
    listed_as(sandbox, where, appointmentDate=EXAM_INSTANT, status="Scheduled")
    for _ in range(2):
        assert list_fetching.refresh_list(institution, patience=PATIENCE)
        assert (of(where).appointment_at, of(where).status) == (FRIDAY, "Scheduled")
        sandbox.clear()
        read_an_hour_ago(where)
    assert not AuditEvent.objects.filter(kind="seen").exists()

    let_looks_count()
    sandbox.place(where["sessionSid"], start=EXAM_INSTANT)
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    assert reads(sandbox, where) == 1
    assert of(where).appointment_at == FRIDAY - timedelta(days=1, hours=3, minutes=30)


@pytest.mark.faults(67)
def test_a_list_that_tells_a_booking_which_was_cancelled_here_takes_no_cancellation_back(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    where = book(desk, sandbox)
    row = {"status": "Scheduled", "appointmentDate": EXAM_INSTANT}
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    cancel(desk, where)
    other = ExamSession.objects.filter(institution=institution, listed_at__isnull=False)[0]
    identity = {"sid": where["sessionSid"], "examSid": where["examSid"]}
    who = {"enrollmentSid": of(where).enrollment_sid, "enrollment": None}
    exam = {"exam": {"sid": where["examSid"]}}
    listed_as(sandbox, {"sessionSid": other.sid}, **identity, **exam, **who, **row)
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    assert of(where).known_status.is_cancelled
    assert not AuditEvent.objects.filter(kind="seen", session_sid=where["sessionSid"]).exists()


@pytest.mark.faults(67)
@pytest.mark.parametrize("status", [None, "Confirmed", "On Hold", "Closed"])
def test_the_start_before_a_move_takes_no_move_back_whatever_its_status(
    desk: Desk, sandbox: Sandbox, institution: Institution, status: str | None
) -> None:
    where = book(desk, sandbox)
    move(desk, where)
    move(desk, where, appointment_date_time="2027-01-18T13:00")
    monday = of(where).appointment_at
    for start in (EXAM_INSTANT, FRIDAY.isoformat()):
        take(institution, where, status=status, appointmentDate=start)
        assert (of(where).appointment_at, of(where).status) == (monday, "Scheduled")
    read_an_hour_ago(where)
    take(institution, where, status=status, appointmentDate=EXAM_INSTANT)
    assert of(where).missed_at is not None
    assert not AuditEvent.objects.filter(kind="seen").exists()


@pytest.mark.faults(67)
@pytest.mark.parametrize(
    "status", mostly_long([None, "Confirmed", "Needs Proctor", "Scheduled"], everyday=2)
)
@pytest.mark.parametrize("start", [None, EXAM_INSTANT, "2027-01-20T15:30:00.000Z"])
def test_no_row_takes_a_cancellation_back_whatever_its_status_and_start(
    desk: Desk,
    sandbox: Sandbox,
    institution: Institution,
    status: str | None,
    start: str | None,
) -> None:
    where = book(desk, sandbox)
    cancel(desk, where)
    stood = of(where).appointment_at
    take(institution, where, status=status, appointmentDate=start)
    assert (of(where).status, of(where).appointment_at) == ("Cancelled", stood)
    assert not AuditEvent.objects.filter(kind="seen").exists()


@pytest.mark.faults(67)
def test_a_word_that_nobody_knows_says_right_after_a_booking_nothing_of_it(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    where = book(desk, sandbox)
    take(institution, where, status="Awaiting Assignment")
    assert of(where).status == "Scheduled"


@pytest.mark.faults(67)
def test_an_approval_that_only_the_list_tells_right_after_a_move_is_read_first(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("other_fields", method="GET", fields={"status": "Pending Approval"})
    move(desk, where)
    assert of(where).status == "Pending Approval"
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    assert of(where).status == "Pending Approval"

    read_an_hour_ago(where)
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    assert of(where).status == "Scheduled"


@pytest.mark.faults(69)
def test_a_row_of_another_exam_makes_no_other_exam_s_of_a_session_that_stands_at_its_own(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    where = book(desk, sandbox)
    title = of(where).exam_title
    listed_as(sandbox, where, examSid=OTHER, exam={"sid": OTHER, "title": "Quite Another Exam"})
    for _ in range(2):
        assert list_fetching.refresh_list(institution, patience=PATIENCE)
    assert (of(where).exam_sid, of(where).exam_title) == (where["examSid"], title)
    assert reads(sandbox, where) == 2  # at either address, once
    assert not AuditEvent.objects.filter(kind="seen").exists()
    told = ListWalk.objects.get(institution=institution).told_bad_rows
    assert told == [{"sid": where["sessionSid"], "why": OTHER_EXAM, "taken": "yes"}]


@pytest.mark.faults(69)
def test_a_session_that_is_shown_under_another_exam_is_that_one_s_and_to_be_reviewed(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    where = book(desk, sandbox)
    known_as = {"exam_sid": OTHER, "exam_title": "Known as this"}
    ExamSession.objects.filter(sid=where["sessionSid"]).update(**known_as, read_tried_at=None)
    assert list_fetching.refresh_list(institution, patience=PATIENCE)

    assert of(where).exam_sid == where["examSid"]
    after = of(where).exam_title
    assert changes() == {"exam": {"before": "Known as this", "after": after}}
    assert of(where).changed_event is not None


NO_LONGER = ("No longer listed", "no longer lists it")


@pytest.mark.faults(67, 68)
@pytest.mark.parametrize(
    ("kind", "params"),
    mostly_long(
        [
            ("status", {"code": 503}),
            ("status", {"code": 404}),
            ("other_fields", {"fields": STRANGER}),
        ],
        everyday=1,
    ),
    ids=["503", "404", "another's"],
)
def test_what_every_list_tells_is_listed_although_it_can_t_be_read(
    desk: Desk,
    sandbox: Sandbox,
    institution: Institution,
    kind: str,
    params: dict[str, Any],
) -> None:
    where = book(desk, sandbox)
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    move(desk, where)
    listed_as(sandbox, where, appointmentDate=EXAM_INSTANT, status="Scheduled")
    sandbox.trouble(kind, method="GET", path_contains=where["sessionSid"], times=None, **params)
    for _ in range(3):
        read_an_hour_ago(where)
        assert list_fetching.refresh_list(institution, patience=PATIENCE)
        assert (of(where).dropped_at, of(where).listed_at is None) == (None, False)
        assert of(where).appointment_at == FRIDAY
        ListWalk.objects.update(paused_until=None)
    assert reads(sandbox, where)
    for page in (desk.get(session_path(where)), desk.get(f"/?q={where['sessionSid']}")):
        assert not any(said in words(page) for said in NO_LONGER)


@pytest.mark.faults(67, 68)
def test_what_the_list_told_as_before_and_then_tells_no_more_drops_out(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    where = book(desk, sandbox)
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    move(desk, where)
    ago = timezone.now() - timedelta(minutes=30)
    read_an_hour_ago(where)
    told = {"missed_at": ago, "changed_at": ago, "listed_at": ago}
    ExamSession.objects.filter(sid=where["sessionSid"]).update(**told)
    missing_rows.note_missing(institution, SeenRows(b""), before=timezone.now())
    assert (of(where).dropped_at, of(where).missed_at > ago) == (None, True)
    missing_rows.note_missing(institution, SeenRows(b""), before=timezone.now())
    assert of(where).dropped_at is not None
