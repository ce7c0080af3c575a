"""A time on a weekday's name that may say two days, “mon 10am” on a Monday: the one that has not
passed, or both to choose from, in whatever form.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import requests

from portal.sandbox.server import Sandbox
from scheduling.date_formats import short_day
from scheduling.models import Institution
from tests.support.booking_actions import book
from tests.support.booking_form import booking, form_path, session_path
from tests.support.client import Desk
from tests.support.html import form_on, plain_text

WHEN = "appointment_date_time"
_CHOICES = re.compile(r'name="take_start" value="([^"]+)"[^>]*>\s*<b>([^<]+)</b>')


def choices(page: requests.Response) -> dict[str, str]:
    """What is offered, each with what its button sends."""
    asked = page.text.partition('id="halves-title"')[2].partition("</div>")[0]
    return {words: value for value, words in _CHOICES.findall(asked)}


@pytest.fixture
def today(institution: Institution) -> date:
    return datetime.now(ZoneInfo(institution.time_zone)).date()


def test_a_weekday_whose_hour_has_passed_today_is_that_of_next_week(
    desk: Desk, sandbox: Sandbox, today: date
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    typed = booking(**{WHEN: f"{today:%a} 12:00 am".lower()}, time_zone="")
    shown = desk.post(f"{form_path(where)}preview/", typed)
    then = today + timedelta(days=7)
    said = f"Read as {short_day(then)}, 12:00 AM. That time has passed today."
    assert said in plain_text(shown.text) and choices(shown) == {}


def test_two_days_that_may_be_meant_are_two_buttons(
    desk: Desk, sandbox: Sandbox, today: date
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    days = [today + timedelta(days=7), today + timedelta(days=14)]
    typed = booking(**{WHEN: f"{today:%A} week 2pm".lower()}, time_zone="")
    shown = desk.post(f"{form_path(where)}preview/", typed)
    offered = [f"{short_day(day)}, 2:00 PM" for day in days]
    assert list(choices(shown)) == offered
    assert f"Which {today:%A}?" in plain_text(shown.text)
    assert "cannot be booked" not in plain_text(shown.text)

    refused = desk.post(form_path(where), typed)
    assert (refused.status_code, sandbox.requests("POST")) == (422, [])
    pressed = form_on(refused) | {"take_start": choices(refused)[offered[1]]}
    taken = desk.post(form_path(where), pressed)
    assert form_on(taken)[WHEN] == f"{days[1].isoformat()}T14:00"
    assert (choices(taken), sandbox.requests("POST")) == ({}, [])


@pytest.mark.parametrize("form", ["reschedule", "switch"])
def test_a_move_and_a_switch_ask_which_day_as_well(
    desk: Desk, sandbox: Sandbox, today: date, form: str
) -> None:
    path = f"{session_path(book(desk, sandbox))}{form}/"
    days = [today + timedelta(days=7), today + timedelta(days=14)]
    typed = {WHEN: f"{today:%A} week 2pm".lower(), "cancellation_memo": "Wants it so."}
    held = desk.post(path, form_on(desk.get(path)) | typed)
    assert list(choices(held)) == [f"{short_day(day)}, 2:00 PM" for day in days]
    assert f"Which {today:%A}?" in plain_text(held.text) and held.status_code == 422
