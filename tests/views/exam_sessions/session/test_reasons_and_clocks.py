"""Reasons, places and clocks on the page of a session."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.models import ExamSession
from scheduling.models.session_status import (
    APPROVAL_DENIED,
    INCIDENT,
    PENDING_APPROVAL,
    SessionStatus,
)
from scheduling.views.exam_sessions.lists.row_groups import grouped
from tests.support.booking_actions import ONE_OFF, book, cancel, mirrored
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.html import plain_text
from tests.support.outcomes import page_of


def test_why_it_was_cancelled_stands_in_the_history(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    form = desk.get(f"{session_path(where)}cancel/").text
    assert "Required. Sent to SmarterProctoring" in form
    cancel(desk, where, reason="no-show")
    told = page_of(desk, where).split("History", 1)[1]
    assert "Kind of reason: No-show" in told
    assert "Reason: The learner is ill." in told


def test_an_unknown_place_is_not_called_by_the_type_and_sids_are_whole_on_paper(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox, **ONE_OFF)
    assert mirrored(where).location_name == ""
    assert grouped([mirrored(where)])[0].rows[0].where == "–"
    assert (
        f'<span class="sid__whole">{where["sessionSid"]}</span>'
        in desk.get(session_path(where)).text
    )


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (APPROVAL_DENIED, "The instructor has not released it."),
        (INCIDENT, "Two people in the room"),
        (PENDING_APPROVAL, ""),
    ],
)
def test_a_reason_stands_under_its_state_in_quotes_with_who_can_act(
    desk: Desk, sandbox: Sandbox, status: SessionStatus, reason: str
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.place(where["sessionSid"], status=status.word, reason=reason or None)
    page = desk.get(session_path(where)).text

    quoted = f"Reason, from SmarterProctoring: “{reason}” " if reason else ""
    title, below = page.split('<div class="title-line">', 1)[1].split('<div class="two">', 1)
    assert plain_text(title).startswith(f"{status.word} ")
    assert plain_text(below).startswith(f"{quoted}{status.who_can_act}")


def test_no_reason_of_the_provider_s_stands_beside_a_request_that_is_open(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    sandbox.trouble("drop_before", method="DELETE")
    cancel(desk, where)
    sandbox.place(where["sessionSid"], status="Incident", reason="Two people in the room")
    page = plain_text(desk.get(session_path(where)).text)
    assert ("Being checked" in page, "Two people in the room" in page) == (True, False)


def test_a_reason_goes_with_its_status(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.place(where["sessionSid"], status="Incident", reason="Two people in the room")
    desk.get(session_path(where))
    sandbox.place(where["sessionSid"], status="Scheduled", reason=None)

    page = plain_text(desk.get(session_path(where)).text)
    assert "Two people in the room" not in page


def test_a_page_has_one_clock_and_tells_another_only_with_the_difference(
    desk: Desk, sandbox: Sandbox
) -> None:
    here, there = sandbox.needs_proctor()[:2]
    desk.book(here)
    desk.book(there, proctor_location_sid=f"PL{3:032x}", time_zone="")
    rows = [
        plain_text(desk.get(f"/?install={one['installSid']}&q={one['learner']}").text)
        for one in (here, there)
    ]
    assert all("times Central (Chicago)" in page for page in rows)
    assert all("Thursday, January 14, 2027" in page and "9:30 AM" in page for page in rows)
    assert "9:30 AM MST Phoenix, 1 hour behind: 10:30 AM in Chicago" in rows[1]
    assert "hour behind" not in rows[0]
    assert not re.search(r"\d [AP]M [CM][SD]T", rows[0])
    pages = [plain_text(desk.get(session_path(one)).text) for one in (here, there)]
    assert "Time zone Central (Chicago)" in pages[0]
    assert "Time zone Arizona (Phoenix), 1 hour behind Central (Chicago)" in pages[1]


def test_a_one_off_proctor_s_clock_is_not_called_the_institution_s(
    desk: Desk, sandbox: Sandbox
) -> None:
    abroad = {"region": "Okinawa", "country": "JP", "postal_code": "904-0001", "time_zone": ""}
    where = sandbox.needs_proctor()[0]
    assert desk.book(where, **ONE_OFF | abroad).status_code == 302
    page = plain_text(desk.get(session_path(where)).text)
    assert "Time zone Tokyo, 15 hours ahead of Central (Chicago) the appointment’s time" in page


def test_an_exam_that_is_taken_when_the_learner_likes_keeps_its_onboarding_link(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox, session_type="automated", proctor_location_sid=None)
    start = timezone.now() - timedelta(days=2)
    sandbox.place(where["sessionSid"], start=start.isoformat())

    assert "/onboarding" in desk.get(session_path(where)).text


def test_a_reason_that_is_cut_says_so(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    sandbox.trouble(
        "other_fields",
        method="GET",
        path_contains=where["sessionSid"],
        times=None,
        fields={"status": "Incident", "statusReason": "The camera was covered. " * 20},
    )
    page = page_of(desk, where)
    kept = ExamSession.objects.get(sid=where["sessionSid"]).status_reason
    assert (len(kept) <= 300, kept.endswith("…"), f"SmarterProctoring: “{kept}”" in page) == (
        *(True, True, True),
    )


@pytest.mark.parametrize(
    ("status", "days_ago", "offered"),
    [
        ("Incident", 6, {"cancel"}),
        ("Scheduled", 6, {"no-show", "move", "switch", "cancel"}),
        ("In Progress", 6, {"no-show", "onboarding", "cancel"}),
        ("Scheduled", -6, {"onboarding", "move", "switch", "cancel"}),
        ("Incident", -6, {"onboarding", "move", "switch", "cancel"}),
    ],
)
def test_an_exam_that_is_over_or_that_an_incident_stopped_offers_what_makes_sense_alone(
    desk: Desk, sandbox: Sandbox, status: str, days_ago: int, offered: set[str]
) -> None:
    where = book(desk, sandbox)
    start = timezone.now() - timedelta(days=days_ago)
    sandbox.place(where["sessionSid"], status=status, start=start.isoformat())
    page = desk.get(session_path(where)).text
    marks = {
        "no-show": r">\s*No-show\s*<",
        "onboarding": "/onboarding",
        "move": 'data-key="m"',
        "switch": 'data-key="s"',
        "cancel": 'data-key="c"',
    }
    assert {name for name, mark in marks.items() if re.search(mark, page)} == offered
