"""Opening hours entered with the keyboard alone, at a desk and on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from scheduling.models import Location, OpeningHours
from scheduling.opening_hours.hours_of_days import DAYS
from tests.support.booking_form import DULUTH
from tests.support.browser_windows import DESK, Windows

pytestmark = [pytest.mark.browser, pytest.mark.long]
PHONE = {"width": 390, "height": 844}
LIST = re.compile(r"/admin/scheduling/site/(#.*)?$")  # a redirect keeps the link's fragment
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def tab_to(page: Page, control: Locator) -> None:
    """On to a control; a time box has parts of its own, each a stop."""
    for _ in range(5):
        page.keyboard.press("Tab")
        if control.evaluate("one => one === document.activeElement"):
            return
    pytest.fail("the control is not next")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_week_is_entered_with_a_few_keys(
    windows: Windows, size: dict[str, int], scripts: bool
) -> None:
    location = Location.objects.get(pl_sid=DULUTH)
    OpeningHours.objects.filter(location=location).delete()
    page = windows.open(
        "administrator",
        at=f"/admin/scheduling/site/{location.pk}/change/",
        viewport=size,
        java_script_enabled=scripts,
    )
    first = page.get_by_role("group", name="Row 1", exact=True)
    first.get_by_label("Day").focus()
    page.keyboard.type("E")
    for box, clock in (("Opens", "0900AM"), ("Closes", "0800AM")):
        tab_to(page, first.get_by_label(box))
        page.keyboard.type(clock)
    page.keyboard.press("Enter")

    fault = page.get_by_role("link", name=re.compile("row 1: It has to close after it opens"))
    expect(fault).to_be_visible()
    expect(first.get_by_label("Opens")).to_have_value("09:00")
    expect(first.get_by_label("Day")).to_have_value("every-day")
    fault.focus()
    page.keyboard.press("Enter")
    closes = first.get_by_label("Closes")
    expect(closes).to_be_focused()
    page.keyboard.type("0500PM")
    page.keyboard.press("Enter")
    page.wait_for_url(LIST)
    expect(page.get_by_text("Monday to Sunday 9:00 AM – 5:00 PM.")).to_be_visible()
    assert [str(one) for one in OpeningHours.objects.filter(location=location)] == [
        f"{day} 09:00–17:00" for day in DAYS
    ]

    page.goto(f"/admin/scheduling/site/{location.pk}/change/")
    remove = page.get_by_role("group", name="Row 5").get_by_label("Remove")
    remove.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Save", exact=True).press("Enter")
    page.wait_for_url(LIST)
    assert OpeningHours.objects.filter(location=location).count() == 6
    page.goto(f"/admin/scheduling/site/{location.pk}/change/")
    if scripts:
        assert page.evaluate(SIDEWAYS) == 0
