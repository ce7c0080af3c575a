"""How a booking stood is kept when it is learned to stand otherwise, however that is learned."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.accommodation_times.accommodation import Accommodation
from scheduling.exam_sessions import accommodations, mirror
from scheduling.exam_sessions.moments import earlier_states
from scheduling.models import EarlierState, ExamSession, Institution
from scheduling.proctoring_api.lists.list_rows import AppointmentRow
from scheduling.proctoring_api.session_record import SessionRecord
from scheduling.provider_list.mirrored_rows import take_rows
from scheduling.session_commands import PORTAL
from tests.support.booking_actions import book, cancel, move
from tests.support.client import Desk
from tests.support.known_sessions import known_session

START = datetime(2026, 11, 3, 16, 30, tzinfo=UTC)
LATER = START + timedelta(days=7)
DULUTH, PHOENIX = f"PL{1:032x}", f"PL{3:032x}"
ARROW = "2027-01-14T15:30:00+00:00"  # the start that `book` asks for


def known(institution: Institution, **facts: object) -> ExamSession:
    usual = {
        "status": "Scheduled",
        "appointment_at": START,
        "location_sid": DULUTH,
        "location_name": "Duluth",
        "duration_minutes": 90,
    }
    return known_session(institution, **(usual | facts))


def kept() -> list[tuple[str, datetime, int | None, str]]:
    rows = EarlierState.objects.order_by("pk")
    return [(one.status, one.start_at, one.duration_minutes, one.location_sid) for one in rows]


def list_row(session: ExamSession, **said: object) -> None:
    usual = {"sid": session.sid, "examSid": session.exam_sid, "status": "Scheduled"}
    usual |= {"appointmentDate": START.isoformat()}
    read = AppointmentRow.read(usual | said)
    soon = timezone.now() + timedelta(seconds=1)
    take_rows(session.institution, [read], fetched_at=soon)


@pytest.mark.parametrize(
    ("row", "is_kept"),
    [
        ({"appointmentDate": LATER.isoformat()}, True),
        ({"status": "Cancelled"}, True),
        ({"status": "Needs Proctor"}, True),
        ({"status": "In Progress"}, False),
        ({"status": "Closed"}, False),
        ({"status": ""}, False),
        ({}, False),
    ],
)
def test_a_row_of_the_list_that_shows_it_otherwise_keeps_how_it_stood(
    institution: Institution, row: dict[str, str], is_kept: bool
) -> None:
    list_row(known(institution), **row)
    assert kept() == ([("Scheduled", START, 90, DULUTH)] if is_kept else [])


@pytest.mark.parametrize(
    ("before", "is_kept"),
    [({"location_sid": PHOENIX}, True), ({"location_sid": ""}, False), ({}, False)],
)
def test_a_single_read_that_shows_another_place_keeps_the_one_of_before(
    institution: Institution, before: dict[str, str], is_kept: bool
) -> None:
    session = known(institution, **before)
    record = SessionRecord.read(
        {"status": "Scheduled", "appointmentDate": START.isoformat(), "proctorLocationSid": DULUTH}
    )
    mirror.take_record(session, record, asked_at=timezone.now() - timedelta(seconds=1))
    assert ExamSession.objects.get(pk=session.pk).location_sid == DULUTH
    assert [place for *_, place in kept()] == ([PHOENIX] if is_kept else [])


@pytest.mark.parametrize(
    ("known_minutes", "told", "is_kept"), [(60, 180, True), (60, None, False), (None, 60, False)]
)
def test_another_length_is_kept_as_it_was(
    institution: Institution, known_minutes: int | None, told: int | None, is_kept: bool
) -> None:
    list_row(known(institution, duration_minutes=known_minutes), duration=told)
    assert [minutes for _, _, minutes, _ in kept()] == ([60] if is_kept else [])


def test_the_whole_sitting_shown_as_the_length_is_no_other_length(
    institution: Institution,
) -> None:
    session = known(institution)
    given = Accommodation(Decimal("1.5"), 0, "")
    accommodations.change(session=session, accommodation=given, shown_event=0, actor=PORTAL)
    list_row(session, duration=135)
    assert (kept(), ExamSession.objects.get(pk=session.pk).duration_minutes) == ([], 135)


@pytest.mark.parametrize(
    ("now", "is_kept"),
    [
        ({"location_name": "Room B"}, True),
        ({"location_name": ""}, True),
        ({"location_name": "Phoenix", "location_sid": PHOENIX}, False),
        ({"location_name": "room-a"}, False),
    ],
)
def test_a_place_that_is_known_by_its_name_alone_is_kept_under_it(
    institution: Institution, now: dict[str, str], is_kept: bool
) -> None:
    session = known(institution, location_sid="", location_name="Room A")
    before = earlier_states.stood(session)
    for name, value in now.items():
        setattr(session, name, value)
    earlier_states.keep([(session, before)], until=LATER)
    names = list(EarlierState.objects.values_list("location_name", flat=True))
    assert names == (["Room A"] if is_kept else [])


def test_what_took_no_seat_is_not_kept(institution: Institution) -> None:
    for facts in ({"status": "Needs Proctor"}, {"appointment_at": None}):
        list_row(known(institution, **facts), appointmentDate=LATER.isoformat())
    assert kept() == []


def test_what_may_have_taken_a_seat_is_kept(institution: Institution) -> None:
    list_row(known(institution, status="On hold"), appointmentDate=LATER.isoformat())
    assert kept() == [("On hold", START, 90, DULUTH)]


def test_moved_and_cancelled_here_keeps_both_and_the_log_tells_the_same(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    assert move(desk, where).status_code == 302
    assert cancel(desk, where).status_code == 302
    live = _told()
    assert [start.isoformat() for start, _, _ in live] == [ARROW, "2027-01-15T19:00:00+00:00"]
    assert {place for _, place, _ in live} == {ExamSession.objects.get(sid=where["sessionSid"]).sid}

    EarlierState.objects.all().delete()
    migration = import_module("scheduling.migrations.0034_earlier_states")
    migration.read_the_log(apps, None)
    assert [one[:2] for one in _told()] == [one[:2] for one in live]
    gaps = (abs(one[2] - two[2]) for one, two in zip(_told(), live, strict=True))
    assert max(gaps) < timedelta(seconds=60)


def _told() -> list[tuple[datetime, str, datetime]]:
    rows = EarlierState.objects.order_by("known_until").select_related("session")
    return [(one.start_at, one.session.sid, one.known_until) for one in rows]
