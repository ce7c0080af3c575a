"""Opening hours and seats of a location, entered by an administrator."""

from __future__ import annotations

import json
import re
from html import unescape

import requests

from scheduling.models import AuditEvent, Location, OpeningHours
from scheduling.opening_hours import DAYS
from tests.support.booking_form import DULUTH
from tests.support.client import Desk


def words(answer: requests.Response) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", answer.text).split()))


def changes() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(AuditEvent.objects.first().details)["changes"]
    return found


def location_form(location: Location, **changed: object) -> dict[str, object]:
    hours = {day.lower(): "" for day in DAYS}
    known = {
        "institution": location.institution_id,
        "name": location.name,
        "pl_sid": location.pl_sid,
        "kind": location.kind,
        "is_active": "on",
    }
    return (
        known
        | {"time_zone": location.time_zone, "address": location.address, "seats": ""}
        | hours
        | changed
    )


def test_hours_are_written_by_the_day_and_told_before_and_after(administrator: Desk) -> None:
    location = Location.objects.get(pl_sid=DULUTH)
    path = f"/admin/scheduling/site/{location.pk}/change/"
    assert 'value="8:00 AM – 6:00 PM"' in administrator.get(path).text
    sent = location_form(
        location, seats="12", monday="8-12, 13:00-17:00", tuesday="same", saturday="9 am - 12 am"
    )
    assert administrator.post(path, sent).status_code == 302
    stored = [str(one) for one in OpeningHours.objects.filter(location=location)]
    both = ["08:00–12:00", "13:00–17:00"]
    assert stored == [
        *(f"Monday {one}" for one in both),
        *(f"Tuesday {one}" for one in both),
        "Saturday 09:00–23:59",
    ]
    facts = changes()
    assert facts["tuesday"] == {
        "before": "8:00 AM – 6:00 PM",
        "after": "8:00 AM – 12:00 PM, 1:00 PM – 5:00 PM",
    }
    assert facts["seats"] == {"before": "40", "after": "12"}
    told = re.findall(r'changes__what">(\w+)<', administrator.get("/audit/").text)
    assert told == ["Seats", *DAYS[:6]]
    assert 'value="9:00 AM – 12:00 AM"' in administrator.get(path).text
    assert (
        administrator.post(
            path,
            location_form(location, seats="12", monday="8:00 AM – 12:00 PM, 1:00 PM – 5:00 PM"),
        ).status_code
        == 302
    )
    assert "monday" not in changes()


def test_hours_that_cannot_be_are_refused_and_nothing_typed_is_lost(administrator: Desk) -> None:
    location = Location.objects.get(pl_sid=DULUTH)
    before = list(OpeningHours.objects.filter(location=location).values_list("weekday", "opens"))
    path = f"/admin/scheduling/site/{location.pk}/change/"
    answer = administrator.post(
        path, location_form(location, monday="8-12, 11-17", tuesday="whenever", seats="0")
    )
    assert answer.status_code == 200
    assert "8:00 AM – 12:00 PM and 11:00 AM – 5:00 PM overlap: write them as one." in words(answer)
    assert "“whenever” can’t be read." in words(answer) and 'value="whenever"' in answer.text
    assert "greater than or equal to 1" in words(answer)
    assert (
        list(OpeningHours.objects.filter(location=location).values_list("weekday", "opens"))
        == before
    )
