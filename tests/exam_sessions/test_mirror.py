"""A look at one session over what is known already: an answer older than that is dropped, and what
contradicts itself is not known.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from scheduling.exam_sessions import mirror
from scheduling.models import ExamSession, Institution
from scheduling.proctoring_api.session_record import AppointmentRow, SessionRecord
from scheduling.provider_list.mirrored_rows import take_rows
from tests.support.known_sessions import known_session, user
from tests.support.outside_changes import seen

START = datetime(2027, 1, 14, 15, 30, tzinfo=UTC)
FRIDAY = START + timedelta(days=1)
MOMENT = timedelta(milliseconds=1)


def known(institution: Institution, **facts: Any) -> ExamSession:
    usual = {"status": "Scheduled", "appointment_at": START, "learner_name": "Ana Ruiz"}
    return known_session(institution, **(usual | facts))


def listed(session: ExamSession, **row: Any) -> None:
    said = {"sid": session.sid, "examSid": session.exam_sid, **row}
    ahead = timezone.now() + timedelta(seconds=1)
    take_rows(session.institution, [AppointmentRow.read(said)], fetched_at=ahead)


def looked(session: ExamSession, asked_at: datetime, **said: Any) -> None:
    mirror.take_record(session, SessionRecord.read(said), asked_at=asked_at)


@pytest.mark.faults(67)
@pytest.mark.parametrize("before", [None, timedelta(hours=1)])
@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"status": "Cancelled"}, "status"),
        ({"appointmentDate": FRIDAY.isoformat()}, "appointment_at"),
    ],
)
@pytest.mark.parametrize("name", ["Ana Ruiz", "Ana Ruíz Soto"])
def test_a_look_that_was_asked_for_before_the_list_told_it_otherwise_is_dropped(
    institution: Institution,
    before: timedelta | None,
    row: dict[str, str],
    column: str,
    name: str,
) -> None:
    asked_at = timezone.now()
    session = known(institution, refreshed_at=before and asked_at - before)
    stale = ExamSession.objects.select_related("institution").get(pk=session.pk)
    listed(session, **row)
    told = getattr(ExamSession.objects.get(pk=session.pk), column)
    enrollment = {"enrollmentSid": f"EN{5:032x}", "enrollment": {"name": name}}
    looked(stale, asked_at, status="Scheduled", appointmentDate=START.isoformat(), **enrollment)
    stored = ExamSession.objects.get(pk=session.pk)
    assert (getattr(stored, column), getattr(stale, column)) == (told, told)
    assert (stored.learner_name, seen()) == ("Ana Ruiz", 1)


def test_a_look_that_was_asked_for_after_the_list_told_it_otherwise_holds(
    institution: Institution,
) -> None:
    session = known(institution)
    listed(session, status="On Hold")
    session.refresh_from_db()
    looked(session, timezone.now(), status="Scheduled")
    assert ExamSession.objects.get(pk=session.pk).status == "Scheduled"


def test_what_the_list_told_before_the_clock_was_put_back_is_no_newer(
    institution: Institution,
) -> None:
    session = known(institution, changed_at=timezone.now() + timedelta(days=1))
    looked(session, timezone.now() - MOMENT, status="Closed")
    assert ExamSession.objects.get(pk=session.pk).status == "Closed"
