"""On every page of the desk the focus stands where the next key is wanted."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from tests.support import page_addresses
from tests.support.booking_form import session_path
from tests.support.browser_windows import PHONE, Windows
from tests.support.client import Desk

pytestmark = [pytest.mark.browser, pytest.mark.long]
# Where it stands, as a selector, by what the address begins and ends with; elsewhere Tab begins
# with the page, and letters and arrows do what they do there.
WANTED = [
    (r"/find/\?q=tomorrow", "main .found__link"),
    (r"/schedule/\?type=[\w-]+$", "#main .types [aria-current]"),
    (r"/(re)?schedule/$", "#id_appointment_date_time, #main .types [aria-current]"),
    (r"/switch/$", "#main .types [aria-current]"),
    (r"/cancel/$", "input[name=reason], textarea[name=cancellation_memo], [id^=id_reason]"),
    (r"/accommodation/$", "[name=factor]"),
    (r"/attendance/undo/$", "[name=reason]"),
    (r"/calendars/$", "form [name=what]"),
    (r"/views/save/", "#id_name"),
]
MET = """(selector) => [...document.querySelectorAll(selector)].includes(document.activeElement)"""
# What is marked with `autofocus` has the focus with the next picture, and not before.
PAINTED = """() => new Promise((done) => {
  setTimeout(done, 1000);
  requestAnimationFrame(() => requestAnimationFrame(done));
})"""
WHERE = """() => {
  const one = document.activeElement;
  const at = one.closest("#main") ? "" : "outside: ";
  return at + (one.id || one.name || one.className || one.tagName);
}"""


@pytest.fixture
def addresses(desk: Desk, sandbox: Sandbox) -> list[str]:
    """One address of every kind of page, and the forms about a session that is booked."""
    states = page_addresses.outcomes(desk, sandbox)
    booked, here = states[0], session_path(comes := sandbox.sessions(status="Scheduled")[0])
    sandbox.place(comes["sessionSid"], start=timezone.now().isoformat())
    desk.get(here)
    desk.post(f"{here}attendance/?shown=0", {"mark": "arrived"})
    return [
        *(one for one in page_addresses.LISTS if "nobody-has" not in one),
        *page_addresses.OTHERS,
        *states,
        *page_addresses.changes(booked),
        f"{booked}accommodation/",
        f"{here}attendance/undo/",
        *page_addresses.forms(sandbox)[:2],
        session_path(sandbox.needs_proctor()[3]),
        "/calendars/",
        page_addresses.events()[-1],
    ]


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_it_stands_where_the_next_key_is_wanted(
    windows: Windows, addresses: list[str], size: str
) -> None:
    more = {"viewport": PHONE} if size == "phone" else {}
    page = windows.open("coordinator", **more)
    found = {}
    for address in addresses:
        page.goto(address)
        page.evaluate(PAINTED)
        wanted = next((one for at, one in WANTED if re.search(at, address)), "#main, #main *")
        if not page.evaluate(MET, wanted):
            found[address] = page.evaluate(WHERE)
    assert found == {}
