"""The same request more than once, by one person or by two: one call, one booking, one story."""

from __future__ import annotations

import re
import socket
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from urllib.parse import urlencode, urlsplit

import pytest
from django.db import IntegrityError

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.accepted_sentences import BOOKED
from scheduling.models import Attempt, RefusalCount
from tests.support.booking_form import booking, form_path, session_path
from tests.support.client import Desk
from tests.support.html import attempt_id_on, form_on, words
from tests.support.outcomes import attempt_of, details, effects, kinds, page_of, posts, settled
from tests.support.polling import until
from tests.support.portal_server import Portal


@pytest.mark.faults(1)
def test_eight_clicks_at_once_make_one_call_and_all_lead_to_the_session(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("latency", ms=300)
    form = booking()
    with ThreadPoolExecutor(8) as clicks:
        answers = list(clicks.map(lambda _: desk.post(form_path(where), form), range(8)))

    assert {(answer.status_code, answer.headers["Location"]) for answer in answers} == {
        (302, session_path(where))
    }
    assert (posts(sandbox), effects(sandbox, where)) == (1, ["scheduled"])
    assert sorted(kinds()) == ["duplicate_submit", "intent", "outcome"]
    assert list(RefusalCount.objects.values_list("more", flat=True)) == [6]
    assert (attempt_of(where).state, attempt_of(where).duplicate_submits) == ("accepted", 7)
    assert BOOKED in page_of(desk, where)


@pytest.mark.faults(2)
def test_sending_a_booked_form_again_shows_the_booking(desk: Desk, sandbox: Sandbox) -> None:
    where, form = sandbox.needs_proctor()[0], booking()
    desk.post(form_path(where), form)
    again = desk.post(form_path(where), form)

    assert (again.status_code, again.headers["Location"]) == (302, session_path(where))
    assert (posts(sandbox), attempt_of(where).state) == (1, "accepted")


@pytest.mark.faults(2)
@pytest.mark.parametrize(
    "changed", [{"notes": "Other notes"}, {"appointment_date_time": "2027-01-15T09:30"}]
)
def test_a_used_form_with_other_answers_sends_nothing_and_becomes_a_new_form(
    desk: Desk, sandbox: Sandbox, changed: dict[str, str]
) -> None:
    where, form = sandbox.needs_proctor()[0], booking()
    desk.post(form_path(where), form)
    answer = desk.post(form_path(where), form | changed)

    assert answer.status_code == 422
    assert "This form was already used for another request" in words(answer)
    assert attempt_id_on(answer) != form["attempt_id"]
    assert form_on(answer).items() >= changed.items()
    assert (posts(sandbox), kinds()) == (1, ["intent", "outcome", "form_reused"])


@pytest.mark.faults(2)
def test_a_used_form_taken_to_another_session_sends_nothing(desk: Desk, sandbox: Sandbox) -> None:
    first, other = sandbox.needs_proctor()[:2]
    form = booking()
    desk.post(form_path(first), form)
    answer = desk.post(form_path(other), form)

    assert (answer.status_code, posts(sandbox)) == (422, 1)
    assert effects(sandbox, other) == []


@pytest.mark.faults(3)
def test_of_two_coordinators_one_wins_and_the_other_is_told_who(
    desk: Desk, second_desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("latency", ms=400)
    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(lambda who: who.book(where), (desk, second_desk)))

    assert sorted(answer.status_code for answer in answers) == [302, 409]
    [lost] = [answer for answer in answers if answer.status_code == 409]
    won = attempt_of(where)
    assert f"{won.actor_name}’s request {str(won.attempt_id)[:8]}" in words(lost)
    assert "Nothing was sent" in words(lost)
    assert (posts(sandbox), effects(sandbox, where)) == (1, ["scheduled"])
    assert sorted(kinds()) == ["blocked", "intent", "outcome"]
    assert details("blocked")["earlier_attempt"] == str(won.attempt_id)


@pytest.mark.faults(3)
def test_a_moment_later_the_second_coordinator_is_told_who_booked_it(
    desk: Desk, second_desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    open_form = second_desk.get(form_path(where))
    desk.book(where)
    late = second_desk.book(
        where, **form_on(open_form) | booking(attempt_id=attempt_id_on(open_form))
    )

    assert late.status_code == 409
    said = "Ana Ruiz booked this session a moment ago. It is booked for Thu, Jan 14, 9:30 AM CST."
    assert said in words(late)
    assert (posts(sandbox), Attempt.objects.count()) == (1, 1)
    assert kinds() == ["intent", "outcome", "already_booked"]
    assert details("already_booked")["earlier_attempt"] == str(attempt_of(where).attempt_id)


@pytest.mark.faults(3)
def test_in_a_second_tab_a_request_of_one_s_own_is_called_so(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    first, second = desk.get(form_path(where)), desk.get(form_path(where))
    sandbox.trouble("drop_after", method="POST")
    desk.post(form_path(where), form_on(first) | booking(attempt_id=attempt_id_on(first)))
    answers = form_on(second) | booking(attempt_id=attempt_id_on(second))
    busy = words(desk.post(form_path(where), answers))
    assert f"Your request {str(attempt_of(where).attempt_id)[:8]} is still being checked." in busy
    opened = desk.get(form_path(where))
    assert re.search(r"Your request \(\d+:\d\d [AP]M\) is being checked\.", words(opened))

    settled(where)
    turned = re.search(r'hx-get="([^"]*waiting[^"]*)"', opened.text)
    assert turned and "Your request is finished." in desk.get(unescape(turned[1])).text
    late = words(desk.post(form_path(where), answers))
    assert "You booked this session a moment ago. It is booked for Thu, Jan 14, 9:30 AM" in late
    assert "Ana Ruiz booked" not in late


@pytest.mark.faults(3)
@pytest.mark.parametrize("action", ["schedule", "reschedule", "cancel"])
def test_the_database_itself_refuses_a_second_open_attempt(
    desk: Desk, sandbox: Sandbox, action: Attempt.Action
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("drop_before")
    desk.book(where)
    open_one = attempt_of(where)
    open_one.pk, open_one.attempt_id, open_one.action = None, booking()["attempt_id"], action

    with pytest.raises(IntegrityError):
        open_one.save(force_insert=True)


@pytest.mark.faults(5)
def test_a_browser_that_hangs_up_before_the_answer_finds_the_booking_when_it_returns(
    desk: Desk, portal: Portal, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("latency", ms=300)
    _send_and_hang_up(desk, portal, where)
    until(lambda: sandbox.bookings(where["sessionSid"]))

    assert settled(where).state == "accepted"
    assert kinds() == ["intent", "outcome"]
    assert BOOKED in page_of(desk, where)


def _send_and_hang_up(desk: Desk, portal: Portal, where: dict[str, str]) -> None:
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in desk.browser.cookies)
    body = urlencode(booking() | {"csrfmiddlewaretoken": desk.browser.cookies["csrftoken"]})
    address = urlsplit(portal.url)
    head = (
        f"POST {session_path(where)}schedule/ HTTP/1.1\r\nHost: {address.netloc}\r\nCookie:"
        f" {cookies}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length:"
        f" {len(body)}\r\n\r\n"
    )
    with socket.create_connection((address.hostname, address.port)) as browser:
        browser.sendall((head + body).encode())
        until(lambda: Attempt.objects.exists())
