"""Opening hours and seats of a location, entered by an administrator."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
import requests
from django.utils import timezone

from scheduling.models import AuditEvent, Location, OpeningHours
from scheduling.opening_hours.hours_of_days import DAYS
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import plain_text
from tests.support.known_sessions import known_session
from tests.support.opening_hours_form import (
    hours_form,
    location_form,
    path_of,
    shown_rows,
    stored,
)
from tests.support.outcomes import changes


@pytest.fixture
def location(database: object) -> Location:
    """Duluth: Monday to Friday from 8 to 6, Saturday from 9 to 1."""
    return Location.objects.get(pl_sid=DULUTH)


def values(answer: requests.Response, name: str) -> list[str]:
    """What the rows show in one of their boxes, row by row."""
    boxes = re.findall(rf'<input[^>]* name="opening_hours-\d+-{name}"[^>]*>', answer.text)
    found = (re.search(r' value="([^"]*)"', box) for box in boxes)
    return [unescape(one[1]) if one else "" for one in found]


def days(answer: requests.Response) -> list[str]:
    """The day that is chosen in each row."""
    boxes = re.findall(r'name="opening_hours-\d+-weekday".*?</select>', answer.text, re.DOTALL)
    found = (re.search(r'value="([^"]*)" selected', box) for box in boxes)
    return [one[1] if one else "" for one in found]


def test_hours_are_entered_in_rows_and_told_before_and_after(
    administrator: Desk, location: Location
) -> None:
    page = administrator.get(path_of(location))
    assert days(page) == ["0", "1", "2", "3", "4", "5", "", "", ""]
    assert values(page, "opens") == [*["08:00"] * 5, "09:00", "", "", ""]

    rows = [("0", "08:00", "12:00"), *shown_rows(location)[1:5], ("5", "09:00", "00:00")]
    sent = hours_form(*rows, new=[("0", "13:00", "17:00")], removed=[2, 3, 4])
    answer = administrator.post(path_of(location), location_form(location, seats="12") | sent)
    assert answer.status_code == 302
    assert stored(location) == [
        "Monday 08:00–12:00",
        "Monday 13:00–17:00",
        "Tuesday 08:00–18:00",
        "Saturday 09:00–23:59",
    ]
    facts = changes()
    assert set(facts) == {"seats", "monday", "wednesday", "thursday", "friday", "saturday"}
    assert facts["seats"] == {"before": "40", "after": "12"}
    assert facts["monday"] == {
        "before": "8:00 AM – 6:00 PM",
        "after": "8:00 AM – 12:00 PM, 1:00 PM – 5:00 PM",
    }
    assert facts["friday"] == {"before": "8:00 AM – 6:00 PM", "after": ""}
    assert AuditEvent.objects.first().sentence.endswith(
        ": seats, Monday, Wednesday, Thursday, Friday, Saturday."
    )
    log = administrator.get("/audit/")
    told = re.findall(r'changes__what">(\w+)<', log.text)
    assert told[:6] == ["Seats", "Monday", "Wednesday", "Thursday", "Friday", "Saturday"]
    assert (
        "Opening hours saved as: Monday 8:00 AM – 12:00 PM, 1:00 PM – 5:00 PM; Tuesday 8:00 AM –"
        " 6:00 PM; Saturday 9:00 AM – 12:00 AM; closed on other days." in plain_text(log.text)
    )

    page = administrator.get(path_of(location))
    assert values(page, "closes") == ["12:00", "17:00", "18:00", "00:00", "", "", ""]


CHANGED = [
    ({"time_zone": "America/Phoenix"}, "Their times are told by the new clock"),
    ({"seats": "1"}, "Their number may be more than the seats."),
    ({"is_active": ""}, "They stay booked, and nobody else can be booked there."),
    ({"opening_hours-0-closes": "12:00"}, "Some may be outside the new hours."),
]


@pytest.mark.parametrize(("change", "said"), CHANGED)
def test_what_those_who_are_booked_rely_on_is_changed_once_it_was_read(
    administrator: Desk, location: Location, change: dict[str, str], said: str
) -> None:
    start = timezone.now() + timedelta(days=3)
    facts = {"appointment_at": start, "location_sid": DULUTH}
    known_session(location.institution, status="Scheduled", **facts)
    known_session(location.institution, status="Cancelled", **facts)
    whole = location_form(location) | hours_form(*shown_rows(location))
    before = (stored(location), Location.objects.filter(pk=location.pk).values().get())
    asked = administrator.post(path_of(location), whole | change)
    told = plain_text(asked.text)
    assert (asked.status_code, said in told) == (200, True)
    assert "1 session is booked there from now on." in told
    assert before == (stored(location), Location.objects.filter(pk=location.pk).values().get())

    [mark] = re.findall(r'name="told" value="([^"]+)"', asked.text)
    answer = administrator.post(path_of(location), whole | change | {"told": unescape(mark)})
    assert answer.status_code == 302
    assert len(changes()) == 1


def test_where_nobody_is_booked_any_more_nothing_is_asked(
    administrator: Desk, location: Location
) -> None:
    start = timezone.now() - timedelta(days=3)
    known_session(
        location.institution, status="Scheduled", appointment_at=start, location_sid=DULUTH
    )
    sent = location_form(location, seats="12") | hours_form(*shown_rows(location))
    assert administrator.post(path_of(location), sent).status_code == 302


def test_what_is_sent_back_as_it_came_changes_no_hours(
    administrator: Desk, location: Location
) -> None:
    before = stored(location)
    OpeningHours.objects.filter(location=location, weekday=5).update(closes="23:59")
    sent = location_form(location, seats="12") | hours_form(*shown_rows(location))
    assert administrator.post(path_of(location), sent).status_code == 302
    assert list(changes()) == ["seats"]
    assert stored(location) == [*before[:5], "Saturday 09:00–23:59"]


def test_one_row_stands_for_many_days_and_becomes_a_row_for_each(
    administrator: Desk, location: Location
) -> None:
    OpeningHours.objects.filter(location=location).delete()
    page = administrator.get(path_of(location))
    assert days(page) == [""] * 7
    new = [("weekdays", "09:00", "17:00"), ("5", "10:00", "14:00")]
    sent = location_form(location) | hours_form(new=new)
    assert administrator.post(path_of(location), sent).status_code == 302
    assert stored(location) == [
        *(f"{day} 09:00–17:00" for day in DAYS[:5]),
        "Saturday 10:00–14:00",
    ]
    assert changes()["friday"] == {"before": "", "after": "9:00 AM – 5:00 PM"}
    assert days(administrator.get(path_of(location)))[:6] == ["0", "1", "2", "3", "4", "5"]


def test_hours_of_a_new_location_are_told_with_it(administrator: Desk, location: Location) -> None:
    sent = location_form(location, name="Annex", pl_sid="PL" + "9" * 32)
    sent |= hours_form(new=[("every-day", "00:00", "00:00")])
    assert administrator.post("/admin/scheduling/site/add/", sent).status_code == 302
    annex = Location.objects.get(name="Annex")
    assert stored(annex) == [f"{day} 00:00–23:59" for day in DAYS]
    assert changes()["sunday"] == {"before": "", "after": "12:00 AM – 12:00 AM"}


def test_hours_that_cannot_be_are_refused_and_nothing_typed_is_lost(
    administrator: Desk, location: Location
) -> None:
    before = stored(location)
    rows = [("0", "17:00", "09:00"), *shown_rows(location)[1:]]
    new = [("weekdays", "12:00", "13:00"), ("6", "10:00", ""), ("", "11:00", "12:30")]
    sent = location_form(location, seats="0") | hours_form(*rows, new=new, removed=[5])
    answer = administrator.post(path_of(location), sent)
    assert answer.status_code == 200
    faults = {
        "id_seats": "Seats: Enter 1 or more.",
        "id_opening_hours-0-closes": "Opening hours, row 1: It has to close after it opens.",
        "id_opening_hours-6-opens": "Opening hours, row 7: Tuesday 12:00 PM – 1:00 PM overlaps",
        "id_opening_hours-7-closes": "Opening hours, row 8: Enter when it closes.",
        "id_opening_hours-8-weekday": "Opening hours, row 9: Choose the day.",
    }
    listed = re.findall(r'<a href="#(id_[^"]+)">([^<]+)</a>', answer.text)
    assert [target for target, _ in listed] == list(faults)
    for target, text in listed:
        assert unescape(text).startswith(faults[target])
        beside = re.search(rf'id="{target}_error">([^<]+)<', answer.text)
        assert beside and unescape(text).endswith(unescape(beside[1]))
        assert f'aria-describedby="{target}_error' in answer.text
    assert days(answer) == ["0", "1", "2", "3", "4", "5", "weekdays", "6", "", "", "", ""]
    assert values(answer, "opens")[5:9] == ["09:00", "12:00", "10:00", "11:00"]
    assert values(answer, "closes")[:2] == ["09:00", "18:00"]
    assert re.search(r'name="opening_hours-5-DELETE"[^>]* checked', answer.text)
    assert stored(location) == before


def test_a_time_that_is_none_is_named_in_what_is_said(
    administrator: Desk, location: Location
) -> None:
    sent = hours_form(*shown_rows(location), new=[("6", "25:00", "<b>")])
    answer = administrator.post(path_of(location), location_form(location) | sent)
    told = plain_text(answer.text)
    assert "“25:00” is not a time of day. Write it like 9:00 AM or 17:30." in told
    assert "“&lt;b&gt;” is not a time of day." in answer.text


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(
    administrator: Desk, location: Location
) -> None:
    shown = shown_rows(location)
    OpeningHours.objects.create(location=location, weekday=6, opens="10:00", closes="12:00")
    sent = location_form(location) | hours_form(*shown, new=[("0", "19:00", "20:00")])
    answer = administrator.post(path_of(location), sent)
    assert answer.status_code == 200
    assert "Somebody changed the opening hours after you opened this page" in plain_text(
        answer.text
    )
    assert stored(location)[-1] == "Sunday 10:00–12:00"


def test_a_form_without_its_rows_takes_no_hours_away(
    administrator: Desk, location: Location
) -> None:
    before = stored(location)
    answer = administrator.post(path_of(location), location_form(location, name="Renamed"))
    assert answer.status_code == 200
    assert "The form was sent without the opening hours" in plain_text(answer.text)
    assert (stored(location), Location.objects.filter(name="Renamed").exists()) == (before, False)
