"""The plain form, without any script: it books, and other answers are whole pages."""

from __future__ import annotations

import pytest

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.accepted_sentences import BOOKED
from tests.support.booking_form import booking, form_path, session_path
from tests.support.client import Desk
from tests.support.form_submission import HTMX, filled, nothing_was_sent
from tests.support.html import form_on, words
from tests.support.outcomes import attempt_of
from tests.support.portal_server import Portal


@pytest.mark.faults(54)
@pytest.mark.parametrize("wire_name", ["smarter-scheduling", "automated"])
def test_without_javascript_the_plain_form_books(
    desk: Desk, sandbox: Sandbox, portal: Portal, wire_name: str
) -> None:
    where = sandbox.needs_proctor()[0]
    page = desk.get(f"{session_path(where)}schedule/?type={wire_name}")
    form = form_on(page) | {"appointment_date_time": "2027-01-14T09:30"}
    if wire_name == "smarter-scheduling":
        form["proctor_location_sid"] = booking()["proctor_location_sid"]
    answer = desk.browser.post(f"{portal.url}{session_path(where)}schedule/", form)

    assert [step.status_code for step in answer.history] == [302]
    assert BOOKED in words(answer)
    assert attempt_of(where).state == "accepted"


@pytest.mark.faults(54)
def test_without_javascript_another_type_and_a_fault_are_whole_pages(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    form = filled(desk, where)
    changed = desk.post(form_path(where), form | {"change_type": "ad-hoc"})
    faulty = desk.post(form_path(where), form | {"appointment_date_time": ""})
    fragment = desk.post(form_path(where), form | {"appointment_date_time": ""}, headers=HTMX)

    assert [answer.status_code for answer in (changed, faulty, fragment)] == [200, 422, 422]
    assert all(answer.text.lstrip().startswith("<!DOCTYPE html>") for answer in (changed, faulty))
    assert fragment.text.lstrip().startswith('<div id="schedule-form">')
    nothing_was_sent(sandbox)
