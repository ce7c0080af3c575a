"""The summary beside the booking form, as the server answers for it."""

from __future__ import annotations

import re

import requests

from portal.sandbox.server import Sandbox
from scheduling.models import Location, OpeningHours
from scheduling.session_types.payment.payment_rule import ONE_PAYS
from scheduling.views.booking.send_buttons import SETTLED
from tests.support.booking_actions import book
from tests.support.booking_form import booking, form_path, session_path
from tests.support.client import Desk
from tests.support.form_submission import HTMX
from tests.support.html import plain_text


def test_the_summary_beside_the_form_knows_that_a_token_stands_there_and_not_which(
    desk: Desk, sandbox: Sandbox
) -> None:
    preview = f"{form_path(sandbox.needs_proctor()[0])}preview/"
    both = {"amount": "25.50", "currency": "USD", "voucher_code": "FINALS"}
    told = [
        desk.post(preview, booking(**both, **more)).text for more in ({}, {"has_card_token": "yes"})
    ]
    assert [(ONE_PAYS in one, "$25.50, by voucher" in one) for one in told] == [
        (False, True),
        (True, False),
    ]
    alone = desk.post(preview, booking(amount="25.50", currency="USD", has_card_token="yes")).text
    assert "$25.50, by card" in alone


def test_a_card_token_that_is_not_sent_along_is_not_called_missing(
    administrator: Desk, desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    rules = f"/campus/{where['installSid']}/rules/smarter-scheduling/"
    strict = {"stands": "offered", "card_token-is_must": "on", "company-is_must": "on"}
    assert administrator.post(rules, strict).status_code == 302
    page = desk.post(f"{session_path(where)}schedule/preview/", booking(), headers=HTMX).text
    assert "Still to fill in: Organization." in page


CLOSED = "although the location is closed"
BUTTON = re.compile(r'id="send-words">(.*?)</span>|:#send-words">(.*?)</span>', re.DOTALL)


def on_the_button(answer: requests.Response) -> str:
    [found] = BUTTON.findall(answer.text)
    return plain_text("".join(found))


def test_the_button_says_in_spite_of_what_it_is_pressed(desk: Desk, sandbox: Sandbox) -> None:
    OpeningHours.objects.exclude(weekday=3).delete()
    first, where = sandbox.needs_proctor()[0], book(desk, sandbox)
    friday = {"appointment_date_time": "2027-01-15T09:30"}
    schedule, move = f"{form_path(first)}preview/", f"{session_path(where)}reschedule/preview/"
    switch = f"{form_path(where)}preview/?form=switch"

    assert on_the_button(desk.post(schedule, booking())) == "Book this session"
    assert on_the_button(desk.post(schedule, booking(**friday))) == f"Book {CLOSED}"
    assert on_the_button(desk.post(move, friday)) == f"Move it {CLOSED}"
    unless = "and it has not started"  # shown with the reason “No-show” alone
    switched = on_the_button(desk.post(switch, booking(**friday)))
    assert switched == f"Cancel it and book {CLOSED} {unless}"
    refused = desk.post(form_path(where), booking(**friday, session_type="no-such-type"))
    assert on_the_button(refused) == f"Book {CLOSED}"


def test_a_move_that_goes_nowhere_is_no_move_in_spite_of_anything(
    desk: Desk, sandbox: Sandbox
) -> None:
    OpeningHours.objects.filter(weekday=3).delete()
    where = book(desk, sandbox)
    assert on_the_button(desk.get(f"{session_path(where)}reschedule/")) == "Move this booking"


def test_a_warning_stands_under_its_line(desk: Desk, sandbox: Sandbox) -> None:
    OpeningHours.objects.exclude(weekday=3).delete()
    Location.objects.update(seats=0)
    where = sandbox.needs_proctor()[0]
    friday = booking(appointment_date_time="2027-01-15T09:30", amount="20", currency="USD")
    told = plain_text(desk.post(f"{form_path(where)}preview/", friday).text)
    assert re.search(
        r"15:30 UTC Closed on Fridays\. Who .* Where Duluth Testing Center All 0 seats are already"
        r" booked at that time\. How .* Price \$20\.00 The price list says .* Told ",
        told,
    ), told


def test_once_a_request_is_settled_the_summary_is_asked_again_what_the_button_says(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    settled = desk.get(f"{form_path(where)}waiting/?shown=earlier")
    assert settled.headers["HX-Trigger-After-Settle"] == SETTLED
    assert f"{SETTLED} from:body" in desk.get(form_path(where)).text
