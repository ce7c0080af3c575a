"""The one comparison: the verdict of each field, and what they amount to beside each status."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from scheduling.booking.comparison.compared_values import (
    AskedOfProvider,
    ShownByProvider,
    asked_by,
    shown_by,
)
from scheduling.booking.comparison.findings import Finding, find
from scheduling.booking.comparison.verdicts import Comparison, compare
from scheduling.models import Attempt
from scheduling.models.session_status import folded
from scheduling.proctoring_api.session_record import SessionRecord

OLD, NEW, OTHER = (f"2027-01-{day}T15:30:00.000Z" for day in (11, 14, 20))
DULUTH, PHOENIX = f"PL{1:032x}", f"PL{3:032x}"
SEAT = {"type": "smarter-scheduling", "appointmentDateTime": NEW, "proctorLocationSid": DULUTH}
AS_ASKED = {
    "sessionType": "smarter-scheduling",
    "appointmentDate": NEW,
    "location": {"sid": DULUTH},
}


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def attempt(action: str, **facts: Any) -> Attempt:
    """An attempt that asks for the new start; a move of what stood at the old one."""
    usual: dict[str, Any] = {"asked": {"cancellationMemo": "Ill"} if action == "cancel" else SEAT}
    if action == "reschedule":
        usual = {
            "asked": {"type": SEAT["type"], "appointmentDateTime": NEW},
            "stood_at": instant(OLD),
        }
    return Attempt(action=action, **(usual | facts))


def shown(**fields: Any) -> ShownByProvider:
    return shown_by(SessionRecord.read(fields))


def verdicts(name: str, asked: dict[str, Any], fields: dict[str, Any], action: str) -> str:
    seen: Comparison = compare(asked_by(attempt(action, asked=asked)), shown(**fields))
    return str(getattr(seen, name).value)


BEHIND_A_SECOND = {"appointmentDateTime": NEW.replace(".000", ".500")}
PAID = {"amount": "25.50", "currency": "USD"}


@pytest.mark.parametrize(
    ("name", "asked", "fields", "verdict"),
    [
        ("start", SEAT, {"appointmentDate": NEW}, "same"),
        ("start", SEAT, {"appointmentDate": "2027-01-14T09:30:00-06:00"}, "same"),
        ("start", SEAT, {"appointment": {"start": NEW}}, "same"),
        ("start", SEAT | BEHIND_A_SECOND, {"appointmentDate": NEW}, "same"),
        ("start", SEAT, {"appointmentDate": OTHER}, "differs"),
        ("start", SEAT, {}, "not shown"),
        ("start", SEAT, {"appointmentDate": None}, "not shown"),
        ("start", SEAT, {"appointmentDate": ""}, "not shown"),
        ("start", SEAT, {"appointment": {"start": {"at": None}}}, "not shown"),
        ("start", SEAT, {"appointmentDate": "2027-01-14T09:30:00"}, "unreadable"),
        ("start", SEAT, {"appointmentDate": 1799940600}, "unreadable"),
        ("start", SEAT, {"appointmentDate": "next Thursday"}, "unreadable"),
        ("start", SEAT, {"appointment": {"start": "9:30"}}, "unreadable"),
        ("start", {"type": "automated"}, {"appointmentDate": NEW}, "not asked"),
        ("session_type", SEAT, {"sessionType": "smarter-scheduling"}, "same"),
        ("session_type", SEAT, {"sessionType": "Smarter Scheduling"}, "same"),
        ("session_type", SEAT, {"sessionType": "proctoru"}, "differs"),
        ("session_type", SEAT, {}, "not shown"),
        ("session_type", SEAT, {"sessionType": ["smarter-scheduling"]}, "unreadable"),
        ("location", SEAT, {"location": {"sid": DULUTH}}, "same"),
        ("location", SEAT, {"proctorLocationSid": DULUTH.upper()}, "same"),
        ("location", SEAT, {"location": {"sid": PHOENIX}}, "differs"),
        ("location", SEAT, {"location": {"name": "Phoenix"}}, "not shown"),
        ("location", SEAT, {"location": DULUTH}, "same"),
        ("location", SEAT, {"location": PHOENIX}, "differs"),
        ("location", SEAT, {"location": 7}, "unreadable"),
        ("location", SEAT, {"location": [{"sid": DULUTH}]}, "same"),
        ("location", SEAT, {"location": [{"sid": DULUTH}, {"sid": PHOENIX}]}, "unreadable"),
        ("location", SEAT, {"location": {"sid": None}}, "not shown"),
        ("location", SEAT, {"location": {"sid": None, "name": ""}}, "not shown"),
        ("location", SEAT, {"location": '{"sid": null, "at": {"name": null}}'}, "not shown"),
        ("location", SEAT, {"location": [None, {}]}, "not shown"),
        ("location", SEAT, {"location": '{"a":' * 900 + "null" + "}" * 900}, "unreadable"),
        ("location", SEAT, {"location": {"sid": None, "room": 5}}, "unreadable"),
        ("location", SEAT, {"location": {}}, "not shown"),
        ("location", {"type": "automated"}, {"location": {"sid": PHOENIX}}, "not asked"),
        ("price", PAID, {"amount": 25.5, "currency": "USD"}, "same"),
        ("price", PAID, {"amount": "25.50", "currency": "usd"}, "same"),
        ("price", PAID, {"amount": "25.5"}, "same"),
        ("price", PAID, {"amount": "25.50", "currency": "us$"}, "same"),
        ("price", PAID, {"amount": "25.50", "currency": "US $"}, "same"),
        ("price", PAID, {"amount": "25.50", "currency": "$"}, "same"),
        ("price", PAID, {"amount": "25.50", "currency": "ＵＳＤ"}, "same"),
        ("price", PAID, {"amount": "25.50", "currency": "CA$"}, "differs"),
        ("price", PAID, {"amount": "25.50", "currency": "€"}, "differs"),
        ("price", PAID | {"amount": "0"}, {"amount": 0, "currency": "EUR"}, "same"),
        ("price", PAID, {"amount": 25.5, "currency": "EUR"}, "differs"),
        ("price", PAID, {"amount": 25.5, "currency": "U.S. Dollars"}, "same"),
        ("price", PAID, {"amount": 25.5, "currency": "Euros (EUR)"}, "differs"),
        ("price", PAID, {"amount": 25.5, "currency": "pound sterling"}, "differs"),
        ("price", PAID, {"amount": 25.5, "currency": "USDT"}, "unreadable"),
        ("price", PAID, {"amount": 99, "currency": "credits"}, "differs"),
        ("price", PAID | {"currency": "CAD"}, {"amount": 25.5, "currency": "C$"}, "same"),
        ("price", PAID, {"amount": 25.5, "currency": "-"}, "same"),
        ("price", PAID, {"amount": 25.5, "currency": "N/A"}, "same"),
        ("price", PAID, {"amount": 25.5, "currency": "unknown"}, "same"),
        ("price", PAID, {"amount": 25.5, "currency": "840"}, "same"),
        ("price", PAID, {"amount": 25.5, "currency": "978"}, "differs"),
        ("price", PAID, {"price": "25.50 USD"}, "same"),
        ("price", PAID, {"price": "$25.50"}, "same"),
        ("price", PAID, {"price": "USD 25.5", "currency": "N/A"}, "same"),
        ("price", PAID, {"price": {"amount": 25.5, "currency": "USD"}}, "same"),
        ("price", PAID, {"price": {"value": "25.50", "currencyCode": "EUR"}}, "differs"),
        ("price", PAID, {"price": "25.50 EUR", "currency": "USD"}, "unreadable"),
        ("price", PAID, {"price": "$25.50", "currencyCode": "CAD"}, "differs"),
        ("price", PAID, {"price": "€25.50"}, "differs"),
        ("price", PAID, {"price": "25,50"}, "unreadable"),
        ("price", PAID, {"price": "25.50 per hour"}, "unreadable"),
        ("price", PAID, {"price": "-25.50"}, "unreadable"),
        ("price", PAID, {"price": {"amount": 25.5, "value": 99}}, "unreadable"),
        ("price", PAID, {"amount": 99, "currency": "USD"}, "differs"),
        ("price", PAID, {}, "not shown"),
        ("price", PAID, {"amount": {"value": None}}, "not shown"),
        ("price", PAID, {"amount": "many"}, "unreadable"),
        ("price", {}, {"amount": 0}, "same"),
        ("price", {}, {"amount": 99}, "differs"),
        ("price", {}, {}, "not asked"),
        ("notes", {"notes": "Bring ID\nRoom 4"}, {"notes": " Bring ID\r\nRoom 4 "}, "same"),
        ("notes", {"notes": "Zoë"}, {"notes": "Zoe\u0308"}, "same"),
        ("notes", {"notes": "Call \u202a555 0100\u202c"}, {"notes": "Call 555 0100"}, "same"),
        ("notes", {"notes": "Bring\u00a0ID \nRoom 4"}, {"notes": "Bring ID\nRoom  4"}, "same"),
        ("notes", {"notes": "\u200bBring ID\ufeff"}, {"notes": "Bring ID"}, "same"),
        ("notes", {"notes": "Bring\u200b ID"}, {"notes": "Bring ID"}, "same"),
        ("notes", {"notes": "A photo\u00adcopy"}, {"notes": "A photocopy"}, "same"),
        ("notes", {"notes": "ID. \ufeffQuiet"}, {"notes": "ID. Quiet"}, "same"),
        ("notes", {"notes": "Room\u20604"}, {"notes": "Room4"}, "same"),
        ("notes", {"notes": "Room\u20604"}, {"notes": "Room 4"}, "differs"),
        ("notes", {"notes": "Bring ID\nRoom 4"}, {"notes": "Bring ID\n\nRoom 4"}, "differs"),
        ("notes", {"notes": "Bring ID"}, {"notes": "Bring a coat"}, "differs"),
        ("notes", {"notes": "Bring ID"}, {"notes": None}, "not shown"),
        ("notes", {"notes": "Bring ID"}, {"notes": {"text": "Bring ID"}}, "unreadable"),
        ("notes", {}, {"notes": "Bring ID"}, "not asked"),
    ],
)
def test_each_field_has_its_verdict(
    name: str, asked: dict[str, Any], fields: dict[str, Any], verdict: str
) -> None:
    assert verdicts(name, asked, fields, "schedule") == verdict


@pytest.mark.parametrize(
    ("fields", "verdict"),
    [
        ({"location": {"name": "Duluth Testing Center"}}, "same"),
        ({"location": " duluth  testing CENTER "}, "same"),
        ({"location": {"sid": None, "name": "Phoenix Learning Center"}}, "differs"),
        ({"location": "Room 5"}, "not shown"),
        ({"location": "Duluth TC"}, "not shown"),
        ({"location": "Duluth Testing Center, Room 5"}, "not shown"),
        ({"location": {"locationSid": PHOENIX, "name": "Duluth Testing Center"}}, "differs"),
        ({"location": {"locationSid": DULUTH, "name": "Duluth TC"}}, "same"),
        ({"locationName": "Phoenix Learning Center"}, "differs"),
        ({"location": {"sid": DULUTH, "name": "Anywhere"}}, "same"),
        ({"location": {"name": "\u200b"}}, "not shown"),
    ],
    ids=str,
)
def test_a_name_alone_shows_a_place_only_where_one_of_the_catalogue_is_called_so(
    fields: dict[str, Any], verdict: str
) -> None:
    called = {"duluthtestingcenter": DULUTH, "phoenixlearningcenter": PHOENIX}
    asked = AskedOfProvider(
        location_sid=DULUTH, sid_of_the_one_called=lambda name: called.get(folded(name), "")
    )

    assert compare(asked, shown(**fields)).location == verdict


def test_a_move_leaves_the_price_as_it_was() -> None:
    assert verdicts("price", {}, {"amount": 99}, "reschedule") == "not asked"


def test_what_is_asked_and_shown_as_nothing_at_all_is_not_asked_and_not_shown() -> None:
    nothing = compare(AskedOfProvider(), ShownByProvider())
    assert {nothing.start, nothing.location, nothing.price, nothing.notes} == {"not asked"}
    assert {
        getattr(compare(asked_by(attempt("schedule")), ShownByProvider()), name)
        for name in ("start", "session_type", "location")
    } == {"not shown"}


# What a session that is shown so says about a booking, a move and a cancellation. Each beside
# every field as it was asked.
STATUSES = {
    "Needs Proctor": ("unclear", "unclear", "unclear"),
    "Pending Approval": ("applied", "applied", "not yet"),
    "Approval Denied": ("ended", "ended", "unclear"),
    "Scheduled": ("applied", "applied", "not yet"),
    "In Progress": ("applied", "applied", "not yet"),
    "Processing": ("applied", "applied", "not yet"),
    "Incident": ("applied", "applied", "not yet"),
    "Closed": ("unclear", "unclear", "unclear"),
    "Cancelled": ("ended", "ended", "applied"),
    "canceled": ("ended", "ended", "applied"),
    "SCHEDULED": ("applied", "applied", "not yet"),
    "needs_proctor": ("unclear", "unclear", "unclear"),
    "Awaiting Provider": ("unclear", "unclear", "unclear"),
    "Voided": ("unclear", "unclear", "unclear"),
    "": ("unclear", "applied", "unclear"),
    "\u200b": ("unclear", "applied", "unclear"),
}


@pytest.mark.parametrize("status", STATUSES)
def test_each_status_beside_what_was_asked_says_this_of_each_request(status: str) -> None:
    found = [
        find(attempt(action), shown(status=status, **AS_ASKED))
        for action in ("schedule", "reschedule", "cancel")
    ]
    assert tuple(found) == STATUSES[status]


# The same beside another start, beside the old one, and beside none that can be read.
OTHERWISE = {
    "Needs Proctor": ("not yet", "unclear"),
    "Pending Approval": ("elsewhere", "elsewhere"),
    "Approval Denied": ("ended", "ended"),
    "Scheduled": ("elsewhere", "elsewhere"),
    "Closed": ("unclear", "unclear"),
    "Cancelled": ("ended", "ended"),
    "Awaiting Provider": ("unclear", "unclear"),
    "": ("unclear", "elsewhere"),
}
OLD_STILL = {
    "Pending Approval": "not yet",
    "Scheduled": "not yet",
    "Approval Denied": "ended",
    "Closed": "unclear",
    "Needs Proctor": "unclear",
    "Awaiting Provider": "unclear",
    "": "not yet",
}


@pytest.mark.parametrize("status", OTHERWISE)
def test_another_start_says_this_of_a_booking_and_of_a_move(status: str) -> None:
    fields = AS_ASKED | {"status": status, "appointmentDate": OTHER}
    found = [find(attempt(action), shown(**fields)) for action in ("schedule", "reschedule")]
    assert tuple(found) == OTHERWISE[status]


@pytest.mark.parametrize("status", OLD_STILL)
def test_the_old_start_says_this_of_a_move(status: str) -> None:
    fields = AS_ASKED | {"status": status, "appointmentDate": OLD}
    assert find(attempt("reschedule"), shown(**fields)) == OLD_STILL[status]


@pytest.mark.parametrize("start", [None, "", "2027-01-14T09:30:00", 1799940600, "14/01/2027"])
@pytest.mark.parametrize("status", ["Scheduled", "Pending Approval", "Awaiting Provider", ""])
def test_a_start_that_is_not_shown_or_can_t_be_read_proves_nothing(
    status: str, start: object
) -> None:
    fields = AS_ASKED | {"status": status, "appointmentDate": start}
    assert find(attempt("schedule"), shown(**fields)) == Finding.UNCLEAR
    assert find(attempt("reschedule"), shown(**fields)) == Finding.UNCLEAR


@pytest.mark.parametrize(
    ("changed", "finding"),
    [
        ({"location": None}, "applied"),
        ({"location": {"sid": PHOENIX}}, "elsewhere"),
        ({"sessionType": "proctoru"}, "elsewhere"),
        ({"sessionType": None}, "unclear"),
        ({"sessionType": 5}, "unclear"),
    ],
)
def test_type_and_location_say_this_of_a_booking(changed: dict[str, Any], finding: str) -> None:
    fields = AS_ASKED | {"status": "Scheduled"} | changed
    assert find(attempt("schedule"), shown(**fields)) == finding


def test_a_booking_without_a_start_is_known_by_its_type() -> None:
    asked = attempt("schedule", asked={"type": "automated"})
    assert find(asked, shown(status="Scheduled", sessionType="automated")) == Finding.APPLIED
    assert find(asked, shown(status="Scheduled", sessionType="vtc")) == Finding.ELSEWHERE
    assert find(asked, shown(status="Scheduled")) == Finding.UNCLEAR


@pytest.mark.parametrize(
    ("stood_at", "start", "finding"),
    [(NEW, NEW, "unclear"), (None, NEW, "unclear"), (OLD, None, "unclear"), (OLD, NEW, "applied")],
)
def test_a_booking_over_an_earlier_one_is_told_apart_by_its_start(
    stood_at: str | None, start: str | None, finding: str
) -> None:
    over = attempt("schedule", overrides_id=1, stood_at=stood_at and instant(stood_at))
    fields = AS_ASKED | {"status": "Scheduled", "appointmentDate": start}
    assert find(over, shown(**fields)) == finding


def test_a_move_of_what_stood_at_no_known_time_is_known_by_its_new_start_alone() -> None:
    move = attempt("reschedule", stood_at=None)
    for start, finding in ((NEW, Finding.APPLIED), (OTHER, Finding.UNCLEAR)):
        assert find(move, shown(status="Scheduled", appointmentDate=start)) == finding
