"""What the search box finds, as a page: groups in one order, what matched marked."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from html import unescape
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.date_formats import full_day
from scheduling.exam_sessions.lists import list_filters
from scheduling.models import ExamSession, Institution, Role, RoleGrant
from scheduling.views.exam_sessions.search import commands
from scheduling.views.sealed_query import seal
from tests.support.booking_form import DULUTH, session_path
from tests.support.client import Desk
from tests.support.html import plain_text
from tests.support.known_sessions import known_session, user
from tests.support.midday import set_clocks_to_midday

SECTION = re.compile(r'<h2 class="found__more">([^<]+)</h2>(.*?)</section>', re.DOTALL)
ITEM = re.compile(r'<a class="found__link" href="([^"]+)">(.*?)</a>(.*?)</li>', re.DOTALL)
MARKED = re.compile(r"<mark>(.*?)</mark>")
MAYA = "María May-Lopez"
PLACES = [
    *("Today", "Tomorrow", "To book", "Needs a decision"),
    *("Board", "Week", "Roster", "Handover", "Rescues", "Log", "Help"),
]


@pytest.fixture
def known(institution: Institution) -> dict[str, ExamSession]:
    """Sessions of two learners and none besides."""
    ExamSession.objects.all().delete()
    Institution.objects.update(synced_at=timezone.now())
    set_clocks_to_midday()
    institution.refresh_from_db()
    day = list_filters.today_at(institution) + timedelta(days=1)
    zone = ZoneInfo(institution.time_zone)
    booked = {"status": "Scheduled", "session_type": "proctoru", "location_sid": DULUTH}
    maya = {"learner_name": MAYA, "learner_email": "maria@north.edu", "user_sid": user(1)}
    return {
        "booked": known_session(
            institution,
            appointment_at=datetime(day.year, day.month, day.day, 10, 30, tzinfo=zone),
            course_name="MAY 101",
            **booked | maya,
        ),
        "to book": known_session(
            institution, status="Needs Proctor", exam_title="Algebra <Final>", **maya
        ),
        "other": known_session(
            institution, learner_name="Ben Kim", status="Needs Proctor", instructor_name="Ann Mayer"
        ),
    }


def said(part: str) -> str:
    """The words of a part of the page; what is marked begins no new word."""
    return plain_text(re.sub(r"</?mark>", "", part))


def groups(page: str) -> dict[str, list[tuple[str, str, str]]]:
    """The links of each group: address, words, and the words beside it."""
    return {
        name: [(unescape(url), said(words), said(rest)) for url, words, rest in ITEM.findall(items)]
        for name, items in SECTION.findall(page)
    }


def found(desk: Desk, query: str) -> dict[str, list[tuple[str, str, str]]]:
    answer = desk.get(f"/find/?q={quote(query)}")
    assert answer.status_code == 200
    return groups(answer.text)


def test_groups_stand_in_one_order_and_what_matched_is_marked(
    known: dict[str, ExamSession], desk: Desk
) -> None:
    page = desk.get("/find/?q=may").text
    there = groups(page)
    assert list(there) == ["Learners", "Sessions", "Courses and exams", "Instructors", "Do"]
    assert there["Learners"] == [
        (f"/?q={known['booked'].user_sid}", MAYA, "maria@north.edu · 2 sessions")
    ]
    assert [words for _, words, _ in there["Sessions"]] == [MAYA, MAYA, "Ben Kim"]
    assert [one[1:] for one in there["Courses and exams"]] == [("MAY 101", "Course · 1 exam")]
    assert [one[1:] for one in there["Instructors"]] == [("Ann Mayer", "Instructor · 1 exam")]
    assert there["Sessions"][2][2] == f"{known['other'].exam_sid} · Ann Mayer Needs proctor"
    assert set(MARKED.findall(page)) == {"May", "MAY"}


def test_sessions_that_need_a_proctor_are_booked_from_there_by_whoever_may(
    known: dict[str, ExamSession], desk: Desk, auditor: Desk
) -> None:
    (url, words, exam) = found(desk, "algebra maria")["Do"][0]
    assert (words, exam) == (f"Book {MAYA}", "Algebra <Final> · maria@north.edu")
    assert url.partition("?")[0].endswith(f"/{known['to book'].sid}/schedule/")
    assert "<mark>Algebra</mark> &lt;Final&gt;" in desk.get("/find/?q=algebra").text
    assert list(found(desk, "book maria"))[:2] == ["Understood", "Do"]
    again = [one[0].partition("?")[0] for one in found(desk, "book maria")["Do"]]
    assert again == [url.partition("?")[0]]
    assert "Do" not in found(auditor, "algebra")
    assert "Sessions" in found(auditor, "algebra")


@pytest.mark.parametrize(
    ("command", "verb", "form"),
    [
        ("move", "Move", "reschedule"),
        ("reschedule", "Move", "reschedule"),
        ("switch", "Switch", "switch"),
        ("Cancel", "Cancel", "cancel"),
    ],
)
def test_what_is_to_be_done_leads_to_the_form_of_the_one_session_or_to_all_to_choose_from(
    known: dict[str, ExamSession],
    institution: Institution,
    desk: Desk,
    auditor: Desk,
    command: str,
    verb: str,
    form: str,
) -> None:
    booked, query = known["booked"], f"{command} maria"
    there = found(desk, query)
    assert next(iter(there)) == "Do"
    [(url, words, note)] = there["Do"]
    assert (words, note.startswith(booked.exam_sid)) == (f"{verb} {MAYA}", True)
    assert url.partition("?")[0] == f"{session_path(_sids(booked))}{form}/"
    assert f"Back to list: “{query}”" in plain_text(desk.get(url).text)
    assert f"Back to list: “{query}”" in plain_text(desk.get(session_path(_sids(booked))).text)
    assert "Do" not in found(auditor, query)
    assert "Do" not in found(desk, f"{command} ben")
    assert "Do" not in found(desk, command)

    entered = desk.get(f"/?q={quote(query)}&understand=1")
    assert (entered.status_code, entered.headers["Location"]) == (302, url)
    known_session(institution, status="Scheduled", session_type="proctoru", learner_name=MAYA)
    entered = desk.get(f"/?q={quote(query)}&understand=1")
    assert entered.headers["Location"].startswith("/find/?q=")
    assert len(found(desk, query)["Do"]) == 2


def test_a_booking_of_the_only_one_opens_its_form(
    known: dict[str, ExamSession], desk: Desk
) -> None:
    entered = desk.get("/?q=book+maria&understand=1")
    form = f"{session_path(_sids(known['to book']))}schedule/"
    assert entered.headers["Location"].partition("?")[0] == form


def test_namesakes_are_told_apart_wherever_they_are_found(
    desk: Desk, institution: Institution, known: dict[str, ExamSession]
) -> None:
    other = {"learner_name": MAYA, "learner_email": "maria@south.edu", "user_sid": user(2)}
    twin = known_session(institution, status="Needs Proctor", exam_title="Biology", **other)
    there = found(desk, "maria may")
    notes = {note for _, _, note in there["Sessions"]}
    assert len(notes) == 3
    assert all(note.startswith(("maria@north.edu · ", "maria@south.edu · ")) for note in notes)
    assert "Biology · maria@south.edu" in {note for _, _, note in there["Do"]}
    assert "maria@" not in "".join(note for _, _, note in found(desk, "ben kim")["Sessions"])
    form = plain_text(desk.get(session_path(_sids(twin)) + "schedule/").text)
    assert f"Who {MAYA} maria@south.edu" in form


def _sids(session: ExamSession) -> dict[str, str]:
    return {
        "installSid": session.institution.sid,
        "examSid": session.exam_sid,
        "sessionSid": session.sid,
    }


def test_what_a_query_says_is_shown_with_its_list_and_a_way_to_the_words(
    known: dict[str, ExamSession], institution: Institution, desk: Desk
) -> None:
    day = list_filters.today_at(institution) + timedelta(days=1)
    query = "tomorrow 10:30am duluth testing proctoru"
    there = found(desk, query)
    (url, words, _), plain = there["Understood"]
    told = f"{full_day(day)} at 10:30 AM · ProctorU · Duluth Testing Center"
    assert (words, plain[:2]) == (
        told,
        (f"/?q={seal(query)}", "Search for exactly these words"),
    )
    assert [one[0].split("/")[-2] for one in there["Sessions"]] == [known["booked"].sid]
    listed = desk.get(url).text
    assert re.findall(r'rows__link" href="[^"]+/(ES\w+)/"', listed) == [known["booked"].sid]
    assert "rows__link" not in desk.get(url.replace("10%3A30", "10%3A31")).text


def test_names_beside_what_was_read_are_searched_for(
    known: dict[str, ExamSession], desk: Desk
) -> None:
    there = found(desk, "maria tomorrow")
    assert [one[1] for one in there["Learners"]] == [MAYA]
    assert [one[0].split("/")[-2] for one in there["Sessions"]] == [known["booked"].sid]
    assert "Sessions" not in found(desk, "ben yesterday")


@pytest.mark.parametrize("name", ["Sun Duluth", "Sunday Pending", "Fri Pending"])
def test_a_name_that_says_something_is_found_all_the_same(
    known: dict[str, ExamSession], institution: Institution, desk: Desk, name: str
) -> None:
    session = known_session(institution, learner_name=name, status="Scheduled")
    for query in (name.lower(), name.split()[0]):
        there = found(desk, query)
        assert "Understood" in there
        assert [one[1] for one in there["Learners"]] == [name]
        assert [one[0].split("/")[-2] for one in there["Sessions"]] == [session.sid]


def test_an_empty_query_and_words_of_a_place_lead_there(
    known: dict[str, ExamSession], desk: Desk, administrator: Desk
) -> None:
    assert [one[1] for one in found(desk, "")["Go to"]] == PLACES
    assert [one[1] for one in found(administrator, "")["Go to"]] == [*PLACES, "Admin"]
    assert [one[:2] for one in found(desk, "to b")["Go to"]] == [("/?view=to-book", "To book")]
    assert "Go to" not in found(desk, "admin")
    for url, _, _ in found(administrator, "")["Go to"]:
        assert administrator.get(url).status_code == 200


def test_a_group_holds_eight_and_leads_to_all(institution: Institution, desk: Desk) -> None:
    ExamSession.objects.all().delete()
    for number in range(9):
        known_session(
            institution,
            learner_name=f"Zed {number}",
            user_sid=user(number),
            course_name=f"Zed course {number}",
            instructor_name=f"Zed teacher {number}",
            status="Needs Proctor",
        )
    there = found(desk, "zed")
    for name in ("Learners", "Sessions", "Courses and exams", "Instructors"):
        assert (len(there[name]), there[name][-1][:2]) == (9, (f"/?q={seal('zed')}", "Show all"))
    assert len(there["Do"]) == 8


def test_a_pasted_link_leads_straight_to_its_session(sandbox: Sandbox, desk: Desk) -> None:
    where = sandbox.needs_proctor()[0]
    answer = desk.get(f"/find/?q=https://x.example{session_path(where)}")
    assert (answer.status_code, answer.headers["Location"]) == (302, session_path(where))


def test_the_part_under_the_box_is_the_page_without_its_frame(
    known: dict[str, ExamSession], desk: Desk
) -> None:
    part = desk.get("/find/?q=may", headers={"HX-Request": "true"})
    assert part.text.strip().startswith("{#") is False
    assert re.match(r'\s*<div class="find" id="found">', part.text)
    assert part.text.strip() in desk.get("/find/?q=may").text
    assert "HX-Request" in part.headers["Vary"]


def test_under_the_box_a_group_holds_four_and_leads_to_the_page(
    institution: Institution, desk: Desk
) -> None:
    for number in range(5):
        known_session(institution, learner_name=f"Zed {number}", user_sid=user(number))
    there = groups(desk.get("/find/?q=zed+%26", headers={"HX-Request": "true"}).text)
    for name in ("Learners", "Sessions"):
        assert (len(there[name]), there[name][-1][:2]) == (
            5,
            (f"/find/?q={seal('zed &')}", "Show all"),
        )
    assert [len(found(desk, "to")["Go to"]), len(there)] == [3, 2]


def test_nothing_found_is_said_and_so_is_what_could_not_be_searched(
    known: dict[str, ExamSession], institution: Institution, desk: Desk
) -> None:
    said = "Nothing matches “zzz”."
    not_all = "Some sessions can’t be searched yet"
    page = plain_text(desk.get("/find/?q=zzz").text)
    assert said in page and not_all not in page
    Institution.objects.filter(pk=institution.pk).update(synced_at=None)
    assert not_all in plain_text(desk.get("/find/?q=zzz").text)


def test_the_list_says_what_else_a_search_may_mean(
    known: dict[str, ExamSession], institution: Institution, desk: Desk
) -> None:
    day = full_day(list_filters.today_at(institution) + timedelta(days=1))
    page = plain_text(desk.get("/?q=tomorrow").text)
    assert f"Did you mean {day} ? More ways to find" in page
    page = plain_text(desk.get("/?q=duluth").text)
    assert "Did you mean Duluth Testing Center or RegisterBlast Duluth ? More" in page
    page = desk.get("/?q=maria").text
    assert "Did you mean" not in page
    assert f'<a href="/find/?q={seal("maria")}">More ways to find</a>' in page


def test_enter_in_the_box_leads_to_what_it_understood_where_the_words_are_no_name(
    known: dict[str, ExamSession], institution: Institution, desk: Desk
) -> None:
    day = list_filters.today_at(institution) + timedelta(days=1)

    def led_to(typed: str) -> str:
        typed_in = {"q": typed, "understand": "1"}
        return desk.browser.post(f"{desk.url}/", data=typed_in).url

    for typed in ("tomorrow", "board tomorrow", "roster duluth testing tomorrow", "to book"):
        first = found(desk, typed)["Understood"][0][0]
        assert led_to(typed) == desk.url + first, typed
    assert f"day={day.isoformat()}" in led_to("tomorrow")
    several = led_to("duluth")
    assert several == f"{desk.url}/find/?q={seal('duluth')}"
    assert [one[1] for one in found(desk, "duluth")["Understood"][:2]] == [
        "Duluth Testing Center",
        "RegisterBlast Duluth",
    ]
    for name in ("maria", "nobody-has-this-name"):
        assert led_to(name).startswith(f"{desk.url}/?q={seal(name)}")
    page = plain_text(desk.get("/?q=tomorrow").text)  # “Search for exactly these words”
    assert "No session matches “tomorrow”" in page


def test_another_institutions_sessions_are_not_found(
    known: dict[str, ExamSession], institution: Institution, desk: Desk
) -> None:
    person = get_user_model().objects.get(username="coordinator")
    RoleGrant.objects.filter(user=person).delete()
    other = Institution.objects.exclude(pk=institution.pk).get()
    RoleGrant.objects.create(user=person, role=Role.COORDINATOR, institution=other)
    assert list(found(desk, "maria")) == []
    assert list(found(desk, "duluth")) == []
    RoleGrant.objects.filter(user=person).delete()
    assert list(found(desk, "maria today")) == []
    assert list(found(desk, "")) == ["Go to"]


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
    assert [one.rpartition("at=")[2] for one in halves] == ["10%3A30", "22%3A30"]
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
    asked = {"day": date(2027, 1, 2), "at": None, "place": None}
    week = commands.COMMANDS["week"]
    assert week.says_day(date(2027, 1, 2))[0] == {"week": "2026-W53"}
    assert week.words(**asked) == "Week · from Monday, December 28, 2026 on"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("lopes", "Did you mean Lopez (2 sessions)?"),
        ("lopes algebra", "Did you mean Lopez algebra (1 session)?"),
        (
            "ben algebra lopez",
            "No session has all of these words. Fewer of them find algebra lopez (1 session).",
        ),
        ("qzxjw kim", "No session has all of these words. Fewer of them find kim (1 session)."),
        ("qzxjw", "Check the spelling"),
    ],
)
def test_words_that_find_nothing_are_answered_with_others_that_do(
    known: dict[str, ExamSession], desk: Desk, query: str, said: str
) -> None:
    answer = desk.get(f"/find/?q={quote(query)}")
    listed = desk.get(f"/?q={quote(query)}")
    assert f"Nothing matches “{query}”. {said}" in plain_text(answer.text)
    assert said in plain_text(listed.text)
    if "session" in said:
        [(url, words)] = re.findall(r'<a href="(/\?q=[^"]+)"><bdi>([^<]+)</bdi></a>', answer.text)
        assert words in said and "No session matches" not in desk.get(unescape(url)).text


def test_a_filter_that_hides_what_is_found_is_not_taken_for_a_misspelling(
    known: dict[str, ExamSession], desk: Desk
) -> None:
    page = plain_text(desk.get("/?q=lopes&day=2020-01-01").text)
    assert "No session matches" in page and "Did you mean" not in page


def test_a_power_cut_is_told_to_the_box(known: dict[str, ExamSession], desk: Desk) -> None:
    url, words, _ = found(desk, "rescue duluth")["Understood"][0]
    assert words == "Move a room · Duluth Testing Center"
    page = desk.get(url).text
    assert f'{DULUTH}" selected>Duluth Testing Center</option>' in page
    assert "Choose…" not in page
