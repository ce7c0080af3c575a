"""What can be done on the page of a session, and whom it names with an address."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.booking.permitted_actions import IN_THE_PAST
from scheduling.models import ExamSession
from tests.support.booking_actions import ONE_OFF, book, cancel
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.html import words
from tests.support.session_page import read

ACTIONS = re.compile(r'<li class="actions__item[^"]*">\s*<(a|p) [^>]*>\s*([^<]+?)\s*</')


def test_what_can_be_done_stands_first_and_what_can_t_with_its_reason_once(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    named = ("Move to another time", "Switch type or location", "Cancel the booking")
    book_it = "Book this session"
    page = desk.get(session_path(where)).text
    shown = [(tag, words) for tag, words in ACTIONS.findall(page) if words != "Next to book"]
    assert shown == [*(("a", one) for one in named), ("p", f"Not now: {book_it}")]

    sandbox.trouble("drop_before", method="DELETE")
    cancel(desk, where)
    page = desk.get(session_path(where)).text
    assert ACTIONS.findall(page) == [("p", f"Not now: {' · '.join((book_it, *named))}")]
    assert page.count('class="actions__why"') == 1


def test_the_learners_address_opens_a_letter(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox)
    ExamSession.objects.filter(sid=where["sessionSid"]).update(learner_email="a+b@x.test?bcc=c")
    assert 'href="mailto:a%2Bb@x.test%3Fbcc%3Dc"' in desk.get(session_path(where)).text


def test_a_one_off_proctor_is_named_with_the_address(desk: Desk, sandbox: Sandbox) -> None:
    where = book(desk, sandbox, **ONE_OFF)
    name = f"{ONE_OFF['first_name']} {ONE_OFF['last_name']}"
    assert f"with {name}, {ONE_OFF['company']}. The address is {ONE_OFF['address1']}" in read(
        desk, where
    )


@pytest.mark.parametrize(("done", "form"), [("moved", "reschedule"), ("switched", "switch")])
def test_a_sitting_that_is_over_is_not_changed_by_its_address_or_from_the_search_either(
    desk: Desk, sandbox: Sandbox, done: str, form: str
) -> None:
    where, begun = book(desk, sandbox), timezone.now() - timedelta(hours=48)
    sandbox.place(where["sessionSid"], status="In Progress", start=begun.isoformat())
    desk.get(session_path(where))
    page = words(desk.get(f"{session_path(where)}{form}/"))
    name = ExamSession.objects.get(sid=where["sessionSid"]).learner_name
    hits = desk.get("/find/", params={"q": f"{form} {name}"}).text
    assert f"This booking can’t be {done}. {IN_THE_PAST}" in page
    assert f"{session_path(where)}{form}/" not in hits and session_path(where) in hits


def test_what_may_come_in_the_way_of_several_is_told_once_below_them(
    desk: Desk, sandbox: Sandbox
) -> None:
    where, begun = sandbox.sessions(status="In Progress")[0], timezone.now() - timedelta(minutes=10)
    sandbox.place(where["sessionSid"], status="In Progress", start=begun.isoformat())
    page = desk.get(session_path(where)).text
    can = page.partition('<ul class="actions">')[2].partition("</ul>")[0]
    assert can.count("and may refuse to") == 1
    assert can.index("Switch type or") < can.index("Cancel the") < can.index("may refuse to")
