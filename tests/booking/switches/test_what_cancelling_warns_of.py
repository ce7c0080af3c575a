"""A switch warns of the cancellation what the form that cancels warns of, and keeps only that."""

from __future__ import annotations

import re
from datetime import timedelta

import requests
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt, OpeningHours
from tests.support.booking_actions import book
from tests.support.booking_form import booking, form_path, session_path
from tests.support.client import Desk
from tests.support.html import plain_text, words
from tests.support.switching import switch, switch_path

EARLY = (
    "It has not started yet: it starts Thu, Jan 14, 2027, 9:30 AM CST. SmarterProctoring will be"
    " told of a no-show."
)
DOUBT = "SmarterProctoring shows it as “In progress” and may refuse to cancel it."
BUTTON = re.compile(r':#send-words">(.*)</span>\s*$', re.DOTALL)


def test_a_no_show_before_the_start_is_warned_of_and_the_warning_kept(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    shown = words(desk.get(switch_path(where)))
    assert EARLY in shown and "Cancel it and book although it has not started" in shown
    assert switch(desk, where, reason="no-show").status_code == 302
    assert Attempt.objects.get(action="cancel").warnings == [EARLY]


def test_the_button_goes_on_saying_it_beside_what_else_speaks_against_it(
    desk: Desk, sandbox: Sandbox
) -> None:
    OpeningHours.objects.exclude(weekday=3).delete()
    where = book(desk, sandbox)
    path = f"{form_path(where)}preview/?form=switch"
    plain, closed = (
        desk.post(path, booking(reason="no-show", appointment_date_time=f"2027-01-{day}T09:30"))
        for day in (14, 15)
    )
    assert on_the_button(plain).endswith("Cancel it and book although it has not started")
    assert on_the_button(closed).endswith("although the location is closed and it has not started")


def on_the_button(answer: requests.Response) -> str:
    [found] = BUTTON.findall(answer.text)
    return plain_text(found)


def test_what_runs_may_not_be_cancelled_which_is_said_where_it_is_switched(
    desk: Desk, sandbox: Sandbox
) -> None:
    [where, *_] = sandbox.sessions(status="In Progress")
    begun = timezone.now() - timedelta(minutes=10)
    sandbox.place(where["sessionSid"], status="In Progress", start=begun.isoformat())
    desk.get(session_path(where))
    assert DOUBT in words(desk.get(switch_path(where)))
    actions = words(desk.get(session_path(where)))
    told = "Switch type or location Cancel the booking"
    assert f"{told} {DOUBT}" in re.sub(" [SC] ", " ", actions) and actions.count(DOUBT) == 1
