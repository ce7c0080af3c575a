"""A look at one session over what is known already: an answer older than that is dropped, and what
contradicts itself is not known.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connections, transaction
from django.utils import timezone

from scheduling.accommodation_times.accommodation import Accommodation
from scheduling.exam_sessions import accommodations, mirror
from scheduling.exam_sessions.outside_changes import unread_answers
from scheduling.models import ExamSession, Institution
from scheduling.proctoring_api.lists.list_rows import AppointmentRow
from scheduling.proctoring_api.session_record import SessionRecord
from scheduling.provider_list.mirrored_rows import take_rows
from scheduling.session_commands import PORTAL
from tests.support.known_sessions import known_session
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


ONE, OTHER = f"US{1:032x}", f"US{2:032x}"
ENROLLED, ANOTHER = f"EN{1:032x}", f"EN{2:032x}"
OF_ANA = {
    "user_sid": ONE,
    "enrollment_sid": ENROLLED,
    "learner_family_name": "Ruiz",
    "learner_email": "ana@northfield.example",
}
BO = {"firstName": "Bo", "lastName": "Chen"}
WHOSE = ("user_sid", "enrollment_sid", "learner_key", "learner_name", "learner_email")


@pytest.mark.faults(67, 69)
@pytest.mark.parametrize(
    ("said", "named"),
    [
        (
            {"userSid": OTHER, "enrollmentSid": ENROLLED, "enrollment": {"user": {"sid": ONE}}},
            (OTHER, ONE),
        ),
        ({"userSid": ONE, "enrollment": {"user": BO | {"sid": OTHER}}}, (ONE, OTHER)),
        ({"userSid": OTHER, "enrollment": {"userSid": ONE, "user": BO}}, (OTHER, ONE)),
        (
            {"enrollmentSid": ANOTHER, "enrollment": {"sid": ENROLLED, "user": BO}},
            (ANOTHER, ENROLLED),
        ),
    ],
    ids=["who made it", "user inside", "enrollment's user", "enrollments"],
)
def test_a_look_that_names_two_learners_makes_nobody_else_of_the_known_one(
    institution: Institution, said: dict[str, Any], named: tuple[str, str]
) -> None:
    session = known(institution, refreshed_at=timezone.now() - timedelta(hours=1), **OF_ANA)
    given = Accommodation(Decimal("1.5"), 0, "")
    accommodations.change(session=session, accommodation=given, shown_event=0, actor=PORTAL)
    before = [getattr(session, name) for name in WHOSE]
    looked(session, timezone.now(), status="In Progress", **said)

    stored = ExamSession.objects.get(pk=session.pk)
    assert ([getattr(stored, name) for name in WHOSE], stored.status) == (before, "In Progress")
    assert accommodations.sitting_of(stored).accommodation == given
    assert seen() == 0
    quoted = f"the learner as “{named[0]}” and also “{named[1]}”"
    assert unread_answers.in_words(stored).startswith(f"It gave {quoted}.")


@pytest.mark.faults(69)
def test_a_name_beside_two_accounts_is_nobody_s(institution: Institution) -> None:
    session = known(institution, learner_name="")
    looked(session, timezone.now(), userSid=ONE, enrollment={"user": BO | {"sid": OTHER}})
    stored = ExamSession.objects.get(pk=session.pk)
    assert (stored.user_sid, stored.learner_name) == ("", "")


@pytest.mark.faults(69)
@pytest.mark.parametrize("enrollment", [{"sid": ANOTHER, "user": BO}, {"sid": ANOTHER, **BO}])
def test_in_a_row_of_the_list_a_name_beside_two_enrollments_is_nobody_s(
    institution: Institution, enrollment: dict[str, Any]
) -> None:
    session = known(institution, learner_name="")
    listed(session, enrollmentSid=ENROLLED, enrollment=enrollment)
    stored = ExamSession.objects.get(pk=session.pk)
    assert (stored.enrollment_sid, stored.learner_name) == ("", "")


@pytest.mark.parametrize("place", ["", f"PL{3:032x}"])
def test_a_look_at_what_was_cancelled_and_is_booked_shows_another_booking(
    institution: Institution, place: str
) -> None:
    at_duluth = {"location_sid": f"PL{1:032x}", "location_name": "Duluth"}
    session = known(institution, **at_duluth | {"status": "Cancelled"})
    said = {"status": "Scheduled", "appointmentDate": FRIDAY.isoformat()}
    looked(session, timezone.now(), **said, proctorLocationSid=place)
    stored = ExamSession.objects.get(pk=session.pk)
    assert (stored.status, stored.appointment_at) == ("Scheduled", FRIDAY)
    assert stored.location_sid == place
    assert (stored.location_name == "") == (not place)


@pytest.mark.faults(3)
def test_a_look_that_waits_for_its_turn_writes_nothing_over_what_was_stored_meanwhile(
    institution: Institution,
) -> None:
    """A booking's answer, which got the database first: to the look it lies in the future."""
    session = known(institution, status="Needs Proctor", appointment_at=None, refreshed_at=None)
    stale = ExamSession.objects.select_related("institution").get(pk=session.pk)
    booked = {"status": "Scheduled", "appointmentDate": START.isoformat()}
    asked_at = timezone.now()
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            late = pool.submit(looked, stale, asked_at, status="Needs Proctor")
            time.sleep(0.3)
            mirror.take_record(session, SessionRecord.read(booked))
        late.result()
        pool.submit(connections.close_all).result()
    stored = ExamSession.objects.get(pk=session.pk)
    assert (stored.status, stored.appointment_at, seen()) == ("Scheduled", START, 0)
