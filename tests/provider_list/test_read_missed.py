"""What is missing from the list is read one by one: not over and over, and no known end is taken
back.
"""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.models import ExamSession, Institution, ListWalk
from scheduling.provider_list import missing_rows

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ANOTHER_LEARNER = {"enrollmentSid": "EN" + "0f" * 16}


@pytest.fixture
def template(with_lists: Path) -> Path:
    return with_lists


def missing(sandbox: Sandbox, number: int = 0, **facts: Any) -> ExamSession:
    """A scheduled session that the list does not name since an hour, read seven hours ago."""
    sandbox.clear()
    sid, now = sandbox.sessions(status="Scheduled")[number]["sessionSid"], timezone.now()
    usual = {"missed_at": now - HOUR, "refreshed_at": now - 7 * HOUR, "read_tried_at": None}
    usual |= {"changed_at": now - 3 * DAY}
    ExamSession.objects.filter(sid=sid).update(**(usual | facts))
    return ExamSession.objects.select_related("institution").get(sid=sid)


def read(institution: Institution, *, times: int = 1) -> None:
    for _ in range(times):
        missing_rows.read_missed(institution, until=time.monotonic() + 30)


def reads(sandbox: Sandbox, session: ExamSession) -> int:
    return len(sandbox.requests("GET", session.sid))


def paused(institution: Institution) -> bool:
    return ListWalk.objects.filter(institution=institution).exclude(paused_until=None).exists()


@pytest.mark.faults(26, 68)
def test_an_answer_about_another_learner_is_not_asked_for_at_every_round_and_pauses_nothing(
    institution: Institution, sandbox: Sandbox
) -> None:
    session, next_one = missing(sandbox), missing(sandbox, 1)
    at = {"method": "GET", "path_contains": session.sid, "times": None}
    sandbox.trouble("other_fields", fields=ANOTHER_LEARNER, **at)
    read(institution, times=5)

    assert (reads(sandbox, session), reads(sandbox, next_one)) == (1, 1)
    assert not paused(institution)


@pytest.mark.faults(68)
@pytest.mark.parametrize("trouble", ["redirect", "empty_200"])
def test_an_answer_that_may_be_that_of_every_session_pauses(
    institution: Institution, sandbox: Sandbox, trouble: str
) -> None:
    session = missing(sandbox)
    sandbox.trouble(trouble, method="GET", path_contains=session.sid, times=None)
    read(institution, times=3)

    assert (reads(sandbox, session), paused(institution)) == (1, True)


@pytest.mark.faults(68)
def test_the_one_that_was_tried_longest_ago_comes_first(
    institution: Institution, sandbox: Sandbox
) -> None:
    now = timezone.now()
    tried = missing(sandbox, 0, read_tried_at=now - HOUR / 2, appointment_at=now + DAY)
    new = missing(sandbox, 1, appointment_at=now + 9 * DAY)
    ListWalk.objects.update(allowance=1, allowance_at=timezone.now())
    sandbox.trouble("redirect", method="GET", path_contains="/sessions/", times=None)
    read(institution)

    assert (reads(sandbox, tried), reads(sandbox, new)) == (0, 1)


@pytest.mark.faults(68)
@pytest.mark.parametrize("status", ["Cancelled", "Closed"])
def test_what_is_over_needs_no_more_reading_and_leaves_the_list_by_time_alone(
    institution: Institution, sandbox: Sandbox, status: str
) -> None:
    now = timezone.now()
    known = {"status": status, "missed_at": now - DAY, "refreshed_at": now - 7 * HOUR}
    ahead = missing(sandbox, 0, **known, appointment_at=now + 60 * DAY)
    past = missing(sandbox, 1, **known, appointment_at=now - 3 * DAY)
    undated = missing(sandbox, 2, **known, appointment_at=None)
    read(institution)

    assert [reads(sandbox, one) for one in (ahead, past, undated)] == [0, 0, 0]
    for one in (ahead, past, undated):
        one.refresh_from_db()
    assert ahead.listed_at is not None
    assert (past.listed_at, undated.listed_at) == (None, None)


@pytest.mark.faults(68)
@pytest.mark.parametrize("code", [404, 503])
def test_an_end_that_is_known_is_not_taken_back_by_a_look_that_fails(
    institution: Institution, sandbox: Sandbox, code: int
) -> None:
    now = timezone.now()
    session = missing(sandbox, status="Closed", appointment_at=now - HOUR * 3)
    at = {"method": "GET", "path_contains": session.sid, "times": None}
    sandbox.trouble("status", code=code, **at)
    read(institution, times=2)

    assert reads(sandbox, session) == 1
    session.refresh_from_db()
    assert (session.dropped_at, session.listed_at is None) == (None, False)
