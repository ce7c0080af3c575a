"""Answers that the stand-in can be asked for by a practice code or its control address, and what
the portal says of each.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import requests

from portal.sandbox.server import Sandbox
from scheduling.booking.outcome_panel.accepted_sentences import BOOKED
from scheduling.models import AuditEvent, ExamSession, Institution
from scheduling.provider_list import bad_rows, list_fetching
from tests.support.booking_actions import book, cancel, mirrored
from tests.support.client import Desk
from tests.support.long_cases import mostly_long
from tests.support.outcomes import attempt_of, effects, page_of, posts, settled
from tests.support.polling import PATIENCE

REPORTS = {"method": "GET", "path_contains": "/reports/"}
SOMEONE = f"US{'a' * 32}"
ELSE = {"firstName": "Someone", "lastName": "Else"}
ANOTHER_S = {"enrollment": {"userSid": SOMEONE, "user": {"sid": SOMEONE, **ELSE}}}
# The account inside stays the learner's.
OF_TWO = {"enrollment": {"userSid": SOMEONE, "user": ELSE}}
OTHER_EXAM = f"EX{'b' * 32}"


@pytest.fixture
def template(with_lists: Path) -> Path:
    return with_lists


def ask(sandbox: Sandbox, **wanted: Any) -> None:
    """Ask for trouble as anybody can, over the control address."""
    url = f"{sandbox.url}/_control/trouble"
    assert requests.post(url, json=wanted, timeout=30).status_code == 200


def listed_otherwise(sandbox: Sandbox, rows: dict[str, Any]) -> None:
    ask(sandbox, kind="odd_rows", match=REPORTS, times=None, rows=rows)


def open_sessions(sandbox: Sandbox) -> list[str]:
    over = ("Closed", "Cancelled")
    return [one["sessionSid"] for one in sandbox.sessions() if one["status"] not in over]


@pytest.mark.faults(10, 12, 66)
@pytest.mark.parametrize(
    ("typed", "state", "done", "said"),
    [
        ("PRACTICE-TIMEOUT", "not-applied", False, "The last cancellation did not go through"),
        ("PRACTICE-LOST-ANSWER", "accepted", True, "Cancelled"),
        ("PRACTICE-409", "refused", False, "This exam has begun a moment ago."),
    ],
)
def test_a_word_in_a_cancellation_s_reason_makes_its_answer(
    desk: Desk, sandbox: Sandbox, typed: str, state: str, done: bool, said: str
) -> None:
    where = book(desk, sandbox)
    answer = cancel(desk, where, cancellation_memo=f"The learner is ill. {typed}")
    assert settled(where).state == state
    assert effects(sandbox, where) == (["cancelled"] if done else [])
    assert said in (answer.text if state == "refused" else page_of(desk, where))


@pytest.mark.faults(24)
def test_an_answer_in_another_spelling_is_no_difference(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    page_of(desk, where)
    known = mirrored(where).learner_name
    desk.book(where, voucher_code="PRACTICE-SPELLING", notes="Zoë’s room\n“B & C”")
    page = page_of(desk, where)
    assert (attempt_of(where).state, posts(sandbox)) == ("accepted", 1)
    assert BOOKED in page
    assert "Different" not in page and "&amp;" not in page
    assert mirrored(where).learner_name == known


@pytest.mark.faults(69)
@pytest.mark.parametrize("part", ["title", "name"])
def test_half_a_character_in_a_session_s_own_answer_is_replaced(
    desk: Desk, sandbox: Sandbox, part: str
) -> None:
    where = sandbox.needs_proctor()[0]
    fields = {
        "title": {"exam": {"sid": where["examSid"], "title": "Calculus \ud83d Final"}},
        "name": {"enrollment": {"user": {"firstName": "J\ud83dohn", "lastName": "Doe"}}},
    }
    ask(sandbox, kind="other_fields", match={"method": "POST"}, fields=fields[part])
    assert desk.book(where).status_code == 302
    assert attempt_of(where).state == "accepted"
    assert {"title": "Calculus � Final", "name": "J�ohn Doe"}[part] in page_of(desk, where)


@pytest.mark.faults(69)
def test_two_bad_rows_at_once_are_both_named_and_the_others_listed(
    institution: Institution, sandbox: Sandbox
) -> None:
    ExamSession.objects.all().delete()  # as if no list had been fetched yet
    first, second, *others = open_sessions(sandbox)
    listed_otherwise(sandbox, {first: "blank_exam", "1": "odd_exam"})
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    here = ExamSession.objects.filter(institution=institution)
    assert set(here.values_list("sid", flat=True)) == set(others)
    said = f"{first} (its exam SID is blank), {second} (its exam SID is not a SID)."
    assert bad_rows.sentences_by_institution([institution]) == {institution.pk: said}


@pytest.mark.faults(66, 67)
@pytest.mark.parametrize(
    "fields",
    mostly_long(
        [
            {"appointmentDate": "12/01/2026 9:30 AM"},
            {"appointmentDate": None},
            {"appointmentDate": "2026-12-01T09:30:00"},
            {"status": "\u200b\u3164 "},
        ],
        everyday=2,
    ),
)
def test_one_row_that_proves_nothing_takes_nothing_back(
    desk: Desk, sandbox: Sandbox, institution: Institution, fields: dict[str, Any]
) -> None:
    where = book(desk, sandbox)
    start = mirrored(where).appointment_at
    listed_otherwise(sandbox, {where["sessionSid"]: fields})
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    assert mirrored(where).appointment_at == start
    assert not AuditEvent.objects.filter(kind="seen").exists()


@pytest.mark.faults(67)
def test_a_row_that_names_another_learner_is_a_change_outside(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    where = book(desk, sandbox)
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    known = mirrored(where)
    listed_otherwise(sandbox, {where["sessionSid"]: ANOTHER_S})
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    [event] = AuditEvent.objects.filter(kind="seen")
    assert f"{known.user_sid} → {SOMEONE}" in event.sentence
    assert mirrored(where).learner_name == "Someone Else"


@pytest.mark.faults(67)
def test_a_row_that_names_two_learners_names_nobody(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    where = book(desk, sandbox)
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    known = mirrored(where)
    listed_otherwise(sandbox, {where["sessionSid"]: OF_TWO})
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    now = mirrored(where)
    assert (now.user_sid, now.learner_name) == (known.user_sid, known.learner_name)
    assert not AuditEvent.objects.filter(kind="seen").exists()


@pytest.mark.long
@pytest.mark.faults(67, 70)
@pytest.mark.parametrize(
    "twice",
    [
        [{"status": "Needs Proctor", "appointmentDate": None}, {"status": "Closed"}],
        [{}, ANOTHER_S],
        [ANOTHER_S, {}],
        [{}, {"examSid": OTHER_EXAM, "exam": {"sid": OTHER_EXAM, "title": "Another exam"}}],
    ],
)
def test_a_session_that_is_listed_twice_and_differently_stays_as_it_was_known(
    desk: Desk, sandbox: Sandbox, institution: Institution, twice: list[dict[str, Any]]
) -> None:
    where = book(desk, sandbox)
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    before = page_of(desk, where)
    listed_otherwise(sandbox, {where["sessionSid"]: twice})
    for _ in range(2):
        assert list_fetching.refresh_list(institution, patience=PATIENCE)
    known = mirrored(where)
    assert (known.status, known.exam_sid) == ("Scheduled", where["examSid"])
    assert known.learner_name in before
    assert ExamSession.objects.filter(sid=known.sid).count() == 1
    assert not AuditEvent.objects.filter(kind="seen").exists()
    assert (
        "listed twice, and differently"
        in bad_rows.sentences_by_institution([institution])[institution.pk]
    )


@pytest.mark.faults(68, 70)
def test_rows_that_leave_and_come_between_two_pages_cost_no_other_row(
    institution: Institution, sandbox: Sandbox
) -> None:
    ExamSession.objects.all().delete()  # as if no list had been fetched yet
    sids = open_sessions(sandbox)
    leave, come = sids[:8], sids[20:24]
    ask(sandbox, kind="moving_rows", match=REPORTS, times=None, leave=leave, come=come)
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    here = ExamSession.objects.filter(institution=institution, listed_at__isnull=False)
    assert sorted(here.values_list("sid", flat=True)) == sorted(set(sids) - set(come))
    assert not here.filter(missed_at__isnull=False).exists()
    sandbox.clear()
    assert list_fetching.refresh_list(institution, patience=PATIENCE)
    assert sorted(here.values_list("sid", flat=True)) == sorted(sids)
