"""What a handover cannot know of those whose location is not loaded, it says."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from scheduling.models import Attendance, AuditEvent, ExamSession, Handover, Institution
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.handover_page import DAY, NOT_LOADED, arrived, coming, page, sign
from tests.support.html import words
from tests.support.known_sessions import asked_for, known_session
from tests.support.people import NORTHFIELD


def test_whom_a_place_not_loaded_hides_is_told_on_the_page_and_in_the_event(
    desk: Desk, institution: Institution
) -> None:
    start = timezone.now() - timedelta(hours=3)
    day = start.astimezone(ZoneInfo("America/Chicago")).date().isoformat()
    known_session(institution, status="Scheduled", appointment_at=start)
    shown = page(desk, day=day)
    assert "0 Should have ended, not closed, 1 not known" in words(shown)
    sign(desk, shown)
    event = AuditEvent.objects.get(kind="handover_signed")
    assert event.sentence.endswith(
        "0 past the end as far as is known; of 1 booked that day the location is not known."
    )
    assert "0 Should have ended, not closed, 1 not known" in words(
        desk.get(f"/handover/{Handover.objects.get().pk}/")
    )


def test_what_a_list_may_lack_is_told_beside_it(desk: Desk, institution: Institution) -> None:
    start = datetime.fromisoformat("2027-01-14T16:00:00Z")
    for facts in ({"status": "Incident"}, {"status": "Scheduled", "changed_event": 1}):
        known_session(institution, appointment_at=start, **facts)
    absent = ExamSession.objects.get(status="Scheduled", location_sid="")
    Attendance.objects.create(
        session=absent, start_at=start, no_show_at=start, marked_by_name="Ana", event_number=1
    )
    coming(institution, DAY, status="Incident")
    told = words(page(desk))
    assert "1 Incident, 1 more not known" in told
    assert (
        "0 No-shows, 1 not known" in told and "0 Changed outside, not reviewed, 1 not known" in told
    )
    assert "0 Still here 0 Should have ended, not closed" in told
    sign(desk, page(desk))
    event = AuditEvent.objects.get(kind="handover_signed")
    assert "as far as is known; of 2 booked that day" in event.sentence
    ExamSession.objects.update(location_sid="PL" + "3".zfill(32))
    assert "1 Incident, 1 more not known" in words(
        desk.get(f"/handover/{Handover.objects.get().pk}/")
    )
    assert "more not known" not in words(page(desk, location=""))


@pytest.mark.parametrize("location", ["", DULUTH])
def test_whose_place_is_not_loaded_is_not_passed_over_as_closed(
    desk: Desk, institution: Institution, location: str
) -> None:
    start = timezone.now() - timedelta(hours=3)
    known_session(institution, status="In Progress", appointment_at=start)
    day = start.astimezone(ZoneInfo("America/Chicago")).date().isoformat()
    told = words(page(desk, day=day, location=location))
    assert "0 Should have ended, not closed" in told
    said = (
        "1 booked that day, location not known, end not known, or no longer listed: we can’t tell"
    )
    assert f"{said} whether they should have ended." in told


def test_what_the_day_before_may_have_left_open_is_told_where_the_location_is_not_loaded(
    desk: Desk, institution: Institution
) -> None:
    zone = ZoneInfo("America/Chicago")
    today = timezone.now().astimezone(zone).date()
    start = datetime(today.year, today.month, today.day, tzinfo=zone) - timedelta(hours=5)
    for status in ("Scheduled", "Scheduled", "Incident"):
        known_session(institution, status=status, duration_minutes=60, appointment_at=start)
    maybe = "(location or end not known yet): 3 should have ended, not closed"
    said = f", perhaps {maybe}; 1 incident. That day’s handover was not signed."
    shown = words(page(desk, day=today.isoformat()))
    assert f"Left over from {start:%A, %B %-d, %Y} {said}" in shown
    everywhere = words(page(desk, day=today.isoformat(), location=""))
    assert f": 1 incident. Perhaps also {maybe}." in everywhere


def test_whose_place_is_not_loaded_is_one_press_away_from_where_the_day_tells_of_them(
    desk: Desk, institution: Institution
) -> None:
    for day in (DAY, "2027-01-15"):
        coming(institution, day, learner_name=f"Una Unplaced {day}", **NOT_LOADED)
    coming(institution, DAY, status="Incident", **NOT_LOADED)
    ways = [
        f"/board/?install={NORTHFIELD}&amp;location={DULUTH}&amp;day={day}#not-loaded"
        for day in (DAY, "2027-01-15")
    ]
    for path in ("/handover/", "/roster/"):
        asked = {"install": NORTHFIELD, "location": DULUTH, "day": DAY}
        shown = desk.get(path, params=asked).text
        at_hand = [one for one in ways if f'href="{one}"' in shown]
        assert at_hand == (ways if path == "/handover/" else ways[:1])
    board = desk.get(unescape(ways[0])).text
    folded = board.partition('id="not-loaded"')[2]
    assert f"Una Unplaced {DAY}" in folded and "Opening one loads where it is." in folded


IN_PERSON, ALONE = "smarter-scheduling", "automated"


@pytest.mark.parametrize(
    ("facts", "is_counted"),
    [
        ({"session_type": IN_PERSON}, True),
        ({"session_type": IN_PERSON, "location_name": "Room nobody has here"}, True),
        ({"session_type": ALONE}, False),
    ],
)
def test_whose_place_was_read_and_not_shown_may_be_here(
    desk: Desk, institution: Institution, facts: dict[str, str], is_counted: bool
) -> None:
    coming(institution, DAY, status="Incident", location_sid="", **facts)
    coming(institution, DAY, changed_event=1, location_sid="", **facts)
    told = words(page(desk))
    assert ("0 Incidents, 1 not known" in told) is is_counted
    assert ("0 Changed outside, not reviewed, 1 not known" in told) is is_counted


def test_of_whom_the_last_place_is_known_nobody_says_that_it_is_not(
    desk: Desk, institution: Institution
) -> None:
    gone = coming(institution, DAY, changed_event=1, location_sid="", session_type=IN_PERSON)
    gone.earlier_states.create(
        institution=institution,
        start_at=gone.appointment_at,
        status="Scheduled",
        location_sid=DULUTH,
        known_until=timezone.now(),
    )
    assert "1 Changed outside, not reviewed 0" not in words(page(desk))
    assert "1 Changed outside, not reviewed" in words(page(desk))
    elsewhere = words(page(desk, location="PL" + "2".zfill(32)))
    assert "0 Changed outside, not reviewed" in elsewhere and "1 not known" not in elsewhere


def test_a_booking_that_is_asked_for_without_a_location_is_at_none(
    desk: Desk, institution: Institution
) -> None:
    session = known_session(institution, status="Needs Proctor", refreshed_at=timezone.now())
    asked_for(session)
    assert "0 Being checked with SmarterProctoring 0" in words(page(desk))


@pytest.mark.parametrize("location", ["", DULUTH])
def test_who_is_no_longer_listed_and_should_have_ended_may_be_here_still(
    desk: Desk, institution: Institution, location: str
) -> None:
    start = timezone.now() - timedelta(hours=3)
    day = start.astimezone(ZoneInfo("America/Chicago")).date().isoformat()
    facts = {"status": "In Progress", "appointment_at": start, "duration_minutes": 60}
    facts |= {"location_sid": DULUTH, "refreshed_at": start, "dropped_at": timezone.now()}
    gone = known_session(institution, **facts)
    said = "0 Should have ended, not closed, 1 not known"
    assert said in words(page(desk, day=day, location=location))
    arrived(gone, start)
    Attendance.objects.update(left_at=timezone.now())
    assert said not in words(page(desk, day=day, location=location))


def test_a_sheet_that_was_signed_from_an_old_list_says_so(
    desk: Desk, institution: Institution
) -> None:
    coming(institution, DAY, status="Incident")
    Institution.objects.update(synced_at=timezone.now() - timedelta(hours=2))
    sign(desk, page(desk))
    Institution.objects.update(synced_at=timezone.now())
    sign(desk, page(desk), note="Later")
    old, renewed = (
        words(desk.get(f"/handover/{one.pk}/")) for one in Handover.objects.order_by("pk")
    )
    said = "The list was not renewed when this was signed: it is as of "
    assert said in old and said not in renewed
    assert "What changed after that is not on this sheet." in old
