"""The way from a free place and time of the board to the form that books there then."""

from __future__ import annotations

import re
from html import unescape

from portal.sandbox.server import Sandbox
from scheduling.models import ExamSession, Institution, Location
from tests.support.board import PLACE
from tests.support.booking_form import DULUTH, session_path
from tests.support.client import Desk
from tests.support.html import plain_text, words
from tests.support.people import NORTHFIELD


def test_a_free_cell_leads_to_the_booking_form_with_place_day_and_time(
    desk: Desk, sandbox: Sandbox
) -> None:
    page = desk.get(f"/board/?{PLACE}&day=2027-01-14").text
    [cell] = re.findall(rf'href="(\?[^"]*here={DULUTH}[^"]*at=10%3A00)#there"', page)
    there = desk.get(f"/board/{unescape(cell)}").text
    assert "Book here at 10:00 AM" in plain_text(there)
    [link] = re.findall(r'class="btn[^"]*" href="(/board/book/\?[^"]+)"', there)
    choices = desk.get(unescape(link))
    assert "Thursday, January 14, 2027, 10:00 AM CST" in words(choices)
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    name = ExamSession.objects.get(sid=where["sessionSid"]).learner_name
    found = desk.get(f"{unescape(link)}&q={name}").text
    [form] = re.findall(rf'href="({session_path(where)}schedule/\?[^"]+)"', found)
    shown = desk.get(unescape(form)).text

    assert re.search(rf'<option value="{DULUTH}"[^>]* selected', shown)
    assert 'value="2027-01-14T10:00"' in shown or "10:00 AM" in plain_text(shown)
    assert "10:00" in plain_text(shown) and "Thursday, January 14, 2027" in plain_text(shown)


def test_the_form_takes_no_place_or_time_that_the_address_makes_up(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    path = f"{session_path(where)}schedule/"
    for query in (
        f"location=PL{0xABCDEF:032x}&start=2027-01-14T16:00Z",
        f"location={DULUTH}&start=soon",
        f"location={DULUTH}&start=2027-01-14T16:00",
        f"location={DULUTH}",
    ):
        shown = desk.get(f"{path}?{query}").text
        assert not re.search(rf'<option value="{DULUTH}"[^>]* selected', shown)
    gone = f"/board/book/?install={NORTHFIELD}&start=2027-01-14T16:00Z&location=PL{0xABCDEF:032x}"
    assert desk.get(gone).status_code == 404


def test_an_auditor_books_nothing_from_the_board(auditor: Desk, desk: Desk) -> None:
    asked = f"/board/?{PLACE}&day=2027-01-14&at=10:00&here={DULUTH}"
    link = f"/board/book/?install={NORTHFIELD}&location={DULUTH}&start=2027-01-14T16:00Z"
    assert "Book here" in words(desk.get(asked))
    assert "Book here" not in words(auditor.get(asked))
    assert auditor.get(link).status_code == 403


def test_the_next_free_time_leads_to_booking_there_then_for_who_may(
    desk: Desk, auditor: Desk, northfield: Institution
) -> None:
    Location.objects.filter(pl_sid=DULUTH).update(seats=3)
    Location.objects.filter(institution=northfield).exclude(pl_sid=DULUTH).delete()
    asked = f"/board/?{PLACE}&day=2027-01-14&minutes=90"
    found = re.findall(r'href="([^"]+)">90 min free from 8:00 AM: 3 of 3</a>', desk.get(asked).text)
    [link] = map(unescape, found)
    assert link == f"/board/book/?install={NORTHFIELD}&location={DULUTH}&start=2027-01-14T14%3A00Z"
    assert "8:00 AM" in words(desk.get(link))
    assert re.findall(r"board__notes\">(90 min free[^<]+)<", auditor.get(asked).text) == [
        "90 min free from 8:00 AM: 3 of 3"
    ]
