"""From a session through the list that was last looked at: back to its row, on to its neighbors."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.models import ExamSession, Institution
from scheduling.views.sealed_query import seal
from tests.support.client import Desk
from tests.support.known_sessions import known_session
from tests.support.long_cases import mostly_long
from tests.support.midday import set_clocks_to_midday

LINK = re.compile(r'<a class="rows__link" href="([^"]+)"')
CRUMB = re.compile(r'<a class="crumb" href="([^"]+)">Back to list: ([^<]+)</a>')
FOUND = re.compile(r'<a class="found__link" href="(/sessions/[^"]+)">')
BOOK = re.compile(r'<a class="found__link" href="(/sessions/[^"]+/schedule/[^"]*)">')
STEP = re.compile(r'href="(/sessions/[^"]+)" rel="(prev|next)" data-key="[jk]"')
PAGE = re.compile(r"page=(\d+)")


@pytest.fixture
def template(with_lists: Path) -> Path:
    return with_lists


def steps(desk: Desk, url: str) -> dict[str, str]:
    return {rel: to for to, rel in STEP.findall(desk.get(url).text)}


@pytest.mark.parametrize(
    "path", mostly_long(["/?view=to-book", "/?view=all&state=scheduled", "/?q=final"], everyday=1)
)
def test_one_goes_on_in_the_order_of_the_list_and_back(desk: Desk, path: str) -> None:
    rows = LINK.findall(desk.get(path).text)
    assert steps(desk, rows[0]) == {"next": rows[1]}
    assert steps(desk, rows[1]) == {"prev": rows[0], "next": rows[2]}
    assert steps(desk, rows[2])["prev"] == rows[1]


def test_behind_the_last_row_of_a_page_comes_the_next_page_and_the_way_back_leads_there(
    desk: Desk,
) -> None:
    first = LINK.findall(desk.get("/?view=to-book").text)
    second = LINK.findall(desk.get("/?view=to-book&page=2").text)
    desk.get("/?view=to-book")
    assert steps(desk, first[-1]) == {"prev": first[-2], "next": second[0]}
    assert steps(desk, second[0]) == {"prev": first[-1], "next": second[1]}
    assert steps(desk, second[1]) == {"prev": second[0], "next": second[2]}
    back = CRUMB.search(desk.get(second[1]).text)
    pk = ExamSession.objects.get(sid=second[1].split("/")[-2]).pk
    assert back and unescape(back[1]) == f"/?view=to-book&page=2#session-{pk}"
    assert f'id="session-{pk}"' in desk.get(unescape(back[1])).text
    assert steps(desk, first[-1]) == {"prev": first[-2], "next": second[0]}
    back = CRUMB.search(desk.get(first[-1]).text)
    assert back and not PAGE.search(back[1])


def test_a_session_that_is_not_in_the_list_has_no_neighbors_there(
    desk: Desk, sandbox: Sandbox
) -> None:
    rows = LINK.findall(desk.get("/?view=to-book").text)
    desk.get("/?view=incidents")
    assert steps(desk, rows[0]) == {}
    desk.browser.cookies.pop("list")
    page = desk.get(rows[0]).text
    back = CRUMB.search(page)
    assert (STEP.findall(page), back and back[2]) == ([], "Today")


def test_a_list_of_one_place_stays_at_it(desk: Desk, institution: Institution) -> None:
    rows = LINK.findall(desk.get(f"/?view=to-book&install={institution.sid}").text)
    mine = [one for one in rows if institution.sid in one]
    assert mine == rows
    desk.post("/place/", {"place": ""})
    desk.browser.cookies.set("list", f"?view=to-book&install={institution.sid}&page=1")
    assert steps(desk, rows[1]) == {"prev": rows[0], "next": rows[2]}
    desk.browser.cookies.set("list", "%00?page=999999999999&view=nonsense&day=x")
    assert desk.get(rows[1]).status_code == 200


@pytest.mark.parametrize("found_by", ["page", "part"])
def test_from_a_session_that_the_search_box_found_one_goes_back_to_what_was_found(
    desk: Desk, found_by: str
) -> None:
    desk.get("/?view=incidents")
    headers = {"HX-Request": "true"} if found_by == "part" else {}
    found = desk.get("/find/?q=final", headers=headers).text
    hits = [unescape(one) for one in FOUND.findall(found)]
    plain = [one.partition("?")[0] for one in hits]
    page = desk.get(hits[1]).text
    assert {rel: to for to, rel in STEP.findall(page)} == {"prev": plain[0], "next": plain[2]}
    back = CRUMB.search(page)
    pk = ExamSession.objects.get(sid=plain[1].split("/")[-2]).pk
    assert back and (unescape(back[1]), back[2]) == (f"/?q={seal('final')}#session-{pk}", "“final”")
    assert LINK.findall(desk.get(unescape(back[1])).text)[:3] == plain[:3]

    desk.get("/?view=incidents")
    desk.get(hits[1])
    assert steps(desk, plain[2])["prev"] == plain[1]
    back = CRUMB.search(desk.get(plain[2]).text)
    assert back and back[2] == "“final”"


def test_from_a_session_of_a_list_that_was_understood_one_goes_back_to_that_list(
    desk: Desk,
) -> None:
    found = desk.get("/find/?q=needs proctor").text
    hits = [unescape(one) for one in FOUND.findall(found)]
    desk.get("/?view=incidents")
    back = CRUMB.search(desk.get(hits[0]).text)
    assert back and back[2] == "To book" and unescape(back[1]).startswith("/?view=to-book#")


@pytest.mark.parametrize("asked", ["final", "to book"])
def test_a_booking_form_that_the_search_box_opened_leads_back_to_what_was_found(
    desk: Desk, asked: str
) -> None:
    found = desk.get(f"/find/?q={asked}").text
    listed = next(unescape(one) for one in FOUND.findall(found)).partition("?")[2]
    form = unescape(BOOK.findall(found)[0])
    session_url = form.partition("schedule/")[0]
    desk.get("/?view=incidents")
    page = desk.get(form).text
    back = CRUMB.search(page)
    pk = ExamSession.objects.get(sid=session_url.split("/")[-2]).pk
    assert back and unescape(back[1]) == f"/?{listed}#session-{pk}"
    assert back[2] == {"final": "“final”", "to book": "To book"}[asked]
    assert f'class="crumb" href="{session_url}"' in page

    assert CRUMB.search(desk.get(session_url).text)[2] == back[2]  # type: ignore[index]
    change = CRUMB.search(desk.get(f"{session_url}reschedule/").text)
    assert change and change[2] == back[2]


@pytest.mark.parametrize("mark", ["arrived", "no-show"])
def test_after_a_mark_one_goes_on_to_the_next_of_the_list_that_one_came_from(
    desk: Desk, institution: Institution, mark: str
) -> None:
    ExamSession.objects.all().delete()
    set_clocks_to_midday()
    about = {"status": "Scheduled", "session_type": "testing-center", "duration_minutes": 60}
    for name in ("Ana", "Ben", "Cy", "Dee"):
        start = timezone.now() - timedelta(minutes=5)
        known_session(institution, learner_name=name, appointment_at=start, **about)
    rows = LINK.findall(desk.get("/?view=today").text)
    assert len(rows) == 4

    answer = desk.post(f"{rows[1]}attendance/?shown=0", {"mark": mark})
    marked = answer.headers["Location"]
    assert marked == f"{rows[1]}?next={rows[2].split('/')[-2]}"
    page = desk.get(marked).text
    assert {rel: to for to, rel in STEP.findall(page)}["next"] == rows[2]
    assert f'href="{rows[2]}" data-key=".">Next in the list' in page
    last = LINK.findall(desk.get("/?view=today").text)[-1]
    answer = desk.post(f"{last}attendance/?shown=0", {"mark": "left"})
    assert "next=" not in answer.headers.get("Location", "")
    assert "Next in the list" not in desk.get(f"{rows[0]}?next=ES{0:032x}").text
