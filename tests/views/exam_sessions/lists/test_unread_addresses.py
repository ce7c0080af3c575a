"""A list whose address names what can't be read: the page says that it isn't narrowed by it."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from scheduling.exam_sessions.lists import list_segments, worklist
from scheduling.models import ExamSession, Institution
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import words
from tests.support.known_sessions import known_session
from tests.support.people import NORTHFIELD

ELSEWHERE = "This address names a place where you have no role, or that we don’t know."
EVERY_TIME = "The list is of every time."


@pytest.fixture
def ida(institution: Institution) -> ExamSession:
    start = datetime(2027, 1, 14, 15, 30, tzinfo=UTC)
    about = {"learner_name": "Ida Roe", "appointment_at": start, "status": "Scheduled"}
    return known_session(institution, location_sid=DULUTH, location_name="Duluth", **about)


@pytest.mark.parametrize("view", ["", "&view=today", "&view=tomorrow"])
def test_a_day_that_cannot_be_read_lists_every_day_as_the_page_says(
    ida: ExamSession, desk: Desk, view: str
) -> None:
    said = words(desk.get(f"/?day=2027-02-30{view}"))
    assert "“2027-02-30” is no day that can be shown. The list is of every day." in said
    assert "Ida Roe" in said


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("type=foo", "“foo” is no session type. The list is of every type."),
        ("state=foo", "“foo” is no state of a session. The list is of every state."),
        ("by=ana", "“ana” is nobody who can book. The list is of whoever booked."),
        ("by=0", "“0” is nobody who can book. The list is of whoever booked."),
        ("view=foo&state=scheduled", "“foo” is no view of the list. Shown: All."),
        ("view=foo&q=ida", "“foo” is no view of the list. Shown: All."),
        ("at=10:30&view=all", f"“10:30” is asked for without a day. {EVERY_TIME}"),
        ("at=25:30", f"“25:30” is no time of a day. {EVERY_TIME}"),
        ("page=foo&view=all", "“foo” is no page of this list. This is page 1."),
        ("page=0&view=all", "“0” is no page of this list. This is page 1."),
        ("page=9&view=all", "“9” is no page of this list. This is page 1."),
    ],
)
def test_what_the_list_is_not_narrowed_by_is_said(
    ida: ExamSession, desk: Desk, asked: str, told: str
) -> None:
    said = words(desk.get(f"/?{asked}"))
    assert told in said
    assert "Ida Roe" in said


def test_an_unknown_view_alone_shows_today_and_says_so(ida: ExamSession, desk: Desk) -> None:
    said = words(desk.get("/?view=foo"))
    assert "“foo” is no view of the list. Shown: Today." in said
    assert "Ida Roe" not in said


@pytest.mark.parametrize(
    "asked",
    [
        "view=all&type=smarter-scheduling&state=scheduled",
        "day=2027-01-14&at=09:30",
        "page=1&view=all",
        "view=all&page=",
        "type=&state=&by=&day=",
    ],
)
def test_of_what_can_be_read_nothing_is_said(ida: ExamSession, desk: Desk, asked: str) -> None:
    said = words(desk.get(f"/?{asked}"))
    assert not [one for one in ("is no ", "is nobody", "is asked for without") if one in said]


def test_what_was_not_read_is_in_no_link_of_the_list(ida: ExamSession, desk: Desk) -> None:
    page = desk.get("/?view=quux&type=quux&state=quux&by=quux&at=quux&day=quux").text
    assert [link for link in re.findall(r'href="([^"]*)"', page) if "quux" in link] == []


def test_a_location_that_is_named_in_one_piece_is_the_one_that_is_shown(
    ida: ExamSession, desk: Desk
) -> None:
    said = words(desk.get(f"/?view=all&location={NORTHFIELD}/{DULUTH}"))
    assert "Ida Roe" in said and ELSEWHERE not in said
    assert ELSEWHERE in words(desk.get(f"/?view=all&location={NORTHFIELD}/PL{'f' * 32}"))


def test_a_page_behind_a_list_that_is_counted_only_so_far_is_no_empty_list(
    ida: ExamSession, institution: Institution, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    known_session(institution, status="Scheduled")
    known_session(institution, status="Scheduled")
    monkeypatch.setattr(list_segments, "MOST_COUNTED", 1)
    monkeypatch.setattr(worklist, "PAGE", 2)
    said = words(desk.get("/?view=all&page=7"))
    assert "This list has no page 7 Show its first page" in said
    assert "No sessions yet" not in said
