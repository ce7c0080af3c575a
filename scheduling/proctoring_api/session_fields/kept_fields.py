"""Allow-list of the session object's fields that may be kept, and how much of each."""

from __future__ import annotations

from typing import Any

from scheduling.proctoring_api.redaction import keepable

_TEXT, _NOTES = 300, 4_000  # the most characters

_NAMES = """sid install_sid exam_sid enrollment_sid user_sid course_sid instructor_proctor_sid
    proctor_type_sid cancellation_policy_sid cancellation_policy_version_sid status
    status_reason duration session_type scheduling_module proctor_review_process_sid
    workflow_module appointment_date appointment_end_date date_approved date_scheduled
    created_date in_progress_date external_appointment_id external_reserved_appointment_id
    external_reserved_appointment_expires external_appointment_sync_date edit_date notes
    recording_start_date session_report_count review_by_date review_by_user_sid
    review_completed_date review_required reviewed exam_locale platform_version
    system_check_start_date system_check_end_date audit_status proctor_group_sid
    mandatory_room_scan_video"""
KEPT = frozenset(_NAMES.split())


def kept_value(api: str, value: Any) -> Any:
    """A value as it may be kept: card numbers and links masked, long texts cut."""
    longest = _NOTES if api == "notes" else _TEXT
    return keepable(value)[:longest] if isinstance(value, str) else value
