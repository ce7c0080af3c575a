"""Which status is a change outside: one begun, closed or approved, or a word that nobody knows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.accepted_sentences import BOOKED
from scheduling.exam_sessions.outside_changes import reviews
from scheduling.models import AuditEvent, ExamSession, status_of
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.html import plain_text
from tests.support.long_cases import mostly_long
from tests.support.outcomes import details, kinds, let_looks_count
from tests.support.outside_changes import MOVED, TITLE, page_of, seen


@pytest.mark.faults(67)
@pytest.mark.parametrize("status", ["In Progress", "Processing", "Closed", "scheduled"])
def test_a_sitting_that_goes_its_way_is_no_change(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str], status: str
) -> None:
    begun = timezone.now().replace(microsecond=0) - timedelta(minutes=30)
    ExamSession.objects.filter(sid=booked["sessionSid"]).update(appointment_at=begun)
    sandbox.place(booked["sessionSid"], status=status, start=begun.isoformat())
    assert TITLE not in page_of(desk, booked)
    assert seen() == 0


@pytest.mark.faults(67)
def test_an_exam_that_is_closed_long_before_its_start_was_closed_by_somebody(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str]
) -> None:
    sandbox.place(booked["sessionSid"], status="Closed")
    page = page_of(desk, booked)

    assert (TITLE in page, "Status: Scheduled → Closed" in page, seen()) == (True, True, 1)


@pytest.mark.faults(67)
@pytest.mark.parametrize("before", ["In Progress", "Processing"])
def test_one_that_was_shown_to_have_begun_may_close_before_its_start(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str], before: str
) -> None:
    for status in (before, "Closed"):
        sandbox.place(booked["sessionSid"], status=status)
        assert TITLE not in page_of(desk, booked)
    assert seen() == 0


@pytest.mark.faults(67)
@pytest.mark.parametrize("statuses", [["Closed"], ["In Progress", "Closed"]], ids=str)
def test_an_automated_exam_is_taken_whenever_the_learner_likes(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str], statuses: list[str]
) -> None:
    ExamSession.objects.filter(sid=booked["sessionSid"]).update(session_type="automated")
    for status in statuses:
        sandbox.place(booked["sessionSid"], status=status, fields={"type": "automated"})
        assert TITLE not in page_of(desk, booked)
    assert seen() == 0


@pytest.mark.faults(67)
@pytest.mark.parametrize("status", ["Scheduled", "In Progress"])
def test_an_approval_is_in_the_log_and_needs_nobody_to_look(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str], status: str
) -> None:
    session = ExamSession.objects.filter(sid=booked["sessionSid"])
    session.update(status="Pending Approval")
    sandbox.place(booked["sessionSid"], status=status)
    assert TITLE not in page_of(desk, booked).split("History", 1)[0]
    changed = {"status": {"before": "Pending approval", "after": status_of(status).word}}
    assert (seen(), details("seen")["changes"]) == (1, changed)
    assert session.get().changed_event is None
    sandbox.place(booked["sessionSid"], start=MOVED)
    assert TITLE in page_of(desk, booked).split("History", 1)[0]
    assert len(reviews.unreviewed_events(session.get())) == 1


@pytest.mark.faults(67)
@pytest.mark.parametrize(
    ("looked", "status", "kinds_seen"),
    mostly_long(
        [
            (True, "Scheduled", ["status_shown"]),
            (True, "Needs Proctor", []),
            (False, "Scheduled", []),
        ],
        everyday=2,
    ),
)
def test_a_booking_shown_where_no_status_was_is_no_change_but_in_the_log(
    desk: Desk,
    sandbox: Sandbox,
    booked: dict[str, str],
    looked: bool,
    status: str,
    kinds_seen: list[str],
) -> None:
    """Of one that nobody had looked at before there is nothing to tell."""
    session = ExamSession.objects.filter(sid=booked["sessionSid"])
    session.update(status="", **{} if looked else {"refreshed_at": None, "listed_at": None})
    sandbox.place(booked["sessionSid"], status=status)
    before = AuditEvent.objects.count()
    assert TITLE not in page_of(desk, booked).split("History", 1)[0]
    events = AuditEvent.objects.order_by("number")[before:]
    assert [one.kind for one in events] == kinds_seen
    for one in events:
        filled = one.sentence.format(learner="Zoe")
        assert filled.startswith("SmarterProctoring shows a status of Zoe’s session for ")
        assert filled.endswith(": “Scheduled”. It showed none before.")


@pytest.mark.faults(67)
def test_a_word_that_nobody_knows_in_a_booking_s_answer_is_no_change_once_it_is_shown(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    sandbox.trouble("status_value", method="POST", value="Provider Confirmed")
    desk.book(where)
    page = page_of(desk, where)

    assert (TITLE in page, seen(), kinds()[-1]) == (False, 0, "status_shown")
    told = "“Scheduled”. It showed “Provider Confirmed” before."
    assert AuditEvent.objects.order_by("-number")[0].sentence.endswith(told)
    assert BOOKED in page


@pytest.mark.faults(67)
def test_a_word_that_nobody_knows_on_a_booking_is_told_and_so_is_its_end(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str]
) -> None:
    sandbox.place(booked["sessionSid"], status="On hold")
    desk.get(session_path(booked))
    sandbox.place(booked["sessionSid"], status="Scheduled")

    assert "Status: On hold → Scheduled" in page_of(desk, booked)
    assert seen() == 2


@pytest.mark.faults(67)
@pytest.mark.parametrize("was_booked_here", mostly_long([True, False], everyday=1))
def test_what_needs_a_proctor_again_is_shown_at_no_time_and_place_as_of_a_booking(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str], was_booked_here: bool
) -> None:
    where = booked if was_booked_here else sandbox.sessions(status="Scheduled")[0]
    desk.get(session_path(where))
    known = ExamSession.objects.get(sid=where["sessionSid"])
    day = known.appointment_at.astimezone(known.zone).strftime("%A, %B %-d, %Y")
    let_looks_count()
    sandbox.place(where["sessionSid"], status="Needs Proctor")
    page = page_of(desk, where)

    headline, details = page.split("What you can do now", 1)[0], page.split("Details", 1)[1]
    assert "Needs proctor, changed outside" in headline
    assert (day in headline, known.location_name in headline.split("Today", 1)[1]) == (False, False)
    assert f"Start shown, not booked {day}" in details
    assert f"Location shown, not booked {known.location_name}" in details
    listed = desk.get("/", params={"q": known.learner_name, "state": "needs", "day": ""}).text
    row = plain_text(listed.split(f'id="row-{known.pk}"', 1)[-1].split("</tr>", 1)[0])
    assert known.learner_name in row
    assert known.exam_title in row
    assert " PM" not in row and " AM" not in row


@pytest.mark.faults(67)
def test_a_reason_that_a_look_leaves_out_stays_as_long_as_its_status(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str]
) -> None:
    here = ExamSession.objects.filter(sid=booked["sessionSid"])
    sandbox.place(booked["sessionSid"], status="Approval Denied", reason="The ID has expired")
    page_of(desk, booked)
    sandbox.trouble("other_fields", method="GET", fields={"statusReason": None}, times=None)
    assert "The ID has expired" in page_of(desk, booked)
    assert here.get().status_reason == "The ID has expired"

    sandbox.place(booked["sessionSid"], status="Incident")
    page_of(desk, booked)
    assert (here.get().status, here.get().status_reason) == ("Incident", "")


@pytest.mark.faults(67)
def test_a_session_that_needs_a_proctor_again_has_no_place_and_none_when_it_is_booked_next(
    desk: Desk, sandbox: Sandbox, booked: dict[str, str]
) -> None:
    here = ExamSession.objects.filter(sid=booked["sessionSid"])
    assert here.get().location_name == "Duluth Testing Center"
    nothing = {"appointmentDate": None, "appointment": None, "location": None, "sessionType": None}
    sandbox.trouble("other_fields", method="GET", fields=nothing, times=None)
    let_looks_count()
    sandbox.place(booked["sessionSid"], status="Needs Proctor")
    page_of(desk, booked)
    facts = ("appointment_at", "session_type", "location_sid", "location_name", "time_zone")
    assert here.values_list(*facts).get() == (None, "", "", "", "")

    sandbox.clear()
    page_of(desk, booked)  # still shown, not booked
    sandbox.trouble("other_fields", method="GET", fields={"location": None}, times=None)
    sandbox.place(booked["sessionSid"], status="Scheduled", start=MOVED)
    page_of(desk, booked)
    assert here.values_list("status", "location_sid", "location_name").get() == (
        "Scheduled",
        "",
        "",
    )
