"""The table of the provider's statuses: what each shows, however it is spelled, and that a blank
and a word nobody knows show nothing.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.models import status_of
from scheduling.models.session_status import (
    APPROVAL_DENIED,
    CANCELLED,
    CLOSED,
    IN_PROGRESS,
    INCIDENT,
    NEEDS_PROCTOR,
    NOT_SHOWN,
    PENDING_APPROVAL,
    PROCESSING,
    SCHEDULED,
    STATUSES,
    UNKNOWN,
    SessionStatus,
    folded,
)

PREDICATES = (
    "needs_proctor",
    "is_pending",
    "is_denied",
    "is_booked",
    "is_closed",
    "is_cancelled",
    "is_over",
    "is_in_place",
    "is_firm",
    "rules_out_a_booking",
)
# The statuses of contract §3: mark and word of each, and the predicates that are true of it.
TABLE = {
    "Needs Proctor": ("needs", "Needs proctor", {"needs_proctor", "rules_out_a_booking"}),
    "Pending Approval": ("pending", "Pending approval", {"is_pending", "is_in_place"}),
    "Approval Denied": ("refused", "Approval denied", {"is_denied", "rules_out_a_booking"}),
    "Scheduled": ("scheduled", "Scheduled", {"is_booked", "is_in_place", "is_firm"}),
    "In Progress": ("running", "In progress", {"is_booked", "is_in_place", "is_firm"}),
    "Processing": ("running", "Processing", {"is_booked", "is_in_place", "is_firm"}),
    "Incident": ("incident", "Incident", {"is_booked", "is_in_place", "is_firm"}),
    "Closed": ("closed", "Closed", {"is_closed", "is_over", "is_firm", "rules_out_a_booking"}),
    "Cancelled": ("cancelled", "Cancelled", {"is_cancelled", "is_over", "rules_out_a_booking"}),
}
BLANKS = ["", " ", "\t\n", "\u00a0", "\u200b", "\u2060", "\u3164", "\ufeff \u00ad", "-", "_"]
BLANKS += ["null", "None", "N/A", " n/a ", "NULL"]
NOBODY_KNOWS = [
    "Awaiting Provider",
    "Scheduled?",
    "Not Scheduled",
    "Unscheduled",
    "Rescheduled",
    "Cancelling",
    "canceled?",
    "Cancellation",
    "Pending",
    "Approved",
    "Completed",
    "No",
    "0",
    "Запланировано",
]


def shown_by(status: SessionStatus) -> set[str]:
    return {name for name in PREDICATES if getattr(status, name)}


@pytest.mark.parametrize("text", TABLE)
def test_each_status_shows_what_the_table_says_and_no_more(text: str) -> None:
    status = status_of(text)
    assert (status.mark, status.word, shown_by(status)) == TABLE[text]


def test_the_contract_s_nine_statuses_are_all_there_are() -> None:
    assert [status.word.lower() for status in STATUSES] == [text.lower() for text in TABLE]
    assert {name for status in STATUSES for name in shown_by(status)} == set(PREDICATES)


@pytest.mark.parametrize("text", BLANKS)
def test_what_can_t_be_seen_is_not_shown(text: str) -> None:
    status = status_of(text)
    assert status is NOT_SHOWN
    assert (status.mark, status.word, shown_by(status)) == ("other", "Status not shown", set())


@pytest.mark.parametrize("text", NOBODY_KNOWS)
def test_a_word_that_nobody_knows_is_told_as_it_came_and_shows_nothing(text: str) -> None:
    status = status_of(f" {text} ")
    assert (status.key, status.mark, status.word) == (UNKNOWN, "other", text)
    assert shown_by(status) == set()


@pytest.mark.parametrize(
    ("status", "spellings"),
    [
        (NEEDS_PROCTOR, ["needs-proctor", "NEEDS_PROCTOR", "needsProctor", " Needs  Proctor\n"]),
        (NEEDS_PROCTOR, ["Needs\u00a0Proctor", "Needs\u2011Proctor", "Needs\u2013proctor"]),
        (PENDING_APPROVAL, ["pending approval", "Pending-Approval", "PendingApproval"]),
        (APPROVAL_DENIED, ["approval-denied", "APPROVAL DENIED", "Approval_Denied"]),
        (SCHEDULED, ["scheduled", "SCHEDULED", "Sched\u200buled", "\ufeffScheduled", "Ｓcheduled"]),
        (IN_PROGRESS, ["in-progress", "In\u2010Progress", "IN_PROGRESS", "inProgress"]),
        (PROCESSING, ["processing", "PROCESSING ", "Processing."]),
        (INCIDENT, ["incident", "INCIDENT"]),
        (CLOSED, ["closed", "Closed\r\n"]),
        (CANCELLED, ["cancelled", "CANCELED", "Canceled", "canceled ", "Can\u00adcelled"]),
        (CANCELLED, ["STATUS_CANCELLED", "SessionStatus.Canceled", "<b>Cancelled</b>"]),
    ],
    ids=lambda value: value.key if isinstance(value, SessionStatus) else "",
)
def test_a_status_is_known_however_it_is_spelled(
    status: SessionStatus, spellings: list[str]
) -> None:
    assert [status_of(text) for text in spellings] == [status] * len(spellings)


@given(st.text())
def test_any_text_at_all_has_a_row_and_only_a_known_word_shows_anything(text: str) -> None:
    status = status_of(text)
    assert status in (*STATUSES, NOT_SHOWN) or (status.key, shown_by(status)) == (UNKNOWN, set())


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("Room 1-2", "Room 12", False),
        ("Room 1 2", "Room 12", False),
        ("Room 1\u22122", "Room 12", False),
        ("Room 1-2", "room 1 \u2013 2", True),
        ("Room\u00ad-12", "room 1\u200b2", True),
        ("smarter-scheduling", "Smarter Scheduling", True),
    ],
)
def test_digits_that_are_parted_stay_apart(one: str, other: str, is_same: bool) -> None:
    assert (folded(one) == folded(other)) is is_same
