"""Settings that are changed while a form is open: nothing is sent before it was read."""

from __future__ import annotations

from decimal import Decimal

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import Institution, Location, Price
from tests.support.booking_actions import NEW_TIME, book
from tests.support.booking_form import DULUTH, EXAM_DAY, session_path
from tests.support.client import Desk
from tests.support.html import form_on, words

SEAT = "smarter-scheduling"
CENTRAL, EASTERN = "Central (Chicago)", "Eastern (New York)"


def filled_in(desk: Desk, where: dict[str, str], **answers: str) -> tuple[str, dict[str, str]]:
    """The form's address, and the whole form as its page has it, with a seat in Duluth."""
    form = f"{session_path(where)}schedule/?type={SEAT}"
    seat = {"proctor_location_sid": DULUTH, "appointment_date_time": EXAM_DAY}
    return form, form_on(desk.get(form)) | seat | answers


def test_a_location_that_is_retired_meanwhile_is_pointed_out_before_it_is_booked(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    form, answers = filled_in(desk, where)
    Location.objects.filter(pl_sid=DULUTH).update(is_active=False)
    held = desk.post(form, answers)

    assert (held.status_code, sandbox.requests("POST")) == (422, [])
    said = "Duluth Testing Center is no longer offered since you opened this page."
    assert f"Nothing was sent. {said}" in words(held)
    again = desk.post(form, form_on(held) | {"proctor_location_sid": DULUTH})
    assert (again.status_code, len(sandbox.requests("POST"))) == (302, 1)


def test_a_location_s_clock_that_is_changed_meanwhile_is_pointed_out_before_it_is_booked(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    form, answers = filled_in(desk, where)
    Location.objects.filter(pl_sid=DULUTH).update(time_zone="America/New_York")
    held = desk.post(form, answers)

    assert (held.status_code, sandbox.requests("POST")) == (422, [])
    said = f"The clock of Duluth Testing Center is {EASTERN} since you opened this page, which said"
    assert f"{said} {CENTRAL}." in words(held)
    assert desk.post(form, form_on(held)).status_code == 302
    [sent] = sandbox.requests("POST")
    assert sent["body"]["appointmentDateTime"] == "2027-01-14T14:30:00.000Z"


def test_another_location_s_change_and_a_named_zone_hold_nothing_back(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    form, answers = filled_in(desk, where, time_zone="America/Chicago")
    Location.objects.exclude(pl_sid=DULUTH).update(is_active=False, time_zone="America/Denver")
    Location.objects.filter(pl_sid=DULUTH).update(kind="")

    assert desk.post(form, answers).status_code == 302


def test_a_move_is_held_back_once_where_the_place_has_another_clock_meanwhile(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    form = f"{session_path(where)}reschedule/"
    answers = form_on(desk.get(form)) | {"appointment_date_time": NEW_TIME}
    Location.objects.filter(pl_sid=DULUTH).update(time_zone="America/New_York")
    held = desk.post(form, answers)

    assert (held.status_code, sandbox.requests("PUT")) == (422, [])
    assert f"is {EASTERN} since you opened this page" in words(held)
    assert desk.post(form, form_on(held)).status_code == 302


@pytest.mark.parametrize("amount", ["25.50", "40"])
def test_a_list_price_that_is_changed_meanwhile_is_told_before_it_is_sent(
    desk: Desk, sandbox: Sandbox, institution: Institution, amount: str
) -> None:
    lines = Price.objects.filter(institution=institution, session_type=SEAT)
    lines.update(amount=Decimal("25.5"), currency="USD")
    where = sandbox.needs_proctor()[0]
    paid = {"amount": amount, "currency": "USD", "voucher_code": "PRACTICE-OK"}
    form, answers = filled_in(desk, where, **paid)
    lines.update(amount=Decimal("40"))
    held = desk.post(form, answers)

    assert (held.status_code, sandbox.requests("POST")) == (422, [])
    said = "The price list says $40.00 since you opened this page, which said $25.50."
    assert said in words(held)
    answers = form_on(held) | {"voucher_code": "PRACTICE-OK"}
    assert desk.post(form, answers).status_code == 302
