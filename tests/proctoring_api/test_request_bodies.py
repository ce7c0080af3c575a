"""Commands become bodies with the API's names, times and numbers."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.proctoring_api import request_bodies
from scheduling.session_commands import (
    PORTAL,
    CancelSession,
    RescheduleSession,
    ScheduleSession,
    SessionAddress,
)

COMMON: dict[str, Any] = {
    "attempt_id": UUID(int=1),
    "actor": PORTAL,
    "address": SessionAddress(install_sid="AI", exam_sid="EX", session_sid="ES"),
    "session_type": "ad-hoc",
    "time_zone": "America/Chicago",
}
START = datetime(2026, 12, 9, 9, 0, tzinfo=ZoneInfo("America/Chicago"))
# Contract §2, POST: every field of the body.
_NAMES = """type notes proctorLocationSid messageSid currency amount cardToken voucherCode
    company firstName lastName email phone address1 address2 place region country postalCode
    locationLatitude locationLongitude appointmentDateTime instructorProctorSid
    externalAppointmentId cancellationPolicyVersionSid examLocale proctorTypeSubCategorySid"""
SCHEDULE_FIELDS = _NAMES.split()


_words = st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True)
_snake_names = st.lists(_words, min_size=1, max_size=5).map("_".join)


@given(_snake_names)
def test_snake_to_camel_and_back(name: str) -> None:
    assert request_bodies.snake(request_bodies.camel(name)) == name
    assert request_bodies.form_name(request_bodies.api_name(name)) == name
    assert re.fullmatch(r"[a-z][a-zA-Z0-9]*", request_bodies.camel(name))


@given(st.lists(st.from_regex(r"[A-Z][a-z0-9]{1,8}", fullmatch=True), min_size=1, max_size=5))
def test_camel_to_snake_and_back(parts: list[str]) -> None:
    name = parts[0].lower() + "".join(parts[1:])
    assert request_bodies.camel(request_bodies.snake(name)) == name


@pytest.mark.parametrize("name", SCHEDULE_FIELDS)
def test_every_field_of_the_contract_goes_both_ways(name: str) -> None:
    assert request_bodies.api_name(request_bodies.form_name(name)) == name


def test_a_full_command_has_every_field_of_the_contract_and_no_other() -> None:
    filled: dict[str, Any] = {one.name: "x" for one in fields(ScheduleSession)}
    asked = filled | COMMON | {"amount": Decimal("12.50"), "appointment_date_time": START}
    assert set(request_bodies.schedule_body(ScheduleSession(**asked))) == set(SCHEDULE_FIELDS)


def test_blanks_are_not_sent() -> None:
    command = ScheduleSession(**COMMON, notes="  ", company=" Base ")
    assert request_bodies.schedule_body(command) == {"type": "ad-hoc", "company": "Base"}


@pytest.mark.parametrize(
    ("amount", "sent"),
    [("0", 0), ("25", 25), ("25.00", 25), ("12.5", 12.5), ("0.01", 0.01), ("1E+3", 1000)],
)
def test_an_amount_is_a_number(amount: str, sent: float) -> None:
    body = request_bodies.schedule_body(
        ScheduleSession(**COMMON, amount=Decimal(amount), currency="USD")
    )
    assert (body["amount"], type(body["amount"])) == (sent, type(sent))


@given(st.decimals(0, 10**9, places=3))
def test_an_amount_is_sent_exactly(amount: Decimal) -> None:
    body = request_bodies.schedule_body(ScheduleSession(**COMMON, amount=amount))
    assert Decimal(str(body["amount"])) == amount


def test_times_are_utc_with_milliseconds() -> None:
    body = request_bodies.schedule_body(ScheduleSession(**COMMON, appointment_date_time=START))
    assert body["appointmentDateTime"] == "2026-12-09T15:00:00.000Z"


@given(
    st.datetimes(timezones=st.integers(-1400, 1400).map(lambda m: timezone(timedelta(minutes=m))))
)
def test_times_are_written_as_the_contract_has_them(at: datetime) -> None:
    try:
        written = request_bodies.write_time(at)
    except OverflowError:
        return
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", written)
    assert abs(datetime.fromisoformat(written) - at.astimezone(UTC)) < timedelta(milliseconds=1)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        request_bodies.write_time(datetime(2026, 12, 9))


def test_reschedule_sends_start_and_end_only_where_the_end_is_known() -> None:
    command = RescheduleSession(**COMMON, appointment_date_time=START)
    start = "2026-12-09T15:00:00.000Z"
    assert request_bodies.reschedule_body(command) == {
        "type": "ad-hoc",
        "appointmentDateTime": start,
    }
    command = RescheduleSession(
        **COMMON, appointment_date_time=START, appointment_end_date_time=START + timedelta(hours=2)
    )
    assert request_bodies.reschedule_body(command) == {
        "type": "ad-hoc",
        "appointmentDateTime": start,
        "appointmentStartDateTime": start,
        "appointmentEndDateTime": "2026-12-09T17:00:00.000Z",
    }


def test_cancel() -> None:
    asked = {"cancellation_memo": "ill", "reason": "other-reason", "bypass_non_refundable": True}
    assert request_bodies.cancel_body(CancelSession(**COMMON, **asked)) == {
        "type": "ad-hoc",
        "cancellationMemo": "ill",
        "reason": "other-reason",
        "bypassNonRefundable": True,
    }
