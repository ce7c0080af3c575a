"""Times, prices and nested facts read out of a session object, and what of them is kept."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.proctoring_api.lists.list_rows import AppointmentRow
from scheduling.proctoring_api.session_record import API_NAMES, SessionRecord

FULL = {
    "sid": "ES1",
    "accessKey": "key-of-the-exam",
    "URL": "https://exam.example/secret-1",
    "interoadsProvisionedExamUrl": "https://exam.example/secret-2",
    "reviewCompleteNotificationUrl": "https://exam.example/secret-3",
    "status": "Scheduled",
    "notes": "call 4242 4242 4242 4242",
    "appointmentDate": "2026-12-09T15:00:00.000Z",
    "enrollment": {"user": {"firstName": "Ada", "lastName": "Byron"}},
    "exam": {"title": "Calculus", "courseName": "MATH", "url": "https://exam.example/secret-4"},
    "location": {"sid": f"PL{1:032x}", "name": "Duluth"},
    "appointment": {"amount": 12.5, "currency": "USD"},
    "novel": "https://exam.example/secret-5",
    "reviewed": "yes: secret-6",
}


def test_nested_values() -> None:
    record = SessionRecord.read(FULL)
    assert (record.learner_name, record.exam_title, record.course_name) == (
        "Ada Byron",
        "Calculus",
        "MATH",
    )
    assert (record.location_sid, record.location_name) == (f"PL{1:032x}", "Duluth")
    assert (record.told_price.amount, record.told_price.currency) == (Decimal("12.5"), "USD")


def test_nested_values_as_json_in_a_string() -> None:
    packed = {
        name: json.dumps(value) if isinstance(value, dict) else value
        for name, value in FULL.items()
    }
    record = SessionRecord.read(packed)
    assert (record.learner_name, record.exam_title, record.location_sid) == (
        "Ada Byron",
        "Calculus",
        f"PL{1:032x}",
    )
    assert record.mistyped == {"reviewed": "yes: secret-6"}


def test_a_sid_in_other_capitals_is_the_same_sid() -> None:
    record = SessionRecord.read(
        {
            "userSid": "us" + "AB" * 16,
            "enrollmentSid": "EN" + "A\u200bB" * 16,
            "location": {"sid": " pl" + "AB" * 16},
        }
    )
    told = (record.user_sid, record.enrollment_sid, record.location_sid)
    assert told == tuple(prefix + "ab" * 16 for prefix in ("US", "EN", "PL"))
    assert SessionRecord.read({"externalAppointmentId": "RB-17a"}).external_appointment_id == (
        "RB-17a"
    )


def test_nested_values_as_plain_strings() -> None:
    record = SessionRecord.read(
        {"exam": "Calculus", "course": "MATH", "location": "Duluth", "appointment": "x"}
    )
    assert (record.exam_title, record.course_name, record.location_name) == (
        "Calculus",
        "MATH",
        "Duluth",
    )


@pytest.mark.parametrize(
    "place",
    [
        [{"sid": "PL" + "3" * 32, "name": "Duluth"}],
        '[{"sid": "PL' + "3" * 32 + '", "name": "Duluth"}]',
    ],
)
def test_a_list_of_one_is_that_one(place: Any) -> None:
    record = SessionRecord.read({"location": place, "enrollment": [{"userSid": "US" + "a" * 32}]})
    assert (record.location_sid, record.location_name) == ("PL" + "3" * 32, "Duluth")
    assert record.user_sids == ["US" + "a" * 32]
    assert record.unreadable == frozenset()


@pytest.mark.parametrize("place", [[], [{"name": "Duluth"}, {"name": "Hibbing"}], "[{", [7]])
def test_of_a_list_of_more_nothing_is_shown(place: Any) -> None:
    assert SessionRecord.read({"location": place}).location_name == ""


def test_a_sid_in_place_of_an_object_is_no_name() -> None:
    assert SessionRecord.read({"exam": "EX" + "a" * 32}).exam_title == ""


def test_nothing_there_is_blank() -> None:
    record = SessionRecord.read(dict.fromkeys(API_NAMES))
    assert record == SessionRecord()
    assert (record.learner_name, record.location_sid, record.told_price.amount) == ("", "", None)
    assert (record.appointment_at, record.loggable()) == (None, {})


def test_what_may_be_kept_holds_no_secret() -> None:
    record = SessionRecord.read(FULL)
    kept = json.dumps(record.loggable())
    for secret in ("secret", "key-of-the-exam", "https://", "4242", "Ada", "Byron"):
        assert secret not in kept
        assert secret not in repr(record)


def test_what_was_kept_can_be_read_again() -> None:
    record = SessionRecord.read(FULL)
    again = SessionRecord.read(record.loggable())
    for name in [
        "sid",
        "status",
        "appointment_at",
        "exam_title",
        "course_name",
        "location_sid",
        "location_name",
    ]:
        assert getattr(again, name) == getattr(record, name)
    assert again.told_price.amount == record.told_price.amount
    assert again.loggable() == record.loggable()


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("2026-12-09T15:00:00.000Z", datetime(2026, 12, 9, 15, tzinfo=UTC)),
        ("2026-12-09T15:00:00Z", datetime(2026, 12, 9, 15, tzinfo=UTC)),
        ("2026-12-09T09:00:00-06:00", datetime(2026, 12, 9, 15, tzinfo=UTC)),
        ("2026-12-09t15:00:00z", datetime(2026, 12, 9, 15, tzinfo=UTC)),
        ("2026-12-09 15:00:00 UTC", datetime(2026, 12, 9, 15, tzinfo=UTC)),
        ("2026-12-09 09:00:00 -0600", datetime(2026, 12, 9, 15, tzinfo=UTC)),
        ("2026-12-09T09:00-06:00[America/Chicago]", datetime(2026, 12, 9, 15, tzinfo=UTC)),
        ("20261209T150000.0000000Z", datetime(2026, 12, 9, 15, tzinfo=UTC)),
        ("Wed, 09 Dec 2026 09:00:00 -0600", datetime(2026, 12, 9, 15, tzinfo=UTC)),
        ("Wed Dec 09 2026 15:00:00 GMT+0000 (UTC)", datetime(2026, 12, 9, 15, tzinfo=UTC)),
        ("9 Dec 2026 15:00:00 +0000", datetime(2026, 12, 9, 15, tzinfo=UTC)),
        ("Wed, 09 Dec 2026 15:00:00 -0000", datetime(2026, 12, 9, 15, tzinfo=UTC)),
        ("2026-12-09T09:00:00\u221206:00", datetime(2026, 12, 9, 15, tzinfo=UTC)),
        ("2026-12-08T24:00:00Z", datetime(2026, 12, 9, tzinfo=UTC)),
        ("2026-12-31T24:00-06:00", datetime(2027, 1, 1, 6, tzinfo=UTC)),
        ("2026-12-08T24:30:00Z", None),
        ("2026-12-08T24:00:00", None),
        ("9 Dec 2026 15:00:00", None),
        ("/Date(1796828400000)/", None),
        (1_796_828_400_000, None),
        (1_796_828_400, None),
        ("1796828400", None),
        ("2026-12-09T15:00:00", None),
        ("Wed, 09 Dec 2026 09:00:00", None),
        (20_261_209, None),
        (True, None),
        ("2026-12-09915:00:00Z", None),
        ("2026-12-09x15:00:00Z", None),
        ("Tue, 09 Dec 2026 15:00:00 GMT", None),  # that day was a Wednesday
        ("Thu Dec 09 2026 15:00:00 GMT+0000 (UTC)", None),
        ("Wed, 09 Dec 2026 09:00:00 CST", datetime(2026, 12, 9, 15, tzinfo=UTC)),
        ("Wed, 09 Dec 2026 09:00:00 -06", None),
        ("Wed, 09 Dec 2026 09:00:00 -6", None),
        ("Wed, 09 Dec 2026 15:06:00 6", None),
        ("Wed, 09 Dec 2026 21:00:00 600", None),
        ("Wed, 09 Dec 2026 15:00:00 +0060", None),
        ("Wed, 09 Dec 2026 15:00:00 CEST", None),
        ("Wed Dec 09 2026 15:00:00 GMT+0000, or so", None),
        ("2026-W50-3T15:00Z", datetime(2026, 12, 9, 15, tzinfo=UTC)),
        ("2026W503T15:00Z", datetime(2026, 12, 9, 15, tzinfo=UTC)),
        ("2026-W50T15:00Z", None),
        ("2026W50T15:00Z", None),
        ("2026-12-09T15:00Z[UTC]", datetime(2026, 12, 9, 15, tzinfo=UTC)),
        ("2026-12-09T15:00Z[Europe/London]", datetime(2026, 12, 9, 15, tzinfo=UTC)),
        ("2026-12-09T09:00-06:00[No/Where]", datetime(2026, 12, 9, 15, tzinfo=UTC)),
        ("2026-12-09T15:00Z[America/Chicago]", None),
        ("2026-07-09T09:00-06:00[America/Chicago]", None),  # the clocks are on -05:00 then
        ("Wed, 09 Dec 2026 09:00:00 -0500 [America/Chicago]", None),
        ("2026-12-09T09:00:00[America/Chicago]", datetime(2026, 12, 9, 15, tzinfo=UTC)),
        ("2026-12-09T09:00:00[No/Where]", None),
        ("2026-12-09[America/Chicago]", None),
        ("2026-11-01T01:30:00[America/Chicago]", None),  # twice that day
        ("2027-03-14T02:30:00[America/Chicago]", None),  # skipped
        ("2026-12-09T15:00:00.250Z", datetime(2026, 12, 9, 15, tzinfo=UTC)),
        ("2026-12-09T09:00:00.999999-06:00", datetime(2026, 12, 9, 15, tzinfo=UTC)),
        ("2026-12-09", None),
        ("12/09/2026 3 PM", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("1969-12-31T23:59:59Z", None),
        ("1970-01-01T00:00:00.000Z", None),
        ("1969-12-31T18:00:00-06:00", None),
        ("1999-12-31T23:59:59Z", None),
        ("2000-01-01T00:00:00Z", datetime(2000, 1, 1, tzinfo=UTC)),
        ("2026-12-09T15.5Z", None),
        ("2026-12-09T15,5Z", None),
        ("2026-12-09 15:30.5Z", None),
        ("20261209T1530.5Z", None),
        ("2026-12-09T15:00:00+23:59", None),
        ("2026-12-09T15:00:00-14:01", None),
        ("2026-12-09T15:00:00+05:30:15", None),
        ("2026-12-09T15:00:00-00:30", None),
        ("2026-12-09T15:00:00+05:31", None),
        ("2026-12-09T20:45:00+05:45", datetime(2026, 12, 9, 15, tzinfo=UTC)),
        ("2026-12-09T15:00:00-00:00", datetime(2026, 12, 9, 15, tzinfo=UTC)),
        ("2026-12-09-15:00Z", None),
        ("20261209-15:00Z", None),
        ("2026-12-09T15:00:00+14:00", datetime(2026, 12, 9, 1, tzinfo=UTC)),
        ("Wed, 09 Dec 2026 15:00:00 +2300", None),
        ("Wed Dec 09 15:00:00 UTC 2026", datetime(2026, 12, 9, 15, tzinfo=UTC)),
        ("Wed Dec 9 09:00:00 -0600 2026", datetime(2026, 12, 9, 15, tzinfo=UTC)),
        ("Wed Dec  9 15:00:00 GMT 2026", datetime(2026, 12, 9, 15, tzinfo=UTC)),
        ("Thu Dec 09 15:00:00 UTC 2026", None),
        ("Wed Dec 09 15:00:00 CST 2026", None),
        ("2026-12-09T15:00:00 +0000 UTC", datetime(2026, 12, 9, 15, tzinfo=UTC)),
        ("2026-12-09 15:00:00.25 +0000 UTC", datetime(2026, 12, 9, 15, tzinfo=UTC)),
        ("2026-12-09 15:00:00 -0600 UTC", None),
        ("2026/12/09 15:00:00Z", datetime(2026, 12, 9, 15, tzinfo=UTC)),
        ("2026/12/09 15:00:00 UTC", datetime(2026, 12, 9, 15, tzinfo=UTC)),
        ("2026/12/09 15:00:00", None),
        ("12/09/2026 15:00:00Z", None),
        ("Wed, 09 Dec 2026 09:00:00 -06:00", datetime(2026, 12, 9, 15, tzinfo=UTC)),
        ("wed, 09 dec 2026 15:00:00 gmt", datetime(2026, 12, 9, 15, tzinfo=UTC)),
        ("tue, 09 dec 2026 15:00:00 gmt", None),
        ("Wed, 09 Dec 2026 15:00:00 (UTC)", datetime(2026, 12, 9, 15, tzinfo=UTC)),
        ("Wed, 09 Dec 2026 15:00:00 +0000 (UTC)", datetime(2026, 12, 9, 15, tzinfo=UTC)),
        ("Wed, 09 Dec 2026 15:00:00 +0500 (UTC)", None),
        ("2026-12-09T09:00:00 GMT-0600", datetime(2026, 12, 9, 15, tzinfo=UTC)),
        ("+002026-12-09T15:00:00.000Z", datetime(2026, 12, 9, 15, tzinfo=UTC)),
        ("-002026-12-09T15:00:00.000Z", None),
        ("9999-12-31T23:59:59-12:00", None),
        ("", None),
    ],
)
def test_only_a_time_with_a_zone_is_a_time(said: Any, at: datetime | None) -> None:
    assert SessionRecord.read({"appointmentDate": said}).appointment_at == at


@given(
    st.datetimes(
        datetime(2000, 1, 2),
        datetime(2199, 12, 30),
        timezones=st.just(timezone(timedelta(hours=-5))),
    )
)
def test_times_come_back_in_utc(at: datetime) -> None:
    read = SessionRecord.read({"appointmentDate": at.isoformat()}).appointment_at
    assert (read, read.tzinfo) == (at.replace(microsecond=0), UTC)  # type: ignore[union-attr]


def test_text_that_a_database_refuses_is_cleaned() -> None:
    assert SessionRecord.read({"notes": "a\x00b"}).notes == "ab"


def test_half_a_character_inside_a_nested_text_is_made_whole() -> None:
    record = SessionRecord.read(
        {"exam": '{"title": "Calculus \\ud800"}', "statusReason": "a\udfffb"}
    )
    assert (record.exam_title, record.status_reason) == ("Calculus ?", "a?b")


@pytest.mark.parametrize(
    ("said", "amount"),
    [
        (25.5, Decimal("25.5")),
        (25.499999999999996, Decimal("25.5")),
        (0.1 + 0.2, Decimal("0.3")),
        (25.4999, Decimal("25.4999")),
        (25.49999, None),
        ("0", Decimal(0)),
        (999_999_999, Decimal(999_999_999)),
        ("1.2345", Decimal("1.2345")),
        (1_000_000_000, None),
        ("1.23456", None),
        ("25.000000", Decimal(25)),
        ("25.500000", Decimal("25.5")),
        ("1.234560", None),
        ("1E+999999999", None),
        ("1E+900000", None),
        ("0E-900000", None),
        ("NaN", None),
        ("sNaN", None),
        ("Infinity", None),
        (float("nan"), None),
        pytest.param(10**5000, None, id="endless"),
        (-1, None),
        ("25_000", None),
        ("25,50", None),
        ("$25", Decimal(25)),
    ],
)
def test_only_an_amount_that_someone_could_pay_is_a_price(
    said: Any, amount: Decimal | None
) -> None:
    assert SessionRecord.read({"appointment": {"amount": said}}).told_price.amount == amount


@pytest.mark.parametrize(("said", "kept"), [("1E+3", "1000"), (1e3, "1000.0"), ("-0", "0")])
def test_an_amount_is_kept_as_people_write_it(said: Any, kept: str) -> None:
    assert SessionRecord.read({"appointment": {"amount": said}}).loggable()["amount"] == kept


@pytest.mark.parametrize(
    "said",
    ["9_0", "nan", "inf", "-inf", float("nan"), float("inf"), 1e300, 10**30, "1E+30", [], True],
)
def test_a_duration_that_is_no_number_of_minutes_is_none(said: Any) -> None:
    assert SessionRecord.read({"duration": said}).duration is None
    assert AppointmentRow.read({"sid": "ES1", "duration": said}).duration is None


def test_what_may_be_kept_holds_no_link() -> None:
    record = SessionRecord.read(
        {"statusReason": "Go to https://exam.example/secret-1?a=b now", "notes": "www.x.example/s"}
    )
    assert record.loggable() == {"statusReason": "Go to (link) now", "notes": "(link)"}


def test_ids_hold_nothing_unseen_and_names_stand_on_one_line() -> None:
    record = SessionRecord.read(
        {
            "sid": "\u200bES" + "a" * 32 + "\u2060",
            "userSid": "US\u00ad" + "b" * 32,
            "externalAppointmentId": "RB-\u20604711\u3164",
            "status": "\u3164",
            "exam": {"title": "R&amp;D\n  \u202eFinal\u202c"},
            "enrollment": {"user": {"firstName": "D&#39;Arcy", "lastName": "\u115f"}},
        }
    )
    assert (record.sid, record.user_sid) == ("ES" + "a" * 32, "US" + "b" * 32)
    assert (record.external_appointment_id, record.status) == ("RB-4711", "")
    assert (record.exam_title, record.learner_name) == ("R&D Final", "D'Arcy")


def test_entities_are_read_once_in_texts_and_ids() -> None:
    record = SessionRecord.read({"notes": "&amp;lt;b&amp;gt;", "externalAppointmentId": "A&amp;B"})
    assert (record.notes, record.external_appointment_id) == ("&lt;b&gt;", "A&B")


@pytest.mark.parametrize(
    ("given_as", "said"),
    [
        (["ID was expired.", None, " ", "Room was locked."], "ID was expired.; Room was locked."),
        ({"code": 4, "message": "ID &amp; badge"}, "ID & badge"),
        ({"code": 4}, '{"code": 4}'),
        (17, "17"),
        (None, ""),
        ({"message": None}, ""),
        ([], ""),
        (False, ""),
        ("\u200b ", ""),
    ],
    ids=str,
)
def test_a_reason_is_read_of_whatever_type_it_came(given_as: Any, said: str) -> None:
    assert SessionRecord.read({"statusReason": given_as}).status_reason == said


@pytest.mark.parametrize("blank", [" ", "\u200b", "\u3164", "null", "[]", "{}", [" "], {"sid": ""}])
def test_what_is_blank_in_a_nested_field_shows_nothing_and_is_not_called_unreadable(
    blank: Any,
) -> None:
    told = {"location": blank, "appointment": {"start": blank, "amount": blank}}
    record = SessionRecord.read(told)
    assert (record.unreadable, record.location_name, record.exam_title) == (frozenset(), "", "")


@pytest.mark.parametrize("said", ["US", "EN", "CU", "CP", "PL", "pl"])
def test_a_sid_of_nothing_but_noughts_shows_nothing(said: str) -> None:
    noughts = said + "0" * 32
    record = SessionRecord.read(
        {
            **dict.fromkeys(("sid", "userSid", "enrollmentSid", "examSid", "installSid"), noughts),
            "enrollment": {"sid": noughts, "user": {"sid": noughts}},
            "exam": noughts,
            "location": {"sid": noughts, "name": None},
        }
    )
    named = (record.exam_sids, record.install_sids, record.enrollment_sids, record.user_sids)
    assert (record.sid, *named, record.location_sids) == ("", [], [], [], [], [])
    assert (record.location_name, record.unreadable) == ("", frozenset())
