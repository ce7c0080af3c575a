"""The section on a learner's other sessions, on the session's page and beside the forms."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from portal.sandbox.server import Sandbox
from scheduling.models import ExamSession, Institution
from tests.support.booking_actions import book, mirrored, move, take_the_provider_away
from tests.support.booking_form import booking, form_path, session_path
from tests.support.client import Desk
from tests.support.html import plain_text, words
from tests.support.people import LAKESIDE, someone

START = datetime(2027, 1, 14, 15, 30, tzinfo=UTC)
TITLE = "Other sessions of this learner"
CANT_TELL = "We can’t tell which other sessions are this learner’s."


def other_of(session: ExamSession, number: int, **facts: object) -> ExamSession:
    usual: dict[str, object] = {
        "institution": session.institution,
        "sid": f"ES{number:032x}",
        "exam_sid": f"EX{number:032x}",
        "exam_title": f"Exam {number}",
        "user_sid": session.user_sid,
        "learner_key": session.user_sid,
        "status": "Scheduled",
        "appointment_at": START + timedelta(days=number),
        "duration_minutes": 60,
        "listed_at": START,
        "refreshed_at": START,
    }
    return ExamSession.objects.create(**usual | facts)


@pytest.fixture
def booked(desk: Desk, sandbox: Sandbox) -> dict[str, str]:
    return book(desk, sandbox)


def section(desk: Desk, path: str) -> str:
    """The section's words."""
    _, _, after = words(desk.get(path)).partition(TITLE)
    return after.partition("History")[0].strip()


def test_they_are_told_on_their_own_clock_with_state_place_and_what_to_look_out_for(
    desk: Desk, booked: dict[str, str]
) -> None:
    this = mirrored(booked)
    there = {"location_name": "Phoenix Learning Center", "time_zone": "America/Phoenix"}
    one = other_of(this, 1, location_sid="PL" + "7" * 32, **there)
    other_of(this, 0, appointment_at=START + timedelta(minutes=5))
    other_of(this, 2, exam_sid=this.exam_sid, status="Needs Proctor", appointment_at=None)

    assert section(desk, session_path(booked)) == (
        "Thu, Jan 14, 2027, 9:35 AM CST Exam 0 Scheduled Same time"
        " Fri, Jan 15, 2027, 8:30 AM MST Exam 1 Scheduled Phoenix Learning Center"
        " No date Exam 2 Needs proctor Same exam"
    )
    url = f"/sessions/{this.institution.sid}/{one.exam_sid}/{one.sid}/"
    assert f'href="{url}"' in desk.get(session_path(booked)).text


def test_the_booking_and_the_move_form_tell_them_too(desk: Desk, booked: dict[str, str]) -> None:
    this = mirrored(booked)
    other_of(this, 1)
    told = "Fri, Jan 15, 2027, 9:30 AM CST Exam 1 Scheduled"
    for page in ("", "schedule/", "reschedule/"):
        assert section(desk, session_path(booked) + page).startswith(told), page
    assert TITLE not in words(desk.get(f"{session_path(booked)}cancel/"))


def test_without_the_learners_id_nobody_can_tell(desk: Desk, booked: dict[str, str]) -> None:
    this = mirrored(booked)
    other_of(this, 1)
    ExamSession.objects.filter(pk=this.pk).update(user_sid="", learner_key=this.enrollment_sid)
    take_the_provider_away(booked)
    assert section(desk, session_path(booked)) == CANT_TELL


def test_nothing_known_is_told_as_no_more_than_that(desk: Desk, booked: dict[str, str]) -> None:
    known = "We know of no other session of this learner within 14 days of this one."
    assert section(desk, session_path(booked)) == known


@pytest.mark.parametrize("page", ["", "reschedule/"])
@pytest.mark.parametrize("facts", [{}, {"exam_sid": "same"}])
def test_one_that_a_warning_may_name_is_told_however_far_away_it_is(
    desk: Desk, booked: dict[str, str], page: str, facts: dict[str, str]
) -> None:
    this = mirrored(booked)
    same = dict.fromkeys(facts, this.exam_sid)
    other_of(this, 40, **same)
    other_of(this, 41, status="Cancelled")
    mark = " Same exam" if facts else ""
    told = f"Tue, Feb 23, 2027, 9:30 AM CST Exam 40 Scheduled{mark}"
    assert section(desk, session_path(booked) + page).startswith(told)
    assert "Exam 41" not in section(desk, session_path(booked) + page)


def test_a_form_that_warns_of_another_booking_does_not_say_that_there_is_none(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    other_of(mirrored(where), 0)
    answers = booking(appointment_date_time="2027-01-14T09:30")
    preview = plain_text(desk.post(f"{form_path(where)}preview/", answers).text)
    assert "This learner has another booking: Exam 0, Thursday, January 14, 2027" in preview
    for path in (session_path(where), form_path(where)):
        assert section(desk, path).startswith("Thu, Jan 14, 2027, 9:30 AM CST Exam 0 Scheduled")


def test_one_of_the_same_exam_is_told_beside_nearer_ones(
    desk: Desk, booked: dict[str, str]
) -> None:
    this = mirrored(booked)
    other_of(this, 1)
    other_of(this, 40, exam_sid=this.exam_sid)
    other_of(this, 41)
    told = section(desk, session_path(booked))
    assert [one in told for one in ("Exam 1", "Exam 40", "Exam 41")] == [True, True, False]


def test_more_than_eight_lead_to_the_search(desk: Desk, booked: dict[str, str]) -> None:
    this = mirrored(booked)
    for number in range(1, 12):
        other_of(this, number)
    page = desk.get(session_path(booked))
    assert "and 3 more" in words(page)
    link = f"/?view=all&amp;q={this.user_sid}"
    assert f'href="{link}"' in page.text
    found = words(desk.get(link.replace("&amp;", "&")))
    assert all(f"Exam {number}" in found for number in range(1, 12))


def test_another_institution_is_told_only_to_who_may_see_it(
    administrator: Desk, desk: Desk, booked: dict[str, str]
) -> None:
    lakeside = Institution.objects.get(sid=LAKESIDE)
    other_of(mirrored(booked), 1, institution=lakeside)
    assert lakeside.name in section(administrator, session_path(booked))
    with someone(desk.url, "administrator-here") as local:
        assert "Exam 1" not in section(local, session_path(booked))


@pytest.fixture
def looked_for(portal: object) -> Iterator[list[str]]:
    """The statements that look for a learner's other sessions, in whichever thread."""
    seen: list[str] = []

    def note(execute: Callable, sql: str, *rest: object) -> object:
        if "institution_id + 0" in sql and "ORDER BY appointment_at" in sql:
            seen.append(sql)
        return execute(sql, *rest)

    def listen(connection: BaseDatabaseWrapper, **_: object) -> None:
        connection.execute_wrappers.append(note)

    connection_created.connect(listen)
    yield seen
    connection_created.disconnect(listen)
    connections.close_all()


def test_a_page_looks_once_and_a_form_that_is_sent_never(
    desk: Desk, sandbox: Sandbox, looked_for: list[str]
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(form_path(where))
    assert len(looked_for) == 1
    desk.post(f"{form_path(where)}preview/", booking())
    desk.post(form_path(where), booking(proctor_location_sid=""), headers={"HX-Request": "true"})
    assert desk.book(where).status_code == 302
    assert move(desk, where).status_code == 302
    assert len(looked_for) == 1
