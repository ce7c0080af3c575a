"""The worklist's states: a status counts the same however it is spelled, as contract §3 says."""

from __future__ import annotations

import pytest

from scheduling.exam_sessions.lists import worklist
from scheduling.exam_sessions.lists.worklist import Wanted
from scheduling.exam_sessions.successors import successor
from scheduling.models import ExamSession, Institution


def session(institution: Institution, number: int, status: str) -> ExamSession:
    sids = {"sid": f"ES{number:032x}", "exam_sid": f"EX{7:032x}", "enrollment_sid": f"EN{7:032x}"}
    return ExamSession.objects.create(
        institution=institution, status=status, learner_name="Quill", **sids
    )


@pytest.mark.parametrize(
    ("state", "spellings"),
    [
        ("needs", ["Needs Proctor", "needs-proctor", "NEEDS_PROCTOR", "Needs\u00a0Proctor "]),
        ("pending", ["Pending Approval", "pending-approval"]),
        ("scheduled", ["Scheduled", "SCHEDULED", "\u200bScheduled"]),
        ("over", ["Closed", "closed", "Cancelled", "CANCELLED", "Canceled"]),
        ("other", ["Approval Denied", "In-Progress", "canceled?", "Pending", "", " "]),
    ],
)
def test_a_status_counts_the_same_however_it_is_spelled(
    institution: Institution, state: str, spellings: list[str]
) -> None:
    for number, status in enumerate(spellings):
        session(institution, number, status)
    counts = worklist.listing([institution], Wanted(query="quill")).counts

    assert {name: count for name, count in counts.items() if count} == {
        "all": len(spellings),
        state: len(spellings),
    }
    shown = worklist.listing([institution], Wanted(query="quill", state=state))
    assert sorted(one.status for one in shown.sessions) == sorted(spellings)


def test_the_session_to_book_instead_is_found_however_its_status_is_spelled(
    institution: Institution,
) -> None:
    cancelled, new = session(institution, 1, "CANCELED"), session(institution, 2, "needs_proctor")
    session(institution, 3, "Awaiting Provider")
    assert successor(cancelled) == new
