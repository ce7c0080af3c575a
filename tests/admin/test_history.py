"""The page of an entry's changes: whatever the admin site changed, and where the log has it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from scheduling.models import AuditEvent, HoursByDate, Institution, Location, Price
from tests.support.admin_forms import change_page, price_form
from tests.support.client import Desk
from tests.support.html import plain_text
from tests.support.known_sessions import known_session
from tests.support.people import LAKESIDE

LIST = "/admin/scheduling/site/"


def history(administrator: Desk, row: Location) -> str:
    return plain_text(administrator.get(f"{LIST}{row.pk}/history/").text)


def test_what_was_done_to_ticked_rows_stands_in_the_history_of_each(
    administrator: Desk, institution: Institution
) -> None:
    places = list(Location.objects.filter(institution=institution)[:2])
    ticked = [one.pk for one in places]
    for action in ("withdraw", "offer"):
        administrator.post(LIST, {"action": action, "_selected_action": ticked})
    told = [history(administrator, one).count("Ingrid Sato Changed Offered.") for one in places]
    assert told == [2, 2]


def test_a_row_that_was_not_changed_has_nothing_in_its_history(
    administrator: Desk, institution: Institution
) -> None:
    place = Location.objects.filter(institution=institution)[0]
    administrator.post(LIST, {"action": "offer", "_selected_action": [place.pk]})
    assert "Nothing was changed here" in history(administrator, place)


def test_who_is_booked_where_the_list_takes_a_location_off_the_form_is_told(
    administrator: Desk, institution: Institution
) -> None:
    first, second = Location.objects.filter(institution=institution)[:2]
    facts = {"appointment_at": timezone.now() + timedelta(days=3), "location_sid": first.pl_sid}
    known_session(institution, status="Scheduled", **facts)
    known_session(institution, status="Cancelled", **facts)
    ticked = {"_selected_action": [first.pk, second.pk]}
    administrator.post(LIST, {"action": "withdraw"} | ticked)
    told = plain_text(administrator.get(LIST).text)
    assert f"1 session is booked at {first} from now on. Each stays booked." in told
    assert f"booked at {second}" not in told
    administrator.post(LIST, {"action": "offer"} | ticked)
    assert "booked at" not in plain_text(administrator.get(LIST).text)


@pytest.mark.parametrize("what", ["price", "hours"])
def test_no_entry_goes_to_another_institution_past_its_log(
    administrator: Desk, institution: Institution, what: str
) -> None:
    """Its people would see in their log neither that it went, nor who took it."""
    other = Institution.objects.get(sid=LAKESIDE)
    day = {"first_day": "2027-05-01", "last_day": "2027-05-01"}
    entry: Price | HoursByDate
    if what == "price":
        entry = Price.objects.create(
            institution=institution,
            session_type="proctoru",
            up_to_minutes=77,
            amount="12.5",
            currency="USD",
        )
        sent = price_form(other, up_to_minutes="77", amount="13.50")
    else:
        entry = HoursByDate.objects.create(institution=institution, reason="Retreat", **day)
        sent = {"institution": other.pk, "location": "", **day, "what": "closed", "reason": "Rest"}
    page = administrator.get(change_page(entry)).text
    assert "each institution’s log tells of its own entries" in page
    assert administrator.post(change_page(entry), sent).status_code == 302
    entry.refresh_from_db()
    newest = AuditEvent.objects.order_by("-number")[0]
    assert (entry.institution_id, newest.install_sid) == (institution.pk, institution.sid)
    assert "institution" not in json.loads(newest.details)["changes"]
