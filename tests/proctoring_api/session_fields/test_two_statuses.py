"""Which words and dates beside a session's status contradict it."""

from __future__ import annotations

from typing import Any

import pytest

from scheduling.proctoring_api.session_fields.two_statuses import two_statuses


@pytest.mark.parametrize(
    ("status", "beside", "both"),
    [
        ("Cancelled", {"state": "Scheduled"}, "Cancelled” and also “Scheduled"),
        ("Cancelled", {"appointmentStatus": "In Progress"}, "Cancelled” and also “In Progress"),
        ("Canceled", {"cancelled": False}, "Canceled” and also “not cancelled"),
        ("Cancelled", {"is_cancelled": "no"}, "Cancelled” and also “not cancelled"),
        ("Scheduled", {"session_state": "needs-proctor"}, "Scheduled” and also “needs-proctor"),
        ("Scheduled", {"state": "Closed"}, "Scheduled” and also “Closed"),
        ("Scheduled", {"appointmentStatus": "No-show"}, "Scheduled” and also “No-show"),
        ("Scheduled", {"state": "Pending approval"}, "Scheduled” and also “Pending approval"),
        ("Needs Proctor", {"state": "Scheduled"}, "Needs Proctor” and also “Scheduled"),
        ("Needs Proctor", {"deletedAt": 1764500000}, "Needs Proctor” and also “Deleted"),
        ("Closed", {"cancelled": True}, "Closed” and also “Cancelled"),
        ("On Hold", {"isCancelled": 1}, "On Hold” and also “Cancelled"),
        ("Scheduled", {"deletedAt": 1764500000}, "Scheduled” and also “Deleted"),
        ("Scheduled", {"deleted_at": "1764500000123"}, "Scheduled” and also “Deleted"),
        ("Scheduled", {"voidedAt": "2026-11-30T10:00:00Z"}, "Scheduled” and also “Cancelled"),
        (
            "Scheduled",
            {"cancellation": {"date": "2026-11-30T10:00:00Z", "memo": "ill"}},
            "Scheduled” and also “Cancelled",
        ),
        ("", {"deletedAt": "2026-11-30T10:00:00Z"}, "Deleted"),
    ],
    ids=str,
)
def test_neither_is_taken_for_true(status: str, beside: dict[str, Any], both: str) -> None:
    assert two_statuses(beside, None, status, None) == both
    flat = {name: value for name, value in beside.items() if name != "cancellation"}
    assert not flat or two_statuses({}, flat, status, None) == both


@pytest.mark.parametrize(
    ("status", "beside"),
    [
        ("Scheduled", {"state": "MN", "sessionStatus": "booked", "bookingStatus": "Confirmed"}),
        ("In Progress", {"appointmentStatus": "Scheduled"}),
        ("Closed", {"appointmentStatus": "Scheduled", "state": "completed"}),
        ("Pending Approval", {"appointment_status": "Scheduled"}),
        ("Cancelled", {"state": "Closed", "deletedAt": "2026-11-30T10:00:00Z"}),
        ("Cancelled", {"cancelled": True, "status": "canceled"}),
        ("Needs Proctor", {"cancelledAt": "2026-11-30T10:00:00Z"}),
        ("Scheduled", {"deletedAt": "0001-01-01T00:00:00Z", "voidedAt": 0, "removedAt": "12"}),
        ("Scheduled", {"cancelled": False, "deleted": "0", "cancellation": None}),
        ("Scheduled", {"cancelledBy": "", "cancellation": {"date": None}}),
        ("On Hold", {"state": "Scheduled"}),
        ("", {"state": "Scheduled"}),
    ],
    ids=str,
)
def test_what_may_be_true_of_one_booking_is_no_contradiction(
    status: str, beside: dict[str, Any]
) -> None:
    assert two_statuses(beside, beside, status, None) == ""


def test_what_ended_before_the_session_was_booked_is_of_an_earlier_booking() -> None:
    told = {"cancelledAt": 1764500000}
    assert two_statuses(told, None, "Scheduled", "2027-01-01T10:00:00Z") == ""
    assert two_statuses(told, None, "Scheduled", "2025-01-01T10:00:00Z") != ""
