"""Free starts beside the time: on the form that books, moves and switches, without JavaScript."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from html import unescape
from uuid import uuid4

import pytest
import requests

from portal.sandbox.server import Sandbox
from scheduling.models import ExamSession, Institution, Location, OpeningHours
from tests.support.booking_actions import book
from tests.support.booking_form import DULUTH, EXAM_DAY, booking, form_path, session_path
from tests.support.client import Desk
from tests.support.form_answers import answers_for
from tests.support.html import form_on, plain_text, words

NINE = re.compile(r'name="take_start" value="([^"]+)"[^>]*>\s*<b>9:00 AM</b>')


@pytest.fixture(autouse=True)
def _duluth_is_open_from_nine_to_noon(institution: Institution) -> None:
    location = Location.objects.get(pl_sid=DULUTH)
    Location.objects.filter(pk=location.pk).update(seats=3)
    OpeningHours.objects.filter(location=location).delete()
    OpeningHours.objects.create(location=location, weekday=3, opens=time(9), closes=time(12))
    Institution.objects.update(synced_at=datetime(2026, 1, 1, tzinfo=UTC))


def at_nine(page: requests.Response) -> str:
    found = NINE.search(page.text)
    assert found, page.text
    return found[1]


def test_the_booking_form_offers_them_and_one_fills_the_time(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    ExamSession.objects.filter(sid=where["sessionSid"]).update(duration_minutes=60)
    shown = desk.post(f"{form_path(where)}preview/", booking())
    assert "Free on Thu, Jan 14: 3 of 3 seats 9:00 AM 9:30 AM" in plain_text(shown.text)

    answers = booking(take_start=at_nine(shown), notes="Bring ID", time_zone="")
    page = desk.post(form_path(where), answers)
    filled = form_on(page)
    assert (page.status_code, sandbox.requests("POST")) == (200, [])
    assert (filled["appointment_date_time"], filled["notes"]) == ("2027-01-14T09:00", "Bring ID")
    assert "Not booked" not in words(page)
    assert desk.post(form_path(where), filled).status_code == 302
    [sent] = sandbox.requests("POST")
    assert sent["body"]["appointmentDateTime"] == "2027-01-14T15:00:00.000Z"


def test_a_move_offers_those_of_its_location_and_sends_nothing_when_one_is_pressed(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    path = f"{session_path(where)}reschedule/"
    page = desk.get(path)
    assert form_on(page)["appointment_date_time"] == EXAM_DAY
    answers = form_on(page) | {"take_start": at_nine(page)}
    moved = desk.post(path, answers)
    assert form_on(moved)["appointment_date_time"] == "2027-01-14T09:00"
    assert (moved.status_code, sandbox.requests("PUT")) == (200, [])
    emptied = desk.post(f"{path}preview/", answers | {"appointment_date_time": ""})
    assert re.search(r'id="starts-title">[^<]*Thu, Jan 14', emptied.text)


@pytest.mark.parametrize("button", ["take_start", "take_accommodation", "take_price"])
def test_a_switch_sends_nothing_when_what_its_form_offers_is_pressed(
    desk: Desk, sandbox: Sandbox, button: str
) -> None:
    where = book(desk, sandbox)
    path = f"{session_path(where)}switch/"
    page = desk.get(path)
    answers = form_on(page) | {"cancellation_memo": "Wants another place."}
    taken = desk.post(path, answers | {button: at_nine(page)})
    assert (taken.status_code, sandbox.requests("DELETE"), sandbox.requests("POST")) == (
        200,
        [],
        [],
    )
    time_now = "2027-01-14T09:00" if button == "take_start" else EXAM_DAY
    assert form_on(taken)["appointment_date_time"] == time_now
    assert form_on(taken)["cancellation_memo"] == "Wants another place."


def test_the_session_s_own_seat_is_free_for_its_move(desk: Desk, sandbox: Sandbox) -> None:
    Location.objects.filter(pl_sid=DULUTH).update(seats=1)
    where = book(desk, sandbox)
    page = words(desk.get(f"{session_path(where)}reschedule/"))
    assert "Free on Thu, Jan 14: 1 of 1 seat 9:00 AM 9:30 AM" in page


def test_without_a_script_one_button_shows_them_and_sends_nothing(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    page = desk.get(form_path(where)).text
    part = page.partition('id="start-choices"')[2].partition("</noscript>")[0]
    assert re.search(r'<button [^>]*name="look"[^>]*formnovalidate>Show free starts<', part)
    answers = booking(look="1", time_zone="", appointment_date_time="2027-01-14T10:00")
    shown = desk.post(form_path(where), answers)
    assert (shown.status_code, sandbox.requests("POST")) == (200, [])
    assert "on Thu, Jan 14: 3 of 3 seats" in words(shown)
    part = desk.post(f"{form_path(where)}preview/", booking()).text
    assert "Show free starts" not in part


@pytest.mark.parametrize("year", ["0001", "1969", "2101", "9999"])
@pytest.mark.parametrize("change", ["reschedule/", "switch/"])
def test_a_year_that_no_exam_is_in_is_refused(
    desk: Desk, sandbox: Sandbox, change: str, year: str
) -> None:
    where = book(desk, sandbox)
    path = f"{session_path(where)}{change}"
    answers = form_on(desk.get(path)) | {"appointment_date_time": f"{year}-01-01T00:00"}
    page = desk.post(path, answers)
    assert page.status_code == 422
    assert f"Check the year: {int(year)} is not valid." in plain_text(page.text)
    assert len(sandbox.requests("PUT")) == 0


def test_the_next_to_book_begins_with_type_location_and_time_of_the_one_before_and_says_so(
    desk: Desk, sandbox: Sandbox
) -> None:
    Institution.objects.update(synced_at=None)
    desk.get("/")
    where = book(desk, sandbox, session_type="register-blast", external_appointment_id="RB-100234")
    onward = re.search(
        r'href="([^"]+)" data-key="\.">Next to book', desk.get(session_path(where)).text
    )
    assert onward
    path = unescape(onward[1])
    page = desk.get(path)
    begun = form_on(page)
    names = ("session_type", "proctor_location_sid", "appointment_date_time")
    assert [begun[name] for name in names] == ["register-blast", DULUTH, EXAM_DAY]
    assert begun["external_appointment_id"] == ""
    assert "Location, date and time are those of your last booking. Check them" in words(page)
    assert "Open on Thu, Jan 14" in plain_text(page.text)
    emptied = desk.post(f"{path.partition('?')[0]}preview/", begun | {"appointment_date_time": ""})
    assert "Open on Thu, Jan 14" in plain_text(emptied.text)
    typed = desk.post(
        f"{path.partition('?')[0]}preview/", begun | {"appointment_date_time": "2027-01-21T09:00"}
    )
    assert "Open on Thu, Jan 21" in plain_text(typed.text)


@pytest.mark.parametrize(
    ("kind", "zone", "carried"),
    [
        ("ad-hoc", "America/Chicago", "Type"),
        ("instructor-as-proctor", "", "Type"),
        ("automated", "", "Type"),
    ],
)
def test_the_next_to_book_carries_type_and_time_of_whatever_type_was_booked(
    desk: Desk, sandbox: Sandbox, kind: str, zone: str, carried: str
) -> None:
    Institution.objects.update(synced_at=None)
    desk.get("/")
    where, answers = sandbox.needs_proctor()[0], answers_for(kind, voucher_code="", amount="")
    desk.get(session_path(where))
    for name in ("cancellation_policy_version_sid", "proctor_type_sub_category_sid"):
        answers.pop(name, None)
    answers |= {"appointment_date_time": EXAM_DAY, "currency": "", "attempt_id": str(uuid4())}
    answers |= {"time_zone": "America/Chicago"}
    answers |= {"proctor_location_sid": ""} if kind == "automated" else {}
    answer = desk.post(form_path(where), answers)
    assert answer.status_code == 302, words(answer)[:1500]
    onward = re.search(
        r'href="([^"]+)" data-key="\.">Next to book', desk.get(session_path(where)).text
    )
    assert onward
    page = desk.get(unescape(onward[1]))
    begun = form_on(page)
    assert (begun["session_type"], begun["appointment_date_time"]) == (kind, EXAM_DAY)
    assert begun.get("time_zone", "") == zone
    assert f"{carried}, date and time are those of your last booking. Check them" in words(page)


@pytest.mark.parametrize("day", ["soon", "0001-01-01", "9999-12-31", "2027-02-30", "1/14/2027"])
def test_an_address_that_names_no_day_begins_with_today(
    desk: Desk, sandbox: Sandbox, day: str
) -> None:
    path = form_path(sandbox.needs_proctor()[0])
    shown = [
        desk.get(f"{path}?first_location={DULUTH}{more}") for more in ("", f"&first_day={day}")
    ]
    titles = [re.search(r'id="starts-title">([^<]+)', page.text) for page in shown]
    assert titles[0] and titles[1] and titles[0][1] == titles[1][1]
