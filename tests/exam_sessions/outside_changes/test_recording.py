"""What is changed past this portal is an event, and in view until somebody has looked at it."""

from __future__ import annotations

import json

import pytest
from django.db import connection

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.accepted_sentences import BOOKED
from scheduling.exam_sessions.events import outside_change_events
from scheduling.exam_sessions.outside_changes import reviews
from scheduling.models import AuditEvent, ExamSession, Institution
from scheduling.provider_list import list_fetching
from scheduling.session_commands import PORTAL
from scheduling.views.exam_sessions.state_marks import CHANGED_OUTSIDE
from tests.support.audit_log import without_triggers
from tests.support.booking_actions import book
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.long_cases import mostly_long
from tests.support.outcomes import details, kinds
from tests.support.outside_changes import FRIDAY, MOVED, PHOENIX, TITLE, page_of, seen
from tests.support.polling import PATIENCE

DAMAGES = ("oops", "null", "[]", '{"changes":5}', '{"changes":{"start":5}}', '{"changes":[]}')


@pytest.mark.parametrize("stored", ["2027-01-14T15:30:00Z", "2027-01-14T15:30:00.250Z"])
def test_a_fraction_of_a_second_is_no_other_start(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str], stored: str
) -> None:
    ExamSession.objects.filter(sid=booked["sessionSid"]).update(appointment_at=stored)
    fields = {"appointmentDate": "2027-01-14T15:30:00.400Z", "appointment": None}
    sandbox.trouble("other_fields", method="GET", fields=fields, times=None)
    page = page_of(desk, booked)
    assert "9:30 AM CST" in page
    assert (TITLE in page, seen()) == (False, 0)


@pytest.mark.faults(67)
@pytest.mark.parametrize(
    ("change", "said", "changes"),
    mostly_long(
        [
            (
                {"start": MOVED},
                "Start: Thursday, January 14, 2027, 9:30 AM CST (15:30 UTC) → Wednesday",
                {"start": {"before": "2027-01-14T15:30:00Z", "after": "2027-01-20T16:00:00Z"}},
            ),
            (
                {"status": "Cancelled"},
                "Status: Scheduled → Cancelled",
                {"status": {"before": "Scheduled", "after": "Cancelled"}},
            ),
            (
                {"status": "On hold"},
                "Status: Scheduled → On hold",
                {"status": {"before": "Scheduled", "after": "On hold"}},
            ),
            (
                {"fields": PHOENIX},
                "Location: Duluth Testing Center → Phoenix Learning Center",
                {
                    "location": {
                        "before": "Duluth Testing Center",
                        "after": "Phoenix Learning Center",
                    }
                },
            ),
            (
                {"fields": {"type": "vtc"}},
                "Type: Testing center seat → Virtual Test Center",
                {"type": {"before": "smarter-scheduling", "after": "vtc"}},
            ),
        ],
        everyday=2,
    ),
)
def test_a_change_past_the_portal_is_an_event_and_amber_until_looked_at(
    desk: Desk,
    sandbox: Sandbox,
    booked: dict[str, str],
    change: dict[str, object],
    said: str,
    changes: dict[str, object],
) -> None:
    sandbox.place(booked["sessionSid"], **change)
    page = page_of(desk, booked)

    assert TITLE in page
    assert said in page
    assert details("seen")["changes"] == changes
    assert "Booked. SmarterProctoring has confirmed it." not in page.split("History", 1)[0]
    session = ExamSession.objects.get(sid=booked["sessionSid"])
    assert CHANGED_OUTSIDE.format(word=session.known_status.word) in page
    assert desk.post(f"{session_path(booked)}looked/", {}).status_code == 302
    assert TITLE not in page_of(desk, booked).split("History", 1)[0]
    assert (seen(), kinds()[-1]) == (1, "change_looked_at")


@pytest.mark.faults(67)
def test_what_goes_to_and_fro_is_told_once_each_way_until_somebody_looks(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str]
) -> None:
    for status in ["Cancelled", "Scheduled"] * 3:
        sandbox.place(booked["sessionSid"], status=status)
        page = page_of(desk, booked)

    assert seen() == 2
    back = AuditEvent.objects.filter(kind="seen").order_by("-number")[0].sentence
    assert back.endswith(outside_change_events.BACK)
    assert ("Status: Scheduled → Cancelled" in page, TITLE in page) == (True, True)

    desk.post(f"{session_path(booked)}looked/", {})
    sandbox.place(booked["sessionSid"], status="Cancelled")
    assert (TITLE in page_of(desk, booked), seen()) == (True, 3)


@pytest.mark.faults(67)
def test_a_blank_in_an_answer_is_no_change(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str]
) -> None:
    silent = dict.fromkeys(("status", "sessionType", "appointmentDate", "appointment", "location"))
    sandbox.trouble("other_fields", method="GET", fields=silent)
    assert TITLE not in page_of(desk, booked)
    assert seen() == 0


@pytest.mark.long
@pytest.mark.faults(67)
@pytest.mark.parametrize(
    "stored", [*(f"'{one}'" for one in DAMAGES), "x'ff41'", "CAST(x'ff41' AS TEXT)"], ids=str
)
def test_a_change_whose_event_cant_be_read_holds_back_no_later_look_and_no_walk(
    desk: Desk, sandbox: Sandbox, institution: Institution, booked: dict[str, str], stored: str
) -> None:
    sandbox.place(booked["sessionSid"], start=MOVED)
    desk.get(session_path(booked))
    damage = f"UPDATE scheduling_auditevent SET details = {stored} WHERE kind = 'seen'"
    without_triggers()
    with connection.cursor() as cursor:
        cursor.execute(damage)

    sandbox.place(booked["sessionSid"], start=FRIDAY)
    assert TITLE in page_of(desk, booked)
    assert seen() == 2
    sandbox.place(booked["sessionSid"], start=MOVED)
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    assert seen() == 3


@pytest.mark.faults(67)
def test_two_changes_are_both_told_until_somebody_looks_and_looking_twice_is_one_event(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str]
) -> None:
    sandbox.place(booked["sessionSid"], start=MOVED)
    desk.get(session_path(booked))
    sandbox.place(booked["sessionSid"], status="Cancelled")
    desk.get(session_path(booked))

    session = ExamSession.objects.get(sid=booked["sessionSid"])
    unlooked = reviews.unreviewed_events(session)
    assert [list(json.loads(one.details)["changes"]) for one in unlooked] == [["start"], ["status"]]
    for _ in range(2):
        desk.post(f"{session_path(booked)}looked/", {})
    assert kinds().count("change_looked_at") == 1


def test_a_start_that_goes_and_comes_back_is_not_confirmed_until_somebody_has_reviewed_it(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    for start in ("2027-01-15T16:00:00Z", "2027-01-14T15:30:00Z"):
        sandbox.place(where["sessionSid"], start=start)
        page = page_of(desk, where)
    back = AuditEvent.objects.filter(kind="seen").order_by("-number").first()

    assert "Scheduled, changed outside" in page
    assert [one for one in (BOOKED, "To read to the learner") if one in page] == []
    assert "The start is the one that was asked for through this portal." in back.sentence
    assert "not made through this portal" not in back.sentence
    reviews.acknowledge(session=ExamSession.objects.get(sid=where["sessionSid"]), actor=PORTAL)
    page = page_of(desk, where)
    assert [one for one in (BOOKED, "To read to the learner") if one not in page] == []
