"""A warning that came up since is read before anything is sent, however the time was put in: as it
is picked, in words, by the button of a free start, with its zone or without.
"""

from __future__ import annotations

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt, HoursByDate, Location, OpeningHours
from tests.support.accommodations import accommodate
from tests.support.booking_actions import book
from tests.support.booking_form import DULUTH, EXAM_DAY, session_path
from tests.support.client import Desk
from tests.support.html import form_on, plain_text, words
from tests.support.switching import switch_path

CHANGED = "What speaks against this booking changed since you read it"
WAYS = {
    "as picked": {"appointment_date_time": "2027-01-15T15:00"},
    "in words": {"appointment_date_time": "jan 15 2027 3pm"},
    "by a day's name": {"appointment_date_time": "1/15/2027 3pm", "time_zone": "chicago"},
    "by a button": {"take_start": "2027-01-15T21:00:00+00:00"},
}
every_way = pytest.mark.parametrize("way", WAYS)


@pytest.fixture(autouse=True)
def open_until_five(desk: Desk) -> None:
    """Duluth closes at five that Friday."""
    location = Location.objects.get(pl_sid=DULUTH)
    OpeningHours.objects.filter(location=location).delete()
    OpeningHours.objects.create(location=location, weekday=4, opens="09:00", closes="17:00")


def close() -> None:
    HoursByDate.objects.create(
        institution=Location.objects.get(pl_sid=DULUTH).institution,
        first_day="2027-01-15",
        last_day="2027-01-15",
        reason="Ice storm",
    )


def looked_at(desk: Desk, form: str, way: str, **answers: str) -> dict[str, str]:
    """The form as its page has it once the time was put in that way and its summary was read."""
    button = {} if "take_start" in WAYS[way] else {"look": "1"}
    return form_on(desk.post(form, form_on(desk.get(form)) | answers | WAYS[way] | button))


@every_way
def test_extra_time_that_a_colleague_saves_holds_a_booking_back_once(
    desk: Desk, sandbox: Sandbox, way: str
) -> None:
    where = sandbox.needs_proctor()[0]
    form = f"{session_path(where)}schedule/?type=smarter-scheduling"
    answers = looked_at(desk, form, way, proctor_location_sid=DULUTH)
    accommodate(desk, where, factor="2")
    held = desk.post(form, answers)

    assert (held.status_code, sandbox.requests("POST")) == (422, [])
    assert f"Nothing was sent. {CHANGED}" in words(held)
    assert desk.post(form, form_on(held)).status_code == 302
    [warning] = Attempt.objects.get().warnings
    assert "closes" in warning


@every_way
def test_what_was_read_beside_the_time_holds_nothing_back(
    desk: Desk, sandbox: Sandbox, way: str
) -> None:
    close()
    form = f"{session_path(sandbox.needs_proctor()[0])}schedule/?type=smarter-scheduling"
    answers = looked_at(desk, form, way, proctor_location_sid=DULUTH)

    assert desk.post(form, answers).status_code == 302
    assert len(Attempt.objects.get().warnings) == 1


@every_way
def test_a_move_is_held_back_once_where_a_day_was_closed_meanwhile(
    desk: Desk, sandbox: Sandbox, way: str
) -> None:
    form = f"{session_path(book(desk, sandbox))}reschedule/"
    answers = looked_at(desk, form, way)
    close()
    held = desk.post(form, answers)

    assert (held.status_code, sandbox.requests("PUT")) == (422, [])
    assert CHANGED in words(held)
    assert desk.post(form, form_on(held)).status_code == 302


@every_way
def test_a_switch_is_held_back_once_where_a_day_was_closed_meanwhile(
    desk: Desk, sandbox: Sandbox, way: str
) -> None:
    form = switch_path(book(desk, sandbox, appointment_date_time=EXAM_DAY))
    number = {"session_type": "register-blast", "external_appointment_id": "RB-100234"}
    number |= {"cancellation_memo": "Wants another proctor.", "reason": "other-reason"}
    answers = looked_at(desk, form, way, **number)
    close()
    held = desk.post(form, answers)

    assert (held.status_code, sandbox.requests("DELETE")) == (422, [])
    assert CHANGED in words(held)
    assert desk.post(form, form_on(held)).status_code == 302


def test_how_a_time_was_read_is_no_warning_of_the_record(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    form = f"{session_path(where)}schedule/?type=smarter-scheduling"
    typed = {"proctor_location_sid": DULUTH, "appointment_date_time": "jan 15 2027 8:30"}
    shown = desk.post(form, form_on(desk.get(form)) | typed | {"look": "1"})
    assert "Read as 8:30 AM." in words(shown)
    assert desk.post(form, form_on(shown) | typed).status_code == 302
    [warning] = Attempt.objects.get().warnings
    assert warning.startswith("Starts before ") and "Read as" not in warning
    assert "Read as" not in plain_text(desk.get(session_path(where)).text)
