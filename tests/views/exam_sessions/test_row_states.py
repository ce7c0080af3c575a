"""How a session stands, told alike on every page that names it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt, ExamSession
from tests.support.booking_actions import book, mirrored
from tests.support.booking_form import form_path, session_path
from tests.support.client import Desk
from tests.support.html import words

STATE = re.compile(r'class="state state--(\w+)">([^<]+)<')
ROW = re.compile('<tr|<li class="found__item"')
LINK = re.compile("rows__link|found__link")  # other tables have rows, too
UNDECIDED = ("decide", "Needs a decision")
CHECKING = ("checking", "Being checked")


def open_request(desk: Desk, sandbox: Sandbox, *, needs_person: bool) -> dict[str, str]:
    """Where a request got no answer; found out by the portal, or by a person."""
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))  # so that the learner's name is known here
    sandbox.trouble("drop_before", method="POST")
    desk.book(where)
    Attempt.objects.update(needs_person=needs_person)
    return where


def states(desk: Desk, where: dict[str, Any], path: str) -> set[tuple[str, str]]:
    """The states on a page, those of the help aside; of a list, the session's own."""
    page = desk.get(path).text.partition('<dialog class="help-dialog"')[0]
    listed = [row for row in ROW.split(page)[1:] if LINK.search(row)]
    rows = [row for row in listed if where["sessionSid"] in row]
    return set(STATE.findall(" ".join(rows) or page))


@pytest.mark.parametrize(("needs_person", "state"), [(True, UNDECIDED), (False, CHECKING)])
def test_a_request_that_a_person_must_settle_is_told_from_one_that_is_being_checked(
    desk: Desk, sandbox: Sandbox, needs_person: bool, state: tuple[str, str]
) -> None:
    where = open_request(desk, sandbox, needs_person=needs_person)
    name = mirrored(where).learner_name
    paths = (session_path(where), form_path(where), "/?view=today", f"/?view=all&q={name}")

    assert [states(desk, where, path) for path in paths] == [{state}] * len(paths)
    assert states(desk, where, f"/find/?q={name}") >= {state}
    assert "Not confirmed yet" in desk.get("/?view=all").text


@pytest.mark.parametrize("needs_person", [True, False])
def test_of_one_that_is_not_known_yet_the_list_and_its_page_say_when_and_where_it_was_asked_for(
    desk: Desk, sandbox: Sandbox, needs_person: bool
) -> None:
    where = open_request(desk, sandbox, needs_person=needs_person)
    row = words(desk.get(f"/?view=all&q={mirrored(where).learner_name}"))
    page = words(desk.get(session_path(where)))

    assert "asked for Thu, Jan 14, 9:30 AM" in row
    assert "asked for at Duluth Testing Center" in row
    assert "Asked for Thursday, January 14, 2027" in page
    assert "Duluth Testing Center · 15:30 UTC" in page


@pytest.mark.parametrize(
    ("needs_person", "said"),
    [
        (True, "Nothing was sent: another request for this session needs a decision."),
        (False, "Nothing was sent: another request for this session is still being checked."),
    ],
)
def test_a_form_sent_beside_it_says_what_it_waits_for(
    desk: Desk, second_desk: Desk, sandbox: Sandbox, needs_person: bool, said: str
) -> None:
    where = open_request(desk, sandbox, needs_person=needs_person)
    answer = second_desk.book(where)

    assert (answer.status_code, said in answer.text) == (409, True)
    assert len(sandbox.requests("POST")) == 1


def test_a_booking_stored_otherwise_is_no_plain_booking_until_a_person_has_decided(
    desk: Desk, sandbox: Sandbox
) -> None:
    sandbox.trouble("hour_off", method="POST")
    where = sandbox.needs_proctor()[0]
    desk.book(where)
    name = mirrored(where).learner_name
    paths = (session_path(where), f"/?view=all&q={name}")
    otherwise = {("decide", "Scheduled, not as asked")}

    assert [states(desk, where, path) for path in paths] == [otherwise, otherwise]
    Attempt.objects.update(settled_how=Attempt.SettledHow.BY_HAND, cause=Attempt.Decided.OTHERWISE)
    assert states(desk, where, session_path(where)) == {("scheduled", "Scheduled")}


def test_a_booking_stored_as_asked_is_plain(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    assert states(desk, where, session_path(where)) == {("scheduled", "Scheduled")}


def test_a_row_offers_no_booking_while_one_is_being_checked(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    session = ExamSession.objects.get(sid=where["sessionSid"])
    address = f"/?view=all&q={session.learner_name}"
    assert f'id="book-{session.pk}"' in desk.get(address).text
    sandbox.trouble("drop_after")
    desk.book(where)
    page = desk.get(address)

    assert CHECKING[1] in words(page)
    assert f'id="book-{session.pk}"' not in page.text
