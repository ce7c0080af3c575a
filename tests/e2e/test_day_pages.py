"""The pages of a day without JavaScript, by keys alone, and as axe sees them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from portal.sandbox.server import Sandbox
from scheduling.batches import start_pause_stop
from scheduling.models import Batch, BatchRow, ExamSession, Handover, Institution, RosterPrint
from tests.support.axe import findings, findings_at
from tests.support.batches import ANA, TEN, begun, booked_there, carried_out
from tests.support.booking_form import DULUTH
from tests.support.browser_input import FOCUSED
from tests.support.browser_windows import Windows
from tests.support.people import NORTHFIELD

pytestmark = [pytest.mark.browser, pytest.mark.long]
DAY = f"install={NORTHFIELD}&location={DULUTH}&day=2027-01-14"
ROOM = f"/rescues/new/?location={NORTHFIELD}/{DULUTH}&day=2027-01-14&from=10:00&until=13:00"
WHY = "The power is out."


@pytest.fixture
def there(sandbox: Sandbox, institution: Institution) -> list[ExamSession]:
    """Three who sit at Duluth from 10 AM."""
    ExamSession.objects.all().delete()
    return booked_there(sandbox, institution, 3)


@pytest.fixture
def plain(windows: Windows) -> Page:
    """A coordinator's window without JavaScript."""
    return windows.open("coordinator", java_script_enabled=False)


def sign(page: Page, note: str) -> None:
    page.get_by_role("textbox", name="Note").fill(note)
    page.get_by_role("button", name="Sign as").click()
    page.wait_for_url(re.compile(r"/handover/\d+/"))


def test_a_board_leads_on_without_javascript(plain: Page, there: list[ExamSession]) -> None:
    plain.goto(f"/board/?{DAY}")
    plain.get_by_role("link", name="10:00 AM, 3 of").click()
    expect(plain.get_by_role("heading", name="Who is where at 10:00 AM")).to_be_visible()
    expect(plain.locator("#there ~ .board__list")).to_contain_text("Learner 002")
    plain.get_by_role("link", name="Book here at 10:00 AM").click()
    expect(plain).to_have_url(re.compile("/board/book/"))
    plain.goto(f"/board/?{DAY}")
    plain.get_by_label("Next free for").fill("45")
    plain.get_by_role("button", name="Show").click()
    expect(plain.locator(".board")).to_contain_text("45 min free from")
    plain.get_by_role("link", name="The day after").click()
    expect(plain.get_by_role("heading", name="Friday, January 15, 2027")).to_be_visible()


def test_a_roster_is_printed_and_told_apart_without_javascript(
    plain: Page, there: list[ExamSession]
) -> None:
    plain.goto(f"/roster/?{DAY}")
    plain.get_by_role("link", name="Since I last looked").click()
    plain.goto(f"/roster/?{DAY}")
    plain.get_by_role("button", name="Make a numbered print").click()
    expect(plain.locator(".roster__row")).to_have_count(3)
    assert RosterPrint.objects.count() == 1
    ExamSession.objects.filter(pk=there[0].pk).update(appointment_at=TEN + timedelta(hours=2))
    plain.get_by_role("link", name="What changed since this print").click()
    expect(plain.locator("#changes")).to_have_text("Since print 1: 1 changed")
    plain.get_by_role("link", name="Print only these changes").click()
    expect(plain.locator(".roster-changes__one")).to_contain_text("Learner 000")
    plain.get_by_role("button", name="I have seen these").click()
    expect(plain).to_have_url(re.compile("since=looked"))
    expect(plain.get_by_role("button", name="I have seen these")).to_have_count(0)


def test_a_room_is_moved_without_javascript(plain: Page, there: list[ExamSession]) -> None:
    plain.goto(ROOM)
    plain.get_by_label("Minutes later").fill("1440")
    plain.get_by_role("button", name="Propose").click()
    expect(plain.locator(f"#new-{there[0].pk}")).to_have_value("2027-01-15T10:00")
    plain.locator(f"#tick-{there[2].pk}").uncheck()
    plain.get_by_label("Reason for all of them").fill(WHY)
    plain.get_by_role("button", name="Move the selected sessions").click()
    plain.wait_for_url(re.compile(r"/rescues/\d+/"))
    plain.get_by_role("button", name="Pause").click()
    expect(plain.locator(".rescue-progress__said")).to_contain_text("Paused")
    plain.get_by_role("button", name="Continue").click()
    carried_out(Batch.objects.get())
    plain.get_by_role("link", name="Show it as it is now").click()
    expect(plain.locator(".rescue-progress__said")).to_contain_text("Done")
    expect(plain.locator(".rescue-progress__counts")).to_contain_text("2")
    moved = {one.pk: one.appointment_at for one in ExamSession.objects.all()}
    day = TEN + timedelta(days=1)
    assert [moved[one.pk] for one in there] == [day, day, TEN]
    plain.get_by_role("link", name="Call list").click()
    expect(plain.locator("main")).to_contain_text("2 of 2 can be called now")


def test_a_day_is_handed_over_without_javascript(
    windows: Windows, plain: Page, there: list[ExamSession]
) -> None:
    plain.goto(f"/handover/?{DAY}")
    sign(plain, "The heater is off.")
    expect(plain.locator("main")).to_contain_text("The heater is off.")
    other = windows.open("administrator", java_script_enabled=False, at=f"/handover/?{DAY}")
    other.get_by_role("link", name="Handover 1").first.click()
    other.get_by_role("button", name="Take over as").click()
    expect(other.locator("main")).to_contain_text("You took over. It is in the log.")
    assert Handover.objects.get().taken_over_by_name


def test_a_weeks_figures_lead_on_without_javascript(plain: Page, there: list[ExamSession]) -> None:
    plain.goto(f"/week/?install={NORTHFIELD}&week=2027-W02")
    plain.locator("main details summary").first.click()
    expect(plain.locator(".week").first).to_contain_text("Thu, Jan 14")
    plain.locator(".week").first.get_by_text("Thu, Jan 14").click()
    expect(plain.locator("main")).to_contain_text("Learner 002")


def tab_to(page: Page, selector: str, most: int = 120) -> None:
    for _ in range(most):
        if page.evaluate(FOCUSED, selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {selector}")


def test_a_cell_of_the_board_is_asked_about_by_keys_alone(
    page: Page, there: list[ExamSession]
) -> None:
    page.goto(f"/board/?{DAY}")
    tab_to(page, '.board__half a[title^="10:00 AM, 3 of"]')
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("at=10"))
    tab_to(page, "#there ~ .board__list a")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(there[0].sid))


def test_on_a_phone_the_first_learner_of_a_room_is_in_sight_and_the_button_one_press_away(
    page: Page, there: list[ExamSession]
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(ROOM)
    first = page.locator(".rescue-rows tbody tr").first.bounding_box()
    assert first and first["y"] + first["height"] < 844 and first["y"] < 600
    page.get_by_role("link", name="Down to the reason").click()
    expect(page.get_by_role("button", name="Move the selected sessions")).to_be_in_viewport()
    page.get_by_text("Another room, day or time").click()
    expect(page.locator("#id_location")).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 620})
    expect(page.get_by_role("link", name="Down to the reason")).to_be_hidden()


def test_a_room_is_moved_by_keys_alone(page: Page, there: list[ExamSession]) -> None:
    page.goto(f"/board/?{DAY}")
    tab_to(page, 'a.btn[href^="/rescues/new/"]')
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/rescues/new/"))
    tab_to(page, "#id_from")
    page.keyboard.type("1000A")
    tab_to(page, "#id_until")
    page.keyboard.type("0100P")
    page.keyboard.press("Enter")
    expect(page.locator("#id_minutes")).to_be_visible()
    tab_to(page, "#id_minutes")
    page.keyboard.press("Control+a")
    page.keyboard.type("1440")
    page.keyboard.press("Enter")
    expect(page.locator(f"#new-{there[0].pk}")).to_have_value("2027-01-15T10:00")
    tab_to(page, f"#tick-{there[1].pk}")
    page.keyboard.press("Space")
    tab_to(page, "#id_reason")
    page.keyboard.type(WHY)
    tab_to(page, 'button[value="begin"]')
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/rescues/\d+/"))
    keys = set(BatchRow.objects.values_list("session", flat=True))
    assert keys == {there[0].pk, there[2].pk}
    tab_to(page, "#do-pause")
    page.keyboard.press("Enter")
    expect(page.locator(".rescue-progress__said")).to_contain_text("Paused")


def test_a_roster_is_printed_and_a_day_signed_by_keys_alone(
    page: Page, there: list[ExamSession]
) -> None:
    page.goto(f"/roster/?{DAY}")
    tab_to(page, ".roster-make .btn")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/roster/prints/"))
    page.goto(f"/handover/?{DAY}")
    tab_to(page, "#id_note")
    page.keyboard.type("Nothing is open.")
    tab_to(page, ".form-actions .btn--primary")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/handover/\d+/"))
    assert Handover.objects.count() == 1


def test_a_rescue_its_call_list_and_a_handover_are_accessible(
    page: Page, sandbox: Sandbox, there: list[ExamSession]
) -> None:
    found = findings_at(page, [ROOM])
    batch = begun(there)
    about = [f"/rescues/{batch.pk}/", f"/rescues/{batch.pk}/calls/"]
    found += findings_at(page, about)  # it runs
    start_pause_stop.pause(batch=batch, actor=ANA)
    found += findings_at(page, about)
    start_pause_stop.resume(batch=batch, actor=ANA)
    sandbox.trouble("status", method="PUT", code=409, times=1)
    carried_out(batch)
    found += findings_at(page, [*about, "/rescues/", f"/board/?{DAY}&at=10:00"])
    page.goto(f"/handover/?{DAY}")
    found += findings(page)
    sign(page, "The heater is off.")
    assert found + findings(page) == []
    assert "1 Not moved" in page.inner_text("main")


def test_a_roster_its_print_its_changes_and_a_week_are_accessible(
    page: Page, there: list[ExamSession]
) -> None:
    page.goto(f"/roster/?{DAY}")
    page.get_by_role("button", name="Make a numbered print").click()
    page.wait_for_url(re.compile("/roster/prints/"))
    ExamSession.objects.filter(pk=there[0].pk).update(appointment_at=TEN + timedelta(hours=2))
    found = findings(page)
    addresses = [f"/roster/?{DAY}", f"/changes/?{DAY}&since=print-1", f"/week/?{DAY}&week=2027-W02"]
    assert found + findings_at(page, addresses) == []
