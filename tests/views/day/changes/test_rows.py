"""How a change is written: where somebody is now, by which clock, and in which order."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.exam_sessions.session_refresh import refresh_session
from scheduling.models import ExamSession, LastLook, Location
from tests.support.booking_actions import book, cancel, mirrored, move
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.day_changes import CHICAGO, DAY, HERE, told
from tests.support.html import words
from tests.support.people import NORTHFIELD

PHOENIX = "PL" + "3".zfill(32)


def test_of_who_was_moved_away_the_sheet_says_where_they_are_now(
    desk: Desk, booked: list[dict[str, str]]
) -> None:
    told(desk)
    away, gone, _ = booked
    move(desk, away, appointment_date_time="2027-01-15T13:00")
    cancel(desk, gone)
    page = told(desk)
    assert re.search(
        rf"No longer here {re.escape(mirrored(away).learner_name)}, [^,]+, was 9:30 AM – [^,]+,"
        r" now Fri, Jan 15, 1:00 PM, Duluth Testing Center · moved by Ana Ruiz",
        page,
    )
    ExamSession.objects.filter(sid=away["sessionSid"]).update(location_name="")
    assert "now Fri, Jan 15, 1:00 PM, location not known · moved" in told(desk)


def test_changes_stand_by_name_and_who_was_booked_and_moved_since_says_both(
    desk: Desk, sandbox: Sandbox, booked: list[dict[str, str]]
) -> None:
    told(desk)
    names = ["Zoe Last", "Ana Second", "Bo First"]
    families = ["Last", "Second", "First"]
    for where, name, family in zip(booked, names, families, strict=True):
        move(desk, where, appointment_date_time=f"{DAY}T13:00")
        ExamSession.objects.filter(sid=where["sessionSid"]).update(
            learner_name=name, learner_family_name=family
        )
    new = book(desk, sandbox)
    move(desk, new, appointment_date_time=f"{DAY}T14:00")
    page = told(desk)
    assert page.index("Bo First") < page.index("Zoe Last") < page.index("Ana Second")
    assert re.search(r"Added [^·]+ · booked by Ana Ruiz, [^·]+, moved by Ana Ruiz, ", page)


def test_of_all_locations_a_time_on_another_clock_names_it(
    desk: Desk, booked: list[dict[str, str]]
) -> None:
    told(desk, location="")
    [there] = Location.objects.filter(pl_sid=DULUTH, institution__sid=NORTHFIELD)
    Location.objects.filter(pk=there.pk).update(time_zone="America/New_York")
    move(desk, booked[0], appointment_date_time=f"{DAY}T14:00")
    assert re.search(r"10:30 AM EST – .+ EST → \d+:00 PM EST – ", told(desk, location=""))
    assert "EST –" not in told(desk).partition("Changed ")[2]


def test_who_came_from_elsewhere_is_told_with_where_that_was_and_all_that_was_done(
    desk: Desk, sandbox: Sandbox, booked: list[dict[str, str]]
) -> None:
    friday = {"day": "2027-01-15"}
    told(desk, **friday)
    desk.post("/roster/", HERE | friday | {"by": "time", "form_id": str(uuid4())})
    rescued, moved, away = booked
    sandbox.place(rescued["sessionSid"], start="2027-01-15T20:00:00+00:00")
    sandbox.place(away["sessionSid"], fields={"proctorLocationSid": PHOENIX})
    for where in booked:
        refresh_session(mirrored(where))
    for where in booked:
        move(desk, where)
    seen = r"changed outside this portal, seen [^,]+, [^,]+, \d+:\d\d [AP]M"
    by_ana = r"moved by Ana Ruiz, [^,]+, [^,]+, \d+:\d\d [AP]M"
    for since_when in ("morning", "print-1"):
        page = told(desk, since=since_when, **friday)
        for where, how in ((rescued, rf"{seen}, {by_ana}"), (moved, by_ana)):
            assert re.search(
                rf"Added {re.escape(mirrored(where).learner_name)}, [^,]+, Thu, Jan 14, 9:30 AM"
                rf" → 1:00 PM – [^·]+ · {how} ",
                page,
            ), page
    roster = words(desk.get("/roster/", params=HERE | friday)).replace(" ,", ",")
    assert re.search(
        rf"Added {re.escape(mirrored(rescued).learner_name)}, [^,]+, Thu, Jan 14, 9:30 AM"
        rf" → 1:00 PM – [^·]+ · {seen}, {by_ana} ",
        roster,
    )
    other = told(desk, location=PHOENIX, **friday)
    name = re.escape(mirrored(away).learner_name)
    assert re.search(
        rf"Added {name}, [^,]+, Thu, Jan 14, 9:30 AM CST, Duluth Testing Center → 12:00 PM", other
    )


def test_a_booking_that_is_shown_otherwise_than_asked_is_added_and_by_whom(
    desk: Desk, sandbox: Sandbox, booked: list[dict[str, str]]
) -> None:
    there = sandbox.needs_proctor()[0]
    ExamSession.objects.filter(sid=there["sessionSid"]).update(first_seen_at=None)
    desk.book(there, voucher_code="PRACTICE-SETTLE")
    refresh_session(mirrored(there))
    assert mirrored(there).appointment_at == datetime.fromisoformat(f"{DAY}T16:30:00Z")
    page = told(desk)
    name = re.escape(mirrored(there).learner_name)
    by_ana = r"\? Being checked: [^·]+ · booking asked for by Ana Ruiz, [^,]+, [^,]+, [^,]+"
    assert re.search(
        rf"1 added Added {name}, [^,]+, 9:30 AM – [^(]+ \(or at 10:30 AM: one of the two\)"
        rf" {by_ana} Added {name}, [^,]+, 10:30 AM – [^(]+ \(or at 9:30 AM: one of the two\)"
        rf" {by_ana} I have seen",
        page,
    ), page


def test_a_moment_of_the_same_day_is_said_without_its_day_a_second_time(desk: Desk) -> None:
    now = timezone.now().astimezone(ZoneInfo(CHICAGO))
    today = f"{now:%a, %b} {now.day}, 12:00 AM C[SD]T"
    assert re.search(rf"Changes since {today}, as of \d+:\d\d [AP]M · Central", told(desk))
    told(desk, since="looked")
    LastLook.objects.update(seen_until=timezone.now() - timedelta(days=2))
    assert re.search(
        r"Changes since you last looked, \w+, \w+ \d+, [^,]+, as of \w+, \w+ \d+, [^,]+ C[SD]T · C",
        told(desk, since="looked"),
    )
