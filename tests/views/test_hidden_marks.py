"""What a page carries along hidden holds no digest with digits: one in thousands looks like a card
number, and then its form could never be sent.
"""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape

import pytest
import requests

from portal.sandbox.server import Sandbox
from scheduling.models import ExamSession, Institution, Location
from tests.support.batches import TEN, booked_there
from tests.support.booking_form import DULUTH, booking, form_path
from tests.support.client import Desk
from tests.support.html import form_on, words
from tests.support.people import NORTHFIELD

VISA = "4242424242424242"
KNOWN = re.compile(r"[A-Z]{2}[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
HIDDEN = re.compile(r'type="hidden" name="(?!csrf|filled_by)([^"]+)"\s+value="([^"]*)"')
DIGEST = re.compile(r"\b(?=[0-9a-f]*[0-9])[0-9a-f]{8,}\b", re.ASCII)
HANDOVER = f"/handover/?location={NORTHFIELD}/{DULUTH}&day=2027-01-14"
RESCUE = f"/rescues/new/?location={NORTHFIELD}/{DULUTH}&day=2027-01-14&from=10:00&until=13:00"
LATE = datetime.fromisoformat("2027-01-14T23:30:00-06:00")


def _path(session: ExamSession) -> str:
    return f"/sessions/{NORTHFIELD}/{session.exam_sid}/{session.sid}/"


def digests(page: requests.Response) -> dict[str, list[str]]:
    """By name of a hidden answer, what in it looks like a digest; SIDs and UUIDs are known."""
    hidden = HIDDEN.findall(page.text)
    assert hidden != []
    found = {name: DIGEST.findall(KNOWN.sub("", unescape(said))) for name, said in hidden}
    return {name: some for name, some in found.items() if some}


def test_a_booking_form_that_warns_carries_none(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    booked_there(sandbox, institution, 3, LATE)
    where = sandbox.needs_proctor()[0]
    page = desk.post(form_path(where), booking(appointment_date_time="2027-01-14T23:30", look="1"))
    assert form_on(page)["warnings_shown"].count(".") > 0
    assert digests(page) == {}


@pytest.mark.parametrize(
    "path", ["reschedule/", "cancel/", "switch/?type=automated", "accommodation/"]
)
def test_the_forms_that_change_a_booking_carry_none(
    desk: Desk, sandbox: Sandbox, institution: Institution, path: str
) -> None:
    [session] = booked_there(sandbox, institution, 1)
    assert digests(desk.get(f"{_path(session)}{path}")) == {}


@pytest.mark.parametrize("path", [HANDOVER, RESCUE])
def test_the_pages_of_a_day_carry_none(
    desk: Desk, sandbox: Sandbox, institution: Institution, path: str
) -> None:
    booked_there(sandbox, institution, 12, TEN)
    assert digests(desk.get(path)) == {}


def test_locations_whose_sids_end_in_digits_keep_no_form_from_being_sent(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    like_a_card = (f"PL{'a' * 20}abcd{VISA[:8]}", f"PL{'a' * 20}{VISA[8:]}abcd")
    for name, sid in zip(("Annex", "Armory"), like_a_card, strict=True):
        Location.objects.create(
            institution=institution, name=name, pl_sid=sid, time_zone="America/Adak"
        )
    [where] = sandbox.needs_proctor()[:1]
    form = form_on(desk.get(form_path(where)))
    answer = desk.post(form_path(where), form | booking())
    assert (answer.status_code, words(answer).count("card number")) == (302, 0)
    assert ExamSession.objects.get(sid=where["sessionSid"]).status == "Scheduled"
