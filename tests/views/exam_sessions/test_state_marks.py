"""States of sessions know which status is all they say, whatever its word is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from scheduling.models import ExamSession
from scheduling.models.session_status import IN_PROGRESS, SCHEDULED, STATUSES, SessionStatus
from scheduling.views.exam_sessions.state_marks import (
    BEFORE_START,
    START_NOT_SHOWN,
    StateMark,
    early,
    state_of,
    unshown,
)

NOW = datetime(2027, 1, 14, 15, 30, tzinfo=UTC)
OTHERWISE = "In other words"


@pytest.mark.parametrize("status", STATUSES, ids=lambda one: one.key)
def test_a_plain_state_is_that_of_its_status_alone(status: SessionStatus) -> None:
    state = state_of(ExamSession(status=status.word, refreshed_at=NOW), None)
    others = [one for one in STATUSES if one != status]
    assert (state.is_that_of([status]), state.is_that_of(others)) == (True, False)


def test_one_that_says_more_is_that_of_none() -> None:
    session = ExamSession(status="Scheduled", refreshed_at=NOW, changed_event=7)
    assert not state_of(session, None).is_that_of(STATUSES)
    assert not StateMark(SCHEDULED.mark, SCHEDULED.word).is_that_of(STATUSES)


def test_neither_doubt_nor_earliness_hangs_on_a_word() -> None:
    plain = StateMark(SCHEDULED.mark, OTHERWISE, SCHEDULED.key)
    assert unshown(plain).word == START_NOT_SHOWN.format(word=OTHERWISE)
    running = replace(plain, status=IN_PROGRESS.key)
    to_come = ExamSession(appointment_at=NOW + timedelta(hours=1))
    assert early(running, to_come, NOW).word == BEFORE_START.format(word=OTHERWISE)
    assert early(plain, to_come, NOW) == plain
