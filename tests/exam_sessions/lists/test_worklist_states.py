"""The worklist's states: a status counts the same however it is spelled, as contract §3 says."""

from __future__ import annotations

import pytest
from django.utils import timezone

from scheduling.exam_sessions.list_rows.list_query import ListQuery
from scheduling.exam_sessions.lists import list_segments, worklist
from scheduling.exam_sessions.lists.list_states import PARTS
from scheduling.exam_sessions.lists.tabs import View
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
    counts = worklist.listing([institution], ListQuery(query="quill")).counts

    alone = {name for parts in PARTS.values() for name in parts}
    assert {name: count for name, count in counts.items() if count and name not in alone} == {
        "all": len(spellings),
        state: len(spellings),
    }
    shown = worklist.listing([institution], ListQuery(query="quill", state=state))
    assert sorted(one.status for one in shown.sessions) == sorted(spellings)


ALONE = {
    "denied": ["Approval Denied", "approval-denied"],
    "in-progress": ["In Progress", "IN_PROGRESS"],
    "processing": ["Processing"],
    "incident": ["Incident"],
    "not-shown": [""],
    "unknown": ["Awaiting Provider", "Pending"],
    "closed": ["Closed"],
    "cancelled": ["Cancelled", "canceled"],
}


@pytest.mark.parametrize("query", ["", "quill"])
@pytest.mark.parametrize("most_counted", [1, 1000])
def test_what_a_state_is_made_of_can_be_asked_for_alone(
    institution: Institution, monkeypatch: pytest.MonkeyPatch, query: str, most_counted: int
) -> None:
    ExamSession.objects.all().delete()
    monkeypatch.setattr(list_segments, "MOST_COUNTED", most_counted)
    every = [status for spelled in ALONE.values() for status in spelled]
    for number, status in enumerate(["Scheduled", *every]):
        session(institution, number, status)
    ExamSession.objects.update(listed_at=timezone.now())

    def found(state: str) -> list[str]:
        wanted = ListQuery(view=View.ALL, query=query, state=state)
        return sorted(one.status for one in worklist.listing([institution], wanted).sessions)

    assert {state: found(state) for state in ALONE} == {
        state: sorted(spelled) for state, spelled in ALONE.items()
    }
    for group, parts in PARTS.items():
        assert found(group) == sorted(status for part in parts for status in ALONE[part])
    counts = worklist.listing([institution], ListQuery(view=View.ALL, query=query)).counts
    assert counts["other"] == sum(counts[one] for one in PARTS["other"])


def test_the_session_to_book_instead_is_found_however_its_status_is_spelled(
    institution: Institution,
) -> None:
    cancelled, new = session(institution, 1, "CANCELED"), session(institution, 2, "needs_proctor")
    session(institution, 3, "Awaiting Provider")
    assert successor(cancelled) == new
