"""Every response field is read, whatever comes in it; nothing is lost and nothing is fatal."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.proctoring_api.install_settings import InstallSettings
from scheduling.proctoring_api.lists.list_rows import AppointmentRow, SessionRow
from scheduling.proctoring_api.session_record import API_NAMES, SessionRecord

# Contract §2, POST: the session object.
_NAMES = """sid installSid examSid enrollmentSid userSid courseSid instructorProctorSid
    proctorTypeSid cancellationPolicySid cancellationPolicyVersionSid status statusReason
    accessKey duration sessionType schedulingModule proctorReviewProcessSid workflowModule
    appointmentDate appointmentEndDate dateApproved dateScheduled createdDate inProgressDate
    externalAppointmentId externalReservedAppointmentId externalReservedAppointmentExpires
    externalAppointmentSyncDate editDate notes recordingStartDate account install deployment
    sessionReportCount series reviewByDate reviewByUserSid reviewCompletedDate reviewRequired
    reviewCompleteNotificationUrl reviewed proctorGroups URL examLocale platformVersion
    systemCheckStartDate systemCheckEndDate modalityOptions exam enrollment course examFile
    returnedFile photos sessionInfo auditStatus examConfiguration proctor location appointment
    messagingConfirmations automated interoadsProvisionedExamUrl proctorGroupSid
    mandatoryRoomScanVideo mutedAnnotations"""
DOCUMENTED = _NAMES.split()
NUMBERS = {"duration", "sessionReportCount"}
FLAGS = {"reviewRequired", "reviewed", "mandatoryRoomScanVideo"}
_FREE = """account install deployment series proctorGroups modalityOptions exam enrollment
    course examFile returnedFile photos sessionInfo examConfiguration proctor location
    appointment automated mutedAnnotations"""
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
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return is_number and abs(value) < 10**9  # nobody counts further
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


@settings(max_examples=20)
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
@settings(max_examples=12)
@given(value=_json)
def test_each_field_alone_takes_anything(name: str, value: Any) -> None:
    record = SessionRecord.read({name: value})
    _everything(record)
    assert (name in record.mistyped) is not _fits(name, value)


@pytest.mark.long
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


@settings(max_examples=80)
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
