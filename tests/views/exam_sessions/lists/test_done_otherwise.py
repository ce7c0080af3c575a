"""A booking that is not what was asked for stands on the first screen until somebody has seen to
it.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.booking.provider_shows import done_otherwise
from scheduling.models import Attempt, ExamSession, Institution
from scheduling.views.exam_sessions.lists import list_address, list_words
from scheduling.views.kept_place import KeptPlace
from tests.support.booking_actions import cancel, mirrored
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.html import plain_text

GROUPS = re.compile(r'<th colspan="\d+" scope="rowgroup">')
HEADING = re.compile(r"<b>\s*<bdi>([^<]+)</bdi>")
LEARNER = re.compile(r'<a class="rows__link"[^>]*>(.*?)</a>', re.DOTALL)
BOSTON = {"location_sid": f"PL{4:032x}", "location_name": "Boston Harbor Testing Center"}
TAB = re.compile(r'href="[^"]*view=decide[^"]*"[^>]*>(.*?)</a>', re.DOTALL)


def needs_you(desk: Desk) -> list[str]:
    """The learners under the heading of today's list."""
    groups = GROUPS.split(desk.get("/").text)[1:]
    found = [one for one in groups if HEADING.findall(one)[:1] == ["Needs you"]]
    return [plain_text(name) for one in found for name in LEARNER.findall(one)]


def to_decide(desk: Desk) -> tuple[list[str], str]:
    """The learners of the view, and what its tab says."""
    page = desk.get("/?view=decide").text
    tab = TAB.search(page)
    assert tab
    return [plain_text(name) for name in LEARNER.findall(page)], plain_text(tab[1])


@pytest.fixture
def otherwise(desk: Desk, sandbox: Sandbox) -> dict[str, str]:
    """Where a booking for a later day is stored an hour off; nobody has decided what holds."""
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("hour_off", method="POST")
    desk.book(where)
    assert to_decide(desk) == ([mirrored(where).learner_name], "Needs a decision 1")
    return where


def test_it_needs_somebody_whatever_day_it_is_for_and_is_counted(
    desk: Desk, otherwise: dict[str, str]
) -> None:
    name = mirrored(otherwise).learner_name
    assert needs_you(desk) == [name]
    ExamSession.objects.update(listed_at=timezone.now())
    assert (needs_you(desk), to_decide(desk)) == ([name], ([name], "Needs a decision 1"))


@pytest.mark.parametrize("asked", ["view=all", "view=all&state=scheduled", "view=all&day={day}"])
@pytest.mark.parametrize("is_listed", [True, False])
def test_it_is_among_all_though_no_list_ever_had_it(
    desk: Desk, otherwise: dict[str, str], asked: str, is_listed: bool
) -> None:
    ExamSession.objects.update(listed_at=timezone.now() if is_listed else None)
    session = mirrored(otherwise)
    page = desk.get("/?" + asked.format(day=f"{session.appointment_at:%Y-%m-%d}")).text
    learners = [plain_text(name) for name in LEARNER.findall(page)]
    assert learners.count(session.learner_name) == 1


def test_it_goes_away_where_it_is_shown_as_asked_since(
    desk: Desk, sandbox: Sandbox, otherwise: dict[str, str]
) -> None:
    attempt = Attempt.objects.get()
    sandbox.place(otherwise["sessionSid"], start=attempt.asked["appointmentDateTime"])
    desk.get(session_path(otherwise))
    ExamSession.objects.update(changed_event=None)  # somebody has looked at that
    assert attempt.differences
    assert (needs_you(desk), to_decide(desk)) == ([], ([], "Needs a decision 0"))


def test_it_goes_away_where_somebody_decided_that_what_is_shown_holds(
    desk: Desk, otherwise: dict[str, str]
) -> None:
    by_hand = Attempt.SettledHow.BY_HAND
    Attempt.objects.update(settled_how=by_hand, cause=Attempt.Decided.OTHERWISE)
    assert (needs_you(desk), to_decide(desk)) == ([], ([], "Needs a decision 0"))


def test_it_goes_away_with_the_booking(desk: Desk, otherwise: dict[str, str]) -> None:
    assert cancel(desk, otherwise).status_code == 302
    assert (needs_you(desk), to_decide(desk)) == ([], ([], "Needs a decision 0"))


def test_it_is_over_with_its_day(desk: Desk, otherwise: dict[str, str]) -> None:
    ExamSession.objects.filter(sid=otherwise["sessionSid"]).update(
        appointment_at="2020-01-14T15:30:00Z"
    )
    assert to_decide(desk) == ([], "Needs a decision 0")


def test_the_page_of_requests_counts_it_among_what_else_needs_a_decision(
    desk: Desk, otherwise: dict[str, str]
) -> None:
    assert "1 more session needs a decision" in plain_text(desk.get("/undecided/").text)


def test_those_found_are_read_by_their_own_index(desk: Desk, otherwise: dict[str, str]) -> None:
    with CaptureQueriesContext(connection) as asked:
        found = done_otherwise.of_today_on([mirrored(otherwise).institution])
    [statement] = [one["sql"] for one in asked if "differences" in one["sql"]][:1]
    plan = connection.cursor().execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()
    assert found == {mirrored(otherwise).pk}
    assert "USING INDEX attempt_otherwise" in plan[0][3]


@pytest.mark.parametrize(
    ("trouble", "where_shown", "most"),
    [(("hour_off", {}), BOSTON, 3), (("store_other", {"fields": {"amount": 99}}), {}, 4)],
    ids=["another hour", "another price, which can be reviewed"],
)
def test_however_many_there_are_a_list_asks_for_them_in_as_many_statements(
    desk: Desk,
    sandbox: Sandbox,
    trouble: tuple[str, dict[str, Any]],
    where_shown: dict[str, str],
    most: int,
) -> None:
    found, statements = [], []
    for where in sandbox.needs_proctor()[:3]:
        sandbox.trouble(trouble[0], method="POST", **trouble[1])
        desk.book(where, amount="25.50", currency="USD", voucher_code=f"V-{len(found)}")
        ExamSession.objects.filter(sid=where["sessionSid"]).update(
            changed_event=None, **where_shown
        )
        places = list(Institution.objects.all())
        with CaptureQueriesContext(connection) as asked:
            found.append(len(done_otherwise.of_today_on(places)))
        statements.append(len(asked))
    assert (found, statements) == ([1, 2, 3], [most] * 3)


def test_what_an_address_says_is_told_without_them(desk: Desk, otherwise: dict[str, str]) -> None:
    place = KeptPlace([mirrored(otherwise).institution])
    address = list_address.read(QueryDict("view=today"))
    with CaptureQueriesContext(connection) as asked:
        list_words.described(address, place, [])
        list_address.known(address, place)
    assert [one["sql"] for one in asked if "differences" in one["sql"]] == []
