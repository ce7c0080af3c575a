"""A row is one large link: whatever else stands in it lies above that link and can be pressed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page

from portal.sandbox.server import Sandbox
from scheduling.models import Institution
from tests.support import page_addresses
from tests.support.batches import TEN, begun, booked_there
from tests.support.booking_form import DULUTH
from tests.support.browser_windows import DESK, PHONE
from tests.support.client import Desk
from tests.support.people import NORTHFIELD

pytestmark = pytest.mark.browser
RESCUE = f"/rescues/new/?location={NORTHFIELD}/{DULUTH}&day=2027-01-14&from=10:00&until=13:00"
# Whatever lies over the middle of a control that is seen, unless it is in the control or its label.
COVERED = """() => {
  const found = [];
  const controls = ':is(a, button, input, select, summary)';
  for (const one of document.querySelectorAll(`#main :is(tr, li, article) ${controls}`)) {
    if (!one.checkVisibility({ visibilityProperty: true }) || one.type === 'hidden') continue;
    one.scrollIntoView({ block: 'center', inline: 'center' });
    const box = one.getClientRects()[0];
    if (!box || box.width < 4 || box.height < 4) continue;
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    if (!top || one.contains(top) || top.contains(one)) continue;
    if (one.closest('label')?.contains(top)) continue;
    const name = one.id || one.name || one.textContent.trim();
    found.push(`${name} lies under ${top.className || top.tagName}`);
  }
  return found;
}"""


@pytest.mark.parametrize(
    "size", [pytest.param(DESK, id="desk"), pytest.param(PHONE, id="phone", marks=pytest.mark.long)]
)
def test_every_control_in_a_row_of_a_rescue_can_be_pressed(
    page: Page, sandbox: Sandbox, institution: Institution, size: dict[str, int]
) -> None:
    page.set_viewport_size(size)
    sessions = booked_there(sandbox, institution, 3, TEN + timedelta(minutes=30))
    page.goto(RESCUE)
    box = page.get_by_label(f"Move {sessions[0].learner_name}")
    box.click()
    assert not box.is_checked()
    assert page.url.endswith(RESCUE)
    assert page.evaluate(COVERED) == []
    page.goto(f"/rescues/{begun(sessions).pk}/")
    assert page.evaluate(COVERED) == []


@pytest.mark.long
@pytest.mark.parametrize("size", [pytest.param(DESK, id="desk"), pytest.param(PHONE, id="phone")])
def test_every_control_in_a_row_of_any_list_can_be_pressed(
    page: Page, desk: Desk, sandbox: Sandbox, size: dict[str, int]
) -> None:
    page.set_viewport_size(size)
    page_addresses.outcomes(desk, sandbox)
    covered = {}
    for address in [*page_addresses.LISTS, "/?view=all", *page_addresses.stories()]:
        page.goto(address)
        covered[address] = page.evaluate(COVERED)
    assert {address: found for address, found in covered.items() if found} == {}
