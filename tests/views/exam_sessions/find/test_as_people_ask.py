"""What a coordinator types without knowing the portal's words leads where it is expected to."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from scheduling.exam_sessions.lists import list_filters
from scheduling.exam_sessions.search.query_reading.understood import Understood
from scheduling.models import ExamSession, Institution
from scheduling.views.exam_sessions import session_rows
from scheduling.views.exam_sessions.search import session_forms
from scheduling.views.exam_sessions.session_rows import ListReading
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.found_page import MAYA, found
from tests.support.html import plain_text
from tests.support.known_sessions import known_session, user


def entered(desk: Desk, typed: str) -> str:
    """Where Enter leads in the search box."""
    answer = desk.get("/", params={"q": typed, "understand": "1"})
    return answer.headers["Location"] if answer.status_code == 302 else ""


@pytest.mark.parametrize(
    "typed",
    [
        "who is in duluth testing now",
        "who's at duluth testing",
        "who was in duluth testing",
        "board duluth testing now",
    ],
)
def test_who_is_there_leads_to_the_board(
    known: dict[str, ExamSession], institution: Institution, desk: Desk, typed: str
) -> None:
    assert entered(desk, typed) == f"/board/?install={institution.sid}&location={DULUTH}"


def test_print_roster_leads_to_the_roster(
    known: dict[str, ExamSession], institution: Institution, desk: Desk
) -> None:
    assert entered(desk, "print roster") == "/roster/"
    asked = f"install={institution.sid}&location={DULUTH}"
    assert entered(desk, "print the roster for duluth testing") == ""
    assert entered(desk, "print roster for duluth testing") == f"/roster/?{asked}"


def test_a_week_is_asked_for_from_this_one_on(
    known: dict[str, ExamSession], institution: Institution, desk: Desk
) -> None:
    today = list_filters.today_at(institution)
    for typed, weeks in (("last week", -1), ("this week", 0), ("next week", 1)):
        year, number, _ = (today + timedelta(weeks=weeks)).isocalendar()
        assert entered(desk, typed) == f"/week/?week={year}-W{number:02}"


@pytest.fixture
def begun(known: dict[str, ExamSession], institution: Institution) -> ExamSession:
    """Another booking of the learner's, which began a moment ago."""
    return known_session(
        institution,
        learner_name=MAYA,
        user_sid=user(1),
        status="Scheduled",
        session_type="proctoru",
        location_sid=DULUTH,
        appointment_at=timezone.now() - timedelta(minutes=20),
        duration_minutes=60,
    )


@pytest.mark.parametrize("verb", ["noshow", "no show", "no-show"])
def test_a_no_show_leads_to_the_check_in_of_the_session_that_may_be_one(
    begun: ExamSession, desk: Desk, verb: str
) -> None:
    url = entered(desk, f"{verb} may-lopez")
    path, _, rest = url.partition("?")
    assert path.endswith(f"/{begun.sid}/") and rest.endswith("#attendance-title")
    page = desk.get(url)
    assert 'id="attendance-title"' in page.text and "No-show" in plain_text(page.text)


def test_a_check_in_of_one_who_has_several_offers_each(begun: ExamSession, desk: Desk) -> None:
    assert entered(desk, "check in may-lopez").startswith("/find/?q=")
    offered = found(desk, "check in may-lopez")["Do"]
    assert [one[1] for one in offered] == [f"Check in {MAYA}"] * 2
    url = entered(desk, "check-in may-lopez today")
    assert url.partition("?")[0].endswith(f"/{begun.sid}/")


def test_who_came_is_read_at_once_of_all_that_may_be_checked_in(
    begun: ExamSession, known: dict[str, ExamSession], institution: Institution
) -> None:
    sessions = [begun, known["booked"]]
    rows = session_rows.rows_without_headings(sessions, {}, ListReading())
    said, today = Understood(rest="", command="check in"), list_filters.today_at(institution)
    with CaptureQueriesContext(connection) as asked:
        hits = session_forms.of_changes(said, rows, "", today).hits
    assert (len(hits), len(asked)) == (2, 1)


def test_no_shows_of_a_day_stay_a_page(known: dict[str, ExamSession], desk: Desk) -> None:
    for typed in ("noshows", "no shows today", "noshow"):
        assert entered(desk, typed).startswith("/changes/"), typed


def test_a_mark_that_can_not_be_made_is_told_as_one(
    known: dict[str, ExamSession], desk: Desk
) -> None:
    page = plain_text(desk.get("/find/?q=noshow+may-lopez").text)
    assert "Nothing to mark as a no-show for “may-lopez”. Open the session to see why." in page
