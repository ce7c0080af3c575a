"""The time that is said with what is to be done: of a change the new one, which its form holds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from scheduling.date_formats import full_day, short_day
from scheduling.exam_sessions.lists import list_filters
from scheduling.models import ExamSession, Institution
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.found_page import MAYA, found, groups
from tests.support.html import form_on, plain_text
from tests.support.known_sessions import known_session, user

WHEN = "appointment_date_time"


@pytest.fixture
def day(institution: Institution) -> date:
    """A day on which nothing is booked, of the week after this one."""
    return list_filters.today_at(institution) + timedelta(days=9)


def entered(desk: Desk, typed: str) -> str:
    """Where Enter leads in the search box."""
    answer = desk.get("/", params={"q": typed, "understand": "1"})
    return answer.headers["Location"] if answer.status_code == 302 else ""


def form_of(desk: Desk, typed: str) -> tuple[str, dict[str, Any]]:
    """The last word of the address that Enter leads to, and the form there."""
    url = entered(desk, typed)
    return url.partition("?")[0].split("/")[-2], form_on(desk.get(url))


@pytest.mark.parametrize("words", ["{day:%b} {day:%d} 9am", "to {day:%b} {day:%d} at 9am"])
def test_a_change_opens_with_the_time_that_was_said(
    known: dict[str, ExamSession], desk: Desk, day: date, words: str
) -> None:
    said = words.format(day=day).lower()
    for verb, page in (("move", "reschedule"), ("reschedule", "reschedule"), ("switch", "switch")):
        name, form = form_of(desk, f"{verb} may-lopez {said}")
        assert (name, form[WHEN]) == (page, f"{day.isoformat()}T09:00"), verb


def asked_for(desk: Desk, typed: str) -> str:
    """The time that the address which Enter leads to names for its form."""
    return parse_qs(urlsplit(entered(desk, typed)).query)["first_time"][0]


def test_what_may_be_two_times_goes_to_the_form_as_it_was_typed(
    known: dict[str, ExamSession], desk: Desk, day: date
) -> None:
    said = f"{day:%b} {day.day}".lower()
    for words in (f"{said} 9", f"{said} 9:30", f"{said} 2", f"{said} 2:30", "next tuesday 9", said):
        assert asked_for(desk, f"move may-lopez {words}") == words
    for verb in ("move", "switch"):
        assert form_of(desk, f"{verb} may-lopez next tuesday 9")[1][WHEN] == "next tuesday 9"
        assert form_of(desk, f"{verb} may-lopez {said}")[1][WHEN] == said
    for typed in ("book kim tomorrow 9", "book kim for tomorrow at 9"):
        assert asked_for(desk, typed) == "tomorrow 9"
        assert form_of(desk, typed)[0] == "schedule"
    assert asked_for(desk, "book kim tomorrow 2") == "tomorrow 2"
    assert asked_for(desk, "move may-lopez tomorrow at half 2") == "tomorrow at half 2"
    told = desk.get(entered(desk, "move may-lopez tomorrow at half 2"))
    assert "“half 2” may be 1:30 or 2:30" in plain_text(told.text)


def test_a_time_without_a_day_is_one_of_the_day_on_which_the_booking_stands(
    known: dict[str, ExamSession], desk: Desk
) -> None:
    session = known["booked"]
    booked_on = session.appointment_at.astimezone(session.zone).date()
    assert form_of(desk, "move may-lopez to 3pm")[1][WHEN] == f"{booked_on.isoformat()}T15:00"


def test_of_several_each_leads_to_its_form_with_the_time(
    known: dict[str, ExamSession], institution: Institution, desk: Desk, day: date
) -> None:
    known_session(
        institution,
        learner_name=MAYA,
        user_sid=user(1),
        status="Scheduled",
        session_type="proctoru",
        location_sid=DULUTH,
        appointment_at=known["booked"].appointment_at + timedelta(days=3),
    )
    typed = f"move may-lopez {day:%b} {day:%d} 9am"
    assert entered(desk, typed).startswith("/find/?q=")
    there = found(desk, typed)
    assert [one[1] for one in there["Do"]] == [f"Move {MAYA}"] * 2
    for url, _, note in there["Do"]:
        assert f"→ {short_day(day)}, 9:00 AM" in note
        assert form_on(desk.get(url))[WHEN] == f"{day.isoformat()}T09:00"
    told = f"Move to {full_day(day)} at 9:00 AM · “may-lopez”"
    assert there["Understood"][0][1] == told


def test_of_a_cancellation_the_time_is_that_of_the_booking(
    known: dict[str, ExamSession], desk: Desk
) -> None:
    session = known["booked"]
    url = entered(desk, "cancel may-lopez tomorrow 10:30am")
    assert url.partition("?")[0].endswith(f"/{session.sid}/cancel/")
    assert entered(desk, "cancel may-lopez tomorrow 9").startswith("/find/?q=")
    page = desk.get("/find/", params={"q": "cancel may-lopez tomorrow 9"}).text
    assert "at 9:00 AM or 9:00 PM" in plain_text(page)
    assert [one[1] for one in groups(page)["Do"]] == [f"Cancel {MAYA}"]


def test_what_is_no_time_in_an_address_changes_nothing(
    known: dict[str, ExamSession], desk: Desk
) -> None:
    url = entered(desk, "move may-lopez")
    stands = form_on(desk.get(url))[WHEN]
    for text in ("nonsense", "dec 15 " + "9" * 40, "9am"):
        assert form_on(desk.get(f"{url}&first_time={text}"))[WHEN] == stands


def test_a_form_that_is_offered_says_whose_clock_its_times_are_on(
    known: dict[str, ExamSession], institution: Institution, desk: Desk, day: date
) -> None:
    session = known["booked"]
    ExamSession.objects.filter(pk=session.pk).update(time_zone="America/Phoenix")
    rows = (note for _, _, note in found(desk, "may-lopez")["Sessions"])
    own = next(part for row in rows for part in row.split(" · ") if " MST, " in part)
    typed = f"move may-lopez {day:%b} {day:%d} 9am"
    assert f"{own} → {short_day(day)}, 9:00 AM MST" in found(desk, typed)["Do"][0][2]
    assert f" · {own} · " in found(desk, "cancel may-lopez")["Do"][0][2]


def test_a_time_that_the_form_reads_one_way_is_told_so(
    known: dict[str, ExamSession], desk: Desk, day: date
) -> None:
    typed = f"move may-lopez to {day:%b} {day.day} 9:07"
    there = found(desk, typed)
    assert f"→ {short_day(day)}, 9:07 AM" in there["Do"][0][2]
    assert "9:07 PM" not in there["Do"][0][2] + there["Understood"][0][1]
