"""The next day on a handover: who comes, who may come, and the hours of its locations."""

from __future__ import annotations

import re
from datetime import date, datetime

from portal.sandbox.server import Sandbox
from scheduling.audit.table_checks import kept_sheets
from scheduling.models import Attempt, ExamSession, Handover, HoursByDate, Institution
from tests.support.booking_actions import book, mirrored, move
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.handover_page import (
    DAY,
    NOT_LOADED,
    SOME_NOT_LOADED,
    coming,
    next_of,
    page,
    sign,
)
from tests.support.html import words
from tests.support.known_sessions import known_session

SOME_UNSURE = "1 more may be expected here: not approved yet, or their state is not known."


def test_of_a_whole_institution_each_arrival_is_told_with_its_location(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    book(desk, sandbox)
    start = datetime.fromisoformat("2027-01-14T16:00:00Z")
    known_session(institution, status="Scheduled", appointment_at=start, exam_title="LAWS 2")
    everywhere = words(page(desk, location="", day="2027-01-13")).partition("First arrivals")[2]
    here = words(page(desk, day="2027-01-13")).partition("First arrivals")[2]
    assert "· Duluth Testing Center" in everywhere and "LAWS 2 · Location not loaded" in everywhere
    assert "· Duluth Testing Center" not in here.partition("Special rooms")[0]


def test_tomorrow_is_told_and_where_it_is_empty_the_next_day_with_a_booking(
    desk: Desk, sandbox: Sandbox
) -> None:
    book(desk, sandbox)
    told = words(page(desk, day="2027-01-13"))
    assert "Next: Thursday, January 14, 2027 · 1 booked" in told
    assert "Nothing is booked on the day after" not in told
    early = words(page(desk, day="2027-01-11"))
    assert "Next: Thursday, January 14, 2027 · 1 booked" in early
    assert "Nothing is booked on the day after, as far as we know." in early
    assert "Next: no booking is known" in words(page(desk, day="2027-01-14"))


def test_who_may_come_next_is_told_where_the_place_or_the_approval_is_not_known(
    desk: Desk, institution: Institution
) -> None:
    for _ in range(2):
        coming(institution, "2027-01-15", **NOT_LOADED)
    told = next_of(desk)
    assert told.startswith("Next: Friday, January 15, 2027 · none booked for certain")
    assert SOME_NOT_LOADED in told
    pending = coming(institution, "2027-01-15", status="Pending Approval")
    coming(institution, "2027-01-15")
    told = next_of(desk)
    assert told.startswith("Next: Friday, January 15, 2027 · 1 booked")
    assert SOME_NOT_LOADED in told and SOME_UNSURE in told
    whole = next_of(desk, location="")
    assert whole.startswith("Next: Friday, January 15, 2027 · 3 booked") and SOME_UNSURE in whole
    assert "location not known: some" not in whole
    ExamSession.objects.exclude(pk=pending.pk).delete()
    told = next_of(desk, day="2027-01-13")
    assert "Friday, January 15, 2027 · none booked for certain" in told and SOME_UNSURE in told
    assert "This is the first day on which somebody may come" in told
    for ruled_out in ("Approval Denied", "Cancelled", "Needs Proctor"):
        ExamSession.objects.update(status=ruled_out)
        assert "Next: no booking is known" in next_of(desk)


def test_a_request_that_is_still_open_is_no_booking_of_the_next_day(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    coming(institution, DAY, learner_name="Sure Learner")
    sandbox.trouble("drop_before", method="POST")
    desk.book(asked := sandbox.needs_proctor()[0])
    told = next_of(desk, day="2027-01-13")
    assert "Thursday, January 14, 2027 · 1 booked, 1 being checked" in told
    first = told.partition("First arrivals")[2].partition("Special rooms")[0]
    learner = re.escape(mirrored(asked).learner_name)
    assert re.search(rf"{learner} [^·]+ · still being checked", first)
    assert "being checked" not in first.partition("Sure Learner")[2].partition("AM")[0]
    ExamSession.objects.filter(learner_name="Sure Learner").delete()
    told = next_of(desk, day="2027-01-13")
    assert "Thursday, January 14, 2027 · none booked for certain, 1 being checked" in told


def test_a_move_that_is_still_open_may_lead_to_either_day(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("drop_before", method="PUT")
    move(desk, where)
    for day, said in (("2027-01-13", "Thursday, January 14"), (DAY, "Friday, January 15")):
        told = next_of(desk, day=day)
        assert f"{said}, 2027 · none booked for certain, 1 being checked" in told


def test_a_move_within_the_next_day_is_one_learner_who_may_come_at_two_times(
    desk: Desk, sandbox: Sandbox
) -> None:
    book(desk, sandbox)
    where = book(desk, sandbox)
    sandbox.trouble("drop_before", method="PUT")
    move(desk, where, appointment_date_time=f"{DAY}T13:00")
    before = page(desk, day="2027-01-13")
    told = words(before)
    assert "Next: Thursday, January 14, 2027 · 1 booked, 1 being checked" in told
    name = re.escape(mirrored(where).learner_name)
    once = rf"9:30 AM or 1:00 PM {name} [^·]+ · still being checked"
    assert len(re.findall(once, told)) == 1 and len(re.findall(name, told)) == 2
    sign(desk, before)
    kept = words(desk.get(f"/handover/{Handover.objects.get().pk}/"))
    assert "1 booked, 1 being checked" in kept and re.search(once, kept)


def test_a_move_that_is_open_counts_at_both_locations_and_a_cancellation_where_it_stands(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("drop_before", method="PUT")
    move(desk, where)
    asked, other = Attempt.objects.latest("pk"), "PL" + "2".zfill(32)
    asked.asked |= {"proctorLocationSid": other}
    asked.save()
    checked = "2027 · none booked for certain, 1 being checked"
    assert f"Thursday, January 14, {checked}" in next_of(desk, day="2027-01-13")
    assert "no booking is known" in next_of(desk)
    assert f"Friday, January 15, {checked}" in next_of(desk, day="2027-01-13", location=other)
    asked.action, asked.asked = Attempt.Action.CANCEL, {}
    asked.save()
    assert f"Thursday, January 14, {checked}" in next_of(desk, day="2027-01-13")


def test_times_at_a_location_on_another_clock_name_that_clock(
    desk: Desk, institution: Institution
) -> None:
    there = {"location_sid": "PL" + "9".zfill(32), "location_name": "Boston Harbor"}
    coming(institution, "2027-01-15", time_zone="America/New_York", **there)
    coming(institution, DAY, status="Incident", time_zone="America/New_York", **there)
    coming(institution, "2027-01-15", time_zone="America/Chicago")
    everywhere = words(page(desk, location=""))
    first = everywhere.partition("First arrivals")[2]
    assert "Incidents · 1 11:00 AM EST " in everywhere
    assert first.startswith(" 11:00 AM EST ") and " 10:00 AM " in first


def test_the_next_day_says_that_a_location_is_closed_or_has_other_hours_and_who_is_outside_them(
    desk: Desk, institution: Institution
) -> None:
    duluth = institution.locations.get(pl_sid=DULUTH)
    entered = HoursByDate.objects.create(
        institution=institution,
        first_day=date(2027, 1, 15),
        last_day=date(2027, 1, 15),
        reason="Snow day",
    )
    coming(institution, "2027-01-15", learner_name="Stands Outside", duration_minutes=60)
    told = next_of(desk)
    assert "Duluth Testing Center: closed that day (Snow day). 1 is booked that day." in told
    assert re.search(r"10:00 AM Stands Outside [^·]+ · closed that day", told)
    sign(desk, page(desk))
    HoursByDate.objects.filter(pk=entered.pk).update(
        location=duluth, opens="10:30", closes="12:00", reason="Short staff"
    )
    late = datetime.fromisoformat("2027-01-15T17:30:00Z")
    coming(institution, "2027-01-15", learner_name="Ends Late", duration_minutes=60)
    ExamSession.objects.filter(learner_name="Ends Late").update(appointment_at=late)
    coming(institution, "2027-01-15", learner_name="Fits In", duration_minutes=30)
    ExamSession.objects.filter(learner_name="Fits In").update(appointment_at=late)
    told = next_of(desk)
    hours = "Duluth Testing Center: open 10:30 AM – 12:00 PM (Short staff)."
    assert f"{hours} 2 are booked outside these hours." in told
    assert re.search(r"Stands Outside [^·]+ · before it opens", told)
    assert re.search(r"Ends Late [^·]+ · ends after it closes", told)
    assert not re.search(r"Fits In [^·]+ · ", told.partition("Special rooms")[0])
    assert hours in next_of(desk, location="")
    signed = words(desk.get(f"/handover/{Handover.objects.get().pk}/"))
    assert "closed that day (Snow day)" in signed and "10:30" not in signed
    HoursByDate.objects.all().delete()
    assert "Duluth Testing Center: " not in next_of(desk)
    assert not list(kept_sheets.check())


def test_who_come_first_at_one_time_stand_by_name(desk: Desk, institution: Institution) -> None:
    for name in ("Cy Young", "Ana Adams", "Bo Moss"):
        family = name.split()[1]
        coming(institution, "2027-01-15", learner_name=name, learner_family_name=family)
    told = next_of(desk, day="2027-01-14")
    assert re.findall("Ana Adams|Bo Moss|Cy Young", told)[:3] == [
        "Ana Adams",
        "Bo Moss",
        "Cy Young",
    ]
