"""Closed days and other hours by date, entered by an administrator."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from html import unescape
from uuid import uuid4

import pytest
from django.utils import timezone

from scheduling.models import Attempt, AuditEvent, ExamSession, HoursByDate, Institution, Location
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import plain_text
from tests.support.known_sessions import known_session
from tests.support.outcomes import changes, kinds
from tests.support.people import NORTHFIELD

LIST = "/admin/scheduling/hoursbydate/"


@pytest.fixture
def location(database: object) -> Location:
    return Location.objects.get(pl_sid=DULUTH)


def entry(at: Location, /, **changed: object) -> dict[str, object]:
    return {
        "institution": at.institution_id,
        "location": "",
        "first_day": "2026-11-26",
        "last_day": "2026-11-27",
        "what": "closed",
        "opens": "",
        "closes": "",
        "reason": "Thanksgiving",
        **changed,
    }


def add(administrator: Desk, at: Location, /, **changed: object) -> int:
    return administrator.post(f"{LIST}add/", entry(at, **changed)).status_code


def test_closed_days_are_entered_listed_and_told_in_the_log(
    administrator: Desk, location: Location
) -> None:
    assert add(administrator, location) == 302
    stored = HoursByDate.objects.get()
    assert (stored.location, stored.opens, stored.closes) == (None, None, None)
    assert kinds() == ["admin_added"]
    assert AuditEvent.objects.latest("number").install_sid == location.institution.sid
    assert changes()["reason"] == {"before": "", "after": "Thanksgiving"}
    assert changes()["what"] == {"before": "", "after": "closed"}
    told = plain_text(administrator.get(LIST).text)
    assert "Thu, Nov 26, 2026 – Fri, Nov 27, 2026" in told and "every location" in told


def test_a_change_and_a_deletion_are_told_before_and_after(
    administrator: Desk, location: Location
) -> None:
    add(administrator, location)
    path = f"{LIST}{HoursByDate.objects.get().pk}/"
    sent = entry(location, what="other", opens="09:00", closes="00:00", location=location.pk)
    assert administrator.post(f"{path}change/", sent).status_code == 302
    assert changes()["what"] == {"before": "closed", "after": "other"}
    assert changes()["opens"]["after"] == "09:00:00"
    assert "9:00 AM – 12:00 AM" in plain_text(administrator.get(LIST).text)
    assert administrator.post(f"{path}change/", sent).status_code == 302
    assert kinds() == ["admin_added", "admin_changed"]  # the same once more changes nothing
    assert administrator.post(f"{path}delete/", {"post": "yes"}).status_code == 302
    assert kinds()[-1] == "admin_deleted"
    assert not HoursByDate.objects.exists()


def test_another_location_of_the_same_name_is_told_by_its_sid(
    administrator: Desk, location: Location
) -> None:
    other = Location.objects.filter(institution=location.institution).exclude(pk=location.pk)[0]
    add(administrator, location, location=location.pk)
    path = f"{LIST}{HoursByDate.objects.get().pk}/"
    Location.objects.filter(pk=other.pk).update(name=location.name)
    sent = entry(location, location=other.pk)
    assert administrator.post(f"{path}change/", sent).status_code == 302
    assert (HoursByDate.objects.get().location, kinds()[-1]) == (other, "admin_changed")
    before, after = (f"{location.name} ({one.pl_sid})" for one in (location, other))
    assert changes() == {"location": {"before": before, "after": after}}
    administrator.post(f"{path}delete/", {"post": "yes"})
    assert changes()["location"] == {"before": after, "after": ""}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"what": ""}, "Choose whether it is closed then."),
        ({"opens": "09:00"}, "It is closed then: clear the times"),
        ({"what": "other", "opens": "09:00"}, "Enter when it closes."),
        ({"what": "other", "opens": "10:00", "closes": "09:00"}, "It has to close after it opens."),
        ({"last_day": "2026-11-25"}, "The last day is before the first one."),
        ({"last_day": "2027-11-27"}, "That is more than a year."),
        ({"first_day": "1026-11-26"}, "Enter a year from 2000 to 2199."),
        ({"reason": ""}, "Fill this in."),
        ({"first_day": ""}, "Fill this in."),
    ],
)
def test_an_entry_that_cannot_be_is_refused(
    administrator: Desk, location: Location, changed: dict[str, str], said: str
) -> None:
    answer = administrator.post(f"{LIST}add/", entry(location, **changed))
    assert answer.status_code == 200
    assert said in plain_text(answer.text)
    assert (HoursByDate.objects.count(), kinds()) == (0, [])


def test_two_entries_never_say_two_things_of_one_place_and_day(
    administrator: Desk, location: Location
) -> None:
    add(administrator, location)
    assert "This overlaps “Thanksgiving”" in plain_text(
        administrator.post(f"{LIST}add/", entry(location, reason="Again")).text
    )
    # A location's own entry holds there instead, and may have two spans of a day.
    morning = {"location": location.pk, "what": "other", "opens": "09:00", "closes": "11:00"}
    evening = morning | {"opens": "11:00", "closes": "13:00"}
    assert [add(administrator, location, **one) for one in (morning, evening)] == [302, 302]
    assert add(administrator, location, **(evening | {"opens": "12:00"})) == 200
    assert HoursByDate.objects.count() == 3


def test_a_location_of_another_institution_is_refused(
    administrator: Desk, location: Location
) -> None:
    other = Location.objects.exclude(institution=location.institution).first()
    if other is None:
        elsewhere = Institution.objects.exclude(pk=location.institution_id).first()
        other = Location.objects.create(institution=elsewhere, name="Annex", pl_sid=f"PL{9:032x}")
    assert add(administrator, location, location=other.pk) == 200
    assert not HoursByDate.objects.exists()


def booked(at: Location, start: str, **facts: object) -> ExamSession:
    """A session that is booked at the location."""
    usual = {
        "status": "Scheduled",
        "appointment_at": datetime.fromisoformat(start),
        "duration_minutes": 60,
        "location_sid": at.pl_sid,
        "location_name": at.name,
        "refreshed_at": timezone.now(),
    }
    return known_session(at.institution, **(usual | facts))


THE_DAY = {"first_day": "2027-01-14", "last_day": "2027-01-15"}
TEN, THREE = "2027-01-14T10:00-06:00", "2027-01-14T15:00-06:00"


@pytest.fixture
def duluth(location: Location) -> Location:
    ExamSession.objects.all().delete()
    return location


def test_who_is_booked_then_is_named_before_it_is_saved_and_after(
    administrator: Desk, duluth: Location
) -> None:
    booked(duluth, TEN, learner_name="Eve Early")
    booked(duluth, THREE, learner_name="Lu Late")
    booked(duluth, "2027-01-16T10:00-06:00")  # of another day
    booked(duluth, TEN, status="Cancelled")
    booked(duluth, TEN, location_sid="", location_name="", refreshed_at=None)
    sent = entry(duluth, **THE_DAY, location=duluth.pk)
    asked = administrator.post(f"{LIST}add/", sent)
    told = plain_text(asked.text)
    assert (asked.status_code, HoursByDate.objects.count()) == (200, 0)
    more = "and 1 more of these days may be there (location not known)"
    said = f"2 sessions are booked then, {more}"
    assert f"Nothing was saved. {said}: how many are where is below." in told
    assert "Duluth Testing Center, Thu, Jan 14, 2027: 2 sessions" in told
    assert "1 more session is booked on these days, or may be, location not known" in told
    place = f"install={NORTHFIELD}&amp;location={DULUTH}&amp;day=2027-01-14"
    assert f'href="/board/?{place}"' in asked.text
    [rescue] = re.findall(r'href="(/rescues/new/[^"]+)">Move these', asked.text)
    moved = plain_text(administrator.get(unescape(rescue)).text)
    assert "Eve Early" in moved and "Lu Late" in moved

    [mark] = re.findall(r'name="told" value="([^"]+)"', asked.text)
    assert administrator.post(f"{LIST}add/", sent | {"told": mark}).status_code == 302
    assert f"is added. {said}" in plain_text(administrator.get(LIST).text)
    changed = administrator.get(f"{LIST}{HoursByDate.objects.get().pk}/change/")
    assert "Duluth Testing Center, Thu, Jan 14, 2027: 2 sessions" in plain_text(changed.text)


def test_those_whose_location_is_not_loaded_yet_are_told_before_it_is_saved(
    administrator: Desk, duluth: Location
) -> None:
    booked(duluth, TEN, location_sid="", location_name="", refreshed_at=None)
    sent = entry(duluth, **THE_DAY)
    asked = administrator.post(f"{LIST}add/", sent)
    said = "Nothing was saved. 1 session of these days may be there (location not known)"
    assert (said in plain_text(asked.text), HoursByDate.objects.count()) == (True, 0)
    [mark] = re.findall(r'name="told" value="([^"]+)"', asked.text)
    assert administrator.post(f"{LIST}add/", sent | {"told": mark}).status_code == 302
    assert HoursByDate.objects.count() == 1


def test_shorter_hours_concern_only_whom_they_leave_no_time_for(
    administrator: Desk, duluth: Location
) -> None:
    booked(duluth, TEN)
    booked(duluth, THREE)
    sent = entry(duluth, **THE_DAY, what="other", opens="09:00", closes="15:30")
    told = plain_text(administrator.post(f"{LIST}add/", sent).text)
    assert "1 session is booked then: how many are where is below." in told
    assert administrator.post(f"{LIST}add/", sent | {"closes": "18:00"}).status_code == 302


def asked_for(at: Location, state: str, **facts: object) -> ExamSession:
    """A session that was asked to be booked for ten, of which no look has shown a booking."""
    session = booked(at, TEN, appointment_at=None, location_sid="", location_name="", **facts)
    Attempt.objects.create(
        attempt_id=uuid4(),
        session=session,
        action="schedule",
        state=state,
        is_unshown=state == "accepted",
        asked={"appointmentDateTime": TEN, "proctorLocationSid": at.pl_sid},
        started_at=timezone.now(),
        deadline_at=timezone.now(),
    )
    return session


def test_how_many_more_may_be_booked_then_is_told_before_it_is_saved_and_after(
    administrator: Desk, duluth: Location
) -> None:
    asked_for(duluth, "accepted", status="Pending Approval")
    asked_for(duluth, "unconfirmed", status="Needs Proctor")
    asked_for(duluth, "refused", status="Needs Proctor")
    booked(duluth, THREE, status="Checked In")
    booked(duluth, "2027-01-16T10:00-06:00", status="Checked In")  # of another day
    booked(duluth, TEN, status="Closed")
    sent = entry(duluth, **THE_DAY)
    asked = administrator.post(f"{LIST}add/", sent)
    told = plain_text(asked.text)
    assert (asked.status_code, HoursByDate.objects.count()) == (200, 0)
    assert "3 sessions may be booked then: how many are where is below." in told
    assert "Duluth Testing Center, Thu, Jan 14, 2027: 3 sessions, not certain" in told
    assert "Move these" not in told

    booked(duluth, TEN)
    [mark] = re.findall(r'name="told" value="([^"]+)"', asked.text)
    again = administrator.post(f"{LIST}add/", sent | {"told": mark})
    told = plain_text(again.text)
    assert "1 session is booked then, and 3 more may be: how many are where is below." in told
    assert "Duluth Testing Center, Thu, Jan 14, 2027: 1 session, 3 more not certain" in told
    [mark] = re.findall(r'name="told" value="([^"]+)"', again.text)
    assert administrator.post(f"{LIST}add/", sent | {"told": mark}).status_code == 302
    assert "is added. 1 session is booked then, and 3 more may be" in plain_text(
        administrator.get(LIST).text
    )


def test_open_long_enough_for_whoever_may_be_booked_nobody_is_told(
    administrator: Desk, duluth: Location
) -> None:
    asked_for(duluth, "accepted", status="Pending Approval")
    booked(duluth, THREE, status="Checked In")
    hours = {"what": "other", "opens": "09:00", "closes": "18:00"}
    assert add(administrator, duluth, **THE_DAY, **hours) == 302


def test_whoever_is_booked_since_the_page_was_shown_is_told_before_it_is_saved(
    administrator: Desk, duluth: Location
) -> None:
    booked(duluth, TEN)
    sent = entry(duluth, **THE_DAY)
    shown = administrator.post(f"{LIST}add/", sent).text
    [mark] = re.findall(r'name="told" value="([^"]+)"', shown)
    booked(duluth, THREE)
    again = administrator.post(f"{LIST}add/", sent | {"told": mark})
    assert "2 sessions are booked then" in plain_text(again.text)
    assert not HoursByDate.objects.exists()


def test_what_is_over_and_what_has_its_own_hours_is_not_told(
    administrator: Desk, duluth: Location
) -> None:
    booked(duluth, "2026-11-26T10:00-06:00", status="Closed")
    assert add(administrator, duluth) == 302
    HoursByDate.objects.create(
        institution=duluth.institution,
        location=duluth,
        first_day=date(2027, 1, 14),
        last_day=date(2027, 1, 14),
        opens=time(9),
        closes=time(18),
        reason="Open all the same",
    )
    booked(duluth, TEN)
    assert add(administrator, duluth, **THE_DAY, reason="Break") == 302
