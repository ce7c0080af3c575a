"""A look that shows a session as it stood before the request which the provider just said yes to:
one such look, soon after, undoes nothing.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from portal.sandbox.server import Sandbox
from scheduling.exam_sessions import mirror, session_reading
from scheduling.institutions import request_budget
from scheduling.models import Attempt, ExamSession, Institution
from scheduling.proctoring_api.client import client_for
from scheduling.proctoring_api.lists.list_rows import AppointmentRow
from scheduling.proctoring_api.session_record import SessionRecord
from scheduling.provider_list import missing_rows, reading_one_by_one
from scheduling.provider_list.mirrored_rows import take_rows
from tests.support.booking_actions import FRIDAY, book, cancel, mirrored, move
from tests.support.booking_form import EXAM_INSTANT
from tests.support.client import Desk
from tests.support.outcomes import attempt_of, kinds, page_of, posts

AS_BEFORE = "It shows the session as it was before the last request here."
OUTSIDE = "Changed outside this portal"
NOT_BOOKED = {
    "status": "Needs Proctor",
    **dict.fromkeys(("appointmentDate", "appointment", "sessionType", "location", "proctor")),
}
NOT_MOVED = {"appointment": None, "appointmentDate": EXAM_INSTANT}


@pytest.fixture(autouse=True)
def as_in_production(settings: Settings) -> None:
    settings.READ_BACK_QUIET = 30.0


def shown(sandbox: Sandbox, where: dict[str, str], fields: dict[str, Any]) -> None:
    """All looks at the session show these fields from now on."""
    about = {"method": "GET", "path_contains": where["sessionSid"], "times": None}
    sandbox.trouble("other_fields", **about, fields=fields)


def looked_at(where: dict[str, str]) -> SessionRecord:
    """What a look shows now, taken over by nobody yet."""
    session = mirrored(where)
    client = client_for(session.institution.connection)
    record = session_reading.read_session(client, session, timeout=10.0).record
    assert record is not None
    return record


def accepted_before(seconds: int) -> None:
    """The yes came so long ago."""
    Attempt.objects.update(settled_at=timezone.now() - timedelta(seconds=seconds))


@pytest.mark.faults(64)
def test_one_late_look_undoes_no_booking_and_no_second_one_is_sent(
    desk: Desk, second_desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    shown(sandbox, where, NOT_BOOKED)
    page = page_of(desk, where)

    assert (AS_BEFORE in page, OUTSIDE in page) == (True, False)
    assert mirrored(where).status == "Scheduled"
    assert second_desk.book(where).status_code == 409
    assert (posts(sandbox), "seen" in kinds()) == (0, False)
    sandbox.clear()
    assert AS_BEFORE not in page_of(desk, where)


@pytest.mark.faults(64)
def test_a_second_look_after_a_while_is_believed(
    desk: Desk, second_desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    shown(sandbox, where, NOT_BOOKED)
    page_of(desk, where)
    accepted_before(31)
    page = page_of(desk, where)

    assert (AS_BEFORE in page, OUTSIDE in page) == (False, True)
    assert (mirrored(where).needs_proctor, kinds()[-1]) == (True, "seen")
    sandbox.clear()
    sandbox.place(where["sessionSid"], status="Needs Proctor")
    assert second_desk.book(where).status_code == 302
    assert posts(sandbox) == 1


@pytest.mark.faults(64)
@pytest.mark.parametrize(("seconds", "is_believed"), [(31, False), (61, True)])
def test_the_first_one_is_believed_a_little_later_still(
    desk: Desk, sandbox: Sandbox, seconds: int, is_believed: bool
) -> None:
    where = book(desk, sandbox)
    shown(sandbox, where, NOT_BOOKED)
    accepted_before(seconds)
    assert (OUTSIDE in page_of(desk, where)) is is_believed


@pytest.mark.faults(64)
def test_nor_does_one_undo_a_move(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    move(desk, where)
    assert attempt_of(where).state == "accepted"
    shown(sandbox, where, NOT_MOVED)
    page = page_of(desk, where)

    assert (AS_BEFORE in page, OUTSIDE in page) == (True, False)
    assert (mirrored(where).appointment_at, "seen" in kinds()) == (FRIDAY, False)
    accepted_before(31)
    assert OUTSIDE in page_of(desk, where)
    assert mirrored(where).appointment_at != FRIDAY


@pytest.mark.faults(64)
def test_nor_a_cancellation(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    assert cancel(desk, where).status_code == 302
    assert attempt_of(where).state == "accepted"
    shown(sandbox, where, {"status": "Scheduled"})
    page = page_of(desk, where)

    assert (AS_BEFORE in page, OUTSIDE in page) == (True, False)
    assert mirrored(where).known_status.is_cancelled


@pytest.mark.faults(64)
def test_that_it_needs_a_proctor_again_is_not_how_it_was_before_a_cancellation(
    desk: Desk, second_desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    cancel(desk, where)
    assert attempt_of(where).state == "accepted"
    sandbox.place(where["sessionSid"], status="Needs Proctor")
    assert AS_BEFORE not in page_of(desk, where)
    assert mirrored(where).needs_proctor
    assert second_desk.book(where).status_code == 302


@pytest.mark.faults(64)
def test_another_change_is_believed_at_once(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    shown(sandbox, where, {"status": "Cancelled"})
    assert OUTSIDE in page_of(desk, where)


@pytest.mark.faults(64)
def test_what_reads_ahead_believes_it_no_sooner_and_reads_it_again(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    where = book(desk, sandbox)
    read_at = mirrored(where).refreshed_at
    shown(sandbox, where, NOT_BOOKED)
    assert reading_one_by_one.read(mirrored(where))

    session = ExamSession.objects.get(sid=where["sessionSid"])
    assert (session.status, session.refreshed_at) == ("Scheduled", read_at)
    assert session.missed_at is not None and session.missed_at > session.refreshed_at
    assert "seen" not in kinds()


@pytest.mark.faults(64)
def test_a_late_look_that_ends_after_a_newer_one_changes_nothing(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    shown(sandbox, where, NOT_BOOKED)
    late, before = looked_at(where), timezone.now()
    sandbox.clear()
    page_of(desk, where)
    known = mirrored(where)

    assert not mirror.take_record(mirrored(where), late, asked_at=before)
    now = mirrored(where)
    assert (now.unread, now.missed_at, now.changed_at) == (None, None, known.changed_at)


@pytest.mark.faults(64)
def test_nor_does_one_that_ends_earlier_keep_out_a_true_one_that_was_begun_after_it(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    true = looked_at(where)
    shown(sandbox, where, NOT_BOOKED)
    late, begun, begun_next = looked_at(where), timezone.now(), timezone.now()
    assert not mirror.take_record(mirrored(where), late, asked_at=begun)
    assert mirrored(where).unread is not None
    assert mirror.take_record(mirrored(where), true, asked_at=begun_next)
    assert mirrored(where).unread is None


def agreeing_row(where: dict[str, str]) -> AppointmentRow:
    facts = {"status": "Scheduled", "appointmentDate": EXAM_INSTANT}
    return AppointmentRow.read({"sid": where["sessionSid"], "examSid": where["examSid"]} | facts)


@pytest.mark.faults(64)
@pytest.mark.parametrize(("ahead", "is_late"), [(1, False), (-3600, True)])
def test_a_list_that_tells_it_as_known_bears_it_out_unless_it_is_older(
    desk: Desk, sandbox: Sandbox, institution: Institution, ahead: int, is_late: bool
) -> None:
    where = book(desk, sandbox)
    shown(sandbox, where, NOT_BOOKED)
    page_of(desk, where)
    assert mirrored(where).unread
    fetched_at = timezone.now() + timedelta(seconds=ahead)
    take_rows(institution, [agreeing_row(where)], fetched_at=fetched_at)
    assert bool(mirrored(where).unread) is is_late


@pytest.mark.faults(64)
def test_a_list_that_tells_nothing_of_it_bears_nothing_out(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    where = book(desk, sandbox)
    shown(sandbox, where, NOT_BOOKED)
    page_of(desk, where)
    for said in ({}, {"status": "Scheduled"}):
        row = AppointmentRow.read({"sid": where["sessionSid"], "examSid": where["examSid"]} | said)
        take_rows(institution, [row], fetched_at=timezone.now() + timedelta(seconds=1))
        assert mirrored(where).unread


@pytest.mark.faults(64)
@pytest.mark.parametrize("is_listed", [True, False])
def test_the_page_says_who_looks_again(desk: Desk, sandbox: Sandbox, is_listed: bool) -> None:
    where = book(desk, sandbox)
    listed_at = timezone.now() if is_listed else None
    ExamSession.objects.filter(sid=where["sessionSid"]).update(listed_at=listed_at)
    shown(sandbox, where, NOT_BOOKED)
    follows = "We’ll check again." if is_listed else "Open it again in a minute."
    assert f"{AS_BEFORE} {follows}" in page_of(desk, where)


@pytest.mark.faults(64)
def test_a_late_one_is_read_again_once_the_provider_had_time(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    where = book(desk, sandbox)
    ExamSession.objects.filter(sid=where["sessionSid"]).update(listed_at=timezone.now())
    shown(sandbox, where, NOT_BOOKED)

    request_budget.walk_of(institution)

    def reads(seconds: int) -> int:
        before = len(sandbox.requests("GET", where["sessionSid"]))
        with time_machine.travel(timezone.now() + timedelta(seconds=seconds), tick=True):
            for _ in range(3):
                missing_rows.read_missed(institution, until=time.monotonic() + 30)
        return len(sandbox.requests("GET", where["sessionSid"])) - before

    assert reading_one_by_one.read(mirrored(where))
    assert (reads(0), reads(31)) == (0, 1)
