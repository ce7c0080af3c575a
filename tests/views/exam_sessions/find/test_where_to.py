"""The place, the type and the day that are said with what is to be done: what stands, and what is
to be.
"""

from __future__ import annotations

from datetime import date, timedelta
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

PHOENIX = "phoenix"
AT_REGISTERBLAST = "PL" + "9".zfill(32)
WHEN, WHERE = "appointment_date_time", "proctor_location_sid"


@pytest.fixture
def booked(known: dict[str, ExamSession]) -> ExamSession:
    return known["booked"]


def entered(desk: Desk, typed: str) -> tuple[str, dict[str, list[str]]]:
    """The page that Enter in the search box leads to, and what its address asks."""
    answer = desk.get("/", params={"q": typed, "understand": "1"})
    url = urlsplit(answer.headers.get("Location", ""))
    return url.path.rstrip("/").rpartition("/")[2], parse_qs(url.query)


def form_of(desk: Desk, typed: str) -> tuple[str, dict[str, str]]:
    answer = desk.get("/", params={"q": typed, "understand": "1"})
    url = answer.headers["Location"]
    return urlsplit(url).path.rstrip("/").rpartition("/")[2], form_on(desk.get(url))


@pytest.mark.parametrize("verb", ["move", "reschedule", "switch"])
def test_a_booking_is_moved_to_another_place_by_a_switch_that_is_filled_in(
    booked: ExamSession, desk: Desk, verb: str
) -> None:
    for typed in (f"{verb} may-lopez to phoenix", f"{verb} may-lopez from duluth to phoenix"):
        page, form = form_of(desk, typed)
        assert page == "switch", typed
        assert form[WHERE] != DULUTH and form[WHERE].startswith("PL"), typed
        assert form["session_type"] == booked.session_type or form["session_type"]


def test_with_a_time_both_are_filled_in(
    booked: ExamSession, institution: Institution, desk: Desk
) -> None:
    day = list_filters.today_at(institution) + timedelta(days=9)
    page, form = form_of(desk, f"move may-lopez to phoenix {day:%b} {day.day} at 9am")
    assert (page, form[WHEN]) == ("switch", f"{day.isoformat()}T09:00")
    told = found(desk, f"move may-lopez to phoenix {day:%b} {day.day} 9am")
    assert f"Move to {full_day(day)} at 9:00 AM · Phoenix" in told["Understood"][0][1]
    [(_, name, note)] = told["Do"]
    assert name == f"Switch {MAYA}"
    assert f"→ {short_day(day)}, 9:00 AM · Phoenix" in note


def test_to_where_it_is_already_only_the_time_moves(booked: ExamSession, desk: Desk) -> None:
    assert entered(desk, "move may-lopez to duluth testing at 3pm")[0] == "reschedule"
    assert entered(desk, "switch may-lopez to duluth testing")[0] == "switch"


def test_at_a_place_is_where_it_is_now(booked: ExamSession, desk: Desk) -> None:
    assert entered(desk, "move may-lopez at duluth testing to 3pm")[0] == "reschedule"
    page = desk.get("/find/", params={"q": "move may-lopez at phoenix to 3pm"}).text
    assert "Nothing to move for Phoenix" in plain_text(page)


def test_a_type_behind_to_is_the_new_one(booked: ExamSession, desk: Desk) -> None:
    page, form = form_of(desk, "switch may-lopez to examity")
    assert (page, form["session_type"]) == ("switch", "examity")


def test_from_or_on_a_day_is_when_it_is_now(
    booked: ExamSession, institution: Institution, desk: Desk
) -> None:
    now = list_filters.today_at(institution) + timedelta(days=1)
    then = now + timedelta(days=1)
    known_session(
        institution,
        learner_name=MAYA,
        user_sid=user(1),
        status="Scheduled",
        session_type="proctoru",
        location_sid=DULUTH,
        appointment_at=booked.appointment_at + timedelta(days=5),
    )
    page, form = form_of(desk, f"move may-lopez from {now:%A} to {then:%A} 9am".lower())
    assert (page, form[WHEN]) == ("reschedule", f"{then.isoformat()}T09:00")
    page, form = form_of(desk, f"move may-lopez on {now:%A} to 3pm".lower())
    assert (page, form[WHEN]) == ("reschedule", f"{now.isoformat()}T15:00")


def test_a_booking_that_is_to_be_at_a_place_begins_there(
    booked: ExamSession, desk: Desk, institution: Institution
) -> None:
    day: date = list_filters.today_at(institution) + timedelta(days=9)
    page, form = form_of(desk, f"book kim at duluth testing {day:%b} {day.day} 2pm")
    assert (page, form[WHERE], form[WHEN]) == ("schedule", DULUTH, f"{day.isoformat()}T14:00")
    assert entered(desk, "book kim at duluth testing")[1]["first_location"] == [DULUTH]
    page, form = form_of(desk, "book kim for examity")
    assert (page, form["session_type"]) == ("schedule", "examity")


@pytest.fixture
def nothing_to_book(known: dict[str, ExamSession]) -> None:
    known["to book"].delete()


def test_a_booking_of_one_who_has_nothing_to_book_is_told_as_that(
    nothing_to_book: None, known: dict[str, ExamSession], desk: Desk
) -> None:
    for typed in ("book may-lopez for monday", "book may-lopez", "book may-lopez friday 2pm"):
        assert entered(desk, typed)[0] == "find", typed
        page = desk.get("/find/", params={"q": typed}).text
        said = "Nothing to book for “may-lopez”: none of these needs a proctor."
        assert said in plain_text(page), typed
        assert [one[1] for one in groups(page)["Sessions"]] == [MAYA], typed


def test_a_free_seat_leads_to_the_board(
    known: dict[str, ExamSession], institution: Institution, desk: Desk
) -> None:
    day = list_filters.today_at(institution) + timedelta(days=1)
    [(url, told, _), _] = found(desk, "free 90 min tomorrow duluth testing")["Understood"]
    asked = f"day={day.isoformat()}&minutes=90&install={institution.sid}&location={DULUTH}"
    assert url == f"/board/?{asked}#free"
    assert told == f"Next free for 90 min · {full_day(day)} · Duluth Testing Center"
    page = desk.get(url).text
    assert 'id="free"' in page and 'value="90 min"' in page


def test_a_rescue_with_its_hours_leads_to_who_is_there(
    known: dict[str, ExamSession], institution: Institution, desk: Desk
) -> None:
    day = list_filters.today_at(institution) + timedelta(days=1)
    url = desk.get("/", params={"q": "rescue duluth testing 10-1 tomorrow", "understand": "1"})
    page = desk.get(url.headers["Location"]).text
    assert MAYA in plain_text(page)
    assert "10:00 AM – 1:00 PM" in plain_text(page)
    told = found(desk, "rescue duluth testing 10-1 tomorrow")["Understood"][0][1]
    assert told == f"Move a room · {full_day(day)} · 10:00 AM – 1:00 PM · Duluth Testing Center"
    halves = found(desk, "move a room duluth testing 1-3 tomorrow")["Understood"][:-1]
    assert [one[1].split(" · ")[2] for one in halves] == ["1:00 AM – 3:00 AM", "1:00 PM – 3:00 PM"]


def test_a_place_that_may_be_two_is_one_booking_at_each(
    known: dict[str, ExamSession], desk: Desk
) -> None:
    there = found(desk, "book kim duluth tomorrow 11am")
    one, other = there["Do"]
    assert one[2].endswith("11:00 AM · Duluth Testing Center")
    assert other[2].endswith("11:00 AM · RegisterBlast Duluth")
    assert [form_on(desk.get(url))[WHERE] for url, _, _ in (one, other)] == [
        DULUTH,
        AT_REGISTERBLAST,
    ]
    assert len(there["Sessions"]) == 1


@pytest.mark.parametrize("verb", ["book", "move", "cancel", "check in"])
def test_a_name_that_is_nobody_s_is_told_without_the_command(
    known: dict[str, ExamSession], desk: Desk, verb: str
) -> None:
    page = plain_text(desk.get("/find/", params={"q": f"{verb} sinead"}).text)
    assert f"Nobody to {verb} is called “sinead”. Check the spelling, or type less of it." in page


def test_a_time_at_which_it_is_to_stand_now_is_not_passed_over(
    booked: ExamSession, desk: Desk
) -> None:
    for typed in ("move may-lopez from 2pm to 3pm", "switch may-lopez from 2pm to examity"):
        assert entered(desk, typed)[0] == "find", typed
        assert "Do" not in found(desk, typed), typed
