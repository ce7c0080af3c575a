"""What changed on a day since this morning, here and outside."""

from __future__ import annotations

import re
from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.exam_sessions.session_refresh import refresh_session
from scheduling.models import AuditEvent, ExamSession, Institution
from tests.support.booking_actions import book, cancel, mirrored, move, settle_by_hand
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.day_changes import CHICAGO, DAY, HERE, told
from tests.support.html import words
from tests.support.known_sessions import known_session


def test_moved_cancelled_and_booked_since_this_morning_is_told_with_who_did_it(
    desk: Desk, sandbox: Sandbox, booked: list[dict[str, str]]
) -> None:
    moved, cancelled, stays = booked
    assert "No changes" in told(desk)
    new = book(desk, sandbox)
    move(desk, moved, appointment_date_time=f"{DAY}T13:00")
    cancel(desk, cancelled)
    page = told(desk)
    assert "1 added, 1 changed, 1 no longer here" in page
    assert re.search(
        rf"Added {re.escape(mirrored(new).learner_name)}, [^,]+, 9:30 AM – [^·]+· booked by Ana",
        page,
    )
    assert re.search(
        rf"Changed {re.escape(mirrored(moved).learner_name)}, [^,]+, 9:30 AM – [^→]+ → 1:00 PM"
        r" – [^·]+· moved by Ana Ruiz",
        page,
    )
    assert re.search(
        rf"No longer here {re.escape(mirrored(cancelled).learner_name)}, [^,]+, was 9:30 AM"
        r" – [^,]+,"
        r" now Cancelled · cancelled by Ana Ruiz",
        page,
    )
    assert mirrored(stays).learner_name not in page


def test_changes_made_outside_this_portal_are_told_and_lead_to_their_event(
    desk: Desk, sandbox: Sandbox, booked: list[dict[str, str]]
) -> None:
    later, gone, elsewhere = booked
    sandbox.place(later["sessionSid"], start="2027-01-14T20:00:00+00:00")
    sandbox.place(gone["sessionSid"], status="Cancelled")
    sandbox.place(elsewhere["sessionSid"], fields={"proctorLocationSid": "PL" + "3".zfill(32)})
    for where in booked:
        refresh_session(mirrored(where))
    page = desk.get("/changes/", params=HERE)
    said = words(page)
    assert "1 changed, 2 no longer here" in said
    assert said.count("changed outside this portal, seen") == 3
    events = AuditEvent.objects.filter(kind="seen")
    assert {f'href="/audit/{one.number}/"' in page.text for one in events} == {True}
    whole = told(desk, location="")
    assert "2 changed, 1 no longer here" in whole
    assert re.search(
        r"9:30 AM – \d+:\d\d [AP]M, Duluth Testing Center → 8:30 AM MST – [^,]+ MST,"
        r" Phoenix Learning Center",
        whole,
    )


@pytest.mark.parametrize(
    ("status", "how", "kind"),
    [
        ("Pending Approval", "changed outside this portal, seen", "seen"),
        ("", "status known, not known before, seen", "status_shown"),
    ],
)
def test_who_was_not_on_the_roster_before_an_approval_is_told_as_added(
    desk: Desk, booked: list[dict[str, str]], status: str, how: str, kind: str
) -> None:
    approved, *others = booked
    ExamSession.objects.filter(sid=approved["sessionSid"]).update(status=status)
    assert "No changes" in told(desk)
    for where in booked:
        refresh_session(mirrored(where))
    page = told(desk)
    assert re.search(
        rf"1 added Added {re.escape(mirrored(approved).learner_name)}, [^·]+· {how}", page
    )
    assert not any(mirrored(where).learner_name in page for where in others)
    event = AuditEvent.objects.latest("number")
    assert (event.kind, event.session_sid) == (kind, approved["sessionSid"])
    assert f'href="/audit/{event.number}/"' in desk.get("/changes/", params=HERE).text
    assert mirrored(approved).changed_event is None


def test_who_waited_for_approval_was_not_on_the_roster_before_it_was_moved_or_cancelled(
    desk: Desk, booked: list[dict[str, str]]
) -> None:
    moved, cancelled, stays = booked
    sids = [where["sessionSid"] for where in (moved, cancelled)]
    ExamSession.objects.filter(sid__in=sids).update(status="Pending Approval")
    move(desk, moved, appointment_date_time=f"{DAY}T13:00")
    cancel(desk, cancelled)
    assert mirrored(moved).status == "Scheduled"
    page = told(desk)
    assert "1 added Added " + mirrored(moved).learner_name in page
    assert mirrored(cancelled).learner_name not in page
    cancel(desk, stays)
    assert "1 added, 1 no longer here" in told(desk)


def test_a_session_first_loaded_since_is_not_said_to_have_been_added(
    desk: Desk, institution: Institution
) -> None:
    start = datetime(2027, 1, 14, 9, tzinfo=ZoneInfo(CHICAGO))
    facts = {"status": "Scheduled", "appointment_at": start, "location_sid": DULUTH}
    known_session(institution, learner_name="Unknown Before", refreshed_at=start, **facts)
    page = told(desk)
    assert "No changes First loaded since then · 1" in page
    assert "we can’t tell whether they were booked here at that time" in page
    assert "Unknown Before" in page
    ExamSession.objects.filter(learner_name="Unknown Before").update(first_seen_at=None)
    assert "Unknown Before" not in told(desk)


def test_what_is_still_asked_for_and_what_no_longer_is_listed_is_told(
    desk: Desk, sandbox: Sandbox, booked: list[dict[str, str]]
) -> None:
    sandbox.trouble("drop_before", method="POST")
    desk.book(sandbox.needs_proctor()[0])
    ExamSession.objects.filter(sid=booked[0]["sessionSid"]).update(dropped_at=timezone.now())
    page = told(desk)
    assert "1 added, 1 no longer here" in page
    assert "? Being checked" in page
    assert "now No longer listed; last known as Scheduled" in page


def test_a_move_that_is_not_settled_takes_nobody_off_the_day(
    desk: Desk, administrator: Desk, sandbox: Sandbox, booked: list[dict[str, str]]
) -> None:
    desk.post("/roster/", HERE | {"by": "time", "form_id": str(uuid4())})
    sandbox.trouble("drop_before", method="PUT")
    move(desk, booked[0])
    learner = mirrored(booked[0]).learner_name
    for since_when in ("morning", "print-1"):
        page = told(desk, since=since_when)
        assert "1 changed" in page and "no longer here" not in page
        assert f"Changed {learner}" in page
        assert "? Being checked: moved to Fri, Jan 15, 1:00 PM?" in page
    there = told(desk, day="2027-01-15")
    assert "1 added" in there and f"Added {learner}" in there
    assert "? Being checked: moved from Thu, Jan 14, 9:30 AM?" in there

    settle_by_hand(administrator, booked[0], "no")
    assert "No changes" in told(desk)
    assert "No changes" in told(desk, day="2027-01-15")
