"""The log at the kept place: narrowed to its institution, said so, with the way to all of it."""

from __future__ import annotations

import re
from html import unescape

import pytest

from scheduling.audit import event_writer
from scheduling.audit.kinds import Kind
from scheduling.session_commands import PORTAL
from scheduling.views.sealed_query import seal
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import plain_text, words
from tests.support.log_page import numbers
from tests.support.people import LAKESIDE, NORTHFIELD

SAID = "Only events at {name}, the place chosen in the bar. Show all institutions"
CHOSEN = re.compile(r'<option value="([^"]*)" selected>')
SESSION = f"ES{7:032x}"


@pytest.fixture
def at(desk: Desk) -> dict[str, int]:
    """An event at each institution, and one of none: its number by SID."""
    return {sid: noted(sid) for sid in (NORTHFIELD, LAKESIDE, "")}


def noted(install_sid: str) -> int:
    entry = event_writer.Entry(
        kind=Kind.EXPORTED, sentence="Said.", actor=PORTAL, install_sid=install_sid
    )
    return event_writer.record(entry)


def shown(desk: Desk, at: dict[str, int], query: str = "") -> set[str]:
    """Of which institutions the events of the fixture are listed."""
    found = numbers(desk.get(f"/audit/{query}").text)
    return {sid for sid, number in at.items() if number in found}


def choose(desk: Desk, place: str) -> str:
    answer = desk.post("/place/", {"place": place, "next": "/audit/"})
    return str(answer.headers["Location"])


@pytest.mark.parametrize("place", [NORTHFIELD, f"{NORTHFIELD}/{DULUTH}"])
def test_the_kept_place_narrows_the_log_to_its_institution_and_the_page_says_so(
    administrator: Desk, at: dict[str, int], place: str
) -> None:
    assert shown(administrator, at) == {NORTHFIELD, LAKESIDE, ""}
    assert choose(administrator, place) == "/audit/"
    assert shown(administrator, at) == {NORTHFIELD}
    page = administrator.get("/audit/")
    assert SAID.format(name="Northfield University") in words(page)
    assert NORTHFIELD in CHOSEN.findall(page.text)
    everywhere = re.search(r'<a href="([^"]+)">Show all institutions', page.text)
    assert everywhere and everywhere[1] == "?install=all"
    assert shown(administrator, at, everywhere[1]) == {NORTHFIELD, LAKESIDE, ""}
    assert "Only events at" not in words(administrator.get(f"/audit/{everywhere[1]}"))
    choose(administrator, "")
    assert shown(administrator, at) == {NORTHFIELD, LAKESIDE, ""}


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        (f"?install={LAKESIDE}", {LAKESIDE}),
        ("?install=all", {NORTHFIELD, LAKESIDE, ""}),
        ("?kind=look-up", {NORTHFIELD}),
        ("?kind=look-up&install=all", {NORTHFIELD, LAKESIDE, ""}),
        ("?install=", None),
    ],
)
def test_what_the_address_names_comes_before_the_place(
    administrator: Desk, at: dict[str, int], query: str, seen: set[str] | None
) -> None:
    choose(administrator, NORTHFIELD)
    if seen is None:  # as a form sends it: the list under the address that one would send
        assert administrator.get(f"/audit/{query}").headers["Location"] == "/audit/"
    else:
        assert shown(administrator, at, query) == seen


def test_a_link_to_something_of_another_institution_shows_it_at_any_place(
    administrator: Desk, at: dict[str, int]
) -> None:
    choose(administrator, NORTHFIELD)
    for query in (f"session={SESSION}", f"exam=EX{1:032x}", "request=01234567", "provider=x"):
        assert "Only events at" not in words(administrator.get(f"/audit/?{query}"))
    page = administrator.get("/audit/?q=nobody-has-this-name")
    assert "Only events at Northfield University" in words(page)
    assert f"?q={seal('nobody-has-this-name')}&install=all" in unescape(page.text)


def test_the_form_says_all_while_a_place_is_kept_and_leaves_it_out_otherwise(
    administrator: Desk, at: dict[str, int]
) -> None:
    assert '<option value="all"' not in administrator.get("/audit/").text
    choose(administrator, NORTHFIELD)
    assert "all" in CHOSEN.findall(administrator.get("/audit/?install=all").text)
    assert '<option value="all">All</option>' in administrator.get("/audit/").text
    choose(administrator, "")
    page = administrator.get("/audit/?install=all")
    assert "Choose one of them" not in plain_text(page.text)
    assert "times in UTC" not in words(page)


def test_where_the_place_is_all_that_somebody_sees_nothing_is_said(
    desk: Desk, second_desk: Desk, at: dict[str, int]
) -> None:
    choose(desk, NORTHFIELD)
    assert shown(desk, at) == {NORTHFIELD}
    assert "Only events at Northfield" in words(desk.get("/audit/"))
    assert shown(second_desk, at) == {NORTHFIELD, LAKESIDE}


def test_a_place_leads_back_only_to_a_page_that_obeys_it(desk: Desk) -> None:
    for back in ("//evil.example/", "/admin/", "https://evil.example/audit/", ""):
        answer = desk.post("/place/", {"place": NORTHFIELD, "next": back})
        assert answer.headers["Location"] == "/"
    for back, leads in (
        ("/undecided/", "/undecided/"),
        (
            f"/board/?install={LAKESIDE}&day=2027-01-14&at=09%3A30",
            "/board/?day=2027-01-14&at=09%3A30",
        ),
        ("/week/?week=2027-W02&location=PL1", "/week/?week=2027-W02"),
        ("/handover/?day=", "/handover/"),
        ("/audit/?q=a-name", "/audit/"),
        (f"/find/?q={seal('linh')}", f"/find/?q={seal('linh')}"),
        ("/changes/?day=2027-01-14&since=morning", "/changes/?day=2027-01-14&since=morning"),
        ("/changes/?since=09%3A30&location=PL1", "/changes/?since=09%3A30"),
        ("/changes/?day=2027-01-14&since=print-3", "/changes/?day=2027-01-14"),  # of that location
        ("/roster/?day=2027-01-14&since=3", "/roster/?day=2027-01-14"),
    ):
        answer = desk.post("/place/", {"place": NORTHFIELD, "next": back})
        assert answer.headers["Location"] == leads


def test_a_place_chosen_on_the_board_shows_that_day_at_the_place(desk: Desk) -> None:
    page = desk.get("/board/?day=2027-01-14")
    chooser = page.text.partition('action="/place/"')[2]
    address = re.findall(r'name="next" value="([^"]+)"', chooser)[0]
    assert address == "/board/?day=2027-01-14"
    desk.post("/place/", {"place": f"{NORTHFIELD}/{DULUTH}", "next": address})
    board = desk.get("/board/?day=2027-01-14").text
    shown = re.findall(r'<th class="board__place" scope="row">(.*?)</th>', board, re.DOTALL)
    assert len(shown) == 1 and "Duluth Testing Center" in shown[0]
    assert "Thursday, January 14" in plain_text(board)
