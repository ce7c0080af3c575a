"""Every response field is read, whatever comes in it; nothing is lost and nothing is fatal."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.proctoring_api.lists import AppointmentRow, InstallSettings, SessionRow
from scheduling.proctoring_api.session_record import API_NAMES, SessionRecord

# Contract §2, POST: the session object.
_NAMES = """sid installSid examSid enrollmentSid userSid courseSid instructorProctorSid proctorTypeSid
    cancellationPolicySid cancellationPolicyVersionSid status statusReason accessKey duration sessionType
    schedulingModule proctorReviewProcessSid workflowModule appointmentDate appointmentEndDate dateApproved
    dateScheduled createdDate inProgressDate externalAppointmentId externalReservedAppointmentId
    externalReservedAppointmentExpires externalAppointmentSyncDate editDate notes recordingStartDate account
    install deployment sessionReportCount series reviewByDate reviewByUserSid reviewCompletedDate
    reviewRequired reviewCompleteNotificationUrl reviewed proctorGroups URL examLocale platformVersion
    systemCheckStartDate systemCheckEndDate modalityOptions exam enrollment course examFile returnedFile
    photos sessionInfo auditStatus examConfiguration proctor location appointment messagingConfirmations
    automated interoadsProvisionedExamUrl proctorGroupSid mandatoryRoomScanVideo mutedAnnotations"""
DOCUMENTED = _NAMES.split()
NUMBERS = {"duration", "sessionReportCount"}
FLAGS = {"reviewRequired", "reviewed", "mandatoryRoomScanVideo"}
_FREE = """account install deployment series proctorGroups modalityOptions exam enrollment course examFile
    returnedFile photos sessionInfo examConfiguration proctor location appointment automated mutedAnnotations"""
FREE = set(_FREE.split())
_INSIDE = ("sid", "name", "title", "user", "amount", "currency", "dateTime", "courseName")

_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


def _fits(name: str, value: Any) -> bool:
    """Our own words for the contract's types: what may stand in a field without being mistyped."""
    if value is None:
        return True
    if name in NUMBERS:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if name in FLAGS:
        return isinstance(value, bool)
    if name == "messagingConfirmations":
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    return isinstance(value, str | dict | list) if name in FREE else isinstance(value, str)


def _everything(record: SessionRecord) -> None:
    """Every derived value, for its side effect: none may raise."""
    for name in dir(SessionRecord):
        if isinstance(getattr(SessionRecord, name), property):
            getattr(record, name)
    json.dumps(record.loggable())
    repr(record)


def test_every_documented_field_is_read() -> None:
    assert frozenset(DOCUMENTED) == API_NAMES
    assert len(DOCUMENTED) > 60


@settings(max_examples=40)
@given(
    st.fixed_dictionaries({}, optional=dict.fromkeys(DOCUMENTED, _json)),
    st.dictionaries(st.text(), _json),
)
def test_any_json_in_any_field_is_read_and_kept(
    known: dict[str, Any], noise: dict[str, Any]
) -> None:
    noise = {name: value for name, value in noise.items() if name not in API_NAMES}
    record = SessionRecord.read(known | noise)
    _everything(record)
    assert record.unknown == noise
    assert record.mistyped == {
        name: value for name, value in known.items() if not _fits(name, value)
    }


@pytest.mark.parametrize("name", DOCUMENTED)
@settings(max_examples=25)
@given(value=_json)
def test_each_field_alone_takes_anything(name: str, value: Any) -> None:
    record = SessionRecord.read({name: value})
    _everything(record)
    assert (name in record.mistyped) is not _fits(name, value)


@pytest.mark.parametrize("name", sorted(FREE))
@given(
    st.dictionaries(
        st.sampled_from(
            ["sid", "name", "title", "user", "amount", "currency", "dateTime", "courseName"]
        ),
        _json,
    )
)
def test_free_fields_take_any_object(name: str, value: dict[str, Any]) -> None:
    _everything(SessionRecord.read({name: value}))
    _everything(SessionRecord.read({name: json.dumps(value)}))


@given(_json)
def test_rows_take_anything(value: Any) -> None:
    for name in (
        "sid",
        "exam",
        "enrollment",
        "course",
        "user",
        "appointmentDate",
        "duration",
        "name",
        "proctorTypes",
    ):
        for reader in (SessionRow, AppointmentRow, InstallSettings):
            reader.read({name: value})


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
    "location": {"sid": "PL1", "name": "Duluth"},
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
    assert (record.location_sid, record.location_name) == ("PL1", "Duluth")
    assert (record.price_amount, record.price_currency) == (Decimal("12.5"), "USD")


def test_nested_values_as_json_in_a_string() -> None:
    packed = {
        name: json.dumps(value) if isinstance(value, dict) else value
        for name, value in FULL.items()
    }
    record = SessionRecord.read(packed)
    assert (record.learner_name, record.exam_title, record.location_sid) == (
        "Ada Byron",
        "Calculus",
        "PL1",
    )
    assert record.mistyped == {"reviewed": "yes: secret-6"}


def test_nested_values_as_plain_strings() -> None:
    record = SessionRecord.read(
        {"exam": "Calculus", "course": "MATH", "location": "Duluth", "appointment": "x"}
    )
    assert (record.exam_title, record.course_name, record.location_name) == (
        "Calculus",
        "MATH",
        "Duluth",
    )


def test_a_sid_in_place_of_an_object_is_no_name() -> None:
    assert SessionRecord.read({"exam": "EX" + "a" * 32}).exam_title == ""


def test_nothing_there_is_blank() -> None:
    record = SessionRecord.read(dict.fromkeys(DOCUMENTED))
    assert record == SessionRecord()
    assert (record.learner_name, record.location_sid, record.price_amount) == ("", "", None)
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
        "price_amount",
    ]:
        assert getattr(again, name) == getattr(record, name)
    assert again.loggable() == record.loggable()


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("2026-12-09T15:00:00.000Z", datetime(2026, 12, 9, 15, tzinfo=UTC)),
        ("2026-12-09T15:00:00Z", datetime(2026, 12, 9, 15, tzinfo=UTC)),
        ("2026-12-09T09:00:00-06:00", datetime(2026, 12, 9, 15, tzinfo=UTC)),
        ("2026-12-09T15:00:00", None),
        ("2026-12-09", None),
        ("12/09/2026 3 PM", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("1969-12-31T23:59:59Z", None),
        ("9999-12-31T23:59:59-12:00", None),
        ("", None),
        (1_765_292_400, None),
    ],
)
def test_only_a_time_with_a_zone_is_a_time(said: Any, at: datetime | None) -> None:
    assert SessionRecord.read({"appointmentDate": said}).appointment_at == at


@given(
    st.datetimes(
        datetime(1970, 1, 2),
        datetime(2199, 12, 30),
        timezones=st.just(timezone(timedelta(hours=-5))),
    )
)
def test_times_come_back_in_utc(at: datetime) -> None:
    read = SessionRecord.read({"appointmentDate": at.isoformat()}).appointment_at
    assert (read, read.tzinfo) == (at, UTC)  # type: ignore[union-attr]


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
        ("0", Decimal(0)),
        (999_999_999, Decimal(999_999_999)),
        ("1.2345", Decimal("1.2345")),
        (1_000_000_000, None),
        ("1.23456", None),
        ("1E+999999999", None),
        ("1E+900000", None),
        ("0E-900000", None),
        ("NaN", None),
        ("sNaN", None),
        ("Infinity", None),
        (float("nan"), None),
        pytest.param(10**5000, None, id="endless"),
        (-1, None),
    ],
)
def test_only_an_amount_that_someone_could_pay_is_a_price(
    said: Any, amount: Decimal | None
) -> None:
    assert SessionRecord.read({"appointment": {"amount": said}}).price_amount == amount


@pytest.mark.parametrize(
    "said", ["nan", "inf", "-inf", float("nan"), float("inf"), 1e300, 10**30, "1E+30", [], True]
)
def test_a_duration_that_is_no_number_of_minutes_is_none(said: Any) -> None:
    assert SessionRecord.read({"duration": said}).duration is None
    assert AppointmentRow.read({"sid": "ES1", "duration": said}).duration is None


def test_what_may_be_kept_holds_no_link() -> None:
    record = SessionRecord.read(
        {"statusReason": "Go to https://exam.example/secret-1?a=b now", "notes": "www.x.example/s"}
    )
    assert record.loggable() == {"statusReason": "Go to (link) now", "notes": "(link)"}


_texts = st.text() | st.sampled_from(
    ["\ud800", "\x00", "4" * 400, "NaN", "1E+900000", "https://x.example/", "{}"]
)
_wild = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _texts,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_INSIDE), inner, max_size=4)
    ),
    max_leaves=8,
)


@settings(max_examples=200)
@given(st.fixed_dictionaries({}, optional=dict.fromkeys(DOCUMENTED, _wild)), st.integers(0, 2**17))
def test_whatever_comes_what_is_kept_is_short_text_that_can_be_stored(
    known: dict[str, Any], length: int
) -> None:
    for name in ("notes", "statusReason", "status", "exam", "location"):
        known.setdefault(name, "x " * length)
    kept = SessionRecord.read(known).loggable()
    assert all(isinstance(value, str | bool | int | float) for value in kept.values())
    assert len("".join(str(value) for value in kept.values()).encode()) < 20_000 * 4
    assert sum(len(str(value)) for value in kept.values()) < 20_000
