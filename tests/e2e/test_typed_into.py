"""What typing alone does: it chooses the way that is typed into, and asks before it is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Dialog, Page, expect

from portal.sandbox.server import Sandbox
from scheduling.models import Institution, Location
from tests.support.batches import booked_there
from tests.support.booking_form import DULUTH
from tests.support.browser_input import paste
from tests.support.browser_windows import Windows
from tests.support.people import NORTHFIELD

pytestmark = pytest.mark.browser
RESCUE = f"/rescues/new/?location={NORTHFIELD}/{DULUTH}&day=2027-01-14&from=10:00&until=13:00"
LIST = "/admin/scheduling/site/"


def test_typing_how_new_times_are_proposed_chooses_that_way(
    page: Page, sandbox: Sandbox, institution: Institution
) -> None:
    booked_there(sandbox, institution, 1)
    page.goto(RESCUE)
    later, first_start = page.locator("#id_how_shift"), page.locator("#id_how_to")
    expect(later).to_be_checked()
    page.get_by_label("Day of the first start").fill("2027-01-18")
    expect(first_start).to_be_checked()
    page.get_by_label("Minutes later").fill("90")
    expect(later).to_be_checked()
    page.locator("#id_to_time").fill("08:30")
    expect(first_start).to_be_checked()


@pytest.mark.long
def test_a_proposal_comes_back_as_it_stood_and_discarding_it_stays_with_the_room(
    page: Page, sandbox: Sandbox, institution: Institution
) -> None:
    [one] = booked_there(sandbox, institution, 1)
    page.goto(RESCUE)
    new, tick = page.locator(f"#new-{one.pk}"), page.locator(f"#tick-{one.pk}")
    for minutes, at in (("1440", "2027-01-15T10:00"), ("2880", "2027-01-16T10:00")):
        page.get_by_label("Minutes later").fill(minutes)
        page.get_by_role("button", name="Propose").click()
        expect(new).to_have_value(at)
        page.goto("/board/?day=2027-01-14")
        page.goto(RESCUE)
        expect(page.get_by_text("Your unfinished form was restored.")).to_be_visible()
        expect(page.get_by_label("Minutes later")).to_have_value(minutes)
        expect(new).to_have_value(at)
    page.get_by_role("button", name="Discard these answers").click()
    expect(new).to_have_value("2027-01-14T13:00")
    expect(tick).to_be_checked()
    assert "unfinished" not in page.inner_text("main")


@pytest.mark.long
def test_a_pasted_new_time_that_may_be_read_otherwise_stays_and_goes_when_selected_again(
    page: Page, sandbox: Sandbox, institution: Institution, windows: Windows
) -> None:
    [one] = booked_there(sandbox, institution, 1)
    page.goto(RESCUE)
    new, move = page.locator(f"#new-{one.pk}"), page.get_by_role("button", name="Move the selected")
    new.focus()
    paste(page, "1/2/2027 9:30 AM")
    page.get_by_label("Reason for all of them").fill("The power is out.")
    windows.expect(422)
    move.click()
    expect(page.get_by_text("Read as January 2, not February 1.")).to_be_visible()
    expect(new).to_have_value("1/2/2027 9:30 AM")
    page.locator(f"#tick-{one.pk}").check()
    move.click()
    page.wait_for_url(re.compile(r"/rescues/\d+/$"))


@pytest.fixture
def form(windows: Windows) -> Iterator[Page]:
    """A location's form, in an administrator's window."""
    page = windows.open("administrator")
    location = Location.objects.get(pl_sid=DULUTH)
    page.goto(f"{LIST}{location.pk}/change/")
    yield page


def asked(page: Page, *, answer: bool) -> list[str]:
    """The questions that the browser asks from now on, each answered so."""
    kinds: list[str] = []

    def decide(dialog: Dialog) -> None:
        kinds.append(dialog.type)
        dialog.accept() if answer else dialog.dismiss()

    page.on("dialog", decide)
    return kinds


def leave(page: Page) -> None:
    page.locator(f'#main a[href="{LIST}"]').first.click()


@pytest.mark.long
def test_a_form_of_the_admin_site_asks_before_typed_answers_are_left(form: Page) -> None:
    field = form.get_by_label("Seats")
    field.fill("39")
    kinds = asked(form, answer=False)
    leave(form)
    expect(field).to_have_value("39")
    assert kinds == ["beforeunload"]
    assert form.url.endswith("/change/")


@pytest.mark.long
def test_leaving_is_not_asked_about_where_nothing_is_lost(form: Page) -> None:
    kinds = asked(form, answer=True)
    field = form.get_by_label("Seats")
    came = field.input_value()
    leave(form)
    form.wait_for_url(f"**{LIST}")
    form.go_back()
    field.fill("39")
    field.fill(came)
    leave(form)
    form.wait_for_url(f"**{LIST}")
    form.go_back()
    field.fill("39")
    form.get_by_role("button", name="Save", exact=True).click()
    form.wait_for_url(f"**{LIST}**")
    expect(form.get_by_text("is saved")).to_be_visible()
    assert kinds == []
    assert Location.objects.get(pl_sid=DULUTH).seats == 39
