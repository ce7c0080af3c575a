"""Among the changes of a day: who came, left or did not come, and at whose exam an incident was
reported, with who marked it and when.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone

from scheduling.exam_sessions import attendance
from scheduling.exam_sessions.attendance import Mark
from scheduling.exam_sessions.outside_changes import recording
from scheduling.exam_sessions.outside_changes.known_session import known_of
from scheduling.models import AuditEvent, ExamSession, Institution
from tests.support.audit_log import ANA, without_triggers
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import words
from tests.support.known_sessions import known_session
from tests.support.people import NORTHFIELD

CHICAGO = ZoneInfo("America/Chicago")
PHOENIX = "PL" + "3".zfill(32)
SECTION = re.compile(r'<h2[^>]*id="happened".*?</section>', re.DOTALL)


@pytest.fixture
def began() -> datetime:
    """A start of today at Duluth, some minutes ago wherever the day is old enough."""
    now = timezone.now().replace(second=0, microsecond=0)
    morning = now.astimezone(CHICAGO).replace(hour=0, minute=0).astimezone(UTC)
    return max(now - timedelta(minutes=20), morning)


def seat(began: datetime, name: str, **facts: object) -> ExamSession:
    usual = {
        "status": "In Progress",
        "appointment_at": began,
        "duration_minutes": 60,
        "location_sid": DULUTH,
        "location_name": "Duluth Testing Center",
        "refreshed_at": timezone.now(),
        "exam_title": "CHEM 322 Final",
        "learner_name": name,
        "learner_family_name": name.split()[-1],
    }
    institution = Institution.objects.get(sid=NORTHFIELD)
    return known_session(institution, **(usual | facts))


def marked(session: ExamSession, mark: Mark) -> int:
    """Mark it; the number of the event."""
    known = attendance.of(session)
    shown = known.event_number if known else 0
    assert attendance.mark(session=session, mark=mark, shown_event=shown, actor=ANA)
    return AuditEvent.objects.latest("number").number


def incident(session: ExamSession) -> None:
    """Have an incident be seen."""
    before = known_of(session)
    session.status = "Incident"
    session.save()
    recording.note(session, before, seen_at=timezone.now())


def happened(desk: Desk, began: datetime, **asked: str) -> list[str]:
    """Each line of the section."""
    day = f"{began.astimezone(CHICAGO):%Y-%m-%d}"
    here = {"install": NORTHFIELD, "location": DULUTH, "day": day}
    page = desk.get("/changes/", params=here | asked).text
    found = SECTION.search(page)
    lines = re.findall(r"<li.*?</li>", found[0], re.DOTALL) if found else []
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()).replace(" ,", ",") for one in lines]


def test_who_came_left_and_did_not_come_is_told_by_name_with_who_marked_it(
    desk: Desk, institution: Institution, began: datetime
) -> None:
    came, absent = seat(began, "Cy Came"), seat(began, "Ada Absent")
    seat(began, "Uli Unmarked")
    marked(came, Mark.ARRIVED)
    marked(came, Mark.LEFT)
    shown = marked(absent, Mark.NO_SHOW)
    attendance.take_back(session=absent, shown_event=shown, reason="came late", actor=ANA)
    hours = f"{began.astimezone(CHICAGO):%-I:%M %p}"
    told = happened(desk, began)
    assert [one.partition(" ·")[0].partition(" – ")[0] for one in told] == [
        f"No-show Ada Absent, CHEM 322 Final, {hours}",
        f"Taken back: no-show Ada Absent, CHEM 322 Final, {hours}",
        f"Arrived Cy Came, CHEM 322 Final, {hours}",
        f"Left Cy Came, CHEM 322 Final, {hours}",
    ]
    assert all("· marked by Ana Ruiz, " in one for one in told)
    page = desk.get("/changes/", params={"install": NORTHFIELD, "location": DULUTH})
    assert "No bookings changed" in words(page)
    assert f'href="/audit/{shown}/"' in page.text


def test_an_incident_is_told_with_how_it_stands_now(
    desk: Desk, institution: Institution, began: datetime
) -> None:
    session = seat(began, "Ida Incident")
    incident(session)
    [told] = happened(desk, began)
    assert told.startswith("Incident Ida Incident, CHEM 322 Final, ")
    assert re.search(r", now Incident, changed outside · seen ", told)
    ExamSession.objects.filter(pk=session.pk).update(status="Closed")
    [told] = happened(desk, began)
    assert re.search(r", now Closed, changed outside · seen ", told)


def test_what_was_before_that_moment_elsewhere_or_of_another_day_is_not_told(
    desk: Desk, institution: Institution, began: datetime
) -> None:
    happened(desk, began, since="looked")
    there = seat(began, "Pia Phoenix", location_sid=PHOENIX)
    marked(there, Mark.ARRIVED)
    marked(seat(began - timedelta(days=3), "Eve Earlier"), Mark.NO_SHOW)
    assert happened(desk, began) == []
    assert "Phoenix Learning Center" in happened(desk, began, location="")[0]
    marked(seat(began, "Cy Came"), Mark.ARRIVED)
    assert len(happened(desk, began, since="looked")) == 1
    assert len(happened(desk, began)) == 1


def test_a_mark_whose_event_can_not_be_read_is_told_as_far_as_it_can(
    desk: Desk, institution: Institution, began: datetime
) -> None:
    number = marked(seat(began, "Cy Came"), Mark.ARRIVED)
    without_triggers()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE scheduling_auditevent SET details = '', at = 'x' WHERE number = %s", [number]
        )
    [told] = happened(desk, began)
    assert told.startswith("Arrived Cy Came, CHEM 322 Final, ")
    assert told.endswith("marked by Ana Ruiz, at a time that can’t be read")
