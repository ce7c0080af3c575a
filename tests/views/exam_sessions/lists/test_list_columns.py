"""The list's columns: chosen, kept until others are, and left out where nothing is in them."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.accommodation_times.accommodation import Accommodation
from scheduling.booking import attempt_queries
from scheduling.exam_sessions import accommodations
from scheduling.models import ExamSession, Institution
from scheduling.session_commands import PORTAL
from tests.support.booking_actions import book, cancel, mirrored, move
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import plain_text
from tests.support.known_sessions import known_session
from tests.support.people import NORTHFIELD

HEAD = re.compile(r"<thead>(.*?)</thead>", re.DOTALL)
SPAN = re.compile(r'<th colspan="(\d+)"')
HERE = f"/?view=all&install={NORTHFIELD}"


@pytest.fixture
def listed(institution: Institution) -> ExamSession:
    """The one session that is listed: booked in Duluth, of a type that is known."""
    ExamSession.objects.all().delete()
    Institution.objects.update(synced_at=timezone.now())
    return known_session(
        institution,
        learner_name="Ana Here",
        exam_title="MATH 121 Final",
        status="Scheduled",
        appointment_at=timezone.now() + timedelta(hours=3),
        location_sid=DULUTH,
        location_name="Duluth Testing Center",
        session_type="proctoru",
    )


def head(desk: Desk, path: str = HERE) -> str:
    """The heads of a list's columns; its group headings span all of them."""
    page = desk.get(path).text
    found = HEAD.search(page)
    assert found, plain_text(page)
    assert set(SPAN.findall(page)) == {str(found[1].count("<th"))}
    return plain_text(found[1])


def choose(desk: Desk, *names: str, **answers: str) -> str:
    answer = desk.post("/columns/", {"column": names, "list_query": HERE[2:]} | answers)
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def test_the_usual_columns_show_until_others_are_chosen(listed: ExamSession, desk: Desk) -> None:
    usual = "Select When State Learner Exam Where Session"
    assert head(desk) == usual
    assert choose(desk, "type", "exam", "nonsense") == HERE
    assert head(desk) == "Select When State Learner Exam Session type"
    assert "ProctorU" in plain_text(desk.get(HERE).text.partition("<table")[2])
    checked = re.findall(r'value="(\w+)"\s+checked', desk.get("/?view=to-book").text)
    assert checked == ["exam", "type"]
    choose(desk)
    assert head(desk) == "Select When State Learner"
    assert choose(desk, "exam", do="usual", list_query="more=1") == "/"
    assert head(desk) == usual


def test_each_person_has_their_own(listed: ExamSession, desk: Desk, second_desk: Desk) -> None:
    choose(desk, "session")
    assert head(desk) == "Select When State Learner Session"
    assert head(second_desk) == "Select When State Learner Exam Where Session"


def test_a_column_with_nothing_in_it_is_left_out_though_it_was_chosen(
    listed: ExamSession, desk: Desk
) -> None:
    choose(desk, "where", "type", "by", "institution")
    assert head(desk) == "Select When State Learner Where Session type"
    assert head(desk, "/?view=all&install=all").endswith("Where Session type Institution")
    ExamSession.objects.update(session_type="", location_name="", status="Needs Proctor")
    assert head(desk) == "State Learner Next step"  # it leads to the booking
    ExamSession.objects.update(status="Closed", appointment_at=None, refreshed_at=None)
    assert head(desk) == "State Learner Where"  # where it was is not loaded yet
    choose(desk, "type", "by")
    assert head(desk) == "State Learner"


def test_a_session_can_be_booked_from_a_list_without_places(
    listed: ExamSession, desk: Desk
) -> None:
    ExamSession.objects.update(status="Needs Proctor", appointment_at=None)
    choose(desk, "exam")
    page = desk.get(HERE).text
    assert page.count('data-key="b">Book</a>') == 1
    assert head(desk) == "State Learner Exam Next step"


def test_who_booked_is_told_of_bookings_that_stand_in_one_statement(
    desk: Desk, sandbox: Sandbox
) -> None:
    stands, cancelled = book(desk, sandbox), book(desk, sandbox)
    move(desk, stands)
    cancel(desk, cancelled)
    choose(desk, "by")
    page = desk.get(f"/?view=all&q={stands['learner']}").text
    assert "Booked here by" in plain_text(HEAD.search(page)[1])
    sessions = [mirrored(stands), mirrored(cancelled)]
    with CaptureQueriesContext(
        connection,
    ) as statements:
        assert attempt_queries.bookers(sessions) == {sessions[0].pk: "Ana Ruiz"}
    assert len(statements) == 1
    sessions[0].status = "Needs Proctor"  # cancelled past this portal
    assert attempt_queries.bookers(sessions) == {}


def test_the_institution_is_told_where_rows_are_of_several_and_then_in_short(
    listed: ExamSession, institution: Institution, desk: Desk
) -> None:
    everywhere = "/?view=all&install=all"
    assert head(desk, everywhere) == "Select When State Learner Exam Where Session"
    other = Institution.objects.exclude(pk=institution.pk).get(name="Lakeside College")
    known_session(other, learner_name="Bo There", status="Scheduled", session_type="proctoru")
    assert head(desk, everywhere).endswith("Where Institution Session")
    page = desk.get(everywhere).text
    told = re.findall(r'<td class="rows__install"><span title="([^"]+)">(.*?)</span></td>', page)
    assert [(whole, plain_text(short)) for whole, short in told] == [
        ("Lakeside College", "Lakeside"),
        ("Northfield University", "Northfield"),
    ]
    assert head(desk) == "Select When State Learner Exam Where Session"


def test_a_note_stands_under_its_exam_until_its_column_is_chosen(
    listed: ExamSession, desk: Desk
) -> None:
    accommodations.change(
        session=listed,
        accommodation=Accommodation(Decimal("1.5"), 0, ""),
        shown_event=0,
        actor=PORTAL,
    )
    assert head(desk) == "Select When State Learner Exam Where Session"
    assert "MATH 121 Final · 1.5× time" in plain_text(desk.get(HERE).text)
    choose(desk, "exam", "note")
    assert head(desk) == "Select When State Learner Exam Note"
