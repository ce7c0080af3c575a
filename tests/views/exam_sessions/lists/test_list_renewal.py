"""The part of the worklist that renews itself: rows that look otherwise, and what came or went."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.exam_sessions.lists.worklist import PAGE
from scheduling.models import ExamSession, Institution, RoleGrant
from scheduling.views.exam_sessions.lists import list_renewal
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import plain_text
from tests.support.known_sessions import known_session
from tests.support.people import LAKESIDE

ASKS = re.compile(r'hx-get="([^"]+)" hx-trigger="every 30s, renew"')
ROWS = re.compile(r'"rows": "([^"]*)"')
CHANGED = re.compile(r'<template>.*?<tr id="row-(\d+)" hx-swap-oob="true">(.*?)</tr>', re.DOTALL)
TOLD = re.compile(r'<p class="meta" role="status">(.*?)</p>', re.DOTALL)


@pytest.fixture
def waiting(institution: Institution) -> list[ExamSession]:
    """Two sessions that need a proctor; there are no more."""
    ExamSession.objects.all().delete()
    Institution.objects.update(synced_at=timezone.now())
    facts = {"status": "Needs Proctor", "course_name": "Algebra"}
    return [known_session(institution, learner_name=name, **facts) for name in ("Ana", "Ben")]


def state_of(text: str) -> tuple[str, str]:
    """The address that a list asks, and the rows that it says it shows."""
    url, rows = ASKS.search(text), ROWS.search(text)
    assert url and rows
    return unescape(url[1]), rows[1]


def renewed(desk: Desk, text: str) -> str:
    """What the list on a page gets when it asks."""
    url, rows = state_of(text)
    answer = desk.get(url, params={"rows": rows}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return answer.text


def changed(text: str) -> dict[int, str]:
    return {int(key): plain_text(row) for key, row in CHANGED.findall(text)}


def told(text: str) -> str:
    found = TOLD.search(text)
    return plain_text(found[1]) if found else ""


def test_a_list_that_is_as_it_was_gets_its_age_and_no_row(
    desk: Desk, waiting: list[ExamSession], sandbox: Sandbox
) -> None:
    page = desk.get("/?view=to-book").text
    Institution.objects.update(synced_at=timezone.now() - timedelta(hours=30))
    sandbox.clear()
    part = renewed(desk, page)
    assert (changed(part), told(part), state_of(part)) == ({}, "", state_of(page))
    assert "as of" in plain_text(page)
    assert plain_text(part) != plain_text(page[page.index("list-state") :])[: len(plain_text(part))]
    assert part.lstrip().startswith('<div class="list-state" id="list-state"')
    assert '<div class="list-state" id="list-state"' in page
    assert sandbox.requests() == []


def test_a_row_that_changed_comes_anew_and_tells_what_its_heading_may_not(
    desk: Desk, waiting: list[ExamSession]
) -> None:
    page = desk.get("/?view=to-book").text
    booked = {"status": "Scheduled", "location_name": "Duluth", "location_sid": DULUTH}
    start = timezone.now() + timedelta(days=3)
    ExamSession.objects.filter(pk=waiting[0].pk).update(appointment_at=start, **booked)
    part = renewed(desk, page)
    row = changed(part)[waiting[0].pk]
    assert list(changed(part)) == [waiting[0].pk]
    for words in (
        "Scheduled",
        "Ana",
        "Algebra",
        "Duluth",
        f"{start.astimezone(waiting[0].zone):%a, %b}",
    ):
        assert words in row
    assert "Book" not in row
    assert told(part) == "1 session was added or left this list · Show the list as it is now"
    assert changed(renewed(desk, part)) == {}
    assert told(renewed(desk, part)) == told(part)


def test_a_session_that_is_new_in_the_list_is_told_and_no_row_of_it_comes(
    desk: Desk, waiting: list[ExamSession], institution: Institution
) -> None:
    page = desk.get("/?view=to-book&page=1").text
    ExamSession.objects.filter(pk=waiting[1].pk).delete()
    for name in ("Cy", "Di"):
        known_session(institution, learner_name=name, status="Needs Proctor")
    part = renewed(desk, page)
    assert changed(part) == {}
    assert told(part).startswith("3 sessions were added or left this list")
    link = re.search(r'<a href="([^"]+)" id="list-now">', part)
    assert link
    now = desk.get(unescape(link[1])).text
    assert [name in now for name in ("Ana", "Ben", "Cy", "Di")] == [True, False, True, True]
    assert told(renewed(desk, now)) == ""


def test_the_place_of_the_list_stays_though_another_is_chosen_meanwhile(
    desk: Desk, waiting: list[ExamSession], institution: Institution
) -> None:
    page = desk.get("/?view=to-book").text
    desk.post("/place/", {"place": f"{institution.sid}/{DULUTH}"})
    assert told(renewed(desk, page)) == ""
    there = desk.get("/?view=all").text
    desk.post("/place/", {"place": institution.sid})
    here = desk.get("/?view=to-book").text
    desk.post("/place/", {"place": ""})
    known_session(Institution.objects.get(sid=LAKESIDE), status="Needs Proctor")
    assert told(renewed(desk, here)) == ""
    assert "Lakeside" not in renewed(desk, here)
    ExamSession.objects.update(location_sid=DULUTH)
    assert told(renewed(desk, there)).startswith("2 sessions were added")


def test_nobody_gets_rows_of_an_institution_where_they_do_not_work(
    desk: Desk, waiting: list[ExamSession]
) -> None:
    page = desk.get("/?view=to-book").text
    ExamSession.objects.update(learner_name="Secret")
    RoleGrant.objects.filter(user__username="coordinator").delete()
    part = renewed(desk, page)
    assert changed(part) == {}
    assert "Secret" not in part


@pytest.mark.parametrize(
    "rows", ["", "nonsense", "1", "0.00000000,-1.00000000", "1.g0000000", "9" * 40 + ".00000000"]
)
def test_rows_that_cannot_be_read_are_none(rows: str) -> None:
    assert list_renewal.read(rows) == {}


def test_no_more_rows_are_read_than_a_page_has() -> None:
    many = ",".join(f"{key}.0123abcd" for key in range(1, 2 * PAGE))
    assert list(list_renewal.read(many)) == list(range(1, PAGE + 1))


def test_a_day_list_shows_the_new_time_of_a_session_that_was_moved_to_another_day(
    desk: Desk, institution: Institution
) -> None:
    ExamSession.objects.all().delete()
    Institution.objects.update(synced_at=timezone.now())
    one = known_session(
        institution, learner_name="Ana", status="Scheduled", appointment_at=timezone.now()
    )
    page = desk.get("/").text
    later = timezone.now() + timedelta(days=2)
    ExamSession.objects.filter(pk=one.pk).update(appointment_at=later)
    part = renewed(desk, page)
    assert f"{later.astimezone(one.zone):%a, %b}" in changed(part)[one.pk]
    assert told(part).startswith("1 session was added or left this list")


COUNT = re.compile(r'<b id="count-([a-z-]+)"(?: hx-swap-oob="true")?>([^<]*)</b>')


def counts(text: str) -> dict[str, str]:
    return dict(COUNT.findall(text))


@pytest.mark.parametrize("path", ["/?view=approval", "/?q=ana"])
def test_the_counts_on_the_tabs_renew_at_the_place_where_they_were_counted(
    desk: Desk, waiting: list[ExamSession], institution: Institution, path: str
) -> None:
    ExamSession.objects.update(status="Pending Approval")
    ExamSession.objects.filter(pk=waiting[0].pk).update(location_sid=DULUTH)
    desk.post("/place/", {"place": f"{institution.sid}/{DULUTH}"})
    page = desk.get(path).text
    assert counts(page) == counts(renewed(desk, page))
    assert counts(page)["approval"] == "1"
    desk.post("/place/", {"place": ""})
    known_session(institution, status="Pending Approval", location_sid=DULUTH)
    known_session(institution, status="Pending Approval")
    known_session(institution, status="Needs Proctor")  # at no location yet
    part = renewed(desk, page)
    assert counts(part) == counts(page) | {"approval": "2", "to-book": "1"}
    assert part.count("hx-swap-oob") >= len(counts(page)) == 6
    ExamSession.objects.filter(pk=waiting[0].pk).update(status="Incident")
    assert counts(renewed(desk, part)) == counts(part) | {"approval": "1", "incidents": "1"}


def test_a_count_that_is_renewed_is_bounded_as_before(
    desk: Desk, waiting: list[ExamSession], institution: Institution
) -> None:
    page = desk.get("/?view=to-book").text
    for number in range(0xB000, 0xB000 + 99):
        ExamSession.objects.create(
            institution=institution,
            sid=f"ES{number:032x}",
            status="Needs Proctor",
            listed_at=timezone.now(),
        )
    assert counts(renewed(desk, page))["to-book"] == "99+"


BUTTON = re.compile(r'formaction="([^"]+)"\s+name="mark" value="([^"]+)"')


def test_a_row_that_was_renewed_has_the_button_of_its_next_mark_and_that_marks(
    desk: Desk, second_desk: Desk, institution: Institution
) -> None:
    ExamSession.objects.all().delete()
    Institution.objects.update(synced_at=timezone.now())
    seat = {"session_type": "smarter-scheduling", "location_sid": DULUTH, "location_name": "D"}
    one = known_session(
        institution,
        learner_name="Ana",
        status="Scheduled",
        appointment_at=timezone.now(),
        **seat,
    )
    page = desk.get("/").text
    [(url, mark)] = BUTTON.findall(page)
    assert mark == "arrived"
    assert second_desk.post(unescape(url), {"mark": mark, "back": "list"}).status_code == 302
    part = renewed(desk, page)
    assert "Arrived" in changed(part)[one.pk]
    [(url, mark)] = BUTTON.findall(part)
    assert mark == "left"
    assert desk.post(unescape(url), {"mark": mark, "back": "list"}).status_code == 302
    again = renewed(desk, part)
    assert "Left" in changed(again)[one.pk]
    assert BUTTON.findall(again) == []
