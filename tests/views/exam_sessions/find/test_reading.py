"""What a query says, shown with its list, and the part under the box."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model

from portal.sandbox.server import Sandbox
from scheduling.date_formats import full_day
from scheduling.exam_sessions.lists import list_filters
from scheduling.exam_sessions.lists.tabs import DAYS, WORDS, View
from scheduling.models import ExamSession, Institution, Role, RoleGrant
from scheduling.views.sealed_query import seal
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.found_page import MAYA, found, groups
from tests.support.html import plain_text
from tests.support.known_sessions import known_session, user

PLACES = [
    *("Today", "Tomorrow", "To book", "Needs a decision"),
    *("Board", "Week", "Roster", "Handover", "Rescues", "Log", "Help"),
]


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


@pytest.mark.parametrize("view", [view for view in View if view not in DAYS])
def test_a_view_s_own_word_leads_to_it(
    known: dict[str, ExamSession], desk: Desk, view: View
) -> None:
    understood = found(desk, WORDS[view])["Understood"][0]
    assert understood[:2] == (f"/?view={view.value}", WORDS[view])


def test_enter_leads_to_what_was_understood_of_who_has_no_session_then(
    known: dict[str, ExamSession], institution: Institution, desk: Desk
) -> None:
    day = list_filters.today_at(institution) + timedelta(days=1)
    for typed, name in (("ben kim tomorrow", "ben kim"), ("maria tomorrow", "maria")):
        answer = desk.browser.post(f"{desk.url}/", data={"q": typed, "understand": "1"})
        assert answer.url == desk.url + found(desk, typed)["Understood"][0][0]
        assert f"day={day.isoformat()}" in answer.url and seal(name) in answer.url
    typed = {"q": "nobody tomorrow", "understand": "1"}
    assert "view=" not in desk.browser.post(f"{desk.url}/", data=typed).url


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


def test_a_spoken_day_and_noon_lead_to_the_list_of_them(
    known: dict[str, ExamSession], institution: Institution, desk: Desk
) -> None:
    day = list_filters.today_at(institution) + timedelta(days=1)
    (url, told, _), *_ = found(desk, "tomorrow at noon in duluth testing")["Understood"]
    assert told == f"{full_day(day)} at 12:00 PM · Duluth Testing Center"
    assert f"day={day.isoformat()}&at=12%3A00" in url
    coming = day + timedelta(days=-day.weekday() % 7)  # Monday
    (_, told, _), *_ = found(desk, "monday")["Understood"]
    assert told == full_day(coming if day.weekday() != 1 else day - timedelta(days=1))
    (_, told, _), *_ = found(desk, "last monday")["Understood"]
    today = day - timedelta(days=1)
    assert told == full_day(today - timedelta(days=today.weekday() or 7))
