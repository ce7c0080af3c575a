"""The clock that a move's time is typed on: whose it is, and how far from the institution's, also
when the form is opened again.
"""

from __future__ import annotations

import re

import pytest

from portal.sandbox.server import Sandbox
from tests.support.booking_actions import ONE_OFF
from tests.support.booking_form import session_path
from tests.support.client import Desk
from tests.support.html import form_on, plain_text, words

DULUTH, PHOENIX = ("PL" + number.zfill(32) for number in "13")
IN_SAN_DIEGO = {"region": "CA", "place": "San Diego", "postal_code": "92101", "time_zone": ""}
CLOCKS = {
    "Phoenix": (
        {"proctor_location_sid": PHOENIX, "time_zone": "America/Phoenix"},
        "Phoenix Learning Center’s time zone, Arizona (Phoenix), 1 hour behind Central (Chicago)",
        ["2:00 PM CST in Chicago, 1 hour ahead"],
    ),
    "as the institution": (
        {"proctor_location_sid": DULUTH},
        "Duluth Testing Center’s time zone, Central (Chicago)",
        [],
    ),
    "an address": (
        ONE_OFF | IN_SAN_DIEGO,
        "the appointment’s time zone, Pacific (Los Angeles), 2 hours behind Central (Chicago)",
        ["3:00 PM CST in Chicago, 2 hours ahead"],
    ),
}
OTHER_CLOCK = re.compile(r"\d+:\d\d [AP]M C[SD]T in Chicago, \d+ hours? \w+")
WORD = re.compile('name="filled_by" value="([^"]+)"')


def hint(page: str, name: str) -> str:
    found = re.search(rf'id="id_{name}_hint">(.*?)</p>', page, re.DOTALL)
    assert found, page[:500]
    return plain_text(found[1])


def names_the_clock(page: str, clock: str) -> None:
    assert hint(page, "appointment_date_time") == f"In {clock}, unless you choose another."
    assert hint(page, "time_zone") == f"Leave blank for {clock}."


@pytest.mark.parametrize("place", CLOCKS)
def test_a_move_s_form_names_the_place_s_clock_at_first_with_faults_and_opened_again(
    desk: Desk, sandbox: Sandbox, place: str
) -> None:
    answers, clock, elsewhere = CLOCKS[place]
    where = sandbox.needs_proctor()[0]
    assert desk.book(where, **answers).status_code == 302
    path = f"{session_path(where)}reschedule/"
    first = desk.get(path)
    names_the_clock(first.text, clock)

    kept = {"appointment_date_time": "2027-01-15T13:00", "notes": "By the window"}
    word = WORD.search(first.text)
    assert word
    typed = {"filled_by": word[1], "typed": "appointment_date_time notes"}
    assert desk.post("/drafts/", typed | kept).status_code == 204
    again = desk.get(path)
    assert form_on(again)["appointment_date_time"] == kept["appointment_date_time"]
    names_the_clock(again.text, clock)
    assert OTHER_CLOCK.findall(words(again)) == elsewhere

    faulty = desk.post(path, form_on(again) | {"appointment_date_time": "2020-01-15T13:00"})
    assert faulty.status_code == 422
    names_the_clock(faulty.text, clock)
