"""Commands in the search box: the pages and forms that they lead to, and for whom."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from scheduling.date_formats import full_day
from scheduling.exam_sessions.lists import list_filters
from scheduling.exam_sessions.search.query_reading.command_words import BOOK, FORMS
from scheduling.models import Batch, ExamSession, Institution, RosterPrint
from scheduling.views.exam_sessions.search import commands, session_forms
from scheduling.views.exam_sessions.search.commands import PageAsked
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.found_page import MAYA, found, groups
from tests.support.html import form_on, plain_text
from tests.support.known_sessions import known_session


def test_a_command_is_shown_as_the_page_that_it_leads_to(
    known: dict[str, ExamSession], institution: Institution, desk: Desk
) -> None:
    day = list_filters.today_at(institution) + timedelta(days=1)
    (url, words, _), plain = found(desk, "board duluth testing tomorrow")["Understood"]
    assert words == f"Board · {full_day(day)} · Duluth Testing Center"
    asked = f"day={day.isoformat()}&install={institution.sid}&location={DULUTH}"
    assert (url, plain[1]) == (f"/board/?{asked}", "Search for exactly these words")
    page = desk.get(url)
    assert (page.status_code, full_day(day) in plain_text(page.text)) == (200, True)
    assert found(desk, "board")["Understood"][0][:2] == ("/board/", "Board")
    halves = [one[0] for one in found(desk, "board today 10:30")["Understood"][:-1]]
    assert [one.rpartition("at=")[2] for one in halves] == ["10%3A30#there", "22%3A30#there"]
    assert f"Did you mean Board · {full_day(day)} ?" in plain_text(
        desk.get("/?q=board+tomorrow").text
    )


def test_a_command_whose_page_is_not_there_stays_a_name(
    known: dict[str, ExamSession], desk: Desk
) -> None:
    assert commands.offered().keys() <= commands.COMMANDS.keys()
    for word, command in commands.COMMANDS.items():
        assert ("Understood" in found(desk, word)) == (word in commands.offered()), command
    assert "Understood" not in found(desk, "board kim")


def test_each_command_to_a_form_about_a_session_but_booking_has_its_form() -> None:
    assert session_forms.CHANGES.keys() == {*FORMS} - {BOOK}


def test_a_past_moment_and_the_call_lists_are_asked_for_as_they_are_called(
    known: dict[str, ExamSession], desk: Desk
) -> None:
    url, told, _ = found(desk, "who was where at 10:37 am yesterday in duluth")["Understood"][0]
    assert told.startswith("Who was where · ") and told.endswith(
        "at 10:37 AM · Duluth Testing Center"
    )
    assert "Who was where at 10:37 AM" in plain_text(desk.get(url).text)
    assert found(desk, "call list")["Understood"][0][:2] == (
        "/rescues/",
        "Rescues and their call lists",
    )


@pytest.mark.parametrize(
    "typed", ["no-show", "no shows", "arrivals", "no-shows today duluth testing"]
)
def test_marks_are_asked_for_as_they_are_called(
    known: dict[str, ExamSession], desk: Desk, typed: str
) -> None:
    url, told, _ = found(desk, typed)["Understood"][0]
    assert (url.partition("?")[0], told.split(" · ")[0]) == ("/changes/", "Arrivals and no-shows")
    assert desk.get(url).status_code == 200


def test_a_command_that_only_who_books_may_follow_is_none_for_others(
    known: dict[str, ExamSession], desk: Desk, auditor: Desk
) -> None:
    assert found(desk, "rescue")["Understood"][0][:2] == ("/rescues/new/", "Move a room")
    assert "Understood" not in found(auditor, "rescue")
    assert "Understood" in found(auditor, "board")


def test_book_with_a_sid_leads_to_the_form_of_that_session(
    known: dict[str, ExamSession], desk: Desk
) -> None:
    answer = desk.get(f"/find/?q=book+{known['to book'].sid}", headers={"HX-Request": "true"})
    assert [one[1] for one in groups(answer.text)["Do"]] == [f"Book {MAYA}"]


def test_a_week_is_named_by_its_number_and_its_monday() -> None:
    week = commands.COMMANDS["week"]
    assert week.says_day(date(2027, 1, 2))[0] == {"week": "2026-W53"}
    assert week.words(PageAsked(day=date(2027, 1, 2))) == "Week · from Monday, December 28, 2026 on"


def test_book_with_half_a_name_and_a_time_leads_to_the_form_with_the_time_in_it(
    known: dict[str, ExamSession], institution: Institution, desk: Desk
) -> None:
    day = list_filters.today_at(institution) + timedelta(days=2)
    said = f"book ben {day:%A} 2pm".lower()
    (url, name, _), *others = found(desk, said)["Do"]
    assert (name, others) == ("Book Ben Kim", [])
    assert next(iter(found(desk, said))) in ("Understood", "Do")
    form = form_on(desk.get(url))
    assert form["appointment_date_time"] == f"{day.isoformat()}T14:00"
    entered = desk.get("/", params={"q": said, "understand": "1"})
    assert (entered.status_code, entered.headers["Location"]) == (302, url)


def test_who_is_asked_to_be_somewhere_is_not_said_to_have_been_there(desk: Desk) -> None:
    [(_, told, _), *_] = found(desk, "who is where at 10:45 tomorrow duluth")["Understood"]
    assert told.startswith("Who is where · ")


def understood(desk: Desk, typed: str) -> list[tuple[str, str]]:
    return [(url, told) for url, told, _ in found(desk, typed)["Understood"][:-1]]


def entered(desk: Desk, typed: str) -> str:
    """Where Enter leads in the search box."""
    answer = desk.get("/", params={"q": typed, "understand": "1"})
    return answer.headers["Location"] if answer.status_code == 302 else ""


def test_a_rescue_and_its_call_list_are_asked_for_by_their_number(
    known: dict[str, ExamSession], institution: Institution, desk: Desk
) -> None:
    batch = Batch.objects.create(
        institution=institution,
        kind="rescue",
        title="Duluth, 10:00 AM",
        begun_at=timezone.now(),
        form_id=uuid4(),
    )
    number = batch.pk
    assert understood(desk, f"call list {number}") == [
        (f"/rescues/{number}/calls/", f"Call list {number} · Duluth, 10:00 AM")
    ]
    assert entered(desk, f"rescue {number}") == f"/rescues/{number}/"
    [(url, told)] = understood(desk, f"call list {number + 1}")
    assert url == "/rescues/"
    assert told == f"There is no rescue {number + 1} · Rescues and their call lists"
    assert entered(desk, f"call list {number + 1}").startswith("/find/?q=")


def test_a_print_is_asked_for_by_its_number_and_place(
    known: dict[str, ExamSession], institution: Institution, desk: Desk
) -> None:
    day = list_filters.today_at(institution)
    assert "There is no print 1 · Roster" in understood(desk, "print 1 duluth testing")[0][1]
    made = RosterPrint.objects.create(
        institution=institution,
        location_sid=DULUTH,
        day=day,
        number=1,
        printed_at=timezone.now(),
        form_id=uuid4(),
        event_number=1,
        rows=[],
        unplaced=0,
    )
    assert understood(desk, "print 1 duluth testing") == [
        (f"/roster/prints/{made.pk}/", f"Print 1 · {full_day(day)} · Duluth Testing Center")
    ]
    assert entered(desk, "print 1 duluth testing") == f"/roster/prints/{made.pk}/"


def test_a_week_is_asked_for_by_its_number(known: dict[str, ExamSession], desk: Desk) -> None:
    monday = date.fromisocalendar(2026, 49, 1)
    assert entered(desk, "week 49") == "/week/?week=2026-W49"
    assert understood(desk, "week 49")[0][1] == f"Week · from {full_day(monday)} on"


def test_who_is_overdue_is_asked_for_as_it_is_called(
    known: dict[str, ExamSession], desk: Desk
) -> None:
    assert entered(desk, "overdue") == "/board/#overdue"
    assert understood(desk, "overdue")[0][1] == "Overdue: should have ended"


def test_what_is_to_be_done_and_the_name_stay_where_that_day_has_nothing_of_it(
    known: dict[str, ExamSession], institution: Institution, desk: Desk
) -> None:
    today = full_day(list_filters.today_at(institution))
    typed = "cancel may-lopez today"
    assert entered(desk, typed).startswith("/find/?q=")
    page = desk.get("/find/", params={"q": typed}).text
    others = f"Nothing to cancel for {today} · “may-lopez”. Other bookings found for “may-lopez”:"
    assert others in plain_text(page)
    assert [one[1] for one in groups(page)["Do"]] == [f"Cancel {MAYA}"]
    typed = "move kim tomorrow"
    assert entered(desk, typed).startswith("/find/?q=")
    page = desk.get("/find/", params={"q": typed}).text
    assert "Open the session to see why." in plain_text(page)
    assert "Ben Kim" in [one[1] for one in groups(page)["Sessions"]]


def test_a_course_whose_name_begins_with_a_verb_is_found_as_it_is_called(
    known: dict[str, ExamSession], institution: Institution, desk: Desk
) -> None:
    known_session(
        institution, learner_name="Ann Day", status="Needs Proctor", course_name="Switch theory"
    )
    typed = "switch theory"
    assert entered(desk, typed) == ""
    page = desk.get("/find/", params={"q": typed}).text
    assert "Nothing to switch" not in plain_text(page)
    assert [one[1] for one in groups(page)["Sessions"]] == ["Ann Day"]


def test_a_name_that_is_nobody_s_is_spelled_otherwise_with_what_is_to_be_done(
    known: dict[str, ExamSession], desk: Desk
) -> None:
    typed = "cancel lopezz tomorrow"
    assert entered(desk, typed).startswith("/find/?q=")
    page = desk.get("/find/", params={"q": typed}).text
    assert "Did you mean cancel Lopez" in plain_text(page)
